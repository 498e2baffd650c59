"""Tables of short texts as different people type them: whose names and numbers are masked, and what is left alone.

One text a line in `tests/data`; `«»` stands around what must be masked whole. No text measures anything.
"""

from pathlib import Path

import pytest

from classifier.masking import Masker
from classifier.rules.identifiers import all_identifiers
from classifier.text import default_normalizer
from tests.test_masking import shipped

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def masker() -> Masker:
    return shipped()


def lines(name: str) -> list[str]:
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def marked(line: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without its marks, and where they stood."""
    spans = []
    while "«" in line:
        head, _, rest = line.partition("«")
        inner, _, tail = rest.partition("»")
        spans.append((len(head), len(head) + len(inner)))
        line = head + inner + tail
    return line, spans


def test_names_of_places_goods_figures_and_words_are_left(masker: Masker) -> None:
    assert [line for line in lines("nobody_named") if masker.mask(line).spans] == []


def test_names_of_private_persons_are_masked_whole(masker: Masker) -> None:
    missed = []
    for line in lines("somebody_named"):
        text, spans = marked(line)
        masked = masker.mask(text).spans
        if not all(any(m.start <= start and end <= m.end for m in masked) for start, end in spans):
            missed.append(line)
    assert missed == []


def test_identifiers_are_found_where_they_stand() -> None:
    missed = []
    for line in lines("identifiers_typed"):
        text, spans = marked(line)
        found = {(i.start, i.end) for i in all_identifiers(default_normalizer()(text))}
        if not found.issuperset(spans):
            missed.append(line)
    assert missed == []


def test_numbers_and_addresses_of_offices_and_things_are_left() -> None:
    assert [line for line in lines("nobodys_numbers") if all_identifiers(default_normalizer()(line))] == []


@pytest.mark.parametrize("name", ["nobody_named", "somebody_named", "identifiers_typed", "nobodys_numbers"])
def test_masking_a_masked_line_changes_nothing(masker: Masker, name: str) -> None:
    once = [masker.mask(marked(line)[0]).text for line in lines(name)]
    assert [masker.mask(line).text for line in once] == once
