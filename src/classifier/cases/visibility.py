"""Hiding, which can be undone, and restoring. A person does both; the platform bounds what can be done (R77)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import check_removal_turn, mark, reopen_steps
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.locking import check_workable, worked_state
from classifier.cases.refusal import given, refuse
from classifier.cases.states import PENDING_DELETION, Visibility
from classifier.cases.texts import ACTION_NAMES, ADVICE_BBS_HIDDEN, STATE_NAMES
from classifier.lathund.profile import REMOVING_STEPS, StepCode
from classifier.taxonomy import LegalBasis

_HIDING: Final = frozenset({StepCode.HIDE, StepCode.UNPUBLISH})


def hide(case: Case, *, actor: Actor, now: datetime, reason: str = "") -> Change:
    """Hide the comment. Only on the rows that hide, only what is more than criticism, only after the evidence."""
    require(actor, Action.HIDE)
    check_workable(case, Action.HIDE, actor=actor, now=now)
    check_removable(case)
    if not case.comment.can(Capability.HIDE):
        raise refuse(Refusal.PLATFORM_CANNOT, platform=case.comment.platform, what=ACTION_NAMES[Action.HIDE])
    if not case.publicly_visible:
        raise refuse(Refusal.ALREADY_DONE, what=STATE_NAMES[case.visibility])
    check_removal_turn(case)
    pending = case.visibility in PENDING_DELETION
    return change(
        case,
        EventCode.HIDDEN,
        actor=actor,
        now=now,
        reason=reason,
        visibility=case.visibility if pending else Visibility.HIDDEN,
        deletion=replace(case.deletion, hidden=True) if case.deletion else None,
        steps=mark(case.steps, hiding_steps(case), actor=actor, now=now),
        state=worked_state(case),
    )


def restore(case: Case, *, reason: str, actor: Actor, now: datetime) -> Change:
    """Show a hidden comment again. A pending deletion is withdrawn first; the steps of hiding are open again."""
    require(actor, Action.RESTORE)
    check_workable(case, Action.RESTORE, actor=actor, now=now)
    if case.visibility in PENDING_DELETION:
        raise refuse(Refusal.DELETION_OPEN)
    if case.visibility is not Visibility.HIDDEN:
        raise refuse(Refusal.ALREADY_DONE, what=STATE_NAMES[case.visibility])
    return change(
        case,
        EventCode.RESTORED,
        actor=actor,
        now=now,
        reason=given(reason),
        visibility=Visibility.VISIBLE,
        steps=reopen_steps(case.steps, REMOVING_STEPS),
        state=worked_state(case),
    )


def check_removable(case: Case) -> None:
    """Refuse to hide or delete what the row or the floor protects, and anything without sealed evidence (R1, R20)."""
    if not case.evidence_digest:
        raise refuse(Refusal.NO_EVIDENCE)
    if case.is_plain_criticism:
        raise refuse(Refusal.PLAIN_CRITICISM)
    if not case.may_be_removed:
        raise refuse(Refusal.ROW_NOT_HIDDEN, row=case.row.value)


def hiding_steps(case: Case) -> frozenset[StepCode]:
    """Return the steps that hiding fulfils: removal, too, where the platform cannot delete (R77)."""
    return _HIDING if case.comment.can(Capability.DELETE) else REMOVING_STEPS


def advice(case: Case) -> tuple[str, ...]:
    """Return what a person should know now: hiding leaves the comment visible to its author and friends (BBS 5 §)."""
    hidden = case.visibility is Visibility.HIDDEN
    return (ADVICE_BBS_HIDDEN,) if hidden and LegalBasis.BBS in case.legal_basis else ()
