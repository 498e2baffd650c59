"""The session cookie: an opaque signed id, HttpOnly, SameSite=Lax, Secure over https. And the page's code (CSRF)."""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_encode
from starlette.responses import Response
from starlette.types import Scope

from classifier.services.access import Access
from classifier.services.sessions import Issued

PLAIN: Final = "lathund_session"
SECURE: Final = "__Host-lathund_session"
"""With this prefix browsers take the cookie over https only, for this host only."""


def is_https(scope: Scope, access: Access) -> bool:
    """Whether the browser came by https: by the connection itself or by the address the service is known under."""
    return scope["scheme"] == "https" or access.public_url.startswith("https://")


def session_id(scope: Scope, access: Access) -> str:
    """Return the session id of the request's cookie, or an empty string where there is none that was signed here."""
    name = SECURE if is_https(scope, access) else PLAIN
    value = _cookies(scope).get(name, "")
    try:
        return _signer(access).unsign(value.encode("utf-8", "replace")).decode("ascii")
    except (BadSignature, UnicodeDecodeError):
        return ""


def set_session(response: Response, scope: Scope, access: Access, issued: Issued) -> None:
    """Give the browser its session."""
    secure = is_https(scope, access)
    response.set_cookie(
        SECURE if secure else PLAIN,
        _signer(access).sign(issued.id).decode("ascii"),
        max_age=int(access.lifetime.absolute.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop_session(response: Response, scope: Scope, access: Access) -> None:
    """Take the session cookie away."""
    secure = is_https(scope, access)
    response.delete_cookie(SECURE if secure else PLAIN, path="/", secure=secure, httponly=True, samesite="lax")


def page_code(access: Access, session: str) -> str:
    """Return the code that every change made with this session must carry."""
    return base64_encode(Signer(access.secret, salt="lathund.csrf").get_signature(session)).decode("ascii")


def _signer(access: Access) -> Signer:
    return Signer(access.secret, salt="lathund.session")


def _cookies(scope: Scope) -> dict[str, str]:
    raw = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(raw.decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
