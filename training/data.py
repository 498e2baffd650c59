"""Rows of text with labels, as training and measuring read them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from classifier.taxonomy import LABELS, Label

DATASETS: Final = Path("datasets")
SHARED: Final = Path("../shared/data")
ALL: Final = frozenset(LABELS)


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A text with labels. `known`: labels it speaks for. `group`: writer or run of lines; never crosses a split.

    `context` is the parent comment, else the post, else empty.
    """

    text: str
    labels: frozenset[Label]
    source: str
    group: str
    weight: float = 1.0
    known: frozenset[Label] = ALL
    context: str = ""


def corpus_rows(folder: Path = DATASETS / "comments", part: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of the project's corpus; `part` is train, dev, test or None for all."""
    rows = [r for path in sorted(folder.glob("*.jsonl")) for r in read_jsonl(path)]
    return [r for r in rows if part is None or r["split"] == part]


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)


def text_key(text: str) -> str:
    """Return what two texts share when they are the same but for case and punctuation."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def row_key(row: dict[str, Any]) -> str:
    """Return what two rows of the corpus share when they are the same: text and what it answers or stands under.

    *gör det bara* is one comment under a boat for sale and another under a farewell.
    """
    above = row["parent"] or row["post"]
    return (text_key(row["text"]) or row["text"]) + (f" | {text_key(above)}" if above else "")
