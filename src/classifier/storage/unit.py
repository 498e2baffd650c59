"""The one unit of work: everything of a use case in one transaction, or nothing of it."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy.orm import Session

from classifier.cases.case import Case, Change
from classifier.cases.moments import utc_now
from classifier.storage.audit import AuditTrail, Ledger, PublishedHeads
from classifier.storage.carrying import carry_over
from classifier.storage.cases import Cases
from classifier.storage.comment_index import CommentIndex
from classifier.storage.database import Database
from classifier.storage.gallring import GallringStore
from classifier.storage.handovers import Disclosures, Exports
from classifier.storage.lanes import Lanes
from classifier.storage.loop import Loop
from classifier.storage.parts import CaseParts
from classifier.storage.records import Comments, EvidenceStore
from classifier.storage.writing import writing


class Unit:
    """The repositories of one transaction."""

    def __init__(self, session: Session, key: bytes) -> None:
        self.session = session
        self.audit = AuditTrail(session, key)
        self.comments = Comments(session)
        self.evidence = EvidenceStore(session)
        self.cases = Cases(session)
        self.parts = CaseParts(session)
        self.gallring = GallringStore(session)
        self.exports = Exports(session)
        self.disclosures = Disclosures(session)
        self.loop = Loop(session)
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
        """Give the database its ledger, begin the chain, and bring an older record into it."""
        self.database = database
        self.ledger = database.ledger = Ledger(key, heads)
        sqlite = database.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if sqlite else nullcontext()
        """SQLite has one writer: the threads of a process queue here, in order, instead of polling the file."""
        with self.database.session(writes=True) as session, session.begin():
            if self.database.engine.dialect.name == "postgresql":
                self.database.take_turns(session)
            AuditTrail(session, key).begin()
            written = carry_over(session, self.ledger, utc_now())
        if written is not None:
            self.ledger.publish(*written)

    @property
    def key(self) -> bytes:
        """The key of the audit chain."""
        return self.ledger.key

    @property
    def heads(self) -> PublishedHeads:
        """Where the heads of the chain are published."""
        return self.ledger.heads

    @classmethod
    def opened(cls, database: Database, *, key: bytes, heads: PublishedHeads) -> "Storage":
        """Return a storage that only reads: a missing head stays missing, an older record is not carried over."""
        storage = cls.__new__(cls)
        storage.database = database
        storage.ledger = Ledger(key, heads)
        storage._turn = nullcontext()
        return storage

    @contextmanager
    def write(self, now: datetime) -> Iterator[Unit]:  # noqa: ARG002 (the time of what is done stands in its events)
        """Give a unit that is committed at the end, and rolled back whole where anything is raised."""
        with self._turn, writing(self.database) as session:
            yield Unit(session, self.key)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Give a unit that only reads, from one moment of the database."""
        with self.database.session() as session:
            if self.database.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield Unit(session, self.key)
            session.rollback()
