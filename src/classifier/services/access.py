"""What is needed to tell who is calling: the database, the secret, lifetimes, and the rule while there is no user."""

import getpass
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from classifier.cases.actors import Actor, ActorKind, Role
from classifier.services.denials import Denial, Denied
from classifier.services.sessions import Lifetime
from classifier.settings import Settings
from classifier.storage import Database
from classifier.storage.own_secrets import own_secret
from classifier.storage.users import any_user
from classifier.storage.writing import writing

_MACHINE: Final = "machine:"
LOOPBACK_ONLY: Final = (
    "Ingen användare är upplagd: tjänsten svarar bara på den egna maskinen. Lägg upp en med `lathund user add`."
)
SIGN_IN: Final = "Användare loggar in."
REFUSES_TO_LISTEN: Final = (
    "Tjänsten lyssnar inte på {host}: ingen användare är upplagd, och då skulle vem som helst komma in. "
    "Lägg först upp en med `lathund user add NAMN --role admin`, eller lyssna bara på den egna maskinen med "
    "`lathund serve --host 127.0.0.1`."
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in, and for how long."""

    stored_in: Database | None
    secret: str = field(repr=False)
    lifetime: Lifetime
    local_person: Actor
    public_url: str = ""
    oidc: bool = False
    clock: Callable[[], datetime] = _now

    @property
    def database(self) -> Database:
        """The database; Denied where the service was started without one."""
        if self.stored_in is None:
            raise Denied(Denial.NO_DATABASE)
        return self.stored_in

    @property
    def users_configured(self) -> bool:
        """Whether people sign in. Never becomes false again: users are disabled, not removed."""
        if self.oidc:
            return True
        if self.stored_in is None:
            return False
        with self.stored_in.session() as session:
            return any_user(session)

    @property
    def note(self) -> str:
        """What the start-up log and /healthz say about it."""
        return SIGN_IN if self.users_configured else LOOPBACK_ONLY


def access_of(settings: Settings, database: Database | None) -> Access:
    """Return the access rules of this process. Without a database the secret lasts as long as the process."""
    secret = settings.secret.get_secret_value()
    if not secret and database is not None:
        with writing(database) as session:
            secret = own_secret(session, "cookies")
    lifetime = Lifetime(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))
    return Access(
        stored_in=database,
        secret=secret or secrets.token_urlsafe(48),
        lifetime=lifetime,
        local_person=Actor(ActorKind.PERSON, "local", settings.local_person.strip() or machine_person(), Role.ADMIN),
        public_url=settings.public_url,
        oidc=bool(settings.oidc_issuer),
    )


def machine_actor() -> Actor:
    """Return the machine's own account as an administrator: whoever can write the database is one anyway."""
    person = machine_person()
    return Actor(ActorKind.PERSON, f"{_MACHINE}{person}", person, Role.ADMIN)


def at_the_machine(actor: Actor) -> bool:
    """Whether somebody acts on the machine itself, by the commands, and not signed in."""
    return actor.id.startswith(_MACHINE)


def machine_person() -> str:
    """Return the name of the machine's own account: who sits there while no user is added."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "okänd"
