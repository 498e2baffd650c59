"""The case API over real HTTP, on both databases: paths, statuses and fields of the contract."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from classifier.bootstrap import Wired, wire_service
from classifier.cases.actors import Actor
from classifier.cases.canonical import canonical_bytes, sha256
from classifier.settings import Settings
from classifier.web.app import create_app
from classifier.web.security.actor import current_actor
from tests.cases.world import ADMIN, ANNA, BO, DATA, KEY, READER, REGISTRAR
from tests.conftest import ROOT
from tests.services.office import CRITICISM, THREAT

ACTORS = {a.id: a for a in (ANNA, BO, ADMIN, READER, DATA, REGISTRAR, KEY)}
HATE = "De där råttorna ska bort härifrån"
L5 = {"labels": ["hate_speech"], "flags": [], "row": "L5", "legal_basis": ["policy"], "rule": "R5", "reason": "hets"}


def by_header(request: Request) -> Actor:
    return ACTORS[request.headers["x-test-actor"]]


class Api:
    """A client that says who calls."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.number = 0

    def call(self, method: str, path: str, body: object = None, *, by: Actor = ANNA, **more: Any) -> Any:
        headers = {"x-test-actor": by.id} | more.pop("headers", {})
        return self.client.request(method, path, json=body, headers=headers, **more)

    def post(self, path: str, body: object = None, **more: Any) -> Any:
        return self.call("POST", path, {} if body is None else body, **more)

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def take_in(self, text: str = THREAT, **more: object) -> Any:
        self.number += 1
        return self.post("/comments", {"text": text, "platform": "facebook", "external_id": f"e{self.number}", **more})

    def decided(self, text: str = THREAT, verdict: dict | None = None, **more: object) -> Any:
        case = self.take_in(text, **more).json()["case"]
        claimed = self.post(f"/cases/{case['id']}/claim").json()
        said = {"version": claimed["version"], "lock_token": claimed["lock_token"], **(verdict or {})}
        answer = self.post(f"/cases/{case['id']}/decision", said)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(models_dir=ROOT / "models", database_url=database_url, audit_heads_file=tmp_path / "heads",
                    audit_key="a key for the tests of the API")  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture
def app(settings: Settings, wired: Wired) -> Iterator[FastAPI]:
    parts = wire_service(settings, wired)
    yield create_app(parts, settings)
    assert parts.database is not None
    parts.database.close()


@pytest.fixture
def api(app: FastAPI) -> Api:
    app.dependency_overrides[current_actor] = by_header
    return Api(TestClient(app, raise_server_exceptions=False))


def problem(response: Any, status: int) -> Any:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    return body


def test_a_comment_is_taken_in_once_and_its_case_is_found_and_read(api: Api) -> None:
    first = api.take_in(author="@nisse", permalink="https://exempel.se/1")
    assert first.status_code == 201
    again = api.post("/comments", {"text": THREAT, "platform": "facebook", "external_id": "e1"})
    assert (again.status_code, again.json()["comment_id"]) == (200, first.json()["comment_id"])
    case = first.json()["case"]
    assert (case["row"], case["urgent"], case["state"]) == ("L4", True, "waiting")
    assert "token" not in json.dumps(case)
    listed = api.get("/cases", params={"row": "L4", "urgent": "true"}, by=READER).json()
    assert (listed["total"], listed["cases"][0]["id"]) == (1, case["id"])
    detail = api.get(f"/cases/{case['id']}").json()
    assert [e["action"] for e in detail["history"]] == ["sealed", "classified", "received", "queued"]
    assert detail["open_points"][0]["code"] == "no_decision"


def test_a_batch_keeps_order_and_a_bad_item_spoils_no_other(api: Api) -> None:
    one = {"text": THREAT, "platform": "facebook", "external_id": "a"}
    items = [
        one,
        {"text": "", "platform": "x", "external_id": "b"},
        7,
        {**one, "policy": "nej"},
        {"text": "hej", "platform": "x"},
    ]
    results = api.post("/comments", {"comments": items}).json()["results"]
    assert ["error" in r for r in results] == [False, True, True, True, True]
    assert [r["error"]["status"] for r in results[1:]] == [422, 422, 422, 422]


def test_an_idempotency_key_stands_for_one_request(api: Api) -> None:
    body = {"text": "Hej!", "platform": "forum"}
    problem(api.post("/comments", body), 422)
    headers = {"idempotency-key": "k-1"}
    first = api.post("/comments", body, headers=headers)
    second = api.post("/comments", body, headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["comment_id"] == second.json()["comment_id"]
    assert problem(api.post("/comments", {**body, "text": "Hå!"}, headers=headers), 422)["type"].endswith("key_reused")


def test_the_queue_gives_a_lock_and_is_empty_then(api: Api) -> None:
    api.take_in()
    claimed = api.post("/queue/next")
    assert claimed.status_code == 200
    assert {"lock_token", "lock_expires_at", "version", "text"} <= set(claimed.json())
    assert api.post("/queue/next", by=BO).status_code == 204
    released = api.post(f"/cases/{claimed.json()['id']}/release", {"lock_token": claimed.json()["lock_token"]})
    assert released.json()["state"] == "waiting"


def test_a_stale_decision_answers_409_with_the_present_state(api: Api) -> None:
    api.take_in()
    claimed = api.post("/queue/next").json()
    said = {"version": claimed["version"] - 1, "lock_token": claimed["lock_token"]}
    stale = problem(api.post(f"/cases/{claimed['id']}/decision", said), 409)
    assert stale["type"] == "urn:lathund:stale_version"
    assert stale["present"]["version"] == str(claimed["version"])
    said = {"version": claimed["version"], "lock_token": "fel"}
    assert problem(api.post(f"/cases/{claimed['id']}/decision", said), 409)["present"]["state"] == "in_review"
    right = {"version": claimed["version"], "lock_token": claimed["lock_token"]}
    assert api.post(f"/cases/{claimed['id']}/decision", right).json()["decided_by"] == "Anna Ek"


def test_a_correction_needs_a_reason_and_steps_go_in_order(api: Api) -> None:
    case = api.take_in().json()["case"]
    claimed = api.post(f"/cases/{case['id']}/claim").json()
    said = {"version": claimed["version"], "lock_token": claimed["lock_token"], "labels": ["criticism"], "row": "L1"}
    assert problem(api.post(f"/cases/{case['id']}/decision", said), 422)["type"].endswith("reason_missing")
    case = api.decided()
    early = api.post(f"/cases/{case['id']}/steps/register", {"reference": "KS 1"})
    assert problem(early, 409)["type"].endswith("step_out_of_order")
    assert api.post(f"/cases/{case['id']}/steps/hide").json()["visibility"] == "hidden"
    missing = api.post(f"/cases/{case['id']}/steps/contact_police")
    assert problem(missing, 422)["type"].endswith("reference_missing")
    api.post(f"/cases/{case['id']}/steps/contact_police", {"reference": "5000-K1"})
    problem(api.post(f"/cases/{case['id']}/close"), 409)
    api.post(f"/cases/{case['id']}/steps/register", {"reference": "KS 1"}, by=REGISTRAR)
    assert api.post(f"/cases/{case['id']}/close").json()["state"] == "closed"
    assert api.post(f"/cases/{case['id']}/reopen", {"reason": "ny uppgift"}).json()["state"] == "reopened"


def test_deletion_is_request_confirmation_carrying_out(api: Api) -> None:
    case = api.decided(HATE, L5, policy="sollentuna")
    path = f"/cases/{case['id']}/deletion"
    full = {"reason": "hets", "legal_basis": ["policy"], "gallring_decision": "GB-1"}
    problem(api.post(path, full, by=KEY), 403)
    problem(api.post(path, {**full, "reason": " "}), 422)
    lacks = problem(api.post(path, {**full, "gallring_decision": ""}), 422)
    assert [e["code"] for e in lacks["errors"]] == ["gallring_decision"]
    asked = api.post(path, full)
    assert asked.status_code == 201
    deletion = asked.json()["deletion"]["id"]
    problem(api.post(f"/deletions/{deletion}/confirmation", full, by=KEY), 403)
    problem(api.post(f"/deletions/{deletion}/confirmation", {**full, "legal_basis": []}, by=BO), 422)
    problem(api.post(f"/deletions/{deletion}/carried-out"), 409)
    assert api.get(f"/cases/{case['id']}").json()["visibility"] == "deletion_requested"
    confirmed = api.post(f"/deletions/{deletion}/confirmation", full, by=BO)
    assert confirmed.json()["visibility"] == "deletion_confirmed"
    held = api.post(f"/cases/{case['id']}/holds", {"kind": "disclosure", "reason": "begäran"}, by=REGISTRAR).json()
    problem(api.post(f"/deletions/{deletion}/carried-out"), 409)
    api.post(f"/cases/{case['id']}/holds/{held['holds'][0]['id']}/lift", {"reason": "utlämnat"}, by=REGISTRAR)
    assert api.post(f"/deletions/{deletion}/carried-out", by=BO).json()["visibility"] == "deleted"
    problem(api.post(f"/cases/{case['id']}/restore", {"reason": "ångrar"}), 409)


def test_a_deletion_is_withdrawn_by_restore_and_l1_to_l3_are_never_deleted(api: Api) -> None:
    case = api.decided(HATE, L5, policy="sollentuna")
    full = {"reason": "hets", "legal_basis": ["policy"], "gallring_decision": "GB-1"}
    api.post(f"/cases/{case['id']}/deletion", full)
    back = api.post(f"/cases/{case['id']}/restore", {"reason": "för tidigt"}).json()
    assert (back["visibility"], back["deletion"]) == ("visible", None)
    lawful = api.decided(CRITICISM)
    problem(api.post(f"/cases/{lawful['id']}/deletion", full), 409)
    problem(api.post(f"/cases/{lawful['id']}/hide"), 422)


def test_a_deletion_without_intact_evidence_answers_409(api: Api, app: FastAPI) -> None:
    case = api.decided(HATE, L5, policy="sollentuna")
    desk = app.state.wired.desk
    from sqlalchemy import text

    with desk.storage.database.session(writes=True) as session, session.begin():
        postgres = desk.storage.database.engine.dialect.name == "postgresql"
        off = "ALTER TABLE evidence DISABLE TRIGGER USER" if postgres else "DROP TRIGGER guard_evidence_unchanged"
        session.execute(text(off))
        session.execute(text("UPDATE evidence SET content = :c"), {"c": b"{}"})
    full = {"reason": "hets", "legal_basis": ["policy"], "gallring_decision": "GB-1"}
    refused = problem(api.post(f"/cases/{case['id']}/deletion", full), 409)
    assert [e["code"] for e in refused["errors"]] == ["evidence"]
    problem(api.get(f"/cases/{case['id']}/evidence"), 409)


def test_evidence_labels_and_audit_are_read_out(api: Api) -> None:
    case = api.decided()
    package = api.get(f"/cases/{case['id']}/evidence").json()
    assert sha256(canonical_bytes(package["evidence"])) == package["sha256"] == case["evidence"]
    problem(api.get(f"/cases/{case['id']}/evidence", by=READER), 403)
    page = api.get(f"/cases/{case['id']}/evidence", params={"format": "pdf"})
    assert (page.headers["content-type"], page.content[:5]) == ("application/pdf", b"%PDF-")
    lines = api.get("/labels/export", by=DATA)
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line)["labels"] for line in lines.text.splitlines()] == [["threat"]]
    problem(api.get("/labels/export"), 403)
    trail = api.get("/audit", params={"limit": 3}, by=REGISTRAR).json()
    assert (len(trail["events"]), trail["next"]) == (3, 3)
    problem(api.get("/audit"), 403)
    assert {e["case"] for e in api.get("/audit", params={"case": case["id"]}, by=ADMIN).json()["events"]} == {
        case["id"]
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cases/x"),
        ("GET", "/cases/x/evidence"),
        ("POST", "/cases/x/claim"),
        ("POST", "/cases/x/steps/hide"),
        ("POST", "/deletions/x/confirmation"),
    ],
)
def test_what_does_not_exist_answers_404(api: Api, method: str, path: str) -> None:
    problem(api.call(method, path, {} if method == "POST" else None), 404)


def test_an_api_key_decides_nothing(api: Api) -> None:
    case = api.take_in().json()["case"]
    calls = [
        ("/queue/next", {}),
        (f"/cases/{case['id']}/claim", {}),
        (f"/cases/{case['id']}/decision", {"version": 1, "lock_token": "x"}),
        (f"/cases/{case['id']}/steps/hide", {}),
        (f"/cases/{case['id']}/hide", {}),
        (f"/cases/{case['id']}/restore", {"reason": "x"}),
        (f"/cases/{case['id']}/deletion", {"reason": "x", "legal_basis": ["policy"]}),
        (f"/cases/{case['id']}/holds", {"kind": "legal", "reason": "x"}),
        (f"/cases/{case['id']}/close", {}),
        (f"/cases/{case['id']}/child-abuse", {"reason": "x"}),
    ]
    assert [(path, api.post(path, body, by=KEY).status_code) for path, body in calls] == [(p, 403) for p, _ in calls]
    assert api.post("/comments", {"text": "hej", "platform": "x", "external_id": "k"}, by=KEY).status_code == 201


@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 5_000, "🔪'; DROP TABLE cases; --"])
def test_odd_reasons_are_stored_or_refused_never_an_error(api: Api, value: str) -> None:
    case = api.decided()
    body = json.dumps({"reason": value}).encode("ascii")
    headers = {"x-test-actor": "anna", "content-type": "application/json"}
    answer = api.client.post(f"/cases/{case['id']}/hide", content=body, headers=headers)
    assert answer.status_code == 200, answer.text


def test_over_a_real_socket_the_local_person_acts_and_nobody_from_elsewhere(app: FastAPI) -> None:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            said = {"text": THREAT, "platform": "facebook", "external_id": "e1"}
            case = client.post("/comments", json=said).json()["case"]
            claimed = client.post(f"/cases/{case['id']}/claim").json()
            assert claimed["lock"]["by"] == client.get("/session").json()["name"]
            problem(client.get("/cases", headers={"host": "lathund.example"}), 401)
            problem(client.post("/queue/next", headers={"origin": "https://elsewhere.example"}), 403)
            problem(client.get("/cases", headers={"x-forwarded-for": "203.0.113.9"}), 401)
    finally:
        server.should_exit = True
        thread.join()


def test_logs_hold_no_comment_text_and_no_names(api: Api, capfd: pytest.CaptureFixture[str]) -> None:
    case = api.decided("Jag vet var du bor, 811218-9876, vänta bara")
    api.post(f"/cases/{case['id']}/hide", {"reason": "hemligheten"})
    out, err = capfd.readouterr()
    for secret in ("811218", "vänta bara", "hemligheten", "Anna Ek"):
        assert secret not in out + err


def test_without_a_database_the_case_calls_answer_503(wired: Wired) -> None:
    client = TestClient(create_app(wired, Settings()), base_url="http://127.0.0.1", client=("127.0.0.1", 5))
    problem(client.get("/cases"), 503)
    elsewhere = TestClient(create_app(wired, Settings()))
    problem(elsewhere.get("/audit"), 503)
