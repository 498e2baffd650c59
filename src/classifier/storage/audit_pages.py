"""The audit trail and the journal of rights as a page reads them: newest first, narrowed, by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from classifier.cases.audit import AuditEvent
from classifier.cases.codec import event_from_json
from classifier.storage.case_tables import AuditRow

_RIGHTS: Final = ("user", "key", "account")
"""What the subject of such an event begins with, before a colon (which ";" follows)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place; `event` is None where what is stored cannot be read."""

    number: int
    event: AuditEvent | None


def newest(
    session: Session,
    *,
    before: int,
    limit: int,
    subject: str = "",
    action: str = "",
    until: datetime | None = None,
) -> Sequence[Entry]:
    """Return links of the chain before a number (0: the newest), newest first."""
    query = select(AuditRow.sequence, AuditRow.document).order_by(AuditRow.sequence.desc()).limit(limit)
    if before:
        query = query.where(AuditRow.sequence < before)
    if subject:
        query = query.where(AuditRow.subject == subject)
    if action:
        query = query.where(AuditRow.action == action)
    if until:
        query = query.where(AuditRow.at < until)
    return [_entry(number, document) for number, document in session.execute(query)]


def rights(session: Session, *, before: int, limit: int) -> Sequence[Entry]:
    """Return links of the chain about users, keys and accounts, newest first."""
    about = [(AuditRow.subject > f"{kind}:") & (AuditRow.subject < f"{kind};") for kind in _RIGHTS]
    query = select(AuditRow.sequence, AuditRow.document).where(or_(*about))
    query = query.order_by(AuditRow.sequence.desc()).limit(limit)
    if before:
        query = query.where(AuditRow.sequence < before)
    return [_entry(number, document) for number, document in session.execute(query)]


def _entry(number: int, document: str) -> Entry:
    try:
        return Entry(number, event_from_json(document))
    except ValueError:
        return Entry(number, None)
