"""Quality control of the cases that measure personal data: `lathund datasets check` runs it."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from classifier.rules.identifiers import KINDS
from training.data import read_jsonl, text_key
from training.personal_data_sets import LATER_HANDS, NAME, spans, written_by

MASKS: Final = frozenset({NAME, *(info.mask for info in KINDS.values())})
MARKED: Final = frozenset({"id", "text", "find"})
STATED: Final = frozenset({"id", "text", "personal_data", "category", "why"})
_LONG: Final = 25
"""Shorter texts may happen to be written twice."""


def measuring_cases(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every file of the folder by its name."""
    return {path.stem: list(read_jsonl(path)) for path in sorted(folder.glob("*.jsonl"))}


def measuring_problems(files: dict[str, list[dict[str, Any]]], corpus: set[str]) -> list[str]:
    """Return what is wrong with the cases; `corpus` holds the keys of the texts that train."""
    rows = [(name, row) for name, of_file in files.items() for row in of_file]
    problems = [p for name, row in rows for p in _of_row(name, row)]
    ids = Counter(row.get("id") for _, row in rows)
    problems += [f"{i}: the id stands more than once" for i, n in ids.items() if n > 1]
    keys = [text_key(row.get("text", "")) for _, row in rows]
    problems += [
        f"measuring text written twice: {k[:80]!r}" for k, n in Counter(keys).items() if n > 1 and len(k) > _LONG
    ]
    return problems + [
        f"{row['id']}: stands in the corpus too"
        for (_, row), key in zip(rows, keys, strict=True)
        if len(key) > _LONG and key in corpus
    ]


def summary_of(files: dict[str, list[dict[str, Any]]]) -> str:
    """Return how many cases each file holds."""
    return ", ".join(f"{name} {len(rows)}" for name, rows in files.items())


def _of_row(name: str, row: dict[str, Any]) -> list[str]:
    where = f"personal_data/{name}: {row.get('id', 'a row without id')}"
    hand = next((code for code in LATER_HANDS.values() if name.endswith(f"_{code}")), "")
    wanted = STATED if "personal_data" in row else MARKED | ({"writer"} if hand else set())
    if set(row) != wanted:
        return [f"{where}: keys differ from the schema: {sorted(set(row) ^ wanted)}"]
    if hand != written_by(row["id"]) or hand != row.get("writer", ""):
        return [f"{where}: file and id disagree on which hand wrote it"]
    try:
        found = spans(row["text"], row.get("find", ()))
    except ValueError:
        return [f"{where}: something marked does not stand in the text"]
    problems = [f"{where}: unknown kind {kind!r}" for _, _, kind in found if kind not in MASKS]
    return problems + [f"{where}: marks overlap at {b[0]}" for a, b in pairwise(found) if b[0] < a[1]]
