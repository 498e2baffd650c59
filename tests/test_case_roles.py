"""Every call about comments and cases by every role: a table of who may, and the same refusal for everybody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from classifier.bootstrap import Wired, wire_service
from classifier.cases.actors import Actor
from classifier.settings import Settings
from classifier.web.app import create_app
from classifier.web.security.actor import current_actor
from tests.cases.world import ADMIN, ANNA, DATA, KEY, READER, REGISTRAR
from tests.conftest import ROOT
from tests.test_case_api import ACTORS, HATE, L5, Api, by_header

WHO = {"reader": READER, "moderator": ANNA, "registrar": REGISTRAR, "data_staff": DATA, "admin": ADMIN, "key": KEY}
READS = {"reader", "moderator", "registrar", "admin", "key"}
MODERATES = {"moderator", "admin"}
RECORDS = {"registrar", "admin"}
FULL = {"reason": "skäl", "legal_basis": ["policy"], "gallring_decision": "GB-1"}
REASON = {"reason": "skäl"}
LOCK = {"lock_token": "x"}

# method, path, body, who may: all others get 403. What the others get depends on the case and is tested elsewhere.
CALLS: list[tuple[str, str, dict | None, set[str]]] = [
    ("POST", "/comments", {"text": "hej", "platform": "x", "external_id": "1"}, MODERATES | {"key"}),
    ("GET", "/cases", None, READS),
    ("GET", "/cases/{case_id}", None, READS),
    ("GET", "/cases/{case_id}/evidence", None, MODERATES | RECORDS | {"key"}),
    ("GET", "/cases/{case_id}/group", None, MODERATES),
    ("GET", "/labels/export", None, {"data_staff", "admin", "key"}),
    ("GET", "/labels/agreement", None, {"data_staff", "admin", "key"}),
    ("GET", "/audit", None, RECORDS | {"key"}),
    ("POST", "/queue/next", {}, MODERATES),
    ("POST", "/cases/{case_id}/claim", {}, MODERATES),
    ("POST", "/cases/{case_id}/lock", LOCK, MODERATES),
    ("POST", "/cases/{case_id}/release", LOCK, MODERATES),
    ("POST", "/cases/{case_id}/decision", {"version": 1, **LOCK}, MODERATES),
    ("POST", "/cases/{case_id}/group/decision", {"included": [{"case": "x", "version": 1}]}, MODERATES),
    ("POST", "/cases/{case_id}/steps/{code}", REASON, MODERATES),
    ("POST", "/cases/{case_id}/hide", REASON, MODERATES),
    ("POST", "/cases/{case_id}/restore", REASON, MODERATES),
    ("POST", "/cases/{case_id}/deletion", FULL, MODERATES),
    ("POST", "/deletions/{deletion_id}/confirmation", FULL, MODERATES),
    ("POST", "/deletions/{deletion_id}/carried-out", {}, MODERATES),
    ("POST", "/deletions/{deletion_id}/withdrawal", REASON, MODERATES),
    ("POST", "/cases/{case_id}/holds", {"kind": "legal", **REASON}, RECORDS),
    ("POST", "/cases/{case_id}/holds/{hold_id}/lift", REASON, RECORDS),
    ("GET", "/cases/{case_id}/drafts/{kind}", None, MODERATES),
    ("POST", "/cases/{case_id}/screenshot", {"screenshot": "eA=="}, MODERATES | {"key"}),
    ("POST", "/cases/{case_id}/report", REASON, MODERATES | {"key"}),
    ("POST", "/cases/{case_id}/child-abuse", REASON, MODERATES),
    ("POST", "/cases/{case_id}/close", {}, MODERATES),
    ("POST", "/cases/{case_id}/reopen", REASON, MODERATES | RECORDS),
]
MINE = ("/comments", "/cases", "/queue", "/deletions", "/labels", "/audit")
NOT_ALLOWED = {"urn:lathund:not_allowed", "urn:lathund:person_required", "urn:lathund:floor"}


@pytest.fixture
def app(tmp_path: Path, wired: Wired) -> Iterator[FastAPI]:
    settings = Settings(models_dir=ROOT / "models", database_url=f"sqlite:///{tmp_path}/l.sqlite")
    parts = wire_service(settings, wired)
    yield create_app(parts, settings)
    assert parts.database is not None
    parts.database.close()


@pytest.fixture
def api(app: FastAPI) -> Api:
    app.dependency_overrides[current_actor] = by_header
    return Api(TestClient(app, raise_server_exceptions=False))


def test_role_and_call(api: Api) -> None:
    case = api.decided(HATE, L5, policy="sollentuna")
    deletion = api.post(f"/cases/{case['id']}/deletion", FULL).json()["deletion"]["id"]
    places = {"case_id": case["id"], "deletion_id": deletion, "hold_id": "h", "code": "send_package", "kind": "support"}
    for method, path, body, may in CALLS:
        for who, actor in WHO.items():
            if who in may:
                continue
            answer = api.call(method, path.format(**places), body, by=actor)
            assert answer.status_code == 403, (who, method, path, answer.text)
            assert answer.json()["type"] in NOT_ALLOWED, (who, method, path, answer.text)
    detail = api.get(f"/cases/{case['id']}").json()
    assert detail["visibility"] == "deletion_requested", "nothing refused has changed anything"
    for method, path, body, may in CALLS:
        for who in sorted(may):
            answer = api.call(method, path.format(**places), body, by=WHO[who])
            refused = answer.status_code == 403 and answer.json()["type"] in NOT_ALLOWED
            assert not refused, (who, method, path, answer.text)
            assert answer.status_code < 500, (who, method, path, answer.text)


def test_every_call_about_cases_stands_in_the_table(api: Api) -> None:
    paths = api.client.get("/openapi.json").json()["paths"]
    mine = {(m.upper(), p) for p, ways in paths.items() for m in ways if p.startswith(MINE)}
    assert mine == {(method, path) for method, path, *_ in CALLS}
    assert {a.id for a in WHO.values()} <= set(ACTORS)


def test_a_group_is_previewed_and_decided_over_the_api(api: Api) -> None:
    cases = [api.take_in("När öppnar badhuset?").json()["case"] for _ in range(3)]
    path = f"/cases/{cases[0]['id']}/group"
    preview = api.get(path).json()
    assert [m["case"] for m in preview["included"]] == [c["id"] for c in cases]
    assert (preview["left_out"], preview["more"]) == ([], 0)
    included = [{"case": m["case"], "version": m["version"]} for m in preview["included"]]
    stale = [{**included[0], "version": 99}, *included[1:]]
    late = api.post(f"{path}/decision", {"included": stale})
    assert (late.status_code, late.json()["type"]) == (409, "urn:lathund:group_changed")
    done = api.post(f"{path}/decision", {"included": included})
    assert done.status_code == 200, done.text
    assert [c["decided_by"] for c in done.json()["cases"]] == ["Anna Ek"] * 3
    again = api.get(path).json()
    assert {p["why"] for p in again["left_out"]} == {"redan beslutat"}


def test_a_correction_over_the_api_can_say_protected_identity(api: Api) -> None:
    said = {"labels": ["personal_data"], "flags": [], "row": "L5", "legal_basis": ["gdpr"], "rule": "R15"}
    case = api.decided("När öppnar badhuset?", {**said, "reason": "skyddad", "protected_identity": True})
    assert case["urgent"] is True


def test_the_actors_of_the_table_are_those_of_the_roles() -> None:
    assert [type(a) for a in WHO.values()] == [Actor] * 6
