"""The register of accounts over real HTTP (R70, R71, R77), and its journal."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.access.house import House, problem

FB = {"id": "kommunen-fb", "platform": "facebook", "name": "Kommunen", "capabilities": ["delete", "hide"]}


def test_R70_R71_an_account_is_entered_given_persons_and_taken_into_use(house: House) -> None:
    admin = house.signed_in("admin")
    entered = admin.post("/accounts", json=FB).json()
    assert entered == FB | {"capabilities": ["hide", "delete"], "owner": "", "deputy": "", "active": False}
    for given in ({}, {"owner": "Anna Ek"}, {"deputy": " anna  EK "}):
        admin.patch("/accounts/kommunen-fb", json=given)
        refused = admin.post("/accounts/kommunen-fb/activation")
        assert (refused.status_code, problem(refused)) == (422, "responsible_missing")
    admin.patch("/accounts/kommunen-fb", json={"deputy": "Bo Lind"})
    assert admin.post("/accounts/kommunen-fb/activation").json()["active"] is True
    lost = admin.patch("/accounts/kommunen-fb", json={"owner": ""})
    assert (lost.status_code, problem(lost)) == (422, "responsible_missing")
    assert admin.delete("/accounts/kommunen-fb/activation").json()["active"] is False


def test_the_history_says_who_changed_what(house: House) -> None:
    admin = house.signed_in("admin")
    admin.post("/accounts", json=FB)
    admin.patch("/accounts/kommunen-fb", json={"owner": "Anna Ek", "capabilities": []})
    history = house.signed_in("reader").get("/accounts/kommunen-fb").json()["history"]
    assert [(h["by"], h["action"]) for h in history] == [
        ("Namn Admin", "account_registered"),
        ("Namn Admin", "account_changed"),
    ]
    assert history[1]["before"] == {"capabilities": "hide delete", "owner": ""}
    assert history[1]["after"] == {"capabilities": "none", "owner": "Anna Ek"}


def test_an_account_is_entered_once_and_a_missing_one_is_told(house: House) -> None:
    admin = house.signed_in("admin")
    assert admin.post("/accounts", json=FB).status_code == 201
    assert problem(admin.post("/accounts", json=FB)) == "account_exists"
    for method, path in [("GET", ""), ("PATCH", ""), ("POST", "/activation"), ("DELETE", "/activation")]:
        answer = admin.request(method, f"/accounts/nope{path}", json={})
        assert (answer.status_code, problem(answer)) == (404, "no_such_account")


@pytest.mark.parametrize(
    "body",
    [FB | {"id": "a b"}, FB | {"id": ""}, FB | {"capabilities": ["ban"]}, FB | {"name": " "}, FB | {"colour": "red"},
     FB | {"owner": "x\u0000"}, FB | {"platform": ""}],
)  # fmt: skip
def test_bad_accounts_are_refused(house: House, body: dict) -> None:
    assert house.signed_in("admin").post("/accounts", json=body).status_code == 422


def test_the_database_itself_refuses_an_account_in_use_without_two_persons(house: House) -> None:
    row = "INSERT INTO platform_account VALUES ('x', 'facebook', 'K', 'hide', 'Anna', :deputy, true)"
    for deputy in ("", "  ", "anna"):
        with house.database.session() as session, pytest.raises(IntegrityError):
            session.execute(text(row), {"deputy": deputy})


@pytest.mark.parametrize("change", ["UPDATE access_journal SET subject = 'x'", "DELETE FROM access_journal"])
def test_the_old_journal_cannot_be_changed(house: House, change: str) -> None:
    """Rows of an older version stay in it; what happens now goes to the audit chain."""
    row = "INSERT INTO access_journal (at, subject, event) VALUES ('2026-11-16 09:00:00.000000', 'user:a', '{}')"
    with house.database.session() as session:
        session.execute(text(row))
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(change))
