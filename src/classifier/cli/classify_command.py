"""`lathund classify`: a file of comments in, the same rows with labels, row and steps out, and a summary."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TextIO

import typer

if TYPE_CHECKING:
    from classifier.bootstrap import Wired
    from classifier.lathund import Profile
    from classifier.pipeline import Classification
    from classifier.tables import Row

FORMATS: Final = ("table", "csv", "jsonl", "parquet")
COLUMNS: Final = (
    "nummer",
    "id",
    "text",
    "etiketter",
    "flaggor",
    "rad",
    "titel",
    "akut",
    "granskas",
    "granskningsskäl",
    "allvar",
    "säkerhet",
    "fynd",
    "åtgärder",
    "lagstöd",
    "policy",
    "modell",
    "fel",
)


@dataclass
class Summary:
    """What came out, for the lines at the end."""

    rows: Counter[str] = field(default_factory=Counter)
    urgent: int = 0
    review: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)

    def note(self, result: "Classification | None", row: "Row") -> None:
        """Count one row."""
        if result is None:
            self.bad.append((row.number, row.problem))
            return
        self.rows[result.lathund.row.value] += 1
        self.urgent += result.lathund.urgent
        self.review += bool(result.review_reasons)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Exempel: `lathund classify kommentarer.csv --policy lilla-edet --out svar.csv`")
    def classify(
        source: Annotated[str, typer.Argument(metavar="FIL|-", help="CSV, JSONL, parquet, textrader eller - (stdin).")],
        policy: Annotated[str | None, typer.Option(help="Policy (se `lathund policies list`).")] = None,
        fmt: Annotated[str | None, typer.Option("--format", help="table, csv, jsonl eller parquet.")] = None,
        out: Annotated[Path | None, typer.Option(help="Skriv till fil; formatet tas från ändelsen.")] = None,
        column: Annotated[str | None, typer.Option(help="Kolumnen med texten.")] = None,
        delimiter: Annotated[str | None, typer.Option(help="Skiljetecken i CSV.")] = None,
        encoding: Annotated[str | None, typer.Option(help="Teckenkodning, till exempel cp1252.")] = None,
    ) -> None:
        """Classify every comment of a file under one policy."""
        from classifier.bootstrap import StartError, wire
        from classifier.cli.output import fail, wrong_usage
        from classifier.lathund import ProfileError
        from classifier.logs import configure
        from classifier.rules import RuleErrors
        from classifier.settings import Settings
        from classifier.tables import Options, TableError, read_rows

        configure("error")
        chosen = fmt or (out.suffix.lstrip(".").lower() if out else "table")
        if chosen not in FORMATS:
            wrong_usage(f"--format {chosen}: välj en av {', '.join(FORMATS)}")
        if chosen == "parquet" and out is None:
            wrong_usage("parquet skrivs till fil: ange --out FIL.parquet")
        try:
            parts = wire(Settings())
            name = policy or parts.default_policy
            if name not in parts.profiles:
                wrong_usage(f"--policy {name}: välj en av {', '.join(sorted(parts.profiles))}")
            rows = list(read_rows(None if source == "-" else Path(source), Options(column, delimiter, encoding)))
        except (StartError, ProfileError, RuleErrors, TableError) as error:
            fail(str(error))
        summary = Summary()
        results = _classified(rows, parts, parts.profiles[name], summary)
        try:
            _write(results, chosen, out)
        except OSError as error:
            fail(f"{out}: kan inte skrivas ({error.strerror})")
        _print_summary(summary, parts)


def _classified(
    rows: list["Row"], parts: "Wired", profile: "Profile", summary: Summary
) -> Iterator[tuple["Row", "Classification | None"]]:
    from rich.console import Console
    from rich.progress import track

    from classifier.pipeline import Comment, Context

    console = Console(stderr=True)
    hidden = len(rows) < 500 or not console.is_terminal
    for row in track(rows, description="Läser kommentarer", console=console, disable=hidden):
        result = None
        if not row.problem:
            comment = Comment(row.text, row.id, context=Context(row.post, row.parent))
            result = parts.pipeline.classify(comment, profile)
        summary.note(result, row)
        yield row, result


def _write(results: Iterator[tuple["Row", "Classification | None"]], fmt: str, out: Path | None) -> None:
    if fmt == "parquet":
        assert out is not None
        _write_parquet([_flat(*r) for r in results], out)
        return
    stream: TextIO = out.open("w", encoding="utf-8", newline="") if out else sys.stdout
    try:
        if fmt == "csv":
            # Excel reads a UTF-8 file only with a byte order mark; a Swedish Excel wants semicolons.
            stream.write("\ufeff" if out else "")
            writer = csv.DictWriter(stream, COLUMNS, delimiter=";")
            writer.writeheader()
            for row, result in results:
                writer.writerow({k: _harmless_cell(v) for k, v in _flat(row, result).items()})
        elif fmt == "jsonl":
            for row, result in results:
                stream.write(json.dumps(_full(row, result), ensure_ascii=False, default=str) + "\n")
        else:
            _write_table(results, stream)
    finally:
        if out:
            stream.close()


def _write_table(results: Iterator[tuple["Row", "Classification | None"]], stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False, expand=False)
    for heading, width in (("nr", 4), ("rad", 4), ("etiketter", 24), ("granskas", 22), ("kommentar", 60)):
        table.add_column(heading, max_width=width, overflow="ellipsis", no_wrap=heading in {"nr", "rad"})
    for row, result in results:
        if result is None:
            table.add_row(str(row.number), "–", "", "", Text(f"FEL: {row.problem}", style="red"))
            continue
        labels = ", ".join([*result.decision.labels, *(f"({f})" for f in result.decision.flags)]) or "–"
        style = "bold red" if result.lathund.urgent else ""
        table.add_row(
            str(row.number),
            Text(result.lathund.row.value, style=style),
            labels,
            ", ".join(result.review_reasons),
            Text(" ".join(row.text.split())),
        )
    wide = None if stream.isatty() else 130
    Console(file=stream, width=wide).print(table)


def _write_parquet(rows: list[dict[str, Any]], out: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    pq.write_table(pa.table(columns), out)


def _flat(row: "Row", result: "Classification | None") -> dict[str, Any]:
    """Return one flat row; the columns are the same whether the comment could be read or not."""
    if result is None:
        empty: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        return empty | {
            "nummer": row.number,
            "id": row.id,
            "text": row.text or json.dumps(row.fields, ensure_ascii=False, default=str),
            "akut": False,
            "granskas": True,
            "allvar": 0,
            "säkerhet": 0.0,
            "fel": row.problem,
        }
    decision, plan = result.decision, result.lathund
    return {
        "nummer": row.number,
        "id": row.id,
        "text": row.text,
        "etiketter": ",".join(decision.labels),
        "flaggor": ",".join(decision.flags),
        "rad": plan.row.value,
        "titel": plan.title,
        "akut": plan.urgent,
        "granskas": bool(result.review_reasons),
        "granskningsskäl": ",".join(result.review_reasons),
        "allvar": int(decision.severity),
        "säkerhet": round(max(result.scores.values()), 3),
        "fynd": " | ".join(f"{f.reason}: «{f.text}»" for f in result.findings),
        "åtgärder": " → ".join(s.text for s in plan.steps),
        "lagstöd": ",".join(plan.legal_basis),
        "policy": f"{plan.policy} {plan.policy_version}",
        "modell": result.model,
        "fel": "",
    }


def _full(row: "Row", result: "Classification | None") -> dict[str, Any]:
    from classifier.web.api.schemas import to_out

    if result is None:
        return {"row": row.number, "id": row.id, "error": row.problem, "input": row.fields}
    return {"row": row.number, "text": row.text} | to_out(result).model_dump(mode="json")


def _harmless_cell(value: Any) -> Any:
    """Keep a spreadsheet from running a comment as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _print_summary(summary: Summary, parts: "Wired") -> None:
    rows = " · ".join(f"{name} {summary.rows.get(name, 0)}" for name in ("L1", "L2", "L3", "L4", "L5"))
    total = sum(summary.rows.values())
    typer.echo(f"{total} kommentarer: {rows}. Akuta: {summary.urgent}. Att granska: {summary.review}.", err=True)
    if parts.model_problem:
        typer.secho(f"Ingen modell: {parts.model_problem} Bara regler, allt granskas.", err=True, fg="yellow")
    for number, problem in summary.bad[:20]:
        typer.secho(f"rad {number}: {problem}", err=True, fg="yellow")
    if summary.bad:
        more = f" ({len(summary.bad) - 20} till)" if len(summary.bad) > 20 else ""
        typer.secho(f"{len(summary.bad)} rader kunde inte läsas{more}; de står kvar i utdata med skälet.", err=True)
