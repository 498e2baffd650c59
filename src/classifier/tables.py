"""Reads comments from CSV, JSONL, parquet, plain lines or standard input; nothing is lost, bad rows are reported."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

TEXT_COLUMNS: Final = (
    "text",
    "kommentar",
    "comment",
    "kommentarer",
    "comments",
    "message",
    "meddelande",
    "inlägg",
    "inlagg",
    "body",
    "content",
    "innehåll",
)
ID_COLUMNS: Final = ("id", "comment_id", "kommentar_id", "external_id")
POST_COLUMNS: Final = ("post", "inläggstext", "post_text")
PARENT_COLUMNS: Final = ("parent", "svar_på", "parent_text")
_MAX_FIELD: Final = 10_000_000


class TableError(Exception):
    """The file as a whole cannot be read: says why and which option helps."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comment with everything that stood in its row; `problem` says why there is no text."""

    number: int
    text: str
    id: str
    post: str = ""
    parent: str = ""
    problem: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """What the person said; None means: find out."""

    column: str | None = None
    delimiter: str | None = None
    encoding: str | None = None


def read_rows(source: Path | None, options: Options) -> Iterator[Row]:
    """Yield the rows of a file, or of standard input when `source` is None. Raises TableError."""
    if source is None:
        data = sys.stdin.buffer.read()
        name = ""
    else:
        try:
            data = source.read_bytes()
        except OSError as error:
            raise TableError(f"{source}: kan inte läsas ({error.strerror})") from error
        name = source.name
    table = read_table(data, name, options)
    names = None if table.columns is None else _names(list(table.columns), options.column)
    for record in table.records:
        if record.problem:
            yield Row(record.number, "", "", problem=record.problem, fields=record.fields)
            continue
        try:
            found = names or _names(list(record.fields), options.column)
        except TableError as error:
            yield Row(record.number, "", "", problem=str(error), fields=record.fields)
            continue
        yield _row(record.number, record.fields, found)


@dataclass(frozen=True, slots=True)
class Record:
    """What stood in a row, before anybody has said which column is what."""

    number: int
    fields: dict[str, Any]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as columns and records; `columns` is None where each record names its own (JSONL)."""

    columns: tuple[str, ...] | None
    records: Iterator[Record]


def read_table(data: bytes, name: str, options: Options) -> Table:
    """Return columns and records of a file's bytes; its name tells the format, else its content. Raises TableError."""
    suffix = Path(name).suffix.lower()
    if suffix == ".parquet" or data[:4] == b"PAR1":
        return _parquet(data)
    text = _decode(data, options.encoding)
    if suffix in {".jsonl", ".ndjson"} or (suffix != ".csv" and text.lstrip().startswith("{")):
        return Table(None, _jsonl(text))
    if suffix in {".csv", ".tsv"} or (suffix == "" and _looks_like_csv(text)):
        return _csv(text, options, tabs=suffix == ".tsv")
    return Table(("text",), _lines(text))


def _decode(data: bytes, encoding: str | None) -> str:
    if encoding:
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError) as error:
            raise TableError(f"--encoding {encoding}: {error}") from error
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", errors="replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Old exports are Windows-1252; a byte it lacks is shown as �, and the row is kept.
        return data.decode("cp1252", errors="replace")


def _looks_like_csv(text: str) -> bool:
    first = text.split("\n", 1)[0]
    names = [n.strip().strip('"').lower() for n in first.replace(";", ",").replace("\t", ",").split(",")]
    return len(names) > 1 and any(n in TEXT_COLUMNS for n in names)


def _csv(text: str, options: Options, *, tabs: bool) -> Table:
    csv.field_size_limit(_MAX_FIELD)
    text = text.replace("\x00", "\ufffd")
    delimiter = options.delimiter or ("\t" if tabs else _delimiter(text))
    if delimiter in {"\\t", "tab"}:
        delimiter = "\t"
    if len(delimiter) != 1:
        raise TableError(f"--delimiter {delimiter!r}: skriv ett enda tecken, till exempel ';'")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [h.strip() for h in next(reader, [])]
    return Table(tuple(header) if header else None, _cells(reader, header))


def _cells(reader: Iterator[list[str]], header: list[str]) -> Iterator[Record]:
    for number, cells in enumerate(reader, start=2):
        if not cells:
            continue
        fields = dict(zip(header, cells, strict=False))
        more = len(cells) > len(header)
        yield Record(number, fields, f"raden har {len(cells)} fält men rubriken {len(header)}" if more else "")


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(";,\t|", key=header.count) if any(c in header for c in ";,\t|") else ","


def _jsonl(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Record(number, {"rad": line}, f"inte JSON: {error}")
            continue
        if isinstance(fields, dict):
            yield Record(number, fields)
        else:
            yield Record(number, {"rad": line}, "raden är inte ett JSON-objekt")


def _parquet(data: bytes) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(io.BytesIO(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"inte en parquetfil: {error}") from error
    batches = table.iter_batches(batch_size=2_000)
    numbered = enumerate((fields for batch in batches for fields in batch.to_pylist()), start=1)
    return Table(tuple(table.schema_arrow.names), (Record(number, fields) for number, fields in numbered))


def _lines(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield Record(number, {"text": line})


def _names(header: list[str], column: str | None) -> dict[str, str | None]:
    lower = {h.lower().strip(): h for h in header}
    if column is not None:
        if column.lower() not in lower:
            raise TableError(f"--column {column}: finns inte. Kolumnerna är: {', '.join(header)}")
        text: str | None = lower[column.lower()]
    else:
        text = next((lower[n] for n in TEXT_COLUMNS if n in lower), header[0] if len(header) == 1 else None)
    if text is None:
        raise TableError(f"ingen kolumn ser ut att hålla texten. Ange en med --column: {', '.join(header)}")

    def first(candidates: tuple[str, ...]) -> str | None:
        return next((lower[n] for n in candidates if n in lower and lower[n] != text), None)

    return {"text": text, "id": first(ID_COLUMNS), "post": first(POST_COLUMNS), "parent": first(PARENT_COLUMNS)}


def _row(number: int, fields: dict[str, Any], names: dict[str, str | None]) -> Row:
    def value(key: str) -> str:
        name = names[key]
        found = fields.get(name) if name else None
        return "" if found is None else str(found)

    text = value("text")
    problem = "" if text.strip() else "raden har ingen text"
    return Row(number, text, value("id") or str(number), value("post"), value("parent"), problem, fields)
