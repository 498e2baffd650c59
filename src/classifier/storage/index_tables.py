"""Tables that pages are answered from: what lists, filters and figures need of every comment, beside the records.

All of it can be made anew from comments, cases and evidence; the records stay the truth. The text is the masked one:
names and identifiers can neither be read nor searched for here (dataskyddslagen 3:3). The words for searching stand in
`comment_words`: FTS5 in SQLite, a tsvector in PostgreSQL, made by the migration.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from classifier.storage.columns import Moment
from classifier.storage.tables import Base

_ASKED: Final[dict[str, Any]] = {
    f"{database}_where": text("answer_due_at IS NOT NULL") for database in ("sqlite", "postgresql")
}
_URGENT: Final[dict[str, Any]] = {
    "sqlite_where": text("urgent IS 1"),
    "postgresql_where": text("urgent IS TRUE"),
}
"""Few comments are alarms, and half ask for no answer: their indexes hold only those that do."""


class IndexRow(Base):
    """A comment as lists and figures need it. `state` is empty where no person needed to see it.

    Labels are bits in the order of `taxonomy.LABELS`; days are ordinals of the Swedish date; `at` is when it was
    written, or else received.
    """

    __tablename__ = "comment_index"
    __table_args__ = (
        Index("ix_comment_index_at", "at", "number"),
        Index("ix_comment_index_inflow", "day", "row", "bits"),
        Index("ix_comment_index_decided", "decided_day", "proposed_bits", "bits", "proposed_row", "row"),
        Index("ix_comment_index_answers", "day", "answered_at", "answer_due_at", "received_at", **_ASKED),
        Index("ix_comment_index_state", "state", "received_at"),
        Index("ix_comment_index_alarms", "state", **_URGENT),
        Index("ix_comment_index_alarms_decided", "decided_day", "decided_at", "received_at", **_URGENT),
        Index("ix_comment_index_models", "model", "day"),
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), unique=True)
    case_id: Mapped[str] = mapped_column(String(60))
    platform: Mapped[str] = mapped_column(String(60))
    account: Mapped[str] = mapped_column(String(200), index=True)
    policy: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[int] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(20))
    visibility: Mapped[str] = mapped_column(String(20))
    row: Mapped[str] = mapped_column(String(2))
    proposed_row: Mapped[str] = mapped_column(String(2))
    bits: Mapped[int] = mapped_column(Integer)
    proposed_bits: Mapped[int] = mapped_column(Integer)
    urgent: Mapped[bool] = mapped_column(Boolean)
    decided_by: Mapped[str] = mapped_column(String(200), index=True)
    decided_name: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_day: Mapped[int] = mapped_column(Integer)
    answer_due_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    model: Mapped[str] = mapped_column(String(120))
    scores: Mapped[bytes] = mapped_column(LargeBinary)
    certain_bits: Mapped[int] = mapped_column(Integer)
    likely_bits: Mapped[int] = mapped_column(Integer)
    foreign_language: Mapped[bool] = mapped_column(Boolean)


class TextRow(Base):
    """The masked text of a comment; empty where no copy may be kept (R10)."""

    __tablename__ = "comment_text"
    number: Mapped[int] = mapped_column(ForeignKey("comment_index.number"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class SavedFilterRow(Base):
    """A filter that a person has given a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("owner", "name", name="one_saved_filter"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    owner: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text)
    """The filter as the query of its address."""


class ImportRow(Base):
    """A file being taken in. `content` is emptied when all of it is in; until `lease_until` somebody works on it."""

    __tablename__ = "import_job"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    options: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(Text)
    """The person who started it, as JSON: comments are taken in by that person."""
    total: Mapped[int] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer)
    """How many rows have been gone through."""
    taken: Mapped[int] = mapped_column(Integer)
    known: Mapped[int] = mapped_column(Integer)
    bad: Mapped[int] = mapped_column(Integer)
    interruptions: Mapped[int] = mapped_column(Integer)
    problem: Mapped[str] = mapped_column(Text)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportProblemRow(Base):
    """A row of a file that could not be taken in, as it stood, and why."""

    __tablename__ = "import_problem"
    job_id: Mapped[str] = mapped_column(ForeignKey("import_job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem: Mapped[str] = mapped_column(Text)
    fields: Mapped[str] = mapped_column(Text)


class OwnThresholdRow(Base):
    """The municipality's own threshold for a label under a policy. The audit trail holds every earlier one."""

    __tablename__ = "own_threshold"
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    policy: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(40))
    review: Mapped[float] = mapped_column(Float)
    act: Mapped[float] = mapped_column(Float)
    model: Mapped[str] = mapped_column(String(120))
    set_by: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
