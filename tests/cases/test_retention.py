"""Gallring: two clocks, a decision with an id, transfer first, holds, the whole list or nothing, a protocol."""

from dataclasses import replace
from datetime import timedelta

import pytest

from classifier.cases import retention
from classifier.cases.actors import SYSTEM
from classifier.cases.closing import close
from classifier.cases.codes import Refusal
from classifier.cases.deletion import lift_hold, place_hold
from classifier.cases.parts import HoldKind, ReplyKind
from classifier.cases.refusal import Refused
from classifier.cases.retention import GallringDecision, RetentionClock, dry_run
from classifier.cases.states import Visibility
from classifier.cases.steps import do_step
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import ANNA, KEY, NOW, REGISTRAR, Filed, filed

DAYS_90 = timedelta(days=90)
DUE = NOW + DAYS_90
SIMPLE = frozenset({LathundRow.L1, LathundRow.L2})
PLATFORM = GallringDecision(
    "GB-1", "Enkla frågor, 90 dagar", SIMPLE, RetentionClock.PLATFORM, DAYS_90, "Kommunstyrelsen", NOW
)
MATTER = GallringDecision(
    "GB-2", "Ärenden, 30 dagar", frozenset({LathundRow.L3}), RetentionClock.PLATFORM, timedelta(days=30), "KS", NOW
)
DIARIUM = GallringDecision(
    "GB-3", "Diariet, 10 år", frozenset({LathundRow.L3}), RetentionClock.DIARIUM, timedelta(days=3650), "KS", NOW
)


def question(number: int = 1) -> Filed:
    return filed("lilla-edet", Label.QUESTION, number=number).decide().reply(ReplyKind.ANSWER, "Svar").do(close)


def matter() -> Filed:
    world = filed("lilla-edet", Label.CASE_MATTER, number=9).decide().reply(ReplyKind.ANSWER, "Svar")
    return world.do(do_step, args=(StepCode.REGISTER,), reference="KS 2026:9").do(close)


def due(worlds: list[Filed], *decisions: GallringDecision, now: object = DUE) -> list[tuple[str, str, str]]:
    run = dry_run([w.case for w in worlds], decisions, now=now)  # type: ignore[arg-type]
    return [(d.case, d.clock.value, d.decision) for d in run.due]


def test_R66_nothing_is_due_without_a_decision_nor_before_its_term() -> None:
    assert due([question()]) == []
    assert due([question()], PLATFORM, now=DUE - timedelta(microseconds=1)) == []
    assert due([question()], PLATFORM) == [("case-1", "platform", "GB-1")]
    assert due([filed("lilla-edet", Label.QUESTION)], PLATFORM) == [], "only closed cases"


def test_R65_the_two_clocks_run_apart() -> None:
    late = NOW + timedelta(days=3650)
    assert due([matter()], MATTER, DIARIUM) == [("case-9", "platform", "GB-2")]
    assert due([matter()], MATTER, DIARIUM, now=late) == [("case-9", "platform", "GB-2"), ("case-9", "diarium", "GB-3")]
    assert due([matter()], DIARIUM, now=late - timedelta(seconds=1)) == []
    longer = retention.GallringDecision("GB-4", "x", MATTER.rows, MATTER.clock, timedelta(days=400), "KS", NOW)
    assert due([matter()], MATTER, longer) == [], "where two decisions cover a record the longest term decides"


def test_R66_R67_gallring_waits_for_the_diarium_and_for_disclosures() -> None:
    unregistered = matter()
    unregistered.case = replace(unregistered.case, diarium="")
    run = dry_run([unregistered.case], [MATTER], now=DUE)
    assert (run.due, run.stopped[0].why) == ((), "ännu inte fört till diariet")
    held = question().do(place_hold, hold_id="h", kind=HoldKind.DISCLOSURE, reason="begärd", actor=REGISTRAR)
    assert dry_run([held.case], [PLATFORM], now=DUE).stopped[0].why == "begäran om utlämnande: begärd"
    held.do(lift_hold, hold_id="h", reason="utlämnad", actor=REGISTRAR)
    assert due([held], PLATFORM) == [("case-1", "platform", "GB-1")]


def test_a_person_confirms_the_list_that_was_shown_and_a_protocol_is_written() -> None:
    cases = [question(1).case, question(2).case]
    run = dry_run(cases, [PLATFORM, MATTER], now=DUE)
    said = {"digest": run.digest, "reason": "inaktuellt", "actor": REGISTRAR, "now": DUE}
    done = retention.confirm(cases, [PLATFORM, MATTER], **said)  # type: ignore[arg-type]
    for part in ("GB-1", "Rut Berg, registrator", "inaktuellt", "case-1", "case-2", "Kommunstyrelsen", run.digest):
        assert part in done.text
    assert "GB-2" not in done.text
    after = [c.case for c in done.changes]
    assert [e.action.value for c in done.changes for e in c.events] == ["gallrad"] * 2
    assert {c.visibility for c in after} == {Visibility.VISIBLE}
    assert dry_run(after, [PLATFORM], now=DUE).due == (), "nothing is gallrat twice on the same clock"


def test_a_changed_list_is_not_confirmed_and_single_records_are_not_picked() -> None:
    cases = [question(1).case, question(2).case]
    run = dry_run(cases, [PLATFORM], now=DUE)
    said = {"digest": run.digest, "reason": "inaktuellt", "actor": REGISTRAR, "now": DUE}
    for other in (cases[:1], [*cases, question(3).case], []):
        with pytest.raises(Refused) as caught:
            retention.confirm(other, [PLATFORM], **said)  # type: ignore[arg-type]
        assert caught.value.code is Refusal.GALLRING_CHANGED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"actor": KEY}, Refusal.PERSON_REQUIRED),
        ({"actor": SYSTEM}, Refusal.PERSON_REQUIRED),
        ({"actor": ANNA}, Refusal.NOT_ALLOWED),
        ({"reason": " "}, Refusal.REASON_MISSING),
    ],
)
def test_gallring_needs_a_person_with_the_right_and_a_reason(changed: dict, code: Refusal) -> None:
    cases = [question().case]
    said = {"digest": dry_run(cases, [PLATFORM], now=DUE).digest, "reason": "x", "actor": REGISTRAR, "now": DUE}
    with pytest.raises(Refused) as caught:
        retention.confirm(cases, [PLATFORM], **(said | changed))
    assert caught.value.code is code
