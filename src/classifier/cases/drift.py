"""Drift: the latest month beside the months before it, each figure with its interval. Pure; figures only, no texts.

Input: length, language, unknown words, the mix of rows and labels. Outcome: how often persons correct the machine, and
how far its probabilities lie from what persons decided. Normal intervals over comments; a figure has drifted where its
difference is at least as large as its floor and surely not chance (Z: many figures are looked at every month).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 3.0
BASELINE_MONTHS: Final = 6
ENOUGH: Final = 50
"""Comments or decisions that a month needs before anything is said of it."""

FLOORS: Final[dict[str, float]] = {
    "length": 25.0,
    "other_language": 0.03,
    "unknown_words": 0.03,
    "row": 0.05,
    "label": 0.04,
    "reviewed": 0.08,
    "corrected": 0.05,
    "calibration": 0.02,
}
"""Smallest difference worth telling of, by the part of the figure's name before the colon."""
OUTCOMES: Final = frozenset({"corrected", "calibration"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over n values with its 95 % interval."""

    n: int
    mean: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return self.mean - 1.96 * self.error

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return self.mean + 1.96 * self.error


@dataclass(frozen=True, slots=True)
class Shift:
    """One figure of the latest month beside the months before."""

    name: str
    before: Figure
    now: Figure
    drifted: bool

    @property
    def change(self) -> float:
        """Now minus before."""
        return self.now.mean - self.before.mean

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the change."""
        error = 1.96 * sqrt(self.before.error**2 + self.now.error**2)
        return self.change - error, self.change + error


@dataclass(frozen=True, slots=True)
class Drift:
    """`months`: every figure by month. `shifts`: the latest month with enough beside those before. `due`: retrain."""

    months: Mapping[str, Mapping[str, Figure]]
    latest: str
    shifts: tuple[Shift, ...]
    due: bool

    @property
    def drifted(self) -> tuple[Shift, ...]:
        """What has drifted."""
        return tuple(s for s in self.shifts if s.drifted)


def figure(values: Sequence[float]) -> Figure:
    """Return the mean with its standard error; a share is never surer than one comment more would make it."""
    n = len(values)
    mean = sum(values) / n
    spread = sum((v - mean) ** 2 for v in values) / max(n - 1, 1)
    shares = all(v in {0.0, 1.0} for v in values)
    least = (1 / (n + 2)) * (1 - 1 / (n + 2)) if shares else 0.0
    return Figure(n, mean, sqrt(max(spread, least) / n))


def drift(values: Iterable[tuple[str, str, float]]) -> Drift:
    """Return the drift of (month as YYYY-MM, figure, value of one comment or decision)."""
    gathered: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for month, name, value in values:
        gathered[month][name].append(value)
    months = {m: {name: figure(v) for name, v in sorted(of.items())} for m, of in sorted(gathered.items())}
    # A month that has only begun says nothing yet: the latest one with enough does.
    latest = max((m for m, of in months.items() if any(f.n >= ENOUGH for f in of.values())), default="")
    earlier = [m for m in months if m < latest][-BASELINE_MONTHS:]
    shifts = []
    for name, now in months.get(latest, {}).items():
        before = [v for m in earlier for v in gathered[m].get(name, ())]
        if now.n >= ENOUGH and len(before) >= ENOUGH:
            shifts.append(_shift(name, figure(before), now))
    found = [s for s in shifts if s.drifted]
    inputs = [s for s in found if s.name.split(":")[0] not in OUTCOMES]
    return Drift(months, latest, tuple(shifts), len(inputs) > 1 or len(found) > len(inputs))


def _shift(name: str, before: Figure, now: Figure) -> Shift:
    change = now.mean - before.mean
    kind = name.split(":", maxsplit=1)[0]
    # Fewer corrections are good news: only more of them ask for a new model.
    telling = change if kind == "corrected" else abs(change)
    surely = abs(change) > Z * sqrt(before.error**2 + now.error**2)
    return Shift(name, before, now, surely and telling >= FLOORS[kind])
