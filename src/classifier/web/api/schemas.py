"""Requests and answers of the public contract. Field names are fixed; fields may be added."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from classifier.consequences import CONSEQUENCES
from classifier.pipeline import Classification, Comment, Context
from classifier.taxonomy import SEVERITY, Flag, Label, LathundRow, LegalBasis
from classifier.text import MAX_CHARS

MAX_BATCH = 1_000
MAX_CONTEXT = 20_000


class Request(BaseModel):
    """Unknown fields are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


def _whole(value: Any) -> Any:
    """Put � in place of half a surrogate pair: the length and every offset stay, and odd text is no error."""
    if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    return value


Whole = BeforeValidator(_whole)
Plain = BeforeValidator(lambda value: _whole(value).replace("\x00", "\ufffd") if isinstance(value, str) else value)
"""Text that is also stored in columns: no NUL, which PostgreSQL does not take."""


class ContextIn(Request):
    """What stands around the comment."""

    post: Annotated[str, Whole, Field(max_length=MAX_CONTEXT)] = ""
    parent: Annotated[str, Whole, Field(max_length=MAX_CONTEXT)] = ""


class CommentIn(Request):
    """One comment to classify. Only `text` is required."""

    text: Annotated[str, Whole, Field(min_length=1, max_length=MAX_CHARS, examples=["Jag vet var du bor."])]
    id: Annotated[str, Whole, Field(max_length=300, examples=["fb:1"])] | None = None
    policy: Annotated[str, Field(examples=["lilla-edet"])] | None = None
    channel: Literal["comment", "message"] = "comment"
    context: ContextIn = ContextIn()

    def to_comment(self) -> Comment:
        """Return the domain object."""
        return Comment(self.text, self.id, self.channel, Context(self.context.post, self.context.parent))


class BatchIn(Request):
    """Up to 1,000 comments; each is validated by itself, so that a bad one spoils no other."""

    comments: Annotated[list[Any], Field(max_length=MAX_BATCH)]
    policy: str | None = None


class ThresholdOut(BaseModel):
    """Where a score asks for review, and where the label stands (>=)."""

    review: float
    act: float


class FindingOut(BaseModel):
    """One rule hit; offsets in code points of the text as sent."""

    label: Label | Flag
    category: str
    rule: str
    start: int
    end: int
    text: str
    reason: str
    severity: Annotated[int, Field(ge=0, le=4)]
    """How grave this finding is by itself: of its category where it has one, else of its label."""
    law: str
    """The sections that decide, for personal data; else empty."""


class ExplanationOut(BaseModel):
    """A stretch of text that weighed for a label, in log-odds."""

    label: Label
    start: int
    end: int
    feature: str
    weight: float


class DecisionOut(BaseModel):
    """Whether a person must look, and why."""

    needs_review: bool
    review_reasons: list[str]
    severity: Annotated[int, Field(ge=0, le=4)]


class StepOut(BaseModel):
    """One step of the row, in order."""

    code: str
    text: str
    required: bool
    actor: Literal["system", "person"]


class GallringOut(BaseModel):
    """When the comment is gallrad from the platform, and what becomes of it in the diarium."""

    platform: str
    diarium: str


class DeletionOut(BaseModel):
    """Deletion is never automatic."""

    allowed: bool
    requires_confirmation: bool


class LathundOut(BaseModel):
    """The row of the lathund under the policy asked for."""

    policy: str
    policy_version: str
    row: LathundRow
    title: str
    urgent: bool
    legal_basis: list[LegalBasis]
    reasons: list[str]
    steps: list[StepOut]
    gallring: GallringOut
    deletion: DeletionOut


class LanguageOut(BaseModel):
    """Language of the comment, and whether it is read with confidence."""

    code: str
    supported: bool


class ClassificationOut(BaseModel):
    """The answer of /classify."""

    id: str | None
    labels: list[Label]
    scores: dict[Label, float]
    thresholds: dict[Label, ThresholdOut]
    flags: list[Flag]
    findings: list[FindingOut]
    explanation: list[ExplanationOut]
    decision: DecisionOut
    lathund: LathundOut
    language: LanguageOut
    model: str
    rules: str


class Problem(BaseModel):
    """An error as RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
    present: dict[str, str] = {}
    """What the case is now, where the call came too late (409)."""


class BatchItemError(BaseModel):
    """Stands in the place of a comment that could not be classified."""

    id: str | None
    error: Problem


class MaskIn(Request):
    """A text to mask."""

    text: Annotated[
        str, Whole, Field(max_length=MAX_CHARS, examples=["Ring Kalle på 070-1740605, Kalles bror bor här."])
    ]


class MaskedSpanOut(BaseModel):
    """What was replaced; offsets in code points of the text as sent. `mask` stands in its place."""

    start: int
    end: int
    kind: str
    mask: str


class MaskOut(BaseModel):
    """A text without personal data, and what was replaced in it."""

    text: str
    spans: list[MaskedSpanOut]
    names: str
    """Which recogniser of names was used."""


class BatchOut(BaseModel):
    """Answers in the order of the comments."""

    results: list[ClassificationOut | BatchItemError]


def to_out(result: Classification) -> ClassificationOut:
    """Return the public shape of a classification."""
    lathund = result.lathund
    return ClassificationOut.model_construct(
        id=result.id,
        labels=list(result.decision.labels),
        scores={label: round(score, 4) for label, score in result.scores.items()},
        thresholds={k: ThresholdOut.model_construct(review=t.review, act=t.act) for k, t in result.thresholds.items()},
        flags=list(result.decision.flags),
        findings=[
            FindingOut.model_construct(
                label=f.code,
                category=f.category,
                rule=f.rule,
                start=f.start,
                end=f.end,
                text=f.text,
                reason=f.reason,
                severity=int(CONSEQUENCES[f.category].severity if f.category in CONSEQUENCES else SEVERITY[f.code]),
                law=CONSEQUENCES[f.category].law if f.category in CONSEQUENCES else "",
            )
            for f in result.findings
        ],
        explanation=[
            ExplanationOut.model_construct(label=e.label, start=e.start, end=e.end, feature=e.feature, weight=e.weight)
            for e in result.explanation
        ],
        decision=DecisionOut.model_construct(
            needs_review=bool(result.review_reasons),
            review_reasons=list(result.review_reasons),
            severity=int(result.decision.severity),
        ),
        lathund=LathundOut.model_construct(
            policy=lathund.policy,
            policy_version=lathund.policy_version,
            row=lathund.row,
            title=lathund.title,
            urgent=lathund.urgent,
            legal_basis=list(lathund.legal_basis),
            reasons=list(lathund.reasons),
            steps=[
                StepOut.model_construct(code=s.code.value, text=s.text, required=s.required, actor=s.actor)
                for s in lathund.steps
            ],
            gallring=GallringOut.model_construct(platform=lathund.gallring_platform, diarium=lathund.gallring_diarium),
            deletion=DeletionOut.model_construct(allowed=lathund.deletion_allowed, requires_confirmation=True),
        ),
        language=LanguageOut.model_construct(code=result.language.code, supported=result.language.supported),
        model=result.model,
        rules=result.rules,
    )
