"""The one unit of work: everything of a use case in one transaction, or nothing of it."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from classifier.cases.case import Case, Change
from classifier.cases.moments import iso
from classifier.storage.audit import AuditTrail, PublishedHeads
from classifier.storage.cases import Cases
from classifier.storage.comment_index import CommentIndex
from classifier.storage.database import Database
from classifier.storage.lanes import Lanes
from classifier.storage.parts import CaseParts
from classifier.storage.records import Comments, EvidenceStore

_log = structlog.get_logger("lathund.audit")


class Unit:
    """The repositories of one transaction."""

    def __init__(self, session: Session, key: bytes) -> None:
        self.session = session
        self.audit = AuditTrail(session, key)
        self.comments = Comments(session)
        self.evidence = EvidenceStore(session)
        self.cases = Cases(session)
        self.parts = CaseParts(session)
        self.index = CommentIndex(session)
        self.lanes = Lanes(session)

    def open_case(self, change: Change) -> None:
        """Enter a new case with its events."""
        self.cases.add(change.case)
        self.parts.sync(None, change.case)
        self.index.case_is(change.case)
        self.audit.append(change.events)

    def save(self, before: Case, change: Change) -> None:
        """Write a changed case, its parts and its events, guarded by the version it was read in."""
        self.parts.sync(before, change.case)
        self.cases.write(change.case, version=before.version)
        self.index.case_is(change.case)
        self.audit.append(change.events)


class Storage:
    """Opens units of work on a database. Where units write events, the new head is published after the commit."""

    def __init__(self, database: Database, *, key: bytes, heads: PublishedHeads) -> None:
        self.database = database
        self.heads = heads
        self.key = key
        sqlite = database.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if sqlite else nullcontext()
        """SQLite has one writer: the threads of a process queue here, in order, instead of polling the file."""
        with self.database.session(writes=True) as session, session.begin():
            if self.database.engine.dialect.name == "postgresql":
                self.database.take_turns(session)
            AuditTrail(session, key).begin()

    @contextmanager
    def write(self, now: datetime) -> Iterator[Unit]:
        """Give a unit that is committed at the end, and rolled back whole where anything is raised."""
        with self._turn, self.database.session(writes=True) as session:
            with session.begin():
                unit = Unit(session, self.key)
                yield unit
            head = unit.audit.written
        if head is not None:
            self.heads.publish(head, now)
            _log.info("audit_head", count=head.count, digest=head.digest, mac=head.mac, at=iso(now))

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Give a unit that only reads, from one moment of the database."""
        with self.database.session() as session:
            if self.database.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield Unit(session, self.key)
            session.rollback()
