"""Steps, hiding, deletion, holds, closing: what is done with a case."""

from fastapi import APIRouter

from classifier.lathund.profile import StepCode
from classifier.services import handling, removal
from classifier.services.handling import Doing
from classifier.web.api.case_answers import CaseOut, case_out
from classifier.web.api.case_schemas import DeletionIn, HoldIn, StepIn, Versioned
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk

router = APIRouter(tags=["cases"], responses=PROBLEMS)


@router.post("/cases/{case_id}/steps/{code}")
def post_step(case_id: str, code: StepCode, body: StepIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Do a step, or say why it is not needed. Hiding and replies are done by their steps too."""
    doing = Doing(
        needed=body.status == "done",
        answer=body.answer,
        reason=body.reason,
        reference=body.reference,
        text=body.text,
        reply_id=body.reply_id,
        unit=body.unit,
        follow_up_at=body.follow_up_at,
    )
    return case_out(handling.do(desk, case_id, code, doing, actor=actor, version=body.version))


@router.post("/cases/{case_id}/hide")
def post_hide(case_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Hide the comment. Can be undone."""
    return case_out(handling.conceal(desk, case_id, reason=body.reason, actor=actor, version=body.version))


@router.post("/cases/{case_id}/restore")
def post_restore(case_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Withdraw a deletion that is not carried out, or else show a hidden comment again."""
    return case_out(handling.undo(desk, case_id, reason=body.reason, actor=actor, version=body.version))


@router.post("/cases/{case_id}/deletion", status_code=201)
def post_deletion(case_id: str, body: DeletionIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Ask for deletion. Nothing happens to the comment until a named person confirms."""
    case = removal.request(
        desk,
        case_id,
        reason=body.reason,
        legal_basis=tuple(dict.fromkeys(body.legal_basis)),
        gallring_decision=body.gallring_decision,
        actor=actor,
        version=body.version,
    )
    return case_out(case)


@router.post("/deletions/{deletion_id}/confirmation")
def post_confirmation(deletion_id: str, body: DeletionIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Confirm a deletion as a named person, with reason and legal basis."""
    case = removal.confirm(
        desk,
        deletion_id,
        reason=body.reason,
        legal_basis=tuple(dict.fromkeys(body.legal_basis)),
        gallring_decision=body.gallring_decision,
        actor=actor,
        version=body.version,
    )
    return case_out(case)


@router.post("/deletions/{deletion_id}/carried-out")
def post_carried_out(deletion_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Note that a confirmed deletion is carried out on the platform. Final."""
    return case_out(removal.carry_out(desk, deletion_id, actor=actor, version=body.version))


@router.post("/deletions/{deletion_id}/withdrawal")
def post_withdrawal(deletion_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Withdraw a deletion that is not carried out."""
    return case_out(removal.withdraw(desk, deletion_id, reason=body.reason, actor=actor, version=body.version))


@router.post("/cases/{case_id}/holds", status_code=201)
def post_hold(case_id: str, body: HoldIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Stop deletion and gallring: a request for disclosure, or a legal hold."""
    return case_out(removal.hold(desk, case_id, kind=body.kind, reason=body.reason, actor=actor))


@router.post("/cases/{case_id}/holds/{hold_id}/lift")
def post_lift(case_id: str, hold_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Lift a hold."""
    return case_out(removal.lift(desk, case_id, hold_id, reason=body.reason, actor=actor))


@router.post("/cases/{case_id}/child-abuse")
def post_child_abuse(case_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Flag suspected child abuse material: every copy is removed, link and time stay (R10)."""
    return case_out(removal.flag_abuse(desk, case_id, reason=body.reason, actor=actor))


@router.post("/cases/{case_id}/close")
def post_close(case_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Close a case; 409 with everything that is left to do."""
    return case_out(handling.shut(desk, case_id, reason=body.reason, actor=actor, version=body.version))


@router.post("/cases/{case_id}/reopen")
def post_reopen(case_id: str, body: Versioned, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Open a closed case again."""
    return case_out(handling.open_again(desk, case_id, reason=body.reason, actor=actor, version=body.version))
