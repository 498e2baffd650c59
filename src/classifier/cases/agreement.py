"""Do moderators agree? Near-identical texts that several decided: the conflicts, and Cohen's kappa of every pair.

Near-identical: the same words, or at least SIMILAR of their runs of three words in common. Pure; texts only pass by.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from classifier.taxonomy import LABELS, Label, by_severity

SIMILAR: Final = 0.7
_RUN: Final = 3
_COMMON: Final = 200
"""A run of words that stands in more texts than this tells nothing of any two of them."""
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Judged:
    """One text as one account decided it."""

    case: str
    account: str
    labels: frozenset[Label]
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Near-identical texts that were not decided alike: each case with who decided what."""

    cases: tuple[tuple[str, str, tuple[Label, ...]], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two accounts on the texts both decided. `kappa` is None where neither ever varied: it then says nothing."""

    accounts: tuple[str, str]
    texts: int
    agreed: float
    kappa: float | None
    by_label: dict[Label, float]


def groups(texts: Sequence[str]) -> list[int]:
    """Return for every text the index of the first text of its group of near-identical ones."""
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    folded = [_NOT_LETTERS.sub(" ", t.casefold()).split() for t in texts]
    runs = [_runs(words) for words in folded]
    same: dict[str, int] = {}
    holders: dict[str, list[int]] = defaultdict(list)
    for j, words in enumerate(folded):
        # Texts without a letter ("👍", "123") are alike only where they are the very same.
        first = same.setdefault(" ".join(words) or texts[j], j)
        found = {first} | (_near(j, runs, holders) if first == j else set())
        for i in found:
            a, b = sorted((root(i), root(j)))
            parent[b] = a
        for run in runs[j]:
            holders[run].append(j)
    return [root(i) for i in range(len(texts))]


def _runs(words: list[str]) -> set[str]:
    return {" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}


def _near(j: int, runs: list[set[str]], holders: dict[str, list[int]]) -> set[int]:
    shared: dict[int, int] = defaultdict(int)
    for run in runs[j]:
        if len(holders[run]) <= _COMMON:
            for i in holders[run]:
                shared[i] += 1
    return {i for i, n in shared.items() if n >= SIMILAR * len(runs[i] | runs[j])}


def conflicts(judged: Sequence[Judged], grouped: Sequence[int]) -> tuple[Conflict, ...]:
    """Return the groups whose members were not all decided alike."""
    found = []
    for members in _members(judged, grouped):
        if len({m.labels for m in members}) > 1:
            found.append(Conflict(tuple((m.case, m.account, by_severity(m.labels)) for m in members)))
    return tuple(found)


def agreements(judged: Sequence[Judged], grouped: Sequence[int]) -> tuple[Agreement, ...]:
    """Return how far every two accounts agree on the groups both decided; the last decision of each counts."""
    decided: dict[tuple[str, str], list[tuple[frozenset[Label], frozenset[Label]]]] = defaultdict(list)
    for members in _members(judged, grouped):
        by_account = {m.account: m.labels for m in members}
        for a, b in combinations(sorted(by_account), 2):
            decided[a, b].append((by_account[a], by_account[b]))
    return tuple(_agreement(accounts, pairs) for accounts, pairs in sorted(decided.items()))


def kappa(pairs: Iterable[tuple[bool, bool]]) -> float | None:
    """Return Cohen's kappa of two judges over yes and no, None where chance alone would always agree."""
    counts = [[0, 0], [0, 0]]
    for a, b in pairs:
        counts[a][b] += 1
    total = sum(map(sum, counts))
    if not total:
        return None
    observed = (counts[0][0] + counts[1][1]) / total
    yes_a, yes_b = sum(counts[1]) / total, (counts[0][1] + counts[1][1]) / total
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    return None if chance >= 1.0 else (observed - chance) / (1 - chance)


def _agreement(accounts: tuple[str, str], pairs: list[tuple[frozenset[Label], frozenset[Label]]]) -> Agreement:
    each = {label: kappa((label in a, label in b) for a, b in pairs) for label in LABELS}
    pooled = kappa((label in a, label in b) for a, b in pairs for label in LABELS)
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    return Agreement(accounts, len(pairs), agreed, pooled, {k: v for k, v in each.items() if v is not None})


def _members(judged: Sequence[Judged], grouped: Sequence[int]) -> list[list[Judged]]:
    by_group: dict[int, list[Judged]] = defaultdict(list)
    for one, group in zip(judged, grouped, strict=True):
        by_group[group].append(one)
    return [members for _, members in sorted(by_group.items()) if len(members) > 1]
