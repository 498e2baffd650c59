"""Calibrated scores for every label, from the fused weight matrix and the network, and the words that weighed most."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.model.artefact import Arrays, Manifest
from classifier.model.features import BLOCKS, FeatureExtractor, char_ngrams, windows
from classifier.model.network import MAX_WORDS, MAX_WORDS_ABOVE
from classifier.model.tokens import Token
from classifier.taxonomy import LABELS, Label
from classifier.text import NormalizedText, View

_MAX_EXPLANATIONS: Final = 4
_MIN_WEIGHT: Final = 0.15
_MAX_EXPLAINED: Final = 200
"""Words that an explanation looks at."""
_REMEMBERED_WORDS: Final = 60_000
Floats = NDArray[np.float32]


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
    """Calibrated probabilities in the order of LABELS."""

    scores: dict[Label, float]


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
        self._network = arrays.network
        self._network_slope = arrays.network_slope
        self._words: dict[str, NDArray[np.int64]] = {}

    @property
    def version(self) -> str:
        """Name and version as reported in every answer."""
        return f"{self.manifest.name}@{self.manifest.version}"

    def logits(self, text: NormalizedText, context: NormalizedText | None = None) -> Floats:
        """Return the uncalibrated scores of the whole comment, shape (labels,)."""
        return self._linear(text, self._extractor.tokens(text), context)

    def blended_logits(self, text: NormalizedText, context: NormalizedText | None = None) -> Floats:
        """Return the scores of the whole comment, raised by its strongest window: what calibration is fitted on."""
        tokens = self._extractor.tokens(text)
        whole = self._linear(text, tokens, context)
        parts = [self._linear(None, window) for window in windows(tokens)]
        return blend(whole, np.max(parts, axis=0)) if parts else whole

    def _linear(
        self, text: NormalizedText | None, tokens: list[Token], context: NormalizedText | None = None
    ) -> Floats:
        logits = self._bias.copy()
        words = [self._rows_of(token[0]) for token in tokens]
        if words:
            logits += self._block_sum("char", np.concatenate(words))
        for block, features in self._extractor.word_blocks(text, tokens, context).items():
            known = self._rows[block]
            logits += self._block_sum(
                block, np.array([known[f.name] for f in features if f.name in known], dtype=np.int64)
            )
        return logits

    def predict(self, text: NormalizedText, context: NormalizedText | None = None) -> Prediction:
        """Return a calibrated probability for every label; `context` is the comment or post that is answered."""
        probabilities = 1.0 / (1.0 + np.exp(-self.log_odds(text, context)))
        return Prediction({label: float(p) for label, p in zip(LABELS, probabilities, strict=True)})

    def log_odds(self, text: NormalizedText, context: NormalizedText | None = None) -> Floats:
        """Return the calibrated log-odds, shape (labels,), of the linear model and the network together."""
        return self.joined(self.blended_logits(text, context), self.network_logits(text, context))

    def joined(self, linear: NDArray[Any], network: NDArray[Any]) -> Floats:
        """Return the calibrated log-odds of scores of the linear model and the network, shape (..., labels)."""
        odds: Floats = self._slope * linear + self._network_slope * network + self._offset
        return odds

    def network_logits(self, text: NormalizedText, context: NormalizedText | None = None) -> Floats:
        """Return what the network says, shape (labels,); zeros without one."""
        if self._network is None:
            return np.zeros_like(self._bias)
        above = None if context is None else self._extractor.reading(context, MAX_WORDS_ABOVE)
        return self._network.logits(self._extractor.reading(text, MAX_WORDS), above)

    def unknown_words(self, text: NormalizedText) -> tuple[int, int]:
        """Return how many words of a text the model has no weight for, and how many words it has."""
        words = [token[0] for token in self._extractor.tokens(text) if token[0][0].isalpha()]
        known = self._rows["word"]
        return sum(word not in known for word in words), len(words)

    def _rows_of(self, word: str) -> NDArray[np.int64]:
        """Return the rows of the character n-grams of one word; remembered, since words recur."""
        rows = self._words.get(word)
        if rows is None:
            known = self._rows["char"]
            rows = np.array([known[g[0]] for g in char_ngrams(word) if g[0] in known], dtype=np.int64)
            if len(self._words) < _REMEMBERED_WORDS:
                self._words[word] = rows
        return rows

    def _shares(self, block: str, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Return distinct rows, their counts, and what one unit of each gives to each label's logit."""
        index, counts, frequency = self._frequencies(block, rows)
        return index, counts, frequency[:, None] * self._weights[block][index]

    def _block_sum(self, block: str, rows: NDArray[np.int64]) -> Floats:
        if not len(rows):
            return np.zeros_like(self._bias)
        index, _, frequency = self._frequencies(block, rows)
        total: Floats = frequency @ self._weights[block][index]
        return total

    def _frequencies(self, block: str, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Return distinct rows, their counts, and their sublinear frequency over the length of the block."""
        index, counts = np.unique(rows, return_counts=True)
        frequency = (1.0 + np.log(counts)).astype(np.float32)
        return index, counts, frequency / np.sqrt(np.sum((frequency * self._idf[block][index]) ** 2))

    def explain(self, text: NormalizedText, labels: list[Label]) -> tuple[Explanation, ...]:
        """Return, for each label, up to four stretches of words that weighed most for it, in calibrated log-odds.

        They are the linear model's: what the network makes of the order of the words is not told word by word.
        """
        if not labels:
            return ()
        columns = [LABELS.index(label) for label in labels]
        steps: NDArray[np.float64] = np.zeros((len(text.skeleton.text) + 1, len(columns)))
        for block, features in self._extractor.marking_blocks(text, _MAX_EXPLAINED).items():
            known = self._rows[block]
            kept = [f for f in features if f.name in known and f.end > f.start]
            if not kept:
                continue
            rows = np.array([known[f.name] for f in kept], dtype=np.int64)
            starts, ends = np.array([f.start for f in kept]), np.array([f.end for f in kept])
            index, counts, shares = self._shares(block, rows)
            place = np.searchsorted(index, rows)
            each = shares[place][:, columns] / counts[place][:, None] / (ends - starts)[:, None]
            np.add.at(steps, starts, each)
            np.add.at(steps, ends, -each)
        per_char = np.cumsum(steps, axis=0) * self._slope[columns]
        words = _words(text.skeleton)
        return tuple(
            explanation
            for i, label in enumerate(labels)
            for explanation in _stretches(label, text.skeleton, words, per_char[:, i])
        )


def blend(whole: NDArray[Any], strongest: NDArray[Any]) -> NDArray[Any]:
    """Let a strong window raise what the whole comment says, never lower it (shapes (..., labels)).

    The mean of both, where that is more: chosen out of writer and out of source, over the mean and the maximum.
    """
    raised: NDArray[Any] = np.maximum(whole, (whole + strongest) / 2)
    return raised


def _words(view: View) -> list[tuple[int, int]]:
    spans, start = [], 0
    for part in view.text.split(" "):
        if part:
            spans.append((start, start + len(part)))
        start += len(part) + 1
    return spans


def _stretches(
    label: Label, view: View, words: list[tuple[int, int]], per_char: NDArray[np.float64]
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
