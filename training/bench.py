"""Prints what one comment of about 180 characters costs, as a ratio to the plain scikit-learn pipeline it came from."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from classifier.bootstrap import wire
from classifier.pipeline import Comment
from classifier.settings import Settings
from classifier.taxonomy import LABELS
from training.data import corpus_rows

ROUNDS = 3


def main() -> None:
    """Measure both on the same 400 comments; several rounds, the best of each."""
    rows = corpus_rows(part="train")
    texts = [r["text"] for r in corpus_rows() if 150 <= len(r["text"]) <= 210][:400]
    y = np.array([[label in r["labels"] for label in LABELS] for r in rows[::4]])
    union = make_union(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=4, sublinear_tf=True),
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
    )
    plain = make_pipeline(union, OneVsRestClassifier(LogisticRegression(solver="liblinear", dual=True)))
    plain.fit([r["text"] for r in rows[::4]], y)
    parts = wire(Settings(models_dir=Path("models")))
    profile = parts.profiles["lilla-edet"]
    predictor, normalizer = parts.pipeline.predictor, parts.pipeline.normalizer
    assert predictor is not None
    normalized = [normalizer(t) for t in texts]
    costs = {
        "scikit-learn pipeline, one comment a call": _best(
            lambda: [plain.predict_proba([t]) for t in texts], len(texts)
        ),
        "served model alone (fused weights)": _best(lambda: [predictor.predict(n) for n in normalized], len(texts)),
        "classify: text, rules, model, explanation, lathund": _best(
            lambda: [parts.pipeline.classify(Comment(t), profile) for t in texts], len(texts)
        ),
    }
    base = costs["scikit-learn pipeline, one comment a call"]
    print(
        f"{len(texts)} comments, {np.mean([len(t) for t in texts]):.0f} characters on average, best of {ROUNDS} rounds"
    )
    for name, seconds in costs.items():
        print(f"  {name:52} {seconds * 1e3:7.2f} ms   ×{seconds / base:.2f}")


def _best(run: Callable[[], object], n: int) -> float:
    run()
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        best = min(best, (time.process_time() - started) / n)
    return best


if __name__ == "__main__":
    main()
