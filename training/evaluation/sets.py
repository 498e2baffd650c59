"""The sets that measure: none of them trains the model that is measured on it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.pipeline import Comment, Context
from classifier.taxonomy import LABELS
from training.data import DATASETS, SHARED, corpus_rows, read_jsonl

Labels = NDArray[np.int8]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EvalSet:
    """Comments with gold labels: `y` of shape (comments, labels). `groups`: source or functionality of each."""

    name: str
    comments: list[Comment]
    y: Labels
    groups: list[str]
    ids: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The texts alone."""
        return [c.text for c in self.comments]


def corpus_set(part: str) -> EvalSet:
    """Return a part of the corpus; the sealed test part is read here and nowhere in training."""
    rows = corpus_rows(part=part)
    return _set(f"corpus {part}", rows, "labels", "author", "id")


def functional_set() -> EvalSet:
    """Return the functional suite."""
    rows = list(read_jsonl(DATASETS / "functional/sv.jsonl"))
    return _set("functional suite", rows, "gold", "functionality", "case_id")


def real_set() -> EvalSet:
    """Return `annotated_real`: real texts of four sources."""
    return _set("annotated_real", list(read_jsonl(SHARED / "annotated_real/comments.jsonl")), "labels", "source", "id")


def toxic_windows() -> tuple[list[str], NDArray[np.bool_]]:
    """Return the windows of `swetoxicity_flashback` and which are toxic. Figures only: its texts appear nowhere."""
    rows = list(read_jsonl(SHARED / "eval_only/swetoxicity_flashback/extended_train_1200.jsonl"))
    key = next(k for k in rows[0] if k.lower() in {"toxic", "label"})
    return [r["text"] for r in rows], np.array([str(r[key]).strip() in {"1", "True", "TOXIC"} for r in rows])


def _set(name: str, rows: list[dict[str, Any]], gold: str, group: str, identity: str) -> EvalSet:
    comments = [Comment(r["text"], context=Context(r.get("post") or "", r.get("parent") or "")) for r in rows]
    y = np.array([[label in r[gold] for label in LABELS] for r in rows], dtype=np.int8)
    return EvalSet(name, comments, y, [str(r[group]) for r in rows], [str(r[identity]) for r in rows])
