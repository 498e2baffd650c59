"""One browser for the session; one town for a module and a kind of database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from classifier.bootstrap import Wired
from tests.console.town import CHROMIUM, Town, open_browser, open_town


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        assert os.environ.get("LATHUND_TEST_BROWSER") != "required", f"{CHROMIUM} is asked for but not installed"
        pytest.skip(f"{CHROMIUM} is not installed (apt-get install chromium)")
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def town(
    wired: Wired, database_kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder}/town.sqlite"
    if database_kind != "sqlite":
        url = request.getfixturevalue("postgresql_server").new()
    with open_town(wired, url, folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def sqlite_town(wired: Wired, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """What does not depend on the database is tried on one."""
    folder = tmp_path_factory.mktemp("town")
    with open_town(wired, f"sqlite:///{folder}/town.sqlite", folder) as opened:
        yield opened
