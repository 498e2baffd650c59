"""Ärende: everything about one case, and what is done with it but for the decision and the deletion."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Response

from classifier.cases.case import Case
from classifier.cases.parts import HoldKind
from classifier.cases.refusal import Refused
from classifier.lathund.profile import StepCode
from classifier.services import handling, insight, reading, removal
from classifier.services.handling import Doing
from classifier.web.console.case_view import again, case_view, show_unmasked, shows_unmasked
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)
PAGE = "case.html"


@router.get("/arende/{case_id}")
def get_case(case_id: str, visit: CurrentVisit) -> Response:
    """Show a case with its steps, replies, evidence and full history."""
    return visit.page(PAGE, view=case_view(visit, case_id), typed=Form(), at="")


@router.post("/arende/{case_id}/steg/{code}")
def post_step(case_id: str, code: StepCode, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Do a step, or say why it is not needed."""
    doing = Doing(
        needed=form.text("behovs") != "nej",
        answer=form.yes_or_no("answer"),
        reason=form.text("reason"),
        reference=form.text("reference"),
        text=form.text("text"),
        reply_id=form.text("reply_id"),
        unit=form.text("unit"),
        follow_up_at=form.moment("follow_up_at"),
    )

    def do() -> Case:
        return handling.do(visit.desk, case_id, code, doing, actor=visit.actor, version=form.number("version") or None)

    def told(case: Case) -> str:
        waits = any(r.published_at is None and r.approved_by is None for r in case.replies)
        if doing.text and waits:
            return "Svaret är sparat. Nu ska någon annan läsa det."
        if code is StepCode.FOLLOW_UP and doing.needed and not doing.reason:
            return "Tiden är sparad. Steget står kvar tills ni har följt upp och skrivit vad som gjordes."
        return "Noterat som inte behövt." if not doing.needed else "Steget är gjort."

    return _done(visit, case_id, do, told, form, code.value)


@router.post("/arende/{case_id}/visa-igen")
def post_restore(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Show a hidden comment again, or withdraw its deletion."""
    reason = form.text("reason")
    return _done(
        visit,
        case_id,
        lambda: handling.undo(visit.desk, case_id, reason=reason, actor=visit.actor),
        lambda _: "Inlägget visas igen. Gör det på plattformen också.",
        form,
        "visa-igen",
    )


@router.post("/arende/{case_id}/stang")
def post_close(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Close the case."""
    reason = form.text("reason")
    return _done(
        visit,
        case_id,
        lambda: handling.shut(visit.desk, case_id, reason=reason, actor=visit.actor),
        lambda _: "Ärendet är stängt.",
        form,
        "stang",
    )


@router.post("/arende/{case_id}/oppna")
def post_reopen(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Open a closed case again."""
    reason = form.text("reason")
    return _done(
        visit,
        case_id,
        lambda: handling.open_again(visit.desk, case_id, reason=reason, actor=visit.actor),
        lambda _: "Ärendet är öppnat igen.",
        form,
        "oppna",
    )


@router.post("/arende/{case_id}/hinder")
def post_hold(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Stop deletion and gallring of the record."""
    kind = form.code("kind", HoldKind) or HoldKind.DISCLOSURE
    reason = form.text("reason")
    return _done(
        visit,
        case_id,
        lambda: removal.hold(visit.desk, case_id, kind=kind, reason=reason, actor=visit.actor),
        lambda _: "Hindret är inlagt. Inget raderas eller gallras förrän det är hävt.",
        form,
        "hinder",
    )


@router.post("/arende/{case_id}/hinder/{hold_id}/hav")
def post_lift(case_id: str, hold_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Lift a hold."""
    reason = form.text("reason")
    return _done(
        visit,
        case_id,
        lambda: removal.lift(visit.desk, case_id, hold_id, reason=reason, actor=visit.actor),
        lambda _: "Hindret är hävt.",
        form,
        hold_id,
    )


@router.post("/arende/{case_id}/omaskerat")
def post_unmasked(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Show names and identifiers for a quarter of an hour; it is logged who asked."""
    insight.note_unmasked(visit.desk, case_id, actor=visit.actor)
    back = "/granska?arende=" if form.text("till") == "granska" else "/arende/"
    response = visit.to(f"{back}{case_id}", "Namn och nummer visas i 15 minuter. Det är antecknat i loggen.")
    show_unmasked(response, visit, case_id)
    return response


@router.get("/arende/{case_id}/skarmdump")
def get_screenshot(case_id: str, visit: CurrentVisit) -> Response:
    """Return the image of the package, to whoever has asked to see names and identifiers."""
    sealed = reading.evidence(visit.desk, case_id, actor=visit.actor)
    image = reading.screenshot(visit.desk, sealed, actor=visit.actor)
    shot = sealed.evidence.screenshot
    if image is None or shot is None or not shows_unmasked(visit, case_id):
        raise HTTPException(404)
    return Response(image, media_type=shot.media_type)


@router.post("/arende/{case_id}/barn")
def post_child_abuse(case_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Flag suspected child abuse material: every copy is removed, link and time stay (R10)."""
    reason = form.text("reason")
    return _done(
        visit,
        case_id,
        lambda: removal.flag_abuse(visit.desk, case_id, reason=reason, actor=visit.actor),
        lambda _: "Kopiorna är borttagna. Länk och tid finns kvar. Kontakta polisen: 114 14.",
        form,
        "barn",
    )


def _done(
    visit: Visit, case_id: str, do: Callable[[], Case], told: Callable[[Case], str], form: Form, at: str
) -> Response:
    """Do it and show the case; a refusal shows the page again with everything that was typed."""
    try:
        case = do()
    except Refused as refused:
        return again(visit, PAGE, case_id, refused, form, at)
    return visit.to(f"/arende/{case_id}", told(case))
