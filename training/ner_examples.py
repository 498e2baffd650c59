"""What `ner_spacy` trains on and is measured on: `python -m training.ner_examples examples.jsonl measured.jsonl`."""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from classifier.bootstrap import load_recogniser
from training.data import SHARED, corpus_rows
from training.ner_data import Example, Names, named, replaced, restyled, silver, tagged_examples
from training.ner_train import NEWS, SEED
from training.personal_data_sets import NAME, cases


def examples() -> list[Example]:
    """Return tagged news and the comments as the shipped recogniser sees them, with careless and renamed copies."""
    recogniser, problem = load_recogniser(Path("models"))
    if recogniser is None:
        raise SystemExit(problem)
    rng = random.Random(SEED)
    names = Names(SHARED / "lexicons", rng)
    news = [e for name in NEWS for e in tagged_examples(SHARED / name)]
    comments = [r["text"] for part in ("train", "dev") for r in corpus_rows(part=part)]
    seen = list(silver(comments, recogniser.probabilities, 1.0))
    holding = [e for e in seen if e.names]
    pronouns = [n for e in seen if (n := named(e, names, rng)) is not None]
    copies = [restyled(replaced(e, names), rng) for e in [*holding, *holding, *holding]]
    found = [*news, *(restyled(e, rng) for e in news), *seen[::2], *copies, *(restyled(e, rng) for e in pronouns)]
    return [e for e in found if e.text.strip()]


def measured() -> Iterator[dict[str, object]]:
    """Yield the test sets of `lathund evaluate personal-data`."""
    for case in cases("names", "test"):
        names = [(s, e) for s, e, kind in case.spans if kind == NAME]
        yield {"set": "comment style", "text": case.text, "names": names}
    for corpus in ("klintan_ner", "uner_talbanken"):
        for example in tagged_examples(SHARED / corpus / "test.jsonl"):
            if len(example.text) == len(example.text.lower()):
                yield {"set": corpus, "text": example.text, "names": example.names}
                yield {"set": f"{corpus}, gemener", "text": example.text.lower(), "names": example.names}


def main() -> None:
    """Write both files."""
    first, second = map(Path, sys.argv[1:3])
    rows = [json.dumps({"text": e.text, "names": e.names}, ensure_ascii=False) for e in examples()]
    first.write_text("\n".join(rows) + "\n", encoding="utf-8")
    second.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in measured()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
