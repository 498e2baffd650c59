"""Errors as problem documents (RFC 9457): what happened, where, what to do. One table for the whole API."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from classifier.web.api.schemas import Problem

MEDIA_TYPE = "application/problem+json"


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
        parts = [str(part) for part in error["loc"] if part not in ("body", "query", "path")]
        fields.append({"field": ".".join(parts) or "body", "message": str(error["msg"])})
    detail = "; ".join(f"{f['field']}: {f['message']}" for f in fields)
    return Problem(title="The request is not valid", status=422, detail=detail, errors=fields)


def policy_problem(error: UnknownPolicy) -> Problem:
    """Say which policies there are."""
    detail = f"policy: there is no policy of that name; choose one of {', '.join(error.known)}"
    return Problem(title="Unknown policy", status=422, detail=detail, errors=[{"field": "policy", "message": detail}])


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

    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(UnknownPolicy, on_policy)
    app.add_exception_handler(NamesUnavailable, on_names)
    app.add_exception_handler(HTTPException, on_http)


__all__ = ["NamesUnavailable", "UnknownPolicy", "install", "policy_problem", "problem_response", "validation_problem"]
