"""Översikt: pictures and tables of a period, and the monthly report."""

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Response

from classifier.services import drift, monthly, overview, shadow
from classifier.services.overview import Overview
from classifier.taxonomy import LABELS, LathundRow
from classifier.web.console import charts, page_words
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)
_DAILY: Final = 92
"""Longer periods are shown by the week: a picture of a year has no room for days."""
_DIFFERENCES: Final = 5
_PERIODS: Final = (("7", "7 dagar"), ("30", "30 dagar"), ("90", "90 dagar"))


@router.get("/oversikt")
def get_overview(visit: CurrentVisit) -> Response:
    """Show a period, the last thirty days where none is named."""
    today = overview.today(visit.desk)
    first, last = _day(visit, "fran"), _day(visit, "till")
    period = overview.period_of(today, first=first, last=last)
    seen = overview.overview(visit.desk, period, actor=visit.actor)
    quick = [
        (f"/oversikt?fran={overview.period_of(today, first=_ago(today, n)).first}", n, name) for n, name in _PERIODS
    ]
    more = _machine(visit) | _pictures(seen)
    return visit.page("overview.html", seen=seen, period=period, quick=quick, today=today, **more)


@router.get("/oversikt/rapport.pdf")
def get_report(visit: CurrentVisit) -> Response:
    """Give the report of a month (`manad=2026-11`), the present one where none is named."""
    today = overview.today(visit.desk)
    said = visit.request.query_params.get("manad", "")
    try:
        day = date.fromisoformat(f"{said}-01") if said else today
    except ValueError as error:
        raise HTTPException(422, "manad") from error
    seen = overview.overview(visit.desk, overview.month_of(day), actor=visit.actor)
    owner = visit.desk.profile(visit.desk.default_policy).name
    content = monthly.report(seen, owner=owner, made_by=visit.actor.name)
    named = {"content-disposition": f'inline; filename="kommentarer-{day:%Y-%m}.pdf"'}
    return Response(content, media_type="application/pdf", headers=named)


def _machine(visit: Visit) -> dict[str, Any]:
    """What the hourly measuring of drift found last, and how a candidate in shadow compares."""
    watch = getattr(visit.request.app.state, "drift", None)
    beside = shadow.report(visit.desk, actor=visit.actor, limit=_DIFFERENCES)
    return {
        "drift": watch.latest if watch else None,
        "figure": drift.name_of,
        "beside": beside,
        "kinds": shadow.KIND_NAMES,
    }


def _pictures(seen: Overview) -> dict[str, Any]:
    step = 1 if len(seen.period.days) <= _DAILY else 7
    labels = {label: _summed(counts, step) for label, counts in seen.by_day_and_label.items()}
    rows = {row: _summed(seen.by_day_and_row[row], step) for row in LathundRow}
    load = _summed(seen.decisions_by_day, step)
    top = charts.nice(max((max(counts, default=0) for counts in labels.values()), default=0))
    ordered = sorted(LABELS, key=lambda label: -sum(labels[label]))
    return {
        "each": "dag" if step == 1 else "vecka",
        "starts": seen.period.days[::step],
        "by_row": rows,
        "by_label": labels,
        "by_load": load,
        "inflow": charts.stacked({row.value: counts for row, counts in rows.items()}),
        "load": charts.stacked({"load": load}),
        "sparks": [(label, sum(labels[label]), charts.line(labels[label], top=top)) for label in ordered],
        "spark_top": top,
        "rows": list(zip(LathundRow, seen.rows.values(), charts.parts(list(seen.rows.values())), strict=True)),
        "hours": list(zip(page_words.SPANS, seen.answers.hours, charts.parts(seen.answers.hours), strict=True)),
    }


def _summed(counts: list[int], step: int) -> list[int]:
    """Return the sums of so many days each; the last may be of fewer."""
    return [sum(counts[i : i + step]) for i in range(0, len(counts), step)]


def _day(visit: Visit, name: str) -> date | None:
    """Return a day of the address; one that is none is passed over, the page says which period it shows."""
    try:
        return date.fromisoformat(visit.request.query_params.get(name, ""))
    except ValueError:
        return None


def _ago(today: date, days: str) -> date:
    return date.fromordinal(today.toordinal() - int(days) + 1)
