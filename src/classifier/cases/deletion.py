"""Deletion: request → confirmation by a named person → carried out, with withdrawal until then. Nothing shorter."""

from dataclasses import replace
from datetime import datetime

from classifier.cases import floor
from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import check_removal_turn, mark
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.evidence import Sealed
from classifier.cases.floor import Stage
from classifier.cases.locking import check_workable, worked_state
from classifier.cases.moments import aware
from classifier.cases.parts import Deletion, Hold, HoldKind
from classifier.cases.refusal import given, refuse
from classifier.cases.states import PENDING_DELETION, Visibility
from classifier.cases.texts import ACTION_NAMES, STATE_NAMES
from classifier.lathund.profile import REMOVING_STEPS
from classifier.taxonomy import LegalBasis


def request_deletion(
    case: Case,
    *,
    deletion_id: str,
    reason: str,
    legal_basis: tuple[LegalBasis, ...],
    sealed: Sealed | None,
    actor: Actor,
    now: datetime,
    gallring_decision: str = "",
) -> Change:
    """Ask for deletion. Nothing happens to the comment until a named person confirms."""
    deletion = Deletion(
        id=deletion_id,
        requested_by=actor,
        requested_at=aware(now),
        reason=reason.strip(),
        legal_basis=legal_basis,
        gallring_decision=gallring_decision.strip(),
        hidden=case.visibility is Visibility.HIDDEN,
    )
    require(actor, Action.REQUEST_DELETION)
    check_workable(case, Action.REQUEST_DELETION, actor=actor, now=now)
    if case.visibility not in {Visibility.VISIBLE, Visibility.HIDDEN}:
        raise refuse(Refusal.ALREADY_DONE, what=STATE_NAMES[case.visibility])
    floor.check(case, deletion, sealed=sealed, actor=actor, stage=Stage.REQUEST)
    if not case.comment.can(Capability.DELETE):
        what = ACTION_NAMES[Action.CARRY_OUT_DELETION]
        raise refuse(Refusal.PLATFORM_CANNOT, platform=case.comment.platform, what=what)
    check_removal_turn(case)
    return change(
        case,
        EventCode.DELETION_REQUESTED,
        actor=actor,
        now=now,
        reason=deletion.reason,
        visibility=Visibility.DELETION_REQUESTED,
        deletion=deletion,
        state=worked_state(case),
    )


def confirm_deletion(
    case: Case,
    *,
    deletion_id: str,
    reason: str,
    legal_basis: tuple[LegalBasis, ...],
    sealed: Sealed | None,
    actor: Actor,
    now: datetime,
    gallring_decision: str = "",
) -> Change:
    """Confirm as a named person, with reason and legal basis. The whole floor is asked."""
    require(actor, Action.CONFIRM_DELETION)
    check_workable(case, Action.CONFIRM_DELETION, actor=actor, now=now)
    asked = _pending(case, deletion_id, Visibility.DELETION_REQUESTED, Action.CONFIRM_DELETION)
    confirmed = replace(
        asked,
        confirmed_by=actor,
        confirmed_at=aware(now),
        confirmation_reason=reason.strip(),
        legal_basis=legal_basis,
        gallring_decision=gallring_decision.strip() or asked.gallring_decision,
    )
    floor.check(case, confirmed, sealed=sealed, actor=actor, stage=Stage.CONFIRMATION)
    return change(
        case,
        EventCode.DELETION_CONFIRMED,
        actor=actor,
        now=now,
        reason=confirmed.confirmation_reason,
        visibility=Visibility.DELETION_CONFIRMED,
        deletion=confirmed,
        state=worked_state(case),
    )


def carry_out_deletion(case: Case, *, deletion_id: str, sealed: Sealed | None, actor: Actor, now: datetime) -> Change:
    """Note that the confirmed deletion is carried out. The floor is asked again: a hold may have come between."""
    require(actor, Action.CARRY_OUT_DELETION)
    check_workable(case, Action.CARRY_OUT_DELETION, actor=actor, now=now)
    confirmed = _pending(case, deletion_id, Visibility.DELETION_CONFIRMED, Action.CARRY_OUT_DELETION)
    floor.check(case, confirmed, sealed=sealed, actor=actor, stage=Stage.CARRYING_OUT)
    return change(
        case,
        EventCode.DELETION_CARRIED_OUT,
        actor=actor,
        now=now,
        reason=confirmed.confirmation_reason,
        visibility=Visibility.DELETED,
        deletion=replace(confirmed, carried_out_by=actor, carried_out_at=aware(now)),
        steps=mark(case.steps, REMOVING_STEPS, actor=actor, now=now, reference=confirmed.id),
        state=worked_state(case),
    )


def withdraw_deletion(case: Case, *, reason: str, actor: Actor, now: datetime) -> Change:
    """Withdraw a deletion that is not carried out; the comment is as visible as it was."""
    require(actor, Action.WITHDRAW_DELETION)
    check_workable(case, Action.WITHDRAW_DELETION, actor=actor, now=now)
    if case.deletion is None or case.visibility not in PENDING_DELETION:
        raise refuse(Refusal.NO_DELETION, what="återta")
    return change(
        case,
        EventCode.DELETION_WITHDRAWN,
        actor=actor,
        now=now,
        reason=given(reason),
        visibility=Visibility.HIDDEN if case.deletion.hidden else Visibility.VISIBLE,
        deletion=None,
        state=worked_state(case),
    )


def place_hold(case: Case, *, hold_id: str, kind: HoldKind, reason: str, actor: Actor, now: datetime) -> Change:
    """Stop deletion and gallring: somebody has asked for the record, or the law keeps it (TF, R67). In any state."""
    require(actor, Action.HOLD)
    hold = Hold(hold_id, kind, actor, aware(now), given(reason))
    return change(case, EventCode.HOLD_PLACED, actor=actor, now=now, reason=hold.reason, holds=(*case.holds, hold))


def lift_hold(case: Case, *, hold_id: str, reason: str, actor: Actor, now: datetime) -> Change:
    """Lift a hold when the record is disclosed or the reason is gone."""
    require(actor, Action.HOLD)
    if hold_id not in {h.id for h in case.standing_holds}:
        raise refuse(Refusal.NO_SUCH_HOLD)
    holds = tuple(
        replace(h, lifted_by=actor, lifted_at=now) if h.id == hold_id and h.lifted_at is None else h for h in case.holds
    )
    return change(case, EventCode.HOLD_LIFTED, actor=actor, now=now, reason=given(reason), holds=holds)


def _pending(case: Case, deletion_id: str, wanted: Visibility, action: Action) -> Deletion:
    if case.deletion is None or case.deletion.id != deletion_id or case.visibility is not wanted:
        raise refuse(Refusal.NO_DELETION, what=ACTION_NAMES[action].split()[0])
    return case.deletion
