"""What the console asks on every page: how much waits, what a person holds, what is on its way to be deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from classifier.cases.case import Case
from classifier.cases.codec import case_from_json
from classifier.cases.states import State
from classifier.storage.case_tables import CaseRow, DeletionRow, QuestionRow
from classifier.storage.cases import free, points

_QUEUED: Final = (State.WAITING.value, State.REOPENED.value)
_IN_WORK: Final = (State.DECIDED.value, State.WORKING.value)
_PENDING: Final = ("requested", "confirmed")


class Lanes:
    """Reads of the queue, the urgent lane, a person's own cases, and deletions on their way."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self, *, now: datetime) -> int:
        """Return how many cases are free to be taken."""
        # Two counts along indexes: one sum over all that waits would read it case by case.
        count = select(func.count()).select_from(CaseRow)
        queued = count.where(CaseRow.state.in_(_QUEUED))
        left_behind = count.where(CaseRow.state == State.IN_REVIEW.value, free(now))
        return sum(self._session.scalars(query).one() for query in (queued, left_behind))

    def in_work(self) -> int:
        """Return how many cases are decided and not closed."""
        query = select(func.count()).select_from(CaseRow).where(CaseRow.state.in_(_IN_WORK))
        return self._session.scalars(query).one()

    def pending_deletions(self) -> int:
        """Return how many deletions wait for a confirmation or for being carried out."""
        query = select(func.count()).select_from(DeletionRow).where(DeletionRow.status.in_(_PENDING))
        return self._session.scalars(query).one()

    def held_by(self, person: str, *, now: datetime) -> Sequence[Case]:
        """Return the cases that a person holds, the most pressing first."""
        where = (CaseRow.lock_by == person) & (CaseRow.state == State.IN_REVIEW.value) & (CaseRow.lock_expires_at > now)
        return self._cases(select(CaseRow.document).where(where).order_by(points(now).desc(), CaseRow.id))

    def asked(self, name: str) -> Sequence[Case]:
        """Return the undecided cases in which a person of this name is asked something."""
        where = (QuestionRow.asked == name) & ~CaseRow.decided
        query = select(CaseRow.document).join(QuestionRow, QuestionRow.case_id == CaseRow.id).where(where)
        found = {case.id: case for case in self._cases(query.order_by(CaseRow.received_at, CaseRow.id))}
        return list(found.values())

    def deletions(self) -> Sequence[Case]:
        """Return the cases whose deletion is on its way, the oldest request first."""
        query = (
            select(CaseRow.document)
            .join(DeletionRow, DeletionRow.case_id == CaseRow.id)
            .where(DeletionRow.status.in_(_PENDING))
            .order_by(DeletionRow.requested_at, CaseRow.id)
        )
        return self._cases(query)

    def alike(self, like: Case, *, limit: int) -> Sequence[Case]:
        """Return decided cases of the same text (but for links and numbers), then of the same labels, newest first."""
        base = select(CaseRow.document).where(CaseRow.decided, CaseRow.id != like.id)
        newest = (CaseRow.received_at.desc(), CaseRow.id)
        found: list[Case] = []
        if like.group_key:
            found += self._cases(base.where(CaseRow.group_key == like.group_key).order_by(*newest).limit(limit))
        if like.labels and len(found) < limit:
            labels = "|".join(("", *like.labels, ""))
            others = self._cases(base.where(CaseRow.labels == labels).order_by(*newest).limit(limit))
            known = {one.id for one in found}
            found += [one for one in others if one.id not in known]
        return found[:limit]

    def waiting_alike(self, like: Case, *, now: datetime) -> int:
        """Return how many free cases hold the same text."""
        if not like.group_key:
            return 0
        where = (CaseRow.group_key == like.group_key) & (CaseRow.id != like.id)
        return self._session.scalars(select(func.count()).select_from(CaseRow).where(where, free(now))).one()

    def _cases(self, query: object) -> Sequence[Case]:
        return [case_from_json(document) for document in self._session.scalars(query)]  # type: ignore[call-overload]
