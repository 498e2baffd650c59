"""Tillgänglighet: the statement that DOS-lagen asks for. Also for who is not signed in."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from classifier import __version__
from classifier.services.denials import Denied
from classifier.web.api.dependencies import CurrentDesk
from classifier.web.console.templating import render
from classifier.web.console.visit import current_visit
from classifier.web.security.actor import CurrentAccess, current_caller

router = APIRouter(include_in_schema=False)


@router.get("/tillganglighet")
def get_accessibility(request: Request, access: CurrentAccess, desk: CurrentDesk) -> Response:
    """Show the statement, with the navigation for who is signed in."""
    try:
        visit = current_visit(request, current_caller(request), access, desk)
    except Denied:
        return HTMLResponse(render("accessibility_alone.html", version=__version__))
    return visit.page("accessibility.html", version=__version__)
