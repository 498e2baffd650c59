"""A linear SVM per label, out-of-fold scores, Platt calibration, thresholds by stated cost."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from classifier.decision import Threshold, criticism_margin
from classifier.taxonomy import HARMFUL_LABELS, LABELS, URGENT_LABELS, Label
from training.data import TrainingRow
from training.parallel import mapped

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

    def select(self, rows: NDArray[np.int64]) -> "Targets":
        """Return the targets of some rows, in that order, repeats allowed."""
        return Targets(self.y[rows], self.weight[rows], self.known[rows])

    def and_then(self, more: "Targets") -> "Targets":
        """Return these targets with others below them."""
        return Targets(
            np.vstack([self.y, more.y]), np.vstack([self.weight, more.weight]), np.vstack([self.known, more.known])
        )


TOLERANCE: Final = 1e-2
"""When liblinear stops."""


def fit_label(x: sp.csr_matrix, y: NDArray[np.int8], weight: Floats, c: float, seed: int) -> tuple[Floats, float]:
    """Fit one label; returns coefficients (features,) and intercept. Positives weigh as their rarity asks, capped.

    Squared hinge loss: against logistic loss (C 8), on texts that trained neither, mean AP .8826 to .8789 (development
    writer), threat .814 to .801, annotated_real .579 to .578, swetoxicity AUC .715 to .716, in half the time.
    """
    model = LinearSVC(C=c, tol=TOLERANCE, max_iter=400, random_state=seed)
    model.fit(x, y, sample_weight=weight * np.where(y == 1, rarity(y, weight), 1.0))
    return model.coef_[0], float(model.intercept_[0])


def rarity(y: NDArray[np.int8], weight: Floats) -> float:
    """Return what a positive weighs beside a negative: the root of their ratio, at most four."""
    return min(4.0, float(np.sqrt((weight[y == 0].sum() + 1) / (weight[y == 1].sum() + 1))))


def fit_all(x: sp.csr_matrix, targets: Targets, c: float, seed: int) -> tuple[Floats, Floats]:
    """Fit every label on the rows that speak for it; returns coefficients (labels, features), intercepts (labels,).

    One process a label where the matrix is worth it.
    """

    def column(number: int) -> tuple[Floats, float]:
        rows = np.flatnonzero(targets.known[:, number])
        return fit_label(x[rows], targets.y[rows, number], targets.weight[rows, number], c, seed)

    fitted = list(mapped(column, list(range(len(LABELS))), fork=x.nnz > _WORTH_FORKING))
    return np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted])


_WORTH_FORKING: Final = 5_000_000
"""Stored numbers of a matrix below which starting processes costs more than it saves."""


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


def joined(logits: Floats, network: Floats, y: NDArray[np.int8]) -> tuple[float, float, float]:
    """Return slope, slope of the network (neither negative: a higher score is never milder) and offset.

    Stacking (Wolpert 1992): both are scores of rows that neither model had seen.
    """
    model = LogisticRegression(C=1e6, solver="lbfgs", max_iter=500).fit(np.column_stack([logits, network]), y)
    slope, network_slope = map(float, model.coef_[0])
    if network_slope <= 0:
        slope, offset = platt(logits, y)
        return slope, 0.0, offset
    if slope <= 0:
        network_slope, offset = platt(network, y)
        return 1e-3, network_slope, offset
    return slope, network_slope, float(model.intercept_[0])


MISSED_EMERGENCY_COST: Final = 50.0
"""A missed threat or suicidal comment counts as this many needlessly reviewed comments."""
WRONGLY_HIDDEN_CRITICISM: Final = 0.006
"""Largest share of plain criticism that one harmful label may claim, on rows whose writer did not train."""
REVIEW_FLOOR: Final = 0.22
"""Lowest review cut of a harmful label that is no emergency."""
REVIEW_SHARE: Final = 0.08
"""Largest share of harmless rows that one urgent label may send to review: a queue nobody reads protects nobody."""
URGENT_SLACK: Final = 0.01
"""F1 that an urgent label may give up for an earlier alarm: its best cut lies on a plateau, where recall is free."""
HARMFUL_SLACK: Final = 0.004
"""F1 that any other harmful label may give up for recall: of two cuts as good, the one that lets less through, since a
person confirms every hiding."""
_LIMITS: Final = (0.15, 0.95)
_GRID: Final = np.linspace(0.005, 0.6, 120)


def choose_thresholds(p: Floats, y: NDArray[np.int8]) -> dict[Label, Threshold]:
    """Choose review and act per label on out-of-writer probabilities, both of shape (rows, labels).

    act: best F1 among cuts that keep plain criticism out, as the decision applies them; for harmful labels the lowest
    cut of that plateau. review: for urgent labels the cut of least cost (a missed emergency = MISSED_EMERGENCY_COST
    reviews) within REVIEW_SHARE; for other harmful labels the cut at which F2 is best, not under REVIEW_FLOOR; labels
    that only route an answer need no review.
    """
    chosen = {}
    criticism = LABELS.index(Label.CRITICISM)
    cut = _best_f(p[:, criticism], y[:, criticism], beta=1.0, lowest=_LIMITS[0])
    plain = (y[:, criticism] == 1) & (y.sum(axis=1) == 1)
    seen_as_criticism = p[plain, criticism] >= cut
    harmless = y[:, [LABELS.index(label) for label in sorted(HARMFUL_LABELS)]].sum(axis=1) == 0
    for column, label in enumerate(LABELS):
        truth, score = y[:, column], p[:, column]
        if label not in HARMFUL_LABELS:
            act = review = _best_f(score, truth, beta=1.0, lowest=_LIMITS[0])
        else:
            urgent = label in URGENT_LABELS
            lowest = _lowest_act(score[plain], seen_as_criticism, criticism_margin(label))
            act = _best_f(score, truth, beta=1.0, lowest=lowest, slack=URGENT_SLACK if urgent else HARMFUL_SLACK)
            if urgent:
                review = _least_cost(score, truth, harmless)
            else:
                review = _best_f(score, truth, beta=2.0, lowest=REVIEW_FLOOR)
        chosen[label] = Threshold(review=round(min(review, act), 4), act=round(act, 4))
    return chosen


def _lowest_act(score: Floats, seen_as_criticism: NDArray[np.bool_], margin: float) -> float:
    """Return the lowest cut that claims no more plain criticism than allowed, with the margin of the decision."""
    for cut in np.arange(_LIMITS[0], _LIMITS[1], 0.01):
        needed = np.where(seen_as_criticism, cut + margin * (1 - cut), cut)
        if (score >= needed).mean() <= WRONGLY_HIDDEN_CRITICISM:
            return float(cut)
    return _LIMITS[1]


def _least_cost(score: Floats, truth: NDArray[np.int8], harmless: NDArray[np.bool_]) -> float:
    missed = np.array([truth[score < cut].sum() for cut in _GRID])
    sent = np.array([(score[truth == 0] >= cut).sum() for cut in _GRID])
    share = np.array([(score[harmless] >= cut).mean() for cut in _GRID])
    return float(_GRID[int(np.argmin(np.where(share <= REVIEW_SHARE, missed * MISSED_EMERGENCY_COST + sent, np.inf)))])


def _best_f(score: Floats, truth: NDArray[np.int8], *, beta: float, lowest: float, slack: float = 0.0) -> float:
    """Return the cut of best F-beta at or over `lowest`; with slack, the lowest cut that is no more than that worse."""
    precision, recall, cuts = precision_recall_curve(truth, score)
    precision, recall = precision[:-1], recall[:-1]
    f = (1 + beta**2) * precision * recall / np.maximum(beta**2 * precision + recall, 1e-9)
    allowed = np.where(cuts >= lowest, f, -1.0)
    best = cuts[int(np.argmax(allowed >= allowed.max() - slack))]
    return float(np.clip(best, max(lowest, _LIMITS[0]), _LIMITS[1]))
