"""Where requests come from: loopback only without users, no foreign pages, headers, no open redirects."""

from pathlib import Path

import httpx2
import pytest

from classifier.bootstrap import Wired
from classifier.web.security.places import is_loopback, own_page
from tests.access.house import House, open_house, problem

ACCOUNT = {"id": "fb", "platform": "facebook", "name": "Kommunen"}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """These are not about the database: SQLite is enough."""
    return f"sqlite:///{tmp_path}/lathund.sqlite"


def test_without_users_the_person_at_the_machine_is_let_in_and_named(rules_only: Wired, database_url: str) -> None:
    with open_house(rules_only, database_url, local_person="Åsa Ek") as house:
        me = house.browser().get("/session").json()
        assert (me["kind"], me["id"], me["name"], me["role"]) == ("person", "local", "Åsa Ek", "admin")
        assert me["csrf_token"] == ""
        health = house.browser().get("/healthz").json()
        assert health["status"] == "ok"
        assert health["access"] == "loopback_only"
        assert "lathund user add" in health["note"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "203.0.113.9"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example:8000"},
        {"Host": "["},
    ],
)
def test_without_users_nobody_else_is(empty_house: House, headers: dict[str, str]) -> None:
    assert problem(empty_house.browser(**headers).get("/session")) == "local_only"
    assert problem(empty_house.browser(**headers).post("/accounts", json=ACCOUNT)) == "local_only"


def test_the_first_user_ends_it(empty_house: House) -> None:
    assert empty_house.browser().get("/session").status_code == 200
    empty_house.add("anna")
    answer = empty_house.browser().get("/session")
    assert problem(answer) == "not_signed_in"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert empty_house.browser().get("/healthz").json()["access"] == "sign_in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_changes_nothing_even_without_users(empty_house: House, headers: dict[str, str]) -> None:
    browser = empty_house.browser(**headers)
    assert problem(browser.post("/accounts", json=ACCOUNT)) == "foreign_origin"
    assert problem(browser.post("/session", json={"login": "a", "password": "b"})) == "foreign_origin"
    assert empty_house.browser().get("/accounts").json() == {"accounts": []}


def test_our_own_page_may(empty_house: House) -> None:
    browser = empty_house.browser(Origin=empty_house.address, **{"Sec-Fetch-Site": "same-origin"})
    assert browser.post("/accounts", json=ACCOUNT).status_code == 201


@pytest.mark.parametrize("code", ["", "fel", "å", "x" * 40])
def test_a_change_with_a_cookie_needs_the_code_of_that_session(house: House, code: str) -> None:
    browser = house.signed_in("admin")
    browser.headers["X-CSRF-Token"] = code.encode("utf-8").decode("latin-1") if code.isascii() else "%C3%A5"
    for method, path in [
        ("POST", "/accounts"),
        ("DELETE", "/session"),
        ("POST", "/api-keys"),
        ("PATCH", "/accounts/x"),
    ]:
        assert problem(browser.request(method, path, json=ACCOUNT)) == "csrf"
    assert browser.get("/session").status_code == 200, "reading needs none"


def test_the_code_of_another_session_is_worth_nothing(house: House) -> None:
    browser, other = house.signed_in("admin"), house.signed_in("admin")
    browser.headers["X-CSRF-Token"] = other.headers["X-CSRF-Token"]
    assert problem(browser.post("/accounts", json=ACCOUNT)) == "csrf"


def test_a_form_may_carry_the_code_and_keeps_its_body(house: House) -> None:
    browser = house.signed_in("admin")
    code = browser.headers.pop("X-CSRF-Token")
    wrong = browser.post("/accounts", data={"csrf_token": "fel", "id": "x"})
    right = browser.post("/accounts", data={"csrf_token": code, "id": "x"})
    assert problem(wrong) == "csrf"
    assert right.status_code == 422, "the form came through to the route, which wants JSON"


def test_an_api_key_needs_no_code(house: House) -> None:
    client = house.key("admin")
    assert problem(client.post("/accounts", json=ACCOUNT)) == "person_required"


def test_a_key_that_does_not_hold_is_not_overlooked_for_the_cookie(house: House) -> None:
    browser = house.signed_in("admin")
    browser.headers["Authorization"] = "Bearer nonsense"
    assert problem(browser.get("/session")) == "bad_key"


@pytest.mark.parametrize("path", ["/session", "/healthz", "/nowhere", "/policies", "/openapi.json"])
def test_every_answer_has_the_security_headers(house: House, path: str) -> None:
    headers = house.browser().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_an_answer_of_the_body_limit_has_them_too(rules_only: Wired, database_url: str) -> None:
    with open_house(rules_only, database_url, max_body_bytes=1_000) as house:
        answer = house.browser().post("/session", json={"login": "a", "password": "x" * 2_000})
        assert answer.status_code == 413
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("/cases/1?row=L4", "/cases/1?row=L4"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("/\t/evil.example", "/"),
        ("/å", "/"),
    ],
)
def test_no_open_redirects(target: str, page: str) -> None:
    assert own_page(target) == page


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("::ffff:127.0.0.1", True),
     ("0.0.0.0", False), ("::", False), ("", False), ("192.168.1.4", False), ("localhost.evil", False)],
)  # fmt: skip
def test_loopback(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here


def test_a_client_without_an_address_is_not_at_the_machine(empty_house: House) -> None:
    assert httpx2.get(f"{empty_house.address}/session", headers={"Host": ""}).status_code in {400, 401}
