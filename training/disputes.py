"""Lists rows whose labels an out-of-fold model disputes, for a person to settle.

Usage: python -m training.disputes OUT.tsv.

Folds are by writer, so that no model has met the style of the row it judges. A row is disputed where the calibrated
out-of-fold probability says the opposite of the label with more than the given certainty (confident learning).
"""

import sys
from pathlib import Path
from typing import Final

import numpy as np

from classifier.model import default_extractor
from classifier.taxonomy import LABELS
from classifier.text import default_normalizer
from training.data import corpus_rows
from training.fit import Targets, platt
from training.sources import load_sources
from training.train import Config, out_of_fold, settled_windows
from training.vectorize import count_features

MISSING: Final = 0.8
"""A label that stands nowhere though the model gives it at least this probability is disputed."""
DOUBTFUL: Final = 0.02
"""A label that stands though the model gives it at most this probability is disputed."""


def main(path: Path) -> None:
    """Write id, label, given (0/1), probability, sorted by how sure the model is."""
    config = Config()
    rows = load_sources(with_shared=False, parts=("train", "dev", "test")).rows
    counts = count_features(rows, default_extractor(), default_normalizer(), min_df=config.min_df)
    windows = settled_windows(rows, [], counts, config)
    logits = out_of_fold(rows, [], counts, windows, config, lambda: None)
    targets = Targets.of(rows)
    ids = [r["id"] for r in corpus_rows()]
    found = []
    for column, label in enumerate(LABELS):
        y = targets.y[:, column]
        slope, offset = platt(logits[:, column], y)
        p = 1 / (1 + np.exp(-(slope * logits[:, column] + offset)))
        found += [
            (float(1 - p[i]), ids[i], label.value, 0, float(p[i])) for i in np.flatnonzero((y == 0) & (p >= MISSING))
        ]
        found += [
            (float(p[i]), ids[i], label.value, 1, float(p[i])) for i in np.flatnonzero((y == 1) & (p <= DOUBTFUL))
        ]
    lines = [f"{i}\t{label}\t{given}\t{p:.3f}" for _, i, label, given, p in sorted(found)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
