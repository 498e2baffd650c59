"""Radering: what waits, and the whole of one deletion: request, another's confirmation, carried out."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response

from classifier.cases.actors import Action, require
from classifier.cases.case import Case
from classifier.cases.codes import Missing, Refusal
from classifier.cases.refusal import Refused, refuse
from classifier.cases.states import Visibility
from classifier.services import lanes, removal
from classifier.taxonomy import LegalBasis
from classifier.web.console.case_view import CaseView, case_view
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit
from classifier.web.console.words import CONFIRM_WORD

router = APIRouter(include_in_schema=False)
_TYPED = frozenset({Missing.REASON, Missing.LEGAL_BASIS, Missing.GALLRING_DECISION})
"""What the form itself asks for: not told before it is sent."""


@dataclass(frozen=True, slots=True)
class DeletionView:
    """A case on its way to deletion. `stage`: never (L1–L3), request, confirm, carry_out, gone."""

    view: CaseView
    stage: str
    lacks: tuple[str, ...]
    """What is missing besides what the form asks for; while it is, there is no button."""


@router.get("/radering")
def get_deletions(visit: CurrentVisit) -> Response:
    """List the deletions that wait for a person."""
    require(visit.actor, Action.REQUEST_DELETION)
    return visit.page("deletions.html", cases=lanes.deletions(visit.desk, actor=visit.actor))


@router.get("/radering/{case_id}")
def get_deletion(case_id: str, visit: CurrentVisit) -> Response:
    """Show what is to be deleted, what protects it, and the one thing that can be done now."""
    require(visit.actor, Action.REQUEST_DELETION)
    return visit.page("deletion.html", deletion=_view(visit, case_id), typed=Form())


@router.post("/radering/{case_id}/begar")
def post_request(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Ask for the deletion. Nothing happens to the comment."""

    def do() -> Case:
        return removal.request(
            visit.desk,
            case_id,
            reason=form.text("reason"),
            legal_basis=form.codes("basis", LegalBasis),
            gallring_decision=form.text("gallring"),
            actor=visit.actor,
            version=form.number("version") or None,
        )

    return _done(visit, case_id, do, "Raderingen är begärd. Den ska bekräftas innan något händer.", form)


@router.post("/radering/{case_id}/bekrafta")
def post_confirm(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Confirm as a named person."""

    def do() -> Case:
        return removal.confirm(
            visit.desk,
            form.text("deletion"),
            reason=form.text("reason"),
            legal_basis=form.codes("basis", LegalBasis),
            gallring_decision=form.text("gallring"),
            actor=visit.actor,
            version=form.number("version") or None,
        )

    return _done(visit, case_id, do, "Raderingen är bekräftad. Radera nu på plattformen och anteckna det här.", form)


@router.post("/radering/{case_id}/utford")
def post_carried_out(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Note that it is deleted on the platform. Final."""

    def do() -> Case:
        return removal.carry_out(
            visit.desk, form.text("deletion"), actor=visit.actor, version=form.number("version") or None
        )

    return _done(visit, case_id, do, "Antecknat: inlägget är raderat på plattformen. Beviset finns kvar.", form)


@router.post("/radering/{case_id}/aterta")
def post_withdraw(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Withdraw the deletion."""
    deletion, reason = form.text("deletion"), form.text("withdraw_reason")
    try:
        removal.withdraw(visit.desk, deletion, reason=reason, actor=visit.actor)
    except Refused as refused:
        return visit.page("deletion.html", refused=refused, deletion=_view(visit, case_id), typed=form)
    return visit.to(f"/arende/{case_id}", "Raderingen är återtagen.")


def _done(visit: Visit, case_id: str, do: Callable[[], Case], told: str, form: Form) -> Response:
    """Do it where the person has typed the word; a refusal shows the page again with everything that was typed."""
    try:
        if form.text("bekraftelse").upper() != CONFIRM_WORD:
            raise refuse(Refusal.WORD_MISSING, word=CONFIRM_WORD)
        do()
    except Refused as refused:
        if refused.status_hint == 404:
            raise
        return visit.page("deletion.html", refused=refused, deletion=_view(visit, case_id), typed=form)
    return visit.to(f"/radering/{case_id}", told)


def _view(visit: Visit, case_id: str) -> DeletionView:
    view = case_view(visit, case_id)
    case = view.case
    stage = _stage(case)
    lacks = (
        removal.lacking(visit.desk, case_id, actor=visit.actor) if stage in {"request", "confirm", "carry_out"} else ()
    )
    return DeletionView(view, stage, tuple(lack.text for lack in lacks if lack.code not in _TYPED))


def _stage(case: Case) -> str:
    if case.visibility is Visibility.DELETED:
        return "gone"
    if not case.may_be_removed or case.is_plain_criticism:
        return "never"
    steps = {Visibility.DELETION_REQUESTED: "confirm", Visibility.DELETION_CONFIRMED: "carry_out"}
    return steps.get(case.visibility, "request")
