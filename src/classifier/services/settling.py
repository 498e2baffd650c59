"""Deciding as a moderator's day asks for it: what has nothing left to do is closed with the decision.

Also care for the reader, the colleagues whom one can ask, and redoing a decision.
"""

from collections.abc import Callable, Sequence
from typing import Final

from classifier.cases.actors import Action, Actor, allowed, require
from classifier.cases.case import Case
from classifier.cases.closing import open_points
from classifier.cases.decide import Verdict
from classifier.cases.parts import StepStatus
from classifier.cases.refusal import Refused
from classifier.cases.states import State
from classifier.lathund.profile import StepCode
from classifier.services import handling, queue, reading
from classifier.services.desk import Desk
from classifier.services.preferences import note_harm
from classifier.storage import Database
from classifier.storage import users as store
from classifier.storage.users import User
from classifier.taxonomy import HARMFUL_LABELS

NOTHING_LEFT: Final = "Beslutat, inget kvar att göra."
REDONE: Final = "Beslutet görs om."


def settle(
    desk: Desk, case_id: str, verdict: Callable[[Case], Verdict], *, version: int, token: str, actor: Actor
) -> Case:
    """Take the decision; close the case at once where no step is left that a person could want to do."""
    case = queue.settle(desk, case_id, verdict, version=version, token=token, actor=actor)
    if HARMFUL_LABELS & {*case.labels, *case.classification.labels}:
        note_harm(desk.storage.database, actor)
    if not open_points(case) and not _offered(case):
        try:
            return handling.shut(desk, case_id, reason=NOTHING_LEFT, actor=actor, version=case.version)
        except Refused:
            return case
    return case


def redo(desk: Desk, case_id: str, *, actor: Actor) -> Case:
    """Take a case to decide it, anew where it is decided; a closed one is opened again first."""
    if reading.state_of(desk, case_id) is State.CLOSED:
        handling.open_again(desk, case_id, reason=REDONE, actor=actor)
    return queue.take(desk, case_id, actor=actor)


def colleagues(database: Database, *, actor: Actor) -> Sequence[User]:
    """Return the others who can review."""
    require(actor, Action.REVIEW)
    with database.session() as session:
        users = store.list_users(session)
    return [u for u in users if u.active and u.login != actor.id and allowed(u.actor, Action.REVIEW)]


def _offered(case: Case) -> bool:
    """Whether a voluntary step is open, such as an answer that may be given."""
    return any(s.status is StepStatus.OPEN and s.code is not StepCode.NONE for s in case.steps)
