"""The values of an indexed column, each once, without reading every row: databases go through the whole index else."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def each(session: Session, column: InstrumentedAttribute[str], *, beyond: str | None = None) -> Iterator[str]:
    """Yield the values of a column in order, those after `beyond` where it is given, leaping from one to the next."""
    least = select(func.min(column))
    value = session.scalar(least if beyond is None else least.where(column > beyond))
    while value is not None:
        yield value
        value = session.scalar(least.where(column > value))
