"""Tables. Times are UTC and stored without zone; nothing here is nullable."""

from datetime import datetime

from sqlalchemy import DateTime, Integer, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of all tables."""


def table_of(row: type[Base]) -> Table:
    """Return the table of a row. Statements on it cost half of those on the class: the ORM does not look at each."""
    return Base.metadata.tables[row.__tablename__]


class ServiceRun(Base):
    """Which versions served from when: what an answer was given by can be told afterwards (AI Act, logging)."""

    __tablename__ = "service_run"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    started_at: Mapped[datetime] = mapped_column(DateTime)
    version: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120))
    rules: Mapped[str] = mapped_column(String(40))
    policy: Mapped[str] = mapped_column(String(60))
