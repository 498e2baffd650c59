"""`lathund train` and `lathund evaluate`: run the scripts of `training/` with a progress bar."""

import importlib
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command(epilog="Exempel: `lathund train --out models --version 2026.11.1`")
    def train(
        out: Annotated[Path, typer.Option(help="Mapp för modeller.")] = Path("models"),
        version: Annotated[str, typer.Option(help="Versionens namn.")] = "candidate",
        config: Annotated[Path | None, typer.Option(help="Konfiguration (TOML).")] = None,
    ) -> None:
        """Train a model from datasets/ (and ../shared/data where it is there) and write a candidate."""
        _training("train").run(out=out, version=version, config=config)

    @app.command(
        epilog="Exempel: `lathund evaluate models --out var/rapport.html` eller `lathund evaluate personal-data`"
    )
    def evaluate(
        model: Annotated[Path, typer.Argument(help="Modellmapp, eller personal-data.")] = Path("models"),
        out: Annotated[Path | None, typer.Option(help="Skriv också rapporten hit (.html eller .json).")] = None,
        card: Annotated[bool, typer.Option("--card", help="Skriv modellkortet (CARD.md) i modellmappen.")] = False,
        part: Annotated[str, typer.Option(help="personal-data: test, dev eller all.")] = "test",
        presidio: Annotated[
            Path | None, typer.Option(help="personal-data: en Python med presidio-analyzer att jämföra med.")
        ] = None,
    ) -> None:
        """Measure a model: per label, lathund row, missed emergencies, wrongly removed criticism, functional suite."""
        if str(model) == "personal-data":
            _training("personal_data").run(part=part, out=out, presidio=presidio)
            return
        _training("evaluation.run").run(model=model, out=out, card=card)


def _training(name: str) -> ModuleType:
    from classifier.cli.output import fail

    try:
        return importlib.import_module(f"training.{name}")
    except ModuleNotFoundError as error:
        fail(
            f"{error}. Training runs from a checkout of the project with the extra `train`: "
            "pip install -e '.[train]', then run the command in the project's folder."
        )
