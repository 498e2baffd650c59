"""Masking in lists and exports: every identifier, however many there are."""

import pytest

from classifier.bootstrap import Wired
from classifier.services.masking import mask_identifiers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ring 070-1740605 nu", "Ring [telefon] nu"),
        ("811218-9876 är hans", "[personnummer] är hans"),
        ("mejla nisse.p@exempel.com", "mejla [e-post]"),
        ("hej @nisse_p", "hej [konto]"),
        ("Skandal att vägen aldrig plogas!", "Skandal att vägen aldrig plogas!"),
        ("811218-9876, " * 40, "[personnummer], " * 40),
    ],
)
def test_identifiers_are_replaced_by_their_kind(wired: Wired, text: str, masked: str) -> None:
    assert mask_identifiers(text, normalizer=wired.pipeline.normalizer) == masked
