"""Signing in by the organisation's own OIDC service. The provider says who it is; who may what is decided here.

Nobody is let in who was not added by an administrator. The first sign-in finds the user by a claim and binds issuer
and subject; after that only they count, so that a renamed or reused address opens nothing (OpenID Connect Core 5.7).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from classifier.cases.codes import EventCode
from classifier.services import sessions
from classifier.services.denials import Denial, Denied
from classifier.services.sessions import Issued, Lifetime
from classifier.services.users import folded_login, note_user
from classifier.storage import Database
from classifier.storage import users as store
from classifier.storage.users import User
from classifier.storage.writing import writing


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider has vouched for. `login` is empty where the claim was missing or not verified."""

    issuer: str
    subject: str
    login: str

    @property
    def bound(self) -> str:
        """Issuer and subject as they are stored."""
        return f"{self.issuer} {self.subject}"


def sign_in_by_oidc(
    database: Database, identity: Identity, *, lifetime: Lifetime, now: datetime, replaces: str = ""
) -> Issued:
    """Return a new session for the user this identity is bound to, binding it the first time."""
    with writing(database) as session:
        user = store.find_subject(session, identity.bound) or _first_time(session, identity, now)
        if user is None or not user.active:
            raise Denied(Denial.OIDC_UNKNOWN)
        return sessions.issue(session, user, lifetime=lifetime, now=now, replaces=replaces)


def _first_time(session: Session, identity: Identity, now: datetime) -> User | None:
    try:
        user = store.find_user(session, folded_login(identity.login))
    except Denied:
        return None
    if user is None or not user.active or user.oidc_subject:
        return None
    store.bind_subject(session, user.login, identity.bound)
    after = {"oidc_subject": identity.bound}
    note_user(session, EventCode.OIDC_BOUND, user.login, actor=user.actor, now=now, after=after)
    return user
