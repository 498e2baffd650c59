"""`lathund labels`: what persons have decided, read out for training, and how far they agree."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.case_commands import open_desk, person_here
from classifier.cli.output import fail

if TYPE_CHECKING:
    from classifier.services.labels import Export

labels = typer.Typer(help="Bekräftade etiketter.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(labels, name="labels")


@labels.command("export", epilog="Exempel: `lathund labels export --out etiketter.jsonl`")
def export(
    out: Annotated[Path | None, typer.Option(help="Fil att skriva till; annars till skärmen.")] = None,
) -> None:
    """Write what persons have decided as JSON lines, masked, for training and evaluation."""
    found = _read()
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found.lines)
    if out:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(lines, encoding="utf-8")
        except OSError as error:
            fail(f"{out}: kan inte skrivas ({error.strerror or error}). Välj en annan plats med --out.")
    else:
        sys.stdout.write(lines)
    typer.echo(f"{found.decisions} bekräftade etiketter.", err=out is None)
    if found.conflicts:
        text = (
            f"{len(found.conflicts)} grupper av lika inlägg är bedömda olika och tränar inget: lathund labels agreement"
        )
        typer.secho(text, err=out is None, fg=typer.colors.YELLOW)


@labels.command("agreement", epilog="Exempel: `lathund labels agreement`")
def agreement(
    as_json: Annotated[bool, typer.Option("--json", help="Som JSON.")] = False,
) -> None:
    """Show where moderators judged near-identical comments differently, and Cohen's kappa of every two of them."""
    from rich.console import Console
    from rich.table import Table

    found = _read()
    if as_json:
        pairs = [
            {"accounts": a.accounts, "texts": a.texts, "agreed": a.agreed, "kappa": a.kappa, "by_label": a.by_label}
            for a in found.agreements
        ]
        typer.echo(json.dumps({"conflicts": [c.cases for c in found.conflicts], "pairs": pairs}, ensure_ascii=False))
        return
    console = Console()
    for number, conflict in enumerate(found.conflicts, 1):
        table = Table(title=f"Bedömt olika, grupp {number}", title_justify="left")
        for heading in ("ärende", "konto", "etiketter"):
            table.add_column(heading)
        for case, account, said in conflict.cases:
            table.add_row(case, account, ", ".join(said) or "ingen")
        console.print(table)
    if found.conflicts:
        typer.echo("Öppna ett av ärendena igen och besluta på nytt, så att lika inlägg bedöms lika.")
    table = Table(title="Samstämmighet mellan moderatorer", title_justify="left")
    for heading in ("konton", "gemensamma inlägg", "lika", "kappa"):
        table.add_column(heading)
    for pair in found.agreements:
        kappa = "–" if pair.kappa is None else f"{pair.kappa:.2f}"
        table.add_row(" och ".join(pair.accounts), str(pair.texts), f"{pair.agreed:.0%}", kappa)
    if found.agreements:
        console.print(table)
    typer.echo(f"{found.decisions} beslut, {len(found.conflicts)} konflikter.")


def _read() -> "Export":
    from classifier.cases.actors import Role
    from classifier.services.labels import export as read

    with open_desk() as desk:
        return read(desk, actor=person_here(Role.DATA_STAFF))
