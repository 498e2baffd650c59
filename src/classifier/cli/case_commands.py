"""`lathund queue`, `audit verify`, `gallra`: cases from the command line, on the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from classifier.cases.actors import Actor, Role
    from classifier.services import Desk
    from classifier.storage import Storage

audit = typer.Typer(help="Loggen över allt som har hänt.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Exempel: `lathund queue --limit 10`")(queue)
    app.command(epilog="Exempel: `lathund gallra --dry-run`")(gallra)
    app.command(epilog="Exempel: `lathund reclassify`")(reclassify)
    app.add_typer(audit, name="audit")


def queue(
    limit: Annotated[int, typer.Option(help="Högst så många ärenden.", min=1, max=500)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="En rad JSON för varje ärende.")] = False,
) -> None:
    """Show the cases that wait, the most pressing first. Texts are masked; nothing is changed."""
    from rich.console import Console
    from rich.table import Table

    from classifier.cases.actors import Role
    from classifier.cases.moments import shown
    from classifier.cases.states import State
    from classifier.services import reading
    from classifier.storage import Wanted

    waiting = Wanted(states=(State.WAITING, State.REOPENED))
    with open_desk() as desk:
        cases, total = reading.cases(desk, waiting, actor=person_here(Role.READER), limit=limit)
    if as_json:
        for s in cases:
            said = {"id": s.case.id, "row": s.case.row, "urgent": s.case.urgent, "labels": s.case.labels}
            typer.echo(json.dumps(said | {"priority": round(s.priority.total, 1), "text": s.text}, ensure_ascii=False))
        return
    table = Table()
    for heading in ("ärende", "rad", "akut", "förfaller", "inlägg"):
        table.add_column(heading)
    for s in cases:
        due = shown(s.dues[0].at) if s.dues else ""
        table.add_row(s.case.id, s.case.row, "ja" if s.case.urgent else "", due, " ".join(s.text.split())[:60])
    if cases:
        Console().print(table)
    typer.echo(f"{total} ärenden väntar.")


@audit.command("verify", epilog="Exempel: `lathund audit verify --snapshot MAPP`")
def verify_record(
    snapshot: Annotated[Path | None, typer.Option(help="En ögonblicksbild att granska i stället.")] = None,
) -> None:
    """Check that nothing in the trail, the evidence or the cases was changed or removed; says where. Exit 1 if so."""
    from classifier.cli.output import fail
    from classifier.services.record import verify
    from classifier.services.snapshots import SnapshotError, check

    try:
        if snapshot is None:
            with open_storage() as storage:
                found = verify(storage)
        else:
            found = check(snapshot, key=_key())
    except SnapshotError as error:
        fail(str(error))
    gone_through = f"{found.events} händelser, {found.packages} bevis, {found.cases} ärenden"
    if found.findings:
        lines = "\n".join(f"{f.where}: {f.text}" for f in found.findings)
        fail(f"{lines}\n{len(found.findings)} fel bland {gone_through}.")
    typer.echo(f"{gone_through}: inget är ändrat eller borttaget.")


def gallra(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa bara vad som får gallras.")] = False,
    confirm: Annotated[str, typer.Option(help="Kontrollsumman från --dry-run: gallra just den listan.")] = "",
    reason: Annotated[str, typer.Option(help="Skäl, till protokollet.")] = "",
    person: Annotated[str, typer.Option(help="Ditt namn, till protokollet.")] = "",
) -> None:
    """List what may be gallrat under the decisions of LATHUND_GALLRING_FILE, or carry out the gallring of a shown list.

    What a decision with `lathund = "gallras"` names is destroyed here; ids, checksums and the protocol stay.
    """
    from classifier.cases.actors import Role
    from classifier.cases.moments import shown
    from classifier.cases.refusal import Refused
    from classifier.cases.retention_texts import GALLRAT_HERE, GALLRAT_THERE
    from classifier.cases.texts import CLOCK_NAMES
    from classifier.cli.output import fail, wrong_usage
    from classifier.services import thinning
    from classifier.settings import Settings

    if dry_run == bool(confirm):
        wrong_usage("Skriv antingen --dry-run eller --confirm KONTROLLSUMMA med --reason och --person.")
    if confirm and not (reason.strip() and person.strip()):
        wrong_usage("Gallring kräver --reason och --person: ett skäl och den som bekräftar.")
    try:
        decisions = thinning.read_decisions(Settings().gallring_file)
        with open_desk() as desk:
            actor = person_here(Role.REGISTRAR, person)
            if confirm:
                done = thinning.carry_out(desk, decisions, digest=confirm, reason=reason, actor=actor)
                typer.echo(done.text)
                return
            run = thinning.due(desk, decisions, actor=actor)
    except (thinning.GallringFileError, Refused) as error:
        fail(str(error))
    for r in run.due:
        what = GALLRAT_HERE if r.destroys else GALLRAT_THERE
        typer.echo(f"{r.case}  {CLOCK_NAMES[r.clock]}  {r.decision}  frist ute {shown(r.since)}  {what}")
    for s in run.stopped:
        typer.echo(f"{s.case}  {CLOCK_NAMES[s.clock]}  gallras inte: {s.why}")
    typer.echo(f"{len(run.due)} får gallras, {len(run.stopped)} hindras, {len(decisions)} gallringsbeslut.")
    if run.due:
        typer.echo(f"Kontrollsumma: {run.digest}")


def reclassify() -> None:
    """Classify anew what waits for a person, with the rules and the model of today. No decision is touched."""
    from classifier.cases.actors import SYSTEM
    from classifier.services.reclassification import reclassify_waiting

    with open_desk() as desk:
        done = reclassify_waiting(desk, actor=SYSTEM)
    typer.echo(
        f"{done.changed} ärenden fick ett nytt förslag, {done.alarms} av dem är nu akuta. "
        f"{done.same} är som förut, {done.kept} lämnades orörda."
    )


def person_here(role: "Role", name: str = "") -> "Actor":
    """Return the person at this machine: whoever can run the command can read the database anyway."""
    from classifier.cases.actors import Actor, ActorKind
    from classifier.services.access import machine_person
    from classifier.settings import Settings

    said = name.strip() or Settings().local_person.strip() or machine_person()
    return Actor(ActorKind.PERSON, f"lokal:{'-'.join(said.casefold().split())}", said, role)


def _key() -> bytes:
    """Return the key of the audit chain without opening the database: a snapshot is verified on its own."""
    from classifier.bootstrap import StartError, audit_key
    from classifier.cli.output import fail
    from classifier.settings import Settings

    try:
        return audit_key(Settings(), make=False)
    except (StartError, OSError) as error:
        fail(f"{error}. Ange LATHUND_AUDIT_KEY.")


@contextmanager
def open_storage(*, strict: bool = False) -> Iterator["Storage"]:
    """Open the database without model and rules. Who only verifies is not strict: a broken chain is to be told of."""
    from classifier.bootstrap import StartError, wire_storage
    from classifier.cli.output import fail
    from classifier.settings import Settings
    from classifier.storage import Database, DatabaseProblem

    settings = Settings()
    _quiet()
    try:
        database = Database(settings.database_url)
    except DatabaseProblem as error:
        fail(str(error))
    try:
        yield wire_storage(database, settings, strict=strict)
    except StartError as error:
        fail(str(error))
    finally:
        database.close()


@contextmanager
def open_desk() -> Iterator["Desk"]:
    """Open the use cases on the service's database, with model and rules."""
    from classifier.bootstrap import StartError, wire_service
    from classifier.cli.output import fail
    from classifier.settings import Settings
    from classifier.storage import DatabaseProblem

    _quiet()
    try:
        parts = wire_service(Settings())
    except (StartError, DatabaseProblem) as error:
        fail(str(error))
    assert parts.desk is not None
    assert parts.database is not None
    try:
        yield parts.desk
    finally:
        parts.database.close()


def _quiet() -> None:
    from classifier.logs import configure

    configure("error")
