"""Reading: lists of cases, one case with its history, its package. Personal data masked."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import Link
from classifier.cases.case import Case
from classifier.cases.closing import open_points
from classifier.cases.codes import Refusal
from classifier.cases.deadlines import Due, dues
from classifier.cases.evidence import Evidence, Sealed
from classifier.cases.queue import Priority, priority
from classifier.cases.refusal import Point, Refused, refuse
from classifier.cases.states import State
from classifier.cases.visibility import advice
from classifier.services.desk import Desk, found, sealed_of
from classifier.storage import Unit, Wanted
from classifier.storage.audit import link_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as a list shows it."""

    case: Case
    text: str
    priority: Priority
    dues: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A case with everything that a person needs to handle it."""

    shown: Shown
    evidence: Evidence | None
    open_points: tuple[Point, ...]
    advice: tuple[str, ...]
    history: tuple[Link, ...]


def cases(desk: Desk, wanted: Wanted, *, actor: Actor, limit: int = 50, offset: int = 0) -> tuple[Sequence[Shown], int]:
    """Return a page of the cases that match, the most pressing first, and how many match."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        listed = unit.cases.listed(wanted, now=desk.clock(), limit=limit, offset=offset)
        return [_shown(desk, unit, case) for case in listed], unit.cases.count(wanted)


def case(desk: Desk, case_id: str, *, actor: Actor) -> Detail:
    """Return one case with its full history."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        one = found(unit, case_id)
        sealed = sealed_of(unit, one)
        subjects = (f"comment:{one.comment.id}", one.id)
        rows = [row for subject in subjects for row in unit.audit.rows(subject=subject)]
        history = tuple(sorted((link_of(row) for row in rows), key=lambda link: link.sequence))
        shown = _shown(desk, unit, one)
    return Detail(shown, sealed.evidence if sealed else None, open_points(one), advice(one), history)


def present(desk: Desk, case_id: str) -> dict[str, str]:
    """Return what a case is now, for whoever came too late; empty where there is none. No text, no persons."""
    with desk.storage.read() as unit:
        one = unit.cases.get(case_id)
    if one is None:
        return {}
    said = {"id": one.id, "version": str(one.version), "state": one.state.value}
    return said | {"visibility": one.visibility.value, "row": one.row.value}


def state_of(desk: Desk, case_id: str) -> State:
    """Return how far a case has come, or refuse where there is none."""
    with desk.storage.read() as unit:
        return found(unit, case_id).state


def evidence(desk: Desk, case_id: str, *, actor: Actor) -> Sealed:
    """Return the sealed package of a case; refused where its bytes are not the sealed ones any more."""
    require(actor, Action.READ_EVIDENCE)
    with desk.storage.read() as unit:
        one = found(unit, case_id)
        sealed = sealed_of(unit, one)
    if sealed is None:
        raise no_evidence(one)
    return sealed


def no_evidence(one: Case) -> Refused:
    """Return the refusal where a package cannot be read: gallrad under its protocol, or not the sealed bytes."""
    gone = next((g for g in one.gallrad if g.destroyed), None)
    if gone is not None:
        return refuse(Refusal.GALLRAD, decision=gone.decision, protocol=gone.protocol)
    return refuse(Refusal.NO_EVIDENCE)


def screenshot(desk: Desk, sealed: Sealed, *, actor: Actor) -> bytes | None:
    """Return the image that belongs to a package."""
    require(actor, Action.READ_EVIDENCE)
    shot = sealed.evidence.screenshot
    if shot is None:
        return None
    with desk.storage.read() as unit:
        return unit.evidence.screenshot(sealed.evidence.comment, shot.sha256)


def _shown(desk: Desk, unit: Unit, one: Case) -> Shown:
    sealed = sealed_of(unit, one)
    text = desk.mask(sealed.evidence.text) if sealed else ""
    return Shown(one, text, priority(one, now=desk.clock()), dues(one))
