"""Alla kommentarer: search, filter, saved filters, one decision for many, export."""

from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import StreamingResponse

from classifier.cases.actors import Action, require
from classifier.cases.refusal import Refused
from classifier.services import bulk, picking, searching, settling
from classifier.services.bulk import Correction
from classifier.services.searching import Place, Sought
from classifier.taxonomy import Label, LathundRow, LegalBasis
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)
HERE: Final = "/kommentarer"
PER_PAGE: Final = 25
_FORMS: Final = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}


@router.get("/kommentarer")
def get_comments(visit: CurrentVisit) -> Response:
    """Show a page of the comments that match, newest first."""
    sought, problems = searching.sought_of(_query(visit))
    found, count = searching.search(visit.desk, sought, actor=visit.actor, place=_place(visit), limit=PER_PAGE)
    return visit.page(
        "comments.html",
        sought=sought,
        problems=problems,
        found=found,
        count=count,
        counted=searching.COUNTED,
        understood=searching.searchable(sought.words),
        query=searching.query_of(sought),
        narrowed=sought != Sought(),
        choices=searching.choices(visit.desk, actor=visit.actor),
        saved=searching.saved(visit.desk, actor=visit.actor),
        policies=visit.desk.profiles,
        most=bulk.MOST,
    )


@router.post("/kommentarer/filter")
def post_filter(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Keep the present filter under a name."""
    query = form.text("fraga")
    sought = searching.sought_of(parse_qs(query))[0]
    kept = searching.save(visit.desk, form.text("namn"), sought, actor=visit.actor)
    return visit.to(_back(sought), f"Filtret ”{kept.name}” är sparat.")


@router.post("/kommentarer/filter/{filter_id}/ta-bort")
def post_forget(filter_id: int, visit: CurrentVisit) -> Response:
    """Remove one of one's own filters."""
    searching.forget(visit.desk, filter_id, actor=visit.actor)
    return visit.to(HERE, "Filtret är borttaget.")


@router.post("/kommentarer/{comment_id}/oppna")
def post_pick(comment_id: str, visit: CurrentVisit) -> Response:
    """Open a case for a comment that has none, and take it; say so where somebody else was first."""
    picked = picking.open_or_find(visit.desk, comment_id, actor=visit.actor)
    case, told = picked.case, "Ärendet är öppnat" if picked.opened else "Inlägget har redan ett ärende"
    if case.decision is not None:
        return visit.to(f"/arende/{case.id}", f"{told}.")
    try:
        settling.redo(visit.desk, case.id, actor=visit.actor)
    except Refused as refused:
        return visit.to(f"/arende/{case.id}", f"{told}. {refused.message}", kind="note")
    return visit.to(f"/granska?arende={case.id}", f"{told}, och du har det.")


@router.get("/kommentarer/hamta")
def get_export(visit: CurrentVisit) -> Response:
    """Give what matches as a file, texts masked."""
    form = visit.request.query_params.get("form", "csv")
    if form not in _FORMS:
        raise HTTPException(422)
    sought, _ = searching.sought_of(_query(visit))
    lines = searching.export(visit.desk, sought, form, actor=visit.actor)
    named = {"content-disposition": f'attachment; filename="kommentarer.{form}"'}
    return StreamingResponse(lines, media_type=_FORMS[form], headers=named)


@router.post("/kommentarer/samlat")
def post_preview(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Show which of the chosen cases one decision would cover."""
    sought, _ = searching.sought_of(parse_qs(form.text("fraga")))
    ids = form.many("arende")
    if form.on("alla"):
        ids = tuple(searching.cases_of(visit.desk, sought, actor=visit.actor, limit=bulk.MOST + 1))
    if not ids:
        return visit.to(_back(sought), "Välj minst ett inlägg som har ett ärende.", kind="wrong")
    return _shown(visit, ids, form, None)


@router.post("/kommentarer/samlat/besluta")
def post_decide_many(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Decide the cases that were shown; say of each that could not be decided why."""
    require(visit.actor, Action.DECIDE)
    pairs = [(i, int(v)) for i, _, v in (p.partition(":") for p in form.many("arende")) if v.isdigit() and len(v) < 10]
    try:
        outcomes = bulk.decide_many(visit.desk, pairs, _correction(form), reason=form.text("skal"), actor=visit.actor)
    except Refused as refused:
        return _shown(visit, tuple(i for i, _ in pairs), form, refused)
    done = sum(o.decided for o in outcomes)
    back = _back(searching.sought_of(parse_qs(form.text("fraga")))[0])
    if done == len(outcomes):
        return visit.to(back, f"{done} ärenden beslutades." if done != 1 else "Ett ärende beslutades.")
    failed = [o for o in outcomes if not o.decided]
    return visit.page("bulk_done.html", status=409, done=done, failed=failed, back=back)


def _shown(visit: Visit, ids: tuple[str, ...], form: Form, refused: Refused | None) -> Response:
    shown = bulk.preview(visit.desk, ids, actor=visit.actor)
    return visit.page("bulk.html", shown=shown, typed=form, query=form.text("fraga"), refused=refused)


def _correction(form: Form) -> Correction | None:
    if form.text("gor") != "ratta":
        return None
    row = form.code("rad", LathundRow)
    if row is None:
        raise HTTPException(422, "rad: välj en rad")
    basis = form.codes("grund", LegalBasis)
    return Correction(form.codes("etikett", Label), row, basis, form.text("regel"))


def _query(visit: Visit) -> dict[str, list[str]]:
    params = visit.request.query_params
    return {name: params.getlist(name) for name in params}


def _place(visit: Visit) -> Place | None:
    """Return where the page begins: `aldre` and `nyare` hold time and number of a comment."""
    for name, back in (("aldre", False), ("nyare", True)):
        at, _, number = visit.request.query_params.get(name, "").partition(".")
        if (
            at.isascii()
            and at.isdigit()
            and len(at) < 18
            and number.isascii()
            and number.isdigit()
            and len(number) < 12
        ):
            return Place(int(at), int(number), back)
    return None


def _back(sought: Sought) -> str:
    query = searching.query_of(sought)
    return f"{HERE}?{query}" if query else HERE
