"""What an older version stored is brought into the chain, once: the journal's events, and a seal for every row.

It is done where the chain's key is known, when the record is opened, and in one transaction. `lathund audit verify`
takes such seals only from before the first event of the present format: later ones would whitewash a changed row.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.cases.actors import SYSTEM
from classifier.cases.audit import AuditEvent, Head, written_with
from classifier.cases.codec import event_from_json
from classifier.cases.codes import EventCode
from classifier.cases.texts import EVENTS
from classifier.storage.access_tables import JournalRow
from classifier.storage.audit import FORMAT, AuditTrail, Ledger
from classifier.storage.seals import SEALED, stored

SUBJECT: Final = "record:format"
_SEALS_AN_EVENT: Final = 500
_log = structlog.get_logger("lathund.audit")


def carry_over(session: Session, ledger: Ledger, now: datetime) -> tuple[Head, datetime] | None:
    """Bring the record to the present format; None where it is, or where the key is another one (told at the start)."""
    trail = AuditTrail(session, ledger.key)
    head = trail.head()
    if head is None or trail.format() >= FORMAT or not written_with(head, ledger.key):
        return None
    head = trail.write([*_journal(session), *_sealing(session, now)])
    _log.warning("record_carried_over", events=head.count)
    return head, now


def _journal(session: Session) -> Iterator[AuditEvent]:
    """Yield the events of the old journal as they were written; one that cannot be read stays there and is sealed."""
    for row in session.scalars(select(JournalRow).order_by(JournalRow.id)):
        try:
            yield event_from_json(row.event)
        except ValueError:
            _log.error("journal_row_unreadable", row=row.id)


def _sealing(session: Session, now: datetime) -> Iterator[AuditEvent]:
    """Yield events with the seals of everything stored; at least one, which says that it was done."""
    code = EventCode.CARRIED_OVER
    said = {"from": "1", "to": str(FORMAT)}
    yield AuditEvent(now, SYSTEM, code, SUBJECT, EVENTS[code], {"format": said["from"]}, {"format": said["to"]})
    everything = (seal for table in SEALED for seal in stored(session, table))
    while some := dict(islice(everything, _SEALS_AN_EVENT)):
        yield AuditEvent(now, SYSTEM, code, SUBJECT, EVENTS[code], {}, {"rows": str(len(some))}, some)
