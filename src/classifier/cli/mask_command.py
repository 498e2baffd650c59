"""`lathund mask`: a file in, the same file with personal data replaced by its kind, and a count."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TextIO

import typer

if TYPE_CHECKING:
    from classifier.masking import Masker
    from classifier.tables import Row

FORMATS: Final = ("text", "csv", "jsonl")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Exempel: `lathund mask kommentarer.csv --column text,svar --out maskerad.csv`")
    def mask(
        source: Annotated[str, typer.Argument(metavar="FIL|-", help="CSV, JSONL, parquet, textrader eller - (stdin).")],
        column: Annotated[
            str | None, typer.Option(help="Kolumner som maskeras, med komma mellan; utan val alla textfält.")
        ] = None,
        fmt: Annotated[str | None, typer.Option("--format", help="text, csv eller jsonl.")] = None,
        out: Annotated[Path | None, typer.Option(help="Skriv till fil; formatet tas från ändelsen.")] = None,
        delimiter: Annotated[str | None, typer.Option(help="Skiljetecken i CSV.")] = None,
        encoding: Annotated[str | None, typer.Option(help="Teckenkodning, till exempel cp1252.")] = None,
        identifiers_only: Annotated[
            bool, typer.Option("--identifiers-only", help="Maskera bara nummer och adresser, låt namn stå.")
        ] = False,
    ) -> None:
        """Replace personal data (numbers, addresses, names) in every text of a file by its kind."""
        from classifier.bootstrap import StartError, wire
        from classifier.cli.output import fail, wrong_usage
        from classifier.lathund import ProfileError
        from classifier.logs import configure
        from classifier.masking import Masker
        from classifier.rules import RuleErrors
        from classifier.settings import Settings
        from classifier.tables import Options, TableError, read_rows

        configure("error")
        columns = [c.strip() for c in column.split(",") if c.strip()] if column else []
        try:
            parts = wire(Settings())
            options = Options(columns[0] if columns else None, delimiter, encoding)
            rows = list(read_rows(None if source == "-" else Path(source), options))
        except (StartError, ProfileError, RuleErrors, TableError) as error:
            fail(str(error))
        masker = parts.masker
        if masker.recogniser is None and not identifiers_only:
            hint = "Med --identifiers-only maskeras bara nummer och adresser."
            fail(f"Namn kan inte maskeras: {parts.names_problem} {hint}")
        if identifiers_only:
            masker = Masker(masker.normalizer, None, masker.public)
        chosen = fmt or _format(out, rows)
        if chosen not in FORMATS:
            wrong_usage(f"--format {chosen}: välj en av {', '.join(FORMATS)}")
        unknown = [c for c in columns if rows and not any(c in row.fields for row in rows)]
        if unknown:
            wrong_usage(f"--column {', '.join(unknown)}: finns inte. Kolumnerna är: {', '.join(rows[0].fields)}")
        counts: Counter[str] = Counter()
        try:
            _write(_masked(rows, masker, columns, counts), chosen, out)
        except OSError as error:
            fail(f"{out}: kan inte skrivas ({error.strerror})")
        told = " · ".join(f"{kind} {count}" for kind, count in sorted(counts.items())) or "inget"
        typer.echo(f"{len(rows)} texter, maskerat: {told}.", err=True)


def _format(out: Path | None, rows: list["Row"]) -> str:
    if out is not None:
        return {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(out.suffix.lower(), "text")
    return "text" if all(set(row.fields) <= {"text"} for row in rows) else "jsonl"


def _masked(rows: list["Row"], masker: "Masker", columns: list[str], counts: Counter[str]) -> Iterator[dict[str, Any]]:
    """Yield the fields of each row; a row that could not be read is masked whole, never passed on as it stands."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    hidden = len(rows) < 500 or not console.is_terminal
    for row in track(rows, description="Maskerar", console=console, disable=hidden):
        yield {
            name: _value(value, masker, counts) if not columns or name in columns or row.problem else value
            for name, value in row.fields.items()
        }


def _value(value: Any, masker: "Masker", counts: Counter[str]) -> Any:
    if isinstance(value, str):
        masked = masker.mask(value)
        counts.update(span.kind for span in masked.spans)
        return masked.text
    if isinstance(value, list):
        return [_value(item, masker, counts) for item in value]
    if isinstance(value, dict):
        return {key: _value(item, masker, counts) for key, item in value.items()}
    return value


def _write(rows: Iterator[dict[str, Any]], fmt: str, out: Path | None) -> None:
    stream: TextIO = out.open("w", encoding="utf-8", newline="") if out else sys.stdout
    try:
        if fmt == "csv":
            _write_csv(list(rows), stream, mark=out is not None)
            return
        for row in rows:
            text = " ".join(str(v) for v in row.values()) if fmt == "text" else None
            stream.write((json.dumps(row, ensure_ascii=False, default=str) if text is None else text) + "\n")
    finally:
        if out:
            stream.close()


def _write_csv(rows: list[dict[str, Any]], stream: TextIO, *, mark: bool) -> None:
    # Excel reads a UTF-8 file only with a byte order mark; a Swedish Excel wants semicolons.
    stream.write("\ufeff" if mark else "")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, names, delimiter=";")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: f"'{v}" if str(v)[:1] in {"=", "+", "-", "@", "\t", "\r"} else v for k, v in row.items()})
