"""Deletion: request → a named person's confirmation → carried out. Also holds, and suspected child abuse material.

The package is read from the database each time and its bytes are checked: the floor sees what is really stored.
"""

from collections.abc import Callable
from datetime import datetime

from classifier.cases import evidence as proof
from classifier.cases.actors import Actor
from classifier.cases.case import Case, Change
from classifier.cases.codes import Refusal
from classifier.cases.deletion import (
    carry_out_deletion,
    confirm_deletion,
    lift_hold,
    place_hold,
    request_deletion,
    withdraw_deletion,
)
from classifier.cases.floor import Lack, Stage, missing
from classifier.cases.intake import flag_child_abuse
from classifier.cases.locking import check_version
from classifier.cases.parts import Deletion, HoldKind
from classifier.cases.refusal import refuse
from classifier.cases.states import Visibility
from classifier.services.desk import Desk, found, locked, new_id, noted, sealed_of
from classifier.storage import Unit
from classifier.taxonomy import LegalBasis

UnitCommand = Callable[[Unit, Case, datetime], Change]


def request(
    desk: Desk,
    case_id: str,
    *,
    reason: str,
    legal_basis: tuple[LegalBasis, ...],
    actor: Actor,
    gallring_decision: str = "",
    version: int | None = None,
) -> Case:
    """Ask for deletion. Nothing happens to the comment."""

    def command(unit: Unit, case: Case, now: datetime) -> Change:
        return request_deletion(
            case,
            deletion_id=new_id("radering"),
            reason=reason,
            legal_basis=legal_basis,
            gallring_decision=gallring_decision,
            sealed=sealed_of(unit, case),
            actor=actor,
            now=now,
        )

    return _with_evidence(desk, case_id, command, actor, version)


def confirm(
    desk: Desk,
    deletion_id: str,
    *,
    reason: str,
    legal_basis: tuple[LegalBasis, ...],
    actor: Actor,
    gallring_decision: str = "",
    version: int | None = None,
) -> Case:
    """Confirm as a named person, with reason and legal basis."""

    def command(unit: Unit, case: Case, now: datetime) -> Change:
        return confirm_deletion(
            case,
            deletion_id=deletion_id,
            reason=reason,
            legal_basis=legal_basis,
            gallring_decision=gallring_decision,
            sealed=sealed_of(unit, case),
            actor=actor,
            now=now,
        )

    return _with_evidence(desk, _case_of(desk, deletion_id), command, actor, version)


def carry_out(desk: Desk, deletion_id: str, *, actor: Actor, version: int | None = None) -> Case:
    """Note that the confirmed deletion is carried out on the platform. Final."""

    def command(unit: Unit, case: Case, now: datetime) -> Change:
        return carry_out_deletion(case, deletion_id=deletion_id, sealed=sealed_of(unit, case), actor=actor, now=now)

    return _with_evidence(desk, _case_of(desk, deletion_id), command, actor, version)


def withdraw(desk: Desk, deletion_id: str, *, reason: str, actor: Actor, version: int | None = None) -> Case:
    """Withdraw a deletion that is not carried out; refused where another one has taken its place."""

    def command(case: Case, now: datetime) -> Change:
        if case.deletion is None or case.deletion.id != deletion_id:
            raise refuse(Refusal.NO_DELETION, what="återta")
        return withdraw_deletion(case, reason=reason, actor=actor, now=now)

    return desk.work(_case_of(desk, deletion_id), command, actor=actor, version=version)


def lacking(desk: Desk, case_id: str, *, actor: Actor) -> tuple[Lack, ...]:
    """Return what this person's next step of a deletion lacks, before it is asked for: a page that hides the button."""
    with desk.storage.read() as unit:
        case = found(unit, case_id)
        sealed = sealed_of(unit, case)
    now = desk.clock()
    asked = case.deletion or Deletion("-", actor, now, "", (), "", hidden=False)
    stages = {Visibility.DELETION_REQUESTED: Stage.CONFIRMATION, Visibility.DELETION_CONFIRMED: Stage.CARRYING_OUT}
    return missing(case, asked, sealed=sealed, actor=actor, stage=stages.get(case.visibility, Stage.REQUEST))


def hold(desk: Desk, case_id: str, *, kind: HoldKind, reason: str, actor: Actor) -> Case:
    """Stop deletion and gallring of a record."""
    hold_id = new_id("hinder")
    return desk.work(
        case_id,
        lambda c, now: place_hold(c, hold_id=hold_id, kind=kind, reason=reason, actor=actor, now=now),
        actor=actor,
    )


def lift(desk: Desk, case_id: str, hold_id: str, *, reason: str, actor: Actor) -> Case:
    """Lift a hold."""
    return desk.work(
        case_id, lambda c, now: lift_hold(c, hold_id=hold_id, reason=reason, actor=actor, now=now), actor=actor
    )


def flag_abuse(desk: Desk, case_id: str, *, reason: str, actor: Actor) -> Case:
    """Flag suspected child abuse material: from here on only id, link and time are kept (R10)."""
    now = desk.clock()
    with desk.storage.write(now) as unit:
        case = locked(unit, case_id)
        sealed = sealed_of(unit, case)
        if sealed is None:
            raise refuse(Refusal.NO_EVIDENCE)
        reduced = proof.reduce(sealed, now=now)
        change = flag_child_abuse(case, reduced, reason=reason, actor=actor, now=now)
        unit.evidence.add(reduced)
        unit.save(case, change)
        unit.comments.evidence_is(case.comment.id, reduced.digest)
        unit.evidence.remove_copies(reduced, at=now)
    noted(change, actor)
    return change.case


def _with_evidence(
    desk: Desk,
    case_id: str,
    command: UnitCommand,
    actor: Actor,
    version: int | None,
) -> Case:
    now = desk.clock()
    with desk.storage.write(now) as unit:
        case = locked(unit, case_id)
        if version is not None:
            check_version(case, version)
        change = command(unit, case, now)
        unit.save(case, change)
    noted(change, actor)
    return change.case


def _case_of(desk: Desk, deletion_id: str) -> str:
    with desk.storage.read() as unit:
        case_id = unit.parts.case_of_deletion(deletion_id)
    if not case_id:
        raise refuse(Refusal.NO_SUCH_DELETION)
    return case_id
