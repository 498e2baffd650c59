"""POST /classify and /classify/batch: nothing is stored."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError

from classifier.bootstrap import Wired
from classifier.lathund import Profile
from classifier.web.api.schemas import (
    BatchIn,
    BatchItemError,
    BatchOut,
    ClassificationOut,
    CommentIn,
    Problem,
    to_out,
)
from classifier.web.problems import UnknownPolicy, policy_problem, validation_problem

router = APIRouter(tags=["classify"])
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for status in (400, 413, 422)
}
_COMMENT = TypeAdapter(CommentIn)


def wired(request: Request) -> Wired:
    """Return what the app was started with."""
    value: Wired = request.app.state.wired
    return value


def profile_of(parts: Wired, policy: str | None) -> Profile:
    """Return the profile asked for, or the default. Raises UnknownPolicy."""
    name = parts.default_policy if policy is None else policy
    if name not in parts.profiles:
        raise UnknownPolicy(name, sorted(parts.profiles))
    return parts.profiles[name]


Parts = Annotated[Wired, Depends(wired)]


@router.post("/classify", responses=_ERRORS, response_model=ClassificationOut)
async def classify(comment: CommentIn, parts: Parts) -> Response:
    """Say what one comment does and which row of the lathund it is. Nothing is stored."""
    result = parts.pipeline.classify(comment.to_comment(), profile_of(parts, comment.policy))
    return _json(to_out(result))


@router.post("/classify/batch", responses=_ERRORS, response_model=BatchOut)
async def classify_batch(batch: BatchIn, parts: Parts) -> Response:
    """Classify up to 1,000 comments; answers in the same order, a bad item never spoils the others."""
    profile_of(parts, batch.policy)
    results = [_one(item, batch.policy, parts) for item in batch.comments]
    return _json(BatchOut.model_construct(results=results))


def _one(item: Any, policy: str | None, parts: Wired) -> ClassificationOut | BatchItemError:
    given = item.get("id") if isinstance(item, dict) else None
    identity = given if isinstance(given, str) else None
    try:
        comment = _COMMENT.validate_python(item)
        profile = profile_of(parts, comment.policy or policy)
        return to_out(parts.pipeline.classify(comment.to_comment(), profile))
    except ValidationError as error:
        return BatchItemError(id=identity, error=validation_problem(error.errors()))
    except UnknownPolicy as error:
        return BatchItemError(id=identity, error=policy_problem(error))


def _json(answer: ClassificationOut | BatchOut) -> Response:
    return Response(answer.model_dump_json(warnings=False), media_type="application/json")
