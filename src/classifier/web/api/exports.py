"""Packages for the diarium and the archive: making them, and what the receiver gave back."""

import json
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response
from pydantic import AwareDatetime, BaseModel, Field

from classifier.cases.case import Case
from classifier.cases.packages.files import Form
from classifier.cases.states import State
from classifier.cases.transfer import Receiver
from classifier.services import exports
from classifier.services.exports import Selection
from classifier.storage import Wanted
from classifier.storage.handovers import StoredExport
from classifier.taxonomy import Label, LathundRow
from classifier.web.api.case_schemas import Short
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk
from classifier.web.api.schemas import Request

router = APIRouter(tags=["exports"], responses=PROBLEMS)
Identity = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
CaseId = Annotated[str, Field(pattern=r"^[^\x00]{1,100}$")]
MEDIA: Final[dict[Form, str]] = {Form.ZIP: "application/zip", Form.TAR: "application/x-tar"}
_MADE: dict[int | str, dict[str, Any]] = {
    201: {
        "description": "The package. `X-Lathund-Export`: its id; `X-Lathund-Package`: SHA-256 of its manifest.",
        "content": {media: {} for media in MEDIA.values()},
    }
}


class ExportIn(Request):
    """Which cases: those named, or all that match. `waiting`: only what this receiver is still to have."""

    receiver: Receiver = Receiver.DIARIUM
    form: Form = Form.ZIP
    cases: Annotated[tuple[CaseId, ...], Field(max_length=500)] = ()
    states: tuple[State, ...] = ()
    rows: tuple[LathundRow, ...] = ()
    label: Label | None = None
    account: Short = ""
    received_from: AwareDatetime | None = None
    received_to: AwareDatetime | None = None
    waiting: bool = False
    creator: Short = ""
    """The authority that hands over to the archive; without it the name of the policy."""


class ReceiptIn(Request):
    """What the receiver registered the package under: one number for all its cases, or one for each."""

    number: Short = ""
    numbers: Annotated[dict[CaseId, Short], Field(default_factory=dict, max_length=500)]


class TransferOut(BaseModel):
    """A case of a package, and what came back."""

    case: str
    number: str
    acknowledged_by: str
    acknowledged_at: datetime | None


class ExportOut(BaseModel):
    """A package that was made. `package` is the SHA-256 of its manifest."""

    id: str
    receiver: str
    package: str
    made_by: str
    made_at: datetime
    cases: list[str]
    transfers: list[TransferOut] = []


class Exports(BaseModel):
    """Packages, the latest first."""

    exports: list[ExportOut]


@router.post("/exports", status_code=201, responses=_MADE, response_class=Response)
def post_export(body: ExportIn, desk: CurrentDesk, actor: CurrentActor) -> Response:
    """Make a package for the diarium or the archive and mark its cases as exported."""
    wanted = Wanted(
        body.states,
        body.rows,
        body.label,
        body.account,
        None,
        body.received_from,
        body.received_to,
    )
    selection = Selection(body.cases, wanted, body.waiting)
    made = exports.make(desk, selection, receiver=body.receiver, actor=actor, creator=body.creator)
    headers = {
        "x-lathund-export": made.stored.id,
        "x-lathund-package": made.stored.package,
        "content-disposition": f'attachment; filename="{made.stored.id}.{body.form.value}"',
    }
    return Response(made.packed(body.form), 201, headers, MEDIA[body.form])


@router.get("/exports")
def get_exports(desk: CurrentDesk, actor: CurrentActor) -> Exports:
    """List the packages that were made."""
    return Exports(exports=[_export(stored, []) for stored in exports.listed(desk, actor=actor)])


@router.get("/exports/{export_id}")
def get_export(export_id: Identity, desk: CurrentDesk, actor: CurrentActor) -> ExportOut:
    """Return a package's cases and the numbers that came back."""
    return _export(*exports.show(desk, export_id, actor=actor))


@router.post("/exports/{export_id}/receipt")
def post_receipt(export_id: Identity, body: ReceiptIn, desk: CurrentDesk, actor: CurrentActor) -> ExportOut:
    """Note what the receiver registered the package under. A diarienummer does the step of registering."""
    return _export(*exports.receipt(desk, export_id, body.numbers, number=body.number, actor=actor))


def _export(stored: StoredExport, cases: list[Case]) -> ExportOut:
    transfers = [
        TransferOut(
            case=case.id,
            number=t.number,
            acknowledged_by=t.acknowledged_by.name if t.acknowledged_by else "",
            acknowledged_at=t.acknowledged_at,
        )
        for case in cases
        for t in case.transfers
        if t.export == stored.id
    ]
    return ExportOut(
        id=stored.id,
        receiver=stored.kind,
        package=stored.package,
        made_by=stored.made_by,
        made_at=stored.made_at,
        cases=json.loads(stored.document)["cases"],
        transfers=transfers,
    )
