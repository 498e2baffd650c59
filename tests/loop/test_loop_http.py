"""Models, shadow, drift and agreement over HTTP: what the console reads is what the services measured."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from classifier.bootstrap import Wired, wire_service
from classifier.cases.actors import Actor
from classifier.model import registry
from classifier.model.comparison import write_comparison
from classifier.services import queue
from classifier.settings import Settings
from classifier.web.app import create_app
from classifier.web.security.actor import current_actor
from tests.cases.world import ANNA, BO, DATA, KEY, READER, l5, lawful
from tests.loop.small import comparison, models_folder
from tests.services.office import CRITICISM, THREAT, Clock, Office

ACTORS = {a.id: a for a in (ANNA, READER, DATA)} | {"none": dataclasses.replace(KEY, scopes=())}
Get = Callable[..., Any]


def by_header(request: Request) -> Actor:
    return ACTORS[request.headers["x-test-actor"]]


@pytest.fixture
def town(database_url: str, wired: Wired, tmp_path: Path) -> Iterator[tuple[Office, Path, Get]]:
    """Serve version a with b in shadow; return the office behind the service, its models and a reader of its API."""
    folder = models_folder(tmp_path / "models", "a", "b")
    registry.set_shadow(folder, "b")
    write_comparison(folder / "b", comparison(folder, "a", "b"))
    settings = Settings(models_dir=folder, database_url=database_url, audit_heads_file=tmp_path / "heads",
                        audit_key="a key for the tests of the loop")  # type: ignore[arg-type]  # fmt: skip
    parts = wire_service(settings, wired)
    assert parts.live is not None
    assert parts.desk is not None
    assert parts.database is not None
    parts.live.check()
    clock = Clock()
    parts = dataclasses.replace(parts, desk=dataclasses.replace(parts.desk, clock=clock))
    assert parts.desk is not None
    app = create_app(parts, settings)
    app.dependency_overrides[current_actor] = by_header
    client = TestClient(app, raise_server_exceptions=False)

    def get(path: str, status: int = 200, by: str = DATA.id) -> Any:
        answer = client.get(path, headers={"x-test-actor": by})
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers["content-type"] else answer.text

    yield Office(parts.desk, parts.database, clock), folder, get  # type: ignore[arg-type]
    parts.database.close()


def test_models_are_told_with_what_was_measured_and_what_is_wrong(town: tuple[Office, Path, Get]) -> None:
    _, folder, get = town
    first, second = get("/models")["models"]
    assert (first["version"], first["live"], first["shadow"], first["comparison"]) == ("a", True, False, None)
    assert (second["version"], second["live"], second["shadow"]) == ("b", False, True)
    assert second["comparison"]["champion"]["version"] == "a"
    assert second["comparison"]["sets"]["corpus test"]["labels"]["threat"]["recall"]["low"] == -0.01
    (folder / "b/comparison.json").write_text("{", encoding="utf-8")
    assert "lathund evaluate" in get("/models")["models"][1]["problem"]
    (folder / "b/weights.npz").write_bytes(b"half a fi")
    (folder / "b/manifest.json").write_text("{", encoding="utf-8")
    assert [bool(m["problem"]) for m in get("/models")["models"]] == [False, True]


def test_what_the_candidate_judges_is_read_page_by_page(town: tuple[Office, Path, Get]) -> None:
    office, _, get = town
    assert get("/shadow") == {"candidate": "", "live": "sv-comments@a", "compared": 0, "kinds": {}, "differences": []}
    blind = dataclasses.replace(office.desk.pipeline.now, predictor=None)  # type: ignore[attr-defined]
    shadowed = dataclasses.replace(office.desk, shadow=lambda: blind)
    told = Office(shadowed, office.database, office.clock)
    told.take_in(THREAT)
    told.take_in("Skandal, ni har lurat oss om skolan i åratal och ingen tar ansvar")
    told.take_in("Grannen Nils Berg har adhd, ring 070-1740605")
    found = get("/shadow")
    assert (found["compared"], sum(found["kinds"].values())) == (3, 3)
    assert found["live"] == "sv-comments@a"
    assert len(found["differences"]) == 3 - found["kinds"].get("same", 0) > 0
    assert not any("070" in d["text"] or "Berg" in d["text"] for d in found["differences"])
    pages = [get(f"/shadow?limit=1&offset={n}")["differences"] for n in range(4)]
    assert [d for page in pages for d in page] == found["differences"]
    get("/shadow?limit=0", 422)


def test_the_shadow_of_the_folder_is_the_one_that_judges(town: tuple[Office, Path, Get]) -> None:
    office, _, get = town
    office.take_in(THREAT)
    found = get("/shadow")
    assert (found["candidate"], found["live"], found["kinds"]) == ("sv-comments@b", "sv-comments@a", {"same": 1})


def test_drift_and_agreement_tell_what_was_decided(
    town: tuple[Office, Path, Get], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _, get = town
    assert get("/drift") == {"latest": "", "retraining_due": False, "shifts": [], "months": {}}
    monkeypatch.setattr("classifier.cases.drift.ENOUGH", 8)
    for month in range(2):
        for number in range(12):
            text = f"{CRITICISM} {'abcdefghijkl'[number] * 3}"
            case = office.take_in(text, policy="sollentuna").case
            assert case is not None
            who = (ANNA, BO)[number % 2]
            wrong = month == 1 and number % 2
            office.decide(queue.take(office.desk, case.id, actor=who), l5() if wrong else lawful("kritik"), actor=who)
        office.clock.forward(days=31)
    found = get("/drift")
    assert sorted(found["months"]) == ["2026-11", "2026-12"]
    assert found["months"]["2026-12"]["corrected"]["n"] == 12
    told = {s["figure"]: s for s in found["shifts"]}
    assert told["corrected"]["low"] <= told["corrected"]["change"] <= told["corrected"]["high"]
    assert all(s["name"].strip() for s in found["shifts"])
    assert f"lathund_retraining_due {1.0 if found['retraining_due'] else 0.0}" in get("/metrics")
    agreed = get("/labels/agreement")
    assert agreed["decisions"] == 24
    assert agreed["conflicts"], "near-identical texts were judged differently"
    assert all(-1 <= p["kappa"] <= 1 for p in agreed["pairs"] if p["kappa"] is not None)
    assert "anna" not in str(agreed).lower(), "accounts are pseudonyms"


@pytest.mark.parametrize("path", ["/models", "/shadow", "/drift", "/labels/agreement"])
def test_who_may_read_nothing_reads_none_of_it(town: tuple[Office, Path, Get], path: str) -> None:
    _, _, get = town
    get(path, 403, by="none")
