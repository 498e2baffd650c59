"""Feature blocks of `classifier.model` as scikit-learn matrices: the same definition that serves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from classifier.model import BLOCKS, FeatureExtractor, windows
from classifier.pipeline import CONTEXT_CHARS
from classifier.text import NormalizedText, Normalizer
from training.data import TrainingRow


@dataclass(frozen=True)
class Counts:
    """Term counts, shape (rows, names), per block; the names are sorted."""

    names: dict[str, list[str]]
    matrices: dict[str, sp.csr_matrix]

    def select(self, rows: NDArray[np.int64]) -> "Counts":
        """Return the counts of some rows."""
        return Counts(self.names, {b: m[rows] for b, m in self.matrices.items()})


def count_windows(
    texts: list[str], extractor: FeatureExtractor, normalizer: Normalizer, names: dict[str, list[str]]
) -> tuple[Counts, NDArray[np.int64]]:
    """Read the windows of every text that has more than one; returns counts and the text each window is of."""
    known = {b: {name: i for i, name in enumerate(names[b])} for b in BLOCKS}
    parts: dict[str, tuple[list[int], list[int]]] = {b: ([], [0]) for b in BLOCKS}
    owners = []
    for i, text in enumerate(texts):
        for window in windows(extractor.tokens(normalizer(text))):
            owners.append(i)
            for block, features in extractor.window_blocks(window).items():
                columns, ends = parts[block]
                columns.extend(known[block][f.name] for f in features if f.name in known[block])
                ends.append(len(columns))
    matrices = {b: _matrix(*parts[b], len(names[b])) for b in BLOCKS}
    return Counts(names, matrices), np.array(owners, dtype=np.int64)


def _matrix(columns: list[int], ends: list[int], width: int) -> sp.csr_matrix:
    data = np.ones(len(columns), dtype=np.float32)
    matrix = sp.csr_matrix((data, np.array(columns), np.array(ends)), shape=(len(ends) - 1, width))
    matrix.sum_duplicates()
    return matrix


def count_features(
    rows: list[TrainingRow],
    extractor: FeatureExtractor,
    normalizer: Normalizer,
    *,
    min_df: dict[str, int],
    progress: Callable[[], None] = lambda: None,
) -> Counts:
    """Read the features of every row; names seen in fewer than `min_df` rows are dropped."""
    indices: dict[str, dict[str, int]] = {b: {} for b in BLOCKS}
    parts: dict[str, tuple[list[int], list[int]]] = {b: ([], [0]) for b in BLOCKS}
    above: dict[str, NormalizedText | None] = {"": None}
    for row in rows:
        if row.context not in above:
            above[row.context] = normalizer(row.context[:CONTEXT_CHARS])
        for block, features in extractor.blocks(normalizer(row.text), above[row.context]).items():
            index, (columns, ends) = indices[block], parts[block]
            columns.extend(index.setdefault(f.name, len(index)) for f in features)
            ends.append(len(columns))
        progress()
    names, matrices = {}, {}
    for block in BLOCKS:
        columns, ends = parts[block]
        matrix = _matrix(columns, ends, len(indices[block]))
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
