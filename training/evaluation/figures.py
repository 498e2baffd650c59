"""Figures of one set: per label with bootstrap intervals, safety, lathund rows, calibration."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from classifier.decision import Threshold, decide
from classifier.lathund.planner import plan
from classifier.lathund.profile import Profile
from classifier.pipeline import Classification
from classifier.taxonomy import LABELS, URGENT_LABELS, Label, LathundRow
from training.evaluation.sets import EvalSet, Floats, Labels

BOOTSTRAPS: Final = 400
HIDING_ROWS: Final = frozenset({LathundRow.L4, LathundRow.L5})
_CURVE_POINTS: Final = 60
_BINS: Final = 10


def label_figures(y: Labels, p: Floats, said: Labels) -> dict[str, Any]:
    """Return the figures of one label: columns `y`, probabilities `p` and what was asserted, each of shape (n,)."""
    hits = int((y & said).sum())
    return {
        "n": int(y.sum()),
        "auc": auc(y, p),
        "ap": float(average_precision_score(y, p)) if y.sum() else float("nan"),
        "precision": hits / max(int(said.sum()), 1),
        "recall": hits / max(int(y.sum()), 1),
        "f1": f1(y, said),
        "f1_interval": interval(lambda i: f1(y[i], said[i]), len(y)),
        "ece": calibration_error(y, p),
        "curve": pr_points(y, p),
        "reliability": reliability(y, p),
    }


def said(results: list[Classification]) -> Labels:
    """Return what was asserted of each comment, 0/1 of shape (comments, labels)."""
    return np.array([[label in r.decision.labels for label in LABELS] for r in results], dtype=np.int8)


def f1(y: Labels, said: Labels) -> float:
    """Return F1 of asserted against gold."""
    return float(2 * (y & said).sum() / max(int(y.sum() + said.sum()), 1))


def auc(y: NDArray[Any], p: Floats) -> float:
    """Return the area under the ROC curve, nan where only one class occurs."""
    return float(roc_auc_score(y, p)) if 0 < y.sum() < len(y) else float("nan")


def interval(figure: Any, n: int, *, seed: int = 1, samples: int = BOOTSTRAPS) -> list[float]:
    """Return the bootstrap 95 % interval of `figure(indices)` over n comments."""
    rng = np.random.default_rng(seed)
    drawn = [figure(rng.integers(0, n, n)) for _ in range(samples)]
    return [float(np.nanquantile(drawn, q)) for q in (0.025, 0.975)]


def reliability(y: Labels, p: Floats) -> list[list[float]]:
    """Return (mean probability, observed share, comments) per tenth of the probability scale that holds any."""
    which = np.minimum((p * _BINS).astype(int), _BINS - 1)
    return [
        [float(p[which == b].mean()), float(y[which == b].mean()), float((which == b).sum())]
        for b in range(_BINS)
        if (which == b).any()
    ]


def calibration_error(y: Labels, p: Floats) -> float:
    """Return the expected calibration error over ten bins."""
    return float(sum(abs(mean - share) * n / len(y) for mean, share, n in reliability(y, p)))


def pr_points(y: Labels, p: Floats) -> list[list[float]]:
    """Return some (recall, precision) points of the curve, for drawing."""
    if not y.sum():
        return []
    precision, recall, _ = precision_recall_curve(y, p)
    at = np.unique(np.linspace(0, len(recall) - 1, _CURVE_POINTS).astype(int))
    return [[float(recall[i]), float(precision[i])] for i in at]


def safety(data: EvalSet, results: list[Classification]) -> dict[str, Any]:
    """Return missed emergencies (neither row L4 nor sent to a person), hidden plain criticism, review load."""
    urgent = [LABELS.index(label) for label in URGENT_LABELS]
    emergencies = np.flatnonzero(data.y[:, urgent].any(axis=1))
    missed = [i for i in emergencies if results[i].lathund.row is not LathundRow.L4 and not results[i].review_reasons]
    criticism = LABELS.index(Label.CRITICISM)
    plain = np.flatnonzero((data.y[:, criticism] == 1) & (data.y.sum(axis=1) == 1))
    hidden = [i for i in plain if results[i].lathund.row in HIDING_ROWS]
    return {
        "emergencies": len(emergencies),
        "missed_emergencies": len(missed),
        "missed_ids": [data.ids[i] for i in missed],
        "plain_criticism": len(plain),
        "criticism_hidden": len(hidden),
        "hidden_ids": [data.ids[i] for i in hidden],
        "review_load": sum(bool(r.review_reasons) for r in results) / len(results),
        "review_reasons": _reason_counts(results),
    }


def _reason_counts(results: list[Classification]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in results:
        for reason in result.review_reasons:
            counts[reason] = counts.get(reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda kv: -kv[1]))


def gold_rows(data: EvalSet, profile: Profile) -> list[LathundRow]:
    """Return the row that the gold labels lead to, as if the model were certain of them and of nothing else."""
    sure = {label: Threshold(review=0.5, act=0.5) for label in LABELS}
    rows = []
    for gold in data.y:
        scores = {label: float(value) for label, value in zip(LABELS, gold, strict=True)}
        rows.append(plan(decide((), scores, sure), profile, scores=scores).row)
    return rows


def row_confusion(data: EvalSet, results: list[Classification], profile: Profile) -> dict[str, Any]:
    """Return the table of gold row × proposed row and the share on the diagonal, with its interval."""
    gold = gold_rows(data, profile)
    right = np.array([r.lathund.row is g for r, g in zip(results, gold, strict=True)])
    table = {g.value: {p.value: 0 for p in LathundRow} for g in LathundRow}
    for result, row in zip(results, gold, strict=True):
        table[row.value][result.lathund.row.value] += 1
    return {
        "accuracy": float(right.mean()),
        "interval": interval(lambda i: right[i].mean(), len(right)),
        "table": table,
    }
