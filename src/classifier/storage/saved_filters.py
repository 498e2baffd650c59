"""Filters that persons keep under a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from classifier.storage.index_tables import SavedFilterRow


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter of one person: its name, and what it asks for as the query of an address."""

    id: int
    name: str
    query: str


def of_owner(session: Session, owner: str) -> Sequence[SavedFilter]:
    """Return the filters of a person by name."""
    query = select(SavedFilterRow).where(SavedFilterRow.owner == owner).order_by(SavedFilterRow.name)
    return [SavedFilter(row.id, row.name, row.query) for row in session.scalars(query)]


def put(session: Session, owner: str, name: str, query: str) -> SavedFilter:
    """Keep a filter, in place of one with the same name."""
    where = (SavedFilterRow.owner == owner) & (SavedFilterRow.name == name)
    row = session.scalars(select(SavedFilterRow).where(where)).one_or_none()
    if row is None:
        row = SavedFilterRow(owner=owner, name=name, query=query)
        session.add(row)
    row.query = query
    session.flush()
    return SavedFilter(row.id, row.name, row.query)


def remove(session: Session, owner: str, filter_id: int) -> None:
    """Remove a person's own filter."""
    mine = (SavedFilterRow.owner == owner) & (SavedFilterRow.id == filter_id)
    session.execute(delete(SavedFilterRow).where(mine))
