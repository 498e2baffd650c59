"""Which case comes next. Monotone: nothing that makes a case graver, later or less certain moves it down.

Points: urgent 1,000 (so an alarm is before everything else); severity up to 40; deadline up to 30 (the share of the
last 24 hours that is used up, full when passed); uncertainty up to 15; age up to 15 (full after 72 hours). Among equals
the one received first. With these weights a question that is late and old goes before fresh spam, never before a
fresh hate comment that is at least as old and late.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from classifier.cases.actors import Actor
from classifier.cases.case import Case
from classifier.cases.deadlines import SWEDEN, Calendar, next_due
from classifier.cases.locking import expired
from classifier.cases.moments import aware
from classifier.cases.states import State
from classifier.taxonomy import Severity

URGENT_POINTS: Final = 1000.0
SEVERITY_POINTS: Final = 40.0
DEADLINE_POINTS: Final = 30.0
UNCERTAINTY_POINTS: Final = 15.0
AGE_POINTS: Final = 15.0
DEADLINE_WINDOW: Final = timedelta(hours=24)
FULL_AGE: Final = timedelta(hours=72)
AUDIT_SHARE: Final = 0.02

_IN_QUEUE: Final = frozenset({State.WAITING, State.REOPENED})


@dataclass(frozen=True, slots=True)
class Priority:
    """The points of a case, one by one, so that a person can see why it comes first."""

    urgency: float
    severity: float
    deadline: float
    uncertainty: float
    age: float

    @property
    def total(self) -> float:
        """The sum; higher comes first."""
        return self.urgency + self.severity + self.deadline + self.uncertainty + self.age


def priority(case: Case, *, now: datetime, calendar: Calendar = SWEDEN) -> Priority:
    """Return the priority of a case at a moment."""
    due = next_due(case, calendar)
    said = case.classification
    return points(
        urgent=case.urgent,
        severity=said.severity,
        left=None if due is None else due.at - aware(now),
        uncertainty=said.uncertainty,
        age=aware(now) - case.comment.received_at,
    )


def points(*, urgent: bool, severity: Severity, left: timedelta | None, uncertainty: float, age: timedelta) -> Priority:
    """Return the points for what is known of a case; `left` is the time to the next deadline, None without one."""
    pressure = 0.0 if left is None else 1.0 - _share(left, DEADLINE_WINDOW)
    return Priority(
        urgency=URGENT_POINTS if urgent else 0.0,
        severity=SEVERITY_POINTS * severity / Severity.LIFE,
        deadline=DEADLINE_POINTS * pressure,
        uncertainty=UNCERTAINTY_POINTS * min(1.0, max(0.0, uncertainty)),
        age=AGE_POINTS * _share(age, FULL_AGE),
    )


def ordered(cases: Iterable[Case], *, now: datetime, calendar: Calendar = SWEDEN) -> tuple[Case, ...]:
    """Return the cases, the most pressing first; the order is total and repeatable."""

    def key(case: Case) -> tuple[float, datetime, str]:
        return -priority(case, now=now, calendar=calendar).total, case.comment.received_at, case.id

    return tuple(sorted(cases, key=key))


def next_case(cases: Iterable[Case], *, actor: Actor, now: datetime, calendar: Calendar = SWEDEN) -> Case | None:
    """Return the most pressing unclaimed case, leaving out what this person has skipped."""
    free = [c for c in cases if is_free(c, now=now) and actor.id not in c.skipped_by]
    return next(iter(ordered(free, now=now, calendar=calendar)), None)


def is_free(case: Case, *, now: datetime) -> bool:
    """Whether the case waits for anybody to take it. One whose lock has expired does."""
    if case.state is State.IN_REVIEW:
        return case.decision is None and expired(case, now)
    return case.state in _IN_QUEUE


def in_audit_sample(comment_id: str, *, key: bytes, share: float = AUDIT_SHARE) -> bool:
    """Whether a confident comment is looked at anyway. Deterministic by keyed hash: nobody can choose or foresee it."""
    drawn = int.from_bytes(hmac.new(key, comment_id.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()[:8])
    return drawn < share * 2**64


def _share(part: timedelta, whole: timedelta) -> float:
    return min(1.0, max(0.0, part / whole))
