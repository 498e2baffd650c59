"""Exports and requests for disclosure in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from classifier.cases.codes import Refusal
from classifier.cases.disclosure_codec import disclosure_from_json, disclosure_to_json
from classifier.cases.disclosure_parts import Disclosure
from classifier.cases.refusal import refuse
from classifier.storage.handover_tables import DisclosureItemRow, DisclosureRow, ExportRow
from classifier.storage.seals import touch


@dataclass(frozen=True, slots=True)
class StoredExport:
    """An export as the database knows it: `document` holds which cases and how they were chosen."""

    id: str
    kind: str
    package: str
    made_by: str
    made_at: datetime
    document: str


class Exports:
    """Packages that were made."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, export: StoredExport) -> None:
        """Enter an export."""
        values = {name: getattr(export, name) for name in StoredExport.__slots__}
        self._session.execute(insert(ExportRow).values(**values))
        touch(self._session, ExportRow, export.id)

    def get(self, export_id: str) -> StoredExport | None:
        """Return an export."""
        row = self._session.get(ExportRow, export_id)
        return _export(row) if row else None

    def listed(self, *, limit: int = 100) -> Sequence[StoredExport]:
        """Return the exports, the latest first."""
        query = select(ExportRow).order_by(ExportRow.made_at.desc(), ExportRow.id).limit(limit)
        return [_export(row) for row in self._session.scalars(query)]

    def documents(self) -> dict[str, str]:
        """Return the stored document of every export, for whoever checks them."""
        return {row.id: row.document for row in self._session.execute(select(ExportRow.id, ExportRow.document))}


class Disclosures:
    """Requests for disclosure. What they ask for stands in its own table, so that the database stops gallring of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, new: Disclosure) -> None:
        """Enter a request with what it asks for."""
        opened = {"opened_by": new.opened_by.id, "opened_at": new.opened_at}
        self._session.execute(insert(DisclosureRow).values(id=new.id, **opened, **_columns(new)))
        items = [{"disclosure_id": new.id, "comment_id": item.comment} for item in new.items]
        self._session.execute(insert(DisclosureItemRow), items)
        touch(self._session, DisclosureRow, new.id)

    def write(self, after: Disclosure, *, version: int) -> None:
        """Write a changed request over the version it was read in; refused where somebody was faster."""
        where = (DisclosureRow.id == after.id) & (DisclosureRow.version == version)
        done: Any = self._session.execute(update(DisclosureRow).where(where).values(**_columns(after)))
        if done.rowcount != 1:
            raise refuse(Refusal.STALE_VERSION)
        touch(self._session, DisclosureRow, after.id)

    def get(self, disclosure_id: str) -> Disclosure | None:
        """Return a request."""
        query = select(DisclosureRow.document).where(DisclosureRow.id == disclosure_id)
        document = self._session.scalars(query).one_or_none()
        return disclosure_from_json(document) if document is not None else None

    def lock(self, disclosure_id: str) -> Disclosure | None:
        """Return a request, locked until the end of the transaction."""
        query = select(DisclosureRow.document).where(DisclosureRow.id == disclosure_id).with_for_update()
        document = self._session.scalars(query).one_or_none()
        return disclosure_from_json(document) if document is not None else None

    def listed(self, *, limit: int = 100) -> Sequence[Disclosure]:
        """Return the requests, standing ones first, then the latest."""
        query = select(DisclosureRow.document).order_by(DisclosureRow.standing.desc(), DisclosureRow.opened_at.desc())
        return [disclosure_from_json(document) for document in self._session.scalars(query.limit(limit))]

    def documents(self) -> dict[str, str]:
        """Return the stored document of every request, for whoever checks them."""
        rows = self._session.execute(select(DisclosureRow.id, DisclosureRow.document))
        return {row.id: row.document for row in rows}

    def asked(self) -> dict[str, list[str]]:
        """Return the comments that each request asks for, as the table has them, in order."""
        found: dict[str, list[str]] = {}
        query = select(DisclosureItemRow).order_by(DisclosureItemRow.disclosure_id, DisclosureItemRow.comment_id)
        for row in self._session.scalars(query):
            found.setdefault(row.disclosure_id, []).append(row.comment_id)
        return found


def _columns(of: Disclosure) -> dict[str, object]:
    said = {"version": of.version, "status": of.status.value, "standing": of.standing}
    return {**said, "document": disclosure_to_json(of)}


def _export(row: ExportRow) -> StoredExport:
    return StoredExport(**{name: getattr(row, name) for name in StoredExport.__slots__})
