"""Paired bootstrap: two models on the same comments, resampled together, so that what is common to both cancels."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.model.comparison import Difference
from training.evaluation.sets import Floats, Labels

SAMPLES: Final = 1_000
FEWER: Final = 300
"""For figures that are slow to compute."""
_BINS: Final = 10


class Paired:
    """Resamples of n comments, the same for every figure: row i of `counts` says how often each comment was drawn."""

    def __init__(self, n: int, *, seed: int = 1, samples: int = SAMPLES) -> None:
        rng = np.random.default_rng(seed)
        self.n = n
        self.counts: Floats = rng.multinomial(n, np.full(n, 1 / max(n, 1)), size=samples).astype(np.float64)

    def ratio(self, over: tuple[NDArray[Any], NDArray[Any]], under: tuple[NDArray[Any], NDArray[Any]]) -> Difference:
        """Return the difference of sum(over) / sum(under), champion first; 0 where nothing lies under."""
        values, drawn = [], []
        for top, bottom in zip(over, under, strict=True):
            values.append(_share(top.sum(), bottom.sum()))
            drawn.append(_share(self.counts @ top.astype(float), self.counts @ bottom.astype(float)))
        return _difference(float(values[0]), float(values[1]), drawn[1] - drawn[0])

    def mean(self, champion: NDArray[Any], candidate: NDArray[Any]) -> Difference:
        """Return the difference of two means over the comments."""
        one = np.ones(self.n)
        return self.ratio((champion, candidate), (one, one))

    def figure(
        self, measure: Callable[[Any, Floats], float], champion: Any, candidate: Any, *, samples: int = FEWER
    ) -> Difference:
        """Return the difference of `measure(scores, weights)`; the interval from fewer resamples."""
        whole = np.ones(self.n)
        drawn = [measure(candidate, w) - measure(champion, w) for w in self.counts[:samples]]
        return _difference(measure(champion, whole), measure(candidate, whole), np.array(drawn))


def _share(over: Any, under: Any) -> Any:
    return np.divide(over, under, out=np.zeros_like(np.asarray(over, dtype=float)), where=np.asarray(under) > 0)


def _difference(champion: float, candidate: float, drawn: Floats) -> Difference:
    low, high = np.nanquantile(drawn, (0.025, 0.975)) if np.isfinite(drawn).any() else (0.0, 0.0)
    return Difference(
        champion=round(champion, 6), candidate=round(candidate, 6), low=round(float(low), 6), high=round(float(high), 6)
    )


def weighted_auc(y: Labels) -> Callable[[Floats, Floats], float]:
    """Return a measure: the area under the ROC curve of scores under weights, ties counted half."""

    def measure(p: Floats, weight: Floats) -> float:
        _, place = np.unique(p, return_inverse=True)
        positive = np.bincount(place, weights=weight * y)
        negative = np.bincount(place, weights=weight * (1 - y))
        total = positive.sum() * negative.sum()
        below = np.cumsum(negative) - negative
        return float((positive * (below + negative / 2)).sum() / total) if total else float("nan")

    return measure


def weighted_error(y: Labels) -> Callable[[Floats, Floats], float]:
    """Return a measure: the expected calibration error of probabilities (n, labels), the mean over the labels."""

    def measure(p: Floats, weight: Floats) -> float:
        errors = []
        for column in range(p.shape[1]):
            place = np.minimum((p[:, column] * _BINS).astype(int), _BINS - 1)
            said = np.bincount(place, weights=weight * p[:, column], minlength=_BINS)
            was = np.bincount(place, weights=weight * y[:, column], minlength=_BINS)
            errors.append(np.abs(said - was).sum() / max(weight.sum(), 1e-9))
        return float(np.mean(errors))

    return measure


def macro_f1(y: Labels) -> Callable[[Labels, Floats], float]:
    """Return a measure: the mean F1 over the labels that occur, of asserted (n, labels) against gold."""
    occurs = np.flatnonzero(y.sum(axis=0))

    def measure(said: Labels, weight: Floats) -> float:
        hits = weight @ (y & said)
        f1 = 2 * hits / np.maximum(weight @ y + weight @ said, 1e-9)
        return float(f1[occurs].mean()) if len(occurs) else float("nan")

    return measure


def macro_auc(y: Labels) -> Callable[[Floats, Floats], float]:
    """Return a measure: the mean area under the ROC curve over the labels that both occur and lack."""
    varied = [i for i in range(y.shape[1]) if 0 < y[:, i].sum() < len(y)]
    measures = [(i, weighted_auc(y[:, i])) for i in varied]

    def measure(p: Floats, weight: Floats) -> float:
        # A resample of few comments may hold no label both ways: then there is nothing to average.
        known = [area for i, m in measures if not np.isnan(area := m(p[:, i], weight))]
        return float(np.mean(known)) if known else float("nan")

    return measure
