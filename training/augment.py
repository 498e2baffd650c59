"""Copies of training rows as other people would have typed them: windows, no punctuation, no å ä ö.

A copy keeps its row's group, so it never stands on the other side of a split, and a lower weight.
"""

import random
import re
from dataclasses import replace
from typing import Final

from training.data import TrainingRow

_WINDOW_LABEL_SAFE: Final = 12
_NO_DOTS: Final = str.maketrans("åäöÅÄÖ", "aaoAAO")


def augmented(rows: list[TrainingRow], *, seed: int, share: float = 0.5, weight: float = 0.4) -> list[TrainingRow]:
    """Return copies of a random share of the rows, each changed in one way."""
    rng = random.Random(seed)
    copies = []
    for row in rows:
        if rng.random() >= share:
            continue
        text = _changed(row, rng)
        if text and text != row.text:
            copies.append(replace(row, text=text, weight=row.weight * weight))
    return copies


def _changed(row: TrainingRow, rng: random.Random) -> str:
    way = rng.random()
    words = row.text.split()
    if way < 0.35:
        return " ".join(re.sub(r"[^\w\s@#]", " ", row.text).lower().split())
    if way < 0.5:
        return row.text.lower()
    if way < 0.6:
        return row.text.translate(_NO_DOTS)
    if way < 0.65:
        return row.text.upper()
    # A window may cut away what earned the label: only rows without labels, or cuts that keep most words.
    if len(words) > 24 and not row.labels:
        start = rng.randrange(len(words) - 20)
        return " ".join(re.sub(r"[^\w\s]", " ", " ".join(words[start : start + 20])).lower().split())
    if len(words) > _WINDOW_LABEL_SAFE:
        cut = max(1, len(words) // 8)
        return " ".join(words[rng.randrange(cut + 1) : len(words) - rng.randrange(cut + 1)]).lower()
    return row.text.rstrip(".!?")
