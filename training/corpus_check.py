"""Quality control of the corpus that can fail: schema, codes, repeats, templates, numbers, foreign text.

`lathund datasets check` prints the figures and exits 1 when a limit is broken.
"""

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from classifier.taxonomy import Flag, Label
from training.corpus_build import label_counts
from training.data import SHARED, corpus_rows, read_jsonl, row_key, text_key
from training.near_duplicates import pairs
from training.personal_data_check import measuring_cases, measuring_problems, summary_of

KEYS: Final = frozenset(
    ["id", "text", "labels", "flags", "post", "parent", "topic", "register", "phenomenon", "author", "cluster", "split"]
)
NEAR_DUPLICATE_SHARE: Final = 0.005
SIX_WORD_RUN: Final = 6
SAME_OPENING_SHARE: Final = 0.008
LENGTHS: Final = {"under 8 words": (0.22, 0.45), "8-25 words": (0.3, 0.5), "over 25 words": (0.2, 0.45)}
_PHONE: Final = re.compile(r"(?<!\d)(?:07\d|08|\+46 ?7\d)[ -]?\d(?:[ -]?\d){5,8}(?!\d)")
_FICTION: Final = re.compile(r"701740(?:60[5-9]|6[1-9]\d)|846500(?:4\d\d)|771\d{6}")
"""Numbers set aside for fiction, and the shared-cost numbers of authorities."""


def check(folder: Path) -> tuple[list[str], str]:
    """Return what is wrong, and a summary of the figures."""
    rows = corpus_rows(folder / "comments")
    problems = [*_schema(rows), *_repeats(rows), *_templates(rows), *_numbers(rows), *_foreign(rows), *_splits(rows)]
    lengths = length_shares(rows)
    for name, (low, high) in LENGTHS.items():
        if not low <= lengths[name] <= high:
            problems.append(f"{lengths[name]:.0%} of the comments have {name}; wanted {low:.0%} to {high:.0%}")
    functional = list(read_jsonl(folder / "functional/sv.jsonl"))
    problems += _functional(functional, rows)
    measuring = measuring_cases(folder / "personal_data")
    cases = [row for of_file in measuring.values() for row in of_file]
    problems += [
        *measuring_problems(measuring, {text_key(r["text"]) for r in rows}),
        *_numbers(cases),
        *_foreign(cases),
    ]
    return problems, _summary(rows, functional, lengths) + f"\npersonal data: {summary_of(measuring)}"


def length_shares(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the shares of short, middle and long comments, in words."""
    words = [len(text_key(r["text"]).split()) for r in rows]
    total = max(len(words), 1)
    return {
        "under 8 words": sum(w < 8 for w in words) / total,
        "8-25 words": sum(8 <= w <= 25 for w in words) / total,
        "over 25 words": sum(w > 25 for w in words) / total,
    }


def _schema(rows: list[dict[str, Any]]) -> list[str]:
    problems = []
    for row in rows:
        where = row.get("id", "a row without id")
        if set(row) != KEYS:
            problems.append(f"{where}: keys differ from the schema: {sorted(set(row) ^ KEYS)}")
        elif not row["text"].strip():
            problems.append(f"{where}: no text")
        elif not set(row["labels"]) <= set(Label) or not set(row["flags"]) <= set(Flag):
            problems.append(f"{where}: unknown label or flag in {row['labels']} {row['flags']}")
    repeated = [i for i, n in Counter(r.get("id") for r in rows).items() if n > 1]
    return problems + [f"{i}: the id stands more than once" for i in repeated]


def _repeats(rows: list[dict[str, Any]]) -> list[str]:
    keys = Counter(row_key(r) for r in rows)
    problems = [f"exact repeat: {k[:80]!r}" for k, n in keys.items() if n > 1]
    above = [r["parent"] or r["post"] for r in rows]
    # The same reply under something else is not the same comment.
    found = [(i, j) for i, j in pairs([r["text"] for r in rows]) if above[i] == above[j] or not (above[i] and above[j])]
    share = len({j for _, j in found}) / max(len(rows), 1)
    if share > NEAR_DUPLICATE_SHARE:
        problems.append(f"near duplicates: {share:.2%} of the rows, at most {NEAR_DUPLICATE_SHARE:.1%}")
    return problems


def _templates(rows: list[dict[str, Any]]) -> list[str]:
    runs: dict[str, set[int]] = defaultdict(set)
    openings: Counter[str] = Counter()
    for i, row in enumerate(rows):
        words = text_key(row["text"]).split()
        if len(words) > 2:
            openings[" ".join(words[:2])] += 1
        for j in range(len(words) - 5):
            runs[" ".join(words[j : j + 6])].add(i)
    problems = [f"six-word run in {len(s)} comments: {r!r}" for r, s in runs.items() if len(s) > SIX_WORD_RUN]
    limit = SAME_OPENING_SHARE * len(rows)
    return problems + [f"{n} comments begin with {o!r}" for o, n in openings.items() if n > limit]


def _numbers(rows: list[dict[str, Any]]) -> list[str]:
    problems = []
    for row in rows:
        # An official test number may be written like a telephone: 07 is a year of birth too.
        born = {part for part, kind, *_ in row.get("find", ()) if kind in {"personnummer", "samordningsnummer"}}
        for match in _PHONE.finditer(row["text"]):
            if match.group() in born:
                continue
            digits = re.sub(r"\D", "", match.group()).removeprefix("46").lstrip("0")
            if 8 <= len(digits) <= 9 and not _FICTION.fullmatch(digits):
                problems.append(f"{row['id']}: {match.group()!r} is not a number for fiction")
    return problems


def _foreign(rows: list[dict[str, Any]], shared: Path = SHARED) -> list[str]:
    """Texts of shared data, where it lies beside the project, must not stand in the corpus."""
    foreign = {
        text_key(r["text"])
        for path in [*shared.glob("*/*.jsonl"), *shared.glob("eval_only/*/*.jsonl")]
        for r in read_jsonl(path)
        if isinstance(r.get("text"), str) and len(text_key(r["text"])) > 25
    }
    return [f"{r['id']}: the text stands in shared data" for r in rows if text_key(r["text"]) in foreign]


def _splits(rows: list[dict[str, Any]]) -> list[str]:
    parts = defaultdict(set)
    for row in rows:
        parts[row["cluster"]].add(row["split"])
    return [f"cluster {c} stands in {sorted(p)}" for c, p in parts.items() if len(p) > 1]


def _functional(cases: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[str]:
    ids = {c["case_id"] for c in cases}
    problems = [f"{c['case_id']}: unknown code" for c in cases if not set(c["gold"]) <= set(Label)]
    problems += [
        f"{c['case_id']}: refers to no case" for c in cases if c["ref_case_id"] and c["ref_case_id"] not in ids
    ]
    if len(ids) != len(cases):
        problems.append("functional suite: a case_id stands more than once")
    corpus = {text_key(r["text"]) for r in rows if len(text_key(r["text"])) > 12}
    problems += [f"{c['case_id']}: stands in the corpus too" for c in cases if text_key(c["text"]) in corpus]
    return problems


def _summary(rows: list[dict[str, Any]], functional: list[dict[str, Any]], lengths: dict[str, float]) -> str:
    vocabulary = {w for r in rows for w in text_key(r["text"]).split()}
    lines = [
        f"{len(rows)} comments by {len({r['author'] for r in rows})} writer briefs, "
        f"{len({r['topic'] for r in rows})} topics, {len(vocabulary)} different words",
        "splits: " + ", ".join(f"{k} {v}" for k, v in sorted(Counter(r["split"] for r in rows).items())),
        "labels: " + ", ".join(f"{k} {v}" for k, v in label_counts(rows).items()),
        "lengths: " + ", ".join(f"{k} {v:.0%}" for k, v in lengths.items()),
        f"under a post or an answer: {sum(bool(r['post'] or r['parent']) for r in rows)}",
        f"functional suite: {len(functional)} cases in {len({c['functionality'] for c in functional})} functionalities",
    ]
    return "\n".join(lines)
