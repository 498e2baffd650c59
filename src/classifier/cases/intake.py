"""From a classified comment to a case: evidence first, then the checklist, then a person. Also new machine verdicts."""

from dataclasses import replace
from datetime import datetime

from classifier.cases import evidence as proof
from classifier.cases.actors import Action, Actor, allowed, require
from classifier.cases.audit import AuditEvent
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import SEALING, carry_over, from_plan, mark
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.evidence import Sealed
from classifier.cases.facts import facts_of
from classifier.cases.locking import expired
from classifier.cases.moments import aware, shown
from classifier.cases.parts import CommentRef, Reached
from classifier.cases.refusal import given, refuse
from classifier.cases.snapshot import Policy, snapshot
from classifier.cases.states import State, Visibility
from classifier.cases.texts import EVENTS
from classifier.lathund.planner import NOTE_LINK_STEP
from classifier.lathund.profile import Profile, StepCode
from classifier.pipeline import Classification
from classifier.taxonomy import DELETABLE_ROWS, LathundRow


def wants_case(classification: Classification, *, sampled: bool) -> Reached | None:
    """Say whether a person is to see the comment, and why; None where the row asks for nothing and all is certain.

    `sampled` is `queue.in_audit_sample`: confident comments, too, are looked at now and then.
    """
    plan = classification.lathund
    if plan.urgent:
        return Reached.URGENT
    if classification.review_reasons:
        return Reached.UNCERTAIN
    if plan.row is not LathundRow.L2 or any(s.code is not StepCode.NONE for s in plan.steps):
        return Reached.FLAGGED
    return Reached.RANDOM_AUDIT if sampled else None


def open_case(
    case_id: str,
    *,
    comment: CommentRef,
    classification: Classification,
    profile: Profile,
    sealed: Sealed,
    reached: Reached,
    actor: Actor,
    now: datetime,
    group_key: str = "",
) -> Change:
    """Open a case. Evidence is sealed already: without it there is no case, and nothing can be hidden (R20)."""
    require(actor, Action.TAKE_IN)
    said = snapshot(classification)
    if profile.code != said.policy:
        raise refuse(Refusal.OTHER_POLICY, case=said.policy, given=profile.code)
    _check_evidence(sealed, comment.id, child_abuse=said.child_abuse)
    steps = mark(from_plan(classification.lathund.steps), SEALING, actor=actor, now=aware(now), reference=sealed.digest)
    case = Case(
        id=given(case_id),
        comment=comment,
        evidence_digest=sealed.digest,
        evidence_reduced=sealed.evidence.reduced,
        classification=said,
        policy=Policy.of(profile),
        reached=reached,
        row=said.row,
        urgent=said.urgent,
        legal_basis=said.legal_basis,
        steps=steps,
        state=State.RECEIVED,
        visibility=Visibility.VISIBLE,
        version=1,
        opened_at=now,
        child_abuse=said.child_abuse,
        group_key=group_key,
    )
    received = AuditEvent(now, actor, EventCode.RECEIVED, case.id, EVENTS[EventCode.RECEIVED], {}, facts_of(case))
    return Change(case, (received,)).then(
        lambda c: change(c, EventCode.QUEUED, actor=actor, now=now, by_machine=True, state=State.WAITING)
    )


def reclassify(case: Case, classification: Classification, profile: Profile, *, actor: Actor, now: datetime) -> Change:
    """Take a new verdict of the machine. Refused on a human decision, and where it would lower an alarm."""
    require(actor, Action.RECLASSIFY)
    if case.decision is not None:
        by = case.decision
        raise refuse(Refusal.HUMAN_DECISION, name=by.by.name, row=by.row.value, at=shown(by.at))
    if case.lock is not None and not expired(case, now):
        raise refuse(Refusal.LOCKED, name=case.lock.by.name, until=shown(case.lock.expires_at))
    said = snapshot(classification)
    if said.policy != case.policy.code or profile.code != said.policy:
        raise refuse(Refusal.OTHER_POLICY, case=case.policy.code, given=said.policy)
    if case.urgent and not (said.urgent and said.row in DELETABLE_ROWS):
        raise refuse(Refusal.ALARM_STANDS)
    if said.child_abuse and not case.evidence_reduced:
        raise refuse(Refusal.COPY_FORBIDDEN)
    steps = carry_over(case.steps, from_plan(classification.lathund.steps))
    steps = mark(steps, SEALING, actor=actor, now=now, reference=case.evidence_digest)
    return change(
        case,
        EventCode.RECLASSIFIED,
        actor=actor,
        now=now,
        by_machine=True,
        classification=said,
        policy=Policy.of(profile),
        row=said.row,
        urgent=said.urgent,
        legal_basis=said.legal_basis,
        steps=steps,
        child_abuse=case.child_abuse or said.child_abuse,
        reached=Reached.URGENT if said.urgent else case.reached,
    )


def renew_evidence(case: Case, sealed: Sealed, *, actor: Actor, now: datetime) -> Change:
    """Put a completed package (a screenshot) in place of the one it names as its predecessor."""
    require(actor, Action.TAKE_IN)
    _check_evidence(sealed, case.comment.id, child_abuse=case.child_abuse)
    if sealed.evidence.previous != case.evidence_digest:
        raise refuse(Refusal.NO_EVIDENCE)
    return change(
        case,
        EventCode.EVIDENCE_RENEWED,
        actor=actor,
        now=now,
        by_machine=True,
        evidence_digest=sealed.digest,
        evidence_reduced=sealed.evidence.reduced,
    )


def flag_child_abuse(case: Case, reduced: Sealed, *, reason: str, actor: Actor, now: datetime) -> Change:
    """Flag suspected child abuse material found after intake: from here on only id, link and time are kept (R10).

    `reduced` is `evidence.reduce(earlier)`; storage removes the earlier package and its image in the same transaction.
    """
    if not allowed(actor, Action.RECLASSIFY):
        require(actor, Action.DECIDE)
    if case.child_abuse and case.evidence_reduced:
        raise refuse(Refusal.ALREADY_DONE, what=EVENTS[EventCode.CHILD_ABUSE_FLAGGED].rstrip("."))
    _check_evidence(reduced, case.comment.id, child_abuse=True)
    if reduced.evidence.previous != case.evidence_digest:
        raise refuse(Refusal.NO_EVIDENCE)
    steps = tuple(
        replace(
            s, code=StepCode.NOTE_LINK, text=NOTE_LINK_STEP.text, rule=NOTE_LINK_STEP.rule, reference=reduced.digest
        )
        if s.code is StepCode.SEAL_EVIDENCE
        else s
        for s in case.steps
    )
    return change(
        case,
        EventCode.CHILD_ABUSE_FLAGGED,
        actor=actor,
        now=now,
        reason=given(reason),
        by_machine=True,
        child_abuse=True,
        evidence_digest=reduced.digest,
        evidence_reduced=True,
        steps=steps,
    )


def note_report(case: Case, *, reported_at: datetime, reason: str, actor: Actor, now: datetime) -> Change:
    """Note that somebody reported the comment: the clock of BBS-lagen runs from then (1998:112, 5 §)."""
    require(actor, Action.TAKE_IN)
    first = min(aware(reported_at), case.reported_at or reported_at)
    return change(
        case, EventCode.REPORTED, actor=actor, now=now, reason=given(reason), by_machine=True, reported_at=first
    )


def _check_evidence(sealed: Sealed, comment: str, *, child_abuse: bool) -> None:
    if not proof.verify(sealed) or sealed.evidence.comment != comment:
        raise refuse(Refusal.NO_EVIDENCE)
    if child_abuse and not sealed.evidence.reduced:
        raise refuse(Refusal.COPY_FORBIDDEN)
