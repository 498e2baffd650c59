"""Att granska: the next case opens by itself; confirm, correct, ask, skip, hand over, pause."""

from typing import Any

from fastapi import APIRouter, Response

from classifier.cases.actors import Action, require
from classifier.cases.case import Case
from classifier.cases.decide import Verdict, proposal
from classifier.cases.parts import StepStatus
from classifier.cases.refusal import Refused, given
from classifier.lathund.profile import REMOVING_STEPS, StepCode
from classifier.services import insight, lanes, preferences, queue, settling
from classifier.services.queue import GivingBack
from classifier.taxonomy import DELETABLE_ROWS, Flag, Label, LathundRow, LegalBasis
from classifier.web.console.case_view import again, case_view
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit
from classifier.web.security.places import own_page

router = APIRouter(include_in_schema=False)
QUEUE = "/granska"


@router.get("/granska")
def get_review(visit: CurrentVisit) -> Response:
    """Show the case that the person holds, or take the most pressing one that waits."""
    require(visit.actor, Action.REVIEW)
    wanted = visit.request.query_params.get("arende", "")
    every = lanes.held(visit.desk, actor=visit.actor)
    held = [c for c in every if c.id == wanted] or [c for c in every if c.decision is None]
    if not held and visit.preferences.pause_due:
        return visit.page("pause.html")
    case = held[0] if held else queue.take_next(visit.desk, actor=visit.actor)
    asked = lanes.asked(visit.desk, actor=visit.actor)
    if case is None:
        return visit.page("review_empty.html", asked=asked)
    view = case_view(visit, case.id)
    return visit.page("review.html", view=view, asked=[c for c in asked if c.id != case.id], typed=Form(), at="")


@router.post("/granska/fortsatt")
def post_go_on(visit: CurrentVisit) -> Response:
    """Go on after a reminder of a pause; the count begins anew."""
    preferences.choose(visit.access.database, visit.actor, harmful_seen=0)
    return visit.to(QUEUE)


@router.post("/arende/{case_id}/beslut")
def post_decision(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Confirm or correct, then give the next case, or stay with this one for its steps."""

    def verdict(case: Case) -> Verdict:
        return proposal(case) if form.text("gor") != "ratta" else _corrected(case, form)

    try:
        case = settling.settle(
            visit.desk,
            case_id,
            verdict,
            version=form.number("version"),
            token=form.text("token"),
            actor=visit.actor,
        )
    except Refused as refused:
        return again(visit, "review.html", case_id, refused, form, "beslut")
    told, left = _told(case)
    if form.text("sedan") == "steg" and left:
        return visit.to(f"/arende/{case_id}", "Beslutat. Här är stegen.")
    return visit.to(QUEUE, told, undo=case_id, left=left, kind="note" if _still_read(case) else "ok")


@router.post("/arende/{case_id}/hoppa")
def post_skip(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Leave the case to somebody else, saying why."""
    reason = form.text("skal") or form.text("eget")
    try:
        why = GivingBack(skip_reason=given(reason))
        queue.give_back(visit.desk, case_id, why, token=form.text("token"), actor=visit.actor)
    except Refused as refused:
        return again(visit, "review.html", case_id, refused, form, "hoppa")
    return visit.to(QUEUE, "Du hoppade över ärendet. Någon annan får det.")


@router.post("/arende/{case_id}/fraga")
def post_ask(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Put a question to a colleague and give the case back."""
    why = GivingBack(colleague=form.text("kollega") or form.text("annan"), question=form.text("fraga") or " ")
    try:
        queue.give_back(visit.desk, case_id, why, token=form.text("token"), actor=visit.actor)
    except Refused as refused:
        return again(visit, "review.html", case_id, refused, form, "fraga")
    return visit.to(QUEUE, f"Frågan är ställd till {why.colleague}.")


@router.post("/arende/{case_id}/lamna")
def post_release(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Give the case back to the queue."""
    queue.give_back(visit.desk, case_id, GivingBack(), token=form.text("token"), actor=visit.actor)
    return visit.to(
        "/akut" if form.text("till") == "/akut" else f"/arende/{case_id}", "Du har lämnat tillbaka ärendet."
    )


@router.post("/arende/{case_id}/ta")
def post_take(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Take a certain case, to decide it or to decide it anew."""
    settling.redo(visit.desk, case_id, actor=visit.actor)
    target = own_page(form.text("till") or f"/arende/{case_id}")
    return visit.to(f"{QUEUE}?arende={case_id}" if target == QUEUE else target)


@router.post("/arende/{case_id}/behall")
def post_keep(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Keep the case for another quarter of an hour; asked by the page while somebody works on it."""
    case = queue.keep(visit.desk, case_id, token=form.text("token"), actor=visit.actor)
    return visit.part("kept.html", case=case)


@router.get("/arende/{case_id}/liknande")
def get_earlier(case_id: str, visit: CurrentVisit) -> Response:
    """Return earlier decisions on like comments."""
    case = case_view(visit, case_id).case
    found, waiting = insight.earlier(visit.desk, case, actor=visit.actor)
    template = "earlier_part.html" if visit.is_part else "earlier.html"
    values: dict[str, Any] = {"case": case, "earlier": found, "waiting_alike": waiting}
    return visit.part(template, **values) if visit.is_part else visit.page(template, **values)


def _corrected(case: Case, form: Form) -> Verdict:
    row = form.code("row", LathundRow) or case.classification.row
    basis = form.codes("basis", LegalBasis) if row in DELETABLE_ROWS else ()
    return Verdict(
        labels=form.codes("label", Label),
        flags=form.codes("flag", Flag),
        row=row,
        legal_basis=basis,
        rule=form.text("rule_own") or form.text("rule"),
        reason=form.text("reason"),
    )


def _told(case: Case) -> tuple[str, bool]:
    """Return what the next page says of the decision, and whether somebody has to do something more."""
    left = [s for s in case.steps if s.status is StepStatus.OPEN and s.code is not StepCode.NONE]
    said = "Rättat" if case.decision and case.decision.corrected else "Bekräftat"
    if case.closed_at is not None or not left:
        return f"{said}: {case.row}. Ärendet är klart.", False
    still = " Inlägget är inte dolt än: alla kan läsa det." if _still_read(case) else ""
    names = ", ".join(s.text for s in left[:3]) + (f" och {len(left) - 3} till" if len(left) > 3 else "")
    return f"{said}: {case.row}.{still} Kvar att göra: {names}.", True


def _still_read(case: Case) -> bool:
    """Whether the public can read a comment that a step says is to be hidden; a message only the municipality reads."""
    hiding = [s for s in case.steps if s.status is StepStatus.OPEN and s.code in REMOVING_STEPS and s.required]
    return bool(hiding) and case.publicly_visible and case.comment.channel != "message"
