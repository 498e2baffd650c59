"""Secrets that the service makes for itself once and shares between its processes by the database."""

import secrets
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from classifier.storage.access_tables import SecretRow


def own_secret(session: Session, name: str) -> str:
    """Return the secret of this name, made now where there is none; of two processes at once, one makes it."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(SecretRow).values(name=name, value=secrets.token_urlsafe(48)).on_conflict_do_nothing())
    row = session.get(SecretRow, name)
    assert row is not None
    return row.value
