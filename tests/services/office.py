"""An office for the tests: a desk on a real database, a clock that is moved by hand, a few persons."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classifier.bootstrap import Wired
from classifier.cases.accounts import Capability
from classifier.cases.actors import Actor
from classifier.cases.case import Case
from classifier.cases.decide import Verdict, proposal
from classifier.services import Desk, intake, queue, removal
from classifier.services.intake import Incoming, Taken
from classifier.services.record import verify
from classifier.storage import Database, PublishedHeads, Storage
from classifier.taxonomy import Label, LathundRow, LegalBasis
from tests.cases.world import ANNA, BO

KEY = b"the audit key of the tests"
BOTH = (Capability.HIDE, Capability.DELETE)
POLICY = (LegalBasis.POLICY,)
THREAT = "Jag vet var du bor, vänta bara"
CRITICISM = "Skandal att vägen aldrig plogas!"
QUESTION = "När öppnar badhuset?"
SPAM = "Låna pengar på 24 h, skriv till mig på WhatsApp +234 803 123 4567"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Office:
    """A desk with its database and clock."""

    desk: Desk
    database: Database
    clock: Clock
    number: int = field(default=0)

    def take_in(self, text: str = THREAT, *, actor: Actor = ANNA, **more: object) -> Taken:
        """Take in a comment under a new external id."""
        self.number += 1
        said = {"platform": "facebook", "external_id": f"e{self.number}", "policy": "lilla-edet", "capabilities": BOTH}
        return intake.take_in(self.desk, Incoming(**(said | {"text": text} | more)), actor=actor)  # type: ignore[arg-type]

    def next(self, actor: Actor = ANNA) -> Case:
        case = queue.take_next(self.desk, actor=actor)
        assert case is not None
        return case

    def decide(self, case: Case, verdict: Verdict | None = None, *, actor: Actor = ANNA) -> Case:
        assert case.lock is not None
        return queue.settle(
            self.desk,
            case.id,
            lambda c: verdict or proposal(c),
            version=case.version,
            token=case.lock.token,
            actor=actor,
        )

    def decided(self, text: str = THREAT, verdict: Verdict | None = None, **more: object) -> Case:
        """Take in, take and decide a comment."""
        taken = self.take_in(text, **more)  # type: ignore[arg-type]
        assert taken.case is not None
        return self.decide(queue.take(self.desk, taken.case.id, actor=ANNA), verdict)

    def deletable(self, **more: object) -> Case:
        """Return a decided L5 case whose policy deletes at once."""
        verdict = Verdict((Label.HATE_SPEECH,), (), LathundRow.L5, POLICY, "R5", "hets")
        return self.decided("De där råttorna ska bort härifrån", verdict, policy="sollentuna", **more)

    def requested(self, case: Case) -> Case:
        """Ask for the deletion of a case, under a decision on gallring."""
        return removal.request(
            self.desk, case.id, reason="hets", legal_basis=POLICY, gallring_decision="GB-1", actor=ANNA
        )

    def deleted(self) -> Case:
        """Take a deletion all the way."""
        case = self.requested(self.deletable())
        assert case.deletion is not None
        removal.confirm(self.desk, case.deletion.id, reason="stämmer", legal_basis=POLICY, actor=BO)
        return removal.carry_out(self.desk, case.deletion.id, actor=BO)

    def wrong(self) -> list[str]:
        """Return what `audit verify` says is wrong."""
        return [f"{f.where}: {f.text}" for f in verify(self.desk.storage).findings]


@contextlib.contextmanager
def opened(url: str, wired: Wired, folder: Path, clock: Clock | None = None) -> Iterator[Office]:
    """Open an office on a database."""
    office = open_office(url, wired, folder, clock)
    try:
        yield office
    finally:
        office.database.close()


def open_office(url: str, wired: Wired, folder: Path, clock: Clock | None = None) -> Office:
    database = Database(url)
    storage = Storage(database, key=KEY, heads=PublishedHeads(folder / "heads.jsonl"))
    mask = wired.masker.masked
    clock = clock or Clock()
    desk = Desk(storage, wired.pipeline, wired.profiles, "lilla-edet", mask, clock, masker=wired.masker)
    return Office(desk, database, clock)
