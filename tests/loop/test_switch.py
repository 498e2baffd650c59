"""A new model is taken while requests flow: two real workers over real HTTP, none of the requests fails."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from classifier.bootstrap import Wired, wire_service
from classifier.cli.main import app
from classifier.model import registry
from classifier.model.comparison import write_comparison
from classifier.services.live_model import LiveModel
from classifier.settings import Settings
from classifier.storage import Database
from tests.loop.small import comparison, differs, models_folder

WORKERS = 2
PATIENCE = 400.0
"""Seconds after which a condition that never comes fails the test; nothing is measured with it."""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


@dataclass
class Load:
    """Clients that never stop asking; what they were answered."""

    url: str
    models: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def ask(self, number: int) -> None:
        while not self.stopped.is_set():
            # New connections now and then, so that both workers are asked.
            with httpx2.Client(base_url=self.url, timeout=PATIENCE) as client:
                for _ in range(10):
                    try:
                        said = client.post("/classify", json={"text": f"Jag vet var du bor {number}"})
                    except httpx2.HTTPError as error:
                        self.failures.append(repr(error))
                        continue
                    if said.status_code != 200 or "degraded:model" in said.json()["decision"]["review_reasons"]:
                        self.failures.append(f"{said.status_code} {said.text[:200]}")
                    else:
                        self.models[said.json()["model"].split("@")[1]] += 1

    def start(self, clients: int = 3) -> None:
        for number in range(clients):
            thread = threading.Thread(target=self.ask, args=(number,), daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join(timeout=PATIENCE)


@pytest.fixture
def served(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str, Load]]:
    """Serve version a with two workers, on each database; b and c lie beside it."""
    folder = models_folder(tmp_path / "models", "a", "b", "c")
    url, port = database_url, free_port()
    said = {
        "LATHUND_MODELS_DIR": str(folder),
        "LATHUND_DATABASE_URL": url,
        "LATHUND_MODEL_CHECK_SECONDS": "0.2",
        "LATHUND_LOG_LEVEL": "error",
        "LATHUND_AUDIT_KEY": "a key for the tests of the switch",
        "LATHUND_AUDIT_HEADS_FILE": str(tmp_path / "heads"),
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    Database(url).close()
    command = [sys.executable, "-m", "classifier.cli.main", "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, env=os.environ, start_new_session=True)
    load = Load(f"http://127.0.0.1:{port}")
    try:
        until(lambda: runs(url)["a"] == WORKERS and answers(load.url), "two workers that answer")
        load.start()
        yield folder, url, load
    finally:
        load.stop()
        process.terminate()
        process.wait(timeout=PATIENCE)


def answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/healthz", timeout=5).status_code == 200
    except httpx2.HTTPError:
        return False


def runs(url: str) -> Counter:
    """Return how many times a worker began to serve each version."""
    database = Database(url)
    try:
        return Counter(run.model.split("@")[-1] for run in database.runs())
    finally:
        database.close()


def command(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*args], catch_exceptions=False)
    return done.exit_code, done.output


def test_promotion_and_rollback_under_load_drop_no_request(served: tuple[Path, str, Load]) -> None:
    folder, url, load = served
    write_comparison(folder / "b", comparison(folder, "a", "b"))
    assert command("promote", "b", "--name", "Dag Ny")[0] == 0
    until(lambda: runs(url)["b"] == WORKERS and load.models["b"] > 20, "both workers on b")

    (folder / "c" / "weights.npz").write_bytes(b"damaged")
    registry.write_atomically(folder / "current", "c\n")
    until(
        lambda: "checksum" in httpx2.get(f"{load.url}/healthz", timeout=PATIENCE).json()["model_problem"],
        "the problem is told",
    )
    health = httpx2.get(f"{load.url}/healthz", timeout=PATIENCE).json()
    assert (health["status"], health["model"]) == ("ok", "sv-comments@b")
    registry.write_atomically(folder / "current", "b\n")

    code, said = command("rollback", "--reason", "missar hot", "--name", "Dag Ny")
    assert (code, said) == (0, "a är i drift igen.\n")
    before = load.models["a"]
    until(lambda: runs(url)["a"] == 2 * WORKERS and load.models["a"] > before + 20, "both workers back on a")
    load.stop()
    assert load.failures == []
    assert set(load.models) == {"a", "b"}
    assert command("audit", "verify")[0] == 0


def test_the_chain_tells_who_promoted_overrode_and_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = models_folder(tmp_path / "models", "a", "b")
    url = f"sqlite:///{tmp_path}/lathund.sqlite"
    monkeypatch.setenv("LATHUND_MODELS_DIR", str(folder))
    monkeypatch.setenv("LATHUND_DATABASE_URL", url)
    assert "inte jämförd" in command("promote", "b")[1]
    write_comparison(folder / "b", comparison(folder, "a", "b", suite=differs(0.8, 0.7, -0.2, -0.05)))
    code, said = command("promote", "b", "--name", "Dag Ny")
    assert code == 1
    assert "70.0%" in said
    assert command("promote", "b", "--override", "--name", "Dag Ny")[0] == 2
    code, said = command("promote", "b", "--override", "--name", "Dag Ny", "--reason", "provas en vecka")
    assert (code, registry.current_version(folder)) == (0, "b")
    assert command("promote", "b")[0] == 1
    assert command("rollback", "--name", "Eva Ek", "--reason", "sämre på hot")[0] == 0
    assert command("rollback")[0] == 1
    assert "i drift" in command("models")[1]
    assert command("audit", "verify")[0] == 0
    database = Database(url)
    with database.session() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT action, json_extract(document, '$.actor.name'), json_extract(document, '$.reason')"
            " FROM audit_events ORDER BY sequence"
        )
        told = [tuple(row) for row in rows]
    database.close()
    assert [t[0] for t in told] == ["model_refused", "model_refused", "model_overridden", "model_rolled_back"]
    assert told[2][1:] == ("Dag Ny", "provas en vecka")
    assert told[3][1:] == ("Eva Ek", "sämre på hot")


def test_the_model_in_service_is_exchanged_whole_and_a_broken_one_is_told_of(tmp_path: Path, wired: Wired) -> None:
    folder = models_folder(tmp_path / "models", "a", "b")
    settings = Settings(models_dir=folder, database_url=f"sqlite:///{tmp_path}/l.sqlite")
    parts = wire_service(settings, wired)
    live = parts.live
    assert isinstance(live, LiveModel)
    assert live.check(), "the wired model is not the folder's"
    held = live.pipeline.now
    (folder / "current").write_text("../a", encoding="utf-8")
    assert not live.check()
    assert "not a version folder" in parts.serving[1]
    (folder / "current").write_text("b", encoding="utf-8")
    assert live.check()
    assert parts.serving == ("sv-comments@b", "")
    assert (held.predictor.version, parts.desk.pipeline.predictor.version) == ("sv-comments@a", "sv-comments@b")
    assert not live.check(), "nothing is read again while nothing has changed"
    registry.set_shadow(folder, "a")
    live.check()
    assert live.shadow_version == "sv-comments@a"
    registry.set_shadow(folder, "")
    live.check()
    assert live.shadow is None
    parts.database.close()
