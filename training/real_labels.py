"""Our labels for real texts of the shared corpora: the labels live in the project, the texts stay where they are.

`datasets/real_labels/labels.jsonl` holds source, row id, a hash of the text and its labels. Texts that stand in a set
that measures (`annotated_real`, `eval_only`), or come from the same forum post, were never chosen.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from classifier.taxonomy import Label
from training.data import DATASETS, SHARED, TrainingRow, read_jsonl

LABELS_FILE: Final = DATASETS / "real_labels/labels.jsonl"
SOURCES: Final = {
    "absabank_imm": ("train.jsonl", "dev.jsonl", "test.jsonl"),
    "speech_acts_forum": ("dev.jsonl", "test.jsonl"),
    "brighter_emotions_sv": ("train.jsonl", "dev.jsonl", "test_dedup.jsonl"),
    "xed_sv": ("xed_sv_projected.jsonl",),
}
WEIGHT: Final = 1.5


def source_rows(shared: Path = SHARED) -> Iterator[dict[str, str]]:
    """Yield source, id, post and text of every row of the shared corpora that may be labelled."""
    for source, names in SOURCES.items():
        for name in names:
            for number, row in enumerate(read_jsonl(shared / source / name)):
                identity = str(row.get("id") or f"xed{number}")
                post = identity.rsplit("_", 1)[0] if source == "absabank_imm" else identity
                yield {"source": source, "id": identity, "post": post, "text": row["text"]}


def fingerprint(text: str) -> str:
    """Return what must agree for a label to be used with a text."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def labelled_rows(shared: Path = SHARED, path: Path = LABELS_FILE) -> list[TrainingRow]:
    """Return the labelled real texts as training rows; a label whose text has changed is refused.

    Raises:
        ValueError: a labelled row is missing from the shared corpora, or its text is another one.
    """
    if not path.exists():
        return []
    labels: dict[tuple[str, str], dict[str, Any]] = {(r["source"], r["id"]): r for r in read_jsonl(path)}
    rows = []
    for row in source_rows(shared):
        known = labels.pop((row["source"], row["id"]), None)
        if known is None:
            continue
        if known["text_sha256"] != fingerprint(row["text"]):
            raise ValueError(f"{path}: {row['source']} {row['id']}: the text is not the one that was labelled")
        group = f"{row['source']}:{row['post']}"
        rows.append(
            TrainingRow(row["text"], frozenset(map(Label, known["labels"])), f"labelled/{row['source']}", group, WEIGHT)
        )
    if labels:
        raise ValueError(f"{path}: {len(labels)} labelled rows are not in {shared}, e.g. {next(iter(labels))}")
    return rows


def write_labels(found: dict[str, list[str]], chosen: list[dict[str, str]], path: Path = LABELS_FILE) -> int:
    """Write the labels of chosen rows (`source`, `id`, `text`) that were annotated; returns how many."""
    lines = [
        json.dumps(
            {
                "source": r["source"],
                "id": r["id"],
                "text_sha256": fingerprint(r["text"]),
                "labels": sorted(found[r["id"]]),
            }
        )
        for r in chosen
        if r["id"] in found
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    return len(lines)
