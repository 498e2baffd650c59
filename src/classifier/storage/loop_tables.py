"""Tables of the loop: what each comment measured, and what a candidate in shadow said beside the live model."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from classifier.storage.columns import Moment
from classifier.storage.tables import Base


class MeasureRow(Base):
    """Figures of one comment for drift by month: no text."""

    __tablename__ = "comment_measures"
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    model: Mapped[str] = mapped_column(String(120))
    characters: Mapped[int] = mapped_column(Integer)
    words: Mapped[int] = mapped_column(Integer)
    unknown_words: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(10))
    row: Mapped[str] = mapped_column(String(2))
    labels: Mapped[str] = mapped_column(String(400))
    reviewed: Mapped[bool] = mapped_column(Boolean)


class ShadowRow(Base):
    """What the live model and a candidate said of the same comment: labels, row and scores, no text."""

    __tablename__ = "shadow_results"
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    candidate: Mapped[str] = mapped_column(String(120), primary_key=True)
    live: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    differs: Mapped[bool] = mapped_column(Boolean)
    kind: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)
