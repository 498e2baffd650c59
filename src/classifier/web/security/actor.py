"""Who is calling: the one dependency that every call with stored data asks.

API key before session; a key that does not hold is never overlooked for a cookie. While no user is configured only a
person at the machine itself comes in (issue 5.9).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from classifier.cases.actors import Actor
from classifier.services import api_keys, sessions
from classifier.services.access import Access
from classifier.services.denials import Denial, Denied
from classifier.web.security.cookies import session_id
from classifier.web.security.places import at_the_machine, header


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor, and by which session: empty for a key and for the person at the machine."""

    actor: Actor
    session: str = ""
    expires_at: datetime | None = None


def access_of_app(request: Request) -> Access:
    """Return the access rules the app was started with."""
    access: Access = request.app.state.access
    return access


def current_caller(request: Request) -> Caller:
    """Return who is calling, or raise Denied."""
    access = access_of_app(request)
    key = bearer(header(request.scope, b"authorization"))
    if key is not None:
        return Caller(api_keys.resolve(access.database, key, now=access.clock()))
    if not access.users_configured:
        if not at_the_machine(request.scope):
            raise Denied(Denial.LOCAL_ONLY)
        return Caller(access.local_person)
    given = session_id(request.scope, access)
    found = sessions.resolve(access.database, given, lifetime=access.lifetime, now=access.clock()) if given else None
    if found is None:
        raise Denied(Denial.NOT_SIGNED_IN)
    return Caller(found.user.actor, given, found.expires_at)


def current_actor(request: Request) -> Actor:
    """Return who is calling as the domain knows one, or raise Denied (401)."""
    return current_caller(request).actor


def bearer(authorization: str) -> str | None:
    """Return the key of an Authorization header, or None where it holds none."""
    scheme, _, value = authorization.partition(" ")
    return value.strip() if scheme.casefold() == "bearer" else None


CurrentAccess = Annotated[Access, Depends(access_of_app)]
CurrentCaller = Annotated[Caller, Depends(current_caller)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
