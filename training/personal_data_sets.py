"""The written cases that measure personal data (`datasets/personal_data`), and their two halves.

The half is told by the hash of the id: until 21 November 2026 rules and weights were made with the development half
alone in sight. Since then every error of the hands has been read and most causes mended: their figures say how well
what was seen is done, not what a new text may expect. Each later hand was measured once before anybody read its
errors: that measurement (on the card) says what a new text may expect.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from training.data import DATASETS, read_jsonl

FOLDER: Final = DATASETS / "personal_data"
NAME: Final = "namn"
_LATER: Final = ("second", "third", "fourth", "fifth", "sixth")
LATER_HANDS: Final = {f"{nth} hand": f"w{number}" for number, nth in enumerate(_LATER, 2)}
"""What a later writer is called, and the writer's code: `_CODE` ends their files, `xN-` begins their ids."""
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and what stands in it as (start, end, kind)."""

    id: str
    text: str
    spans: tuple[Span, ...]
    row: dict[str, Any]


def written_by(case_id: str) -> str:
    """Return the code of a later writer, nothing for the first."""
    return next((code for code in LATER_HANDS.values() if case_id.startswith(f"x{code[1:]}-")), "")


def part_of(case_id: str) -> str:
    """Return dev or test; a case by a later hand is always test."""
    if written_by(case_id):
        return "test"
    return "dev" if hashlib.sha256(case_id.encode("utf-8")).digest()[0] % 2 == 0 else "test"


def cases(name: str, part: str | None = None, folder: Path = FOLDER) -> Iterator[Case]:
    """Yield the cases of one file; `part` is dev, test or None for both."""
    for row in read_jsonl(folder / f"{name}.jsonl"):
        if part is None or part_of(row["id"]) == part:
            yield Case(row["id"], row["text"], spans(row["text"], row.get("find", ())), row)


def spans(text: str, find: Any) -> tuple[Span, ...]:
    """Return where each substring stands: its n-th occurrence, the first where no number is given."""
    found = []
    for substring, kind, *number in find:
        start = -1
        for _ in range(number[0] if number else 1):
            start = text.index(substring, start + 1)
        found.append((start, start + len(substring), kind))
    return tuple(sorted(found))
