"""Small models for the tests: the shipped one with most of its features left out, under other versions."""

import json
import os
from functools import cache
from pathlib import Path

import numpy as np

from classifier.model import current_version, load_artefact, save_artefact
from classifier.model.artefact import Arrays, Manifest
from classifier.model.comparison import Comparison, Difference, LabelComparison, SetComparison, Side, SwapComparison
from classifier.model.features import BLOCKS
from classifier.taxonomy import LABELS
from tests.conftest import ROOT

KEEP = 1_500


@cache
def small_arrays() -> tuple[Arrays, Manifest]:
    """Return the shipped model's strongest features, without its network, and its manifest."""
    arrays, manifest = load_artefact(ROOT / "models" / current_version(ROOT / "models"))
    keep = {b: np.sort(np.argsort(-np.abs(arrays.weights[b]).max(axis=1))[:KEEP]) for b in BLOCKS}
    return arrays.model_copy(
        update={
            "vocabulary": {b: [arrays.vocabulary[b][i] for i in keep[b]] for b in BLOCKS},
            "weights": {b: arrays.weights[b][keep[b]] for b in BLOCKS},
            "idf": {b: arrays.idf[b][keep[b]] for b in BLOCKS},
            "network": None,
        }
    ), manifest


def models_folder(folder: Path, *versions: str) -> Path:
    """Make a folder of small models, the first one live; each has weights of its own."""
    arrays, manifest = small_arrays()
    folder.mkdir(parents=True, exist_ok=True)
    for number, version in enumerate(versions):
        bias = (arrays.bias - 0.001 * number).astype(np.float32)
        save_artefact(
            folder / version,
            arrays.model_copy(update={"bias": bias}),
            manifest.model_copy(update={"version": version, "data": {}}),
        )
    (folder / "current").write_text(versions[0] + "\n", encoding="utf-8")
    for name in ("names-current", (ROOT / "models/names-current").read_text(encoding="utf-8").strip()):
        if not (folder / name).exists():
            os.symlink(ROOT / "models" / name, folder / name)
    return folder


def sha256(folder: Path, version: str) -> str:
    return str(json.loads((folder / version / "manifest.json").read_text(encoding="utf-8"))["sha256"])


def same(value: float = 0.8) -> Difference:
    """Return a figure that is the same for both."""
    return Difference(champion=value, candidate=value, low=-0.01, high=0.01)


def differs(champion: float, candidate: float, low: float, high: float) -> Difference:
    return Difference(champion=champion, candidate=candidate, low=low, high=high)


def measured(**changed: object) -> SetComparison:
    """Return a set on which nothing differs, but for what is given."""
    label = LabelComparison(n=50, recall=same(), precision=same(), f1=same(), auc=same())
    said = {
        "n": 500,
        "labels": dict.fromkeys(LABELS, label),
        "macro_f1": same(),
        "macro_auc": same(0.9),
        "plain_criticism": 100,
        "criticism": same(0.02),
        "calibration": same(0.02),
        "review_load": same(0.3),
        "missed_emergencies": same(0.1),
    }
    return SetComparison(**(said | changed))  # type: ignore[arg-type]


def comparison(folder: Path, champion: str, candidate: str, **changed: object) -> Comparison:
    """Return a comparison of two versions of the folder in which nothing differs, but for what is given."""
    said = {
        "at": "2026-11-21T12:00:00Z",
        "champion": Side(version=champion, sha256=sha256(folder, champion)),
        "candidate": Side(version=candidate, sha256=sha256(folder, candidate)),
        "sets": {"corpus test": measured(), "functional suite": measured()},
        "suite": same(0.8),
        "swaps": {"swap.party": SwapComparison(pairs=30, changed=same(0.0), gap=same(0.001))},
    }
    return Comparison(**(said | changed))  # type: ignore[arg-type]
