"""Words and phrases over-represented in what the machine missed: candidates for rules. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from classifier.taxonomy import HARMFUL_LABELS, LABELS, Label

LONGEST: Final = 3
LEAST_HITS: Final = 3
LEAST_Z: Final = 2.0
LEAST_PRECISION: Final = 0.75
_PRIOR: Final = 0.5
_WORD: Final = re.compile(r"\[[^\]]*\]|[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Decided:
    """A comment as a person decided it: masked text, labels, and which of them the machine had missed."""

    case: str
    account: str
    text: str
    labels: frozenset[Label]
    missed: frozenset[Label]


@dataclass(frozen=True, slots=True)
class PhraseCandidate:
    """A phrase that tells of a label. `hits`, `false_hits`: cases of all history that hold it, with and without it.

    `missed`: the hits that the machine had missed; `z`: how surely it is over-represented there.
    """

    label: Label
    phrase: str
    missed: tuple[str, ...]
    hits: int
    false_hits: tuple[str, ...]
    accounts: int
    z: float


def phrases(text: str) -> frozenset[str]:
    """Return the words and runs of words of a text; runs never cross punctuation, digits or what was masked."""
    runs: list[list[str]] = [[]]
    for word in _WORD.findall(text.casefold()):
        if word[0].isalpha():
            runs[-1].append(word)
        else:
            runs.append([])
    found = set()
    for run in runs:
        for size in range(1, LONGEST + 1):
            found |= {" ".join(run[i : i + size]) for i in range(len(run) - size + 1)}
    return frozenset(p for p in found if len(p) > 3)


def candidates(history: Sequence[Decided]) -> tuple[PhraseCandidate, ...]:
    """Return the candidates of every harmful label, the surest first; a phrase that another one says is left out.

    Several accounts must stand behind a phrase where several have labelled: one alone cannot write a rule.
    """
    holding: dict[str, set[int]] = defaultdict(set)
    for i, one in enumerate(history):
        for phrase in phrases(one.text):
            holding[phrase].add(i)
    needed = min(2, len({one.account for one in history}))
    found = []
    for label in (x for x in LABELS if x in HARMFUL_LABELS):
        missed = {i for i, one in enumerate(history) if label in one.missed}
        positive = {i for i, one in enumerate(history) if label in one.labels}
        if len(missed) < LEAST_HITS:
            continue
        scored = []
        for phrase, where in holding.items():
            told = _candidate(label, phrase, where, missed, positive, history)
            if told is not None and told.accounts >= needed:
                scored.append(told)
        found += _distinct(scored)
    return tuple(sorted(found, key=lambda c: (-c.z, c.phrase)))


def _candidate(
    label: Label, phrase: str, where: set[int], missed: set[int], positive: set[int], history: Sequence[Decided]
) -> PhraseCandidate | None:
    inside = where & missed
    wrong = where - positive
    hits = where & positive
    if len(inside) < LEAST_HITS or len(hits) < LEAST_PRECISION * len(where):
        return None
    z = _log_odds(len(inside), len(missed), len(wrong), len(history) - len(positive))
    if z < LEAST_Z:
        return None
    return PhraseCandidate(
        label,
        phrase,
        tuple(sorted(history[i].case for i in inside)),
        len(hits),
        tuple(sorted(history[i].case for i in wrong)),
        len({history[i].account for i in inside}),
        round(z, 2),
    )


def _log_odds(a: int, all_a: int, b: int, all_b: int) -> float:
    """Return the log odds ratio of two shares in standard errors, with a small prior."""
    cells = [x + _PRIOR for x in (a, all_a - a, b, all_b - b)]
    return (log(cells[0] / cells[1]) - log(cells[2] / cells[3])) / sqrt(sum(1 / x for x in cells))


def _distinct(scored: list[PhraseCandidate]) -> list[PhraseCandidate]:
    """Keep of phrases that hit the same missed cases the longest one with the fewest false hits."""
    best: dict[tuple[str, ...], PhraseCandidate] = {}
    for one in scored:
        held = best.get(one.missed)
        if held is None or (len(one.false_hits), -len(one.phrase)) < (len(held.false_hits), -len(held.phrase)):
            best[one.missed] = one
    return list(best.values())
