"""An office on each database, with decisions on gallring that destroy."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classifier.bootstrap import Wired
from classifier.cases.case import Case
from classifier.cases.retention import GallringDecision, RetentionClock
from classifier.services import handling, thinning
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import ANNA, REGISTRAR, lawful
from tests.services.office import CRITICISM, Office, opened

SECRET = "Skandal att Valborgsvägen 4711 aldrig plogas!"
MINOR = frozenset({LathundRow.L1, LathundRow.L2})
DECIDED = datetime(2026, 1, 15, tzinfo=UTC)


def decision(number: str = "GB-1", rows: frozenset[LathundRow] = MINOR, **more: object) -> GallringDecision:
    """Return a decision that destroys after thirty days, unless said otherwise."""
    said = {"clock": RetentionClock.PLATFORM, "term": timedelta(days=30), "destroys": True} | more
    return GallringDecision(number, "Ringa betydelse", rows, decided_by="KS", decided_at=DECIDED, **said)  # type: ignore[arg-type]


@pytest.fixture
def office(database_url: str, wired: Wired, tmp_path: Path) -> Iterator[Office]:
    with opened(database_url, wired, tmp_path) as made:
        yield made


def closed(office: Office, text: str = CRITICISM, **more: object) -> Case:
    """Return a closed case on L1."""
    assert Label.CRITICISM in lawful().labels
    case = office.decided(text, lawful(), **more)
    handling.do(office.desk, case.id, case.steps[0].code, handling.Doing(text="Vi plogar i dag."), actor=ANNA)
    return handling.shut(office.desk, case.id, reason="", actor=ANNA)


def gallra(office: Office, *decisions: GallringDecision) -> thinning.Protocol:
    """Confirm what is due, as the registrar."""
    run = thinning.due(office.desk, decisions, actor=REGISTRAR)
    return thinning.carry_out(office.desk, decisions, digest=run.digest, reason="frist ute", actor=REGISTRAR)


@pytest.fixture(autouse=True)
def no_random_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no comment without a case be drawn into the random audit sample: which ones are is not what is tested."""
    monkeypatch.setattr("classifier.services.intake.in_audit_sample", lambda *_, **__: False)
