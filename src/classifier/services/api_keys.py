"""API keys: made by an administrator for an owner, shown once, bounded by scopes and by the owner's role of today."""

import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from classifier.cases.actors import API_KEY_ACTIONS, Action, Actor, ActorKind, require
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode
from classifier.cases.texts import EVENTS
from classifier.services.denials import Denial, Denied
from classifier.services.sessions import digest_of
from classifier.services.users import folded_login, readable
from classifier.storage import Database, journal
from classifier.storage import api_keys as store
from classifier.storage import users as user_store
from classifier.storage.api_keys import StoredKey
from classifier.storage.users import SEEN_EVERY
from classifier.storage.writing import writing

SCOPES: Final = tuple(action for action in Action if action in API_KEY_ACTIONS)
_FORM: Final = re.compile(r"lathund_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment its secret is known."""

    key: StoredKey
    secret: str


def create_key(
    database: Database, *, name: str, scopes: Iterable[str], owner: str, actor: Actor, now: datetime
) -> NewKey:
    """Make a key. `secret` is the whole of what the client sends."""
    require(actor, Action.MANAGE_USERS)
    given = set(scopes)
    if not given or not given <= set(SCOPES):
        raise Denied(Denial.BAD_SCOPE, known=", ".join(SCOPES))
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    chosen = tuple(scope for scope in SCOPES if scope in given)
    key = StoredKey(key_id, readable(name), digest_of(secret), chosen, folded_login(owner), now)
    with writing(database) as session:
        person = user_store.find_user(session, key.owner)
        if person is None or not person.active:
            raise Denied(Denial.OWNER_NOT_ACTIVE)
        store.add_key(session, key)
        after = {"name": key.name, "owner": key.owner, "scopes": " ".join(key.scopes)}
        _note(session, EventCode.KEY_CREATED, key, actor, now, after)
    return NewKey(key, f"lathund_{key_id}_{secret}")


def list_keys(database: Database, *, actor: Actor) -> Sequence[StoredKey]:
    """Return all keys, without their secrets."""
    require(actor, Action.MANAGE_USERS)
    with database.session() as session:
        return store.list_keys(session)


def revoke_key(database: Database, key_id: str, *, actor: Actor, now: datetime) -> None:
    """Make a key worthless from now. Doing it again changes nothing."""
    require(actor, Action.MANAGE_USERS)
    with writing(database) as session:
        key = store.find_key(session, key_id)
        if key is None:
            raise Denied(Denial.NO_SUCH_KEY)
        if key.revoked_at is None:
            store.revoke(session, key_id, now)
            _note(session, EventCode.KEY_REVOKED, key, actor, now, {"revoked": "true"})


def resolve(database: Database, presented: str, *, now: datetime) -> Actor:
    """Return who a key stands for. Raises Denied, the same for every reason."""
    parts = _FORM.fullmatch(presented)
    if parts is None:
        raise Denied(Denial.BAD_KEY)
    with database.session() as session:
        key = store.find_key(session, parts[1])
        owner = user_store.find_user(session, key.owner) if key else None
    same = hmac.compare_digest(key.digest if key else "", digest_of(parts[2]))
    if key is None or owner is None or not same or key.revoked_at is not None or not owner.active:
        raise Denied(Denial.BAD_KEY)
    if key.last_used_at is None or now - key.last_used_at >= SEEN_EVERY:
        with writing(database) as session:
            store.note_used(session, key.id, now)
    return Actor(ActorKind.API_KEY, f"key:{key.id}", f"{key.name} ({owner.name})", owner.role, scopes=key.scopes)


def _note(
    session: Session, code: EventCode, key: StoredKey, actor: Actor, now: datetime, after: dict[str, str]
) -> None:
    journal.record(session, [AuditEvent(now, actor, code, f"key:{key.id}", EVENTS[code], {}, after)])
