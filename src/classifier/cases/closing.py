"""Closing and reopening. A case closes only when nothing is left that the row, the policy or the floor asks for."""

from datetime import datetime

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.codes import EventCode, Open, Refusal
from classifier.cases.duties import answered, must_answer, promised_answer
from classifier.cases.locking import check_workable, moved
from classifier.cases.moments import aware
from classifier.cases.parts import StepStatus
from classifier.cases.refusal import Point, given, refuse
from classifier.cases.states import PENDING_DELETION, State, Visibility
from classifier.cases.texts import OPEN
from classifier.lathund.profile import StepCode
from classifier.taxonomy import LathundRow


def open_points(case: Case) -> tuple[Point, ...]:
    """Return everything that keeps the case from being closed, in order; empty when it may close."""
    points = []
    if case.decision is None:
        points.append(Point(Open.NO_DECISION.value, OPEN[Open.NO_DECISION]))
    points += [_open_step(s.code, s.text) for s in case.steps if s.required and s.status is StepStatus.OPEN]
    if _police_unreferenced(case):
        points.append(Point(Open.POLICE_REFERENCE.value, OPEN[Open.POLICE_REFERENCE]))
    if must_answer(case) and not answered(case):
        points.append(Point(Open.UNANSWERED.value, OPEN[Open.UNANSWERED]))
    if promised_answer(case):
        points.append(Point(Open.HOLDING_REPLY.value, OPEN[Open.HOLDING_REPLY]))
    if case.visibility is Visibility.HIDDEN and not case.may_be_removed:
        points.append(Point(Open.LAWFUL_BUT_HIDDEN.value, OPEN[Open.LAWFUL_BUT_HIDDEN]))
    if case.visibility in PENDING_DELETION:
        points.append(Point(Open.DELETION.value, OPEN[Open.DELETION]))
    return tuple(points)


def close(case: Case, *, actor: Actor, now: datetime, reason: str = "") -> Change:
    """Close the case; refused with the whole list of what is left (R22, R27, R50)."""
    require(actor, Action.CLOSE)
    if case.state is State.IN_REVIEW:
        raise moved(case, Action.CLOSE)
    check_workable(case, Action.CLOSE, actor=actor, now=now)
    points = open_points(case)
    if points:
        raise refuse(Refusal.OPEN_POINTS, details=points, points="; ".join(p.text for p in points))
    return change(case, EventCode.CLOSED, actor=actor, now=now, reason=reason, state=State.CLOSED, closed_at=aware(now))


def reopen(case: Case, *, reason: str, actor: Actor, now: datetime) -> Change:
    """Open a closed case again, saying why."""
    require(actor, Action.REOPEN)
    if case.state is not State.CLOSED:
        raise moved(case, Action.REOPEN)
    return change(
        case, EventCode.REOPENED, actor=actor, now=now, reason=given(reason), state=State.REOPENED, closed_at=None
    )


def _police_unreferenced(case: Case) -> bool:
    """On L4 a police step that the profile requires needs its reference, however it came to be marked (R27)."""
    police = [s for s in case.steps if s.code is StepCode.CONTACT_POLICE and s.required]
    return case.row is LathundRow.L4 and any(s.status is not StepStatus.OPEN and not s.reference for s in police)


def _open_step(code: StepCode, text: str) -> Point:
    return Point(f"{Open.STEP.value}:{code.value}", OPEN[Open.STEP].format(step=text))
