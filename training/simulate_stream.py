"""The corpus and `annotated_real` as one matrix: what a simulated municipality starts from and what it meets."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.bootstrap import wire
from classifier.cases.agreement import groups
from classifier.model import default_extractor
from classifier.rules.finding import Strength
from classifier.settings import Settings
from classifier.taxonomy import LABELS, Label
from classifier.text import default_normalizer
from training.data import TrainingRow
from training.evaluation.sets import EvalSet, real_set
from training.own_labels import OwnConfig
from training.sources import load_sources
from training.train import Config
from training.vectorize import Weighting, count_features

MEASURED: Final = (Label.HATE_SPEECH, Label.THREAT, Label.INSULT, Label.CRITICISM, Label.QUESTION)
"""The labels that `annotated_real` speaks for in numbers."""
COLUMNS: Final = tuple(LABELS.index(label) for label in MEASURED)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stream:
    """The corpus and the real texts as one weighted matrix: corpus rows first. `rules`: what the rules assert."""

    x: sp.csr_matrix
    y: NDArray[np.int8]
    weight: Floats
    corpus: NDArray[np.int64]
    real: NDArray[np.int64]
    group: NDArray[np.int64]
    rules: NDArray[np.int8]


def load_stream(corpus_rows: int, seed: int, progress: Callable[[int], None] = lambda _: None) -> Stream:
    """Read features of the corpus (at most so many rows, 0 for all) and of `annotated_real`."""
    config, real = Config(), real_set()
    rows = load_sources(with_shared=False).rows
    if corpus_rows and corpus_rows < len(rows):
        chosen = np.sort(np.random.default_rng(seed).choice(len(rows), corpus_rows, replace=False))
        rows = [rows[i] for i in chosen]
    n = len(rows)
    own = [TrainingRow(text, frozenset(), "own", str(i), OwnConfig().weight) for i, text in enumerate(real.texts)]
    counts = count_features(
        rows + own, default_extractor(), default_normalizer(), min_df=config.min_df, progress=progress
    )
    weighting = Weighting.fit(counts.select(np.arange(n)), config.block_weights)
    y = np.array([[label in r.labels for label in LABELS] for r in rows], dtype=np.int8)
    return Stream(
        x=weighting.transform(counts),
        y=np.vstack([y, real.y]),
        weight=np.array([r.weight for r in rows + own]),
        corpus=np.arange(n),
        real=np.arange(n, n + len(own)),
        group=np.array(groups(real.texts)),
        rules=_rules(real),
    )


def _rules(real: EvalSet) -> NDArray[np.int8]:
    """Return what the rules alone assert of every text, shape (texts, labels)."""
    parts = wire(Settings(models_dir=Path("models")))
    normalizer, matcher = parts.pipeline.normalizer, parts.pipeline.matcher
    found = [
        {f.code for f in matcher.match(normalizer(text)).findings if f.strength is not Strength.HINT}
        for text in real.texts
    ]
    return np.array([[label in codes for label in LABELS] for codes in found], dtype=np.int8)
