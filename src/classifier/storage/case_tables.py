"""Tables of cases. The columns hold what is searched and what the floor needs; `document` holds the whole case.

What may not be is refused here too (issue 5.2: "enforced in domain and storage alike"): simple conditions as CHECKs,
what spans tables as triggers in `guards.py`.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from classifier.cases.states import State, Visibility
from classifier.storage.columns import Moment
from classifier.storage.tables import Base
from classifier.taxonomy import DELETABLE_ROWS, LathundRow


def _one_of(column: str, values: object) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]
    return CheckConstraint(f"{column} IN ({listed})", name=f"known_{column}")


_PENDING: Final = "('deletion_requested', 'deletion_confirmed', 'deleted')"
_REMOVABLE: Final = "(" + ", ".join(f"'{row}'" for row in sorted(DELETABLE_ROWS)) + ")"


class CommentRow(Base):
    """A comment as it came in (R60: immutable id and time of receipt). Its text stands only in the evidence."""

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("platform", "external_id", name="one_comment"),
        _one_of("status", ("received", "classified")),
        CheckConstraint("id <> '' AND platform <> '' AND external_id <> ''", name="comment_named"),
    )
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    platform: Mapped[str] = mapped_column(String(60))
    external_id: Mapped[str] = mapped_column(String(400))
    account: Mapped[str] = mapped_column(String(200))
    policy: Mapped[str] = mapped_column(String(60))
    text_digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(20), index=True)
    evidence_digest: Mapped[str] = mapped_column(String(64))


class EvidenceRow(Base):
    """A sealed package: its very bytes under their SHA-256. Never changed; removed only as R10 demands."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("length(digest) = 64 AND length(content) > 0", name="sealed"),)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), index=True)
    reduced: Mapped[bool] = mapped_column(Boolean)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ScreenshotRow(Base):
    """An image that belongs to a package, under its SHA-256."""

    __tablename__ = "screenshots"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class EvidenceRemovalRow(Base):
    """Why a package is gone: the one allowed reason is suspected child abuse material (R10), a reduced one stays."""

    __tablename__ = "evidence_removals"
    __table_args__ = (CheckConstraint("reason = 'child_abuse' AND digest <> replaced_by", name="only_r10"),)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"))
    replaced_by: Mapped[str] = mapped_column(ForeignKey("evidence.digest"))
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)


class CaseRow(Base):
    """A case. `version` guards every change; `lock_*` say who works on it; nothing removes the row.

    `queue_points` holds all that the queue is ordered by, so that finding the next of many cases reads no document.
    """

    __tablename__ = "cases"
    __table_args__ = (
        _one_of("state", tuple(State)),
        _one_of("visibility", tuple(Visibility)),
        _one_of("row", tuple(LathundRow)),
        CheckConstraint("version >= 1", name="versioned"),
        CheckConstraint(f"visibility NOT IN {_PENDING} OR row IN {_REMOVABLE}", name="never_l1_l3"),
        CheckConstraint(f"visibility NOT IN {_PENDING} OR decided", name="person_decided"),
        CheckConstraint("state <> 'in_review' OR (lock_token <> '' AND lock_by <> '')", name="locked_in_review"),
        CheckConstraint("NOT child_abuse OR evidence_reduced", name="no_copy"),
        Index("queue_order", "state", "urgent", "received_at"),
        Index(
            "queue_points",
            "state",
            "urgent",
            "severity",
            "uncertainty",
            "next_due_at",
            "received_at",
            "decided",
            "lock_expires_at",
            "id",
        ),
        Index("skipped_cases", "skips", sqlite_where=text("skips > 0"), postgresql_where=text("skips > 0")),
        Index("ix_cases_alike", "labels", "decided", "received_at"),
        Index("ix_cases_lock_by", "lock_by"),
    )
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), unique=True)
    evidence_digest: Mapped[str] = mapped_column(ForeignKey("evidence.digest"))
    evidence_reduced: Mapped[bool] = mapped_column(Boolean)
    child_abuse: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    visibility: Mapped[str] = mapped_column(String(20))
    row: Mapped[str] = mapped_column(String(2))
    urgent: Mapped[bool] = mapped_column(Boolean)
    severity: Mapped[int] = mapped_column(Integer)
    uncertainty: Mapped[float] = mapped_column(Float)
    labels: Mapped[str] = mapped_column(String(400))
    platform: Mapped[str] = mapped_column(String(60))
    account: Mapped[str] = mapped_column(String(200))
    group_key: Mapped[str] = mapped_column(String(64), index=True)
    decided: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime] = mapped_column(Moment)
    next_due_at: Mapped[datetime | None] = mapped_column(Moment)
    lock_token: Mapped[str] = mapped_column(String(64))
    lock_by: Mapped[str] = mapped_column(String(200))
    lock_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    skipped_by: Mapped[str] = mapped_column(Text)
    skips: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many persons stand in `skipped_by`: the queue looks there only where somebody does."""
    document: Mapped[str] = mapped_column(Text)


class DeletionRow(Base):
    """A deletion on its way. What the floor asks for at each stage is a condition of the row."""

    __tablename__ = "deletions"
    __table_args__ = (
        _one_of("status", ("requested", "confirmed", "carried_out", "withdrawn")),
        CheckConstraint("trim(reason) <> '' AND trim(legal_basis) <> ''", name="reason_and_basis"),
        CheckConstraint("trim(requested_by) <> ''", name="requested_by_person"),
        CheckConstraint(
            "status NOT IN ('confirmed', 'carried_out') OR (confirmed_kind = 'person' AND trim(confirmed_by) <> ''"
            " AND trim(confirmed_name) <> '' AND trim(confirmation_reason) <> '')",
            name="confirmed_by_person",
        ),
        CheckConstraint(
            "status NOT IN ('confirmed', 'carried_out') OR NOT two_persons OR requested_by <> confirmed_by",
            name="two_persons_asked",
        ),
        CheckConstraint(
            "status NOT IN ('confirmed', 'carried_out') OR NOT gallring_required OR trim(gallring_decision) <> ''",
            name="gallring_asked",
        ),
        CheckConstraint("status <> 'carried_out' OR trim(carried_out_by) <> ''", name="carried_out_by_person"),
        Index("ix_deletions_status", "status"),
    )
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    evidence_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(String(60))
    gallring_decision: Mapped[str] = mapped_column(String(200))
    gallring_required: Mapped[bool] = mapped_column(Boolean)
    two_persons: Mapped[bool] = mapped_column(Boolean)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_kind: Mapped[str] = mapped_column(String(20))
    confirmed_by: Mapped[str] = mapped_column(String(200))
    confirmed_name: Mapped[str] = mapped_column(String(200))
    confirmation_reason: Mapped[str] = mapped_column(Text)
    carried_out_by: Mapped[str] = mapped_column(String(200))


class HoldRow(Base):
    """What stops deletion and gallring until it is lifted (TF, R67)."""

    __tablename__ = "holds"
    __table_args__ = (CheckConstraint("trim(reason) <> '' AND trim(placed_by) <> ''", name="hold_explained"),)
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    placed_by: Mapped[str] = mapped_column(String(200))
    placed_at: Mapped[datetime] = mapped_column(Moment)
    lifted_by: Mapped[str] = mapped_column(String(200))


class ReplyRow(Base):
    """A text of the municipality; where four eyes are asked for, its reader is not its author (R45)."""

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint("approved_by = '' OR approved_by <> author", name="read_by_another"),
        CheckConstraint(
            "status <> 'published' OR kind = 'support' OR NOT four_eyes OR approved_by <> ''", name="four_eyes_asked"
        ),
    )
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    approved_by: Mapped[str] = mapped_column(String(200))
    four_eyes: Mapped[bool] = mapped_column(Boolean)


class QuestionRow(Base):
    """A question put to a colleague, so that the colleague finds it. Its words stand in the case."""

    __tablename__ = "questions"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    asked: Mapped[str] = mapped_column(String(200), index=True)


class LabelRow(Base):
    """What a person decided of a comment. A machine's verdict is never a label."""

    __tablename__ = "labels"
    __table_args__ = (
        CheckConstraint("decided_by_kind = 'person' AND trim(decided_by) <> ''", name="only_persons_label"),
    )
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    decided_by_kind: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[datetime] = mapped_column(Moment, index=True)
    trainable: Mapped[bool] = mapped_column(Boolean)
    document: Mapped[str] = mapped_column(Text)


class IdempotencyRow(Base):
    """A key that a caller has used, with the digest of what was sent under it."""

    __tablename__ = "idempotency_keys"
    actor: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)


class AuditRow(Base):
    """A link of the audit chain. Never changed, never removed."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_action", "action", "sequence"),)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    action: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    document: Mapped[str] = mapped_column(Text)


class AuditHeadRow(Base):
    """The end of the chain, one row: it only ever moves forward."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_head"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
    format: Mapped[int] = mapped_column(Integer, server_default="1")
    """Of the record: 1 before rows were sealed and users were in the chain, 2 since."""


class ProtocolRow(Base):
    """The protocol of a gallring that a person confirmed."""

    __tablename__ = "gallring_protocols"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    list_digest: Mapped[str] = mapped_column(String(64))
    confirmed_by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text)
