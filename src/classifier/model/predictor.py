"""Calibrated scores for every label from the fused weight matrix, and the words that weighed most."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.model.artefact import Arrays, Manifest
from classifier.model.features import BLOCKS, Feature, FeatureExtractor
from classifier.taxonomy import LABELS, Label
from classifier.text import NormalizedText, View

_MAX_EXPLANATIONS: Final = 4
_MIN_WEIGHT: Final = 0.15


@dataclass(frozen=True, slots=True)
class Explanation:
    """A stretch of raw text that spoke for a label, and by how much (log-odds)."""

    label: Label
    start: int
    end: int
    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Calibrated probabilities in the order of LABELS, and what is needed to explain them."""

    scores: dict[Label, float]
    contributions: tuple[tuple[Feature, NDArray[np.float32]], ...]


class Predictor:
    """Serves one model; pure and safe to share between threads."""

    def __init__(self, arrays: Arrays, manifest: Manifest, extractor: FeatureExtractor) -> None:
        self.manifest = manifest
        self._extractor = extractor
        self._rows = {b: {name: i for i, name in enumerate(arrays.vocabulary[b])} for b in BLOCKS}
        self._idf = arrays.idf
        self._weights = {b: arrays.weights[b] * arrays.idf[b][:, None] for b in BLOCKS}
        self._bias = arrays.bias
        self._slope = arrays.slope
        self._offset = arrays.offset

    @property
    def version(self) -> str:
        """Name and version as reported in every answer."""
        return f"{self.manifest.name}@{self.manifest.version}"

    def logits(self, text: NormalizedText) -> NDArray[np.float32]:
        """Return the uncalibrated scores, shape (labels,)."""
        logits, _ = self._score(text)
        return logits

    def predict(self, text: NormalizedText) -> Prediction:
        """Return a calibrated probability for every label."""
        logits, contributions = self._score(text)
        probabilities = 1.0 / (1.0 + np.exp(-(self._slope * logits + self._offset)))
        scores = {label: float(p) for label, p in zip(LABELS, probabilities, strict=True)}
        return Prediction(scores, contributions)

    def _score(self, text: NormalizedText) -> tuple[NDArray[np.float32], tuple[tuple[Feature, NDArray[np.float32]], ...]]:
        logits = self._bias.copy()
        kept: list[tuple[Feature, NDArray[np.float32]]] = []
        for block, features in self._extractor.blocks(text).items():
            rows = self._rows[block]
            counts = Counter(f.name for f in features if f.name in rows)
            if not counts:
                continue
            index = np.fromiter((rows[name] for name in counts), dtype=np.int64, count=len(counts))
            frequency = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
            norm = float(np.sqrt(np.sum((frequency * self._idf[block][index]) ** 2)))
            share = (frequency / norm)[:, None] * self._weights[block][index]
            logits += share.sum(axis=0)
            each = dict(zip(counts, share / np.fromiter(counts.values(), np.float32)[:, None], strict=True))
            kept += [(f, each[f.name]) for f in features if f.name in each]
        return logits, tuple(kept)

    def explain(self, text: NormalizedText, prediction: Prediction, labels: list[Label]) -> tuple[Explanation, ...]:
        """Return, for each label, up to four stretches of words that weighed most for it."""
        view = text.skeleton
        words = _words(view)
        found: list[Explanation] = []
        for label in labels:
            column = LABELS.index(label)
            weight = np.zeros(len(view.text) + 1, dtype=np.float64)
            for feature, share in prediction.contributions:
                value = float(share[column]) / (feature.end - feature.start)
                weight[feature.start] += value
                weight[feature.end] -= value
            per_char = np.cumsum(weight)
            found += _stretches(label, text, view, words, per_char)
        return tuple(found)


def _words(view: View) -> list[tuple[int, int]]:
    spans, start = [], 0
    for part in view.text.split(" "):
        if part:
            spans.append((start, start + len(part)))
        start += len(part) + 1
    return spans


def _stretches(
    label: Label, text: NormalizedText, view: View, words: list[tuple[int, int]], per_char: NDArray[np.float64]
) -> list[Explanation]:
    """Join neighbouring words that speak for the label into stretches of at most four words."""
    stretches: list[tuple[float, int, int]] = []
    run: list[tuple[int, int]] = []
    weight = 0.0
    for start, end in [*words, (0, 0)]:
        value = float(per_char[start:end].sum())
        if end > start and value > 0.05 and len(run) < 4:
            run.append((start, end))
            weight += value
            continue
        if run and weight >= _MIN_WEIGHT:
            stretches.append((weight, run[0][0], run[-1][1]))
        run, weight = ([(start, end)], value) if value > 0.05 else ([], 0.0)
    stretches.sort(reverse=True)
    explanations = []
    for value, start, end in stretches[:_MAX_EXPLANATIONS]:
        low, high = view.raw_span(start, end)
        explanations.append(Explanation(label, low, high, view.text[start:end], round(value, 2)))
    return explanations
