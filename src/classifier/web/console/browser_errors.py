"""Problem documents become pages for browsers: one place, whatever refused and wherever it did (also middleware)."""

import json
from typing import Any, Final
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from classifier.services.denials import Denial
from classifier.web.console.templating import render
from classifier.web.console.words import ERRORS
from classifier.web.problems import MEDIA_TYPE
from classifier.web.security.places import header

_OWN: Final = "urn:lathund:"
_SIGN_IN: Final = f"{_OWN}{Denial.NOT_SIGNED_IN.value}"


class BrowserErrors:
    """Turns a problem document into a Swedish page where the caller is a browser; sends the signed-out to sign in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at the answer where a browser asks for a page."""
        if scope["type"] != "http" or not wants_page(scope):
            return await self._app(scope, receive, send)
        start: Message = {}
        body = b""

        async def look(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_problem(message):
                start = message
                return
            if not start:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                await _answer(scope, start, json.loads(body), send)

        await self._app(scope, receive, look)


def wants_page(scope: Scope) -> bool:
    """Whether the caller is a browser that opens a page, or htmx that fetches a part of one."""
    return "text/html" in header(scope, b"accept") or header(scope, b"hx-request") == "true"


async def _answer(scope: Scope, start: Message, problem: dict[str, Any], send: Send) -> None:
    kept = [(k, v) for k, v in start["headers"] if k.lower() not in {b"content-type", b"content-length"}]
    if problem["type"] == _SIGN_IN:
        target = _page_of(scope)
        kept = [(k, v) for k, v in kept if k.lower() != b"www-authenticate"]
        if header(scope, b"hx-request") == "true":
            return await _send(send, 401, [*kept, (b"hx-redirect", target)], b"")
        return await _send(send, 303, [*kept, (b"location", target)], b"")
    heading, advice = ERRORS.get(problem["status"], ERRORS[500])
    said = problem["detail"] if problem["type"].startswith(_OWN) else ""
    template = "error_part.html" if header(scope, b"hx-request") == "true" else "error.html"
    page = render(template, status=problem["status"], heading=heading, advice=advice, said=said)
    await _send(send, problem["status"], [*kept, (b"content-type", b"text/html; charset=utf-8")], page.encode())


def _page_of(scope: Scope) -> bytes:
    """Return the address of the sign-in page, which leads back to the page that was asked for."""
    if scope["method"] != "GET":
        return b"/logga-in"
    query = scope["query_string"].decode("latin-1")
    target = scope["path"] + (f"?{query}" if query else "")
    return f"/logga-in?till={quote(target, safe='/')}".encode("ascii")


def _is_problem(message: Message) -> bool:
    kinds = [value for name, value in message.get("headers", []) if name.lower() == b"content-type"]
    return bool(kinds) and kinds[0].decode("latin-1").startswith(MEDIA_TYPE)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    complete = [*headers, (b"content-length", str(len(body)).encode("ascii"))]
    await send({"type": "http.response.start", "status": status, "headers": complete})
    await send({"type": "http.response.body", "body": body})
