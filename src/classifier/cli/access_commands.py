"""`lathund user` and `lathund key`: who may come in. Passwords from a prompt or standard input, never from argv."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.output import fail, wrong_usage

if TYPE_CHECKING:
    from classifier.cases.actors import Actor, Role
    from classifier.settings import Settings
    from classifier.storage import Database

user = typer.Typer(help="Användare: lägg upp, lista, byt roll, stäng av, byt lösenord.", no_args_is_help=True)
key = typer.Typer(help="API-nycklar: skapa, lista, dra in.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="Användarnamn, till exempel anna.ek eller anna.ek@kommun.se.")]
Stdin = Annotated[bool, typer.Option("--stdin", help="Läs lösenordet från standard in.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(user, name="user")
    app.add_typer(key, name="key")


@user.command("add", epilog='Exempel: `lathund user add anna.ek --name "Anna Ek" --role moderator`')
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="För- och efternamn, som i beslut och svar.")] = "",
    role: Annotated[str, typer.Option(help="reader, moderator, registrar, data_staff eller admin.")] = "moderator",
    title: Annotated[str, typer.Option(help="Titel som svar undertecknas med.")] = "",
    oidc: Annotated[bool, typer.Option("--oidc", help="Inget lösenord: loggar in genom organisationen.")] = False,
    stdin: Stdin = False,
) -> None:
    """Add a user."""
    from classifier.services import users

    chosen = _role(role)
    full_name = name or _ask("Namn")
    password = None if oidc else _password(stdin)
    with _open() as (database, actor):
        added = users.add_user(
            database, login, name=full_name, role=chosen, password=password, title=title, actor=actor, now=_now()
        )
    typer.echo(f"{added.login} är upplagd som {_role_name(added.role)}.")


@user.command("list", epilog="Exempel: `lathund user list`")
def list_users() -> None:
    """List the users."""
    from classifier.services import users

    with _open() as (database, actor):
        found = users.list_users(database, actor=actor)
    if not found:
        typer.echo("Ingen användare är upplagd. Lägg upp en med `lathund user add`.")
    for person in found:
        ways = [*(["lösenord"] if person.password_hash else []), *(["organisationen"] if person.oidc_subject else [])]
        state = "släpps in" if person.active else "avstängd"
        by = " + ".join(ways) or "–"
        typer.echo(f"{person.login:24} {_role_name(person.role):15} {state:10} {by:24} {person.name}")


@user.command("disable", epilog="Exempel: `lathund user disable anna.ek`")
def disable(
    login: Login,
    undo: Annotated[bool, typer.Option("--undo", help="Släpp in användaren igen.")] = False,
) -> None:
    """Keep a user out at once, with every session and API key of that person."""
    from classifier.services import users

    with _open() as (database, actor):
        users.set_active(database, login, active=undo, actor=actor, now=_now())
    typer.echo(f"{login} {'släpps in igen' if undo else 'är avstängd'}.")


@user.command("role", epilog="Exempel: `lathund user role anna.ek registrar`")
def change_role(
    login: Login,
    role: Annotated[str, typer.Argument(help="reader, moderator, registrar, data_staff eller admin.")],
) -> None:
    """Give a user another role, at once. The last administrator keeps that role."""
    from classifier.services import users

    chosen = _role(role)
    with _open() as (database, actor):
        changed = users.set_role(database, login, chosen, actor=actor, now=_now())
    typer.echo(f"{changed.login} är nu {_role_name(changed.role)}.")


@user.command("password", epilog="Exempel: `lathund user password anna.ek`")
def password(login: Login, stdin: Stdin = False) -> None:
    """Give a user another password; the user is signed out everywhere."""
    from classifier.services import users

    given = _password(stdin)
    with _open() as (database, actor):
        users.set_password(database, login, given, actor=actor, now=_now())
    typer.echo(f"Lösenordet för {login} är bytt.")


@key.command("add", epilog="Exempel: `lathund key add Sprinklr --owner anna.ek --scope take_in --scope read`")
def add_key(
    name: Annotated[str, typer.Argument(help="Vad nyckeln används till.")],
    owner: Annotated[str, typer.Option(help="Användaren som svarar för nyckeln; dennes roll begränsar den.")],
    scope: Annotated[list[str], typer.Option(help="Rättighet, en eller flera: take_in, read, export_labels …")],
) -> None:
    """Make an API key. Its secret is printed once, alone on standard output."""
    from classifier.services import api_keys

    with _open() as (database, actor):
        made = api_keys.create_key(database, name=name, scopes=scope, owner=owner, actor=actor, now=_now())
    typer.echo(f"Nyckel {made.key.id}. Spara den nu: den visas bara en gång.", err=True)
    typer.echo(made.secret)


@key.command("list", epilog="Exempel: `lathund key list`")
def list_keys() -> None:
    """List the keys, without their secrets."""
    from classifier.cases.moments import shown
    from classifier.services import api_keys

    with _open() as (database, actor):
        found = api_keys.list_keys(database, actor=actor)
    if not found:
        typer.echo("Ingen API-nyckel finns.")
    for one in found:
        used = f"använd {shown(one.last_used_at)}" if one.last_used_at else "aldrig använd"
        state = f"indragen {shown(one.revoked_at)}" if one.revoked_at else used
        typer.echo(f"{one.id}  {one.owner:20} {state:28} {' '.join(one.scopes)}  {one.name}")


@key.command("revoke", epilog="Exempel: `lathund key revoke 0123456789ab`")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="NYCKEL", help="Nyckelns id, se `lathund key list`.")],
) -> None:
    """Make a key worthless from now."""
    from classifier.services import api_keys

    with _open() as (database, actor):
        api_keys.revoke_key(database, key_id, actor=actor, now=_now())
    typer.echo(f"Nyckel {key_id} är indragen.")


def refuse_open_door(settings: "Settings", host: str) -> None:
    """Refuse to listen beyond this machine while nobody has to sign in. Raises DatabaseProblem."""
    from classifier.services.access import REFUSES_TO_LISTEN, access_of
    from classifier.storage import Database
    from classifier.web.security.places import is_loopback

    if is_loopback(host):
        return
    database = Database(settings.database_url)
    try:
        users = access_of(settings, database).users_configured
    finally:
        database.close()
    if not users:
        fail(REFUSES_TO_LISTEN.format(host=host))


@contextmanager
def _open() -> "Iterator[tuple[Database, Actor]]":
    """Open the database as the machine's own account: whoever can write the database is its administrator."""
    from classifier.bootstrap import StartError, wire_storage
    from classifier.cases.refusal import Refused
    from classifier.logs import configure
    from classifier.services.access import machine_actor
    from classifier.services.denials import Denied
    from classifier.settings import Settings
    from classifier.storage import Database, DatabaseProblem

    settings = Settings()
    configure("error")
    try:
        database = Database(settings.database_url)
    except DatabaseProblem as error:
        fail(str(error))
    try:
        wire_storage(database, settings)
        yield database, machine_actor()
    except StartError as error:
        fail(str(error))
    except (Denied, Refused) as error:
        fail(error.message)
    finally:
        database.close()


def _password(stdin: bool) -> str:
    if stdin or not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            wrong_usage("Inget lösenord kom på standard in.")
        return given
    return str(typer.prompt("Lösenord", hide_input=True, confirmation_prompt="Lösenordet igen"))


def _ask(what: str) -> str:
    if not sys.stdin.isatty():
        wrong_usage(f"{what} saknas: ange --name.")
    return str(typer.prompt(what))


def _role(role: str) -> "Role":
    from classifier.cases.actors import Role

    try:
        return Role(role)
    except ValueError:
        wrong_usage(f"Det finns ingen roll {role!r}. Välj en av: {', '.join(Role)}")


def _role_name(role: "Role") -> str:
    from classifier.cases.texts import ROLE_NAMES

    return ROLE_NAMES[role]


def _now() -> datetime:
    return datetime.now(UTC)
