"""A comparison in one word and its reasons, for somebody who does not read figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.model.comparison import OWN_SET, SUITE, TEST_SET, Comparison, Difference
from classifier.model.gates import Failed

BETTER: Final = "bättre"
NOT_BETTER: Final = "inte bättre"
UNCLEAR: Final = "oklart"
PLACES: Final = {
    TEST_SET: "i de förseglade testinläggen",
    SUITE: "i de konstruerade provfallen",
    OWN_SET: "i era egna bekräftade inlägg",
}


@dataclass(frozen=True)
class Verdict:
    """`bättre`, `inte bättre` or `oklart`, and because of what."""

    word: str
    because: tuple[str, ...]
    may_be_promoted: bool


def verdict_of(comparison: Comparison, failed: Sequence[Failed]) -> Verdict:
    """Return the verdict: a gate that fails decides; then what surely differs; else it is unclear."""
    if failed:
        return Verdict(NOT_BETTER, tuple(f.text for f in failed), False)
    worse: list[str] = []
    better: list[str] = []
    for name, part in comparison.sets.items():
        place = PLACES.get(name, name)
        told = f"den träffar {{}} rätt {place}: {_change(part.macro_f1)} (F1)"
        _sort(part.macro_f1, told, better, worse)
        if part.missed_emergencies is not None:
            missed = f"den missar {{}} hot och nödrop {place}: {_change(part.missed_emergencies)}"
            _sort(_turned(part.missed_emergencies), missed, better, worse, ("färre", "fler"))
    _sort(
        comparison.suite,
        f"den klarar {{}} av provfallen: {_change(comparison.suite)}",
        better,
        worse,
        ("fler", "färre"),
    )
    if worse:
        return Verdict(NOT_BETTER, (*worse, *better), True)
    if better:
        return Verdict(BETTER, tuple(better), True)
    lines = [
        f"skillnaden {PLACES.get(n, n)} är {_range(p.macro_f1)}, alltså ingen säker" for n, p in comparison.sets.items()
    ]
    return Verdict(UNCLEAR, (*lines, "fler bekräftade inlägg behövs för att se en skillnad"), True)


def _sort(
    difference: Difference,
    told: str,
    better: list[str],
    worse: list[str],
    words: tuple[str, str] = ("oftare", "mer sällan"),
) -> None:
    if difference.low > 0:
        better.append(told.format(words[0]))
    elif difference.high < 0:
        worse.append(told.format(words[1]))


def _turned(d: Difference) -> Difference:
    return Difference(champion=-d.champion, candidate=-d.candidate, low=-d.high, high=-d.low)


def _change(d: Difference) -> str:
    return f"{percent(d.candidate)} mot {percent(d.champion)} i dag"


def _range(d: Difference) -> str:
    return f"mellan {100 * d.low:+.1f} och {100 * d.high:+.1f} procentenheter".replace(".", ",")


def percent(share: float) -> str:
    """Return a share as Swedes write it."""
    return f"{100 * share:.1f} %".replace(".", ",")
