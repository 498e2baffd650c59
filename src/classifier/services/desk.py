"""What every use case works with: storage, pipeline, profiles, clock. Also how one command is done on one case."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from classifier.cases.actors import Actor
from classifier.cases.case import Case, Change
from classifier.cases.codes import Refusal
from classifier.cases.evidence import Sealed
from classifier.cases.locking import check_version
from classifier.cases.moments import utc_now
from classifier.cases.refusal import refuse
from classifier.lathund.profile import Profile
from classifier.masking import Masked, Masker
from classifier.pipeline import Pipeline
from classifier.services.alarms import sound
from classifier.storage import Storage, Unit

_log = structlog.get_logger("lathund.case")
Command = Callable[[Case, datetime], Change]


@dataclass(frozen=True, slots=True)
class Desk:
    """The wired parts of the use cases."""

    storage: Storage
    pipeline: Pipeline
    profiles: dict[str, Profile]
    default_policy: str
    mask: Callable[[str], str]
    clock: Callable[[], datetime] = utc_now
    public_url: str = ""
    """Where browsers reach the service, for the links of alarms."""
    masker: Masker | None = None
    """Says where identifiers and names stand; without its recogniser no names are proposed for masking."""
    shadow: Callable[[], Pipeline | None] = lambda: None
    """The candidate that runs beside the live model, None while none does."""
    masks: Callable[[str], Masked] | None = None
    """As `mask`, with where everything stood; without it masked text cannot be marked."""

    @property
    def sample_key(self) -> bytes:
        """The key of the random audit sample, derived so that knowing it does not give the audit key."""
        return hmac.new(self.storage.key, b"audit sample", hashlib.sha256).digest()

    def profile(self, code: str) -> Profile:
        """Return a profile of this service; cases of a policy that is gone cannot be decided until it is back."""
        if code not in self.profiles:
            raise refuse(Refusal.OTHER_POLICY, case=code, given="-")
        return self.profiles[code]

    def work(self, case_id: str, command: Command, *, actor: Actor, version: int | None = None) -> Case:
        """Do one command on one case in one transaction and return the case as it then is."""
        now = self.clock()
        with self.storage.write(now) as unit:
            before = locked(unit, case_id)
            if version is not None:
                check_version(before, version)
            change = command(before, now)
            self.save(unit, before, change, now)
        noted(change, actor)
        return change.case

    def save(self, unit: Unit, before: Case, change: Change, now: datetime) -> None:
        """Write a changed case; where it has become urgent, with its alarm in the same transaction."""
        unit.save(before, change)
        sound(unit, before, change.case, public_url=self.public_url, now=now)


def new_id(kind: str) -> str:
    """Return a new identity: the kind and 80 random bits."""
    return f"{kind}-{secrets.token_hex(10)}"


def locked(unit: Unit, case_id: str) -> Case:
    """Return a case, locked, or refuse where there is none."""
    case = unit.cases.lock(case_id)
    if case is None:
        raise refuse(Refusal.NO_SUCH_CASE)
    return case


def found(unit: Unit, case_id: str) -> Case:
    """Return a case, or refuse where there is none."""
    case = unit.cases.get(case_id)
    if case is None:
        raise refuse(Refusal.NO_SUCH_CASE)
    return case


def sealed_of(unit: Unit, case: Case) -> Sealed | None:
    """Return the package of a case where its stored bytes still are the sealed ones."""
    return unit.evidence.sealed(case.evidence_digest)


def noted(change: Change, actor: Actor) -> None:
    """Log what happened: codes and ids, never a text."""
    for event in change.events:
        _log.info("case", case=change.case.id, action=event.action.value, actor=actor.id, kind=actor.kind.value)
