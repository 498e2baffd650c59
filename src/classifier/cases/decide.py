"""A person's decision: the proposal confirmed or corrected. It outranks every machine and becomes a training label."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change, plain_criticism
from classifier.cases.checklist import SEALING, carry_over, from_plan, mark
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.locking import check_version, holds_lock, moved
from classifier.cases.parts import HumanDecision
from classifier.cases.refusal import given, refuse
from classifier.cases.snapshot import Policy
from classifier.cases.states import PENDING_DELETION, State, Visibility
from classifier.lathund.planner import PROTECTED_IDENTITY, steps_of
from classifier.lathund.profile import Profile
from classifier.taxonomy import (
    DELETABLE_ROWS,
    SWEDISH,
    URGENT_LABELS,
    Flag,
    Label,
    LathundRow,
    LegalBasis,
    by_severity,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a comment. `rule` is the published rule it breaks (RF 1:9: removal cites a rule).

    `protected_identity`: whether somebody with a protected identity is given away; None: as the machine found.
    """

    labels: tuple[Label, ...]
    flags: tuple[Flag, ...]
    row: LathundRow
    legal_basis: tuple[LegalBasis, ...] = ()
    rule: str = ""
    reason: str = ""
    protected_identity: bool | None = None


def proposal(case: Case, *, reason: str = "") -> Verdict:
    """Return the machine's proposal as a verdict, for the person who agrees with it."""
    said = case.classification
    return Verdict(said.labels, said.flags, said.row, said.legal_basis, _default_rule(case, said.row), reason)


def decide(
    case: Case, verdict: Verdict, *, version: int, token: str, profile: Profile, actor: Actor, now: datetime
) -> Change:
    """Confirm or correct labels and row. Needs the lock and the version that the person saw; a correction, a reason.

    A pending deletion rests on the decision it was asked for under: it is withdrawn where the new one differs. What is
    already hidden on a row that does not hide must be restored before the case closes.
    """
    require(actor, Action.DECIDE)
    check_version(case, version)
    holds_lock(case, token=token, actor=actor, now=now)
    if case.state is not State.IN_REVIEW:
        raise moved(case, Action.DECIDE)
    if profile.code != case.policy.code:
        raise refuse(Refusal.OTHER_POLICY, case=case.policy.code, given=profile.code)
    verdict = _checked(case, verdict)
    if case.visibility is Visibility.DELETED and verdict.row not in DELETABLE_ROWS:
        raise refuse(Refusal.ROW_NOT_HIDDEN, row=verdict.row.value)
    decided = _decided(case, verdict, profile, actor=actor, now=now)
    if decided.case.visibility in PENDING_DELETION and _ground(decided.case) != _ground(case):
        return decided.then(lambda c: _withdrawn(c, actor=actor, now=now))
    return decided


def _checked(case: Case, verdict: Verdict) -> Verdict:
    """Return the verdict with what follows from the proposal filled in, or refuse what breaks the floor."""
    labels, flags = by_severity(frozenset(verdict.labels)), _ordered(verdict.flags)
    removes = verdict.row in DELETABLE_ROWS
    if removes and plain_criticism(labels, flags):
        raise refuse(Refusal.PLAIN_CRITICISM)
    alarm = bool(set(labels) & URGENT_LABELS)
    if verdict.row is LathundRow.L4 and not alarm:
        raise refuse(Refusal.ROW_NEEDS_ALARM)
    if alarm and verdict.row is not LathundRow.L4:
        raise refuse(Refusal.ALARM_NEEDS_ROW)
    if verdict.protected_identity and Label.PERSONAL_DATA not in labels:
        raise refuse(Refusal.PROTECTED_NEEDS_LABEL)
    if verdict.legal_basis and not removes:
        raise refuse(Refusal.LEGAL_BASIS_NOT_ASKED)
    said = case.classification
    basis: tuple[LegalBasis, ...] = verdict.legal_basis
    if removes and not basis and said.row is verdict.row:
        basis = said.legal_basis
    if removes and not basis:
        raise refuse(Refusal.LEGAL_BASIS_MISSING)
    rule = verdict.rule.strip() or _default_rule(case, verdict.row)
    if removes and not rule:
        raise refuse(Refusal.RULE_MISSING)
    ordered = tuple(b for b in LegalBasis if b in basis)
    return Verdict(labels, flags, verdict.row, ordered, rule, verdict.reason, verdict.protected_identity)


def _decided(case: Case, verdict: Verdict, profile: Profile, *, actor: Actor, now: datetime) -> Change:
    said = case.classification
    found = PROTECTED_IDENTITY in said.categories
    protected = found if verdict.protected_identity is None else verdict.protected_identity
    as_proposed = (set(verdict.labels), set(verdict.flags), verdict.row, protected) == (
        set(said.labels),
        set(said.flags),
        said.row,
        found,
    )
    reason = verdict.reason.strip() if as_proposed else given(verdict.reason)
    decision = HumanDecision(
        by=actor,
        at=now,
        labels=verdict.labels,
        flags=verdict.flags,
        row=verdict.row,
        legal_basis=verdict.legal_basis,
        rule=verdict.rule,
        reason=reason,
        corrected=not as_proposed,
        proposed=said,
        policy_version=profile.version,
        protected_identity=verdict.protected_identity,
    )
    codes: set[Label | Flag] = {*verdict.labels, *verdict.flags}
    plan = from_plan(steps_of(verdict.row, profile, codes, child_abuse=case.child_abuse))
    steps = mark(carry_over(case.steps, plan), SEALING, actor=actor, now=now, reference=case.evidence_digest)
    return change(
        case,
        EventCode.CONFIRMED if as_proposed else EventCode.CORRECTED,
        actor=actor,
        now=now,
        reason=reason,
        decision=decision,
        row=verdict.row,
        legal_basis=verdict.legal_basis,
        urgent=verdict.row is LathundRow.L4 or (protected and Label.PERSONAL_DATA in verdict.labels),
        policy=Policy.of(profile),
        steps=steps,
        state=State.DECIDED,
        lock=None,
    )


def _ground(case: Case) -> tuple[object, ...]:
    """Return what a deletion rests on: row, labels, flags, legal basis and the rule that a person cited."""
    rule = case.decision.rule if case.decision else ""
    return case.row, case.labels, case.flags, case.legal_basis, rule


def _withdrawn(case: Case, *, actor: Actor, now: datetime) -> Change:
    hidden = case.deletion is not None and case.deletion.hidden
    return change(
        case,
        EventCode.DELETION_WITHDRAWN,
        actor=actor,
        now=now,
        visibility=Visibility.HIDDEN if hidden else Visibility.VISIBLE,
        deletion=None,
    )


def _default_rule(case: Case, row: LathundRow) -> str:
    """Return the rule to cite where the person named none: L4 is its own rule, L5 the proposal's if it was L5."""
    if row is LathundRow.L4:
        return SWEDISH[row]
    said = case.classification
    return said.reasons[0] if row is LathundRow.L5 and said.row is row and said.reasons else ""


def _ordered(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    wanted = set(flags)
    return tuple(f for f in Flag if f in wanted)
