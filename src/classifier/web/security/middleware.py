"""Pure ASGI middleware: no change by a foreign page, and the headers that hold browsers to our own content."""

import hmac
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from classifier.services.access import Access
from classifier.services.denials import Denial, Denied
from classifier.web.security.actor import bearer
from classifier.web.security.cookies import is_https, page_code, session_id
from classifier.web.security.places import from_own_pages, header
from classifier.web.security.refusals import denied_response

CODE_HEADER: Final = b"x-csrf-token"
CODE_FIELD: Final = "csrf_token"
_UPLOAD: Final = "multipart/form-data"
_FORMS: Final = frozenset({"application/x-www-form-urlencoded", _UPLOAD})
_CODE_PART: Final = re.compile(rb'; name="csrf_token"\r\n\r\n([\w-]{1,200})\r\n', re.ASCII)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SIGN_IN: Final = frozenset({("POST", "/session"), ("POST", "/logga-in")})
"""Have no code yet; a foreign page is kept out by its origin."""

_HEADERS: Final = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not no-referrer: with that, browsers send `Origin: null` from our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
"""Added where an answer does not say otherwise itself."""
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")


class OwnPages:
    """Refuses changes that a foreign page makes with somebody's cookie or from somebody's machine (CSRF).

    API keys are exempt: no page can make a browser send one.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on where it changes nothing or shows that one of our pages made it."""
        if scope["type"] != "http" or scope["method"] in _SAFE or _has_key(scope):
            return await self._app(scope, receive, send)
        if not from_own_pages(scope, self._access.public_url):
            return await denied_response(Denied(Denial.FOREIGN_ORIGIN))(scope, receive, send)
        session = session_id(scope, self._access)
        if not session or (scope["method"], scope["path"]) in _SIGN_IN:
            return await self._app(scope, receive, send)
        given = header(scope, CODE_HEADER)
        if not given and _form_type(scope):
            given, receive = await _code_of_form(receive, _form_type(scope))
        if not hmac.compare_digest(given.encode("utf-8"), page_code(self._access, session).encode("ascii")):
            return await denied_response(Denied(Denial.CSRF))(scope, receive, send)
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        wanted = (*_HEADERS, _HSTS) if is_https(scope, self._access) else _HEADERS

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _completed(message.get("headers", []), wanted)}
            await send(message)

        await self._app(scope, receive, complete)


def _completed(
    present: Iterable[tuple[bytes, bytes]], wanted: Iterable[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    headers = list(present)
    names = {name.lower() for name, _ in headers}
    return headers + [(name, value) for name, value in wanted if name not in names]


def _has_key(scope: Scope) -> bool:
    return bearer(header(scope, b"authorization")) is not None


def _form_type(scope: Scope) -> str:
    kind = header(scope, b"content-type").partition(";")[0].strip().casefold()
    return kind if kind in _FORMS else ""


async def _code_of_form(receive: Receive, kind: str) -> tuple[str, Receive]:
    """Read the form (the body limit stands outside) and return its code with a receive that gives the form again."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
    again = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return again.pop() if again else await receive()

    if kind == _UPLOAD:
        part = _CODE_PART.search(body)
        return (part[1].decode("ascii") if part else ""), replay
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=1_000)
    except ValueError:
        fields = {}
    return fields.get(CODE_FIELD, [""])[0], replay
