"""Seals of rows: what a row holds as one digest, written into the audit chain with the event that changed it.

An event says in words what happened; its seals say to the byte what was stored. `lathund audit verify` compares them
with the rows: a changed, removed or inserted row has no seal that fits. Every table is named here, one way or another.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, String, Table, inspect, select, type_coerce
from sqlalchemy.orm import Session

from classifier.cases.canonical import canonical_bytes, sha256
from classifier.storage.columns import Moment
from classifier.storage.tables import Base

SEALED: Final[dict[str, frozenset[str]]] = {
    "comments": frozenset(),
    "evidence_removals": frozenset(),
    "cases": frozenset(),
    "deletions": frozenset(),
    "holds": frozenset(),
    "replies": frozenset(),
    "labels": frozenset(),
    "gallring_protocols": frozenset(),
    "alarm_event": frozenset(),
    "app_user": frozenset(),
    "api_key": frozenset({"last_used_at"}),
    "platform_account": frozenset(),
    "access_journal": frozenset(),
    "evidence_destructions": frozenset(),
    "loose_gallring": frozenset(),
    "exports": frozenset(),
    "disclosures": frozenset(),
    "own_threshold": frozenset(),
}
"""Table → columns that are left out: they change without anybody's act. Each table has one column as its key."""

CHECKED_OTHERWISE: Final[dict[str, str]] = {
    "audit_events": "the chain itself",
    "audit_head": "counts the chain and carries its HMAC",
    "evidence": "stored under the SHA-256 of its bytes, which the chain names",
    "screenshots": "stored under the SHA-256 of its bytes, which a package names",
    "disclosure_items": "the comments that the document of the request names, row for row",
}

UNSEALED: Final[dict[str, str]] = {
    "alarm_delivery": "how far a sending has come; a removed row is sent again",
    "user_session": "browsers that are signed in; a removed row signs out",
    "sign_in_attempt": "counts of failures, cleared by themselves",
    "idempotency_keys": "which requests were seen; comments are unique without them",
    "service_secret": "signs cookies; another value signs everybody out",
    "comment_index": "made from the cases and the evidence, for lists and figures",
    "comment_text": "masked words to search by, made from the evidence",
    "saved_filter": "a person's own shortcuts",
    "person_preference": "how a person wants the pages to look",
    "import_job": "how far a file has come; what it brought is in the comments",
    "import_problem": "rows of a file that could not be read",
    "questions": "to whom a case was put, for lists; the case itself holds it",
    "comment_measures": "what drift is counted from; the classifications themselves are in the evidence",
    "shadow_results": "what a candidate would have said; nobody's decision rests on it",
    "service_run": "starts of processes; every classification carries its own versions",
}
"""Table → why nobody's decision rests on it."""

DIGESTED: Final = frozenset({"password_hash"})
"""Columns that enter a seal as their digest: a snapshot carries the digest alone and can still be verified."""

GONE: Final = ""
"""The seal of a row that was removed."""

_DIGEST: Final = "sha256:"
_TOUCHED: Final = "lathund_touched"
_PAGE: Final = 400


def touch(session: Session, table: type[Base], key: object) -> None:
    """Note that a row is written or removed in this transaction: its seal goes with the transaction's last event."""
    session.info.setdefault(_TOUCHED, {}).setdefault(table.__tablename__, {})[key] = None


def touched(session: Session) -> dict[str, list[Any]]:
    """Return the rows noted since the last call, and forget them."""
    return {table: list(keys) for table, keys in session.info.pop(_TOUCHED, {}).items()}


def seals_of(session: Session, rows: dict[str, list[Any]]) -> dict[str, str]:
    """Return the seal of every row of these, read back as it is stored."""
    seals = {name_of(table, key): GONE for table, keys in rows.items() for key in keys}
    for table, keys in rows.items():
        key_column = _key(_table(table))
        for first in range(0, len(keys), _PAGE):
            chosen = select(*_columns(session, table)).where(key_column.in_(keys[first : first + _PAGE]))
            seals.update(_sealed(table, row) for row in session.execute(chosen))
    return seals


def stored(session: Session, table: str) -> Iterator[tuple[str, str]]:
    """Yield name and seal of every row of a table as it is now, a page at a time."""
    key_column = _key(_table(table))
    page = select(*_columns(session, table), key_column.label("_last")).order_by(key_column).limit(_PAGE)
    found = session.execute(page).all()
    while found:
        yield from (_sealed(table, row[:-1]) for row in found)
        found = session.execute(page.where(key_column > found[-1][-1])).all()


def name_of(table: str, key: object) -> str:
    """Return what a row is called in the chain."""
    return f"{table}:{key}"


def _sealed(table: str, row: Iterable[Any]) -> tuple[str, str]:
    """Return name and seal. Columns at their neutral value are left out, so that a new column unseals no old row."""
    described = _table(table)
    names = [c.name for c in described.columns if c.name not in SEALED[table]]
    given = dict(zip(names, row, strict=True))
    content = {n: _content(n, value) for n, value in given.items() if not _neutral(described.columns[n], value)}
    digest = sha256(canonical_bytes({"table": table, "columns": content}))
    return name_of(table, _plain(given[_key(described).name])), digest


def digested(value: str) -> str:
    """Return what stands for a secret in its seal and in a snapshot; a digest stands for itself."""
    return value if not value or value.startswith(_DIGEST) else f"{_DIGEST}{sha256(value.encode())}"


def _content(name: str, value: Any) -> Any:
    return digested(value) if name in DIGESTED else _plain(value)


def _neutral(column: Column[Any], value: Any) -> bool:
    return value is None if column.nullable else value in ("", 0)


def _plain(value: Any) -> Any:
    """Return a value that is the same from both databases."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, bytes | memoryview):
        return f"bytes:{bytes(value).hex()}"
    return value


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _key(table: Table) -> Column[Any]:
    (column,) = table.primary_key.columns
    return column


def _columns(session: Session, table: str) -> list[Any]:
    """Return the columns as the database gives them, before any type makes something else of them."""
    sqlite = inspect(session.get_bind()).dialect.name == "sqlite"
    return [_raw(c, sqlite=sqlite) for c in _table(table).columns if c.name not in SEALED[table]]


def _raw(column: Column[Any], *, sqlite: bool) -> Any:
    if isinstance(column.type, Boolean):
        return type_coerce(column, Integer)
    if isinstance(column.type, Moment):
        return type_coerce(column, BigInteger)
    if isinstance(column.type, DateTime) and sqlite:
        return type_coerce(column, String)
    return column
