"""A desk on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.bootstrap import Wired
from tests.services.office import Office, opened


@pytest.fixture
def office(database_url: str, wired: Wired, tmp_path: Path) -> Iterator[Office]:
    with opened(database_url, wired, tmp_path) as made:
        yield made
