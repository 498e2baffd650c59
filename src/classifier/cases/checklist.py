"""The steps of a case as an ordered checklist (R22): from the plan, in order, marked, carried over a new decision."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from classifier.cases.actors import Actor
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.parts import StepState, StepStatus
from classifier.cases.refusal import refuse
from classifier.lathund.profile import REMOVING_STEPS, Step, StepCode

SEALING: Final = frozenset({StepCode.SEAL_EVIDENCE, StepCode.NOTE_LINK})
REGISTERING: Final = frozenset({StepCode.REGISTER, StepCode.CONSIDER_REGISTER})

_HELD_ONLY_BY: Final[dict[StepCode, frozenset[StepCode]]] = {
    StepCode.SUPPORT_REPLY: frozenset({StepCode.LIFE_IN_DANGER}),
    StepCode.FOUR_EYES: frozenset(),
}
"""Support to a suicidal person waits for the question about danger and for nothing else (R9)."""

_HOLDS_ONLY_UP: Final[dict[StepCode, frozenset[StepCode]]] = {
    StepCode.CONTACT_POLICE: REGISTERING,
    StepCode.ANSWER: REGISTERING,
    StepCode.FOUR_EYES: REGISTERING,
}
"""A slow report to the police holds up only the registration that is to hold its number (R23). A missing answer does
not hold up what is done instead of it: forwarding, a holding reply, another channel (R35, R44, R49)."""
EMERGENCY_CALL: Final = "Ring 112 och anteckna ärendets nummer"
"""The police step where a life is in danger."""


def from_plan(steps: Iterable[Step]) -> tuple[StepState, ...]:
    """Return the open checklist of a planned row."""
    return tuple(StepState(s.code, s.text, s.required, s.actor, s.rule) for s in steps)


def find(case: Case, code: StepCode) -> StepState:
    """Return the step, or refuse where the case has none of that code."""
    step = case.step(code)
    if step is None:
        raise refuse(Refusal.NO_SUCH_STEP, step=code.value)
    return step


def holding_up(case: Case, code: StepCode) -> StepState | None:
    """Return the first open required step that comes before this one, None where it is this one's turn."""
    codes = [s.code for s in case.steps]
    before = case.steps[: codes.index(code)] if code in codes else ()
    only = _HELD_ONLY_BY.get(code)
    for step in before:
        if not step.required or step.status is not StepStatus.OPEN:
            continue
        if code not in _HOLDS_ONLY_UP.get(step.code, {code}):
            continue
        if only is None or step.code in only:
            return step
    return None


def check_turn(case: Case, code: StepCode) -> None:
    """Refuse a step whose turn it is not yet."""
    first = holding_up(case, code)
    if first is not None:
        raise refuse(Refusal.STEP_OUT_OF_ORDER, first=first.text)


def check_removal_turn(case: Case) -> None:
    """Refuse hiding or removing before the steps that the profile puts first. Evidence is always first (R20)."""
    removing = [s.code for s in case.steps if s.code in REMOVING_STEPS]
    if removing:
        check_turn(case, removing[0])


def mark(
    steps: tuple[StepState, ...],
    codes: Iterable[StepCode],
    *,
    actor: Actor,
    now: datetime,
    status: StepStatus = StepStatus.DONE,
    answer: bool | None = None,
    reason: str = "",
    reference: str = "",
) -> tuple[StepState, ...]:
    """Return the steps with the open ones of these codes marked, with who and when."""
    wanted = frozenset(codes)
    return tuple(
        replace(s, status=status, answer=answer, reason=reason, reference=reference, by=actor, at=now)
        if s.code in wanted and s.status is StepStatus.OPEN
        else s
        for s in steps
    )


def reopen_steps(steps: tuple[StepState, ...], codes: Iterable[StepCode]) -> tuple[StepState, ...]:
    """Return the steps with the done ones of these codes open again; who had done them stays in the audit trail."""
    wanted = frozenset(codes)
    return tuple(
        replace(s, status=StepStatus.OPEN, answer=None, reason="", reference="", by=None, at=None)
        if s.code in wanted and s.status is StepStatus.DONE
        else s
        for s in steps
    )


def carry_over(old: tuple[StepState, ...], new: tuple[StepState, ...]) -> tuple[StepState, ...]:
    """Return a new checklist that remembers what is done. Done steps that are no longer asked for stay at the end."""
    done = {s.code: s for s in old if s.status is StepStatus.DONE}
    merged = tuple(
        replace(done[s.code], text=s.text, required=s.required, actor=s.actor, rule=s.rule) if s.code in done else s
        for s in new
    )
    if StepCode.CONSIDER_POLICE in done and done[StepCode.CONSIDER_POLICE].answer:
        merged = with_police(merged)
    if StepCode.LIFE_IN_DANGER in done and done[StepCode.LIFE_IN_DANGER].answer:
        merged = with_emergency_call(merged)
    asked = {s.code for s in merged}
    return merged + tuple(replace(s, required=False) for s in old if s.code in done and s.code not in asked)


def with_police(steps: tuple[StepState, ...]) -> tuple[StepState, ...]:
    """A yes to the police question makes the report itself a step, with its reference number (R27)."""
    if any(s.code is StepCode.CONTACT_POLICE for s in steps):
        return tuple(replace(s, required=True) if s.code is StepCode.CONTACT_POLICE else s for s in steps)
    police = StepState(StepCode.CONTACT_POLICE, "Polisanmäl", required=True, actor="person", rule="R27")
    return _right_after(steps, StepCode.CONSIDER_POLICE, police)


def with_emergency_call(steps: tuple[StepState, ...]) -> tuple[StepState, ...]:
    """A yes to the question about danger makes the call to 112 a step, with its number, in every profile (R9).

    It stands right after the question, so that nothing else holds it up.
    """
    call = next((s for s in steps if s.code is StepCode.CONTACT_POLICE), None)
    if call is not None and call.status is not StepStatus.OPEN:
        return steps
    wanted = StepState(StepCode.CONTACT_POLICE, EMERGENCY_CALL, True, "person", rule="R9")
    return _right_after(tuple(s for s in steps if s is not call), StepCode.LIFE_IN_DANGER, wanted)


def _right_after(steps: tuple[StepState, ...], question: StepCode, wanted: StepState) -> tuple[StepState, ...]:
    asked = [i for i, s in enumerate(steps) if s.code is question]
    return (*steps[: asked[0] + 1], wanted, *steps[asked[0] + 1 :]) if asked else steps
