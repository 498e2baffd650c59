"""`lathund check-rules`: reads rule files, runs their examples, reports every error with file and line."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("check-rules", epilog="Exempel: `lathund check-rules mina-regler/`")
    def check_rules(
        folder: Annotated[Path | None, typer.Argument(help="Mapp med regelfiler; utan mapp de medföljande.")] = None,
        codes: Annotated[bool, typer.Option("--codes", help="Skriv koder för etiketter och kategorier.")] = False,
    ) -> None:
        """Check rule files: shape, patterns, and that every example hits or misses as it says."""
        from classifier.cli.output import fail
        from classifier.rules import RuleErrors, load_rules, shipped_rules_dir
        from classifier.rules.examples import check_examples
        from classifier.taxonomy import CATEGORIES

        if codes:
            for code, swedish in CATEGORIES.items():
                typer.echo(f"{code:36} {swedish}")
            return
        folders = [shipped_rules_dir(), *([folder] if folder else [])]
        try:
            rules = load_rules(*folders)
        except RuleErrors as error:
            fail(f"{error}\n{len(error.errors)} fel")
        errors = check_examples(rules)
        if errors:
            fail("\n".join(map(str, errors)) + f"\n{len(errors)} fel")
        typer.echo(f"{len(rules.rules)} regler med {rules.entries} ord, fraser och mönster: inga fel")
