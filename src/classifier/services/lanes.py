"""What waits: the counts beside the navigation, the urgent lane, a person's own cases, deletions on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.cases.actors import Action, Actor, allowed, require
from classifier.cases.case import Case
from classifier.cases.states import State
from classifier.services import reading
from classifier.services.desk import Desk
from classifier.services.reading import Shown
from classifier.storage import Wanted

_IN_WORK: Final = (State.DECIDED, State.WORKING)
_LIVING: Final = tuple(s for s in State if s is not State.CLOSED)
_ALARMS: Final = Wanted(states=tuple(s for s in _LIVING if s not in _IN_WORK), urgent=True, decided=False)
_ALARMS_IN_WORK: Final = Wanted(states=_LIVING, urgent=True, decided=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """How much waits. `urgent`: alarms that no person has decided; `in_work`: decided, with steps left."""

    waiting: int = 0
    urgent: int = 0
    in_work: int = 0
    deletions: int = 0


def standing(desk: Desk, *, actor: Actor) -> Standing:
    """Return how much waits; nothing for who may not read cases."""
    if not allowed(actor, Action.READ):
        return Standing()
    with desk.storage.read() as unit:
        waiting, urgent = unit.lanes.waiting(now=desk.clock()), unit.cases.count(_ALARMS)
        return Standing(waiting, urgent, unit.lanes.in_work(), unit.lanes.pending_deletions())


def alarms(desk: Desk, *, actor: Actor, limit: int, offset: int) -> tuple[Sequence[Shown], int]:
    """Return the urgent cases that nobody has decided, the most pressing first, and how many there are."""
    return reading.cases(desk, _ALARMS, actor=actor, limit=limit, offset=offset)


def alarms_in_work(desk: Desk, *, actor: Actor, limit: int) -> tuple[Sequence[Shown], int]:
    """Return the urgent cases that are decided and not closed, also those being redone, and how many there are."""
    return reading.cases(desk, _ALARMS_IN_WORK, actor=actor, limit=limit)


def in_work(desk: Desk, *, actor: Actor, limit: int, offset: int) -> tuple[Sequence[Shown], int]:
    """Return the decided cases whose steps are not all done, the most pressing first, and how many there are."""
    return reading.cases(desk, Wanted(states=_IN_WORK), actor=actor, limit=limit, offset=offset)


def held(desk: Desk, *, actor: Actor) -> Sequence[Case]:
    """Return the cases that the actor holds."""
    require(actor, Action.REVIEW)
    with desk.storage.read() as unit:
        return unit.lanes.held_by(actor.id, now=desk.clock())


def asked(desk: Desk, *, actor: Actor) -> Sequence[Case]:
    """Return the undecided cases in which the actor is asked something."""
    require(actor, Action.REVIEW)
    with desk.storage.read() as unit:
        return unit.lanes.asked(actor.name)


def deletions(desk: Desk, *, actor: Actor) -> Sequence[Case]:
    """Return the cases whose deletion waits for a confirmation or for being carried out."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        return unit.lanes.deletions()
