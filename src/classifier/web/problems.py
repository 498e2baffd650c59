"""Errors as problem documents (RFC 9457): what happened, where, what to do. One table for the whole API."""

import json
from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from classifier.cases.refusal import Refused
from classifier.services.reading import present
from classifier.web.api.schemas import Problem

_log = structlog.get_logger("lathund.request")
MEDIA_TYPE = "application/problem+json"
_PLACES = ("body", "query", "path", "header", "one", "batch")
_TITLES = {401: "Not signed in", 403: "Not allowed", 404: "No such thing", 409: "The case has moved", 422: "Not valid"}


class UnknownPolicy(Exception):
    """The request names a policy that this service does not have."""

    def __init__(self, policy: str, known: Sequence[str]) -> None:
        super().__init__(policy)
        self.policy = policy
        self.known = tuple(known)


class NamesUnavailable(Exception):
    """Names of persons cannot be masked: no recogniser is loaded."""


def problem_response(problem: Problem) -> Response:
    """Return a problem document; text that is no valid Unicode is shown escaped."""
    body = json.dumps(problem.model_dump(), ensure_ascii=True).encode("ascii")
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE)


def validation_problem(errors: Sequence[Any]) -> Problem:
    """Name every field that is wrong. The values themselves are left out: they may be personal data."""
    fields = []
    for error in errors:
        parts = [str(part) for part in error["loc"] if part not in _PLACES]
        fields.append({"field": ".".join(parts) or "body", "message": str(error["msg"])})
    detail = "; ".join(f"{f['field']}: {f['message']}" for f in fields)
    return Problem(title="The request is not valid", status=422, detail=detail, errors=fields)


def policy_problem(error: UnknownPolicy) -> Problem:
    """Say which policies there are."""
    detail = f"policy: there is no policy of that name; choose one of {', '.join(error.known)}"
    return Problem(title="Unknown policy", status=422, detail=detail, errors=[{"field": "policy", "message": detail}])


def refusal_problem(refused: Refused) -> Problem:
    """Say why something may not be done: the stable code as type, the sentence, and every point that is missing."""
    return Problem(
        type=f"urn:lathund:{refused.code.value}",
        title=_TITLES.get(refused.status_hint, "Refused"),
        status=refused.status_hint,
        detail=refused.message,
        errors=[{"code": point.code, "message": point.text} for point in refused.details],
    )


def install(app: FastAPI) -> None:
    """Register the error table on an app."""

    async def on_validation(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_response(validation_problem(error.errors()))

    async def on_policy(_: Request, error: Exception) -> Response:
        assert isinstance(error, UnknownPolicy)
        return problem_response(policy_problem(error))

    async def on_names(_: Request, __: Exception) -> Response:
        detail = "The recogniser of names is not loaded, so names would be left standing. See /readyz for the reason."
        return problem_response(Problem(title="Masking is not available", status=503, detail=detail))

    async def on_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = problem_response(Problem(title="Error", status=error.status_code, detail=str(error.detail)))
        response.headers.update(error.headers or {})
        return response

    async def on_refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        problem = refusal_problem(error)
        desk, case_id = request.app.state.wired.desk, request.path_params.get("case_id")
        if problem.status == 409 and desk is not None and case_id:
            problem.present = await run_in_threadpool(present, desk, case_id)
        return problem_response(problem)

    async def on_busy(_: Request, error: Exception) -> Response:
        _log.error("database_failed", error=type(error).__name__)
        detail = "The database did not answer in time. Nothing was changed; try again."
        response = problem_response(Problem(title="Unavailable", status=503, detail=detail))
        response.headers["retry-after"] = "5"
        return response

    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(OperationalError, on_busy)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(UnknownPolicy, on_policy)
    app.add_exception_handler(NamesUnavailable, on_names)
    app.add_exception_handler(HTTPException, on_http)


__all__ = ["NamesUnavailable", "UnknownPolicy", "install", "policy_problem", "problem_response", "validation_problem"]
