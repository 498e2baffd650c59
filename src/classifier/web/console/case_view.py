"""What the pages about one case share: the case as a person meets it, and showing a page again after a refusal."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Response
from itsdangerous import BadData, URLSafeTimedSerializer

from classifier.cases.actors import Action
from classifier.cases.case import Case
from classifier.cases.closing import open_points
from classifier.cases.locking import expired
from classifier.cases.parts import Lock
from classifier.cases.refusal import Refused
from classifier.cases.states import State
from classifier.lathund.profile import Profile
from classifier.services import reading
from classifier.services.insight import Insight, Manner, insight
from classifier.services.preferences import Reading
from classifier.services.reading import Detail
from classifier.services.settling import colleagues
from classifier.web.console.forms import Form
from classifier.web.console.step_view import StepView, step_views
from classifier.web.console.visit import Visit
from classifier.web.security.cookies import is_https

UNMASKED: Final = "lathund_unmasked"
UNMASKED_SECONDS: Final = 900
SHOW: Final = "visa"
"""The query that asks for masked words or a covered text."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case for one person."""

    case: Case
    detail: Detail
    insight: Insight | None
    steps: tuple[StepView, ...]
    profile: Profile | None
    mine: bool
    """The person holds the case and may decide it."""
    holder: Lock | None
    """Who else holds it."""
    claimable: bool
    colleagues: tuple[str, ...]

    @property
    def open_points(self) -> tuple[Any, ...]:
        """What is left before the case can be closed."""
        return open_points(self.case)


def case_view(visit: Visit, case_id: str) -> CaseView:
    """Return a case as this person sees it now, or refuse where there is none."""
    detail = reading.case(visit.desk, case_id, actor=visit.actor)
    case = detail.shown.case
    now = visit.desk.clock()
    live = case.lock if case.lock is not None and not expired(case, now) else None
    mine = live is not None and live.by.id == visit.actor.id and case.state is State.IN_REVIEW
    review = visit.may(Action.REVIEW)
    others = colleagues(visit.desk.storage.database, actor=visit.actor) if review and mine else ()
    return CaseView(
        case=case,
        detail=detail,
        insight=insight(visit.desk, case, detail.evidence, manner(visit, case.id)),
        steps=step_views(case, visit),
        profile=visit.desk.profiles.get(case.policy.code),
        mine=mine,
        holder=None if mine else live,
        claimable=review and live is None and case.state not in {State.RECEIVED, State.CLOSED},
        colleagues=tuple(user.name for user in others),
    )


def manner(visit: Visit, case_id: str) -> Manner:
    """Return how this person wants to meet the text of this case, as asked for in this request."""
    reading_as = visit.preferences.reading
    asked = visit.request.query_params.get(SHOW) == "1"
    return Manner(
        hide_words=reading_as is Reading.WORDS and not asked,
        cover=reading_as is Reading.COVERED and not asked,
        unmasked=shows_unmasked(visit, case_id),
    )


def again(visit: Visit, template: str, case_id: str, refused: Refused, form: Form, at: str) -> Response:
    """Show the page of a case again with the refusal and all that was typed in the form `at`."""
    if refused.status_hint == 404:
        raise refused
    return visit.page(template, refused=refused, view=case_view(visit, case_id), typed=form, at=at)


def show_unmasked(response: Response, visit: Visit, case_id: str) -> None:
    """Let this browser see names and identifiers of one case for a quarter of an hour."""
    value = str(_signer(visit).dumps([case_id, visit.actor.id]))
    secure = is_https(visit.request.scope, visit.access)
    response.set_cookie(
        UNMASKED, value, max_age=UNMASKED_SECONDS, path="/", httponly=True, samesite="lax", secure=secure
    )


def shows_unmasked(visit: Visit, case_id: str) -> bool:
    """Whether this person has asked, a short while ago, to see names and identifiers of this case."""
    try:
        given = _signer(visit).loads(visit.request.cookies.get(UNMASKED, ""), max_age=UNMASKED_SECONDS)
    except BadData:
        return False
    return given == [case_id, visit.actor.id] and visit.may(Action.READ_EVIDENCE)


def _signer(visit: Visit) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(visit.access.secret, salt="lathund.unmasked")


__all__ = ["CaseView", "again", "case_view", "show_unmasked", "shows_unmasked"]
