"""A person opens a case for a comment that the machine showed nobody."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql

from classifier.cases.actors import SYSTEM
from classifier.cases.codes import Refusal
from classifier.cases.letters import notice_draft
from classifier.cases.parts import Reached
from classifier.cases.refusal import Refused
from classifier.cases.retention import GallringDecision, RetentionClock
from classifier.cases.states import State
from classifier.services import drift, labels, picking, queue, searching, thinning
from classifier.services.picking import pick
from classifier.services.searching import NO_CASE, Sought
from classifier.storage.gallring import GallringStore
from classifier.taxonomy import LathundRow
from tests.cases.world import ANNA, BO, DATA, KEY, READER, REGISTRAR, l5
from tests.services.office import THREAT, Office
from tests.services.test_alarm_later import ABUSE, Today, alarms

CALM = "Fint väder i dag"


@pytest.fixture(autouse=True)
def no_random_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no comment be drawn into the random audit sample: those that are have a case already."""
    monkeypatch.setattr("classifier.services.intake.in_audit_sample", lambda *_, **__: False)


def due_in_a_month(*, destroys: bool) -> GallringDecision:
    decided = datetime(2026, 1, 15, tzinfo=UTC)
    month = timedelta(days=30)
    rows = frozenset({LathundRow.L2})
    return GallringDecision("GB-1", "Ringa", rows, RetentionClock.PLATFORM, month, "KS", decided, destroys=destroys)


def gallra(office: Office, *, destroys: bool) -> None:
    decision = (due_in_a_month(destroys=destroys),)
    run = thinning.due(office.desk, decision, actor=REGISTRAR)
    thinning.carry_out(office.desk, decision, digest=run.digest, reason="frist ute", actor=REGISTRAR)


def cases_and_whole_packages(office: Office) -> tuple[int, int]:
    with office.desk.storage.read() as unit:
        whole = [row for row in unit.evidence.every() if not row.reduced and row.content.startswith(b"{")]
        return len(list(unit.cases.every())), len(whole)


def test_a_case_is_opened_once_with_the_sealed_evidence_and_comes_before_whoever_asks(office: Office) -> None:
    taken = office.take_in(CALM)
    assert taken.case is None
    case = pick(office.desk, taken.comment_id, actor=ANNA)
    assert (case.reached, case.state) == (Reached.PICKED, State.WAITING)
    assert (case.comment.id, case.evidence_digest) == (taken.comment_id, taken.evidence_digest)
    assert pick(office.desk, taken.comment_id, actor=BO) == case, "a second wish gives the same case"
    assert searching.search(office.desk, Sought(states=(NO_CASE,)), actor=READER)[1] == 0
    decided = office.decide(office.next())
    assert decided.id == case.id
    told = [e for e in labels.export(office.desk, actor=DATA).lines if e["reached"] == Reached.PICKED]
    assert len(told) == 1
    assert office.wrong() == []


@pytest.mark.parametrize(
    ("actor", "code"),
    [(READER, Refusal.NOT_ALLOWED), (KEY, Refusal.PERSON_REQUIRED), (SYSTEM, Refusal.PERSON_REQUIRED)],
)
def test_only_a_person_who_reviews_opens_one(office: Office, actor: object, code: Refusal) -> None:
    taken = office.take_in(CALM)
    with pytest.raises(Refused) as refused:
        pick(office.desk, taken.comment_id, actor=actor)  # type: ignore[arg-type]
    assert refused.value.code is code


def test_a_comment_that_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        pick(office.desk, "inlagg-saknas", actor=ANNA)
    assert refused.value.code is Refusal.NO_SUCH_CASE


def test_r10_child_abuse_suspected_when_it_is_picked_loses_every_copy(office: Office) -> None:
    taken = office.take_in(CALM)
    desk = dataclasses.replace(office.desk, pipeline=Today(office, f"{THREAT} {ABUSE}"))  # type: ignore[arg-type]
    case = pick(desk, taken.comment_id, actor=ANNA)
    with office.desk.storage.read() as unit:
        assert [row.reduced for row in unit.evidence.every()] == [True]
        assert unit.index.text_of(taken.comment_id) == ""
        stored = unit.comments.get(taken.comment_id)
        words = unit.session.scalar(sql("SELECT count(*) FROM comment_words"))
    assert stored is not None
    assert stored.evidence_digest == case.evidence_digest != taken.evidence_digest
    assert (case.child_abuse, case.evidence_reduced, case.group_key, case.urgent) == (True, True, "", True)
    assert [alarm["case"] for alarm in alarms(office)] == [case.id]
    assert words == 0
    assert office.wrong() == []


@pytest.mark.parametrize("destroys", [False, True])
def test_what_is_gallrat_is_not_picked_and_is_not_offered(office: Office, destroys: bool) -> None:
    taken = office.take_in(CALM)
    office.clock.forward(days=31)
    gallra(office, destroys=destroys)
    before = cases_and_whole_packages(office)
    with pytest.raises(Refused) as refused:
        pick(office.desk, taken.comment_id, actor=ANNA)
    with office.desk.storage.read() as unit:
        ((protocol, _, _),) = unit.parts.protocols(limit=2)
    assert refused.value.code is Refusal.GALLRAD
    assert "GB-1" in refused.value.message
    assert protocol in refused.value.message
    assert cases_and_whole_packages(office) == before
    page, _ = searching.search(office.desk, Sought(), actor=READER)
    assert [hit.gallrad for hit in page.comments] == [True]
    assert office.wrong() == []


@pytest.mark.parametrize("destroys", [False, True])
def test_r20_no_case_is_opened_on_what_gallring_takes_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch, destroys: bool
) -> None:
    taken = office.take_in(CALM)
    office.clock.forward(days=31)
    read = picking.classify

    def slow(*given: Any) -> Any:
        gallra(office, destroys=destroys)
        return read(*given)

    monkeypatch.setattr(picking, "classify", slow)
    with pytest.raises(Refused) as refused:
        pick(office.desk, taken.comment_id, actor=ANNA)
    assert refused.value.code is Refusal.GALLRAD
    assert cases_and_whole_packages(office)[0] == 0
    assert office.wrong() == []


@pytest.mark.parametrize("destroys", [False, True])
def test_gallring_takes_nothing_that_was_given_a_case_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch, destroys: bool
) -> None:
    if office.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: nobody comes between")
    taken, decision = office.take_in(CALM), (due_in_a_month(destroys=destroys),)
    office.clock.forward(days=31)
    run = thinning.due(office.desk, decision, actor=REGISTRAR)
    listed = GallringStore.loose

    def slow(store: GallringStore) -> Iterator[Any]:
        yield from list(listed(store))
        pick(office.desk, taken.comment_id, actor=ANNA)

    monkeypatch.setattr(GallringStore, "loose", slow)
    with pytest.raises(Refused) as refused:
        thinning.carry_out(office.desk, decision, digest=run.digest, reason="frist ute", actor=REGISTRAR)
    assert refused.value.code is Refusal.GALLRING_CHANGED
    assert cases_and_whole_packages(office)[0] == 1
    assert thinning.protocols(office.desk, actor=REGISTRAR) == []
    assert office.wrong() == []


@pytest.mark.parametrize(
    ("read_anew", "said"),
    [(CALM, "utan automatik"), ("Inga svartskallar på Kvarngatan tack", "Ett automatiskt verktyg uppmärksammade")],
)
def test_the_notice_says_whether_the_machine_pointed_it_out_when_it_was_picked(
    office: Office, read_anew: str, said: str
) -> None:
    taken = office.take_in(CALM)
    desk = dataclasses.replace(office.desk, pipeline=Today(office, read_anew))  # type: ignore[arg-type]
    case = pick(desk, taken.comment_id, actor=ANNA)
    assert said in notice_draft(office.decide(queue.take(office.desk, case.id, actor=ANNA), l5()))


def test_what_was_picked_says_nothing_of_how_often_the_machine_errs(office: Office) -> None:
    case = pick(office.desk, office.take_in(CALM).comment_id, actor=ANNA)
    office.decide(queue.take(office.desk, case.id, actor=ANNA), l5())
    (figures,) = drift.read(office.desk, actor=DATA).months.values()
    assert figures["length"].n == 1
    assert not {"corrected", "calibration"} & set(figures)
