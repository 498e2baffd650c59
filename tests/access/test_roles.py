"""Every refusal by a table role × call: who is let in where, and with what answer otherwise."""

import functools
import threading

import httpx2
import pytest

from classifier.cases.actors import API_KEY_ACTIONS, Action, Actor, ActorKind, Role, allowed
from classifier.services import users
from classifier.services.denials import Denied
from classifier.services.record import verify
from classifier.storage import Storage, journal
from tests.access.house import AUDIT_KEY, ROOT_USER, House, problem

NOBODY, KEY = "nobody", "key"
WHO = [NOBODY, KEY, *[role.value for role in Role]]
READERS = {"reader", "moderator", "registrar", "admin", KEY}
ADMIN = {"admin"}

# call: method, path, body, status when allowed, who is allowed
CALLS = [
    ("GET", "/session", None, 200, set(WHO) - {NOBODY}),
    ("GET", "/api-keys", None, 200, ADMIN),
    ("POST", "/api-keys", {"name": "n", "scopes": ["read"]}, 201, ADMIN),
    ("DELETE", "/api-keys/0123456789ab", None, 404, ADMIN),
    ("GET", "/accounts", None, 200, READERS),
    ("GET", "/accounts/fb", None, 200, READERS),
    ("POST", "/accounts", {"id": "ig", "platform": "instagram", "name": "Kommunen"}, 201, ADMIN),
    ("PATCH", "/accounts/fb", {"owner": "Anna Ek", "deputy": "Bo Lind"}, 200, ADMIN),
    ("POST", "/accounts/fb/activation", None, 200, ADMIN),
    ("DELETE", "/accounts/fb/activation", None, 200, ADMIN),
    ("GET", "/users", None, 200, ADMIN),
    ("PUT", "/users/reader/role", {"role": "reader"}, 200, ADMIN),
]
REFUSED = {NOBODY: (401, {"not_signed_in"}), KEY: (403, {"person_required", "scope_missing"})}


def client_of(house: House, who: str) -> httpx2.Client:
    if who == NOBODY:
        return house.browser()
    return house.key("admin") if who == KEY else house.signed_in(who)


@pytest.mark.parametrize("who", WHO)
def test_role_and_call(house: House, who: str) -> None:
    admin = house.signed_in("admin")
    assert admin.post("/accounts", json={"id": "fb", "platform": "facebook", "name": "K"}).status_code == 201
    client = client_of(house, who)
    for method, path, body, status, may in CALLS:
        before = admin.get("/accounts").json(), len(admin.get("/api-keys").json()["keys"])
        answer = client.request(method, path, json=body)
        if who in may:
            assert answer.status_code == status, (who, method, path, answer.text)
            continue
        expected, codes = REFUSED.get(who, (403, {"not_allowed"}))
        assert (answer.status_code, problem(answer) in codes) == (expected, True), (who, method, path, answer.text)
        assert before == (admin.get("/accounts").json(), len(admin.get("/api-keys").json()["keys"])), "nothing changed"


def test_every_call_of_this_part_stands_in_the_table(house: House) -> None:
    paths = house.browser().get("/openapi.json").json()["paths"]
    parts = ("/session", "/api-keys", "/accounts", "/users")
    mine = {(m.upper(), p) for p, ways in paths.items() for m in ways if p.startswith(parts)}
    places = {"/fb": "/{account_id}", "/0123456789ab": "/{key_id}", "/users/reader": "/users/{login}"}
    table = {(m, functools.reduce(lambda path, place: path.replace(*place), places.items(), p)) for m, p, *_ in CALLS}
    open_to_all = {("POST", "/session"), ("DELETE", "/session")}
    assert mine == table | open_to_all


def test_what_a_person_may_is_what_the_one_table_says(house: House) -> None:
    for role in Role:
        may = house.signed_in(role.value).get("/session").json()["may"]
        person = Actor(ActorKind.PERSON, "x", "X", role)
        assert may == [action.value for action in Action if allowed(person, action)]


def test_a_key_may_only_what_its_scopes_the_owners_role_and_a_machine_may(house: House) -> None:
    for owner in Role:
        for scope in sorted(API_KEY_ACTIONS):
            may = house.key(owner.value, scope).get("/session").json()["may"]
            person = Actor(ActorKind.PERSON, "x", "X", owner)
            assert may == ([scope.value] if allowed(person, scope) else []), (owner, scope)


def test_a_key_without_the_scope_is_told_which(house: House) -> None:
    answer = house.key("admin", "take_in").get("/accounts")
    assert problem(answer) == "scope_missing"
    assert "read" in answer.json()["detail"]


def test_a_role_is_changed_at_once_and_stands_in_the_chain(house: House) -> None:
    admin, anna = house.signed_in("admin"), house.signed_in("moderator")
    key = house.key("moderator", "take_in")
    assert "decide" in anna.get("/session").json()["may"]
    changed = admin.put("/users/moderator/role", json={"role": "registrar"})
    assert (changed.status_code, changed.json()["role"]) == (200, "registrar")
    assert anna.get("/session").json()["role"] == "registrar"
    assert key.get("/session").json()["may"] == [], "a key can no more than its owner"
    listed = {u["login"]: u for u in admin.get("/users").json()["users"]}
    assert (listed["moderator"]["role"], listed["moderator"]["password"]) == ("registrar", True)
    assert "argon2" not in admin.get("/users").text
    with house.database.session() as session:
        event = journal.history(session, "user:moderator")[-1]
    assert (event.action.value, event.actor.id) == ("role_changed", "admin")
    assert (event.before, event.after) == ({"role": "moderator"}, {"role": "registrar"})
    assert verify(Storage(house.database, key=AUDIT_KEY, heads=house.database.ledger.heads)).findings == []


def test_the_last_administrator_is_neither_demoted_nor_kept_out(house: House) -> None:
    admin = house.signed_in("admin")
    refused = admin.put("/users/admin/role", json={"role": "reader"})
    assert (refused.status_code, problem(refused)) == (409, "last_admin")
    person = Actor(ActorKind.PERSON, "admin", "Namn Admin", Role.ADMIN)
    with pytest.raises(Denied):
        users.set_active(house.database, "admin", active=False, actor=person, now=house.clock.now)
    assert admin.put("/users/reader/role", json={"role": "admin"}).status_code == 200
    assert admin.put("/users/admin/role", json={"role": "reader"}).status_code == 200
    assert admin.get("/users").status_code == 403, "from the next call on"
    assert problem(house.signed_in("reader").put("/users/nope/role", json={"role": "admin"})) == "no_such_user"
    assert house.signed_in("reader").put("/users/admin/role", json={"role": "kung"}).status_code == 422


def test_two_administrators_who_demote_each_other_leave_one(house: House) -> None:
    house.add("adam", Role.ADMIN)
    start, told = threading.Barrier(2), []

    def demote(who: str) -> None:
        start.wait()
        try:
            users.set_role(house.database, who, Role.READER, actor=ROOT_USER, now=house.clock.now)
            told.append("done")
        except Denied as denied:
            told.append(denied.code.value)

    threads = [threading.Thread(target=demote, args=(who,)) for who in ("admin", "adam")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "last_admin"]


def test_a_key_is_shown_once_used_revoked_and_then_worthless(house: House) -> None:
    admin = house.signed_in("admin")
    made = admin.post(
        "/api-keys", json={"name": "Sprinklr", "scopes": ["read", "take_in"], "owner": "moderator"}
    ).json()
    assert made["scopes"] == ["read", "take_in"]
    client = house.browser(Authorization=f"Bearer {made['secret']}")
    me = client.get("/session").json()
    assert (me["kind"], me["id"], me["role"]) == ("api_key", f"key:{made['id']}", "moderator")
    assert me["name"] == "Sprinklr (Namn Moderator)"
    listed = admin.get("/api-keys").json()["keys"]
    assert [k["last_used_at"] is not None for k in listed] == [True]
    assert made["secret"] not in admin.get("/api-keys").text
    assert "secret" not in listed[0]
    for _ in range(2):
        assert admin.delete(f"/api-keys/{made['id']}").status_code == 204
    assert problem(client.get("/session")) == "bad_key"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "scopes": ["read"]}, 422),
        ({"name": "n", "scopes": []}, 422),
        ({"name": "n", "scopes": ["confirm_deletion"]}, 422),
        ({"name": "n", "scopes": ["read"], "owner": "finns-inte"}, 422),
        ({"name": "n\u0000", "scopes": ["read"]}, 422),
        ({"name": "n", "scopes": ["read"], "secret": "x"}, 422),
    ],
)
def test_bad_keys_are_refused(house: House, body: dict, field: int) -> None:
    assert house.signed_in("admin").post("/api-keys", json=body).status_code == field


def test_a_key_falls_with_its_owner(house: House) -> None:
    client = house.key("moderator")
    assert client.get("/session").status_code == 200
    users.set_active(house.database, "moderator", active=False, actor=ROOT_USER, now=house.clock.now)
    assert problem(client.get("/session")) == "bad_key"


@pytest.mark.parametrize("given", ["-", "x", "lathund_0123456789ab_" + "a" * 43, "lathund_", "å" * 80, "Basic x"])
def test_keys_that_never_were(house: House, given: str) -> None:
    client = house.browser()
    header = f"Bearer {given}".encode("latin-1")
    assert problem(client.get("/session", headers={"Authorization": header})) == "bad_key"


def test_the_database_holds_no_secret(house: House) -> None:
    admin = house.signed_in("admin")
    secret = admin.post("/api-keys", json={"name": "n", "scopes": ["read"]}).json()["secret"]
    cookie = admin.cookies["lathund_session"].rpartition(".")[0]
    with house.database.session() as session:
        connection = session.connection()
        for table in ("app_user", "api_key", "user_session", "sign_in_attempt", "access_journal"):
            content = str(connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall())
            for hidden in (secret, secret.rpartition("_")[2], cookie, "lagom långt"):
                assert hidden not in content, table
