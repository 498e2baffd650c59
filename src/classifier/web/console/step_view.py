"""Each step of a case as a form: what it asks for stands in the domain's tables, here only how it is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from classifier.cases.actors import Action
from classifier.cases.case import Case
from classifier.cases.checklist import EMERGENCY_CALL, REGISTERING, holding_up
from classifier.cases.letters import forward_draft, holding_draft, notice_draft, support_draft
from classifier.cases.parts import Reply, ReplyKind, StepState, StepStatus
from classifier.cases.refusal import Refused
from classifier.cases.states import State, Visibility
from classifier.cases.steps import RULES, StepRule
from classifier.cases.texts import REFERENCES
from classifier.lathund.profile import StepCode
from classifier.services.handling import HIDING_STEPS, REPLY_STEPS

if TYPE_CHECKING:
    from classifier.web.console.visit import Visit

_FOLLOW_UP_IN: Final = timedelta(hours=4)
_FOLLOWED_UP: Final = frozenset({StepCode.HOLDING_REPLY, StepCode.SUPPORT_REPLY, StepCode.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with the form that does it. `kind`: none, plain, hide, remove, reply, forward, four_eyes."""

    state: StepState
    kind: str
    rule: StepRule
    first: str
    """The step that must come first; empty where it is this one's turn."""
    draft: str
    drafts: tuple[Reply, ...]
    """Replies of the step that are written and not published."""
    reference: str
    follow_up: datetime | None
    now: bool
    """The first step that can be done."""


def step_views(case: Case, visit: "Visit") -> tuple[StepView, ...]:
    """Return the steps in order; the first that this person can do is marked."""
    found: list[StepView] = []
    first = True
    for state in case.steps:
        kind = _kind(case, state, visit)
        held = holding_up(case, state.code) if state.status is StepStatus.OPEN else None
        turn = first and kind != "none" and held is None
        first = first and not turn
        found.append(
            StepView(
                state=state,
                kind=kind,
                rule=RULES[state.code],
                first=held.text if held else "",
                draft=_draft(case, state.code) if kind in {"reply", "forward"} else "",
                drafts=_drafts(case, state.code),
                reference=_reference(state),
                follow_up=_follow_up(case, state.code, visit.desk.clock()),
                now=turn,
            )
        )
    return tuple(found)


def _reference(state: StepState) -> str:
    """Return what the reference is; an emergency call has a number of its own, not yet the police's."""
    called = state.text == EMERGENCY_CALL
    return "ärendets nummer hos SOS Alarm eller polisen" if called else REFERENCES.get(state.code, "")


def _kind(case: Case, state: StepState, visit: "Visit") -> str:
    may = visit.may(Action.REGISTER if state.code in REGISTERING else Action.DO_STEP)
    workable = case.state in {State.DECIDED, State.WORKING, State.REOPENED} and case.decision is not None
    if state.status is not StepStatus.OPEN or state.actor == "system" or not may or not workable:
        return "none"
    if state.code in HIDING_STEPS:
        return "hide" if case.visibility is Visibility.VISIBLE else "remove"
    special = {StepCode.REMOVE: "remove", StepCode.FORWARD: "forward", StepCode.FOUR_EYES: "four_eyes"}
    if state.code in special:
        return special[state.code]
    return "reply" if state.code in REPLY_STEPS else "plain"


def _draft(case: Case, code: StepCode) -> str:
    """Return the draft that the person begins with; an answer is written from nothing."""
    if code is StepCode.FORWARD:
        return forward_draft()
    kind = REPLY_STEPS[code]
    if kind is ReplyKind.SUPPORT:
        return support_draft()
    if kind is ReplyKind.HOLDING:
        return holding_draft()
    if kind is ReplyKind.NOTICE:
        try:
            return notice_draft(case)
        except Refused:
            return ""
    return ""


def _drafts(case: Case, code: StepCode) -> tuple[Reply, ...]:
    if code is StepCode.FOUR_EYES:
        return tuple(r for r in case.replies if r.published_at is None and r.approved_by is None)
    kind = ReplyKind.FORWARD_NOTICE if code is StepCode.FORWARD else REPLY_STEPS.get(code)
    return tuple(r for r in case.replies if r.kind is kind and r.published_at is None)


def _follow_up(case: Case, code: StepCode, now: datetime) -> datetime | None:
    return (case.follow_up_at or now + _FOLLOW_UP_IN) if code in _FOLLOWED_UP else None
