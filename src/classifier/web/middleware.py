"""Pure ASGI middleware: body limit, request log without comment text, and a last net for unforeseen errors."""

import time
from collections.abc import Mapping
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from classifier.web.api.schemas import Problem
from classifier.web.problems import problem_response

_log = structlog.get_logger("lathund.request")
REQUESTS = Counter("lathund_requests_total", "Requests answered", ["path", "status"])
SECONDS = Histogram("lathund_request_seconds", "Time to answer", ["path"])


class BodyLimit:
    """Answers 413 when a request body is larger than allowed, without reading the rest of it."""

    def __init__(self, app: ASGIApp, max_bytes: int, uploads: Mapping[str, int] | None = None) -> None:
        """`uploads`: the paths that take files, and how large a body may be there."""
        self._app = app
        self._max = max_bytes
        self._uploads = uploads or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body keeps to the limit."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        most = self._uploads.get(scope["path"], self._max)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            return await self._refuse(most, scope, receive, send)
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > most:
                return await self._refuse(most, scope, receive, send)
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"the body is larger than {most} bytes; send fewer comments at a time"
        response = problem_response(Problem(title="Too large", status=413, detail=detail))
        await response(scope, receive, send)


class RequestLog:
    """Logs method, route, status and time. Never the body, the query or anything a person wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an unforeseen error becomes a problem document and a log line with its type."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = time.perf_counter()
        status = 500
        answered = False

        async def note(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:  # noqa: BLE001 (the last net: the caller gets an answer, the log the type)
            _log.error("unforeseen_error", error=type(error).__name__, path=_route(scope))
            if not answered:
                detail = "Something unforeseen happened. Nothing was changed; try again, then tell the operator."
                await problem_response(Problem(title="Internal error", status=500, detail=detail))(scope, receive, note)
        finally:
            seconds = time.perf_counter() - started
            path = _route(scope)
            REQUESTS.labels(path, str(status)).inc()
            SECONDS.labels(path).observe(seconds)
            _log.info("request", method=scope["method"], path=path, status=status, ms=round(seconds * 1e3, 2))


def _route(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(getattr(route, "path", "unmatched"))
