"""Counting for the personal-data report: hits by overlap, intervals, resampling."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.personal_data_sets import Span

BOOTSTRAPS = 1_000


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson)."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, total: int) -> dict[str, Any]:
    """Return a share with its counts and interval."""
    low, high = wilson(hits, total)
    return {
        "share": round(hits / total, 4) if total else None,
        "hits": hits,
        "n": total,
        "interval": (round(low, 4), round(high, 4)),
    }


@dataclass
class Tally:
    """Spans found and missed. A gold span is found when something overlaps it; exact when the offsets are the same."""

    gold: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    otherwise: int = 0
    """Found, but everything that overlaps it was called by the name of another kind."""
    exact: int = 0
    predicted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    clean: int = 0
    clean_touched: int = 0

    def add(self, gold: Sequence[Span], predicted: Sequence[Span]) -> None:
        """Count one text."""
        for start, end, kind in gold:
            self.gold[kind] += 1
            kinds = {said for low, high, said in predicted if low < end and start < high}
            self.found[kind] += bool(kinds)
            self.otherwise += bool(kinds) and kind not in kinds
            self.exact += any((low, high) == (start, end) for low, high, _ in predicted)
        for start, end, kind in predicted:
            self.predicted[kind] += 1
            self.wrong[kind] += not any(low < end and start < high for low, high, _ in gold)
        if not gold:
            self.clean += 1
            self.clean_touched += bool(predicted)

    def report(self) -> dict[str, Any]:
        """Return recall, precision, exactness and the share of clean texts that were touched."""
        total, predicted = sum(self.gold.values()), sum(self.predicted.values())
        return {
            "recall": share(sum(self.found.values()), total),
            "precision": share(predicted - sum(self.wrong.values()), predicted),
            "of another kind": share(self.otherwise, sum(self.found.values())),
            "exact": share(self.exact, total),
            "clean texts touched": share(self.clean_touched, self.clean),
            "kinds": {
                kind: {
                    "recall": share(self.found[kind], self.gold[kind]),
                    "precision": share(self.predicted[kind] - self.wrong[kind], self.predicted[kind]),
                }
                for kind in sorted({*self.gold, *self.predicted})
            },
        }


def f1(truth: Iterable[bool], said: Iterable[bool]) -> float:
    """Return F1 of two rows of answers."""
    pairs = list(zip(truth, said, strict=True))
    both = sum(t and s for t, s in pairs)
    return 2 * both / max(1, sum(t for t, _ in pairs) + sum(s for _, s in pairs))


def f1_report(truth: list[bool], said: list[bool]) -> dict[str, Any]:
    """Return F1 with its 95 % interval from resampled cases, precision and recall."""
    rng = random.Random(20261121)
    values = []
    for _ in range(BOOTSTRAPS):
        chosen = rng.choices(range(len(truth)), k=len(truth))
        values.append(f1([truth[i] for i in chosen], [said[i] for i in chosen]))
    values.sort()
    both = sum(t and s for t, s in zip(truth, said, strict=True))
    return {
        "n": len(truth),
        "f1": round(f1(truth, said), 4),
        "interval": (round(values[int(0.025 * BOOTSTRAPS)], 4), round(values[int(0.975 * BOOTSTRAPS)], 4)),
        "precision": share(both, sum(said)),
        "recall": share(both, sum(truth)),
    }
