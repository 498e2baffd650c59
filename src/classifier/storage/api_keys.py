"""API keys as they are stored: the digest of the secret, never the secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.cases.actors import Action
from classifier.storage.access_tables import KeyRow
from classifier.storage.seals import touch
from classifier.storage.times import from_stored, to_stored


@dataclass(frozen=True, slots=True)
class StoredKey:
    """An API key as a person sees it, with the digest of its secret."""

    id: str
    name: str
    digest: str
    scopes: tuple[Action, ...]
    owner: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


def add_key(session: Session, key: StoredKey) -> None:
    """Store a new key."""
    touch(session, KeyRow, key.id)
    scopes = " ".join(scope.value for scope in key.scopes)
    session.add(
        KeyRow(
            id=key.id,
            name=key.name,
            digest=key.digest,
            scopes=scopes,
            owner=key.owner,
            created_at=to_stored(key.created_at),
            last_used_at=None,
            revoked_at=None,
        )
    )


def find_key(session: Session, key_id: str) -> StoredKey | None:
    """Return the key with this id, revoked or not."""
    row = session.get(KeyRow, key_id)
    return _key(row) if row else None


def list_keys(session: Session) -> list[StoredKey]:
    """Return all keys, revoked ones too, oldest first."""
    return [_key(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.created_at, KeyRow.id))]


def note_used(session: Session, key_id: str, now: datetime) -> None:
    """Note that the key was used."""
    row = session.get(KeyRow, key_id)
    if row is not None:
        row.last_used_at = to_stored(now)


def revoke(session: Session, key_id: str, now: datetime) -> None:
    """Revoke the key; the first time stands."""
    row = session.get(KeyRow, key_id)
    if row is not None and row.revoked_at is None:
        touch(session, KeyRow, key_id)
        row.revoked_at = to_stored(now)


def _key(row: KeyRow) -> StoredKey:
    return StoredKey(
        id=row.id,
        name=row.name,
        digest=row.digest,
        scopes=tuple(Action(scope) for scope in row.scopes.split()),
        owner=row.owner,
        created_at=from_stored(row.created_at),
        last_used_at=from_stored(row.last_used_at) if row.last_used_at else None,
        revoked_at=from_stored(row.revoked_at) if row.revoked_at else None,
    )
