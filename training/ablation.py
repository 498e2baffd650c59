"""What each family of features and each kind of model is worth on texts from other sources.

Usage: python -m training.ablation OUT.json [SHARE]. Trains on the corpus (train part) and the labelled real texts,
never on `annotated_real`, the functional suite, the development writer or eval_only, and measures on those. With a
SHARE under 1 it trains on that share of the rows, drawn at random: quicker, the differences those of a smaller corpus.
"""

import json
import sys
import time
import timeit
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from classifier.model import BLOCKS, blend, default_extractor
from classifier.model.clauses import FAMILIES, class_features, clause_features, family_of
from classifier.model.features import char_features, word_features
from classifier.taxonomy import LABELS, Label
from classifier.text import default_normalizer
from training.ablation_card import FULL
from training.augment import augmented
from training.data import TrainingRow
from training.evaluation.out_of_source import MEASURED, any_of, probability
from training.evaluation.sets import EvalSet, Floats, corpus_set, functional_set, real_set, toxic_windows
from training.fit import TOLERANCE, Targets, fit_label, rarity
from training.parallel import mapped
from training.passages import Windows
from training.sources import load_sources
from training.train import Config, settled_windows
from training.vectorize import Counts, Weighting, count_features, count_windows

BOOTSTRAPS: Final = 300
_LOGISTIC_C: Final = 8.0
"""Better than 2 out of writer (the model card's table of levers)."""
_COLUMNS: Final = tuple(range(len(LABELS)))


@dataclass(frozen=True)
class Bench:
    """Counts of training and measuring rows, and what is right."""

    training: Counts
    targets: Targets
    measured: Counts
    windows: tuple[Counts, NDArray[np.int64]]
    passages: Windows
    sets: list[EvalSet]
    toxic: NDArray[np.bool_]


def prepare(config: Config, share: float = 1.0) -> Bench:
    """Read the features of everything once; train on a random share of the rows."""
    whole = load_sources(parts=("train",), without=frozenset({"annotated_real"})).rows
    if share < 1.0:
        chosen = np.random.default_rng(config.seed).random(len(whole)) < share
        whole = [row for row, taken in zip(whole, chosen, strict=True) if taken]
    extra = augmented(whole, seed=config.seed, share=config.augment_share)
    rows = whole + extra
    sets = [real_set(), functional_set(), corpus_set("dev")]
    texts, toxic = toxic_windows()
    held = [
        TrainingRow(c.text, frozenset(), s.name, s.name, context=c.context.parent or c.context.post)
        for s in sets
        for c in s.comments
    ] + [TrainingRow(t, frozenset(), "toxic", "toxic") for t in texts]
    extractor, normalizer = default_extractor(), default_normalizer()
    everything = count_features(rows + held, extractor, normalizer, min_df=config.min_df)
    windows = count_windows([r.text for r in held], extractor, normalizer, everything.names)
    split = np.arange(len(rows), dtype=np.int64)
    rest = np.arange(len(rows), len(rows) + len(held), dtype=np.int64)
    training = everything.select(split)
    passages = settled_windows(whole, extra, training, config)
    return Bench(training, Targets.of(rows), everything.select(rest), windows, passages, sets, toxic)


def without(counts: Counts, family: str) -> Counts:
    """Return the counts without a block or a family of the clause block."""
    names, matrices = dict(counts.names), dict(counts.matrices)
    if family in BLOCKS:
        names[family], matrices[family] = [], sp.csr_matrix((matrices[family].shape[0], 0), dtype=np.float32)
    elif family in FAMILIES:
        keep = np.array([i for i, n in enumerate(names["clause"]) if family_of(n) != family], dtype=np.int64)
        names["clause"] = [names["clause"][i] for i in keep]
        matrices["clause"] = matrices["clause"][:, keep]
    return Counts(names, matrices)


def linear_logits(bench: Bench, config: Config, *, left_out: str = "", model: str = "linear SVM") -> Floats:
    """Fit every label and return blended logits of the measured rows, shape (rows, labels)."""
    blocks = [b for b in BLOCKS if b != left_out]
    training, measured = without(bench.training, left_out), without(bench.measured, left_out)
    windows = without(bench.windows[0], left_out)
    weighting = Weighting.fit(training, config.block_weights, blocks)
    x, held, parts = (weighting.transform(c) for c in (training, measured, windows))
    targets = bench.targets
    if left_out not in {"windows", "learning from windows"}:
        x = sp.vstack([x, weighting.transform(without(bench.passages.counts, left_out))], format="csr")
        targets = targets.and_then(bench.passages.targets)

    def scores(column: int) -> tuple[Floats, Floats]:
        known = np.flatnonzero(targets.known[:, column])
        y, weight = targets.y[known, column], targets.weight[known, column]
        coefficients, intercept = _fit(x[known], y, weight, config, model)
        return held @ coefficients + intercept, parts @ coefficients + intercept

    found = list(mapped(scores, list(_COLUMNS), fork=True))
    whole, pieces = (np.column_stack([f[i] for f in found]) for i in (0, 1))
    if left_out == "windows":
        return whole
    strongest = np.full_like(whole, -np.inf)
    np.maximum.at(strongest, bench.windows[1], pieces)
    split = np.isfinite(strongest[:, 0])
    whole[split] = blend(whole[split], strongest[split])
    return whole


def _fit(x: sp.csr_matrix, y: NDArray[np.int8], weight: Floats, config: Config, model: str) -> tuple[Floats, float]:
    if model == "linear SVM":
        return fit_label(x, y, weight, config.c, config.seed)
    by_rarity = weight * np.where(y == 1, rarity(y, weight), 1.0)
    ratio = np.ones(x.shape[1])
    if model == "naive-Bayes-weighted logistic":
        positive = np.asarray(x[y == 1].sum(axis=0)).ravel() + 1.0
        negative = np.asarray(x[y == 0].sum(axis=0)).ravel() + 1.0
        ratio = np.log(positive / positive.sum()) - np.log(negative / negative.sum())
        x = x @ sp.diags(ratio)
    fitted = LogisticRegression(C=_LOGISTIC_C, solver="liblinear", dual=True, tol=TOLERANCE, random_state=config.seed)
    fitted.fit(x, y, sample_weight=by_rarity)
    return fitted.coef_[0] * ratio, float(fitted.intercept_[0])


def boosted_logits(bench: Bench, config: Config) -> Floats:
    """Gradient boosting on class counts alone: can trees over classes do without the words?"""
    x, held = (c.matrices["class"].toarray() for c in (bench.training, bench.measured))
    logits = np.zeros((len(held), len(LABELS)))
    for column in _COLUMNS:
        known = np.flatnonzero(bench.targets.known[:, column])
        model = HistGradientBoostingClassifier(max_iter=150, random_state=config.seed)
        model.fit(x[known], bench.targets.y[known, column], sample_weight=bench.targets.weight[known, column])
        logits[:, column] = model.decision_function(held)
    return logits


def figures(bench: Bench, logits: Floats) -> dict[str, float]:
    """Return mean AUC and AP of each set (five labels on real text, nine elsewhere) and AUC on toxic windows."""
    found, start = {}, 0
    for data in bench.sets:
        part = logits[start : start + len(data.y)]
        start += len(data.y)
        labels = MEASURED if data.name == "annotated_real" else LABELS
        columns = [LABELS.index(label) for label in labels]
        found[f"{data.name} AUC"] = float(np.mean([roc_auc_score(data.y[:, c], part[:, c]) for c in columns]))
        found[f"{data.name} AP"] = _mean_ap(data.y, part, columns)
        threat = LABELS.index(Label.THREAT)
        found[f"{data.name} threat AP"] = float(average_precision_score(data.y[:, threat], part[:, threat]))
    found["swetoxicity AUC"] = float(roc_auc_score(bench.toxic, any_of(probability(logits[start:]))))
    return found


def _mean_ap(y: NDArray[np.int8], logits: Floats, columns: list[int]) -> float:
    return float(np.mean([average_precision_score(y[:, c], logits[:, c]) for c in columns]))


def gain_interval(bench: Bench, full: Floats, less: Floats) -> list[float]:
    """Return the bootstrap 95 % interval of what the full model gains in mean AP on annotated_real."""
    data = bench.sets[0]
    columns = [LABELS.index(label) for label in MEASURED]
    rng = np.random.default_rng(3)
    gains = []
    for _ in range(BOOTSTRAPS):
        i = rng.integers(0, len(data.y), len(data.y))
        if data.y[i][:, columns].sum(axis=0).min() > 0:
            gains.append(
                _mean_ap(data.y[i], full[: len(data.y)][i], columns)
                - _mean_ap(data.y[i], less[: len(data.y)][i], columns)
            )
    return [float(np.quantile(gains, q)) for q in (0.025, 0.975)]


def costs(texts: list[str]) -> dict[str, float]:
    """Return what reading each block costs, in µs a comment: best of three rounds."""
    extractor, normalizer = default_extractor(), default_normalizer()
    tokens = [extractor.tokens(normalizer(text)) for text in texts]
    tags = [extractor.lexicon.tag([t[0] for t in of_text]) for of_text in tokens]
    both = list(zip(tokens, tags, strict=True))
    ways: dict[str, Callable[[], object]] = {
        "char": lambda: [list(char_features(t)) for t in tokens],
        "word": lambda: [list(word_features(t)) for t in tokens],
        "class": lambda: [list(class_features(t, extractor.lexicon.tag([w[0] for w in t]))) for t in tokens],
        "clause": lambda: [list(clause_features(t, of_text)) for t, of_text in both],
    }
    return {
        name: round(min(timeit.repeat(way, number=1, repeat=3)) / len(texts) * 1e6, 1) for name, way in ways.items()
    }


def main(out: Path, share: float = 1.0) -> None:
    """Measure everything and write it."""
    config = Config()
    bench = prepare(config, share)
    full = linear_logits(bench, config)
    report: dict[str, Any] = {"rows": len(bench.targets.y), "µs": costs([c.text for c in bench.sets[2].comments[:400]])}
    report[FULL] = figures(bench, full)
    print("all", report[FULL], flush=True)
    variants = {f"without {f}": {"left_out": f} for f in (*BLOCKS, *FAMILIES, "learning from windows", "windows")}
    variants |= {m: {"model": m} for m in ("logistic", "naive-Bayes-weighted logistic")}
    for name, options in variants.items():
        began = time.perf_counter()
        logits = linear_logits(bench, config, **options)
        report[name] = figures(bench, logits) | {"gain_interval": gain_interval(bench, full, logits)}
        out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        print(name, report[name], f"{time.perf_counter() - began:.0f} s", flush=True)
    boosted = boosted_logits(bench, config)
    report["gradient boosting on classes"] = figures(bench, boosted) | {
        "gain_interval": gain_interval(bench, full, boosted)
    }
    stacked = full + boosted
    report["linear SVM + boosting, summed"] = figures(bench, stacked) | {
        "gain_interval": gain_interval(bench, full, stacked)
    }
    out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:3]))
