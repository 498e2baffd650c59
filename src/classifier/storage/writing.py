"""A transaction that writes: it takes SQLite's write lock first, so that what it has read cannot change under it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from classifier.storage.database import Database


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """Yield a session; committed at the end, rolled back on any error."""
    with database.session(writes=True) as session, session.begin():
        yield session
