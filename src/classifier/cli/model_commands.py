"""`lathund models`, `promote`, `rollback`, `shadow`: which model is live, changed by a named person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.case_commands import open_storage, person_here
from classifier.cli.output import fail, wrong_usage

if TYPE_CHECKING:
    from classifier.model import Manifest

LEFT_OUT = {
    "no_text": "personuppgifter, eller texten finns inte",
    "conflict": "lika inlägg är bedömda olika (lathund labels agreement)",
    "account_set_aside": "kontot är undantaget",
    "contradicts_corpus": "säger emot samma text i korpusen",
    "thread_measures": "samma tråd som det som mäter",
    "account_rows": "över gränsen för ett konto",
}
Name = Annotated[str, typer.Option(help="Ditt namn, till loggen.")]
Version = Annotated[str, typer.Argument(help="Versionen, som i `lathund models`.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Exempel: `lathund models`")(models)
    app.command(epilog="Exempel: `lathund promote 2026.12.1`")(promote)
    app.command(epilog='Exempel: `lathund rollback --reason "missar hot på finska"`')(rollback)
    app.command(epilog="Exempel: `lathund shadow 2026.12.1` eller `lathund shadow --off`")(shadow)


def models() -> None:
    """List the models: which one is live, which runs in shadow, what each was trained on and how it was judged."""
    from rich.console import Console
    from rich.table import Table

    from classifier.model import ArtefactError
    from classifier.model.comparison import read_comparison
    from classifier.model.registry import entries
    from classifier.settings import Settings

    folder = Settings().models_dir
    table = Table()
    for heading in ("version", "läge", "rader", "egna", "jämförd med", "anmärkning"):
        table.add_column(heading)
    found = entries(folder)
    for entry in found:
        place = "i drift" if entry.live else "i skugga" if entry.shadow else ""
        if entry.manifest is None:
            table.add_row(entry.version, place, "", "", "", entry.problem)
            continue
        data, against, note = entry.manifest.data, "", ""
        try:
            comparison = read_comparison(folder / entry.version)
            against = comparison.champion.version if comparison else ""
        except ArtefactError as error:
            note = str(error)
        own = data.get("own_labels", {}).get("rows", 0)
        rows = sum(int(d.get("rows", 0)) for d in data.values())
        table.add_row(entry.version, place, str(rows), str(own or ""), against, note)
    if not found:
        fail(f"{folder}: här finns inga modeller.")
    Console().print(table)


def promote(
    version: Version,
    override: Annotated[bool, typer.Option("--override", help="Ta i drift fast gränserna inte hålls.")] = False,
    name: Name = "",
    reason: Annotated[str, typer.Option(help="Skäl, krävs med --override.")] = "",
    gates: Annotated[Path | None, typer.Option(help="Gränser (TOML); annars LATHUND_GATES_FILE.")] = None,
) -> None:
    """Make a candidate the live model, where the gates hold. A running service takes it within seconds."""
    from classifier.cases.actors import Role
    from classifier.cases.moments import utc_now
    from classifier.model.gates import GatesError, load_gates
    from classifier.services import models as service
    from classifier.settings import Settings

    if override and not (name.strip() and reason.strip()):
        wrong_usage("--override kräver --name och --reason: vem som går förbi gränserna, och varför.")
    settings = Settings()
    try:
        limits = load_gates(gates or settings.gates_file)
        with open_storage(strict=True) as storage:
            passed_by = service.promote(
                storage,
                settings.models_dir,
                version,
                gates=limits,
                actor=person_here(Role.DATA_STAFF, name),
                now=utc_now(),
                override_reason=reason if override else "",
            )
    except (service.NotPromoted, service.NotSwitched, GatesError) as error:
        fail(str(error))
    for gate in passed_by:
        typer.secho(f"Gräns som inte hålls: {gate.text}", fg=typer.colors.YELLOW)
    typer.echo(f"{version} är i drift. Tillbaka till den förra: lathund rollback.")


def rollback(
    reason: Annotated[str, typer.Option(help="Skäl, till loggen.")] = "",
    name: Name = "",
) -> None:
    """Make the model before the live one live again. A running service takes it within seconds."""
    from classifier.cases.actors import Role
    from classifier.cases.moments import utc_now
    from classifier.services import models as service
    from classifier.settings import Settings

    try:
        with open_storage(strict=True) as storage:
            actor = person_here(Role.DATA_STAFF, name)
            version = service.roll_back(storage, Settings().models_dir, reason=reason, actor=actor, now=utc_now())
    except service.NotSwitched as error:
        fail(str(error))
    typer.echo(f"{version} är i drift igen.")


def shadow(
    version: Annotated[str, typer.Argument(help="Versionen som ska prövas.")] = "",
    off: Annotated[bool, typer.Option("--off", help="Sluta pröva.")] = False,
    name: Name = "",
) -> None:
    """Let a candidate run beside the live model: what they judge differently is stored, nothing else changes."""
    from classifier.cases.actors import Role
    from classifier.cases.moments import utc_now
    from classifier.services import models as service
    from classifier.settings import Settings

    if off == bool(version):
        wrong_usage("Skriv antingen en version eller --off.")
    try:
        with open_storage(strict=True) as storage:
            actor = person_here(Role.DATA_STAFF, name)
            service.shade(storage, Settings().models_dir, version, actor=actor, now=utc_now())
    except service.NotSwitched as error:
        fail(str(error))
    typer.echo("Ingen modell prövas i skugga längre." if off else f"{version} prövas i skugga.")


def note_own_training(manifest: "Manifest", name: str) -> None:
    """Note in the audit trail that own labels trained a candidate, and say what became of them."""
    from classifier.cases.actors import Role
    from classifier.cases.moments import utc_now
    from classifier.services import models as service

    own = manifest.data.get("own_labels")
    if own is None:
        return
    with open_storage(strict=True) as storage:
        service.note_training(storage, manifest, actor=person_here(Role.DATA_STAFF, name), now=utc_now())
    typer.echo(f"Egna etiketter: {own['rows']} tränar, {own['held_out']} mäter, {own['accounts']} konton.")
    for reason, count in own["left_out"].items():
        typer.echo(f"  {count} utelämnade: {LEFT_OUT.get(reason, reason)}")
    for account in own["set_aside"]:
        text = f"  {account} går oftast emot det modellen är säker på och är undantaget: läs kontots beslut."
        typer.secho(text, fg=typer.colors.YELLOW)
