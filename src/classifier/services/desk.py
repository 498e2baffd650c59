"""What every use case works with: storage, pipeline, profiles, clock. Also how one command is done on one case."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from classifier.cases.actors import Actor
from classifier.cases.case import Case, Change
from classifier.cases.codes import Refusal
from classifier.cases.evidence import Sealed
from classifier.cases.locking import check_version
from classifier.cases.refusal import refuse
from classifier.lathund.profile import Profile
from classifier.masking import Masked
from classifier.pipeline import Pipeline
from classifier.storage import Storage, Unit

_log = structlog.get_logger("lathund.case")
Command = Callable[[Case, datetime], Change]


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


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
            unit.save(before, change)
        noted(change, actor)
        return change.case


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
