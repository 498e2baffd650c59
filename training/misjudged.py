"""Show a writer which of the last rows of a TSV file the live model judges otherwise than the writer.

Usage: python -m training.misjudged FILE.tsv [ROWS] [--all]. Without --all only harmful labels are compared. For writing
against the model (Vidgen et al. 2021, "Learning from the worst"): write, see what fools it, write more such people.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from classifier.bootstrap import wire
from classifier.pipeline import Classification, Comment, Context
from classifier.settings import Settings
from classifier.taxonomy import HARMFUL_LABELS, LABELS, Label
from training.corpus_build import parse_tsv


def read_with_model(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Classification]]:
    """Yield each row with what the live model says of it."""
    parts = wire(Settings())
    profile = parts.profiles[parts.default_policy]
    for row in rows:
        comment = Comment(row["text"], context=Context(row["post"], row["parent"]))
        yield row, parts.pipeline.classify(comment, profile)


def told(row: dict[str, Any], said: Classification, compared: frozenset[Label]) -> str:
    """Return what differs, nothing where nothing does."""
    given, found = set(row["labels"]) & compared, set(said.decision.labels) & compared
    sides = (("MISSED", given - found), ("FALSE", found - given))
    return "; ".join(f"{side} {','.join(sorted(labels))}" for side, labels in sides if labels)


def main(path: Path, last: int, compared: frozenset[Label]) -> None:
    """Print the rows that differ and how many there are."""
    rows = parse_tsv(path)[-last:]
    different = unsure = 0
    for row, said in read_with_model(rows):
        if differs := told(row, said, compared):
            different += 1
            print(differs, "|", row["text"][:110])
        elif said.review_reasons:
            unsure += 1
    print(f"{len(rows)} rows: {different} judged otherwise, {unsure} alike but sent to a person")


if __name__ == "__main__":
    words = [a for a in sys.argv[1:] if a != "--all"]
    main(
        Path(words[0]),
        int(words[1]) if len(words) > 1 else 10**6,
        frozenset(LABELS) if "--all" in sys.argv else frozenset(HARMFUL_LABELS),
    )
