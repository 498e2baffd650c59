"""What a word of such letters usually is: first name, surname, place or ordinary word; and whether its s is a genitive.

Name statistics (Statistics Sweden, via `lexicons`) become weights of hashed character features; no list is kept.
"""

import csv
import json
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifier.names.features import LEXICAL_BITS, LEXICAL_CLASSES, lexical_features

CLASS_SHARE = {"first": 0.34, "last": 0.14, "place": 0.08, "word": 0.44}
KNOWN_BEARERS = 30
Weighted = dict[str, float]


def first_names(lexicons: Path) -> Counter[str]:
    """Return first names (small letters) with bearers."""
    found: Counter[str] = Counter()
    for file in ("tilltalsnamn-kvinnor.csv", "tilltalsnamn-man.csv"):
        with (lexicons / file).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["name"].replace("-", "").isalpha() and row["persons"].isdigit():
                    found[row["name"].lower()] += int(row["persons"])
    return found


def surnames(lexicons: Path) -> Counter[str]:
    """Return the common surnames with bearers."""
    with (lexicons / "efternamn_top_svensktext2018.csv").open(encoding="utf-8-sig", newline="") as stream:
        return Counter({r["lastname"].lower(): int(r["frequency"]) for r in csv.DictReader(stream)})


def places(lexicons: Path) -> set[str]:
    """Return towns and municipalities."""
    with (lexicons / "ortsnamn.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = {r["city"].lower() for r in csv.DictReader(stream)}
    with (lexicons / "kommuner.csv").open(encoding="utf-8-sig", newline="") as stream:
        found |= {r["name"].lower().removesuffix(" kommun").removesuffix(" stad") for r in csv.DictReader(stream)}
    return {p for p in found if p.replace("-", "").isalpha()}


def subtitle_words(lexicons: Path) -> Counter[str]:
    """Return the common words of subtitles; names stand among them in small letters."""
    found: Counter[str] = Counter()
    for line in (lexicons / "opensubtitles2018_sv_50k_freq.txt").read_text(encoding="utf-8").splitlines():
        word, _, count = line.partition(" ")
        if word.isalpha() and len(word) > 1:
            found[word.lower()] = int(count)
    return found


def lexical_examples(lexicons: Path, lower_words: Counter[str], extra: dict[str, Counter[str]]) -> dict[str, Weighted]:
    """Return weighted words of each class. `lower_words`: how often a word stands in small letters in tidy text."""
    first, last = first_names(lexicons), surnames(lexicons)
    examples: dict[str, Weighted] = {c: {} for c in LEXICAL_CLASSES}
    examples["first"] = {n: math.log1p(c) for n, c in first.items() if c >= 3}
    examples["last"] = {n: math.log1p(c) for n, c in last.items()}
    examples["place"] = dict.fromkeys(places(lexicons), 3.0)
    for name, counts in extra.items():
        for word, count in counts.items():
            examples[name][word] = examples[name].get(word, 0.0) + 1.5 * math.log1p(count)
    for word, count in lower_words.items():
        examples["word"][word] = 1.6 * math.log1p(count)
    for word, count in subtitle_words(lexicons).items():
        if first[word] < KNOWN_BEARERS and last[word] == 0 and word not in extra["last"]:
            examples["word"][word] = examples["word"].get(word, 0.0) + 0.5 * math.log1p(count / 20)
    return examples


def fit_lexical(examples: dict[str, Weighted], *, c: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights (classes, 2^18) and biases."""
    words, labels, weights = [], [], []
    for index, name in enumerate(LEXICAL_CLASSES):
        total = sum(examples[name].values())
        for word, weight in examples[name].items():
            words.append(word)
            labels.append(index)
            weights.append(weight / total * CLASS_SHARE[name])
    scale = len(words)
    model = LogisticRegression(C=c, max_iter=150, tol=1e-3)
    model.fit(vectors(words), np.array(labels), sample_weight=np.array(weights) * scale)
    return model.coef_.astype(np.float32), model.intercept_.astype(np.float32)


def fit_genitive(lexicons: Path, *, c: float) -> tuple[NDArray[np.float32], float]:
    """Return weights (2^18,) and bias: positive where a name that ends in s stands in the genitive."""
    named = {n: c for n, c in (first_names(lexicons) + surnames(lexicons)).items() if c >= 20 and len(n) > 2}
    words, labels, weights = [], [], []
    for name, count in named.items():
        genitive = not name.endswith(("s", "x", "z"))
        if not genitive and not name.endswith("s"):
            continue
        words.append(f"{name}s" if genitive else name)
        labels.append(int(genitive))
        weights.append(math.log1p(count) * (0.25 if genitive else 1.0))
    model = LogisticRegression(C=c, max_iter=200)
    model.fit(vectors(words), np.array(labels), sample_weight=np.array(weights))
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def vectors(words: Iterable[str]) -> sparse.csr_matrix:
    """Return the feature counts of words, divided by the root of their number as the recogniser does."""
    indices: list[int] = []
    data: list[float] = []
    starts = [0]
    for word in words:
        features = lexical_features(word)
        indices += features
        data += [1 / math.sqrt(len(features))] * len(features)
        starts.append(len(indices))
    return sparse.csr_matrix((data, indices, starts), shape=(len(starts) - 1, 1 << LEXICAL_BITS))


def read_tagged(path: Path) -> list[tuple[list[str], list[str]]]:
    """Return (tokens, tags) of a corpus of `klintan_ner` or `uner_talbanken`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [([t.replace("\xad", "") for t in r["tokens"]], r["tags"]) for r in rows]
