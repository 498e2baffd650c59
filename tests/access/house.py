"""A running service for the tests: real uvicorn on a real port, a real database, persons of every role."""

import dataclasses
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from classifier.bootstrap import Wired
from classifier.cases.actors import API_KEY_ACTIONS, Actor, ActorKind, Role
from classifier.cases.codes import EventCode
from classifier.services import api_keys, users
from classifier.services.access import access_of
from classifier.services.passwords import hash_password
from classifier.settings import Settings
from classifier.storage import Database, PublishedHeads, Storage
from classifier.storage import users as store
from classifier.storage.writing import writing
from classifier.web.app import create_app

AUDIT_KEY = b"the audit key of the tests"
PASSWORD = "lagom långt lösenord"
ROOT_USER = Actor(ActorKind.PERSON, "machine:root", "root", Role.ADMIN)
START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@cache
def hashed() -> str:
    """Return the hash of the tests' password, made once: hashing is slow on purpose."""
    return hash_password(PASSWORD, login="nobody")


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def forward(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


@contextmanager
def running(app: Any) -> Iterator[str]:
    """Serve an ASGI app on a free port of 127.0.0.1; give its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


class House:
    """The service at `address`, its database and its clock."""

    def __init__(self, address: str, database: Database, clock: Clock) -> None:
        self.address = address
        self.database = database
        self.clock = clock

    def browser(self, **headers: str) -> httpx2.Client:
        """Return a client that keeps cookies."""
        return httpx2.Client(base_url=self.address, headers=headers, timeout=30)

    def add(self, login: str, role: Role = Role.MODERATOR, **more: Any) -> None:
        """Add a user with the password of the tests."""
        given: dict[str, Any] = {"name": f"Namn {login.title()}", "password": None, "role": role} | more
        users.add_user(self.database, login, actor=ROOT_USER, now=self.clock.now, **given)
        if "password" not in more:
            with writing(self.database) as session:
                store.set_password_hash(session, login, hashed())
                users.note_user(session, EventCode.PASSWORD_CHANGED, login, actor=ROOT_USER, now=self.clock.now)

    def signed_in(self, login: str) -> httpx2.Client:
        """Return a browser that has signed in and sends the page's code."""
        browser = self.browser()
        answer = browser.post("/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return browser

    def key(self, owner: str, *scopes: str) -> httpx2.Client:
        """Return a client with an API key; without scopes it has them all."""
        given = scopes or tuple(API_KEY_ACTIONS)
        made = api_keys.create_key(
            self.database, name="test", scopes=given, owner=owner, actor=ROOT_USER, now=self.clock.now
        )
        return self.browser(Authorization=f"Bearer {made.secret}")


@contextmanager
def open_house(wired: Wired, url: str, **settings: Any) -> Iterator[House]:
    """Serve the product with its own database and clock."""
    database, clock = Database(url), Clock()
    with tempfile.TemporaryDirectory() as folder:
        Storage(database, key=AUDIT_KEY, heads=PublishedHeads(Path(folder) / "heads"))
        yield from _served(wired, url, database, clock, settings)
    database.close()


def _served(wired: Wired, url: str, database: Database, clock: Clock, settings: dict[str, Any]) -> Iterator[House]:
    chosen = Settings(database_url=url, **settings)
    access = dataclasses.replace(access_of(chosen, database), clock=clock)
    parts = dataclasses.replace(wired, database=database)
    with running(create_app(parts, chosen, access)) as address:
        yield House(address, database, clock)


def problem(answer: httpx2.Response) -> str:
    """Return the code of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"].strip()
    return body["type"].removeprefix("urn:lathund:")
