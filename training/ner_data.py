"""Examples for the name recogniser: tagged news and prose, and the project's own comments with names found in them.

The comments carry no tags. Those that are written with capitals are tagged by the recogniser of the round before,
corrected by `ner_corrections.txt` (words a person has looked at); then they are copied in small letters, misspelt and
with other names in place of theirs, so that the weights know how people write and not who is written about.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.names.features import Token, tokenize
from training.ner_lexical import first_names, read_tagged, surnames

Span = tuple[int, int]
CORRECTIONS: Final = Path(__file__).with_name("ner_corrections.txt")
MORE_NAMES: Final = Path(__file__).with_name("ner_names.txt")


def _more(kind: str) -> list[str]:
    text = MORE_NAMES.read_text(encoding="utf-8")
    return next(p.split(":", 1)[1].split() for p in text.split("\n\n") for p in [p[p.find(kind) :]] if kind + ":" in p)


_NO_DOTS: Final = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
_NICKNAMES: Final = _more("nicknames")
_FOREIGN_LAST: Final = _more("surnames")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and where names of persons stand in it."""

    text: str
    names: tuple[Span, ...]
    weight: float = 1.0


def tagged_examples(path: Path, weight: float = 1.0) -> list[Example]:
    """Return the sentences of a tagged corpus as running text."""
    return [Example(*_running(tokens, tags), weight) for tokens, tags in read_tagged(path)]


def _running(tokens: list[str], tags: list[str]) -> tuple[str, tuple[Span, ...]]:
    text = ""
    names: list[Span] = []
    inside = False
    for token, tag in zip(tokens, tags, strict=True):
        glued = token in {".", ",", "!", "?", ":", ";", ")"} and text.endswith(" ")
        if glued:
            text = text[:-1]
        start = len(text)
        text += token
        person = tag.endswith("PER")
        if person and inside and not tag.startswith("B-"):
            names[-1] = (names[-1][0], len(text))
        elif person:
            names.append((start, len(text)))
        inside = person
        text += " "
    return text.rstrip(), tuple(names)


def labels(tokens: list[Token], names: Iterable[Span]) -> list[int]:
    """Return 1 for tokens that lie in a name."""
    spans = list(names)
    return [int(any(s < t.end and t.start < e for s, e in spans)) for t in tokens]


class Names:
    """Draws names as they are borne: common ones often, rare and foreign ones now and then."""

    def __init__(self, lexicons: Path, rng: random.Random) -> None:
        self._rng = rng
        first = {n: c for n, c in first_names(lexicons).items() if c >= 5 and 2 < len(n) < 14}
        last = surnames(lexicons)
        self._first, self._last = list(first), list(last)
        self._first_weights = [c**0.5 for c in first.values()]
        self._last_weights = [c**0.6 for c in last.values()]

    def first(self) -> str:
        """Return a first name or a nickname."""
        if self._rng.random() < 0.12:
            return self._rng.choice(_NICKNAMES)
        return _title(self._rng.choices(self._first, self._first_weights)[0])

    def last(self) -> str:
        """Return a surname."""
        if self._rng.random() < 0.3:
            return self._rng.choice(_FOREIGN_LAST)
        if self._rng.random() < 0.08:
            return _title(self._rng.choices(self._first, self._first_weights)[0])
        return _title(self._rng.choices(self._last, self._last_weights)[0])

    def like(self, written: str) -> str:
        """Return another name of the same build: as many parts, the genitive kept."""
        parts = written.split()
        genitive = written.endswith("s") and not written.lower().endswith(("as", "es", "is", "ns", "ts", "us"))
        if len(parts) == 1:
            surname = written.lower().endswith(("sson", "berg", "ström", "gren", "lund", "qvist", "kvist"))
            name = self.last() if surname or self._rng.random() < 0.12 else self.first()
        elif self._rng.random() < 0.07:
            name = f"{self.first()[0]}. {self.last()}"
        elif self._rng.random() < 0.07:
            name = f"{self.first()} {self.last()[0]}"
        else:
            name = f"{self.first()} {self.last()}"
        return name + "s" if genitive and name[-1] not in "sxz" else name


def _title(name: str) -> str:
    return "-".join(p.capitalize() for p in name.split("-"))


def replaced(example: Example, names: Names) -> Example:
    """Return the example with other names in place of its own; the same name stays the same."""
    text, spans, position = "", [], 0
    chosen: dict[str, str] = {}
    for start, end in sorted(example.names):
        if start < position:
            continue
        old = example.text[start:end]
        new = chosen.setdefault(old.lower(), names.like(old))
        text += example.text[position:start]
        spans.append((len(text), len(text) + len(new)))
        text += new
        position = end
    return Example(text + example.text[position:], tuple(spans), example.weight)


def moved(example: Example, places: list[str], kind: Callable[[str], str], rng: random.Random) -> Example | None:
    """Return the example with other places in place of its own, or None where it names none."""
    tokens = tokenize(example.text)
    found = [
        t
        for t in tokens
        if t.shape == "Xx" and kind(t.lower)[2] == "6" and not any(s < t.end and t.start < e for s, e in example.names)
    ]
    if not found:
        return None
    changes = [(t.start, t.end, _title(rng.choice(places))) for t in found]
    text, position = "", 0
    for start, end, new in changes:
        text += example.text[position:start] + new
        position = end
    spans = tuple((s + _shift(changes, s), e + _shift(changes, s)) for s, e in example.names)
    return Example(text + example.text[position:], spans, example.weight)


def _shift(changes: list[tuple[int, int, str]], at: int) -> int:
    return sum(len(new) - (end - start) for start, end, new in changes if start < at)


_PRONOUNS: Final = {"han": "", "hon": "", "honom": "", "henne": "", "hans": "s", "hennes": "s"}


def named(example: Example, names: Names, rng: random.Random) -> Example | None:
    """Return the example with a name in place of its pronouns (`han kom` becomes `Kalle kom`), or None without one."""
    tokens = [t for t in tokenize(example.text) if t.lower in _PRONOUNS]
    if not tokens:
        return None
    chosen = tokens if rng.random() < 0.3 else [rng.choice(tokens)]
    name = names.first() if rng.random() < 0.7 else f"{names.first()} {names.last()}"
    text, spans, position = "", [], 0
    old = sorted(example.names)
    for token in chosen:
        new = name + ("" if name[-1] in "sxz" else _PRONOUNS[token.lower])
        text += example.text[position : token.start]
        spans.append((len(text), len(text) + len(new)))
        text += new
        position = token.end
    changes = [(t.start, t.end, "x" * (s[1] - s[0])) for t, s in zip(chosen, spans, strict=True)]
    spans += [(s + _shift(changes, s), e + _shift(changes, s)) for s, e in old]
    return Example(text + example.text[position:], tuple(sorted(spans)), example.weight)


def restyled(example: Example, rng: random.Random) -> Example:
    """Return the example in careless writing: small letters, without dots or punctuation, a slip in a name."""
    text, spans = example.text, example.names
    if rng.random() < 0.2:
        text, spans = _slip(text, spans, rng)
    if rng.random() < 0.5:
        text = _misspelt(text, spans, rng)
    way = rng.random()
    if way < 0.72:
        text = text.lower()
    elif way < 0.8:
        text = text.upper()
    if rng.random() < 0.12:
        text = text.translate(_NO_DOTS)
    if rng.random() < 0.3:
        text = "".join(" " if c in ".,!?:;" else c for c in text)
    return Example(text, spans, example.weight)


def _misspelt(text: str, spans: tuple[Span, ...], rng: random.Random) -> str:
    """Exchange a letter in some ordinary words, so that an unknown word is not taken for a name."""
    letters = list(text)
    for token in tokenize(text):
        if len(token.text) < 4 or not token.text.isalpha() or rng.random() >= 0.1:
            continue
        if any(s < token.end and token.start < e for s, e in spans):
            continue
        at = rng.randrange(token.start + 1, token.end)
        way = rng.random()
        if way < 0.5:
            letters[at] = rng.choice("aeiouåäölmnrst")
        else:
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
    return "".join(letters)


def _slip(text: str, spans: tuple[Span, ...], rng: random.Random) -> tuple[str, tuple[Span, ...]]:
    """Misspell one name: a doubled, dropped or exchanged letter."""
    if not spans:
        return text, spans
    index = rng.randrange(len(spans))
    start, end = spans[index]
    if end - start < 5:
        return text, spans
    at = rng.randrange(start + 1, end - 1)
    if not text[at].isalpha():
        return text, spans
    way = rng.random()
    new = text[at] * 2 if way < 0.4 else "" if way < 0.7 else rng.choice("aeiouyslnrt")
    shift = len(new) - 1
    moved = [
        (s, e) if j < index else (s, e + shift) if j == index else (s + shift, e + shift)
        for j, (s, e) in enumerate(spans)
    ]
    return text[:at] + new + text[at + 1 :], tuple(moved)


def tidy(text: str) -> bool:
    """Tell whether a comment is written with capitals where they belong."""
    tokens = tokenize(text)
    capitals = sum(t.shape in ("Xx", "X") for t in tokens)
    return len(tokens) > 1 and text.lstrip()[:1].isupper() and capitals <= 0.5 * len(tokens)


def corrections() -> tuple[frozenset[str], frozenset[str]]:
    """Return words that are always and never names of persons in the comments, as a person has judged them."""
    always: set[str] = set()
    never: set[str] = set()
    for paragraph in CORRECTIONS.read_text(encoding="utf-8").split("\n\n"):
        kind, _, words = paragraph.partition(":")
        if kind in ("always", "never"):
            (always if kind == "always" else never).update(words.lower().split())
    return frozenset(always), frozenset(never)


def lower_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often words stand in small letters in texts with capitals, without those that mostly have one."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        if not tidy(text):
            continue
        for i, token in enumerate(tokens := tokenize(text)):
            if token.shape == "x":
                small[token.lower] += 1
            elif token.shape == "Xx" and i and tokens[i - 1].shape == "x":
                capital[token.lower] += 1
    return Counter({w: c for w, c in small.items() if capital[w] <= 2 * c})


def silver(texts: Iterable[str], find: Callable[[list[Token]], list[float]], weight: float) -> Iterator[Example]:
    """Yield tidy comments with the names that the recogniser and the corrections see in them."""
    always, never = corrections()
    for text in texts:
        if not tidy(text):
            continue
        names: list[Span] = []
        tokens = tokenize(text)
        found = find(tokens)
        for i, (token, probability) in enumerate(zip(tokens, found, strict=True)):
            word = token.lower.removesuffix("s") if token.lower not in always | never else token.lower
            capital = token.shape in ("Xx", "X", "XX")
            name = capital and not {word, token.lower} & never and (probability >= 0.4 or word in always)
            if name and names and i and tokens[i - 1].end == names[-1][1] and text[names[-1][1] : token.start] == " ":
                names[-1] = (names[-1][0], token.end)
            elif name:
                names.append((token.start, token.end))
        yield Example(text, tuple(names), weight)
