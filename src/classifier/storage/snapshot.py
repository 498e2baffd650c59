"""All rows of all tables as JSON lines, and back into an empty database. Packages and images are files of their own."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from classifier.cases.canonical import sha256
from classifier.storage import access_tables, accounts, case_tables, handover_tables, outbox
from classifier.storage.database import Database
from classifier.storage.seals import DIGESTED, digested
from classifier.storage.tables import Base

SECRET: Final = frozenset({"service_secret", "user_session", "sign_in_attempt"})
"""Tables that a snapshot leaves out: nothing of the record is in them, and who holds them can sign in."""

MADE_ANEW: Final = frozenset({"comment_index", "comment_text"})
"""Tables that a snapshot leaves out because the service makes them from the rest."""

_CONTENT: Final = "content"
_KNOWN: Final = (access_tables, accounts, case_tables, handover_tables, outbox)
"""Imported so that their tables belong to the metadata."""


class Tables:
    """The tables of a database as they are at the moment of this session's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def dumped(self, folder: Path) -> Iterator[tuple[str, Iterator[str]]]:
        """Yield every table with its rows as JSON lines, in the order of its key; content of packages goes to files."""
        for table in _tables():
            yield table.name, self._lines(table, folder)

    def _lines(self, table: Table, folder: Path) -> Iterator[str]:
        query = select(table).order_by(*table.primary_key.columns)
        for row in self._session.execute(query, execution_options={"yield_per": 200}):
            said = {name: _plain(name, value) for name, value in row._mapping.items() if name != _CONTENT}
            if _CONTENT in table.columns:
                said[_CONTENT] = _kept(folder, table.name, row._mapping[_CONTENT])
            yield json.dumps(said, ensure_ascii=True, sort_keys=True) + "\n"

    def load(self, folder: Path) -> None:
        """Put the rows of a snapshot into these tables, which are empty and without triggers."""
        for table in _tables():
            path = folder / "tables" / f"{table.name}.jsonl"
            for line in path.read_text(encoding="ascii").splitlines() if path.exists() else ():
                said = {name: _value(table, name, value) for name, value in json.loads(line).items()}
                if _CONTENT in said:
                    said[_CONTENT] = _read(folder, str(said[_CONTENT]))
                self._session.execute(insert(table).values(**said))

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table.name: self._session.scalars(select(func.count()).select_from(table)).one() for table in _tables()}


def bare(path: Path) -> Database:
    """Return a new SQLite database with the tables and without the triggers and foreign keys that a load would meet."""
    database = Database.unguarded(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    return database


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in SECRET | MADE_ANEW]


def _plain(name: str, value: Any) -> Any:
    if name in DIGESTED:
        return digested(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _value(table: Table, name: str, value: Any) -> Any:
    moment = table.columns[name].type.python_type is datetime or table.columns[name].type.__class__.__name__ == "Moment"
    return datetime.fromisoformat(value) if moment and isinstance(value, str) else value


def _kept(folder: Path, table: str, content: bytes) -> str:
    """Write a package or an image as a file under its SHA-256 and return its path."""
    path = folder / table / sha256(content)
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(content)
    return path.relative_to(folder).as_posix()


def _read(folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} leads out of the snapshot")
    return path.read_bytes() if path.exists() else b"missing"
