"""The case: one frozen aggregate, and the one function through which anything about it changes.

A comment is a public record from the moment it can be read (R60): id, comment reference and time of receipt never
change. `change` checks every move against the tables of `states.py` and writes the audit event by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from classifier.cases.actors import Actor
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.facts import facts_of
from classifier.cases.moments import aware
from classifier.cases.parts import (
    CommentRef,
    Deletion,
    Forwarding,
    Gallring,
    Hold,
    HumanDecision,
    Lock,
    Question,
    Reached,
    Reply,
    StepState,
    StepStatus,
    Transfer,
)
from classifier.cases.refusal import refuse
from classifier.cases.snapshot import Policy, Snapshot
from classifier.cases.states import State, Visibility, check_move, check_visibility
from classifier.cases.texts import EVENTS
from classifier.lathund.planner import PROTECTED_IDENTITY
from classifier.lathund.profile import StepCode
from classifier.taxonomy import DELETABLE_ROWS, Flag, Label, LathundRow, LegalBasis

PROTECTED_SPEECH = frozenset({Label.CRITICISM, Label.QUESTION, Label.CASE_MATTER})


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is known of the handling of one comment. `row`, `urgent` and `steps` are those in force."""

    id: str
    comment: CommentRef
    evidence_digest: str
    evidence_reduced: bool
    classification: Snapshot
    policy: Policy
    reached: Reached
    row: LathundRow
    urgent: bool
    legal_basis: tuple[LegalBasis, ...]
    steps: tuple[StepState, ...]
    state: State
    visibility: Visibility
    version: int
    opened_at: datetime
    child_abuse: bool
    group_key: str = ""
    decision: HumanDecision | None = None
    deletion: Deletion | None = None
    lock: Lock | None = None
    holds: tuple[Hold, ...] = ()
    replies: tuple[Reply, ...] = ()
    questions: tuple[Question, ...] = ()
    skipped_by: tuple[str, ...] = ()
    forwarded: tuple[Forwarding, ...] = ()
    gallrad: tuple[Gallring, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    diarium: str = ""
    follow_up_at: datetime | None = None
    first_seen_at: datetime | None = None
    reported_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels in force: a person's, else the machine's."""
        return self.decision.labels if self.decision else self.classification.labels

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags in force: a person's, else the machine's."""
        return self.decision.flags if self.decision else self.classification.flags

    @property
    def protected_identity(self) -> bool:
        """Whether somebody with a protected identity is given away: a person's word, else the machine's finding."""
        said = self.decision.protected_identity if self.decision else None
        found = PROTECTED_IDENTITY in self.classification.categories if said is None else said
        return found and Label.PERSONAL_DATA in self.labels

    @property
    def is_plain_criticism(self) -> bool:
        """Whether the comment is criticism, question or case matter and nothing more (RF 2:1, R1)."""
        return plain_criticism(self.labels, self.flags)

    @property
    def may_be_removed(self) -> bool:
        """Whether the row in force hides or removes."""
        return self.row in DELETABLE_ROWS

    @property
    def publicly_visible(self) -> bool:
        """Whether the public can still read the comment."""
        if self.visibility is Visibility.VISIBLE:
            return True
        pending = self.visibility in {Visibility.DELETION_REQUESTED, Visibility.DELETION_CONFIRMED}
        return pending and self.deletion is not None and not self.deletion.hidden

    @property
    def destroyed(self) -> bool:
        """Whether what the comment said is gallrat here: only ids, digests, times and codes are left."""
        return any(g.destroyed for g in self.gallrad)

    @property
    def standing_holds(self) -> tuple[Hold, ...]:
        """The holds not lifted."""
        return tuple(h for h in self.holds if h.lifted_at is None)

    def step(self, code: StepCode) -> StepState | None:
        """Return the step with this code, an open one first."""
        found = [s for s in self.steps if s.code is code]
        return next((s for s in found if s.status is StepStatus.OPEN), found[0] if found else None)

    def reply(self, reply_id: str) -> Reply:
        """Return a reply, or refuse where there is none of that id."""
        for reply in self.replies:
            if reply.id == reply_id:
                return reply
        raise refuse(Refusal.NO_SUCH_REPLY)


def plain_criticism(labels: tuple[Label, ...], flags: tuple[Flag, ...]) -> bool:
    """Whether these labels are protected speech and nothing else."""
    return bool(labels) and not flags and set(labels) <= PROTECTED_SPEECH


@dataclass(frozen=True, slots=True)
class Change:
    """A case after a command, with what is to be written to the audit trail in the same transaction."""

    case: Case
    events: tuple[AuditEvent, ...]

    def then(self, command: Callable[[Case], "Change"]) -> "Change":
        """Do one more thing with the changed case, keeping all events."""
        after = command(self.case)
        return Change(after.case, self.events + after.events)


def change(
    case: Case,
    code: EventCode,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    by_machine: bool = False,
    **fields: Any,
) -> Change:
    """Return the case with new fields, the next version and one event saying what became different.

    Refuses every move of state or visibility that is not in the tables; `by_machine` marks the few commands open to
    the system, so that no machine can come here by another way.
    """
    if not by_machine and not actor.is_named_person:
        raise refuse(Refusal.PERSON_REQUIRED, what=EVENTS[code].rstrip(".").casefold())
    after = replace(case, version=case.version + 1, **fields)
    check_move(case.state, after.state)
    check_visibility(case.visibility, after.visibility)
    old, new = facts_of(case), facts_of(after)
    event = AuditEvent(
        at=aware(now),
        actor=actor,
        action=code,
        case=case.id,
        reason=reason.strip() or EVENTS[code],
        before={k: v for k, v in old.items() if new.get(k) != v},
        after={k: v for k, v in new.items() if old.get(k) != v},
    )
    return Change(after, (event,))
