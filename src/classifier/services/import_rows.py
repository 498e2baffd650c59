"""The rows of a file as comments: which column is what, and why a row is none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import Any, Final

from classifier.cases.accounts import Capability
from classifier.cases.codes import Refusal
from classifier.cases.moments import STOCKHOLM
from classifier.cases.refusal import refuse
from classifier.services.intake import Incoming
from classifier.tables import (
    ID_COLUMNS,
    PARENT_COLUMNS,
    POST_COLUMNS,
    TEXT_COLUMNS,
    Options,
    Record,
    TableError,
    read_table,
)

FROM_FILE: Final = "fil"
"""The platform of comments whose file is read without saying where they were written."""
_LONGEST_ID: Final = 380
_AUTHORS: Final = ("författare", "author", "skribent", "namn", "name", "from", "avsändare", "användare", "konto")
_TIMES: Final = ("tid", "time", "datum", "date", "published_at", "created_time", "created_at", "publicerad")
_LINKS: Final = ("permalink", "länk", "url", "link", "permalink_url")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; empty where the file has none."""

    text: str = ""
    id: str = ""
    author: str = ""
    time: str = ""
    post: str = ""
    parent: str = ""
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What is the same for every row: where the comments were written, and under which policy."""

    policy: str
    platform: str = FROM_FILE
    account: str = ""
    channel: str = "comment"
    capabilities: tuple[Capability, ...] = tuple(Capability)
    """What the platform lets the municipality do with these comments (R77)."""


def guessed(names: Sequence[str]) -> Columns:
    """Guess by their names which column is what."""
    lower = {name.casefold().strip(): name for name in names}
    taken: set[str] = set()

    def first(candidates: Sequence[str]) -> str:
        found = next((lower[c] for c in candidates if c in lower and lower[c] not in taken), "")
        taken.add(found)
        return found

    text = first(TEXT_COLUMNS) or (names[0] if len(names) == 1 else "")
    return Columns(
        text=text,
        id=first(ID_COLUMNS),
        author=first(_AUTHORS),
        time=first(_TIMES),
        post=first(POST_COLUMNS),
        parent=first(PARENT_COLUMNS),
        permalink=first(_LINKS),
    )


def records(name: str, content: bytes) -> Iterator[Record]:
    """Yield the records of a file. Refused where it cannot be read as a whole."""
    try:
        yield from read_table(content, name, Options()).records
    except TableError as error:
        raise refuse(Refusal.FILE_UNREADABLE, why=str(error)) from error


def names_of(name: str, content: bytes) -> tuple[str, ...]:
    """Return the columns of a file: its own, else those of its first records."""
    try:
        columns = read_table(content, name, Options()).columns
    except TableError as error:
        raise refuse(Refusal.FILE_UNREADABLE, why=str(error)) from error
    if columns is not None:
        return columns
    first = islice(records(name, content), 200)
    return tuple(dict.fromkeys(key for record in first if not record.problem for key in record.fields))


def incoming(record: Record, file_digest: str, columns: Columns, target: Target) -> Incoming | str:
    """Return the comment of a row, or in Swedish why there is none."""
    if record.problem:
        return record.problem
    said = {f.name: _cell(record.fields, getattr(columns, f.name)) for f in fields(Columns)}
    if not said["text"].strip():
        return "raden har ingen text"
    if len(said["id"]) > _LONGEST_ID:
        return f"id är längre än {_LONGEST_ID} tecken"
    try:
        published = _moment(said["time"])
    except ValueError:
        return f"tiden {said['time'][:40]!r} går inte att läsa; skriv den som 2026-11-21 13:45"
    return Incoming(
        platform=target.platform,
        external_id=said["id"].strip() or f"rad:{file_digest[:20]}:{record.number}",
        text=said["text"],
        policy=target.policy,
        author=said["author"],
        account=target.account,
        permalink=said["permalink"],
        channel=target.channel,
        capabilities=target.capabilities,
        post=said["post"],
        parent=said["parent"],
        published_at=published,
    )


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column) if column else None
    return "" if value is None else str(value)


def _moment(said: str) -> datetime | None:
    """Return a time of a row; without a zone it is Swedish. Raises ValueError."""
    if not said.strip():
        return None
    moment = datetime.fromisoformat(said.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
