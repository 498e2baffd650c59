"""The alternative to the served recogniser: spaCy's tagger, trained offline on the same examples.

Runs in another environment that has spaCy (`PYTHON training/ner_spacy.py examples.jsonl measured.jsonl`): spaCy is no
dependency. Lines are `{"text", "names": [[start, end], …]}`; `python -m training.ner_examples` writes both files.
"""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

SEED = 20261121
EPOCHS = 3


def read(path: str) -> list[dict[str, Any]]:
    """Return the lines of a file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Train, then print recall, precision and microseconds of every set in the second file."""
    import spacy
    from spacy.training import Example
    from spacy.util import filter_spans, fix_random_seed, minibatch

    fix_random_seed(SEED)
    nlp = spacy.blank("sv")
    nlp.add_pipe("ner").add_label("PER")
    examples = []
    for row in read(sys.argv[1]):
        doc = nlp.make_doc(row["text"])
        spans = [doc.char_span(s, e, label="PER", alignment_mode="expand") for s, e in row["names"]]
        reference = doc.copy()
        reference.set_ents(filter_spans([s for s in spans if s is not None]))
        examples.append(Example(doc, reference))
    optimizer = nlp.initialize(lambda: examples[:500])
    rng = random.Random(SEED)
    for _ in range(EPOCHS):
        rng.shuffle(examples)
        for batch in minibatch(examples, size=64):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in read(sys.argv[2]):
        groups.setdefault(row["set"], []).append(row)
    for name, rows in groups.items():
        print(json.dumps({"set": name, **measured(nlp, rows)}))


def measured(nlp: Any, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return recall and precision by overlap, and microseconds a text."""
    gold = found = said = right = 0
    started = time.perf_counter()
    docs = [nlp(row["text"]) for row in rows]
    seconds = time.perf_counter() - started
    for doc, row in zip(docs, rows, strict=True):
        spans = [(e.start_char, e.end_char) for e in doc.ents]
        gold += len(row["names"])
        found += sum(any(low < e and s < high for low, high in spans) for s, e in row["names"])
        said += len(spans)
        right += sum(any(low < e and s < high for s, e in row["names"]) for low, high in spans)
    return {
        "n": gold,
        "recall": round(found / max(1, gold), 4),
        "precision": round(right / max(1, said), 4),
        "microseconds": round(seconds / len(rows) * 1e6, 1),
    }


if __name__ == "__main__":
    main()
