"""Where a request comes from and where an answer may send the browser: loopback, own origin, own pages."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

_FORWARDED: Final = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"})


def header(scope: Scope, name: bytes) -> str:
    """Return a header of the request, or an empty string."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def at_the_machine(scope: Scope) -> bool:
    """Whether somebody at this very machine asks: by its connection, through no proxy, under the machine's own name.

    The name is looked at because a web page elsewhere can let its own name point at 127.0.0.1 (DNS rebinding).
    """
    client = scope.get("client")
    if not client or not is_loopback(client[0]):
        return False
    if any(name in _FORWARDED for name, _ in scope["headers"]):
        return False
    return is_loopback(_host_name(header(scope, b"host")))


def from_own_pages(scope: Scope, public_url: str) -> bool:
    """Whether a browser's request was made by this service's own pages, or by no page at all."""
    origin = header(scope, b"origin")
    if not origin:
        return header(scope, b"sec-fetch-site") in {"", "none", "same-origin"}
    if public_url and origin.casefold() == public_url.casefold():
        return True
    host = header(scope, b"host").casefold()
    return bool(host) and urlsplit_safely(origin) == host


def urlsplit_safely(url: str) -> str:
    """Return host and port of an address, or an empty string where it is none."""
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""


def own_page(target: str) -> str:
    """Return the target where it is a page of this service, else the start page: never an open redirect."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else "/"


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
