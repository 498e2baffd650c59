"""All official test numbers in running text (Skatteverket, through `personnummer_meta`), and what is no number."""

import json
from pathlib import Path

from classifier.rules.identifiers import Kind, all_identifiers
from classifier.text import default_normalizer

CARRIERS = (
    "hej mitt nummer är {} tack",
    "{}",
    "född {} i Nybro",
    "Han heter Per {} och bor här.",
    "(pnr: {})",
    "se {}.",
    "Kan ni kolla {} åt mig?",
)
_PERSONS = {Kind.PERSONNUMMER, Kind.SAMORDNINGSNUMMER}


def written(digits: str, way: int) -> str:
    """Return twelve digits in one of the ways people write them."""
    short = digits[2:]
    ways = (
        digits,
        f"{digits[:8]}-{digits[8:]}",
        short,
        f"{short[:6]}-{short[6:]}",
        f"{short[:6]} {short[6:]}",
        f"{short[:6]}–{short[6:]}",
        f"{short[:6]}+{short[6:]}",
        f"{short[:2]} {short[2:4]} {short[4:6]} {short[6:]}",
        f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}-{digits[8:]}",
    )
    return ways[way % len(ways)]


def official_numbers(meta: Path, most: int | None = None) -> dict[str, int]:
    """Return how many test numbers were found with exact spans, and how many wrong ones were taken for numbers.

    `most` reads that many of them, spread evenly over the list, each in the way of writing that it has in the whole.
    """
    numbers = [d for name in ("allPins.json", "allCoords.json") for d in json.loads((meta / name).read_text())]
    chosen = list(enumerate(numbers))
    if most is not None and most < len(numbers):
        chosen = [chosen[k * len(numbers) // most] for k in range(most)]
    found = wrong = tried = 0
    for i, digits in chosen:
        shown = written(digits, i)
        found += _persons(CARRIERS[i % len(CARRIERS)].format(shown)) == [shown]
        for broken in (digits[:-1] + str((int(digits[-1]) + 1 + i % 9) % 10), digits[:4] + "13" + digits[6:]):
            tried += 1
            wrong += bool(_persons(CARRIERS[i % len(CARRIERS)].format(written(broken, i))))
    for row in (r for name in ("list.json", "orgnumber.json") for r in json.loads((meta / name).read_text())):
        if not row["valid"] and " " not in row["separated_format"]:
            tried += 1
            wrong += bool(_persons(f"nummer {row['separated_format']}"))
    return {"numbers": len(chosen), "found": found, "invalid": tried, "invalid taken for numbers": wrong}


def _persons(text: str) -> list[str]:
    found = all_identifiers(default_normalizer()(text))
    return [text[i.start : i.end] for i in found if i.kind in _PERSONS]
