"""Blind second annotation: Cohen's kappa per label, and the corrections that follow from it.

Usage: python -m training.annotation FOLDER, where FOLDER holds random*.out and dispute*.out (id TAB labels) of the second
annotators, adjudicated.out of a third, and disputes.tsv of `training.disputes`. A label is changed where an out-of-writer model disputed it **and** the
second annotator, who saw neither, took the model's side. Writes second_annotation.json, corrections.json, annotation.md.
"""

import json
import sys
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.metrics import cohen_kappa_score

from classifier.taxonomy import HARMFUL_LABELS, LABELS, Label
from training.data import DATASETS, corpus_rows

FOLDER: Final = DATASETS / "comments"
Labels = dict[str, set[Label]]


def read_labels(paths: list[Path]) -> Labels:
    """Read id and labels; a line that is not of that form is refused with its number."""
    found: Labels = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            identity, _, codes = line.partition("\t")
            names = [
                c.strip() for c in codes.split(",") if c.strip() not in {"", "-"} and not c.strip().startswith("!")
            ]
            if not set(names) <= set(Label):
                raise ValueError(f"{path.name}:{number}: unknown label in {codes!r}")
            found[identity.strip()] = {Label(n) for n in names}
    return found


def main(source: Path) -> None:
    """Compare, settle and write."""
    written = {r["id"]: set(map(Label, r["labels"])) for r in corpus_rows(FOLDER)}
    random_part = read_labels(sorted(source.glob("random*.out")))
    disputed_part = read_labels(sorted(source.glob("dispute*.out")))
    random_part = {i: labels for i, labels in random_part.items() if i in written}
    corrections = _settle(source / "disputes.tsv", written, disputed_part | random_part)
    settled = read_labels(sorted(source.glob("adjudicated.out")))
    corrections |= {i: {"labels": sorted(v), "was": sorted(written[i])} for i, v in settled.items() if v != written[i]}
    lines = [json.dumps({"id": i, "labels": sorted(v)}) for i, v in sorted((disputed_part | random_part).items())]
    (FOLDER / "second_annotation.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    text = json.dumps(corrections, indent=0, ensure_ascii=False, sort_keys=True)
    (FOLDER / "corrections.json").write_text(text + "\n", encoding="utf-8")
    (FOLDER / "annotation.md").write_text(_report(written, random_part, disputed_part, corrections), encoding="utf-8")


def _settle(disputes: Path, written: Labels, second: Labels) -> dict[str, dict[str, list[str]]]:
    changed: Labels = {}
    for line in disputes.read_text(encoding="utf-8").splitlines():
        identity, code, given, _ = line.split("\t")
        label = Label(code)
        if identity not in written or identity not in second:
            continue
        if (label in second[identity]) == (given == "1"):
            continue
        labels = changed.setdefault(identity, set(written[identity]))
        labels.symmetric_difference_update({label} if (label in labels) == (given == "1") else set())
    return {i: {"labels": sorted(v), "was": sorted(written[i])} for i, v in changed.items() if v != written[i]}


def _report(
    written: Labels, random_part: Labels, disputed: Labels, corrections: dict[str, dict[str, list[str]]]
) -> str:
    lines = [
        "## Blind second annotation",
        "",
        f"{len(random_part)} random comments and {len(disputed)} that an out-of-writer model disputed were labelled again by annotators",
        "who saw only text, post and parent (sessions of a language model with the annotation guidelines; no human).",
        "Cohen's kappa of writer and second annotator on the random part:",
        "",
        "| label | writer | second | kappa |",
        "|---|---|---|---|",
    ]
    for label in LABELS:
        a = np.array([label in written[i] for i in random_part])
        b = np.array([label in labels for labels in random_part.values()])
        kappa = float(cohen_kappa_score(a, b))
        harm = " (harmful)" if label in HARMFUL_LABELS else ""
        lines.append(f"| {label}{harm} | {a.sum()} | {b.sum()} | {kappa:.2f} |")
    lines += [
        "",
        f"Settled: {len(corrections)} rows changed, where the second annotator sided with the model against the writer",
        "(`corrections.json`, with the labels they had). Where the second annotator sided with the writer the label stayed.",
        "Disagreements on the random part were settled by a third session that saw both label sets in random order.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
