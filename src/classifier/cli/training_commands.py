"""`lathund train` and `lathund evaluate`: run the scripts of `training/` with a progress bar."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated, TypeVar

import typer

from classifier.cli.model_commands import note_own_training

T = TypeVar("T")


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command(epilog="Exempel: `lathund train --version 2026.12.1 --labels etiketter.jsonl`")
    def train(
        out: Annotated[Path, typer.Option(help="Mapp för modeller.")] = Path("models"),
        version: Annotated[str, typer.Option(help="Versionens namn.")] = "candidate",
        config: Annotated[Path | None, typer.Option(help="Konfiguration (TOML).")] = None,
        labels: Annotated[
            list[Path] | None, typer.Option(help="Egna etiketter från `lathund labels export`; kan anges flera gånger.")
        ] = None,
        name: Annotated[str, typer.Option(help="Ditt namn, till loggen.")] = "",
    ) -> None:
        """Train a candidate from datasets/, ../shared/data where it is there, and own labels. Can be interrupted."""
        manifest = done(lambda: training("train").run(out=out, version=version, config=config, labels=labels or []))
        note_own_training(manifest, name)

    @app.command(
        epilog="Exempel: `lathund evaluate 2026.12.1 --labels etiketter.jsonl`, `lathund evaluate models --out r.html`"
    )
    def evaluate(
        model: Annotated[
            Path, typer.Argument(help="En version jämförs med den i drift; en mapp mäts för sig; eller personal-data.")
        ] = Path("models"),
        labels: Annotated[
            list[Path] | None, typer.Option(help="Egna etiketter, att jämföra på det som inte tränat.")
        ] = None,
        gates: Annotated[Path | None, typer.Option(help="Gränser (TOML); annars LATHUND_GATES_FILE.")] = None,
        out: Annotated[Path | None, typer.Option(help="Skriv också rapporten hit (.html eller .json).")] = None,
        card: Annotated[bool, typer.Option("--card", help="Skriv modellkortet (CARD.md) i modellmappen.")] = False,
        part: Annotated[str, typer.Option(help="personal-data: test, dev eller all.")] = "test",
        presidio: Annotated[
            Path | None, typer.Option(help="personal-data: en Python med presidio-analyzer att jämföra med.")
        ] = None,
    ) -> None:
        """Compare a version with the live model, or measure a model folder by itself: labels, criticism, suite."""
        if _is_version(model):
            _compare(str(model), labels or [], gates, out)
            return
        if str(model) == "personal-data":
            training("personal_data").run(part=part, out=out, presidio=presidio)
            return
        training("evaluation.run").run(model=model, out=out, card=card)


def _is_version(model: Path) -> bool:
    """Whether a bare name is a version of the models folder and not a folder here."""
    from classifier.settings import Settings

    bare = len(model.parts) == 1 and not model.exists() and str(model) != "personal-data"
    return bare and (Settings().models_dir / model).is_dir()


def _compare(version: str, labels: list[Path], gates: Path | None, out: Path | None) -> None:
    from classifier.model.gates import load_gates
    from classifier.settings import Settings

    settings = Settings()

    def work() -> object:
        limits = load_gates(gates or settings.gates_file)
        return training("evaluation.compare").run(version, settings.models_dir, limits, labels, out)

    done(work)


def done(work: Callable[[], T]) -> T:
    """Do the work; what is wrong with its input is told without a traceback."""
    from classifier.cli.output import fail

    try:
        return work()
    except ValueError as error:
        fail(str(error))


def training(name: str) -> ModuleType:
    """Return a module of the training folder, which stands beside the product in a checkout."""
    from classifier.cli.output import fail

    try:
        return importlib.import_module(f"training.{name}")
    except ModuleNotFoundError as error:
        fail(
            f"{error}. Training runs from a checkout of the project with the extra `train`: "
            "pip install -e '.[train]', then run the command in the project's folder."
        )
