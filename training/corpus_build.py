"""Takes writers' TSV files into `datasets/comments/*.jsonl`: checked, clustered by near-duplicates, split.

Usage: python -m training.corpus_build FOLDER_WITH_TSV [--add]. Run once when writers have delivered; the JSONL files
are the corpus from then on and are corrected in place. Existing corrections (`corrections.json`) are applied.
With `--add` the writers join the corpus that stands: its rows and splits stay as they are, the new rows train.
"""

import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from classifier.taxonomy import LABELS, Flag, Label
from training.data import DATASETS, SHARED, read_jsonl, row_key, text_key
from training.near_duplicates import clusters

TEST_AUTHORS: Final = frozenset({"w19"})
DEV_AUTHORS: Final = frozenset({"w20"})
"""Writers with a mixed brief whose whole work is kept out of training, so that a split cannot leak a style."""
_SHARES: Final = (("test", 0.05), ("dev", 0.05))


def parse_tsv(path: Path) -> list[dict[str, Any]]:
    """Read one writer's file: rows of labels, phenomenon, topic, (register,) text, and #post / #parent lines."""
    author, rows, post, parent = path.stem, [], "", ""
    written: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] == "#post":
            post = "" if cells[1:] in ([], ["-"]) else cells[1].strip()
            continue
        if cells[0] == "#parent":
            parent = "" if cells[1:] in ([], ["-"]) else cells[1].strip()
            continue
        if len(cells) == 4:
            cells.insert(3, "plain")
        if len(cells) != 5 or not cells[4].strip():
            continue
        codes = [c.strip() for c in cells[0].split(",") if c.strip() not in {"", "-"}]
        labels = [label for label in LABELS if label in codes]
        flags = [flag for flag in Flag if f"!{flag}" in codes]
        text = cells[4].strip()
        # A reply that recurs under something else is another row.
        name = f"{author}\t{text}\t{parent or post}" if text in written else f"{author}\t{text}"
        written.add(text)
        identity = hashlib.sha256(name.encode()).hexdigest()[:12]
        rows.append(
            {
                "id": f"{author}-{identity}",
                "text": text,
                "labels": labels,
                "flags": flags,
                "post": post,
                "parent": parent,
                "topic": cells[2].strip().lower(),
                "register": cells[3].strip(),
                "phenomenon": cells[1].strip(),
                "author": author,
            }
        )
        parent = ""
    return rows


def build(folder: Path, out: Path = DATASETS / "comments") -> dict[str, int]:
    """Write one JSONL file a writer; returns counts.

    Exact repeats keep their first row only; texts that happen to stand in shared data or in the functional suite
    are left out.
    """
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    foreign = foreign_keys()
    for path in sorted(folder.glob("w*.tsv")):
        for row in parse_tsv(path):
            if (key := row_key(row)) not in seen and text_key(row["text"]) not in foreign:
                seen.add(key)
                rows.append(row)
    _correct(rows, out / "corrections.json")
    for row, cluster in zip(rows, clusters([r["text"] for r in rows]), strict=True):
        row["cluster"] = rows[cluster]["id"]
        row["split"] = _split(row["author"], row["cluster"])
    _keep_clusters_whole(rows)
    return _write(rows, out)


def add(folder: Path, out: Path = DATASETS / "comments") -> dict[str, int]:
    """Let writers join the corpus, for training only, so that the sealed parts stay what they were; returns counts.

    A row that repeats one of the corpus, or is a near-duplicate of a row of the test or development part, is left out.
    """
    standing = [r for path in sorted(out.glob("w*.jsonl")) for r in read_jsonl(path)]
    foreign, seen = foreign_keys(), {row_key(r) for r in standing}
    new: list[dict[str, Any]] = []
    for path in sorted(folder.glob("w*.tsv")):
        for row in parse_tsv(path):
            if (key := row_key(row)) not in seen and text_key(row["text"]) not in foreign:
                seen.add(key)
                new.append(row)
    every = standing + new
    found = clusters([r["text"] for r in every])
    sealed = {found[i] for i, row in enumerate(standing) if row["split"] != "train"}
    joined = []
    for row, cluster in zip(new, found[len(standing) :], strict=True):
        if cluster not in sealed:
            first = every[cluster]
            joined.append(row | {"cluster": first.get("cluster", first["id"]), "split": "train"})
    _correct(joined, out / "corrections.json")
    return _write(joined, out)


def _write(rows: list[dict[str, Any]], out: Path) -> dict[str, int]:
    by_author = defaultdict(list)
    for row in rows:
        by_author[row["author"]].append(row)
    out.mkdir(parents=True, exist_ok=True)
    for author, written in by_author.items():
        lines = [json.dumps(r, ensure_ascii=False) for r in written]
        (out / f"{author}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {author: len(written) for author, written in by_author.items()}


def foreign_keys(shared: Path = SHARED) -> set[str]:
    """Return the keys of texts that must not stand in the corpus: shared data (where it lies beside), test suites."""
    paths = [*shared.glob("*/*.jsonl"), *shared.glob("eval_only/*/*.jsonl"), DATASETS / "functional/sv.jsonl"]
    texts = (r.get("text") for p in paths if p.exists() for r in read_jsonl(p))
    return {text_key(t) for t in texts if isinstance(t, str) and len(text_key(t)) > 12}


def _correct(rows: list[dict[str, Any]], path: Path) -> None:
    """Apply settled corrections: a map from id to labels, kept beside the corpus with who settled what."""
    if not path.exists():
        return
    corrections = json.loads(path.read_text(encoding="utf-8"))
    for row in rows:
        if row["id"] in corrections:
            row["labels"] = [label for label in LABELS if label in corrections[row["id"]]["labels"]]


def _split(author: str, cluster: str) -> str:
    if author in TEST_AUTHORS:
        return "test"
    if author in DEV_AUTHORS:
        return "dev"
    number = int(hashlib.sha256(f"split:{cluster}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    for name, share in _SHARES:
        if number < share:
            return name
        number -= share
    return "train"


def _keep_clusters_whole(rows: list[dict[str, Any]]) -> None:
    """A cluster with a member in the test part is wholly in the test part, else likewise for dev."""
    parts = defaultdict(set)
    for row in rows:
        parts[row["cluster"]].add(row["split"])
    for row in rows:
        found = parts[row["cluster"]]
        row["split"] = next(p for p in ("test", "dev", "train") if p in found)


def label_counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many rows have each label, and how many have none."""
    counts = {label.value: sum(label in r["labels"] for r in rows) for label in Label}
    return counts | {"none": sum(not r["labels"] for r in rows)}


if __name__ == "__main__":
    print((add if "--add" in sys.argv else build)(Path(sys.argv[1])))
    print(label_counts([r for p in (DATASETS / "comments").glob("*.jsonl") for r in read_jsonl(p)]))
