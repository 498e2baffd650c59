"""The start, and what every page asks now and then: has something urgent come?"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from classifier.services import lanes, sessions
from classifier.services.access import Access
from classifier.services.preferences import preferences_of
from classifier.web.api.dependencies import CurrentDesk
from classifier.web.console.templating import render
from classifier.web.console.visit import CurrentVisit, navigation
from classifier.web.security.actor import Caller, CurrentAccess, current_caller
from classifier.web.security.cookies import session_id

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_start(visit: CurrentVisit) -> Response:
    """Go to the first page of the person's navigation."""
    return RedirectResponse(navigation(visit.actor)[0][1][0].path, status_code=303)


@router.get("/akut/lage")
def get_standing(request: Request, access: CurrentAccess, desk: CurrentDesk) -> Response:
    """Return the counts, fetched by the page itself: this keeps no session alive, and says so when it has ended."""
    caller = _watching(request, access)
    if caller is None:
        return HTMLResponse(render("live.html", standing=None, sound=False))
    counts = lanes.standing(desk, actor=caller.actor)
    sound = preferences_of(access.database, caller.actor).sound
    return HTMLResponse(render("live.html", standing=counts, sound=sound))


def _watching(request: Request, access: Access) -> Caller | None:
    """Return whose page asks, without noting that a person was there."""
    if not access.users_configured:
        return current_caller(request)
    given = session_id(request.scope, access)
    found = (
        sessions.resolve(access.database, given, lifetime=access.lifetime, now=access.clock(), active=False)
        if given
        else None
    )
    return Caller(found.user.actor, given, found.expires_at) if found else None
