"""Counts of sign-in attempts. One statement counts and reads, so that attempts at the same time all count."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from classifier.storage.access_tables import AttemptRow
from classifier.storage.times import from_stored, to_stored


def count(session: Session, key: str, *, now: datetime, window: timedelta) -> tuple[int, datetime]:
    """Count one attempt; return how many there are in the window and when the window began."""
    at, oldest = to_stored(now), to_stored(now - window)
    over = AttemptRow.since <= oldest
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(AttemptRow)
        .values(key=key, failures=1, since=at)
        .on_conflict_do_update(
            index_elements=[AttemptRow.key],
            set_={
                "failures": case((over, 1), else_=AttemptRow.failures + 1),
                "since": case((over, at), else_=AttemptRow.since),
            },
        )
        .returning(AttemptRow.failures, AttemptRow.since)
    )
    failures, since = session.execute(statement).one()
    return failures, from_stored(since)


def take_back(session: Session, key: str) -> None:
    """Take one attempt back: it succeeded."""
    row = (AttemptRow.key == key, AttemptRow.failures > 0)
    session.execute(update(AttemptRow).where(*row).values(failures=AttemptRow.failures - 1))


def forget(session: Session, key: str) -> None:
    """Forget all attempts of a key."""
    session.execute(delete(AttemptRow).where(AttemptRow.key == key))


def prune(session: Session, before: datetime) -> None:
    """Clear away windows that are over."""
    session.execute(delete(AttemptRow).where(AttemptRow.since <= to_stored(before)))
