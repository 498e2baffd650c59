"""The ablation's table for the model card, from the figures that `python -m training.ablation` wrote."""

import json
from pathlib import Path
from typing import Any, Final

from training.data import DATASETS

FIGURES: Final = DATASETS / "real_labels/ablation.json"
FULL: Final = "all features, linear SVM"
_COLUMNS: Final = (
    ("annotated_real AP", "real AP"),
    ("annotated_real AUC", "real AUC"),
    ("swetoxicity AUC", "swetoxicity AUC"),
    ("functional suite AP", "suite AP"),
    ("corpus dev AP", "dev AP"),
    ("corpus dev threat AP", "dev threat AP"),
)


def ablation_section(path: Path = FIGURES) -> str:
    """Return the section, nothing where nothing was measured."""
    if not path.exists():
        return ""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    base = next(name for name in found if name.startswith("all features"))
    full, cost = found[base], found.get("µs", {})
    lines = [
        "## What each family of features adds",
        "",
        f"Trained on {found['rows']} rows (copies included: a random share of the corpus and of the labelled real texts, so the differences are",
        "those of a smaller corpus), never on what is measured: `annotated_real` (five labels), swetoxicity, the functional suite, the development",
        f"writer. {found.get('when', '')} What is left out, and how much is lost (−) or gained; the interval is of the loss in AP on annotated_real (bootstrap, 95 %).",
        "",
        "| | " + " | ".join(title for _, title in _COLUMNS) + " | what it adds, real AP | µs |",
        "|---|" + "---|" * (len(_COLUMNS) + 2),
        f"| {base} | " + " | ".join(f"{full[key]:.3f}" for key, _ in _COLUMNS) + " | | |",
    ]
    for name, figures in found.items():
        if not isinstance(figures, dict) or "gain_interval" not in figures:
            continue
        low, high = figures["gain_interval"]
        changes = " | ".join(f"{figures[key] - full[key]:+.3f}" for key, _ in _COLUMNS)
        spent = cost.get(name.removeprefix("without "), "")
        lines.append(f"| {name} | {changes} | [{low:+.3f}, {high:+.3f}] | {spent} |")
    return "\n".join(
        [
            *lines,
            "",
            "µs: reading the block of one comment of the development writer, plain Python, best of three rounds.",
        ]
    )
