"""The floor under every deletion, in one place. No profile, role, endpoint or order of calls gets below it.

`missing` is asked three times: at the request (what can be known then), at the confirmation and when the deletion is
carried out. It returns the whole list, so that a person sees at once what is left to do.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.cases.actors import Action, Actor, ActorKind, allowed
from classifier.cases.case import Case
from classifier.cases.codes import Missing, Refusal
from classifier.cases.duties import must_register
from classifier.cases.evidence import Sealed, verify
from classifier.cases.parts import Deletion
from classifier.cases.refusal import Point, Refused, refuse
from classifier.cases.texts import HOLD_NAMES, MISSING


class Stage(StrEnum):
    """How far the deletion has come."""

    REQUEST = "request"
    CONFIRMATION = "confirmation"
    CARRYING_OUT = "carrying_out"


_ACTIONS: Final[dict[Stage, Action]] = {
    Stage.REQUEST: Action.REQUEST_DELETION,
    Stage.CONFIRMATION: Action.CONFIRM_DELETION,
    Stage.CARRYING_OUT: Action.CARRY_OUT_DELETION,
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One missing element: its code, the status it maps to, and the sentence a person reads."""

    code: Missing
    status: int
    text: str


def missing(case: Case, deletion: Deletion, *, sealed: Sealed | None, actor: Actor, stage: Stage) -> tuple[Lack, ...]:
    """Return every element of the floor that this deletion lacks at this stage, in a fixed order."""
    found = [
        *_of_the_person(case, deletion, actor, stage),
        *_of_the_case(case),
        *_of_the_evidence(case, sealed),
        *_of_the_decision(case, deletion),
    ]
    holds = ", ".join(f"{HOLD_NAMES[h.kind]} ({h.reason})" for h in case.standing_holds)
    return tuple(Lack(code, MISSING[code][0], MISSING[code][1].format(holds=holds)) for code in found)


def check(case: Case, deletion: Deletion, *, sealed: Sealed | None, actor: Actor, stage: Stage) -> None:
    """Refuse a deletion that lacks anything, naming all that is missing."""
    lacks = missing(case, deletion, sealed=sealed, actor=actor, stage=stage)
    if lacks:
        raise refusal(lacks)


def refusal(lacks: tuple[Lack, ...]) -> Refused:
    """Return the refusal for a list of lacks: 403 before 409 before 422."""
    points = [Point(lack.code.value, lack.text) for lack in lacks]
    listed = " ".join(lack.text for lack in lacks)
    return refuse(Refusal.FLOOR, details=points, status=min(lack.status for lack in lacks), missing=listed)


def _of_the_person(case: Case, deletion: Deletion, actor: Actor, stage: Stage) -> list[Missing]:
    found = []
    if actor.kind is not ActorKind.PERSON:
        found.append(Missing.MACHINE)
    elif not actor.is_named_person:
        found.append(Missing.NAMED_PERSON)
    elif not allowed(actor, _ACTIONS[stage]):
        found.append(Missing.ROLE)
    confirming = actor if stage is Stage.CONFIRMATION else deletion.confirmed_by
    if stage is Stage.CARRYING_OUT and (confirming is None or not confirming.is_named_person):
        found.append(Missing.CONFIRMATION)
    alone = confirming is not None and confirming.id == deletion.requested_by.id
    if case.policy.two_persons_for_deletion and alone:
        found.append(Missing.TWO_PERSONS)
    return found


def _of_the_case(case: Case) -> list[Missing]:
    found = []
    if not case.may_be_removed:
        found.append(Missing.ROW)
    if case.is_plain_criticism:
        found.append(Missing.PLAIN_CRITICISM)
    if case.decision is None or not case.decision.by.is_named_person:
        found.append(Missing.DECISION)
    if case.standing_holds:
        found.append(Missing.HOLD)
    if case.policy.removal == "hide" and must_register(case) and not case.diarium:
        found.append(Missing.REGISTERED)
    return found


def _of_the_evidence(case: Case, sealed: Sealed | None) -> list[Missing]:
    found = []
    if sealed is None or not _is_evidence_of(case, sealed):
        found.append(Missing.EVIDENCE)
    if case.child_abuse and not (case.evidence_reduced and (sealed is None or sealed.evidence.reduced)):
        found.append(Missing.COPY_KEPT)
    return found


def _is_evidence_of(case: Case, sealed: Sealed) -> bool:
    same = sealed.digest == case.evidence_digest and sealed.evidence.comment == case.comment.id
    return same and verify(sealed)


def _of_the_decision(case: Case, deletion: Deletion) -> list[Missing]:
    found = []
    if not deletion.reason.strip() or (deletion.confirmed_by is not None and not deletion.confirmation_reason.strip()):
        found.append(Missing.REASON)
    if not deletion.legal_basis:
        found.append(Missing.LEGAL_BASIS)
    if case.policy.gallring_decision_required and not deletion.gallring_decision.strip():
        found.append(Missing.GALLRING_DECISION)
    return found
