"""`lathund diarium`, `lathund snapshot`: packages for diarium and archive, and a snapshot of everything."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from classifier.cases.packages.files import Files
    from classifier.services.exports import Made

diarium = typer.Typer(help="Paket till diariet och arkivet.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(diarium, name="diarium")
    app.command(epilog="Exempel: `lathund snapshot --out /arkiv/lathund`")(snapshot)


@diarium.command("export", epilog="Exempel: `lathund diarium export --waiting --out paket.zip`")
def export(
    out: Annotated[Path, typer.Option(help="Fil (.zip eller .tar), eller mapp att skriva paketet i.")],
    case: Annotated[list[str] | None, typer.Option(help="Ärendets id; en eller flera.")] = None,
    row: Annotated[list[str] | None, typer.Option(help="Rad i lathunden, L1 till L5; en eller flera.")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Det som mottagaren ska ha och ännu inte har.")] = False,
    archive: Annotated[bool, typer.Option("--archive", help="Arkivpaket (E-ARK CSIP) i stället för diarium.")] = False,
    creator: Annotated[str, typer.Option(help="Myndigheten som lämnar till arkivet.")] = "",
    person: Annotated[str, typer.Option(help="Ditt namn, till loggen.")] = "",
) -> None:
    """Make a package of one case, several, or all that match, and mark the cases as exported."""
    from classifier.cases.actors import Role
    from classifier.cases.refusal import Refused
    from classifier.cases.transfer import Receiver
    from classifier.cli.case_commands import desk_of_database, person_here
    from classifier.cli.output import fail, wrong_usage
    from classifier.services import exports
    from classifier.storage import Wanted
    from classifier.taxonomy import LathundRow

    unknown = sorted(set(row or []) - set(LathundRow))
    if unknown:
        wrong_usage(f"Det finns ingen rad {', '.join(unknown)}. Välj bland {', '.join(LathundRow)}.")
    if not (case or row or waiting):
        wrong_usage("Ange vad som ska med: --case, --row eller --waiting.")
    if out.exists() and (out.is_file() or any(out.iterdir())):
        wrong_usage(f"{out} finns redan. Välj en annan fil eller en tom mapp.")
    selection = exports.Selection(tuple(case or ()), Wanted(rows=tuple(LathundRow(r) for r in row or ())), waiting)
    receiver = Receiver.ARCHIVE if archive else Receiver.DIARIUM
    try:
        with desk_of_database() as desk:
            made = exports.make(
                desk, selection, receiver=receiver, actor=person_here(Role.REGISTRAR, person), creator=creator
            )
        _write(made, out)
    except Refused as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out}: {error}. Paketet är noterat som {made.stored.id}; gör ett nytt.")
    typer.echo(f"{made.stored.id}: {len(made.cases)} ärenden, {len(made.files)} filer i {out}.")
    typer.echo(f"Manifestets kontrollsumma: {made.stored.package}")


@diarium.command("receipt", epilog='Exempel: `lathund diarium receipt export-1a2b --number "KS 2026:12"`')
def receipt(
    export_id: Annotated[str, typer.Argument(help="Paketets id.", metavar="PAKET")],
    number: Annotated[str, typer.Option(help="Numret som gäller alla ärenden i paketet.")] = "",
    case: Annotated[list[str] | None, typer.Option(help="ÄRENDE=NUMMER; ett eller flera.")] = None,
    person: Annotated[str, typer.Option(help="Ditt namn, till loggen.")] = "",
) -> None:
    """Note the number that the diarium or the archive gave back."""
    from classifier.cases.actors import Role
    from classifier.cases.refusal import Refused
    from classifier.cli.case_commands import desk_of_database, person_here
    from classifier.cli.output import fail, wrong_usage
    from classifier.services import exports

    pairs = [said.partition("=") for said in case or []]
    if any(not (name and value) for name, _, value in pairs) or not (number or pairs):
        wrong_usage("Ange --number NUMMER, eller --case ÄRENDE=NUMMER.")
    numbers = {name: value for name, _, value in pairs}
    try:
        with desk_of_database() as desk:
            _, cases = exports.receipt(
                desk, export_id, numbers, number=number, actor=person_here(Role.REGISTRAR, person)
            )
    except Refused as error:
        fail(str(error))
    for one in cases:
        sent = next(t for t in one.transfers if t.export == export_id)
        typer.echo(f"{one.id}  {sent.number or 'inte kvitterat'}")


@diarium.command("check", epilog="Exempel: `lathund diarium check paket.zip`")
def check(package: Annotated[Path, typer.Argument(help="Paket: .zip, .tar eller mapp.", metavar="PAKET")]) -> None:
    """Check that a package is whole: every file against its manifest. Exit 1 where something is wrong."""
    from classifier.cases.packages.files import MANIFEST, PackageError, problems
    from classifier.cli.output import fail

    try:
        files = _read(package)
    except (PackageError, OSError) as error:
        fail(f"{package}: {error}")
    found = problems(files)
    if found:
        fail("\n".join(found) + f"\n{len(found)} fel i {package}.")
    typer.echo(f"{package}: {len(files) - 1} filer stämmer med {MANIFEST}.")


def snapshot(
    out: Annotated[Path, typer.Option(help="Mapp; ögonblicksbilden blir en ny mapp i den.")],
    person: Annotated[str, typer.Option(help="Ditt namn, till loggen.")] = "",
) -> None:
    """Write a snapshot of everything while the service runs. `lathund audit verify --snapshot MAPP` checks it."""
    from classifier.cases.actors import Role
    from classifier.cases.moments import utc_now
    from classifier.cli.case_commands import person_here, storage_of_database
    from classifier.cli.output import fail
    from classifier.services.snapshots import SnapshotError, take

    try:
        with storage_of_database() as storage:
            taken = take(storage, out, actor=person_here(Role.REGISTRAR, person), now=utc_now())
    except SnapshotError as error:
        fail(str(error))
    counted = {name: taken.rows[name] for name in ("comments", "evidence", "cases", "audit_events")}
    told = "{comments} inlägg, {evidence} bevis, {cases} ärenden, {audit_events} händelser".format(**counted)
    typer.echo(f"{taken.folder}: {told}.\nManifestets kontrollsumma: {taken.manifest}")


def _write(made: "Made", out: Path) -> None:
    from classifier.cases.packages.files import Form

    forms = {".zip": Form.ZIP, ".tar": Form.TAR}
    if out.suffix in forms:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(made.packed(forms[out.suffix]))
        return
    for name, content in made.files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _read(package: Path) -> "Files":
    from classifier.cases.packages.files import unpacked

    if package.is_dir():
        return {p.relative_to(package).as_posix(): p.read_bytes() for p in package.rglob("*") if p.is_file()}
    return unpacked(package.read_bytes())[1]
