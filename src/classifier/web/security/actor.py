"""Who is calling: the one dependency that every call about cases asks.

No user is configured yet in this service, and then the rule of issue 5.9 holds: it serves its own machine only. A
caller over loopback is the local person, named by `LATHUND_LOCAL_PERSON` or, call by call, by the header
`X-Lathund-Person` (a name, percent-encoded where it is not ASCII). A call that came through a proxy, that was meant
for another host, or that another site's page made the browser send, is nobody's.
"""

import ipaddress
from typing import Annotated, Final
from urllib.parse import unquote, urlsplit

from fastapi import Depends, HTTPException, Request

from classifier.cases.actors import Actor, ActorKind, Role

PERSON_HEADER: Final = "x-lathund-person"
_PROXIES: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_MAX_NAME: Final = 100


def current_actor(request: Request) -> Actor:
    """Return who is calling, or answer 401."""
    if not _is_local(request):
        raise HTTPException(401, "no user is configured, so only this machine itself is served (127.0.0.1)")
    said = unquote(request.headers.get(PERSON_HEADER, "")).strip()[:_MAX_NAME]
    name = "".join(c for c in said if c.isprintable()).strip() or request.app.state.settings.local_person
    identity = "-".join(name.casefold().replace("|", " ").split())
    return Actor(ActorKind.PERSON, f"lokal:{identity}", name, Role.ADMIN)


def _is_local(request: Request) -> bool:
    """Whether the call came from this machine, for this machine, through nobody else."""
    client = request.client.host if request.client else ""
    host = request.url.hostname or ""
    proxied = any(header in request.headers for header in _PROXIES)
    origin = request.headers.get("origin")
    foreign = origin is not None and not _is_loopback(urlsplit(origin).hostname or "")
    return _is_loopback(client) and _is_loopback(host) and not proxied and not foreign


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


CurrentActor = Annotated[Actor, Depends(current_actor)]
