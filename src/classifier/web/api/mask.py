"""POST /mask: a text without personal data. Nothing is stored."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from classifier.web.api.classify import Parts
from classifier.web.api.schemas import MaskedSpanOut, MaskIn, MaskOut, Problem
from classifier.web.problems import NamesUnavailable

router = APIRouter(tags=["mask"])
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for status in (400, 413, 422, 503)
}


@router.post("/mask", responses=_ERRORS, response_model=MaskOut)
async def mask(body: MaskIn, parts: Parts) -> Response:
    """Replace every identifier and every person's name by its kind. Masking twice changes nothing more."""
    recogniser = parts.masker.recogniser
    if recogniser is None:
        raise NamesUnavailable
    masked = parts.masker.mask(body.text)
    spans = [MaskedSpanOut.model_construct(start=s.start, end=s.end, kind=s.kind, mask=s.mask) for s in masked.spans]
    answer = MaskOut.model_construct(text=masked.text, spans=spans, names=f"names-{recogniser.manifest.version}")
    return Response(answer.model_dump_json(warnings=False), media_type="application/json")
