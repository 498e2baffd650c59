"""What is done with users, keys and accounts, in the one audit chain: who changed what, and what became of it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.cases.audit import AuditEvent
from classifier.cases.codec import event_from_json
from classifier.storage.audit import pend
from classifier.storage.case_tables import AuditRow


def record(session: Session, events: Iterable[AuditEvent]) -> None:
    """Give the events to the caller's transaction, which writes them to the chain at its end."""
    pend(session, events)


def history(session: Session, subject: str) -> list[AuditEvent]:
    """Return what happened to one user, key or account, oldest first."""
    rows = session.scalars(select(AuditRow.document).where(AuditRow.subject == subject).order_by(AuditRow.sequence))
    return [event_from_json(document) for document in rows]
