"""A municipality for the tests of the console: the real service on a port, its database, its people, a real browser."""

import csv
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from itsdangerous import Signer
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from classifier.bootstrap import Wired, wire_service
from classifier.cases.accounts import Capability
from classifier.cases.actors import Actor, ActorKind, Role
from classifier.cases.case import Case
from classifier.cases.codes import EventCode
from classifier.services import Desk, intake, preferences, sessions, users
from classifier.services.access import Access, access_of
from classifier.services.intake import Incoming
from classifier.settings import Settings
from classifier.storage import users as store
from classifier.storage.writing import writing
from classifier.web.app import create_app
from classifier.web.security.cookies import PLAIN
from tests.access.house import ROOT_USER, Clock, hashed, running
from tests.conftest import ROOT

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--mute-audio"]
PATIENCE = 90_000
"""Milliseconds before a page that does not come is a failure: far more than any takes, even on a busy machine."""
BOTH = (Capability.HIDE, Capability.DELETE)
PEOPLE = {
    "anna": ("Anna Ek", Role.MODERATOR),
    "bo": ("Bo Ström", Role.MODERATOR),
    "rut": ("Rut Lind", Role.REGISTRAR),
    "lars": ("Lars Berg", Role.READER),
    "ada": ("Ada Holm", Role.ADMIN),
}
EXAMPLES = ROOT / "datasets" / "examples" / "kommentarer.csv"


class Town:
    """The service at `address` with what the tests need of its inside."""

    def __init__(self, address: str, app: FastAPI, access: Access, clock: Clock) -> None:
        self.address = address
        self.app = app
        self.access = access
        self.clock = clock
        self.taken = 0

    @property
    def desk(self) -> Desk:
        """The use cases."""
        desk: Desk = self.app.state.wired.desk
        return desk

    def person(self, login: str) -> Actor:
        """Return a person as the domain knows one."""
        name, role = PEOPLE[login]
        return Actor(ActorKind.PERSON, login, name, role)

    def take_in(self, text: str, *, policy: str = "lilla-edet", **more: Any) -> Case:
        """Take in a comment that gives a case."""
        self.taken += 1
        given = {"platform": "facebook", "external_id": f"e{self.taken}", "account": "Kommunen", "capabilities": BOTH}
        taken = intake.take_in(self.desk, Incoming(**given | {"text": text, "policy": policy} | more), actor=ROOT_USER)
        assert taken.case is not None, f"no case for {text!r}"
        return taken.case

    def take_in_examples(self, count: int = 1_000) -> None:
        """Take in the invented week of the examples."""
        with EXAMPLES.open(encoding="utf-8") as file:
            for row in list(csv.DictReader(file, delimiter=";"))[:count]:
                incoming = Incoming("facebook", row["id"], row["text"], "lilla-edet", author=row["konto"],
                                    account="Kommunen", permalink=f"https://exempel.se/{row['id']}", post=row["post"],
                                    parent=row["svar_på"], capabilities=BOTH,
                                    published_at=datetime.fromisoformat(row["tid"]))  # fmt: skip
                intake.take_in(self.desk, incoming, actor=ROOT_USER)

    def choose(self, login: str, **chosen: Any) -> None:
        """Set a person's choices."""
        preferences.choose(self.access.database, self.person(login), **chosen)

    def cookie(self, login: str) -> str:
        """Return the cookie of a new session: signing in by the form is tried once, elsewhere."""
        with writing(self.access.database) as session:
            user = store.find_user(session, login)
            assert user is not None
            issued = sessions.issue(session, user, lifetime=self.access.lifetime, now=self.clock.now)
        return Signer(self.access.secret, salt="lathund.session").sign(issued.id).decode("ascii")

    def client(self, login: str = "", **headers: str) -> httpx2.Client:
        """Return a client without script, signed in where a person is named."""
        client = httpx2.Client(base_url=self.address, headers=headers, timeout=PATIENCE / 1000)
        if login:
            client.cookies.set(PLAIN, self.cookie(login))
        return client

    def visitor(self, browser: Browser, login: str, **options: Any) -> Page:
        """Return a page of a browser in which the person is signed in."""
        context: BrowserContext = browser.new_context(base_url=self.address, locale="sv-SE", **options)
        context.set_default_timeout(PATIENCE)
        if login:
            context.add_cookies([{"name": PLAIN, "value": self.cookie(login), "url": self.address}])
        return context.new_page()


@contextmanager
def open_town(wired: Wired, url: str, folder: Path, *, models: Path = ROOT / "models") -> Iterator[Town]:
    """Serve the product with its own database, clock and people."""
    settings = Settings(
        models_dir=models,
        database_url=url,
        audit_heads_file=folder / "heads",
        audit_key="a key for the console's tests",
    )  # type: ignore[arg-type]
    clock = Clock()
    parts = wire_service(settings, wired)
    assert parts.desk is not None
    assert parts.database is not None
    parts = dataclasses.replace(parts, desk=dataclasses.replace(parts.desk, clock=clock))
    access = dataclasses.replace(access_of(settings, parts.database), clock=clock)
    for login, (name, role) in PEOPLE.items():
        users.add_user(parts.database, login, name=name, role=role, password=None, actor=ROOT_USER, now=clock.now)
        with writing(parts.database) as session:
            store.set_password_hash(session, login, hashed())
            users.note_user(session, EventCode.PASSWORD_CHANGED, login, actor=ROOT_USER, now=clock.now)
    app = create_app(parts, settings, access)
    try:
        with running(app) as address:
            yield Town(address, app, access, clock)
    finally:
        parts.database.close()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
