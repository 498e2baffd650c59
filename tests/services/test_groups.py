"""Similar comments decided together: each through the same checks, for exactly what was shown or for none."""

import pytest

from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.decide import proposal
from classifier.cases.refusal import Refused
from classifier.cases.states import State
from classifier.services import groups, queue
from tests.cases.world import ANNA, BO, KEY, READER, lawful
from tests.services.office import QUESTION, THREAT, Office


def burst(office: Office, count: int = 3, text: str = QUESTION, **more: object) -> list[Case]:
    """Take in the same question again and again."""
    cases = []
    for _ in range(count):
        cases.append(office.take_in(text, **more).case)  # type: ignore[arg-type]
        office.clock.forward(seconds=1)
    return [case for case in cases if case is not None]


def shown(office: Office, case: Case, actor: object = ANNA) -> list[tuple[str, int]]:
    return list(groups.show(office.desk, case.id, actor=actor).preview.included)  # type: ignore[arg-type]


def settle(office: Office, case: Case, included: list[tuple[str, int]], actor: object = ANNA) -> tuple[Case, ...]:
    return groups.settle_all(office.desk, case.id, included, proposal, actor=actor)  # type: ignore[arg-type]


def test_one_decision_covers_all_that_were_shown_and_each_becomes_a_label(office: Office) -> None:
    first, second, third = burst(office)
    held = queue.take(office.desk, first.id, actor=ANNA)
    group = groups.show(office.desk, first.id, actor=ANNA)
    assert [m.case.id for m in group.members] == [first.id, second.id, third.id]
    assert {m.text for m in group.members} == {QUESTION}
    assert group.preview.included[0] == (first.id, held.version), "one's own claim is covered"
    decided = settle(office, first, list(group.preview.included))
    assert [(c.state, c.decision.by) for c in decided if c.decision] == [(State.DECIDED, ANNA)] * 3
    with office.desk.storage.read() as unit:
        assert len(list(unit.parts.labels())) == 3
    assert office.wrong() == []


def test_what_differs_is_listed_with_the_reason_and_not_decided(office: Office) -> None:
    first, taken, decided, elsewhere = (*burst(office, 3), *burst(office, 1, policy="nybro"))
    queue.take(office.desk, taken.id, actor=BO)
    office.decide(queue.take(office.desk, decided.id, actor=BO), actor=BO)
    group = groups.show(office.desk, first.id, actor=ANNA)
    assert [case_id for case_id, _ in group.preview.included] == [first.id]
    assert {p.code: p.text for p in group.preview.left_out} == {
        taken.id: "någon arbetar med det",
        decided.id: "redan beslutat",
        elsewhere.id: "förslaget eller policyn är en annan",
    }


def test_what_was_taken_since_the_preview_stops_the_whole_decision(office: Office) -> None:
    first, second, _ = burst(office)
    included = shown(office, first)
    queue.take(office.desk, second.id, actor=BO)
    with pytest.raises(Refused) as refused:
        settle(office, first, included)
    assert (refused.value.code, refused.value.status_hint) == (Refusal.GROUP_CHANGED, 409)
    assert second.id in refused.value.message
    assert [p.code for p in refused.value.details] == [second.id]
    with office.desk.storage.read() as unit:
        assert all(case.decision is None for case in unit.cases.every())
    assert office.wrong() == []


def test_a_correction_of_many_needs_a_reason_like_a_correction_of_one(office: Office) -> None:
    first, *_ = burst(office)
    included = shown(office, first)
    with pytest.raises(Refused) as refused:
        groups.settle_all(office.desk, first.id, included, lambda _: lawful(reason=" "), actor=ANNA)
    assert refused.value.code is Refusal.REASON_MISSING
    decided = groups.settle_all(office.desk, first.id, included, lambda _: lawful(), actor=ANNA)
    assert all(c.decision is not None and c.decision.corrected for c in decided)


def test_alarms_are_never_decided_as_many(office: Office) -> None:
    first, second = burst(office, 2, THREAT)
    for case in (first, second):
        assert shown(office, case) == []
    with pytest.raises(Refused) as refused:
        settle(office, first, [(first.id, first.version), (second.id, second.version)])
    assert refused.value.code is Refusal.GROUP_CHANGED


def test_a_case_of_another_group_cannot_be_smuggled_in(office: Office) -> None:
    first, *_ = burst(office)
    other = office.take_in("När öppnar biblioteket i centrum?").case
    assert other is not None
    with pytest.raises(Refused) as refused:
        settle(office, first, [*shown(office, first), (other.id, other.version)])
    assert refused.value.code is Refusal.GROUP_CHANGED


@pytest.mark.parametrize("actor", [READER, KEY])
def test_who_may_not_decide_one_may_not_decide_many(office: Office, actor: object) -> None:
    first, *_ = burst(office, 2)
    for call in (lambda: shown(office, first, actor), lambda: settle(office, first, [(first.id, 2)], actor)):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.status_hint == 403
