"""Sessions of browsers: an opaque id that is only known to the browser, with an idle and an absolute end."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from classifier.storage import Database
from classifier.storage import users as store
from classifier.storage.users import SEEN_EVERY, StoredSession, User
from classifier.storage.writing import writing


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts: unused, and at most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Issued:
    """A new session. The id goes into the browser's cookie and nowhere else."""

    id: str
    user: User
    expires_at: datetime


def issue(session: Session, user: User, *, lifetime: Lifetime, now: datetime, replaces: str = "") -> Issued:
    """Open a session under a new id and end the one the browser had: an id planted before sign-in is worth nothing."""
    if replaces:
        store.end_session(session, digest_of(replaces))
    issued = Issued(secrets.token_urlsafe(32), user, now + lifetime.absolute)
    store.add_session(session, digest_of(issued.id), user.login, now=now, expires_at=issued.expires_at)
    return issued


def resolve(
    database: Database, session_id: str, *, lifetime: Lifetime, now: datetime, active: bool = True
) -> StoredSession | None:
    """Return the living session of an active user, and note that it is used; not `active`: a page asks, no person."""
    digest = digest_of(session_id)
    with database.session() as session:
        found = store.find_session(session, digest)
    if found is None or not found.user.active:
        return None
    if now >= found.expires_at or now - found.seen_at >= lifetime.idle:
        return None
    if active and now - found.seen_at >= SEEN_EVERY:
        with writing(database) as session:
            store.note_seen(session, digest, now)
    return found


def end(database: Database, session_id: str) -> None:
    """Sign out."""
    with writing(database) as session:
        store.end_session(session, digest_of(session_id))


def digest_of(secret: str) -> str:
    """Return what is stored in place of a random id or secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
