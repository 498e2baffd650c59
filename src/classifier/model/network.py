"""A small convolutional network that reads the words of a comment in order, and what the comment answers beside them.

The linear model knows which features stand in a comment; this one knows how the words follow each other. A word is the
sum of three vectors: its own (where it is common), the mean of those of its letter groups, those of its semantic
classes. Gated convolutions (Dauphin et al. 2017) over three, five and nine words, then the strongest and the attended
words speak for the labels. Trained by `training/network_fit.py`; here it is only read, with numpy.
"""

import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

MAX_WORDS: Final = 160
"""Words of a comment that are read, from its beginning."""
MAX_WORDS_ABOVE: Final = 40
"""Words that are read of the comment or post that is answered."""
DILATIONS: Final = (1, 2, 4)
GRAM_SIZES: Final = (3, 4, 5)
GRAM_BUCKETS: Final = 30_000
_GRAM_CHARS: Final = 30
_EPSILON: Final = 1e-5
_STEEP: Final = 60.0
"""Beyond it the logistic function is 0 or 1 and its exponential overflows."""
_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text in order and, for each, its semantic classes."""

    words: list[str]
    classes: list[list[str]]


def reading(words: list[str], tags: list[tuple[int, int, str]], limit: int) -> Reading:
    """Put tags (first word, one past the last, class) to the words they are of; a text without words has one, empty."""
    kept = words[:limit] or [""]
    classes: list[list[str]] = [[] for _ in kept]
    for start, end, name in tags:
        for i in range(start, min(end, len(kept))):
            classes[i].append(name)
    return Reading(kept, classes)


def grams(word: str) -> list[int]:
    """Return the buckets of the letter groups of a word, each once."""
    padded = f"<{word[:_GRAM_CHARS]}>"
    found = {
        zlib.crc32(padded[i : i + size].encode()) % GRAM_BUCKETS
        for size in GRAM_SIZES
        for i in range(len(padded) - size + 1)
    }
    return sorted(found) or [0]


@dataclass(frozen=True)
class Network:
    """A trained network; pure and safe to share between threads.

    `words` and `classes`: name to row of `word_vectors` (row 0: any other word) and `class_vectors`.
    """

    arrays: Arrays
    words: dict[str, int]
    classes: dict[str, int]
    _vectors: dict[str, Floats] = field(default_factory=dict, repr=False)

    def logits(self, comment: Reading, above: Reading | None = None) -> Floats:
        """Return uncalibrated scores, shape (labels,)."""
        a = self.arrays
        x = self._encoded(comment, None)
        strongest = x.max(axis=0)
        attention = x @ a["attention"] + a["attention_bias"]
        attention = np.exp(attention - attention.max(axis=0))
        attended: Floats = (attention / attention.sum(axis=0)).T @ x
        context = np.zeros_like(strongest)
        if above is not None and above.words:
            context = self._encoded(above, a["above"]).max(axis=0)
        joined = np.concatenate([strongest, context, strongest * context, attended.mean(axis=0)])
        hidden = np.maximum(joined @ a["hidden"] + a["hidden_bias"], 0.0)
        result: Floats = hidden @ a["out"] + a["out_bias"] + (attended * a["label"]).sum(axis=1)
        return result

    def _encoded(self, text: Reading, mark: Floats | None) -> Floats:
        x = np.stack([self._vector(word) for word in text.words])
        for i, names in enumerate(text.classes):
            rows = [self.classes[name] for name in names if name in self.classes]
            if rows:
                x[i] += self.arrays["class_vectors"][rows].sum(axis=0)
        if mark is not None:
            x += mark
        for number, dilation in enumerate(DILATIONS):
            x = x + self._gated(x, number, dilation)
        return self._normed(x, "last")

    def _gated(self, x: Floats, number: int, dilation: int) -> Floats:
        normed = self._normed(x, f"norm_{number}")
        length, width = normed.shape
        padded = np.zeros((length + 2 * dilation, width), dtype=np.float32)
        padded[dilation : dilation + length] = normed
        three = np.concatenate([padded[i * dilation : i * dilation + length] for i in range(3)], axis=1)
        both = three @ self.arrays[f"filter_{number}"] + self.arrays[f"filter_{number}_bias"]
        gated: Floats = both[:, :width] / (1.0 + np.exp(-np.clip(both[:, width:], -_STEEP, _STEEP)))
        return gated

    def _normed(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _EPSILON)
        result: Floats = centred / spread * self.arrays[name] + self.arrays[f"{name}_bias"]
        return result

    def _vector(self, word: str) -> Floats:
        vector = self._vectors.get(word)
        if vector is None:
            row = self.words.get(word, 0)
            made = self.arrays["word_vectors"][row] + self.arrays["gram_vectors"][grams(word)].mean(axis=0)
            vector = made.astype(np.float32)
            if len(self._vectors) < _REMEMBERED:
                self._vectors[word] = vector
        return vector


_TABLES: Final = ("word_vectors", "gram_vectors", "class_vectors")
_NAMES: Final = ("words", "classes")


def stored(network: Network) -> Arrays:
    """Return the arrays of a network as they are saved: tables in eight bits with a scale a row, the rest in half."""
    held: Arrays = {}
    for name, rows in zip(_NAMES, (network.words, network.classes), strict=True):
        held[name] = np.frombuffer("\n".join(sorted(rows, key=rows.__getitem__)).encode(), dtype=np.uint8)
    for name, array in network.arrays.items():
        if name in _TABLES:
            scale = np.maximum(np.abs(array).max(axis=1, keepdims=True) / 127.0, 1e-8)
            held[name] = np.round(array / scale).astype(np.int8)
            held[f"{name}_scale"] = scale.astype(np.float32)
        else:
            held[name] = array.astype(np.float32)
    return held


def restored(held: Arrays) -> Network:
    """Return the network of saved arrays. Raises KeyError and ValueError where they are not those of a network."""
    names = {}
    for name, first in zip(_NAMES, (1, 0), strict=True):
        listed = held[name].tobytes().decode("utf-8").split("\n")
        names[name] = {word: i for i, word in enumerate(listed, start=first)}
    arrays: Arrays = {n: a.astype(np.float32) for n, a in held.items() if n not in _NAMES and not n.endswith("_scale")}
    for name in _TABLES:
        arrays[name] = arrays[name] * held[f"{name}_scale"]
    if len(arrays["word_vectors"]) != len(names["words"]) + 1 or len(arrays["class_vectors"]) != len(names["classes"]):
        raise ValueError("the network has another number of words or classes than of vectors")
    return Network(arrays, names["words"], names["classes"])
