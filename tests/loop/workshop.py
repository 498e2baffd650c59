"""A folder to train in: a small part of the corpus and of the functional suite, laid out as the project is."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from classifier.taxonomy import LABELS, Label
from tests.conftest import ROOT
from training.data import corpus_rows, read_jsonl

CONFIG = """folds = 2
augment_share = 0.0
with_shared = false
min_df = {char = 3, word = 2, class = 2, clause = 3, context = 4}
"""


def make(folder: Path, *, every: int = 60, threats: int = 0) -> Path:
    """Make the folder: one row in so many of each part of the corpus, some of the suite with whole swap pairs.

    `threats`: also so many of the threats that measure, for what must be seen with certainty.
    """
    (folder / "datasets/comments").mkdir(parents=True)
    (folder / "datasets/functional").mkdir()
    rows = corpus_rows(ROOT / "datasets/comments")
    chosen = [r for part in ("train", "dev", "test") for r in [x for x in rows if x["split"] == part][::every]]
    taken = {r["id"] for r in chosen}
    measure = [r for r in rows if r["split"] == "test" and "threat" in r["labels"] and r["id"] not in taken]
    write(folder / "datasets/comments/small.jsonl", [*chosen, *measure[:threats]])
    cases = list(read_jsonl(ROOT / "datasets/functional/sv.jsonl"))
    swaps = [c for c in cases if c["functionality"].startswith("swap.")][:16]
    known = {c["case_id"] for c in swaps}
    partners = [c for c in cases if c["case_id"] in {s["ref_case_id"] for s in swaps} - known]
    other = [c for c in cases if not c["functionality"].startswith("swap.")][::25]
    write(folder / "datasets/functional/sv.jsonl", [*swaps, *partners, *other])
    (folder / "small.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in the folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def label(number: int, text: str, labels: Sequence[Label] = (), **more: Any) -> dict[str, Any]:
    """Return a line as `lathund labels export` writes it, as far as training reads it."""
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number)
    said = {
        "case": f"arende-{number:05}",
        "labels": [x.value for x in labels],
        "decided_at": at.isoformat(),
        "reached": "uncertain",
        "probability": 1.0,
        "proposed_scores": {x.value: 0.3 for x in LABELS},
        "model": "sv-comments@a",
        "account": f"konto-{number % 3}",
        "thread": f"trad-{number // 4}",
        "text": text,
        "withheld": "",
        "conflict": False,
    }
    return said | more
