"""What finding and masking personal data costs, stage by stage, in microseconds a comment.

On a shared machine: `OMP_NUM_THREADS=1 chrt -f 1 python -m training.personal_data_cost`, so that nobody interrupts it.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console

from classifier.bootstrap import Wired, wire
from classifier.rules.identifiers import find_identifiers
from classifier.rules.statements import find_statements
from classifier.settings import Settings
from classifier.text import default_normalizer
from training.data import corpus_rows
from training.personal_data_sets import cases

ROUNDS = 3
SHORTEST, LONGEST, MOST = 150, 210, 600
"""Comments of about 180 characters, for which the goal is set."""


def cost(written: Sequence[str], parts: Wired, console: Console) -> dict[str, float]:
    """Measure microseconds a text, best of three rounds: what each stage adds. `written` are the texts of cases."""
    comments = [t for t in (c["text"] for c in corpus_rows(part="test")) if SHORTEST <= len(t) <= LONGEST][:MOST]
    normalize, recogniser = default_normalizer(), parts.masker.recogniser
    assert recogniser is not None
    normal = [normalize(t) for t in comments]
    report = {
        "characters of a comment": round(sum(map(len, comments)) / len(comments)),
        "normalising": microseconds(comments, normalize),
        "identifiers, comments": microseconds(normal, lambda t: list(find_identifiers(t))),
        "identifiers, written cases": microseconds(
            [normalize(t) for t in written], lambda t: list(find_identifiers(t))
        ),
        "statements": microseconds(normal, lambda t: list(find_statements(t, recogniser))),
        "statements, without the recogniser": microseconds(normal, lambda t: list(find_statements(t, None))),
        "names": microseconds(comments, recogniser.find),
        "masking, comments": microseconds(comments, parts.masker.mask),
    }
    for name, value in report.items():
        console.print(f"kostnad, {name}: {value:.0f}" + ("" if name.startswith("char") else " µs"))
    return report


def microseconds(items: Sequence[Any], call: Callable[[Any], object]) -> float:
    """Return what one call costs, best of the rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for item in items:
            call(item)
        best = min(best, time.perf_counter() - started)
    return round(best / len(items) * 1e6, 1)


def main() -> None:
    """Print the cost alone."""
    cost([c.text for name in ("identifiers", "names") for c in cases(name, "test")], wire(Settings()), Console())


if __name__ == "__main__":
    main()
