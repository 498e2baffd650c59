"""Cases in the database: read, locked, written under their version; the next one in the queue, in one statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from classifier.cases.case import Case
from classifier.cases.codec import case_from_json, case_to_json
from classifier.cases.codes import Refusal
from classifier.cases.deadlines import next_due
from classifier.cases.queue import (
    AGE_POINTS,
    DEADLINE_POINTS,
    DEADLINE_WINDOW,
    FULL_AGE,
    SEVERITY_POINTS,
    UNCERTAINTY_POINTS,
    URGENT_POINTS,
)
from classifier.cases.refusal import refuse
from classifier.cases.states import State
from classifier.storage.case_tables import CaseRow
from classifier.storage.columns import ticks
from classifier.storage.seals import touch
from classifier.storage.tables import table_of
from classifier.taxonomy import Label, LathundRow, Severity

_CASES: Final = table_of(CaseRow)
_PAGE: Final = 500
_IN_QUEUE: Final = (State.WAITING.value, State.REOPENED.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is narrowed to; None and empty mean all."""

    states: tuple[State, ...] = ()
    rows: tuple[LathundRow, ...] = ()
    label: Label | None = None
    account: str = ""
    urgent: bool | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    decided: bool | None = None
    """Whether a person has decided it, were it ever so long ago: a case that is being redone is decided."""


class Cases:
    """The cases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, new: Case) -> None:
        """Enter a new case."""
        touch(self._session, CaseRow, new.id)
        self._session.execute(insert(_CASES), columns(new))

    def write(self, after: Case, *, version: int) -> None:
        """Write a changed case over the version it was read in; refused where somebody was faster."""
        touch(self._session, CaseRow, after.id)
        known = (_CASES.c.id == after.id, _CASES.c.version == version)
        done: Any = self._session.execute(update(_CASES).where(*known), columns(after))
        if done.rowcount != 1:
            raise refuse(Refusal.STALE_VERSION)

    def get(self, case_id: str) -> Case | None:
        """Return a case."""
        return _read(self._session.scalars(select(CaseRow.document).where(CaseRow.id == case_id)).one_or_none())

    def of_comment(self, comment_id: str) -> Case | None:
        """Return the case of a comment."""
        query = select(CaseRow.document).where(CaseRow.comment_id == comment_id)
        return _read(self._session.scalars(query).one_or_none())

    def of_group(self, key: str, *, limit: int) -> tuple[Sequence[Case], int]:
        """Return the oldest cases that share a key, and how many share it."""
        same = CaseRow.group_key == key
        query = select(CaseRow.document).where(same).order_by(CaseRow.received_at, CaseRow.id).limit(limit)
        count = self._session.scalars(select(func.count()).select_from(CaseRow).where(same)).one()
        return [case_from_json(document) for document in self._session.scalars(query)], count

    def lock(self, case_id: str) -> Case | None:
        """Return a case, its row locked until the end of the transaction."""
        query = select(CaseRow.document).where(CaseRow.id == case_id).with_for_update()
        return _read(self._session.scalars(query).one_or_none())

    def lock_next(self, *, actor_id: str, now: datetime) -> Case | None:
        """Return the most pressing free case, locked: others pass it by (SKIP LOCKED; SQLite has one writer)."""
        by_actor = CaseRow.skipped_by.contains(f"|{actor_id}|", autoescape=True)
        skipped = select(CaseRow.id).where(CaseRow.skips > 0, by_actor)
        query = (
            select(CaseRow.id)
            .where(free(now), CaseRow.id.not_in(skipped))
            .order_by(points(now).desc(), CaseRow.received_at, CaseRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        found = self._session.scalars(query).one_or_none()
        return None if found is None else self.get(found)

    def listed(self, wanted: Wanted, *, now: datetime, limit: int, offset: int) -> Sequence[Case]:
        """Return the cases that match, the most pressing first."""
        order = (points(now).desc(), CaseRow.received_at, CaseRow.id)
        query = select(CaseRow.document).where(*_conditions(wanted)).order_by(*order).limit(limit).offset(offset)
        return [case_from_json(document) for document in self._session.scalars(query)]

    def count(self, wanted: Wanted) -> int:
        """Return how many cases match."""
        return self._session.scalars(select(func.count()).select_from(CaseRow).where(*_conditions(wanted))).one()

    def waiting(self, *, now: datetime) -> int:
        """Return how many cases are free to be taken."""
        return self._session.scalars(select(func.count()).select_from(CaseRow).where(free(now))).one()

    def every(self, *, states: tuple[State, ...] = ()) -> Iterator[Case]:
        """Yield all cases, a page at a time, in the order of their ids."""
        last = ""
        while True:
            query = select(CaseRow.id, CaseRow.document).where(CaseRow.id > last).order_by(CaseRow.id).limit(_PAGE)
            if states:
                query = query.where(CaseRow.state.in_([s.value for s in states]))
            page = list(self._session.execute(query))
            if not page:
                return
            for _, document in page:
                yield case_from_json(document)
            last = page[-1][0]

    def stored(self) -> Iterator[CaseRow]:
        """Yield the rows as they are stored, for whoever checks them."""
        last = ""
        while page := list(
            self._session.scalars(select(CaseRow).where(CaseRow.id > last).order_by(CaseRow.id).limit(_PAGE))
        ):
            yield from page
            last = page[-1].id
            self._session.expunge_all()


def _read(document: str | None) -> Case | None:
    return None if document is None else case_from_json(document)


def columns(of: Case) -> dict[str, object]:
    """Return the columns of a case: all but the document are read off the case."""
    due, lock = next_due(of), of.lock
    return {
        "id": of.id,
        "comment_id": of.comment.id,
        "evidence_digest": of.evidence_digest,
        "evidence_reduced": of.evidence_reduced,
        "child_abuse": of.child_abuse,
        "version": of.version,
        "state": of.state.value,
        "visibility": of.visibility.value,
        "row": of.row.value,
        "urgent": of.urgent,
        "severity": int(of.classification.severity),
        "uncertainty": of.classification.uncertainty,
        "labels": "|".join(("", *of.labels, "")),
        "platform": of.comment.platform,
        "account": of.comment.account,
        "group_key": of.group_key,
        "decided": of.decision is not None,
        "received_at": of.comment.received_at,
        "next_due_at": due.at if due else None,
        "lock_token": lock.token if lock else "",
        "lock_by": lock.by.id if lock else "",
        "lock_expires_at": lock.expires_at if lock else None,
        "skipped_by": "|".join(("", *of.skipped_by, "")),
        "skips": len(of.skipped_by),
        "document": case_to_json(of),
    }


def free(now: datetime) -> ColumnElement[bool]:
    """The condition of `queue.is_free`: a test holds the two together."""
    claimed = CaseRow.state == State.IN_REVIEW.value
    expired = and_(~CaseRow.decided, CaseRow.lock_expires_at <= now)
    return and_(CaseRow.state.in_((*_IN_QUEUE, State.IN_REVIEW.value)), or_(~claimed, expired))


def points(now: datetime) -> ColumnElement[float]:
    """The sum of `queue.points`, computed where the cases are: a test holds the two together."""
    moment = literal(ticks(now))
    left = _ticks(CaseRow.next_due_at) - moment
    age = moment - _ticks(CaseRow.received_at)
    pressure = case((CaseRow.next_due_at.is_(None), 0.0), else_=1.0 - _share(left, DEADLINE_WINDOW.total_seconds()))
    total: ColumnElement[float] = (
        case((CaseRow.urgent, URGENT_POINTS), else_=0.0)
        + CaseRow.severity * (SEVERITY_POINTS / Severity.LIFE)
        + DEADLINE_POINTS * pressure
        + UNCERTAINTY_POINTS * CaseRow.uncertainty
        + AGE_POINTS * _share(age, FULL_AGE.total_seconds())
    )
    return total


def _ticks(column: Any) -> Any:
    return cast(column, Float)


def _share(part: Any, whole_seconds: float) -> Any:
    share = part / (whole_seconds * 1e6)
    return case((share < 0.0, 0.0), (share > 1.0, 1.0), else_=share)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(CaseRow.state.in_([s.value for s in wanted.states]))
    if wanted.rows:
        found.append(CaseRow.row.in_([r.value for r in wanted.rows]))
    if wanted.label:
        found.append(CaseRow.labels.contains(f"|{wanted.label.value}|", autoescape=True))
    if wanted.account:
        found.append(CaseRow.account == wanted.account)
    if wanted.urgent is not None:
        found.append(CaseRow.urgent.is_(wanted.urgent))
    if wanted.decided is not None:
        found.append(CaseRow.decided.is_(wanted.decided))
    if wanted.received_from:
        found.append(CaseRow.received_at >= wanted.received_from)
    if wanted.received_to:
        found.append(CaseRow.received_at < wanted.received_to)
    return found
