"""Every official test number in running text is found with its exact span, and no invalid one is taken for a number.

LATHUND_NUMBERS sets how many are read, spread over the list; `make prove` reads all. A sample stands in `make test`
(`tests/test_identifiers.py`).
"""

import os

import pytest

from tests.conftest import SHARED
from training.personal_data_numbers import official_numbers

META = SHARED / "data" / "personnummer_meta"
OFFICIAL = 43_393
LIMIT = int(os.environ.get("LATHUND_NUMBERS", "500"))


@pytest.mark.skipif(not META.is_dir(), reason="the official test numbers do not lie beside the project")
def test_every_official_number_is_found_and_no_invalid_one() -> None:
    counts = official_numbers(META, most=LIMIT)
    print(counts)
    assert counts["numbers"] == min(LIMIT, OFFICIAL)
    assert counts["found"] == counts["numbers"]
    assert counts["invalid"] > 2 * counts["numbers"]
    assert counts["invalid taken for numbers"] == 0
