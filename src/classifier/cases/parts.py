"""The parts that a case is made of: comment reference, steps, decision, deletion, holds, replies, lock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from classifier.cases.accounts import Capability
from classifier.cases.actors import Actor
from classifier.cases.snapshot import Snapshot
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Flag, Label, LathundRow, LegalBasis


class Reached(StrEnum):
    """How a comment came before a person."""

    URGENT = "urgent"
    UNCERTAIN = "uncertain"
    FLAGGED = "flagged"
    RANDOM_AUDIT = "random_audit"
    PICKED = "picked"
    """A person found it among the comments that the machine showed nobody."""


class StepStatus(StrEnum):
    """How far a step has come."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class ReplyKind(StrEnum):
    """What a reply is for."""

    ANSWER = "answer"
    HOLDING = "holding"
    NOTICE = "notice"
    SUPPORT = "support"
    FORWARD_NOTICE = "forward_notice"


class HoldKind(StrEnum):
    """What stops deletion and gallring."""

    DISCLOSURE = "disclosure"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class CommentRef:
    """Which comment it is, where, and what the platform lets one do with it (R60, R77)."""

    id: str
    platform: str
    account: str
    external_id: str
    permalink: str
    channel: str
    received_at: datetime
    published_at: datetime | None
    capabilities: tuple[Capability, ...]

    def can(self, capability: Capability) -> bool:
        """Whether the platform allows it."""
        return capability in self.capabilities


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of the row, and who did it when (R22)."""

    code: StepCode
    text: str
    required: bool
    actor: str
    rule: str = ""
    status: StepStatus = StepStatus.OPEN
    answer: bool | None = None
    reason: str = ""
    reference: str = ""
    by: Actor | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """What a person decided, and what the machine had proposed."""

    by: Actor
    at: datetime
    labels: tuple[Label, ...]
    flags: tuple[Flag, ...]
    row: LathundRow
    legal_basis: tuple[LegalBasis, ...]
    rule: str
    reason: str
    corrected: bool
    proposed: Snapshot
    policy_version: str
    protected_identity: bool | None = None
    """Whether somebody with a protected identity is given away; None: as the machine found."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion on its way: request, confirmation, carried out. `hidden` is what the public sees meanwhile."""

    id: str
    requested_by: Actor
    requested_at: datetime
    reason: str
    legal_basis: tuple[LegalBasis, ...]
    gallring_decision: str
    hidden: bool
    confirmed_by: Actor | None = None
    confirmed_at: datetime | None = None
    confirmation_reason: str = ""
    carried_out_by: Actor | None = None
    carried_out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A request for disclosure or a legal hold; it stands until it is lifted."""

    id: str
    kind: HoldKind
    placed_by: Actor
    placed_at: datetime
    reason: str
    lifted_by: Actor | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A text of the municipality. `author` is whoever wrote it last."""

    id: str
    kind: ReplyKind
    text: str
    author: Actor
    written_at: datetime
    approved_by: Actor | None = None
    approved_at: datetime | None = None
    published_by: Actor | None = None
    published_at: datetime | None = None
    signature: str = ""

    @property
    def full_text(self) -> str:
        """The text with its signature, as it is published."""
        return f"{self.text}\n\n{self.signature}" if self.signature else self.text


@dataclass(frozen=True, slots=True)
class Lock:
    """A person's hold of a case while reviewing it."""

    by: Actor
    token: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a colleague about the case."""

    to: str
    text: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Where the comment was sent on, and the reply that told the asker."""

    unit: str
    notice: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Gallring:
    """A record gallrad on one of the two clocks (R65), under which decision."""

    clock: str
    decision: str
    by: Actor
    at: datetime
    protocol: str = ""
    destroyed: tuple[str, ...] = ()
    """The digests of the packages that were destroyed here; empty where only the copy in the medium went."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """An export of the case to the diarium or the archive; `number` is what the receiver registered it under."""

    export: str
    kind: str
    package: str
    by: Actor
    at: datetime
    number: str = ""
    acknowledged_by: Actor | None = None
    acknowledged_at: datetime | None = None
