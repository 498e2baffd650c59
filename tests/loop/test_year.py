"""A year in miniature: comments come in, moderators decide, the model is trained anew three times.

Three moderators with five errors in a hundred; one candidate is refused, one goes live while requests flow, one is
rolled back. All of it stands in the audit trail.
"""

import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner

from classifier.bootstrap import Wired, wire_service
from classifier.cases.actors import Actor, ActorKind, Role
from classifier.cases.case import Case
from classifier.cases.decide import Verdict, proposal
from classifier.cli.main import app as command_line
from classifier.services import labels, queue, record
from classifier.settings import Settings
from classifier.taxonomy import URGENT_LABELS, Label, LathundRow, LegalBasis
from classifier.web.app import create_app
from tests.cases.world import DATA
from tests.loop import workshop
from tests.loop.test_switch import Load, free_port, until
from tests.services.office import Clock, Office
from training import train

MODERATORS = [Actor(ActorKind.PERSON, f"m{n}", f"Moderator {n}", Role.MODERATOR) for n in range(3)]
MONTHS = 12
EACH_MONTH = 9
ERRORS = 0.05
GATES = """# Few comments: an outcome more or less must not decide here.
recall_drop = 0.02
largest_recall_drop = 0.2
enough = 10
criticism_rise = 0.1
largest_criticism_rise = 0.1
suite_drop = 0.08
largest_suite_drop = 0.08
calibration_rise = 0.1
calibration_enough = 100
swap_changed_rise = 16
largest_swap_changed_rise = 16
swap_gap_rise = 0.3
largest_swap_gap_rise = 0.3
largest_account_share = 0.6
"""
OWN = "\n[own]\nheld_out = 0.25\nheld_out_at_least = 5\n"


class Year:
    """The municipality: its office, its folder, its shell."""

    def __init__(self, office: Office, shop: Path) -> None:
        self.office, self.shop, self.rng = office, shop, random.Random(7)
        rows = workshop.corpus_rows(workshop.ROOT / "datasets/comments", "train")
        self.stream = iter(random.Random(1).sample([r for r in rows if r["labels"]], 400))

    def month(self) -> None:
        """Let comments come in and be decided; the next month begins."""
        for number in range(EACH_MONTH):
            row = next(self.stream)
            case = self.office.take_in(row["text"], post=row["post"], account="kommunen").case
            if case is not None:
                who = MODERATORS[number % len(MODERATORS)]
                held = queue.take(self.office.desk, case.id, actor=who)
                gold = frozenset(map(Label, row["labels"]))
                if self.rng.random() < ERRORS:
                    gold = frozenset({Label.CRITICISM}) if gold != {Label.CRITICISM} else frozenset({Label.SPAM})
                self.office.decide(held, verdict(held, gold), actor=who)
        self.office.clock.forward(days=30)

    def run(self, *args: str) -> tuple[int, str]:
        done = CliRunner().invoke(command_line, [*args], catch_exceptions=False)
        return done.exit_code, done.output

    def retrain(self, version: str, config: str = "small.toml") -> str:
        """Export, train, compare: what data staff does each month; returns what the comparison says."""
        lines = labels.export(self.office.desk, actor=DATA).lines
        path = workshop.write(self.shop / f"{version}.jsonl", [dict(line) for line in lines])
        code, said = self.run("train", "--version", version, "--config", config, "--labels", str(path))
        assert code == 0, said
        code, said = self.run("evaluate", version, "--labels", str(path))
        assert code == 0, said
        return said


def verdict(case: Case, gold: frozenset[Label]) -> Verdict:
    """Return the decision of somebody who sees these labels."""
    said = proposal(case)
    if frozenset(said.labels) == gold:
        return said
    if gold & URGENT_LABELS:
        return Verdict(tuple(gold), (), LathundRow.L4, (LegalBasis.BBS,), "L4", "rättat")
    harmful = gold & {Label.HATE_SPEECH, Label.PERSONAL_DATA, Label.INSULT, Label.SPAM}
    if harmful:
        return Verdict(tuple(gold), (), LathundRow.L5, (LegalBasis.POLICY,), "R17", "rättat")
    return Verdict(tuple(gold), (), LathundRow.L1, (), "", "rättat")


@pytest.fixture
def year(tmp_path: Path, wired: Wired, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Year, str]]:
    shop = workshop.make(tmp_path / "shop", every=90)
    monkeypatch.chdir(shop)
    with (shop / "small.toml").open("a", encoding="utf-8") as file:
        file.write(OWN)
    (shop / "careless.toml").write_text("c = 0.00001\n" + workshop.CONFIG + OWN, encoding="utf-8")
    (shop / "gates.toml").write_text(GATES, encoding="utf-8")
    train.run(Path("models"), "2026.1", Path("small.toml"))
    (shop / "models/current").write_text("2026.1\n", encoding="utf-8")
    settings = {
        "LATHUND_MODELS_DIR": "models",
        "LATHUND_DATABASE_URL": f"sqlite:///{shop}/lathund.sqlite",
        "LATHUND_GATES_FILE": "gates.toml",
        "LATHUND_MODEL_CHECK_SECONDS": "0.2",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    parts = wire_service(Settings(), wired)
    assert parts.live is not None
    assert parts.desk is not None
    assert parts.database is not None
    assert parts.live.check()
    clock = Clock()
    office = Office(parts.desk.__class__(**{**fields(parts.desk), "clock": clock}), parts.database, clock)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(parts, Settings()), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, "the service")
    yield Year(office, shop), f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=30)
    parts.database.close()


def fields(desk: object) -> dict[str, object]:
    return {name: getattr(desk, name) for name in desk.__slots__}  # type: ignore[attr-defined]


def test_a_year_of_the_loop(year: tuple[Year, str]) -> None:
    town, url = year
    for _ in range(MONTHS // 3):
        town.month()
    said = town.retrain("2026.5")
    assert "2026.5 jämförd med 2026.1" in said
    load = Load(url)
    load.start(2)
    until(lambda: load.models["2026.1"] > 5, "answers of the first model")
    code, told = town.run("promote", "2026.5", "--name", "Dag Ny")
    assert code == 0, told
    until(lambda: load.models["2026.5"] > 5, "answers of the second model")
    load.stop()
    assert load.failures == []

    for _ in range(MONTHS // 3):
        town.month()
    assert "inte bättre" in town.retrain("2026.9", "careless.toml")
    code, told = town.run("promote", "2026.9", "--name", "Dag Ny")
    assert code == 1
    assert "tas inte i drift" in told

    for _ in range(MONTHS // 3):
        town.month()
    town.retrain("2027.1")
    override = ("--override", "--reason", "nyårsmodellen provas") if town.run("promote", "2027.1")[0] else None
    if override:
        assert town.run("promote", "2027.1", "--name", "Dag Ny", *override)[0] == 0
    assert (
        town.run("rollback", "--name", "Dag Ny", "--reason", "för många onödiga larm")[1] == "2026.5 är i drift igen.\n"
    )

    storage = town.office.desk.storage
    assert record.verify(storage).findings == []
    with storage.read() as unit:
        rows = [(row.subject, row.action) for row in unit.audit.rows()]
        decided = sum(case.decision is not None for case in unit.cases.every())
    actions = [action for _, action in rows]
    told_of = [(s.removeprefix("model:"), a.removeprefix("model_")) for s, a in rows if s.startswith("model:")]
    assert told_of[:4] == [("2026.5", "trained"), ("2026.5", "promoted"), ("2026.9", "trained"), ("2026.9", "refused")]
    assert told_of[4] == ("2027.1", "trained")
    assert told_of[-1] == ("2026.5", "rolled_back")
    assert actions.count("confirmed") + actions.count("corrected") == decided > MONTHS * EACH_MONTH // 2
    assert actions.count("sealed") == MONTHS * EACH_MONTH
    own = json.loads(Path("models/2027.1/own.json").read_text(encoding="utf-8"))
    assert len(own["accounts"]) == len(MODERATORS)
    assert own["held_out"]
    assert not set(own["held_out"]) & set(own["trained"])
