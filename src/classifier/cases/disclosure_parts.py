"""The parts of a request for disclosure: what is asked for, its passages, the decision. No text of a comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from classifier.cases.actors import Actor

Texts = Mapping[str, Mapping[str, str]]
"""The fields of each comment as they are sealed: comment → field → text."""


class Status(StrEnum):
    """How far a request has come."""

    OPEN = "open"
    DECIDED = "decided"
    DELIVERED = "delivered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Said(StrEnum):
    """What is said of a passage."""

    PROPOSED = "proposed"
    MASKED = "masked"
    SHOWN = "shown"


class Outcome(StrEnum):
    """What the applicant gets."""

    FULL = "full"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a field (code points, half open), what it is, and what a person said of it."""

    id: str
    field: str
    start: int
    end: int
    kind: str
    said: Said = Said.PROPOSED
    law: str = ""
    reason: str = ""
    by: Actor | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A comment asked for: its fields at the time, its passages; `hold` is what stops deletion of its case."""

    comment: str
    evidence: str
    fields: tuple[str, ...]
    passages: tuple[Passage, ...]
    case: str = ""
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where a decision against the applicant is appealed: the court, and the authority that takes the appeal in."""

    authority: str
    address: str
    court: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The authority's decision, by a named person."""

    outcome: Outcome
    by: Actor
    at: datetime
    motivation: str
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A request. Who asks need not say who they are (TF 2:18), so `requester` may be empty."""

    id: str
    version: int
    status: Status
    request: str
    requester: str
    reference: str
    names_read: bool
    opened_by: Actor
    opened_at: datetime
    items: tuple[Item, ...]
    decision: Decision | None = None
    delivered_at: datetime | None = None
    ended: str = ""

    @property
    def standing(self) -> bool:
        """Whether gallring of what it asks for must wait."""
        return self.status in {Status.OPEN, Status.DECIDED, Status.DELIVERED}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages of all items."""
        return tuple(p for item in self.items for p in item.passages)
