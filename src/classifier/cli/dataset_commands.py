"""`lathund datasets check`: the quality control of the corpus."""

from pathlib import Path
from typing import Annotated

import typer

datasets = typer.Typer(help="Datamängder: kontroll och statistik.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(datasets, name="datasets")


@datasets.command(epilog="Exempel: `lathund datasets check`")
def check(
    folder: Annotated[Path, typer.Argument(help="Mapp med datamängder.")] = Path("datasets"),
) -> None:
    """Check the datasets: schema, codes, duplicates, fictional numbers, templates. Exit 1 when something is wrong."""
    from classifier.cli.output import fail
    from classifier.cli.training_commands import training

    problems, summary = training("corpus_check").check(folder)
    typer.echo(summary)
    if problems:
        fail("\n".join(problems))
