"""Refusals as problem documents: who is not let in (`Denied`)."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import Response

from classifier.services.denials import Denied
from classifier.web.api.schemas import Problem
from classifier.web.problems import problem_response

_TITLES: Final[dict[int, str]] = {
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    422: "The request is not valid",
    429: "Too many attempts",
    502: "Sign-in service does not answer",
    503: "Unavailable",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what a route says in OpenAPI about its refusals."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {s: {"description": _TITLES.get(s, "Error"), "content": content} for s in statuses}


def denied_response(denied: Denied) -> Response:
    """Return the problem document of a denial; its type ends with the stable code."""
    response = _problem(denied.status, denied.code.value, denied.message)
    if denied.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="lathund"'
    if denied.retry_after:
        response.headers["Retry-After"] = str(denied.retry_after)
    return response


def install(app: FastAPI) -> None:
    """Register the refusals of this package on an app; those of the domain stand in `web.problems`."""

    async def on_denied(_: Request, error: Exception) -> Response:
        assert isinstance(error, Denied)
        return denied_response(error)

    app.add_exception_handler(Denied, on_denied)


def _problem(status: int, code: str, detail: str) -> Response:
    title = _TITLES.get(status, "Error")
    return problem_response(Problem(type=f"urn:lathund:{code}", title=title, status=status, detail=detail))
