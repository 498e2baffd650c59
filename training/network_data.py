"""Training rows as the network reads them, packed so that a batch is put together quickly."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.model import FeatureExtractor
from classifier.model.network import MAX_WORDS, MAX_WORDS_ABOVE, Reading, grams
from classifier.pipeline import CONTEXT_CHARS
from classifier.text import Normalizer
from training.data import TrainingRow
from training.parallel import in_parts, mapped

Ints = NDArray[np.int64]
MIN_ROWS: Final = 3
"""Rows in which a word or class must stand to have a vector of its own."""
_PART: Final = 400


def score_key(text: str, context: str) -> int:
    """Return the number by which a row is found again, whatever file it came from."""
    return int.from_bytes(hashlib.sha256(f"{text}\0{context}".encode()).digest()[:8], "big", signed=False)


def readings(
    rows: Sequence[TrainingRow], extractor: FeatureExtractor, normalizer: Normalizer
) -> list[tuple[Reading, Reading]]:
    """Read every row and what it answers (no words where it answers nothing), as serving does."""

    def one(text: str, limit: int) -> Reading:
        return extractor.reading(normalizer(text), limit)

    def part(some: list[TrainingRow]) -> list[tuple[Reading, Reading]]:
        nothing = Reading([], [])
        return [
            (one(r.text, MAX_WORDS), one(r.context[:CONTEXT_CHARS], MAX_WORDS_ABOVE) if r.context else nothing)
            for r in some
        ]

    return [pair for found in mapped(part, in_parts(rows, _PART), fork=len(rows) > 4 * _PART) for pair in found]


@dataclass(frozen=True)
class Ragged:
    """Lists of numbers one after the other: list `i` is `values[ends[i] : ends[i + 1]]`."""

    values: Ints
    ends: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Ragged":
        """Pack lists."""
        ends = np.concatenate([[0], np.cumsum([len(x) for x in lists])]).astype(np.int64)
        return cls(np.fromiter((v for x in lists for v in x), dtype=np.int64, count=int(ends[-1])), ends)

    def places(self, which: Ints) -> Ints:
        """Return where in `values` the members of some lists stand, one list after the other."""
        lengths = self.ends[which + 1] - self.ends[which]
        return np.repeat(self.ends[which] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())

    def take(self, which: Ints) -> tuple[Ints, Ints]:
        """Return the values of some lists one after the other, and where each begins."""
        lengths = self.ends[which + 1] - self.ends[which]
        return self.values[self.places(which)], np.cumsum(lengths) - lengths


@dataclass(frozen=True)
class Names:
    """What has a vector of its own: words (row 0 is any other) and classes."""

    words: dict[str, int]
    classes: dict[str, int]

    @classmethod
    def of(cls, pairs: Sequence[tuple[Reading, Reading]]) -> "Names":
        """Choose the words and classes of enough rows, in alphabetical order."""
        words: Counter[str] = Counter()
        classes: Counter[str] = Counter()
        for comment, above in pairs:
            words.update({*comment.words, *above.words} - {""})
            classes.update({n for names in (*comment.classes, *above.classes) for n in names})
        kept = sorted(w for w, n in words.items() if n >= MIN_ROWS and "\n" not in w)
        return cls(
            {w: i for i, w in enumerate(kept, start=1)},
            {c: i for i, c in enumerate(sorted(c for c, n in classes.items() if n >= MIN_ROWS))},
        )


@dataclass(frozen=True)
class Packed:
    """Texts as numbers. `texts[k]`: the distinct words of comment (0) and what it answers (1) of every row.

    `classes[k]`: a list for every word in turn; `first[k]`: the number of the first word of each row.
    """

    texts: tuple[Ragged, Ragged]
    classes: tuple[Ragged, Ragged]
    rows_of_word: Ints
    grams_of_word: Ragged

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.texts[0].ends) - 1

    @property
    def lengths(self) -> Ints:
        """Return the number of words of every comment."""
        return np.diff(self.texts[0].ends)

    @classmethod
    def of(cls, pairs: Sequence[tuple[Reading, Reading]], names: Names) -> "Packed":
        """Pack rows that were read."""
        distinct: dict[str, int] = {}
        for pair in pairs:
            for text in pair:
                for word in text.words:
                    distinct.setdefault(word, len(distinct))
        texts = tuple(Ragged.of([[distinct[w] for w in p[k].words] for p in pairs]) for k in (0, 1))
        known = names.classes
        classes = tuple(
            Ragged.of([[known[n] for n in of if n in known] for p in pairs for of in p[k].classes]) for k in (0, 1)
        )
        rows = np.array([names.words.get(w, 0) for w in distinct], dtype=np.int64)
        return cls((texts[0], texts[1]), (classes[0], classes[1]), rows, Ragged.of([grams(w) for w in distinct]))
