"""Requests for disclosure: entered, settled passage by passage, decided, given out, closed (TF 2 kap., OSL)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from classifier.cases.disclosure_parts import Appeal, Disclosure, Item, Passage
from classifier.cases.packages.files import Form
from classifier.services import disclosures
from classifier.services.disclosures import Asked, Seen
from classifier.web.api.case_schemas import Long, Short
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk
from classifier.web.api.exports import MEDIA, CaseId, Identity
from classifier.web.api.schemas import Plain, Request

router = APIRouter(tags=["disclosures"], responses=PROBLEMS)
_PACKAGE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The package.", "content": {media: {} for media in MEDIA.values()}}
}


class DisclosureIn(Request):
    """A request for records. Nobody needs to say who they are or what for (TF 2:18): `requester` may be empty."""

    request: Annotated[str, Plain, Field(min_length=1, max_length=5_000)]
    requester: Short = ""
    reference: Short = ""
    cases: Annotated[tuple[CaseId, ...], Field(max_length=500)] = ()
    comments: Annotated[tuple[CaseId, ...], Field(max_length=500)] = ()


class SettleIn(Request):
    """What is said of passages: masked under a law and for a reason, or shown."""

    passages: Annotated[list[Annotated[str, Field(pattern=r"^p\d{1,9}$")]], Field(min_length=1, max_length=2_000)]
    said: Literal["masked", "shown"]
    law: Short = ""
    reason: Long = ""


class PassageIn(Request):
    """A stretch to mask that was not proposed; without `start` and `end` the whole field."""

    comment: CaseId
    field: Annotated[str, Field(pattern=r"^[a-z_]+(:[a-z0-9-]+)?$", max_length=100)]
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=1)] | None = None
    law: Short
    reason: Long


class AppealIn(Request):
    """How a decision against the applicant is appealed."""

    authority: Short
    address: Short
    court: Short


class DisclosureDecisionIn(Request):
    """The decision. Reasons and appeal are asked for where anything is masked."""

    motivation: Long = ""
    appeal: AppealIn | None = None


class EndIn(Request):
    """Why a request ends."""

    reason: Long


class PassageOut(BaseModel):
    """A passage, what stands there, and what was said of it."""

    id: str
    field: str
    start: int
    end: int
    text: str
    kind: str
    said: str
    law: str
    reason: str
    by: str
    at: datetime | None


class ItemOut(BaseModel):
    """A comment asked for, with its fields unmasked: for the person who settles."""

    comment: str
    case: str
    fields: dict[str, str]
    passages: list[PassageOut]


class DisclosureOut(BaseModel):
    """A request. `open_passages` must be none before it can be decided."""

    id: str
    version: int
    status: str
    request: str
    requester: str
    reference: str
    names_read: bool
    opened_by: str
    opened_at: datetime
    open_passages: int
    outcome: str
    decided_by: str
    motivation: str
    delivered_at: datetime | None


class DisclosureShown(DisclosureOut):
    """A request with its records."""

    items: list[ItemOut]


class Disclosures(BaseModel):
    """Requests, standing ones first."""

    disclosures: list[DisclosureOut]


@router.post("/disclosures", status_code=201)
def post_disclosure(body: DisclosureIn, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Enter a request: a hold on all it asks for, and proposals of what to mask."""
    asked = Asked(body.request, body.cases, body.comments, body.requester, body.reference)
    return _shown(disclosures.open_request(desk, asked, actor=actor))


@router.get("/disclosures")
def get_disclosures(desk: CurrentDesk, actor: CurrentActor) -> Disclosures:
    """List the requests."""
    return Disclosures(disclosures=[DisclosureOut(**_told(d)) for d in disclosures.listed(desk, actor=actor)])


@router.get("/disclosures/{disclosure_id}")
def get_disclosure(disclosure_id: Identity, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Return a request with its records and what was masked, why and by whom."""
    return _shown(disclosures.show(desk, disclosure_id, actor=actor))


@router.post("/disclosures/{disclosure_id}/settlements")
def post_settlement(disclosure_id: Identity, body: SettleIn, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Mask or show passages. Other places where a masked text stands come back as new proposals."""
    mask = body.said == "masked"
    seen = disclosures.settle(
        desk, disclosure_id, body.passages, mask=mask, law=body.law, reason=body.reason, actor=actor
    )
    return _shown(seen)


@router.post("/disclosures/{disclosure_id}/passages")
def post_passage(disclosure_id: Identity, body: PassageIn, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Mask what was not proposed."""
    span = None if body.start is None or body.end is None else (body.start, body.end)
    said = {"comment": body.comment, "field": body.field, "law": body.law, "reason": body.reason}
    return _shown(disclosures.add(desk, disclosure_id, span=span, actor=actor, **said))


@router.post("/disclosures/{disclosure_id}/decision")
def post_disclosure_decision(
    disclosure_id: Identity, body: DisclosureDecisionIn, desk: CurrentDesk, actor: CurrentActor
) -> DisclosureShown:
    """Decide as a named person, when every passage is settled."""
    appeal = Appeal(body.appeal.authority, body.appeal.address, body.appeal.court) if body.appeal else None
    return _shown(disclosures.decide(desk, disclosure_id, motivation=body.motivation, appeal=appeal, actor=actor))


@router.get("/disclosures/{disclosure_id}/package", responses=_PACKAGE, response_class=Response)
def get_package(
    disclosure_id: Identity, desk: CurrentDesk, actor: CurrentActor, form: Annotated[Form, Query()] = Form.ZIP
) -> Response:
    """Return what the applicant gets: records with maskings, and the decision, as PDF and JSON."""
    package = disclosures.package(desk, disclosure_id, form=form, actor=actor)
    headers = {"content-disposition": f'attachment; filename="{disclosure_id}.{form.value}"'}
    return Response(package, 200, headers, MEDIA[form])


@router.post("/disclosures/{disclosure_id}/delivery")
def post_delivery(disclosure_id: Identity, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Note that the applicant has got it. Given in full, the request is closed and its hold lifted."""
    return _shown(disclosures.deliver(desk, disclosure_id, actor=actor))


@router.post("/disclosures/{disclosure_id}/closing")
def post_closing(disclosure_id: Identity, body: EndIn, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Close a request that was refused in part, when three weeks have gone."""
    return _shown(disclosures.close(desk, disclosure_id, reason=body.reason, actor=actor))


@router.post("/disclosures/{disclosure_id}/withdrawal")
def post_withdrawal(disclosure_id: Identity, body: EndIn, desk: CurrentDesk, actor: CurrentActor) -> DisclosureShown:
    """Note that the applicant no longer asks."""
    return _shown(disclosures.withdraw(desk, disclosure_id, reason=body.reason, actor=actor))


def _told(of: Disclosure) -> dict[str, Any]:
    decision = of.decision
    return {
        "id": of.id,
        "version": of.version,
        "status": of.status.value,
        "request": of.request,
        "requester": of.requester,
        "reference": of.reference,
        "names_read": of.names_read,
        "opened_by": of.opened_by.name,
        "opened_at": of.opened_at,
        "open_passages": sum(p.said.value == "proposed" for p in of.passages),
        "outcome": decision.outcome.value if decision else "",
        "decided_by": decision.by.name if decision else "",
        "motivation": decision.motivation if decision else "",
        "delivered_at": of.delivered_at,
    }


def _shown(seen: Seen) -> DisclosureShown:
    items = [_item(item, dict(seen.texts[item.comment])) for item in seen.disclosure.items]
    return DisclosureShown(**_told(seen.disclosure), items=items)


def _item(item: Item, fields: dict[str, str]) -> ItemOut:
    passages = [_passage(p, fields[p.field]) for p in item.passages]
    return ItemOut(comment=item.comment, case=item.case, fields=fields, passages=passages)


def _passage(p: Passage, text: str) -> PassageOut:
    said = {"id": p.id, "field": p.field, "start": p.start, "end": p.end, "kind": p.kind, "said": p.said.value}
    who = {"law": p.law, "reason": p.reason, "by": p.by.name if p.by else "", "at": p.at}
    return PassageOut(**said, **who, text=text[p.start : p.end])
