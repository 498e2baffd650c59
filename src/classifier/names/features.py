"""One definition of tokens and features for names, used in training and serving alike.

A token is described by its own letters, its shape, what a word of such letters usually is (first name, surname, place,
ordinary word: scores of a small character model), and by its neighbours. Features are hashed; no list of names is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import regex

FEATURES_VERSION: Final = 1
LEXICAL_BITS: Final = 18
TAGGER_BITS: Final = 19
LEXICAL_CLASSES: Final = ("first", "last", "place", "word")
_LEXICAL_MASK: Final = (1 << LEXICAL_BITS) - 1
_TAGGER_MASK: Final = (1 << TAGGER_BITS) - 1
_TOKEN: Final = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:[-'’‐‑]\p{L}[\p{L}\p{M}]*)*|\d+|[^\s\p{L}\d]")
_SENTENCE_END: Final = frozenset(".!?:\n…")
_EDGE: Final = "·"
MAX_WORD: Final = 30


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a row of digits or a sign; `start` and `end` in the text as sent."""

    text: str
    lower: str
    start: int
    end: int
    shape: str


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text in order."""
    tokens = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        tokens.append(Token(word, word.lower()[:MAX_WORD], match.start(), match.end(), shape(word)))
    return tokens


def shape(word: str) -> str:
    """Return x (small), X (one capital), Xx (capitalised), XX (capitals), xX (mixed), 0 (digits) or the sign itself."""
    first = word[0]
    if first.isdigit():
        return "0"
    if not first.isalpha():
        return first
    if word.islower():
        return "x"
    if len(word) == 1:
        return "X"
    if word.isupper():
        return "XX"
    return "Xx" if first.isupper() else "xX"


def style(tokens: list[Token]) -> str:
    """Return how the text is written: with capitals (C), without any (l), or all in capitals (U)."""
    capitals = sum(t.shape in ("Xx", "X") for t in tokens)
    shouted = sum(t.shape == "XX" for t in tokens)
    small = sum(t.shape == "x" for t in tokens)
    if shouted > small:
        return "U"
    return "C" if capitals else "l"


def lexical_features(word: str) -> list[int]:
    """Return hashed features of the letters of a word in small letters: the word itself and its pieces."""
    padded = f"^{word}$"
    # The whole word stands three times: it outweighs its pieces, and no other word shares all three places.
    found = [crc32(f"{n}={word}".encode()) & _LEXICAL_MASK for n in (1, 2, 3)]
    for size in (2, 3, 4, 5):
        for i in range(len(padded) - size + 1):
            found.append(crc32(padded[i : i + size].encode()) & _LEXICAL_MASK)
    return found


@lru_cache(maxsize=60_000)
def own_features(word: str, form: str) -> tuple[int, ...]:
    """Return hashed features of one token by itself; remembered, since words come again."""
    names = [f"w={word}", f"w={word}|{form}", f"f={form}", f"n={min(len(word), 12)}|{form}"]
    for size in (1, 2, 3, 4, 5):
        if len(word) > size:
            names.append(f"s={word[-size:]}|{form}")
        if 1 < size < 5 and len(word) > size:
            names.append(f"p={word[:size]}|{form}")
    padded = f"^{word}$"
    names += [f"g={padded[i : i + 4]}" for i in range(len(padded) - 3)]
    if "-" in word:
        names.append(f"hyphen|{form}")
    return _hashed(names)


def context_features(tokens: list[Token], kinds: list[str], how: str, i: int) -> list[int]:
    """Return hashed features of the surroundings of token `i`; `kinds` is what each word usually is."""
    token, kind = tokens[i], kinds[i]
    before = tokens[i - 1].lower if i else _EDGE
    before2 = tokens[i - 2].lower if i > 1 else _EDGE
    after = tokens[i + 1].lower if i + 1 < len(tokens) else _EDGE
    after2 = tokens[i + 2].lower if i + 2 < len(tokens) else _EDGE
    form = token.shape
    form_before = tokens[i - 1].shape if i else _EDGE
    form_after = tokens[i + 1].shape if i + 1 < len(tokens) else _EDGE
    kind_before = kinds[i - 1] if i else _EDGE
    kind_after = kinds[i + 1] if i + 1 < len(tokens) else _EDGE
    opening = "o" if i == 0 or before in _SENTENCE_END else "i"
    return list(
        _hashed(
            [
                f"k={kind}",
                f"k={kind}|{form}|{opening}|{how}",
                f"f={form}|{opening}|{how}",
                f"-1={before}",
                f"-1={before}|{form}",
                f"-1={before}|{kind}",
                f"-2={before2}|-1={before}",
                f"+1={after}",
                f"+1={after}|{form}",
                f"+1={after}|{kind}",
                f"+1={after}|+2={after2}",
                f"-1={before}|+1={after}",
                f"-k={kind_before}|{kind}|{form_before}|{form}",
                f"+k={kind_after}|{kind}|{form_after}|{form}",
                f"kkk={kind_before}|{kind}|{kind_after}",
                f"fff={form_before}|{form}|{form_after}|{opening}",
                f"-s={before[-3:]}|{kind}",
                f"+s={after[-3:]}|{kind}",
                f"w={token.lower}|-1={before}",
                f"w={token.lower}|+1={after}",
            ]
        )
    )


def _hashed(names: list[str]) -> tuple[int, ...]:
    return tuple(crc32(name.encode()) & _TAGGER_MASK for name in names)


def kind_of(scores: "tuple[float, ...]") -> str:
    """Return what a word usually is, in few steps: the probabilities of name, surname and place, each in six steps."""
    first, last, place, _ = scores
    return f"{_step(first)}{_step(last)}{_step(place)}"


def _step(probability: float) -> int:
    return sum(probability >= limit for limit in (0.02, 0.08, 0.25, 0.5, 0.75, 0.93))


def windows(tokens: list[Token]) -> Iterator[int]:
    """Yield the indices of tokens that may be names: words of letters."""
    for i, token in enumerate(tokens):
        if token.text[0].isalpha():
            yield i
