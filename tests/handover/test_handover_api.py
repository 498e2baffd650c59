"""The calls of exports and disclosure over HTTP: statuses, fields, and who may what."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from classifier.cases.packages.files import problems, unpacked
from tests.cases.world import ADMIN, ANNA, DATA, KEY, READER, REGISTRAR
from tests.test_case_api import Api, api, app, problem, settings

__all__ = ["api", "app", "settings"]
LAW = {"law": "21 kap. 1 § OSL", "reason": "hälsa"}
APPEAL = {"authority": "Kommunen", "address": "Storgatan 1", "court": "Kammarrätten i Göteborg"}
NONE = "utlamnande-0"
# call: path, body, status for who keeps the records, who else may (their ids)
CALLS: list[tuple[str, str, Any, int, set[str]]] = [
    ("POST", "/exports", {"cases": ["none"]}, 404, {"key-1"}),
    ("GET", "/exports", None, 200, {"key-1"}),
    ("GET", "/exports/export-0", None, 404, {"key-1"}),
    ("POST", "/exports/export-0/receipt", {"number": "1"}, 404, {"anna"}),
    ("POST", "/disclosures", {"request": "x", "cases": ["none"]}, 404, set()),
    ("GET", "/disclosures", None, 200, set()),
    ("GET", f"/disclosures/{NONE}", None, 404, set()),
    ("POST", f"/disclosures/{NONE}/settlements", {"passages": ["p1"], "said": "shown"}, 404, set()),
    ("POST", f"/disclosures/{NONE}/passages", {"comment": "c", "field": "text", **LAW}, 404, set()),
    ("POST", f"/disclosures/{NONE}/decision", {}, 404, set()),
    ("GET", f"/disclosures/{NONE}/package", None, 404, set()),
    ("POST", f"/disclosures/{NONE}/delivery", None, 404, set()),
    ("POST", f"/disclosures/{NONE}/closing", {"reason": "x"}, 404, set()),
    ("POST", f"/disclosures/{NONE}/withdrawal", {"reason": "x"}, 404, set()),
]


def test_every_call_by_every_role(api: Api, app: FastAPI) -> None:
    for method, path, body, status, others in CALLS:
        for who in (REGISTRAR, ADMIN, ANNA, READER, DATA, KEY):
            answer = api.call(method, path, body, by=who)
            may = who in {REGISTRAR, ADMIN} or who.id in others
            assert answer.status_code == (status if may else 403), (method, path, who.id, answer.text)
    known = {
        (m.upper(), p)
        for p, ways in app.openapi()["paths"].items()
        for m in ways
        if p.startswith(("/exports", "/disclosures"))
    }
    table = {(m, p.replace("export-0", "{export_id}").replace(NONE, "{disclosure_id}")) for m, p, *_ in CALLS}
    assert known == table


def test_a_package_is_made_read_back_and_acknowledged(api: Api) -> None:
    case = api.decided(author="@nisse")
    made = api.post("/exports", {"cases": [case["id"]]}, by=REGISTRAR)
    assert (made.status_code, made.headers["content-type"]) == (201, "application/zip")
    root, files = unpacked(made.content)
    assert (root, problems(files)) == (made.headers["x-lathund-export"], [])
    said = api.post(f"/exports/{root}/receipt", {"number": "KS 2026:1"}, by=REGISTRAR).json()
    assert said["transfers"][0] | {"acknowledged_at": None} == {
        "case": case["id"], "number": "KS 2026:1", "acknowledged_by": "Rut Berg", "acknowledged_at": None,
    }  # fmt: skip
    assert api.get(f"/cases/{case['id']}").json()["diarium"] == "KS 2026:1"
    assert api.get("/exports", by=REGISTRAR).json()["exports"][0]["package"] == made.headers["x-lathund-package"]
    archive = {"receiver": "archive", "form": "tar", "rows": ["L4"], "creator": "Kommunen"}
    assert "METS.xml" in unpacked(api.post("/exports", archive, by=REGISTRAR).content)[1]
    problem(api.post("/exports", {"rows": ["L2"]}, by=REGISTRAR), 422)
    problem(api.post("/exports", {"receiver": "elsewhere"}, by=REGISTRAR), 422)


def test_a_request_is_settled_decided_and_given_out(api: Api) -> None:
    case = api.decided("Jag vet var du bor, Kalle Lindqvist, ring 070-1740605", author="@elsa")
    opened = api.post("/disclosures", {"request": "allt", "cases": [case["id"]]}, by=REGISTRAR)
    assert opened.status_code == 201, opened.text
    request = opened.json()
    (item,) = request["items"]
    texts = {p["text"]: p for p in item["passages"]}
    assert {"070-1740605", "@elsa"} <= set(texts)
    assert request["open_passages"] == len(item["passages"])
    at = f"/disclosures/{request['id']}"
    problem(api.post(f"{at}/decision", {}, by=REGISTRAR), 409)
    problem(api.get(f"{at}/package", by=REGISTRAR), 409)
    bare = {"passages": [texts["@elsa"]["id"]], "said": "masked"}
    problem(api.post(f"{at}/settlements", bare, by=REGISTRAR), 422)
    while request["open_passages"]:
        ids = [p["id"] for p in request["items"][0]["passages"] if p["said"] == "proposed"]
        request = api.post(f"{at}/settlements", {"passages": ids, "said": "masked", **LAW}, by=REGISTRAR).json()
    start = item["fields"]["text"].index("vet")
    added = {"comment": item["comment"], "field": "text", "start": start, "end": start + 3, **LAW}
    assert api.post(f"{at}/passages", added, by=REGISTRAR).status_code == 200
    problem(api.post(f"{at}/passages", added | {"end": 9_999}, by=REGISTRAR), 422)
    problem(api.post(f"{at}/decision", {"motivation": "skäl"}, by=REGISTRAR), 422)
    decided = api.post(f"{at}/decision", {"motivation": "Sekretess.", "appeal": APPEAL}, by=REGISTRAR).json()
    assert (decided["status"], decided["outcome"], decided["decided_by"]) == ("decided", "partial", "Rut Berg")
    package = api.get(f"{at}/package", params={"form": "tar"}, by=REGISTRAR)
    files = unpacked(package.content)[1]
    assert "1740605" not in files["handlingar.json"].decode()
    held = api.get(f"/cases/{case['id']}").json()
    assert request["id"] in str(held)
    assert api.post(f"{at}/delivery", by=REGISTRAR).json()["status"] == "delivered"
    problem(api.post(f"{at}/closing", {"reason": "klart"}, by=REGISTRAR), 409)
    assert api.get("/disclosures", by=REGISTRAR).json()["disclosures"][0]["status"] == "delivered"


@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 4_000, "🔪'; DROP TABLE disclosures; --"])
def test_odd_requests_are_stored_or_refused_never_an_error(api: Api, value: str) -> None:
    case = api.decided()
    body = {"request": value, "cases": [case["id"]], "requester": value[:200]}
    headers = {"x-test-actor": REGISTRAR.id, "content-type": "application/json"}
    answer = api.client.post("/disclosures", content=json.dumps(body).encode("ascii"), headers=headers)
    assert answer.status_code in {201, 422}, answer.text
