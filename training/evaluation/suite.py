"""The functional suite: what passes, by functionality, and what a swap of party, group, religion, sex or name moves."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from classifier.pipeline import Classification
from classifier.taxonomy import HARMFUL_LABELS, LABELS
from training.data import DATASETS, read_jsonl
from training.evaluation.sets import EvalSet, Labels

_HARMFUL: Final = [i for i, label in enumerate(LABELS) if label in HARMFUL_LABELS]


NAMED: Final = {
    "veiled threats": ("threat.veiled_home", "threat.conditional"),
    "threats in long complaints": ("threat.in_long_complaint", "mixed.criticism_threat"),
    "counter-speech": ("nonhate.counter_speech", "nonhate.quoted"),
    "reported threats": ("nonthreat.reported", "nonthreat.feared", "nonthreat.condemned"),
    "short criticism": ("criticism.short",),
    "farewell look-alikes": ("nonsuicide.farewell",),
    "spelled-out identifiers": ("pd.personnummer_spelled", "pd.email_obf"),
}
"""Where the prototype failed (`evidence.md`), and the functionalities that show it."""


def by_functionality(data: EvalSet, said: Labels) -> dict[str, float]:
    """Return the share of cases whose harmful labels are exactly those of the gold; `all` over every case.

    `said` holds 0/1 of shape (cases, labels).
    """
    passed: dict[str, list[bool]] = defaultdict(list)
    for row, gold, group in zip(said, data.y, data.groups, strict=True):
        passed[group].append(bool((row[_HARMFUL] == gold[_HARMFUL]).all()))
    total = sum(map(sum, passed.values())) / len(data.y)
    return {"all": total, **{name: sum(v) / len(v) for name, v in sorted(passed.items())}}


def named_abilities(data: EvalSet, before: Labels, after: Labels) -> dict[str, dict[str, float]]:
    """Return, per ability of NAMED, how many cases there are and the share that passes before and after."""
    found = {}
    for name, functionalities in NAMED.items():
        chosen = np.isin(data.groups, functionalities)
        gold = data.y[chosen][:, _HARMFUL]
        first, last = ((said[chosen][:, _HARMFUL] == gold).all(axis=1).mean() for said in (before, after))
        found[name] = {"n": int(chosen.sum()), "before": float(first), "after": float(last)}
    return found


@dataclass(frozen=True, slots=True)
class SwapPair:
    """Two cases that differ only in who is named. `gap`: the largest change of a score; `changed`: of the outcome."""

    case: str
    gap: float
    changed: bool


def swap_pairs(data: EvalSet, results: list[Classification]) -> dict[str, list[SwapPair]]:
    """Return, per kind of swap, every pair, in the order of the suite.

    The scores, labels and row of a pair must be the same (RF 1:9).
    """
    partners = {r["case_id"]: r["ref_case_id"] for r in read_jsonl(DATASETS / "functional/sv.jsonl")}
    place = {case: i for i, case in enumerate(data.ids)}
    found: dict[str, list[SwapPair]] = defaultdict(list)
    for case, partner in partners.items():
        kind = data.groups[place[case]]
        if not kind.startswith("swap.") or not partner:
            continue
        a, b = results[place[case]], results[place[partner]]
        gap = max(abs(a.scores[label] - b.scores[label]) for label in LABELS)
        changed = a.decision.labels != b.decision.labels or a.lathund.row is not b.lathund.row
        found[kind].append(SwapPair(case, gap, changed))
    return dict(sorted(found.items()))


def swap_gaps(data: EvalSet, results: list[Classification]) -> dict[str, dict[str, Any]]:
    """Return, per kind of swap, the mean and largest change of a score and which outcomes changed."""
    return {
        kind: {
            "pairs": len(pairs),
            "mean_gap": float(np.mean([p.gap for p in pairs])),
            "largest_gap": max(p.gap for p in pairs),
            "changed": [p.case for p in pairs if p.changed],
        }
        for kind, pairs in swap_pairs(data, results).items()
    }
