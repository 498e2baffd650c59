"""Doing a step, or saying why it is not needed. What each step asks for stands in one table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import REGISTERING, check_turn, find, mark, with_emergency_call, with_police
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.duties import must_answer
from classifier.cases.locking import check_workable, worked_state
from classifier.cases.moments import aware
from classifier.cases.parts import StepState, StepStatus
from classifier.cases.refusal import given, refuse
from classifier.cases.texts import REFERENCES, STEP_COMMANDS
from classifier.lathund.profile import StepCode
from classifier.taxonomy import LathundRow


@dataclass(frozen=True, slots=True)
class StepRule:
    """What a step asks for. `own_command`: it is marked by the command that does the thing, never by hand."""

    question: bool = False
    reason: bool = False
    reference: bool = False
    skippable: bool = True
    own_command: bool = False


_QUESTION: Final = StepRule(question=True, reason=True, skippable=False)
_OWN: Final = StepRule(own_command=True)

RULES: Final[dict[StepCode, StepRule]] = {
    StepCode.SEAL_EVIDENCE: StepRule(own_command=True, skippable=False),
    StepCode.NOTE_LINK: StepRule(own_command=True, skippable=False),
    StepCode.HIDE: _OWN,
    StepCode.UNPUBLISH: _OWN,
    StepCode.REMOVE: _OWN,
    StepCode.LIFE_IN_DANGER: _QUESTION,
    StepCode.CONTACT_POLICE: StepRule(reference=True),
    StepCode.CONSIDER_POLICE: _QUESTION,
    StepCode.SUPPORT_REPLY: _OWN,
    StepCode.FOLLOW_UP: StepRule(reason=True, skippable=False),
    StepCode.SEND_PACKAGE: StepRule(reference=True, skippable=False),
    StepCode.HEAD_DECIDES: StepRule(question=True, reference=True, skippable=False),
    StepCode.CONSIDER_SECURITY: StepRule(question=True, skippable=False),
    StepCode.INFORM_AUTHOR: _OWN,
    StepCode.OTHER_CHANNEL: StepRule(reference=True),
    StepCode.REGISTER: StepRule(reference=True, skippable=False),
    StepCode.CONSIDER_REGISTER: StepRule(question=True),
    StepCode.ANSWER: _OWN,
    StepCode.ANSWER_IF_NEEDED: _OWN,
    StepCode.HOLDING_REPLY: _OWN,
    StepCode.FOUR_EYES: StepRule(own_command=True, skippable=False),
    StepCode.FORWARD: _OWN,
    StepCode.NONE: StepRule(),
}
"""R27 police: reference, or yes/no with reason; R30–R32 package, head and security unit; R9 danger and follow-up."""


def do_step(
    case: Case,
    code: StepCode,
    *,
    actor: Actor,
    now: datetime,
    answer: bool | None = None,
    reason: str = "",
    reference: str = "",
) -> Change:
    """Mark a step as done, in the profile's order, with who and when (R22)."""
    require(actor, Action.REGISTER if code in REGISTERING else Action.DO_STEP)
    check_workable(case, Action.DO_STEP, actor=actor, now=now)
    step = _open_step(case, code)
    rule = RULES[code]
    if rule.own_command:
        raise refuse(Refusal.STEP_HAS_COMMAND, step=step.text, how=STEP_COMMANDS[code])
    check_turn(case, code)
    if rule.question and answer is None:
        raise refuse(Refusal.ANSWER_MISSING, step=step.text)
    if rule.reason or (code is StepCode.CONSIDER_REGISTER and not answer):
        given(reason)
    if rule.reference or (code is StepCode.CONSIDER_REGISTER and answer):
        _referred(step, reference)
    if code is StepCode.FOLLOW_UP and case.follow_up_at is None:
        raise refuse(Refusal.FOLLOW_UP_DATE)
    said = answer if rule.question else None
    steps = mark(
        case.steps, {code}, actor=actor, now=now, answer=said, reason=reason.strip(), reference=reference.strip()
    )
    if code is StepCode.CONSIDER_POLICE and answer:
        steps = with_police(steps)
    if code is StepCode.LIFE_IN_DANGER and answer:
        steps = with_emergency_call(steps)
    registered = reference.strip() if code in REGISTERING and (answer or code is StepCode.REGISTER) else ""
    return change(
        case,
        EventCode.STEP_DONE,
        actor=actor,
        now=now,
        reason=reason or f"{step.text}.",
        steps=steps,
        state=worked_state(case),
        diarium=registered or case.diarium,
    )


def mark_not_needed(
    case: Case, code: StepCode, *, reason: str, actor: Actor, now: datetime, reference: str = ""
) -> Change:
    """Say that a step is not needed, and why. Questions, evidence, the floor and duties cannot be skipped."""
    require(actor, Action.REGISTER if code in REGISTERING else Action.DO_STEP)
    check_workable(case, Action.DO_STEP, actor=actor, now=now)
    step = _open_step(case, code)
    if not _skippable(case, step):
        raise refuse(Refusal.STEP_NOT_SKIPPABLE, step=step.text)
    check_turn(case, code)
    steps = mark(
        case.steps,
        {code},
        actor=actor,
        now=now,
        status=StepStatus.NOT_NEEDED,
        reason=given(reason),
        reference=reference.strip(),
    )
    return change(
        case,
        EventCode.STEP_NOT_NEEDED,
        actor=actor,
        now=now,
        reason=f"{step.text}: {reason.strip()}",
        steps=steps,
        state=worked_state(case),
    )


def plan_follow_up(case: Case, *, at: datetime, actor: Actor, now: datetime) -> Change:
    """Decide when somebody looks again (R9, R44)."""
    require(actor, Action.DO_STEP)
    check_workable(case, Action.DO_STEP, actor=actor, now=now)
    return change(case, EventCode.FOLLOW_UP_PLANNED, actor=actor, now=now, follow_up_at=ahead(at, now))


def ahead(at: datetime, now: datetime) -> datetime:
    """Return a time of follow-up, or refuse one that is not ahead."""
    if aware(at) <= aware(now):
        raise refuse(Refusal.FOLLOW_UP_DATE)
    return at


def _open_step(case: Case, code: StepCode) -> StepState:
    step = find(case, code)
    if step.status is not StepStatus.OPEN:
        raise refuse(Refusal.ALREADY_DONE, what=step.text)
    return step


def _referred(step: StepState, reference: str) -> None:
    if not reference.strip():
        raise refuse(Refusal.REFERENCE_MISSING, step=step.text, what=REFERENCES[step.code])


def _skippable(case: Case, step: StepState) -> bool:
    """Whether this step may be left out in this case; an optional one always may, but for the fixed ones."""
    if step.code is StepCode.CONTACT_POLICE and step.required:
        return case.row is not LathundRow.L4 and not _decided_yes(case)
    if step.code is StepCode.ANSWER and must_answer(case):
        return False
    return RULES[step.code].skippable or not step.required


def _decided_yes(case: Case) -> bool:
    considered = case.step(StepCode.CONSIDER_POLICE)
    return considered is not None and considered.answer is True
