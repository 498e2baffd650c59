"""GET /cases, the queue, decisions: finding a case, taking it, deciding it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from classifier.cases.actors import Actor
from classifier.cases.case import Case
from classifier.cases.states import State
from classifier.services import Desk, queue, reading
from classifier.services.queue import GivingBack
from classifier.storage import Wanted
from classifier.taxonomy import Label, LathundRow
from classifier.web.api.case_answers import (
    CaseOut,
    CasesOut,
    ClaimedOut,
    DetailOut,
    case_out,
    claimed_out,
    detail_out,
    listed_out,
)
from classifier.web.api.case_schemas import DecisionIn, GiveBackIn, TokenIn, verdict_of
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk

router = APIRouter(tags=["cases"], responses=PROBLEMS)
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/cases")
def get_cases(
    desk: CurrentDesk,
    actor: CurrentActor,
    state: Annotated[list[State], Query()] = [],  # noqa: B006 (FastAPI copies it)
    row: Annotated[list[LathundRow], Query()] = [],  # noqa: B006
    label: Label | None = None,
    account: Annotated[str, Query(max_length=200)] = "",
    urgent: bool | None = None,
    received_from: AwareDatetime | None = None,
    received_to: AwareDatetime | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> CasesOut:
    """List cases, the most pressing first; narrowed by state, row, label, account, urgency and age."""
    account = account.replace("\x00", "\ufffd")
    wanted = Wanted(tuple(state), tuple(row), label, account, urgent, received_from, received_to)
    shown, total = reading.cases(desk, wanted, actor=actor, limit=limit, offset=offset)
    return CasesOut(total=total, cases=[listed_out(s) for s in shown])


@router.get("/cases/{case_id}")
def get_case(case_id: str, desk: CurrentDesk, actor: CurrentActor) -> DetailOut:
    """Return one case with steps, deadlines, what is left to do, and its full history."""
    return detail_out(reading.case(desk, case_id, actor=actor))


@router.post("/queue/next", response_model=ClaimedOut, responses={204: {"description": "Nothing waits."}})
def post_queue_next(desk: CurrentDesk, actor: CurrentActor) -> ClaimedOut | Response:
    """Take the most urgent unclaimed case; 204 where nothing waits."""
    case = queue.take_next(desk, actor=actor)
    return Response(status_code=204) if case is None else _claimed(desk, case, actor)


@router.post("/cases/{case_id}/claim")
def post_claim(case_id: str, desk: CurrentDesk, actor: CurrentActor) -> ClaimedOut:
    """Take a certain case; one's own lock is renewed under a new token."""
    return _claimed(desk, queue.take(desk, case_id, actor=actor), actor)


@router.post("/cases/{case_id}/lock")
def post_lock(case_id: str, body: TokenIn, desk: CurrentDesk, actor: CurrentActor) -> ClaimedOut:
    """Prolong one's own lock."""
    return _claimed(desk, queue.keep(desk, case_id, token=body.lock_token, actor=actor), actor)


@router.post("/cases/{case_id}/release")
def post_release(case_id: str, body: GiveBackIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Give a case back: released, skipped with a reason, or with a question to a colleague."""
    why = GivingBack(body.skip_reason, body.colleague, body.question)
    return case_out(queue.give_back(desk, case_id, why, token=body.lock_token, actor=actor))


@router.post("/cases/{case_id}/decision")
def post_decision(case_id: str, body: DecisionIn, desk: CurrentDesk, actor: CurrentActor) -> CaseOut:
    """Confirm or correct labels and row. What is not given stands as proposed; stale or unlocked answers 409."""
    decided = queue.settle(
        desk, case_id, lambda case: verdict_of(case, body), version=body.version, token=body.lock_token, actor=actor
    )
    return case_out(decided)


def _claimed(desk: Desk, case: Case, actor: Actor) -> ClaimedOut:
    return claimed_out(case, reading.case(desk, case.id, actor=actor).shown.text)
