"""What the calls about cases share: the use cases, the caller, the documented problems."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from classifier.bootstrap import Wired
from classifier.services import Desk
from classifier.web.api.schemas import Problem
from classifier.web.security.actor import CurrentActor

__all__ = ["PROBLEMS", "CurrentActor", "CurrentDesk", "problems"]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of these problems."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"model": Problem, "content": content} for status in statuses}


PROBLEMS = problems(400, 401, 403, 404, 409, 413, 422, 503)


def current_desk(request: Request) -> Desk:
    """Return the use cases, or answer 503 where this process has no database."""
    parts: Wired = request.app.state.wired
    if parts.desk is None:
        raise HTTPException(503, "this process has no database")
    return parts.desk


CurrentDesk = Annotated[Desk, Depends(current_desk)]
