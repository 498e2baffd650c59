"""Evidence, confirmed labels, the audit trail: what is read out."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from classifier.cases.evidence import to_bytes
from classifier.cases.evidence_pdf import evidence_pdf
from classifier.services import labels, reading, record
from classifier.web.api.agreement_answers import AgreementOut, agreement_out
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk
from classifier.web.api.event_answers import EventsOut, event_out

router = APIRouter(tags=["records"], responses=PROBLEMS)
_PACKAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The package and its SHA-256.",
        "content": {"application/json": {}, "application/pdf": {}},
    }
}
_LINES: dict[int | str, dict[str, Any]] = {
    200: {"description": "One label a line.", "content": {"application/x-ndjson": {}}}
}


@router.get("/cases/{case_id}/evidence", responses=_PACKAGE, response_class=Response)
def get_evidence(
    case_id: str,
    desk: CurrentDesk,
    actor: CurrentActor,
    form: Annotated[Literal["json", "pdf"], Query(alias="format")] = "json",
) -> Response:
    """Return the sealed package. `evidence` in canonical form (sorted keys, no spaces, ASCII) has the `sha256`.

    `format=pdf` gives PDF/A-3 with the package attached; 409 where a sign in it cannot be shown.
    """
    sealed = reading.evidence(desk, case_id, actor=actor)
    if form == "pdf":
        page = evidence_pdf(sealed, screenshot=reading.screenshot(desk, sealed, actor=actor))
        return Response(page, media_type="application/pdf")
    return JSONResponse({"sha256": sealed.digest, "evidence": json.loads(to_bytes(sealed.evidence))})


@router.get("/labels/export", responses=_LINES, response_class=Response)
def get_labels(desk: CurrentDesk, actor: CurrentActor) -> Response:
    """Return the confirmed labels for training as JSON lines, masked, oldest first; near-identical texts once."""
    found = labels.export(desk, actor=actor)
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in found.lines)
    return StreamingResponse(lines, media_type="application/x-ndjson")


@router.get("/labels/agreement")
def get_agreement(desk: CurrentDesk, actor: CurrentActor) -> AgreementOut:
    """Return where moderators judged near-identical texts differently, and Cohen's kappa of every two of them."""
    return agreement_out(labels.export(desk, actor=actor))


@router.get("/audit")
def get_audit(
    desk: CurrentDesk,
    actor: CurrentActor,
    case: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> EventsOut:
    """Return events of the audit trail in order, of one case where one is named."""
    links = record.events(desk, actor=actor, subject=case, after=after, limit=limit)
    return EventsOut(events=[event_out(link) for link in links], next=links[-1].sequence if links else after)
