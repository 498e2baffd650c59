"""Akut: alarms in a lane of their own. And Steg kvar: what is decided and not done."""

from fastapi import APIRouter, Response

from classifier.services import lanes
from classifier.web.console.paging import PER_PAGE, Page
from classifier.web.console.visit import CurrentVisit

router = APIRouter(include_in_schema=False)
_MOST_PAGES = 10_000


@router.get("/akut")
def get_urgent(visit: CurrentVisit) -> Response:
    """Show every urgent case that is not closed, with clock, numbers, script and checklist."""
    shown, total = lanes.urgent_lane(visit.desk, actor=visit.actor)
    undecided = [s for s in shown if s.case.decision is None]
    working = [s for s in shown if s.case.decision is not None]
    return visit.page("urgent.html", undecided=undecided, working=working, total=total)


@router.get("/steg")
def get_in_work(visit: CurrentVisit, sida: int = 1) -> Response:
    """List the decided cases whose steps are not all done."""
    number = min(max(1, sida), _MOST_PAGES)
    shown, total = lanes.in_work(visit.desk, actor=visit.actor, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return visit.page("in_work.html", cases=shown, page=Page(number, total))
