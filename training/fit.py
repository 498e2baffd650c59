"""Logistic regression per label, out-of-fold scores, Platt calibration, thresholds by stated cost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import StratifiedGroupKFold

from classifier.model.artefact import Threshold
from classifier.taxonomy import HARMFUL_LABELS, LABELS, URGENT_LABELS, Label
from training.data import TrainingRow

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Targets:
    """Per label: 0/1 targets, row weights and which rows speak for it; all of shape (rows, labels)."""

    y: NDArray[np.int8]
    weight: Floats
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: list[TrainingRow]) -> "Targets":
        """Read the targets of rows."""
        y = np.array([[label in r.labels for label in LABELS] for r in rows], dtype=np.int8)
        known = np.array([[label in r.known for label in LABELS] for r in rows])
        weight = np.repeat(np.array([[r.weight] for r in rows]), len(LABELS), axis=1)
        return cls(y, weight, known)


def fit_label(x: sp.csr_matrix, y: NDArray[np.int8], weight: Floats, c: float, seed: int) -> tuple[Floats, float]:
    """Fit one label; returns coefficients (features,) and intercept. Positives weigh as their rarity asks, capped."""
    rarity = min(4.0, float(np.sqrt((weight[y == 0].sum() + 1) / (weight[y == 1].sum() + 1))))
    model = LogisticRegression(C=c, solver="liblinear", dual=True, max_iter=400, tol=2e-3, random_state=seed)
    model.fit(x, y, sample_weight=weight * np.where(y == 1, rarity, 1.0))
    return model.coef_[0], float(model.intercept_[0])


def fit_all(x: sp.csr_matrix, targets: Targets, c: float, seed: int, jobs: int = 2) -> tuple[Floats, Floats]:
    """Fit every label on the rows that speak for it; returns coefficients (labels, features), intercepts (labels,)."""

    def one(column: int) -> tuple[Floats, float]:
        rows = np.flatnonzero(targets.known[:, column])
        return fit_label(x[rows], targets.y[rows, column], targets.weight[rows, column], c, seed)

    with ThreadPoolExecutor(jobs) as pool:
        fitted = list(pool.map(one, range(len(LABELS))))
    return np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted])


def folds(rows: list[TrainingRow], n: int, seed: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Split by group, stratified by the most severe label."""
    stratum = np.array([next((i + 1 for i, label in enumerate(LABELS) if label in r.labels), 0) for r in rows])
    groups = np.array([r.group for r in rows])
    splitter = StratifiedGroupKFold(n_splits=n, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(rows)), stratum, groups))


def platt(logits: Floats, y: NDArray[np.int8]) -> tuple[float, float]:
    """Return slope (positive) and offset that turn logits into calibrated probabilities."""
    model = LogisticRegression(C=1e6, solver="lbfgs").fit(logits.reshape(-1, 1), y)
    return max(float(model.coef_[0, 0]), 1e-3), float(model.intercept_[0])


MISSED_EMERGENCY_COST: Final = 50.0
"""A missed emergency counts as this many needlessly reviewed comments."""
RECALL_FLOOR: Final = {Label.THREAT: 0.97, Label.SUICIDE_RISK: 0.97}
PRECISION_FLOOR: Final = 0.85
"""Hiding is proposed only where this share of proposals is right on rows that did not train."""


def choose_thresholds(p: Floats, y: NDArray[np.int8]) -> dict[Label, Threshold]:
    """Choose review and act per label on out-of-fold probabilities, shape (rows, labels).

    act: the point of best F1 whose precision is at least PRECISION_FLOOR for labels that hide. review: for
    urgent labels where the recall floor is met; for other harmful labels half-way; others need no review.
    """
    chosen = {}
    for column, label in enumerate(LABELS):
        precision, recall, cuts = precision_recall_curve(y[:, column], p[:, column])
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        allowed = precision[:-1] >= PRECISION_FLOOR if label in HARMFUL_LABELS else np.ones(len(cuts), dtype=bool)
        best = np.argmax(np.where(allowed, f1[:-1], -1.0)) if allowed.any() else len(cuts) - 1
        act = float(np.clip(cuts[best], 0.2, 0.9))
        if label in URGENT_LABELS:
            enough = np.flatnonzero(recall[:-1] >= RECALL_FLOOR[label])
            review = min(float(cuts[enough[-1]]) if len(enough) else 0.02, act * 0.6)
        elif label in HARMFUL_LABELS:
            review = act * 0.55
        else:
            review = act
        chosen[label] = Threshold(review=round(max(review, 0.01), 4), act=round(act, 4))
    return chosen
