"""The public contract over real HTTP semantics: every field, problem documents, batches, odd input."""

import json
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from classifier.bootstrap import Wired, wire_service
from classifier.settings import Settings
from classifier.taxonomy import LABELS
from classifier.web.app import create_app
from classifier.web.security.actor import current_actor
from tests.cases.world import ADMIN
from tests.conftest import ROOT

POLICIES = ["lilla-edet", "sollentuna", "nybro", "liljeholmen", "kommunmanual"]


@pytest.mark.parametrize("policy", POLICIES)
def test_classify_answers_every_field_of_the_contract(client: TestClient, policy: str) -> None:
    response = client.post("/classify", json={"text": "Jag vet var du bor, vänta bara", "id": "fb:1", "policy": policy})
    body = response.json()
    assert response.status_code == 200
    assert body["id"] == "fb:1"
    assert body["labels"][0] == "threat"
    assert list(body["scores"]) == [label.value for label in LABELS]
    assert set(body["thresholds"]["threat"]) == {"review", "act"}
    assert body["flags"] == []
    finding = body["findings"][0]
    assert set(finding) >= {"label", "category", "rule", "start", "end", "text", "reason"}
    assert finding["text"] == "Jag vet var du bor, vänta bara"[finding["start"] : finding["end"]]
    assert all(set(e) >= {"label", "start", "end", "feature", "weight"} for e in body["explanation"])
    assert set(body["decision"]) >= {"needs_review", "review_reasons", "severity"}
    lathund = body["lathund"]
    assert (lathund["policy"], lathund["row"], lathund["urgent"]) == (policy, "L4", True)
    assert set(lathund) >= {"policy_version", "title", "legal_basis", "steps", "gallring", "deletion"}
    assert all(set(s) >= {"code", "text", "required", "actor"} for s in lathund["steps"])
    assert set(lathund["gallring"]) == {"platform", "diarium"}
    assert lathund["deletion"] == {"allowed": True, "requires_confirmation": True}
    assert body["language"] == {"code": "sv", "supported": True}
    assert body["model"].startswith("sv-comments@")
    assert body["rules"]


def test_the_steps_of_the_contract_example(client: TestClient) -> None:
    body = client.post("/classify", json={"text": "Jag vet var du bor.", "policy": "lilla-edet"}).json()
    assert [(s["code"], s["actor"]) for s in body["lathund"]["steps"]] == [
        ("seal_evidence", "system"),
        ("hide", "person"),
        ("contact_police", "person"),
        ("register", "person"),
    ]
    assert body["lathund"]["gallring"] == {"platform": "genast", "diarium": "bevaras"}
    assert body["lathund"]["policy_version"] == "2014-03-24.1"


def test_only_text_is_required_and_nothing_is_deletable_in_l1(client: TestClient) -> None:
    body = client.post("/classify", json={"text": "När plogas Ringvägen?"}).json()
    assert body["id"] is None
    assert body["lathund"]["row"] == "L1"
    assert body["lathund"]["deletion"]["allowed"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "hej", "policy": "atlantis"}, "policy"),
        ({"text": "hej", "colour": "red"}, "colour"),
        ({"text": "hej", "channel": "pigeon"}, "channel"),
        ({"text": 7}, "text"),
        ({"text": "hej", "context": {"thread": "x"}}, "context.thread"),
    ],
)
def test_bad_requests_get_a_problem_document_that_names_the_field(client: TestClient, body: dict, field: str) -> None:
    response = client.post("/classify", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert {"type", "title", "status", "detail"} <= set(problem)
    assert field in [e["field"] for e in problem["errors"]]


def test_the_problem_does_not_repeat_what_a_person_wrote(client: TestClient) -> None:
    response = client.post("/classify", json={"text": "811218-9876" * 1_000})
    assert "811218" not in response.text


def test_broken_json_is_a_problem_document(client: TestClient) -> None:
    response = client.post("/classify", content=b"{nej", headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "text", ["\x00\x01", "\u200b" * 5_000, "😀" * 9_999, "a\u0301" * 4_000, "!" * 10_000, "ﷺ" * 3_000, " ", "\ud83d"]
)
def test_extremely_odd_text_is_never_an_error(client: TestClient, text: str) -> None:
    body = json.dumps({"text": text}).encode("ascii")
    response = client.post("/classify", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200, response.text


def test_batch_keeps_order_and_a_bad_item_spoils_no_other(client: TestClient) -> None:
    comments = [{"id": "a", "text": "Hej"}, {"id": "b", "text": ""}, 7, {"id": "c", "text": "hej", "policy": "nej"}]
    comments += [{"id": "d", "text": "jag ska döda dig"}]
    body = client.post("/classify/batch", json={"comments": comments, "policy": "nybro"}).json()
    results = body["results"]
    assert [r["id"] for r in results] == ["a", "b", None, "c", "d"]
    assert ["error" in r for r in results] == [False, True, True, True, False]
    assert results[1]["error"]["status"] == 422
    assert results[4]["lathund"]["policy"] == "nybro"


def test_a_batch_of_more_than_a_thousand_is_refused(client: TestClient) -> None:
    assert client.post("/classify/batch", json={"comments": [{"text": "x"}] * 1_001}).status_code == 422
    assert client.post("/classify/batch", json={"comments": [], "policy": "nej"}).status_code == 422


def test_a_body_over_the_limit_is_refused_unread(wired: Wired) -> None:
    small = TestClient(create_app(wired, Settings(max_body_bytes=1_000)))
    response = small.post("/classify", json={"text": "x" * 2_000})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_policies_health_ready_metrics_and_openapi(client: TestClient) -> None:
    policies = client.get("/policies").json()["policies"]
    assert {p["code"] for p in policies} == set(POLICIES)
    assert all(set(p["rows"]) == {"L1", "L2", "L3", "L4", "L5"} and p["house_rules"] for p in policies)
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ok"
    assert "lathund_requests_total" in client.get("/metrics").text
    assert "/classify" in client.get("/openapi.json").json()["paths"]
    missing = client.get("/nowhere")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


def test_without_a_model_the_service_answers_and_says_so(rules_only: Wired) -> None:
    client = TestClient(create_app(rules_only, Settings()))
    body = client.post("/classify", json={"text": "Jag ska döda dig"}).json()
    assert body["model"] == "none"
    assert "degraded:model" in body["decision"]["review_reasons"]
    assert body["decision"]["needs_review"] is True
    assert body["lathund"]["row"] == "L4"
    assert client.get("/readyz").json()["status"] == "degraded"


def test_logs_hold_no_comment_text(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.post("/classify", json={"text": "hemligheten är 811218-9876"})
    out, err = capfd.readouterr()
    assert "811218" not in out + err
    assert "hemligheten" not in out + err


def test_schemathesis_finds_nothing(wired: Wired, tmp_path: Path) -> None:
    """A case that has moved or lacks a reason is rightly refused: there a valid body may get a problem."""
    own = Settings(models_dir=ROOT / "models", database_url=f"sqlite:///{tmp_path}/l.sqlite")
    parts = wire_service(own, wired)
    app = create_app(parts, own)
    app.dependency_overrides[current_actor] = lambda: ADMIN
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)

    for operation in schema.get_all_operations():

        @settings(max_examples=25, deadline=None)
        @schema_given(operation.ok())
        def check(case: schemathesis.Case) -> None:
            stored = not case.path.startswith("/classify")
            case.call_and_validate(excluded_checks=[positive_data_acceptance] if stored else None)

        check()
    assert parts.database is not None
    parts.database.close()


def schema_given(operation: object):
    """Return hypothesis' given over the cases of one operation."""
    from hypothesis import given

    return given(operation.as_strategy())  # type: ignore[attr-defined]
