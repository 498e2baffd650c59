"""Counts what the overview shows, by grouping where the comments are; days are ordinals of Swedish dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from classifier.cases.deadlines import URGENT_WITHIN
from classifier.cases.states import State
from classifier.storage.columns import ticks
from classifier.storage.index_tables import IndexRow
from classifier.taxonomy import LathundRow

BUCKET_HOURS: Final = (4, 8, 24, 48)
"""Upper ends of the spans that answer times are sorted into; the last span has none."""
WAITING: Final = (State.WAITING, State.REOPENED)
_HOUR: Final = ticks(datetime.fromisoformat("1970-01-01T01:00+00:00"))


@dataclass(frozen=True, slots=True)
class Inflow:
    """So many comments of a day with a row and labels (bits)."""

    day: int
    row: LathundRow
    bits: int
    count: int


@dataclass(frozen=True, slots=True)
class Decided:
    """So many decisions of a day that made these rows and labels (bits) of what was proposed."""

    day: int
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
        """Return the comments written from the first day to the last."""
        group = (IndexRow.day, IndexRow.row, IndexRow.bits)
        query = select(*group, func.count()).where(IndexRow.day.between(first, last)).group_by(*group)
        return [Inflow(day, LathundRow(row), bits, n) for day, row, bits, n in self._session.execute(query)]

    def decided(self, first: int, last: int) -> Sequence[Decided]:
        """Return the decisions made from the first day to the last."""
        group = (IndexRow.decided_day, IndexRow.proposed_bits, IndexRow.bits, IndexRow.proposed_row, IndexRow.row)
        query = select(*group, func.count()).where(IndexRow.decided_day.between(first, last)).group_by(*group)
        rows = self._session.execute(query)
        return [Decided(day, said, bits, LathundRow(p), LathundRow(r), n) for day, said, bits, p, r, n in rows]

    def answers(self, first: int, last: int, *, now: datetime) -> Answers:
        """Return how answers to comments of these days stand. Only what asks for an answer counts."""
        given, due = IndexRow.answered_at, IndexRow.answer_due_at
        asked = and_(due.is_not(None), IndexRow.day.between(first, last))
        hours = (given - IndexRow.received_at) / _HOUR
        spans = [(0 if i == 0 else BUCKET_HOURS[i - 1], BUCKET_HOURS[i]) for i in range(len(BUCKET_HOURS))]
        counted = [
            _count(given <= due),
            _count(given > due),
            _count(and_(given.is_(None), due >= now)),
            _count(and_(given.is_(None), due < now)),
            *(_count(and_(given.is_not(None), hours >= low, hours < high)) for low, high in spans),
            _count(and_(given.is_not(None), hours >= BUCKET_HOURS[-1])),
        ]
        in_time, late, waiting, overdue, *by_hours = self._session.execute(select(*counted).where(asked)).one()
        return Answers(in_time, late, waiting, overdue, tuple(by_hours))

    def alarms(self, first: int, last: int) -> tuple[int, int]:
        """Return how many alarms were decided in these days, and how many of them within their quarter of an hour."""
        took = IndexRow.decided_at - IndexRow.received_at
        query = select(func.count(), _count(took <= URGENT_WITHIN // timedelta(microseconds=1)))
        where = (IndexRow.urgent.is_(True), IndexRow.decided_day.between(first, last))
        count, quick = self._session.execute(query.where(*where)).one()
        return count, quick

    def queue(self) -> Queue:
        """Return what waits now."""
        waiting = IndexRow.state.in_([s.value for s in WAITING])
        states = select(IndexRow.state, func.count(), _count(and_(IndexRow.urgent, waiting)))
        open_states = [s.value for s in State if s is not State.CLOSED]
        rows = list(self._session.execute(states.where(IndexRow.state.in_(open_states)).group_by(IndexRow.state)))
        oldest = select(IndexRow.case_id, IndexRow.received_at).where(waiting).order_by(IndexRow.received_at).limit(1)
        found = self._session.execute(oldest).one_or_none()
        by_state = {State(state): count for state, count, _ in rows}
        return Queue(by_state, sum(urgent for *_, urgent in rows), *(found or ("", None)))

    def models(self, first: int, last: int) -> Sequence[tuple[str, int]]:
        """Return which model versions read the comments of these days, the most used first."""
        count = func.count()
        query = select(IndexRow.model, count).where(IndexRow.day.between(first, last)).group_by(IndexRow.model)
        return [(model, n) for model, n in self._session.execute(query.order_by(count.desc()))]


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
