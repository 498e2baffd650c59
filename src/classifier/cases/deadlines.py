"""When something is due: the five policies' clocks, the urgent lane, the clock of BBS-lagen. Time is injected.

Stated meanings, where the documents leave room:
* `weekdays` (LF, R40: "inom 24 h förutom över helger, då svar ges snarast möjligt kommande arbetsdag"): the hours are
  counted on working days only. Friday 15:00 → Monday 15:00; a Saturday → before Monday ends.
* `office_hours` (SO, R41: "inom ett dygn under kontorstid", desirable): each 24 hours are one office day, counted in
  office time. Monday 10:00 → Tuesday 10:00. Soft: it warns and never fails.
* `always` (KM, R42: "skyndsamt, även … kvällar och helger"): 24 hours by the clock, no day excepted. Soft.
* `promptly` (LE, NY: "snabbt"): before the office closes on the next working day. Soft.
* Urgent: a person within 15 minutes, always. BBS-lagen: 24 hours from the first view or report, whichever came first.
Working days are Monday to Friday but for Swedish public holidays and the eves that are free de facto. Days with
shorter hours before a holiday count as whole; local office hours and closed days are given in `Calendar`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

import holidays

from classifier.cases.case import Case
from classifier.cases.duties import answered, must_answer, promised_answer
from classifier.cases.moments import STOCKHOLM, aware
from classifier.cases.parts import StepStatus
from classifier.cases.states import State
from classifier.lathund.profile import Clock, StepCode
from classifier.taxonomy import LegalBasis

URGENT_WITHIN: Final = timedelta(minutes=15)
BBS_WITHIN: Final = timedelta(hours=24)
DEFAULT_HOURS: Final = 24
_DAY_HOURS: Final = 24
_HORIZON_DAYS: Final = 400


class DueKind(StrEnum):
    """What is due."""

    URGENT = "urgent"
    BBS = "bbs"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"


class Standing(StrEnum):
    """How a due time stands: in time, passed where that warns, passed where that is a failure."""

    IN_TIME = "in_time"
    WARNING = "warning"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Due:
    """Something due. `hard` says whether passing it is a failure or a warning."""

    kind: DueKind
    at: datetime
    hard: bool

    def standing(self, now: datetime) -> Standing:
        """Say how it stands. The moment itself is still in time."""
        if aware(now) <= self.at:
            return Standing.IN_TIME
        return Standing.LATE if self.hard else Standing.WARNING


@dataclass(frozen=True, slots=True)
class Calendar:
    """Office hours and the municipality's own closed days."""

    opens: time = time(8)
    closes: time = time(17)
    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether the office works that day."""
        return day.weekday() < 5 and day not in _free_days(day.year) and day not in self.closed

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day."""
        following = day + timedelta(days=1)
        while not self.is_working_day(following):
            following += timedelta(days=1)
        return following


SWEDEN: Final = Calendar()


@lru_cache(maxsize=64)
def _free_days(year: int) -> frozenset[date]:
    """Swedish public holidays and de facto free eves of a year."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def answer_due(received_at: datetime, clock: Clock, calendar: Calendar = SWEDEN) -> Due:
    """Return when an answer is due under a profile's clock (R40–R42)."""
    received = aware(received_at)
    hours = DEFAULT_HOURS if clock.hours is None else clock.hours
    if clock.kind == "always":
        due = received.astimezone(UTC) + timedelta(hours=hours)
    elif clock.kind == "promptly":
        day = calendar.next_working_day(received.astimezone(STOCKHOLM).date())
        due = _local(day, calendar.closes)
    elif clock.kind == "weekdays":
        due = _counted(received, timedelta(hours=hours), calendar, _whole_day)
    else:
        length = _local(date(2001, 1, 1), calendar.closes) - _local(date(2001, 1, 1), calendar.opens)
        amount = length * (hours / _DAY_HOURS)
        due = _counted(received, amount, calendar, lambda d: (_local(d, calendar.opens), _local(d, calendar.closes)))
    return Due(DueKind.ANSWER, due.astimezone(STOCKHOLM), clock.hard)


def dues(case: Case, calendar: Calendar = SWEDEN) -> tuple[Due, ...]:
    """Return everything that is due in a case, earliest first."""
    if case.state is State.CLOSED:
        return ()
    found = []
    received = case.comment.received_at
    if case.urgent and case.decision is None:
        found.append(Due(DueKind.URGENT, aware(received) + URGENT_WITHIN, hard=True))
    known = [moment for moment in (case.first_seen_at, case.reported_at) if moment is not None]
    if LegalBasis.BBS in case.legal_basis and case.publicly_visible and known:
        found.append(Due(DueKind.BBS, min(known) + BBS_WITHIN, hard=True))
    if awaits_answer(case):
        found.append(answer_due(received, case.policy.clock, calendar))
    follow_up = case.step(StepCode.FOLLOW_UP)
    waits = promised_answer(case) or (follow_up is not None and follow_up.status is StepStatus.OPEN)
    if case.follow_up_at is not None and waits:
        found.append(Due(DueKind.FOLLOW_UP, case.follow_up_at, hard=True))
    return tuple(sorted(found, key=lambda due: due.at))


def next_due(case: Case, calendar: Calendar = SWEDEN) -> Due | None:
    """Return what is due first, None where nothing is."""
    return next(iter(dues(case, calendar)), None)


def awaits_answer(case: Case) -> bool:
    """Whether an answer is asked for, by duty or by an open step, and none is published."""
    if case.may_be_removed or answered(case):
        return False
    steps = [case.step(StepCode.ANSWER), case.step(StepCode.ANSWER_IF_NEEDED)]
    return must_answer(case) or any(s is not None and s.status is StepStatus.OPEN for s in steps)


def _counted(
    start: datetime, amount: timedelta, calendar: Calendar, window: Callable[[date], tuple[datetime, datetime]]
) -> datetime:
    """Return the moment when so much time inside the windows of working days has passed since the start."""
    day, left, now = start.astimezone(STOCKHOLM).date(), amount, start.astimezone(UTC)
    for _ in range(_HORIZON_DAYS):
        if calendar.is_working_day(day):
            opens, closes = (moment.astimezone(UTC) for moment in window(day))
            begins = max(now, opens)
            if begins < closes:
                if closes - begins >= left:
                    return begins + left
                left -= closes - begins
        day += timedelta(days=1)
    raise ValueError("the calendar has no working days")


def _whole_day(day: date) -> tuple[datetime, datetime]:
    return _local(day, time(0)), _local(day + timedelta(days=1), time(0))


def _local(day: date, at: time) -> datetime:
    return datetime.combine(day, at, STOCKHOLM)
