"""Tables of what leaves the service: destroyed packages, exports, requests for disclosure."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from classifier.storage.columns import Moment
from classifier.storage.tables import Base

_NAMED: Final = (
    "confirmed_kind = 'person' AND trim(confirmed_by) <> '' AND trim(confirmed_name) <> ''"
    " AND trim(reason) <> '' AND trim(decision) <> ''"
)


class DestructionRow(Base):
    """A package that was gallrad here: who confirmed it, under which decision and protocol. Its digest stays."""

    __tablename__ = "evidence_destructions"
    __table_args__ = (CheckConstraint(_NAMED, name="destroyed_by_person"),)
    digest: Mapped[str] = mapped_column(ForeignKey("evidence.digest"), primary_key=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), index=True)
    protocol_id: Mapped[str] = mapped_column(ForeignKey("gallring_protocols.id"))
    decision: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    confirmed_kind: Mapped[str] = mapped_column(String(20))
    confirmed_by: Mapped[str] = mapped_column(String(200))
    confirmed_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Moment)


class LooseGallringRow(Base):
    """A comment without a case that was gallrad: so that it is not listed again."""

    __tablename__ = "loose_gallring"
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    decision: Mapped[str] = mapped_column(String(200))
    protocol_id: Mapped[str] = mapped_column(ForeignKey("gallring_protocols.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class ExportRow(Base):
    """A package that was made for the diarium or the archive. What came back of it stands in the cases."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('diarium', 'archive') AND length(package) = 64 AND made_by <> ''", name="export_told"
        ),
    )
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    package: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)
    document: Mapped[str] = mapped_column(Text)


class DisclosureRow(Base):
    """A request to have records disclosed (TF 2 kap.). `standing` stops gallring of everything it asks for."""

    __tablename__ = "disclosures"
    __table_args__ = (CheckConstraint("version >= 1 AND opened_by <> ''", name="disclosure_told"),)
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))
    standing: Mapped[bool] = mapped_column(Boolean, index=True)
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    document: Mapped[str] = mapped_column(Text)


class DisclosureItemRow(Base):
    """A comment that a request asks for."""

    __tablename__ = "disclosure_items"
    disclosure_id: Mapped[str] = mapped_column(ForeignKey("disclosures.id"), primary_key=True)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comments.id"), primary_key=True, index=True)
