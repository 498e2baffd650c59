"""Drafts of replies; screenshots and reports that come after the comment."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Base64Bytes, BaseModel

from classifier.cases.letters import placeholders
from classifier.cases.parts import ReplyKind
from classifier.services import drafts
from classifier.web.api.case_answers import CaseOut, case_out
from classifier.web.api.case_schemas import Long, Version
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk
from classifier.web.api.schemas import Request

router = APIRouter(tags=["cases"], responses=PROBLEMS)
Words = Annotated[str, Query(max_length=2_000)]


class DraftOut(BaseModel):
    """A draft, and what a person has to fill in before it can be published."""

    kind: ReplyKind
    text: str
    placeholders: list[str]


class ScreenshotIn(Request):
    """An image (PNG, JPEG, WebP) in base64."""

    screenshot: Base64Bytes
    version: Version | None = None


class ReportIn(Request):
    """That somebody reported the comment, when and how; now where no time is given."""

    reason: Long
    reported_at: AwareDatetime | None = None


@router.get("/cases/{case_id}/drafts/{kind}")
def get_draft(
    case_id: str,
    kind: ReplyKind,
    desk: CurrentDesk,
    actor: CurrentActor,
    unit: Words = "",
    facts: Words = "",
    contact: Words = "",
    follow_up_at: AwareDatetime | None = None,
) -> DraftOut:
    """Return a draft: an answer, a holding reply, a notice to the author (L5), support, or that it is sent on."""
    text = drafts.draft(
        desk, case_id, kind, actor=actor, unit=unit, facts=facts, contact=contact, follow_up_at=follow_up_at
    )
    return DraftOut(kind=kind, text=text, placeholders=list(placeholders(text)))


@router.post("/cases/{case_id}/screenshot")
def post_screenshot(case_id: str, body: ScreenshotIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Complete the sealed package with a screenshot; 422 for what is no image or may not be copied."""
    return case_out(drafts.add_screenshot(desk, case_id, body.screenshot, actor=actor, version=body.version))


@router.post("/cases/{case_id}/report")
def post_report(case_id: str, body: ReportIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Note that somebody reported the comment: the clock of BBS-lagen runs from then at the latest."""
    return case_out(drafts.report(desk, case_id, reported_at=body.reported_at, reason=body.reason, actor=actor))
