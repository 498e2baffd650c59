"""Train a model: corpus and shared sets in, a candidate folder with weights, manifest and card out.

`lathund train` calls `run`. Deterministic for a given configuration, data and library versions.
"""

import dataclasses
import importlib.metadata
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from classifier.cases.parts import Reached
from classifier.model import BLOCKS, Manifest, blend, default_extractor, save_artefact
from classifier.model.artefact import Arrays
from classifier.model.features import FEATURES_VERSION
from classifier.taxonomy import LABELS
from classifier.text import default_normalizer
from training.augment import augmented
from training.data import TrainingRow
from training.fit import Targets, choose_thresholds, folds, joined, platt
from training.network_table import Unseen, unseen_of
from training.own_labels import SOURCE as OWN
from training.own_labels import OwnConfig
from training.passages import Fitted, Windows, fit_whole, fit_with_windows
from training.run_parts import Steps, add_own, checked, read_toml, stages_of
from training.sources import Sources, load_sources
from training.stages import Fit, fit_stage
from training.vectorize import Counts, count_features, count_windows

NAME: Final = "sv-comments"
_LIBRARIES: Final = ("scikit-learn", "numpy", "scipy", "simplemma", "regex")


@dataclass(frozen=True)
class Config:
    """What decides a training run."""

    seed: int = 20261121
    c: float = 0.25
    folds: int = 5
    augment_share: float = 0.5
    min_df: dict[str, int] = field(
        default_factory=lambda: {"char": 4, "word": 2, "class": 3, "clause": 3, "context": 4}
    )
    block_weights: dict[str, float] = field(
        default_factory=lambda: {"char": 0.8, "word": 1.4, "class": 0.8, "clause": 0.8, "context": 0.4}
    )
    with_shared: bool = True
    network: str = ""
    """Folder with a network and its scores of unseen rows (`training/network_fit.py`); empty: the live model's."""


def load_config(path: Path | None) -> tuple[Config, OwnConfig]:
    """Read a TOML configuration over the defaults, own labels in the table `[own]`. Raises ConfigError."""
    content = read_toml(path)
    own = content.pop("own", {})
    return checked(path, Config, content), checked(path, OwnConfig, own)


def run(out: Path, version: str, config: Path | None = None, labels: Sequence[Path] = ()) -> Manifest:
    """Train, calibrate, choose thresholds and save under `out/version`; `labels` are exports of own labels.

    Interrupted, the next run with the same data, configuration and code goes on from its last whole stage.
    """
    settings, own_settings = load_config(config)
    console = Console(stderr=True)
    sources = load_sources(with_shared=settings.with_shared)
    own = add_own(sources, labels, own_settings)
    rows = sources.rows
    extra = augmented(rows, seed=settings.seed, share=settings.augment_share)
    stages = stages_of(out, version, sources, config=settings, own=own_settings)
    with Steps(console, reading=len(rows) + len(extra), fits=settings.folds + 2) as steps:
        counts = stages.counts(
            "features",
            lambda: count_features(
                rows + extra,
                default_extractor(),
                default_normalizer(),
                min_df=settings.min_df,
                progress=steps.read,
            ),
        )
        steps.begin_windows()
        windows = settled_windows(rows, extra, counts, settings, stages.fit)
        steps.begin_fits()
        steps.fitted()
        oof = out_of_fold(rows, extra, counts, windows, settings, steps.fitted, stages.fit)
        arrays = final_model(rows + extra, counts, windows, settings, stages.fit)
        steps.fitted()
    unseen = unseen_of(Path(settings.network) if settings.network else None, out)
    arrays, manifest = _calibrated(arrays, oof, rows, sources, version, settings, unseen)
    saved = save_artefact(out / version, arrays, manifest)
    if unseen:
        unseen.write(out / version)
    else:
        console.print("Utan nät bredvid: den modell som är i bruk har inget (`network` i --config).")
    if own:
        own.write(out / version)
    stages.done()
    size = (out / version / "weights.npz").stat().st_size / 1e6
    console.print(f"Sparade {out / version}: {size:.1f} MB, {len(rows)} rader ({len(extra)} omskrivna till)")
    return saved


def settled_windows(
    rows: list[TrainingRow], extra: list[TrainingRow], counts: Counts, config: Config, fit: Fit = fit_stage
) -> Windows:
    """Read the windows of `rows` and let a model of whole comments say which of them earned the labels.

    That model has seen every row; it chooses among windows of one row, whose labels are known, and scores nothing.
    """
    parts, owners = count_windows([r.text for r in rows], default_extractor(), default_normalizer(), counts.names)
    pointer = fit_whole(counts, Targets.of(rows + extra), config.block_weights, config.c, config.seed, fit)
    return Windows.settle(parts, owners, Targets.of(rows), pointer.logits(parts))


def out_of_fold(
    rows: list[TrainingRow],
    extra: list[TrainingRow],
    counts: Counts,
    windows: Windows,
    config: Config,
    done: Callable[[], None],
    fit: Fit = fit_stage,
) -> np.ndarray:
    """Return blended logits of shape (rows, labels), each from a model that trained on none of the row's group."""
    logits = np.zeros((len(rows), len(LABELS)))
    groups = [r.group for r in rows + extra]
    targets = Targets.of(rows + extra)
    for number, (_, held) in enumerate(folds(rows, config.folds, config.seed)):
        held_groups = {groups[i] for i in held}
        training = np.array([i for i, g in enumerate(groups) if g not in held_groups], dtype=np.int64)
        fitted = fit_with_windows(
            counts.select(training),
            targets.select(training),
            windows.of(training),
            config.block_weights,
            config.c,
            config.seed,
            fit,
            f"fold-{number}",
        )
        logits[held] = fitted.logits(counts.select(held))
        _blend_windows(logits, windows.of(held), fitted)
        done()
    return logits


def _blend_windows(logits: np.ndarray, windows: Windows, fitted: Fitted) -> None:
    """Blend, in place, the rows that have windows with their strongest window: as the predictor does."""
    if not len(windows.owners):
        return
    strongest = np.full_like(logits, -np.inf)
    np.maximum.at(strongest, windows.owners, fitted.logits(windows.counts))
    split = np.unique(windows.owners)
    logits[split] = blend(logits[split], strongest[split])


def final_model(
    rows: list[TrainingRow], counts: Counts, windows: Windows, config: Config, fit: Fit = fit_stage
) -> Arrays:
    """Fit on all rows and return the fused arrays, without calibration: slope 1, offset 0.

    Every feature is kept, the weak ones too: each block is divided by its length, and without them it is another
    length than the one that was fitted (the 120,000 strongest words alone: AP on annotated_real .576 to .565).
    """
    fitted = fit_with_windows(counts, Targets.of(rows), windows, config.block_weights, config.c, config.seed, fit)
    weights = fitted.weighting.split(fitted.coefficients, counts)
    idf = {block: fitted.weighting.transformers[block].idf_.astype(np.float32) for block in BLOCKS}
    ones = np.ones(len(LABELS), dtype=np.float32)
    return Arrays(
        vocabulary=counts.names,
        weights=weights,
        idf=idf,
        bias=fitted.intercepts.astype(np.float32),
        slope=ones,
        offset=ones * 0,
    )


def _calibrated(
    arrays: Arrays,
    oof: np.ndarray,
    rows: list[TrainingRow],
    sources: Sources,
    version: str,
    config: Config,
    unseen: Unseen | None,
) -> tuple[Arrays, Manifest]:
    targets = Targets.of(rows)
    comments = np.array([stands_for_inflow(r.source) for r in rows])
    network = unseen.of(rows) if unseen else np.zeros_like(oof)
    fitted = []
    for column in range(len(LABELS)):
        known = targets.known[:, column] & comments
        truth = targets.y[known, column]
        if unseen:
            fitted.append(joined(oof[known, column], network[known, column], truth))
        else:
            slope, offset = platt(oof[known, column], truth)
            fitted.append((slope, 0.0, offset))
    slopes, network_slopes, offsets = np.array(fitted, dtype=np.float32).T
    probabilities = 1 / (1 + np.exp(-(oof * slopes + network * network_slopes + offsets)))
    thresholds = choose_thresholds(probabilities[comments], targets.y[comments])
    manifest = Manifest(
        name=NAME,
        version=version,
        features_version=FEATURES_VERSION,
        labels=LABELS,
        thresholds=thresholds,
        sha256="",
        data=sources.manifest,
        libraries={name: importlib.metadata.version(name) for name in _LIBRARIES},
        config=dataclasses.asdict(config),
        metrics={"out_of_fold": out_of_fold_report(probabilities[comments], targets.y[comments])},
        commit=_commit(),
    )
    calibration = {"slope": slopes, "network_slope": network_slopes, "offset": offsets}
    return arrays.model_copy(update=calibration | {"network": unseen and unseen.network}), manifest


def stands_for_inflow(source: str) -> bool:
    """Whether rows of a source stand for what comes in, so that they may calibrate.

    They are comments, and none that were written, or picked by a person, because the model misjudges them.
    """
    return source.startswith(("corpus", "real/", "labelled/", "own/")) and source != f"{OWN}/{Reached.PICKED}"


def out_of_fold_report(p: np.ndarray, y: np.ndarray) -> dict[str, dict[str, float]]:
    """Return AUC, AP and count per label."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    report = {}
    for column, label in enumerate(LABELS):
        truth, score = y[:, column], p[:, column]
        report[label.value] = {
            "n": int(truth.sum()),
            "auc": round(float(roc_auc_score(truth, score)), 4),
            "ap": round(float(average_precision_score(truth, score)), 4),
        }
    return report


def _commit() -> str:
    try:
        command = ["git", "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
