"""Counts what the overview shows, by grouping where the comments are; days are ordinals of Swedish dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select
from sqlalchemy.orm import Session

from classifier.cases.deadlines import URGENT_WITHIN
from classifier.cases.states import State
from classifier.storage.columns import ticks
from classifier.storage.index_tables import IndexRow
from classifier.storage.leaping import each
from classifier.taxonomy import LABELS, LathundRow

BUCKET_HOURS: Final = (4, 8, 24, 48)
"""Upper ends of the spans that answer times are sorted into; the last span has none."""
WAITING: Final = (State.WAITING, State.REOPENED)
_N: Final = func.count().label("n")
_HOUR: Final = ticks(datetime.fromisoformat("1970-01-01T01:00+00:00"))


@dataclass(frozen=True, slots=True)
class Inflow:
    """The comments of a day: how many of each row (in the order of LathundRow), and with each label (of LABELS)."""

    day: int
    rows: tuple[int, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """So many decisions that made these rows and labels (bits) of what was proposed."""

    proposed_bits: int
    bits: int
    proposed_row: LathundRow
    row: LathundRow
    count: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How answers stand against their clock; `hours` counts those given by the spans of BUCKET_HOURS."""

    in_time: int
    late: int
    waiting: int
    overdue: int
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits now: how many by state, how many alarms, and the one that has waited longest."""

    by_state: dict[State, int]
    urgent: int
    oldest_case: str
    oldest_at: datetime | None


class Figures:
    """Reads the index of comments in groups."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def inflow(self, first: int, last: int) -> Sequence[Inflow]:
        """Return the days from the first to the last on which comments were written."""
        group = (IndexRow.day, IndexRow.row, IndexRow.bits)
        # Counted along the index first, so that labels are told apart once a group and not once a comment.
        found = select(*group, _N).where(IndexRow.day.between(first, last)).group_by(*group).subquery()
        rows = [_total(found.c.n, found.c.row == row.value) for row in LathundRow]
        labels = [_total(found.c.n, found.c.bits.bitwise_and(1 << i) > 0) for i in range(len(LABELS))]
        summed = self._session.execute(select(found.c.day, *rows, *labels).group_by(found.c.day))
        return [Inflow(day, tuple(n[: len(rows)]), tuple(n[len(rows) :])) for day, *n in summed]

    def decided(self, first: int, last: int) -> Sequence[Decided]:
        """Return what the decisions made from the first day to the last made of the proposals."""
        group = (IndexRow.proposed_bits, IndexRow.bits, IndexRow.proposed_row, IndexRow.row)
        found = select(IndexRow.decided_day, *group, _N).where(IndexRow.decided_day.between(first, last))
        days = found.group_by(IndexRow.decided_day, *group).subquery()
        columns = (days.c.proposed_bits, days.c.bits, days.c.proposed_row, days.c.row)
        rows = self._session.execute(select(*columns, func.sum(days.c.n)).group_by(*columns))
        return [Decided(said, bits, LathundRow(p), LathundRow(r), int(n)) for said, bits, p, r, n in rows]

    def decided_by_day(self, first: int, last: int) -> dict[int, int]:
        """Return how many decisions were made on each day that had any."""
        query = select(IndexRow.decided_day, _N).where(IndexRow.decided_day.between(first, last))
        return {row[0]: row[1] for row in self._session.execute(query.group_by(IndexRow.decided_day))}

    def answers(self, first: int, last: int, *, now: datetime) -> Answers:
        """Return how answers to comments of these days stand. Only what asks for an answer counts."""
        given, due = IndexRow.answered_at, IndexRow.answer_due_at
        took = given - IndexRow.received_at
        counted = [
            func.count(),
            func.count(given),
            _count(given <= due),
            _count(and_(given.is_(None), due < now)),
            *(_count(took < _HOUR * hours) for hours in BUCKET_HOURS),
        ]
        asked = and_(due.is_not(None), IndexRow.day.between(first, last))
        every, answered, in_time, overdue, *within = self._session.execute(select(*counted).where(asked)).one()
        hours = [high - low for low, high in pairwise((0, *within, answered))]
        return Answers(in_time, answered - in_time, every - answered - overdue, overdue, tuple(hours))

    def alarms(self, first: int, last: int) -> tuple[int, int]:
        """Return how many alarms were decided in these days, and how many of them within their quarter of an hour."""
        took = IndexRow.decided_at - IndexRow.received_at
        query = select(func.count(), _count(took <= URGENT_WITHIN // timedelta(microseconds=1)))
        where = (IndexRow.urgent.is_(True), IndexRow.decided_day.between(first, last))
        count, quick = self._session.execute(query.where(*where)).one()
        return count, quick

    def queue(self) -> Queue:
        """Return what waits now."""
        open_states = [s.value for s in State if s is not State.CLOSED]
        states = select(IndexRow.state, _N).where(IndexRow.state.in_(open_states)).group_by(IndexRow.state)
        by_state = {State(state): count for state, count in self._session.execute(states)}
        alarms = select(_N).where(IndexRow.urgent.is_(True), IndexRow.state.in_([s.value for s in WAITING]))
        longest = [found for state in WAITING if by_state.get(state) and (found := self._oldest(state))]
        case_id, at = min(longest, key=lambda one: one[1], default=("", None))
        return Queue(by_state, self._session.scalars(alarms).one(), case_id, at)

    def models(self, first: int, last: int, *, total: int) -> Sequence[tuple[str, int]]:
        """Return which model versions read the comments of these days, `total` in all, the most used first."""
        *others, one = [*each(self._session, IndexRow.model)] or [""]
        count = select(_N).where(IndexRow.day.between(first, last))
        counted = {model: self._session.scalars(count.where(IndexRow.model == model)).one() for model in others}
        counted[one] = total - sum(counted.values())
        return sorted(((m, n) for m, n in counted.items() if n), key=lambda pair: (-pair[1], pair[0]))

    def _oldest(self, state: State) -> tuple[str, datetime] | None:
        query = select(IndexRow.case_id, IndexRow.received_at).where(IndexRow.state == state.value)
        row = self._session.execute(query.order_by(IndexRow.received_at).limit(1)).one_or_none()
        return (row[0], row[1]) if row else None


def _total(count: ColumnElement[int], condition: ColumnElement[bool]) -> Any:
    """The sum of counts where a condition holds; a plain whole number on both databases."""
    return cast(func.coalesce(func.sum(count).filter(condition), 0), Integer)


def _count(condition: ColumnElement[bool]) -> Any:
    return func.count().filter(condition)
