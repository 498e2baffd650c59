"""Requests about comments and cases. Field names are the contract; fields may be added."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Base64Bytes, Field

from classifier.cases.accounts import Capability
from classifier.cases.case import Case
from classifier.cases.decide import Verdict, proposal
from classifier.cases.parts import HoldKind
from classifier.taxonomy import Flag, Label, LathundRow, LegalBasis
from classifier.text import MAX_CHARS
from classifier.web.api.schemas import ContextIn, Plain, Request, Whole

Short = Annotated[str, Plain, Field(max_length=200)]
Long = Annotated[str, Plain, Field(max_length=5_000)]
Name = Annotated[str, Plain, Field(min_length=1, max_length=60)]
Version = Annotated[int, Field(ge=1)]


class TakeIn(Request):
    """A comment to take in. Without `external_id` the header Idempotency-Key is needed."""

    text: Annotated[str, Whole, Field(min_length=1, max_length=MAX_CHARS)]
    platform: Name
    external_id: Annotated[str, Plain, Field(min_length=1, max_length=300)] | None = None
    policy: Annotated[str, Plain, Field(max_length=60)] | None = None
    author: Short = ""
    account: Short = ""
    permalink: Annotated[str, Plain, Field(max_length=2_000)] = ""
    channel: Literal["comment", "message"] = "comment"
    context: ContextIn = ContextIn()
    published_at: AwareDatetime | None = None
    capabilities: tuple[Capability, ...] = (Capability.HIDE, Capability.DELETE)
    screenshot: Base64Bytes | None = None
    """An image (PNG, JPEG, WebP) in base64."""


class TakeInBatch(Request):
    """Up to 1,000 comments; each by itself, so that a bad one spoils no other."""

    comments: Annotated[list[Any], Field(max_length=1_000)]


class Said(Request):
    """What a person says of a comment. Without labels, flags and row the proposal is confirmed as it stands."""

    labels: list[Label] | None = None
    flags: list[Flag] | None = None
    row: LathundRow | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    rule: Long = ""
    reason: Long = ""
    protected_identity: bool | None = None
    """Whether somebody with a protected identity is given away; null: as was found. A yes raises an alarm."""


class DecisionIn(Said):
    """A person's decision on a case that the person holds."""

    version: Version
    lock_token: Annotated[str, Plain, Field(max_length=64)]


def verdict_of(case: Case, said: Said) -> Verdict:
    """Return the verdict: what is not said stands as proposed; basis and rule follow then from each case's proposal."""
    proposed = proposal(case)
    return Verdict(
        labels=proposed.labels if said.labels is None else tuple(said.labels),
        flags=proposed.flags if said.flags is None else tuple(said.flags),
        row=proposed.row if said.row is None else said.row,
        legal_basis=tuple(said.legal_basis),
        rule=said.rule,
        reason=said.reason,
        protected_identity=said.protected_identity,
    )


class Versioned(Request):
    """What every change may carry: why, and the version that the person saw."""

    reason: Long = ""
    version: Version | None = None


class StepIn(Versioned):
    """A step done, or not needed and why. `text` or `reply_id` where the step is a reply; `unit` for forwarding."""

    status: Literal["done", "not_needed"] = "done"
    answer: bool | None = None
    reference: Short = ""
    text: Long = ""
    reply_id: Short = ""
    unit: Short = ""
    follow_up_at: AwareDatetime | None = None


class DeletionIn(Versioned):
    """A request for deletion, or its confirmation."""

    legal_basis: tuple[LegalBasis, ...] = ()
    gallring_decision: Short = ""


class HoldIn(Request):
    """What stops deletion and gallring."""

    kind: HoldKind
    reason: Long


class GiveBackIn(Request):
    """Giving a case back: released, skipped with a reason, or with a question to a colleague."""

    lock_token: Annotated[str, Plain, Field(max_length=64)]
    skip_reason: Long = ""
    colleague: Short = ""
    question: Long = ""


class TokenIn(Request):
    """The token of one's own lock."""

    lock_token: Annotated[str, Plain, Field(max_length=64)]
