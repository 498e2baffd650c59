"""The audit chain in the database, and its head published outside of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from classifier.cases.audit import AuditEvent, Head, Link, append, empty_head
from classifier.cases.codec import event_from_json, event_to_json
from classifier.cases.moments import iso
from classifier.storage.case_tables import AuditHeadRow, AuditRow
from classifier.storage.seals import seals_of, touched
from classifier.storage.tables import table_of

_PAGE = 1_000
_PENDING = "lathund_events"
FORMAT = 2
"""Of the record: 1 before rows were sealed and users were in the chain, 2 since."""
_log = structlog.get_logger("lathund.audit")


class AuditTrail:
    """Appends events and reads them. They are written when the transaction ends, the head's row locked from then."""

    def __init__(self, session: Session, key: bytes) -> None:
        self._session = session
        self._key = key

    def append(self, events: Iterable[AuditEvent]) -> None:
        """Put events at the end of what this transaction will write."""
        pend(self._session, events)

    def write(self, events: Sequence[AuditEvent]) -> Head:
        """Write events at the end of the chain, with the new head. Raises ValueError where the key is another one."""
        head = self._locked_head()
        rows = []
        for event in events:
            link, head = append(head, event, self._key)
            rows.append(row_of(link))
        self._session.execute(insert(table_of(AuditRow)), rows)
        values = {"count": head.count, "digest": head.digest, "mac": head.mac, "format": FORMAT}
        self._session.execute(update(table_of(AuditHeadRow)), values)
        return head

    def _locked_head(self) -> Head:
        row = self._session.execute(_HEAD.with_for_update()).one_or_none()
        if row is None:
            raise ValueError("the head of the audit chain is gone: run `lathund audit verify`")
        return Head(*row)

    def begin(self) -> None:
        """Write the head of an empty chain; where there are events already, a missing head stays missing."""
        if self.head() is None and self._session.scalars(select(AuditRow.sequence).limit(1)).one_or_none() is None:
            empty = empty_head(self._key)
            first = {"id": 1, "count": 0, "digest": empty.digest, "mac": empty.mac, "format": FORMAT}
            self._session.execute(insert(AuditHeadRow).values(**first))

    def head(self) -> Head | None:
        """Return the head as it stands, None where there is none."""
        row = self._session.execute(_HEAD).one_or_none()
        return Head(*row) if row else None

    def format(self) -> int:
        """Return the format of the record, 0 where there is no head."""
        return self._session.scalars(select(AuditHeadRow.format)).one_or_none() or 0

    def rows(self, *, subject: str = "", after: int = 0, limit: int = 0) -> Iterator[AuditRow]:
        """Yield the stored links in order, a page at a time, of one subject where one is named."""
        last, left = after, limit or -1
        while left:
            page = select(AuditRow).where(AuditRow.sequence > last).order_by(AuditRow.sequence)
            page = page.limit(min(_PAGE, left) if left > 0 else _PAGE)
            found = list(self._session.scalars(page.where(AuditRow.subject == subject) if subject else page))
            if not found:
                return
            yield from found
            last = found[-1].sequence
            left = left - len(found) if left > 0 else -1
            self._session.expunge_all()


def pend(session: Session, events: Iterable[AuditEvent]) -> None:
    """Give events to the session's transaction, which writes them at its end (`finish`)."""
    session.info.setdefault(_PENDING, []).extend(events)


def finish(session: Session, ledger: "Ledger | None") -> tuple[Head, datetime] | None:
    """Write what happened in the transaction, the last event with the seals of every row that was touched.

    Returns the new head and its time, None where nothing happened. A sealed row that is written without an event, or
    in a process that has no key of the chain, is a programming error: RuntimeError, and nothing is committed.
    """
    events: list[AuditEvent] = session.info.pop(_PENDING, [])
    rows = touched(session)
    if not events and not rows:
        return None
    if ledger is None:
        raise RuntimeError("the database was opened without the key of the audit chain (classifier.storage.Storage)")
    if not events:
        raise RuntimeError(f"sealed rows were written without an audit event: {rows}")
    session.flush()
    events[-1] = replace(events[-1], seals=seals_of(session, rows))
    return AuditTrail(session, ledger.key).write(events), events[-1].at


_HEAD = select(AuditHeadRow.count, AuditHeadRow.digest, AuditHeadRow.mac).where(AuditHeadRow.id == 1)


def row_of(link: Link) -> dict[str, object]:
    """Return the columns of a link: each but the document is read off the document, so that none can differ."""
    event = link.event
    return {
        "sequence": link.sequence,
        "previous": link.previous,
        "digest": link.digest,
        "subject": event.case,
        "action": event.action.value,
        "at": event.at,
        "document": event_to_json(event),
    }


def link_of(row: AuditRow) -> Link:
    """Return the link of a row. Raises ValueError where its document is no event or its columns say otherwise."""
    link = Link(row.sequence, row.previous, event_from_json(row.document), row.digest)
    if any(getattr(row, name) != value for name, value in row_of(link).items()):
        raise ValueError("the columns of the row and its document differ")
    return link


class PublishedHeads:
    """A file outside the database to which every new head is appended: an older state put back is found by it.

    The operator copies it, or the log line, to where the keeper of the database cannot write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def publish(self, head: Head, at: datetime) -> None:
        """Append a head: one short line, written whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"at": iso(at), "count": head.count, "digest": head.digest, "mac": head.mac})
        with self.path.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")

    def read(self) -> dict[int, str]:
        """Return the digest published for each count. A line cut off by a crash is left out."""
        if not self.path.exists():
            return {}
        heads: dict[int, str] = {}
        for line in self.path.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                said = json.loads(line)
                heads[int(said["count"])] = str(said["digest"])
            except (ValueError, KeyError, TypeError):
                continue
        return heads


@dataclass(slots=True)
class Ledger:
    """What every writing transaction needs besides the database: the chain's key, and where its heads are published."""

    key: bytes
    heads: PublishedHeads

    def publish(self, head: Head, at: datetime) -> None:
        """Tell the new head outside the database: in the file and in the log."""
        self.heads.publish(head, at)
        _log.info("audit_head", count=head.count, digest=head.digest, mac=head.mac, at=iso(at))
