"""Gallring: what may be gallrat under which decision, confirmed as a whole list, with its protocol."""

from fastapi import APIRouter, Request, Response

from classifier.cases.actors import Action, require
from classifier.cases.refusal import Refused
from classifier.cases.retention import GallringDecision
from classifier.services import thinning
from classifier.services.thinning import GallringFileError
from classifier.settings import Settings
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)
HERE = "/gallring"


@router.get("/gallring")
def get_thinning(request: Request, visit: CurrentVisit) -> Response:
    """Show decisions and protocols, and the list where it is asked for: making it goes through every closed case."""
    return _page(request, visit, listed=request.query_params.get("lista") == "1")


@router.post("/gallring")
def post_thinning(request: Request, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Note the gallring of exactly the list that was shown."""
    decisions, _ = _decisions(request)
    try:
        thinning.carry_out(
            visit.desk, decisions, digest=form.text("kontrollsumma"), reason=form.text("skal"), actor=visit.actor
        )
    except Refused as refused:
        return _page(request, visit, listed=True, refused=refused, typed=form)
    return visit.to(HERE, "Gallringen är noterad. Protokollet står nedan.")


def _page(
    request: Request, visit: Visit, *, listed: bool, refused: Refused | None = None, typed: Form | None = None
) -> Response:
    require(visit.actor, Action.GALLRING)
    decisions, problem = _decisions(request)
    return visit.page(
        "thinning.html",
        decisions=decisions,
        problem=problem,
        run=thinning.due(visit.desk, decisions, actor=visit.actor) if listed and decisions else None,
        protocols=thinning.protocols(visit.desk, actor=visit.actor),
        typed=typed or Form(),
        refused=refused,
    )


def _decisions(request: Request) -> tuple[tuple[GallringDecision, ...], str]:
    """Return the authority's decisions, or why their file cannot be used."""
    settings: Settings = request.app.state.settings
    try:
        return thinning.read_decisions(settings.gallring_file), ""
    except GallringFileError as error:
        return (), str(error)
