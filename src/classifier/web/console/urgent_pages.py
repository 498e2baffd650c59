"""Akut: alarms in a lane of their own. And Steg kvar: what is decided and not done."""

from fastapi import APIRouter, Response

from classifier.services import lanes
from classifier.web.console.paging import Page
from classifier.web.console.visit import CurrentVisit

router = APIRouter(include_in_schema=False)
_MOST_PAGES = 10_000


@router.get("/akut")
def get_urgent(visit: CurrentVisit, sida: int = 1) -> Response:
    """Show the urgent cases with clock, numbers, script and checklist: to decide first, then what is not done."""
    page = _page(sida)
    undecided, count = lanes.alarms(visit.desk, actor=visit.actor, limit=page.size, offset=page.offset)
    working, left = lanes.alarms_in_work(visit.desk, actor=visit.actor, limit=page.size)
    page = Page(page.number, count)
    return visit.page("urgent.html", undecided=undecided, working=working, left=left, page=page)


@router.get("/steg")
def get_in_work(visit: CurrentVisit, sida: int = 1) -> Response:
    """List the decided cases whose steps are not all done."""
    page = _page(sida)
    shown, total = lanes.in_work(visit.desk, actor=visit.actor, limit=page.size, offset=page.offset)
    return visit.page("in_work.html", cases=shown, page=Page(page.number, total))


def _page(number: int) -> Page:
    return Page(min(max(1, number), _MOST_PAGES), 0)
