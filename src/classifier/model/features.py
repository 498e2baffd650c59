"""The one feature definition, used by training and serving alike.

Blocks, each a bag of named features with the span of the skeleton text it was read from: `char` (n-grams of 2–5
characters within words), `word` (words, pairs, pairs with one word between), `class` (semantic classes, form of the
comment), `clause` (what the classes do to each other) and `context` (what is answered).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import regex

from classifier.model.clauses import Feature, class_features, clause_features, kind_of
from classifier.model.lexicon import Lexicon, Tag, shipped_lexicon
from classifier.model.network import Reading, reading
from classifier.model.tokens import Token, tokenize
from classifier.text import NormalizedText

BLOCKS: Final = ("char", "word", "class", "clause", "context")
FEATURES_VERSION: Final = 2
"""Raised when the definition changes; an artefact of another version is refused."""
MAX_MODEL_CHARS: Final = 1_200
"""The model reads the first two thirds and the last third of longer comments; rules read all."""

_CHAR_MIN: Final = 2
_CHAR_MAX: Final = 5
_MAX_WORD: Final = 40
_MIN_WINDOW: Final = 5
_WINDOW: Final = 30
_STRIDE: Final = 20
_FAR: Final = 10_000
_MAX_WINDOWS: Final = 12
_CONTEXT_WORDS: Final = 60
_SHORT: Final = 8
"""A comment of at most so many words leans on what it answers."""
_LINK: Final = regex.compile(r"https?://|www\.|\b[\p{L}\d-]+\.(?:com|net|ru|xyz|info|top|click|link|ly|me)\b")


@dataclass(frozen=True, slots=True)
class FeatureExtractor:
    """Reads features from a normalised text; pure and safe to share between threads."""

    lexicon: Lexicon

    def tokens(self, text: NormalizedText) -> list[Token]:
        """Return (word, start, end) of the skeleton text; the middle of a very long text is passed over."""
        view = text.skeleton.text
        if len(view) > MAX_MODEL_CHARS:
            cut = MAX_MODEL_CHARS * 2 // 3
            view = view[:cut] + " " * (len(view) - MAX_MODEL_CHARS) + view[-(MAX_MODEL_CHARS - cut) :]
        same = identity_terms()
        return [(same.get(word, word), start, end) for word, start, end in tokenize(view)]

    def reading(self, text: NormalizedText, limit: int) -> Reading:
        """Return the first words of a text with their classes, as the network reads them."""
        words = [t[0] for t in self.tokens(text)]
        return reading(words, self.lexicon.tag(words), limit)

    def blocks(self, text: NormalizedText, context: NormalizedText | None = None) -> dict[str, list[Feature]]:
        """Return the features of every block, repeats included (their number is the term frequency).

        `context` is the comment or post that is answered.
        """
        tokens = self.tokens(text)
        return {"char": list(char_features(tokens)), **self.word_blocks(text, tokens, context)}

    def marking_blocks(self, text: NormalizedText, limit: int) -> dict[str, list[Feature]]:
        """Return the features that point at words, of the first `limit` words: what an explanation marks."""
        tokens = self.tokens(text)[:limit]
        tags = self.lexicon.tag([t[0] for t in tokens])
        return {
            "char": list(char_features(tokens)),
            "word": list(word_features(tokens)),
            "class": list(class_features(tokens, tags)),
        }

    def word_blocks(
        self, text: NormalizedText | None, tokens: list[Token], context: NormalizedText | None = None
    ) -> dict[str, list[Feature]]:
        """Return the features of the blocks that look further than one word; no text: a window, without form."""
        tags = self.lexicon.tag([t[0] for t in tokens])
        form = () if text is None else _form_features(text)
        return {
            "word": list(word_features(tokens)),
            "class": [*class_features(tokens, tags), *form],
            "clause": list(clause_features(tokens, tags)),
            "context": [] if context is None else list(self._context_features(tokens, tags, context)),
        }

    def window_blocks(self, tokens: list[Token]) -> dict[str, list[Feature]]:
        """Return the features of every block for one window of a comment."""
        return {"char": list(char_features(tokens)), **self.word_blocks(None, tokens)}

    def _context_features(self, tokens: list[Token], tags: list[Tag], context: NormalizedText) -> Iterator[Feature]:
        """Yield the kinds of word in what is answered and, for a short answer, each with the answer's own.

        "gör det bara" says nothing by itself. The spans are empty: nothing of the comment is to be marked.
        """
        above = self.tokens(context)[:_CONTEXT_WORDS]
        kinds = sorted({kind_of(name) for _, _, name in self.lexicon.tag([t[0] for t in above])})
        words = [t[0] for t in tokens if t[0][0].isalnum()]
        short = len(words) <= _SHORT
        own = {kind_of(name) for _, _, name in tags} if short else set()
        for kind in kinds:
            yield Feature(f"up:{kind}", 0, 0)
            if short:
                yield Feature(f"up:{kind}|short", 0, 0)
            for other in sorted(own):
                yield Feature(f"up:{kind}|{other}", 0, 0)


@lru_cache(maxsize=1)
def identity_terms() -> dict[str, str]:
    """Return names of parties and peoples, each to the one word that stands for its kind (RF 1:9)."""
    text = files("classifier.model").joinpath("identity_terms.txt").read_text(encoding="utf-8")
    lines = [line.split(":", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {form: token for token, forms in lines for form in forms.split()}


def windows(tokens: list[Token]) -> list[list[Token]]:
    """Split a comment into sentences, long ones into overlapping stretches; empty where there is only one.

    One harmful clause in a long, ordinary complaint weighs little in the whole: it is read by itself as well.
    """
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        sentences[-1].append(token)
        if token[0][0] in ".!?" and len(sentences[-1]) >= _MIN_WINDOW:
            sentences.append([])
    if len(sentences) > 1 and len(sentences[-1]) < _MIN_WINDOW:
        tail = sentences.pop()
        sentences[-1] += tail
    parts = [
        sentence[i : i + _WINDOW]
        for sentence in sentences
        for i in range(0, max(1, len(sentence) - _WINDOW + _STRIDE), _STRIDE if len(sentence) > _WINDOW else _FAR)
    ]
    return parts[:_MAX_WINDOWS] if len(parts) > 1 else []


@lru_cache(maxsize=1)
def default_extractor() -> FeatureExtractor:
    """Return the extractor with the shipped lexicon, made once per process."""
    return FeatureExtractor(shipped_lexicon())


@lru_cache(maxsize=50_000)
def char_ngrams(word: str) -> tuple[tuple[str, int, int], ...]:
    """Return the n-grams of one word, padded with a space at both ends, with their spans within the word."""
    padded = f" {word[:_MAX_WORD]} "
    grams = []
    for size in range(_CHAR_MIN, min(_CHAR_MAX, len(padded)) + 1):
        for i in range(len(padded) - size + 1):
            low = max(0, i - 1)
            grams.append((padded[i : i + size], low, max(low + 1, min(len(word), i + size - 1))))
    return tuple(grams)


def char_features(tokens: list[Token]) -> Iterator[Feature]:
    """Yield the character n-grams of every word."""
    for word, start, _ in tokens:
        for name, low, high in char_ngrams(word):
            yield Feature(name, start + low, start + high)


def word_features(tokens: list[Token]) -> Iterator[Feature]:
    """Yield every word, with the next and with the one after that."""
    names = [_word_name(t[0]) for t in tokens]
    for i, name in enumerate(names):
        start = tokens[i][1]
        yield Feature(name, start, tokens[i][2])
        if i + 1 < len(names):
            yield Feature(f"{name} {names[i + 1]}", start, tokens[i + 1][2])
        if i + 2 < len(names):
            yield Feature(f"{name} _ {names[i + 2]}", start, tokens[i + 2][2])


def _word_name(token: str) -> str:
    if token[0].isdigit():
        return f"#{min(len(token), 9)}"
    if token[0] in "!?":
        return token[:2]
    return token if token[0] not in "@" else "@"


def _form_features(text: NormalizedText) -> Iterator[Feature]:
    """Yield what the skeleton no longer shows: shouting, links, numbers, a closing question mark."""
    raw = text.raw[:MAX_MODEL_CHARS]
    view = text.skeleton.text[:MAX_MODEL_CHARS]
    letters = sum(c.isalpha() for c in raw)
    end = len(view)
    if not end:
        return
    if letters > 8 and sum(c.isupper() for c in raw) > 0.6 * letters:
        yield Feature("form:shouting", 0, end)
    if view.rstrip(" \"”').").endswith("?"):
        yield Feature("form:ends_with_question", end - 1, end)
    for match in _LINK.finditer(view):
        yield Feature("form:link", match.start(), match.end())
    if text.skeleton.text != text.plain.text:
        yield Feature("form:disguised", 0, end)
