"""Users as they are stored, and their sessions. The caller opens the transaction and brings the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from classifier.cases.actors import Actor, ActorKind, Role
from classifier.storage.access_tables import SessionRow, UserRow
from classifier.storage.seals import touch
from classifier.storage.times import from_stored, to_stored

SEEN_EVERY = timedelta(minutes=1)
"""How often the last use of a session or a key is written: not once a request."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in."""

    login: str
    name: str
    title: str
    role: Role
    active: bool
    created_at: datetime
    password_hash: str = ""
    oidc_subject: str = ""

    @property
    def actor(self) -> Actor:
        """The person as the domain knows one."""
        return Actor(ActorKind.PERSON, self.login, self.name, self.role, self.title)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session and whose it is."""

    digest: str
    user: User
    seen_at: datetime
    expires_at: datetime


def any_user(session: Session) -> bool:
    """Whether a user was ever added; a disabled one counts, so that disabling never opens the service."""
    return bool(session.scalar(select(exists(select(UserRow.login)))))


def add_user(session: Session, user: User) -> None:
    """Store a new user."""
    touch(session, UserRow, user.login)
    session.add(
        UserRow(
            login=user.login,
            name=user.name,
            title=user.title,
            role=user.role.value,
            password_hash=user.password_hash,
            oidc_subject=user.oidc_subject,
            active=user.active,
            created_at=to_stored(user.created_at),
        )
    )


def find_user(session: Session, login: str) -> User | None:
    """Return the user with this login."""
    row = session.get(UserRow, login)
    return _user(row) if row else None


def find_subject(session: Session, subject: str) -> User | None:
    """Return the user bound to this OIDC issuer and subject."""
    row = session.scalar(select(UserRow).where(UserRow.oidc_subject == subject)) if subject else None
    return _user(row) if row else None


def list_users(session: Session) -> list[User]:
    """Return all users by login."""
    return [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.login))]


def set_active(session: Session, login: str, *, active: bool) -> None:
    """Let the user in or keep the user out; sessions end at once."""
    _changed(session, login).active = active
    end_sessions_of(session, login)


def set_role(session: Session, login: str, role: Role) -> None:
    """Give the user another role. Sessions go on: the role is read at every call."""
    _changed(session, login).role = role.value


def lock_admins(session: Session) -> set[str]:
    """Return the logins of the administrators who are let in, held until the transaction ends."""
    wanted = select(UserRow.login).where(UserRow.role == Role.ADMIN.value, UserRow.active)
    return set(session.scalars(wanted.order_by(UserRow.login).with_for_update()))


def change_user(session: Session, login: str, *, name: str, title: str, role: Role) -> None:
    """Store another name, title and role."""
    row = _changed(session, login)
    row.name, row.title, row.role = name, title, role.value


def set_password_hash(session: Session, login: str, password_hash: str) -> None:
    """Store another password hash."""
    _changed(session, login).password_hash = password_hash


def bind_subject(session: Session, login: str, subject: str) -> None:
    """Bind the user to an OIDC subject."""
    _changed(session, login).oidc_subject = subject


def add_session(session: Session, digest: str, login: str, *, now: datetime, expires_at: datetime) -> None:
    """Store a session, and clear away those that have run out."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= to_stored(now)))
    at = to_stored(now)
    session.add(SessionRow(digest=digest, login=login, created_at=at, seen_at=at, expires_at=to_stored(expires_at)))


def find_session(session: Session, digest: str) -> StoredSession | None:
    """Return a session with its user, run out or not: the caller knows the time."""
    row = session.get(SessionRow, digest)
    if row is None:
        return None
    user = _user(_row(session, row.login))
    return StoredSession(digest, user, from_stored(row.seen_at), from_stored(row.expires_at))


def note_seen(session: Session, digest: str, now: datetime) -> None:
    """Note that the session was used."""
    row = session.get(SessionRow, digest)
    if row is not None:
        row.seen_at = to_stored(now)


def end_session(session: Session, digest: str) -> None:
    """End one session."""
    session.execute(delete(SessionRow).where(SessionRow.digest == digest))


def end_sessions_of(session: Session, login: str) -> None:
    """End every session of a user."""
    session.execute(delete(SessionRow).where(SessionRow.login == login))


def _row(session: Session, login: str) -> UserRow:
    row = session.get(UserRow, login)
    if row is None:
        raise LookupError(login)
    return row


def _changed(session: Session, login: str) -> UserRow:
    touch(session, UserRow, login)
    return _row(session, login)


def _user(row: UserRow) -> User:
    return User(
        login=row.login,
        name=row.name,
        title=row.title,
        role=Role(row.role),
        active=row.active,
        created_at=from_stored(row.created_at),
        password_hash=row.password_hash,
        oidc_subject=row.oidc_subject,
    )
