"""Intake: sealed first, idempotent, and whatever fails a person sees the comment."""

import dataclasses
import json

import pytest
from sqlalchemy import select

from classifier.bootstrap import Wired
from classifier.cases.actors import SYSTEM
from classifier.cases.codes import Refusal
from classifier.cases.evidence import to_bytes
from classifier.cases.parts import Reached
from classifier.cases.refusal import Refused
from classifier.services import intake, reading, removal
from classifier.storage.outbox import AlarmRow
from tests.cases.world import ADMIN, ANNA, KEY, READER
from tests.services.office import CRITICISM, QUESTION, THREAT, Office

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
ABUSE = "säljer barnporr, skriv på telegram"


class Broken:
    """A pipeline of which a part raises."""

    def __init__(self, wired: Wired) -> None:
        self.normalizer, self.matcher = wired.pipeline.normalizer, wired.pipeline.matcher

    def classify(self, *_: object) -> None:
        raise RuntimeError("out of order")


def test_a_threat_becomes_an_urgent_case_with_sealed_evidence_and_an_alarm(office: Office) -> None:
    taken = office.take_in(THREAT, author="@nisse", post="Ny väg", parent="Hej")
    assert taken.created
    assert taken.case is not None
    assert taken.case.urgent
    sealed = reading.evidence(office.desk, taken.case.id, actor=ANNA)
    kept = sealed.evidence
    assert (kept.text, kept.author, kept.post, kept.parent) == (THREAT, "@nisse", "Ny väg", "Hej")
    assert kept.classification is not None
    assert kept.previous, "the package sealed before the classification is named"
    with office.desk.storage.read() as unit:
        first = unit.evidence.sealed(kept.previous)
        alarms = [json.loads(body) for body in unit.session.scalars(select(AlarmRow.body))]
    assert first is not None
    assert first.evidence.classification is None
    assert [a["case"] for a in alarms] == [taken.case.id]
    assert "vänta bara" not in json.dumps(alarms)
    assert office.wrong() == []


def test_the_same_comment_again_is_the_same_case(office: Office) -> None:
    first = office.take_in(THREAT, external_id="x")
    second = office.take_in(THREAT, external_id="x")
    assert (second.created, second.comment_id) == (False, first.comment_id)
    assert second.case == first.case


def test_a_comment_whose_text_was_changed_is_taken_in_as_one_of_its_own(office: Office) -> None:
    first = office.take_in("Fint väder i dag", external_id="x")
    second = office.take_in(THREAT, external_id="x")
    again = office.take_in(THREAT, external_id="x")
    assert second.created
    assert second.comment_id != first.comment_id
    assert second.external_id.startswith("x~")
    assert again.comment_id == second.comment_id
    assert second.case is not None


def test_a_classification_that_fails_still_leaves_a_case_for_a_person(office: Office, wired: Wired) -> None:
    broken = dataclasses.replace(office.desk, pipeline=Broken(wired))  # type: ignore[arg-type]
    office.desk = broken
    taken = office.take_in("Fint väder i dag")
    assert taken.case is not None
    assert taken.case.reached is Reached.UNCERTAIN
    assert taken.case.classification.review_reasons == ("degraded:pipeline",)
    assert reading.evidence(office.desk, taken.case.id, actor=ANNA).evidence.text == "Fint väder i dag"


def test_what_a_crash_left_sealed_is_classified_afterwards(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(intake, "classify", killed)
    with pytest.raises(SystemExit):
        office.take_in(THREAT, external_id="x")
    monkeypatch.undo()
    assert office.wrong() == []
    assert intake.resume(office.desk, actor=SYSTEM) == 1
    again = office.take_in(THREAT, external_id="x")
    assert again.case is not None
    assert again.case.urgent
    assert intake.resume(office.desk, actor=SYSTEM) == 0
    assert office.wrong() == []


def test_suspected_child_abuse_material_is_never_copied(office: Office) -> None:
    taken = office.take_in(ABUSE, permalink="https://exempel.se/1", screenshot=PNG)
    assert taken.case is not None
    assert taken.case.child_abuse
    assert taken.note, "the image is refused, the comment is not"
    kept = reading.evidence(office.desk, taken.case.id, actor=ANNA).evidence
    assert (kept.reduced, kept.text, kept.permalink) == (True, "", "https://exempel.se/1")
    with office.desk.storage.read() as unit:
        assert len(list(unit.evidence.every())) == 1
        assert not list(unit.evidence.every_screenshot())
    assert office.wrong() == []


def test_child_abuse_material_found_by_a_person_is_reduced_and_its_copies_removed(office: Office) -> None:
    taken = office.take_in(THREAT, screenshot=PNG)
    assert taken.case is not None
    case = removal.flag_abuse(office.desk, taken.case.id, reason="bilden visar ett barn", actor=ANNA)
    assert case.evidence_reduced
    with office.desk.storage.read() as unit:
        stored = list(unit.evidence.every())
        assert not list(unit.evidence.every_screenshot())
    assert [row.reduced for row in stored] == [True]
    assert THREAT.encode() not in stored[0].content
    assert office.wrong() == []


def test_a_screenshot_is_kept_with_its_package(office: Office) -> None:
    taken = office.take_in(THREAT, screenshot=PNG)
    assert taken.case is not None
    sealed = reading.evidence(office.desk, taken.case.id, actor=ANNA)
    assert reading.screenshot(office.desk, sealed, actor=ANNA) == PNG
    assert "PNG" in office.take_in(THREAT, screenshot=b"GIF89a").note


@pytest.mark.parametrize("text", ["\x00\ud83d 😀 ", "\u202e", "x" * 10_000])
def test_odd_text_is_sealed_as_it_is(office: Office, text: str) -> None:
    taken = office.take_in(text)
    with office.desk.storage.read() as unit:
        sealed = unit.evidence.sealed(taken.evidence_digest)
    assert sealed is not None
    assert sealed.evidence.text == text
    assert to_bytes(sealed.evidence).isascii()


def test_an_idempotency_key_with_other_content_is_refused(office: Office) -> None:
    intake.check_key(office.desk, "k1", ["a"], actor=ANNA)
    intake.check_key(office.desk, "k1", ["a"], actor=ANNA)
    intake.check_key(office.desk, "k1", ["b"], actor=ADMIN)
    with pytest.raises(Refused) as refused:
        intake.check_key(office.desk, "k1", ["b"], actor=ANNA)
    assert refused.value.code is Refusal.KEY_REUSED


def test_who_may_not_take_in_is_refused_and_a_key_may(office: Office) -> None:
    with pytest.raises(Refused):
        office.take_in(actor=READER)
    assert office.take_in(actor=KEY).created


def test_criticism_and_questions_get_cases_that_answer(office: Office) -> None:
    rows = [t.case.row.value for t in (office.take_in(CRITICISM), office.take_in(QUESTION)) if t.case]
    assert rows == ["L1", "L1"]
