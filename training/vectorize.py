"""Feature blocks of `classifier.model` as scikit-learn matrices: the same definition that serves."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from classifier.model import BLOCKS, FeatureExtractor, windows
from classifier.model.clauses import Feature
from classifier.pipeline import CONTEXT_CHARS
from classifier.text import NormalizedText, Normalizer
from training.data import TrainingRow
from training.parallel import in_parts, mapped


@dataclass(frozen=True)
class Counts:
    """Term counts, shape (rows, names), per block; the names are sorted."""

    names: dict[str, list[str]]
    matrices: dict[str, sp.csr_matrix]

    def select(self, rows: NDArray[np.int64]) -> "Counts":
        """Return the counts of some rows."""
        return Counts(self.names, {b: m[rows] for b, m in self.matrices.items()})


Part = dict[str, tuple[list[str], NDArray[np.int32], NDArray[np.int32]]]
"""Per block: the names met, the index among them of every feature read, and how many features each row has."""
_PART: Final = 400
_WORTH_FORKING: Final = 4_000
"""Rows a process reads at a time; rows in all below which starting processes costs more than it saves."""


def read_part(rows: Iterable[dict[str, list[Feature]]], known: dict[str, dict[str, int]] | None = None) -> Part:
    """Read features into small arrays; with `known`, only features of these names, under these indices."""
    index: dict[str, dict[str, int]] = known or {b: {} for b in BLOCKS}
    columns: dict[str, list[int]] = {b: [] for b in BLOCKS}
    lengths: dict[str, list[int]] = {b: [] for b in BLOCKS}
    for blocks in rows:
        for block, features in blocks.items():
            before = len(columns[block])
            if known:
                columns[block].extend(index[block][f.name] for f in features if f.name in index[block])
            else:
                columns[block].extend(index[block].setdefault(f.name, len(index[block])) for f in features)
            lengths[block].append(len(columns[block]) - before)
    return {
        b: ([] if known else list(index[b]), np.array(columns[b], dtype=np.int32), np.array(lengths[b], dtype=np.int32))
        for b in BLOCKS
    }


def count_windows(
    texts: list[str], extractor: FeatureExtractor, normalizer: Normalizer, names: dict[str, list[str]]
) -> tuple[Counts, NDArray[np.int64]]:
    """Read the windows of every text that has more than one; returns counts and the text each window is of."""
    known = {b: {name: i for i, name in enumerate(names[b])} for b in BLOCKS}

    def read(part: list[tuple[int, str]]) -> tuple[list[int], Part]:
        found = [(i, w) for i, text in part for w in windows(extractor.tokens(normalizer(text)))]
        return [i for i, _ in found], read_part((extractor.window_blocks(w) for _, w in found), known)

    read_parts = list(mapped(read, in_parts(enumerate(texts), _PART), fork=len(texts) > _WORTH_FORKING))
    matrices = {}
    for block in BLOCKS:
        columns = np.concatenate([p[block][1] for _, p in read_parts])
        matrices[block] = _matrix(columns, np.concatenate([p[block][2] for _, p in read_parts]), len(names[block]))
    return Counts(names, matrices), np.array([i for owners, _ in read_parts for i in owners], dtype=np.int64)


def _matrix(columns: NDArray[np.int32], lengths: NDArray[np.int32], width: int) -> sp.csr_matrix:
    data = np.ones(len(columns), dtype=np.float32)
    ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    matrix = sp.csr_matrix((data, columns, ends), shape=(len(lengths), width))
    matrix.sum_duplicates()
    return matrix


def count_features(
    rows: list[TrainingRow],
    extractor: FeatureExtractor,
    normalizer: Normalizer,
    *,
    min_df: dict[str, int],
    progress: Callable[[int], None] = lambda _: None,
) -> Counts:
    """Read the features of every row; names seen in fewer than `min_df` rows are dropped.

    `progress` is told how many more rows are read.
    """

    def read(part: list[TrainingRow]) -> Part:
        above: dict[str, NormalizedText | None] = {"": None}
        for row in part:
            if row.context not in above:
                above[row.context] = normalizer(row.context[:CONTEXT_CHARS])
        return read_part(extractor.blocks(normalizer(row.text), above[row.context]) for row in part)

    indices: dict[str, dict[str, int]] = {b: {} for b in BLOCKS}
    parts: dict[str, list[tuple[NDArray[np.int32], NDArray[np.int32]]]] = {b: [] for b in BLOCKS}
    for found in mapped(read, in_parts(rows, _PART), fork=len(rows) > _WORTH_FORKING):
        for block, (met, columns, lengths) in found.items():
            index = indices[block]
            place = np.array([index.setdefault(name, len(index)) for name in met], dtype=np.int32)
            parts[block].append((place[columns] if len(columns) else columns, lengths))
        progress(len(found[BLOCKS[0]][2]))
    names, matrices = {}, {}
    for block in BLOCKS:
        columns = np.concatenate([p[0] for p in parts[block]])
        matrix = _matrix(columns, np.concatenate([p[1] for p in parts[block]]), len(indices[block]))
        keep = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= min_df[block])
        known = list(indices[block])
        keep = np.array(sorted(keep, key=lambda i, known=known: known[i]), dtype=np.int64)  # type: ignore[misc]
        names[block] = [known[i] for i in keep]
        matrices[block] = matrix[:, keep].tocsr()
    return Counts(names, matrices)


@dataclass(frozen=True)
class Weighting:
    """TF-IDF per block (sublinear, each block of length 1) and the weight of each block."""

    transformers: dict[str, TfidfTransformer]
    block_weights: dict[str, float]

    @classmethod
    def fit(cls, counts: Counts, block_weights: dict[str, float], blocks: Sequence[str] = BLOCKS) -> "Weighting":
        """Learn the inverse document frequencies; fewer blocks only to measure what each is worth."""
        fitted = {b: TfidfTransformer(sublinear_tf=True).fit(counts.matrices[b]) for b in blocks}
        return cls(fitted, block_weights)

    def transform(self, counts: Counts) -> sp.csr_matrix:
        """Return the weighted matrix, blocks side by side in the order of BLOCKS."""
        parts = [t.transform(counts.matrices[b]) * self.block_weights[b] for b, t in self.transformers.items()]
        return sp.hstack(parts, format="csr", dtype=np.float32)

    def split(self, coefficients: NDArray[np.float64], counts: Counts) -> dict[str, NDArray[np.float32]]:
        """Return the (names, labels) weights of each block with the block weight folded in."""
        weights, start = {}, 0
        for block in BLOCKS:
            end = start + len(counts.names[block])
            weights[block] = (coefficients[:, start:end].T * self.block_weights[block]).astype(np.float32)
            start = end
        return weights
