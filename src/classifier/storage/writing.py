"""A transaction that writes: it takes SQLite's write lock first, so that what it has read cannot change under it.

At its end everything that happened in it goes to the audit chain, with the seals of the rows it wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from classifier.storage.audit import finish
from classifier.storage.database import Database
from classifier.storage.records import SCRUB

_log = structlog.get_logger()


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """Yield a session; committed at the end, rolled back on any error. The new head is published after the commit."""
    with database.session(writes=True) as session, session.begin():
        yield session
        written = finish(session, database.ledger)
    if written is not None and database.ledger is not None:
        database.ledger.publish(*written)
    if session.info.pop(SCRUB, False):
        waits = database.scrub("evidence", "screenshots")
        if waits:
            # The removal itself is committed: what is left to do is told to who runs the database.
            _log.error("scrub_failed", reason=waits)
