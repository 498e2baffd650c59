"""Signing in over real HTTP: cookies, rotation, ends of sessions, lock-out, silence about who exists."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from classifier.bootstrap import Wired
from classifier.cases.actors import Role
from classifier.logs import configure
from classifier.services import users
from classifier.services.sign_in import PER_ACCOUNT, PER_ADDRESS
from classifier.storage.access_tables import AttemptRow, SessionRow
from tests.access.house import PASSWORD, ROOT_USER, House, open_house, problem


def try_in(house: House, login: str = "moderator", password: str = PASSWORD, **headers: str) -> httpx2.Response:
    with house.browser(**headers) as browser:
        return browser.post("/session", json={"login": login, "password": password})


def test_a_person_signs_in_is_known_and_signs_out(house: House) -> None:
    browser = house.signed_in("registrar")
    me = browser.get("/session").json()
    assert (me["kind"], me["id"], me["role"], me["role_name"]) == ("person", "registrar", "registrar", "registrator")
    assert {"hold", "gallring"} <= set(me["may"])
    assert "confirm_deletion" not in me["may"]
    assert browser.delete("/session").status_code == 204
    assert problem(browser.get("/session")) == "not_signed_in"


def test_the_cookie_is_opaque_httponly_lax_and_worthless_when_changed(house: House) -> None:
    answer = try_in(house)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    value = answer.cookies["lathund_session"]
    assert "moderator" not in value
    with house.database.session() as session:
        assert value.split(".")[0] not in {row.digest for row in session.query(SessionRow)}
    changed = house.browser(Cookie=f"lathund_session={value[:-2]}xx")
    assert problem(changed.get("/session")) == "not_signed_in"


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(rules_only: Wired, database_url: str) -> None:
    with open_house(rules_only, database_url, public_url="https://lathund.example.se") as house:
        house.add("anna")
        answer = try_in(house, "anna")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-lathund_session=")
        assert "Secure" in cookie
        assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_signing_in_gives_a_new_session_and_ends_the_old_one(house: House) -> None:
    browser = house.signed_in("moderator")
    planted = browser.cookies["lathund_session"]
    browser.post("/session", json={"login": "moderator", "password": PASSWORD})
    assert browser.cookies["lathund_session"] != planted
    assert browser.get("/session").status_code == 200
    assert house.browser(Cookie=f"lathund_session={planted}").get("/session").status_code == 401


def test_a_session_ends_when_idle_and_at_the_latest_after_its_time(house: House) -> None:
    idle, used = house.signed_in("moderator"), house.signed_in("reader")
    for _ in range(11):
        house.clock.forward(minutes=50)
        assert used.get("/session").status_code == 200
    assert idle.get("/session").status_code == 401
    house.clock.forward(minutes=50)
    assert used.get("/session").status_code == 401


def test_an_idle_session_lasts_up_to_its_limit(house: House) -> None:
    browser = house.signed_in("moderator")
    house.clock.forward(minutes=59, seconds=59)
    assert browser.get("/session").status_code == 200
    house.clock.forward(minutes=60)
    assert browser.get("/session").status_code == 401


def test_disabling_a_user_or_a_new_password_ends_every_session_at_once(house: House) -> None:
    disabled, renewed = house.signed_in("moderator"), house.signed_in("reader")
    users.set_active(house.database, "moderator", active=False, actor=ROOT_USER, now=house.clock.now)
    users.set_password(house.database, "reader", "ett helt annat lösen", actor=ROOT_USER, now=house.clock.now)
    assert disabled.get("/session").status_code == 401
    assert renewed.get("/session").status_code == 401
    assert problem(try_in(house)) == "sign_in_failed"
    assert problem(try_in(house, "reader")) == "sign_in_failed"
    assert try_in(house, "reader", "ett helt annat lösen").status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("moderator", "fel lösenord här"), ("nobody", PASSWORD), ("off", PASSWORD), ("oidc", ""), ("'; --", PASSWORD),
     ("moderator", "x" * 900), ("moderator", "\ud83d halva"), ("local", PASSWORD)],
)  # fmt: skip
def test_every_failure_says_the_same(house: House, login: str, password: str) -> None:
    house.add("off")
    users.set_active(house.database, "off", active=False, actor=ROOT_USER, now=house.clock.now)
    house.add("oidc", password=None)
    with house.browser() as browser:
        body = httpx2.Request(
            "POST", "http://x", json={"login": login, "password": password.replace("\ud83d", "?") or "x"}
        )
        answer = browser.post("/session", content=body.content, headers={"content-type": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Fel användarnamn eller lösenord."
    assert "set-cookie" not in answer.headers


def test_an_account_locks_after_five_failures_and_opens_again(house: House) -> None:
    for _ in range(PER_ACCOUNT):
        assert try_in(house, password="fel lösenord här").status_code == 401
    locked = try_in(house)
    assert problem(locked) == "too_many_attempts"
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 900
    assert try_in(house, "reader").status_code == 200, "another account is not locked"
    house.clock.forward(minutes=15)
    assert try_in(house).status_code == 200


def test_an_unknown_account_locks_just_the_same(house: House) -> None:
    statuses = [try_in(house, "nobody").status_code for _ in range(PER_ACCOUNT + 1)]
    assert statuses == [401] * PER_ACCOUNT + [429]


def test_success_takes_its_own_attempt_back(house: House) -> None:
    for _ in range(3 * PER_ACCOUNT):
        assert try_in(house).status_code == 200
    assert try_in(house, password="fel lösenord här").status_code == 401


def test_an_address_locks_over_many_accounts_and_others_do_not(house: House) -> None:
    statuses = [try_in(house, f"person{n}").status_code for n in range(PER_ADDRESS + 1)]
    assert statuses == [401] * PER_ADDRESS + [429]
    assert try_in(house).status_code == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.9"}
    assert try_in(house, **elsewhere).status_code == 200
    with house.database.session() as session:
        assert all("127.0.0.1" not in row.key and "person" not in row.key for row in session.query(AttemptRow))


def test_forty_guesses_at_once_are_not_forty_tries(house: House) -> None:
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda n: try_in(house, password=f"gissning nummer {n}").status_code, range(40)))
    assert statuses.count(401) == PER_ACCOUNT
    assert statuses.count(429) == 40 - PER_ACCOUNT


def test_the_log_tells_of_failures_without_naming_anybody(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    configure("info")
    try_in(house, "anna.hemlig", "hemligt lösenord")
    out, err = capfd.readouterr()
    assert "sign_in_failed" in out + err
    assert "anna.hemlig" not in out + err
    assert "hemligt" not in out + err


def test_a_disabled_admin_does_not_open_the_service(empty_house: House) -> None:
    empty_house.add("chef", Role.ADMIN)
    users.set_active(empty_house.database, "chef", active=False, actor=ROOT_USER, now=empty_house.clock.now)
    assert problem(empty_house.browser().get("/session")) == "not_signed_in"
