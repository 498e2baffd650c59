"""Granskningslogg: what happened, newest first; and who was given which rights."""

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from classifier.cases.codes import EventCode
from classifier.services import trail
from classifier.services.trail import Asked
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)


@router.get("/granskningslogg")
def get_trail(visit: CurrentVisit) -> Response:
    """Show the audit trail of cases, comments and policies."""
    params = visit.request.query_params
    action = params.get("handelse", "")
    asked = Asked(
        subject=params.get("vad", "").replace("\x00", "")[:120].strip(),
        action=EventCode(action) if action in set(EventCode) else None,
        last_day=_day(params.get("till", "")),
    )
    entries, older, head = trail.events(visit.desk, asked, actor=visit.actor, before=_before(visit))
    kept = {"vad": asked.subject, "handelse": asked.action or "", "till": asked.last_day or ""}
    return visit.page(
        "trail.html",
        entries=entries,
        older=older,
        head=head,
        asked=asked,
        base=f"/granskningslogg?{urlencode({k: v for k, v in kept.items() if v})}&",
        codes=tuple(EventCode),
        here="/granskningslogg",
    )


@router.get("/granskningslogg/behorigheter")
def get_rights(visit: CurrentVisit) -> Response:
    """Show the journal of users, keys and accounts."""
    entries, older = trail.rights(visit.desk, actor=visit.actor, before=_before(visit))
    here = "/granskningslogg/behorigheter"
    return visit.page("trail.html", entries=entries, older=older, head=None, asked=None, base=f"{here}?", here=here)


def _before(visit: Visit) -> int:
    said = visit.request.query_params.get("fore", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
