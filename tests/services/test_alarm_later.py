"""A case that becomes urgent after intake raises the same alarm as one that was from the start: once for each event."""

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy import select

from classifier.cases.actors import SYSTEM
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict
from classifier.cases.refusal import Refused
from classifier.lathund.planner import PROTECTED_IDENTITY
from classifier.pipeline import Classification, Comment
from classifier.services import queue, reading
from classifier.services.reclassification import Reclassified, reclassify_waiting
from classifier.storage.outbox import AlarmRow
from classifier.taxonomy import Label, LathundRow, LegalBasis
from tests.cases.world import ANNA, BO, REGISTRAR, lawful
from tests.services.office import QUESTION, THREAT, Office

GDPR = (LegalBasis.GDPR,)
PLAIN = "Det var en gång"
ABUSE = "säljer barnporr, skriv på telegram"


def alarms(office: Office) -> list[dict[str, Any]]:
    """Return the alarms in the outbox, oldest first."""
    with office.desk.storage.read() as unit:
        return [json.loads(body) for body in unit.session.scalars(select(AlarmRow.body).order_by(AlarmRow.created_at))]


def urgent(*labels: Label) -> Verdict:
    return Verdict(labels, (), LathundRow.L4, (LegalBasis.POLICY,), "", "en person ser det")


def protected(said: bool | None) -> Verdict:
    return Verdict((Label.PERSONAL_DATA,), (), LathundRow.L5, GDPR, "R15", "skyddad", protected_identity=said)


@pytest.mark.parametrize(
    ("verdict", "kinds"),
    [
        (urgent(Label.THREAT), ["threat"]),
        (urgent(Label.SUICIDE_RISK), ["suicide_risk"]),
        (urgent(Label.THREAT, Label.SUICIDE_RISK), ["suicide_risk", "threat"]),
        (protected(True), [PROTECTED_IDENTITY]),
    ],
)
def test_a_correction_to_something_urgent_raises_the_alarm_in_the_same_transaction(
    office: Office, verdict: Verdict, kinds: list[str]
) -> None:
    case = office.decided(QUESTION, verdict)
    assert case.urgent
    (alarm,) = alarms(office)
    assert (alarm["type"], alarm["case"], alarm["row"]) == ("case.urgent", case.id, verdict.row.value)
    assert sorted(alarm["kinds"]) == sorted(kinds)
    assert "badhuset" not in json.dumps(alarm)
    assert office.wrong() == []


def test_deciding_what_is_urgent_already_is_no_new_alarm_but_another_kind_is(office: Office) -> None:
    case = office.decided(THREAT)
    assert len(alarms(office)) == 1
    for verdict, expected in [
        (urgent(Label.THREAT), 1),
        (urgent(Label.THREAT, Label.SUICIDE_RISK), 2),
        (urgent(Label.SUICIDE_RISK), 2),
        (lawful(), 2),
        (urgent(Label.SUICIDE_RISK), 3),
    ]:
        office.clock.forward(minutes=1)
        office.decide(queue.take(office.desk, case.id, actor=BO), verdict, actor=BO)
        assert len(alarms(office)) == expected, verdict
    assert len({alarm["id"] for alarm in alarms(office)}) == 3
    assert office.wrong() == []


def test_a_refused_or_repeated_decision_raises_nothing(office: Office) -> None:
    office.take_in(QUESTION)
    case = office.next()
    stale = dataclasses.replace(case, version=case.version - 1)
    with pytest.raises(Refused):
        office.decide(stale, urgent(Label.THREAT))
    assert alarms(office) == []
    office.decide(case, urgent(Label.THREAT))
    with pytest.raises(Refused):
        office.decide(case, urgent(Label.THREAT))
    assert len(alarms(office)) == 1


def test_a_person_can_say_that_no_protected_identity_is_given_away(office: Office) -> None:
    case = office.decided(QUESTION, protected(True))
    office.clock.forward(minutes=1)
    again = office.decide(queue.take(office.desk, case.id, actor=BO), protected(False), actor=BO)
    assert (case.urgent, again.urgent) == (True, False)
    history = reading.case(office.desk, case.id, actor=REGISTRAR).history
    said = [link.event.after["decision"] for link in history if "decision" in link.event.after]
    assert "protected identity" in said[0]
    assert "no protected identity" in said[1]


def test_protected_identity_without_the_label_is_refused(office: Office) -> None:
    office.take_in(QUESTION)
    with pytest.raises(Refused) as refused:
        office.decide(office.next(), dataclasses.replace(urgent(Label.THREAT), protected_identity=True))
    assert refused.value.code is Refusal.PROTECTED_NEEDS_LABEL


class Today:
    """A pipeline that says of every text what the real one says of another."""

    def __init__(self, office: Office, text: str) -> None:
        self.real, self.text = office.desk.pipeline, text
        self.normalizer, self.matcher = self.real.normalizer, self.real.matcher

    def classify(self, comment: Comment, profile: Any) -> Classification:
        return dataclasses.replace(self.real.classify(Comment(self.text), profile), id=comment.id)


class OutOfOrder(Today):
    def classify(self, *_: object) -> Classification:
        raise RuntimeError("out of order")


def anew(office: Office, pipeline: Today) -> Reclassified:
    desk = dataclasses.replace(office.desk, pipeline=pipeline)  # type: ignore[arg-type]
    return reclassify_waiting(desk, actor=SYSTEM)


def test_a_new_verdict_of_the_machine_that_is_urgent_raises_the_alarm_once(office: Office) -> None:
    taken = office.take_in(QUESTION)
    office.decided("När öppnar biblioteket?")
    today = Today(office, THREAT)
    assert anew(office, today) == Reclassified(changed=1, alarms=1)
    assert anew(office, today) == Reclassified(same=1)
    (alarm,) = alarms(office)
    assert taken.case is not None
    assert (alarm["case"], alarm["kinds"]) == (taken.case.id, ["threat"])
    assert office.wrong() == []


def test_the_machine_never_lowers_an_alarm_nor_touches_what_a_person_has(office: Office) -> None:
    office.take_in(THREAT)
    office.take_in(QUESTION)
    office.next(ANNA)
    assert anew(office, Today(office, PLAIN)) == Reclassified(changed=1)
    assert anew(office, OutOfOrder(office, PLAIN)) == Reclassified(kept=1)
    assert len(alarms(office)) == 1
    assert office.wrong() == []


def test_r10_child_abuse_suspected_anew_loses_every_copy(office: Office) -> None:
    taken = office.take_in(QUESTION)
    assert anew(office, Today(office, ABUSE)).changed == 1
    with office.desk.storage.read() as unit:
        assert [row.reduced for row in unit.evidence.every()] == [True]
        case = unit.cases.of_comment(taken.comment_id)
    assert case is not None
    assert (case.child_abuse, case.evidence_reduced) == (True, True)
    assert office.wrong() == []
