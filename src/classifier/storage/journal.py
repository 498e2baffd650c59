"""The journal of users, keys and accounts: who changed what, append-only."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.cases.audit import AuditEvent
from classifier.cases.codec import event_from_json, event_to_json
from classifier.storage.access_tables import JournalRow
from classifier.storage.times import to_stored


def record(session: Session, events: Iterable[AuditEvent]) -> None:
    """Write the events in the caller's transaction."""
    for event in events:
        session.add(JournalRow(at=to_stored(event.at), subject=event.case, event=event_to_json(event)))


def history(session: Session, subject: str) -> list[AuditEvent]:
    """Return what happened to one user, key or account, oldest first."""
    rows = session.scalars(select(JournalRow).where(JournalRow.subject == subject).order_by(JournalRow.id))
    return [event_from_json(row.event) for row in rows]
