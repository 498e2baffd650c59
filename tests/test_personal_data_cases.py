"""The cases that measure personal data: what is counted how, who wrote them, and what the check refuses."""

from typing import Any

import pytest

from training.personal_data_check import measuring_cases, measuring_problems
from training.personal_data_figures import Tally
from training.personal_data_sets import FOLDER, LATER_HANDS, cases, part_of

GOOD: dict[str, Any] = {
    "id": "x2-id-1",
    "text": "ring 070-1740605",
    "find": [["070-1740605", "telefon"]],
    "writer": "w2",
}


@pytest.mark.parametrize("code", LATER_HANDS.values())
@pytest.mark.parametrize("name", ["identifiers", "masking"])
def test_all_cases_of_a_later_hand_measure_and_none_lies_in_the_development_half(name: str, code: str) -> None:
    whole = list(cases(f"{name}_{code}"))
    assert len(whole) >= 300
    assert {case.row["writer"] for case in whole} == {code}
    assert list(cases(f"{name}_{code}", "test")) == whole
    assert list(cases(f"{name}_{code}", "dev")) == []


def test_the_first_hand_has_two_halves() -> None:
    assert {part_of(f"id-{i:04}") for i in range(50)} == {"dev", "test"}


def test_the_measuring_cases_hold_what_the_check_asks() -> None:
    assert measuring_problems(measuring_cases(FOLDER), set()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"find": [["070-0000000", "telefon"]]}, "something marked does not stand in the text"),
        ({"find": [["070-1740605", "fax"]]}, "unknown kind 'fax'"),
        ({"find": [["070-1740605", "telefon"], ["1740605", "konto"]]}, "marks overlap at 9"),
        ({"spans": []}, "keys differ from the schema: ['spans']"),
        ({"id": "id-1"}, "file and id disagree on which hand wrote it"),
        ({"id": "x3-id-1"}, "file and id disagree on which hand wrote it"),
        ({"writer": "w3"}, "file and id disagree on which hand wrote it"),
    ],
)
def test_the_check_names_the_file_the_case_and_what_is_wrong(change: dict[str, Any], said: str) -> None:
    row = GOOD | change
    assert measuring_problems({"identifiers_w2": [row]}, set()) == [
        f"personal_data/identifiers_w2: {row['id']}: {said}"
    ]


def test_a_case_stands_once_and_never_among_what_trains() -> None:
    long = GOOD | {"text": "ring mig i kväll på 070-1740605 så pratar vi"}
    twice = measuring_problems({"identifiers_w2": [long, long | {"id": "x2-id-2"}, long]}, set())
    assert twice == [
        "x2-id-1: the id stands more than once",
        "measuring text written twice: 'ring mig i kväll på 070 1740605 så pratar vi'",
    ]
    assert measuring_problems({"identifiers_w2": [long]}, {"ring mig i kväll på 070 1740605 så pratar vi"}) == [
        "x2-id-1: stands in the corpus too"
    ]


def test_what_is_found_as_another_kind_is_found_and_counted_apart() -> None:
    tally = Tally()
    tally.add([(0, 5, "telefon"), (6, 9, "konto"), (10, 12, "ip")], [(0, 5, "konto"), (4, 8, "konto")])
    report = tally.report()
    assert (report["recall"]["hits"], report["of another kind"]["hits"], report["of another kind"]["n"]) == (2, 1, 2)
    assert (report["exact"]["hits"], report["precision"]["share"]) == (1, 1.0)
