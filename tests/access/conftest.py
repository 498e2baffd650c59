"""Fixtures: a house with no user, and one with a user of every role."""

from collections.abc import Iterator

import pytest

from classifier.bootstrap import Wired
from classifier.cases.actors import Role
from tests.access.house import House, open_house


@pytest.fixture
def empty_house(rules_only: Wired, database_url: str) -> Iterator[House]:
    with open_house(rules_only, database_url) as house:
        yield house


@pytest.fixture
def house(empty_house: House) -> House:
    for role in Role:
        empty_house.add(role.value, role)
    return empty_house
