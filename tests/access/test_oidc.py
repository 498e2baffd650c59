"""Signing in by OIDC against a real local provider, and everything a provider or a browser can do wrong."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from classifier.bootstrap import Wired
from classifier.services import users
from classifier.settings import Settings
from tests.access.house import ROOT_USER, House, open_house, problem, running
from tests.access.provider import CLIENT, SECRET, IdentityProvider


@pytest.fixture
def idp() -> Iterator[IdentityProvider]:
    provider = IdentityProvider()
    with running(provider.app) as address:
        provider.issuer = address
        yield provider


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/lathund.sqlite"


@pytest.fixture
def oidc_house(rules_only: Wired, database_url: str, idp: IdentityProvider) -> Iterator[House]:
    given = {"oidc_issuer": idp.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with open_house(rules_only, database_url, public_url="http://lathund.example.se", **given) as house:
        house.add("anna@example.se", password=None)
        yield house


def walk(house: House, browser: httpx2.Client, target: str = "/") -> httpx2.Response:
    """Do what a browser does: to the provider and back. The public address stands for the house's own."""
    there = browser.get("/session/oidc", params={"target": target})
    assert there.status_code == 302, there.text
    back = httpx2.get(there.headers["location"])
    assert back.status_code == 307
    where = urlsplit(back.headers["location"])
    assert where.netloc == "lathund.example.se"
    return browser.get(f"{house.address}{where.path}?{where.query}")


def test_a_person_signs_in_and_comes_to_the_page_asked_for(oidc_house: House) -> None:
    browser = oidc_house.browser()
    answer = walk(oidc_house, browser, "/cases/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/1")
    me = browser.get("/session").json()
    assert (me["id"], me["kind"]) == ("anna@example.se", "person")
    assert "lathund_oidc" not in browser.cookies


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_it_is_no_open_redirect(oidc_house: House, target: str) -> None:
    assert walk(oidc_house, oidc_house.browser(), target).headers["location"] == "/"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [("state", "oidc_failed"), ("nonce", "oidc_failed"), ("issuer", "oidc_failed"), ("audience", "oidc_failed"),
     ("expired", "oidc_failed"), ("key", "oidc_failed"), ("algorithms", "oidc_failed"), ("no_id_token", "oidc_failed"),
     ("refused", "oidc_failed"), ("down", "oidc_unreachable")],
)  # fmt: skip
def test_a_provider_that_does_wrong_lets_nobody_in(
    oidc_house: House, idp: IdentityProvider, wrong: str, code: str
) -> None:
    idp.wrong = wrong
    browser = oidc_house.browser()
    answer = walk(oidc_house, browser)
    assert problem(answer) == code
    assert browser.get("/session").status_code == 401


def test_a_provider_that_announces_another_issuer_is_not_gone_to(oidc_house: House, idp: IdentityProvider) -> None:
    idp.wrong = "discovery"
    assert problem(oidc_house.browser().get("/session/oidc")) == "oidc_unreachable"
    idp.wrong = ""
    assert oidc_house.browser().get("/session/oidc").status_code == 302


def test_a_callback_in_another_browser_or_a_second_time_lets_nobody_in(oidc_house: House) -> None:
    first, other = oidc_house.browser(), oidc_house.browser()
    there = first.get("/session/oidc")
    back = urlsplit(httpx2.get(there.headers["location"]).headers["location"])
    url = f"{back.path}?{back.query}"
    assert problem(other.get(url)) == "oidc_failed"
    assert first.get(url).status_code == 303
    assert problem(first.get(url)) == "oidc_failed"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "s-2", "email": "okänd@example.se", "email_verified": True},
        {"sub": "s-2", "email": "anna@example.se", "email_verified": False},
        {"sub": "s-2", "email": "anna@example.se"},
        {"sub": "s-2"},
    ],
)
def test_who_is_not_added_or_not_verified_is_not_let_in(oidc_house: House, idp: IdentityProvider, claims: dict) -> None:
    idp.claims = claims
    assert problem(walk(oidc_house, oidc_house.browser())) == "oidc_unknown"


def test_after_the_first_time_only_issuer_and_subject_count(oidc_house: House, idp: IdentityProvider) -> None:
    assert walk(oidc_house, oidc_house.browser()).status_code == 303
    idp.claims = {"sub": "s-1", "email": "anna.gift@example.se", "email_verified": True}
    browser = oidc_house.browser()
    assert walk(oidc_house, browser).status_code == 303
    assert browser.get("/session").json()["id"] == "anna@example.se"
    idp.claims = {"sub": "s-2", "email": "anna@example.se", "email_verified": True}
    assert problem(walk(oidc_house, oidc_house.browser())) == "oidc_unknown"


def test_a_disabled_user_is_not_let_in(oidc_house: House) -> None:
    users.set_active(oidc_house.database, "anna@example.se", active=False, actor=ROOT_USER, now=oidc_house.clock.now)
    assert problem(walk(oidc_house, oidc_house.browser())) == "oidc_unknown"


def test_with_oidc_set_the_machine_itself_must_sign_in(oidc_house: House) -> None:
    assert problem(oidc_house.browser().get("/session")) == "not_signed_in"


def test_without_oidc_the_calls_say_so_and_half_a_setup_is_refused(rules_only: Wired, database_url: str) -> None:
    with open_house(rules_only, database_url) as house:
        assert problem(house.browser().get("/session/oidc")) == "oidc_off"
        assert problem(house.browser().get("/session/oidc/callback")) == "oidc_off"
    with pytest.raises(ValueError, match="LATHUND_OIDC_CLIENT_ID"):
        Settings(oidc_issuer="https://idp.example.se")
