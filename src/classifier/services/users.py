"""Users: added, disabled, let in again, given a password. Every change stands in the journal with who did it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from classifier.cases.actors import Action, Actor, Role, require
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode
from classifier.cases.texts import EVENTS
from classifier.services.access import at_the_machine
from classifier.services.denials import Denial, Denied
from classifier.services.passwords import hash_password
from classifier.storage import Database, journal
from classifier.storage import users as store
from classifier.storage.users import User
from classifier.storage.writing import writing

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,119}", re.ASCII)
_RESERVED: Final = frozenset({"local", "system"})
"""What the audit trail calls those who are no users."""


def folded_login(login: str) -> str:
    """Return the one spelling of a login. Raises Denied where it can be none."""
    folded = login.strip().lower()
    if not _LOGIN.fullmatch(folded) or folded in _RESERVED:
        raise Denied(Denial.BAD_LOGIN)
    return folded


def add_user(
    database: Database,
    login: str,
    *,
    name: str,
    role: Role,
    password: str | None,
    actor: Actor,
    now: datetime,
    title: str = "",
) -> User:
    """Add a user; without a password the person can sign in by OIDC only."""
    require(actor, Action.MANAGE_USERS)
    folded = folded_login(login)
    user = User(
        login=folded,
        name=readable(name),
        title=readable(title, required=False),
        role=role,
        active=True,
        created_at=now,
        password_hash="" if password is None else hash_password(password, login=folded),
    )
    with writing(database) as session:
        if store.find_user(session, folded):
            raise Denied(Denial.USER_EXISTS, login=folded)
        store.add_user(session, user)
        after = {"name": user.name, "title": user.title, "role": role.value, "password": str(bool(password)).lower()}
        note_user(session, EventCode.USER_ADDED, folded, actor=actor, now=now, after=after)
    return user


def list_users(database: Database, *, actor: Actor) -> Sequence[User]:
    """Return all users."""
    require(actor, Action.MANAGE_USERS)
    with database.session() as session:
        return store.list_users(session)


def set_active(database: Database, login: str, *, active: bool, actor: Actor, now: datetime) -> None:
    """Keep a user out, at once and with every key of that person; or let the user in again.

    The last administrator can be kept out only from the machine itself, where one can always be added.
    """
    require(actor, Action.MANAGE_USERS)
    with writing(database) as session:
        user = _existing(session, login)
        if not active and not at_the_machine(actor):
            _keep_an_admin(session, user)
        store.set_active(session, user.login, active=active)
        code = EventCode.USER_ENABLED if active else EventCode.USER_DISABLED
        changed = {"before": {"active": str(user.active).lower()}, "after": {"active": str(active).lower()}}
        note_user(session, code, user.login, actor=actor, now=now, **changed)


def set_role(database: Database, login: str, role: Role, *, actor: Actor, now: datetime) -> User:
    """Give a user another role, from the next call on, keys of that person included. The last administrator stays."""
    require(actor, Action.MANAGE_USERS)
    with writing(database) as session:
        user = _existing(session, login)
        if role is user.role:
            return user
        if role is not Role.ADMIN:
            _keep_an_admin(session, user)
        store.set_role(session, user.login, role)
        changed = {"before": {"role": user.role.value}, "after": {"role": role.value}}
        note_user(session, EventCode.ROLE_CHANGED, user.login, actor=actor, now=now, **changed)
    return replace(user, role=role)


def _keep_an_admin(session: Session, user: User) -> None:
    """Refuse to take the last administrator away; two who take each other's role away wait for one another."""
    if store.lock_admins(session) == {user.login}:
        raise Denied(Denial.LAST_ADMIN, login=user.login)


def change_user(
    database: Database, login: str, *, name: str, title: str, role: Role, actor: Actor, now: datetime
) -> None:
    """Give a user another name, title or role; it counts from the next request. Nobody changes the own role."""
    require(actor, Action.MANAGE_USERS)
    said = {"name": readable(name), "title": readable(title, required=False), "role": role.value}
    with writing(database) as session:
        user = _existing(session, login)
        if user.login == actor.id and role is not user.role:
            raise Denied(Denial.OWN_RIGHTS)
        if role is not Role.ADMIN:
            _keep_an_admin(session, user)
        had = {"name": user.name, "title": user.title, "role": user.role.value}
        store.change_user(session, user.login, name=said["name"], title=said["title"], role=role)
        changed = [key for key in said if said[key] != had[key]]
        if changed:
            before, after = ({key: told[key] for key in changed} for told in (had, said))
            note_user(session, EventCode.USER_CHANGED, user.login, actor=actor, now=now, before=before, after=after)


def set_password(database: Database, login: str, password: str, *, actor: Actor, now: datetime) -> None:
    """Give a user another password; every session of that user ends."""
    require(actor, Action.MANAGE_USERS)
    password_hash = hash_password(password, login=folded_login(login))
    with writing(database) as session:
        user = _existing(session, login)
        store.set_password_hash(session, user.login, password_hash)
        store.end_sessions_of(session, user.login)
        note_user(session, EventCode.PASSWORD_CHANGED, user.login, actor=actor, now=now)


def readable(text: str, *, required: bool = True) -> str:
    """Return a name or title with its spaces set right. Raises Denied where it is empty, too long or unprintable."""
    words = " ".join(text.split())
    if required and not words:
        raise Denied(Denial.NAME_MISSING)
    if len(words) > 200 or not words.isprintable():
        raise Denied(Denial.BAD_TEXT)
    return words


def _existing(session: Session, login: str) -> User:
    folded = folded_login(login)
    user = store.find_user(session, folded)
    if user is None:
        raise Denied(Denial.NO_SUCH_USER, login=folded)
    return user


def note_user(
    session: Session,
    code: EventCode,
    login: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """Give the transaction an event about a user."""
    event = AuditEvent(now, actor, code, f"user:{login}", EVENTS[code], before or {}, after or {})
    journal.record(session, [event])
