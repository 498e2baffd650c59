"""Normalising: one pass per view, every character of a view knows where it stood in the raw text.

`plain` is what was written, in lower case and composed form, without invisible characters; digits and
punctuation stand, so identifiers are read from it. `skeleton` is what was meant: look-alikes, masks
(f*tta), leet (f1tta), letters set apart (d ö d a), stretched letters and missing å ä ö are undone, so
rules and the model read it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from classifier.text import characters as ch
from classifier.text.words import Vocabulary, shipped_vocabulary

MAX_CHARS: Final = 10_000
"""Longest text that is read (code points); the API refuses longer, the command line reads the first part."""
_REMEMBERED_WORDS: Final = 50_000
MAX_RUN: Final = 3
"""Longest run of one and the same character, digits excepted, that is kept."""

_LETTER = r"[^\W\d_]"
_SPACED: Final = re.compile(rf"(?<![^\W_])(?:{_LETTER}([ .\-_*,/|]{{1,2}}))(?:{_LETTER}\1){{1,30}}{_LETTER}(?![^\W_])")
_TOKEN: Final = re.compile(r"[^\s]+")
_CORE: Final = re.compile(r"[@$€]?[^\W_](?:.*[^\W_])?", re.DOTALL)
_STRETCH: Final = re.compile(rf"({_LETTER})\1\1+")
_SUSPECT: Final = re.compile(rf"{_LETTER}[^\w\s]+{_LETTER}|{_LETTER}[\d_]|[\d@$€]{_LETTER}|({_LETTER})\1\1")
_MOJIBAKE: Final = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122\u20ac]+")
_CLUSTER: Final = regex.compile(r"\P{M}\p{M}*|\p{M}+")
_VOWELS: Final = frozenset("aeiouyåäöé")


@dataclass(frozen=True, slots=True)
class View:
    """A normalised text and, for each of its characters, the raw half-open span it came from."""

    text: str
    starts: list[int]
    ends: list[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw code-point span of `text[start:end]`; the span must not be empty."""
        return min(self.starts[start:end]), max(self.ends[start:end])


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A comment in three shapes: as sent, as written (`plain`), as meant (`skeleton`)."""

    raw: str
    plain: View
    skeleton: View
    truncated: bool


class Normalizer:
    """Turns raw text into `NormalizedText`; pure and safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[tuple[str, bool], str] = {}

    def __call__(self, raw: str) -> NormalizedText:
        """Normalise any string; never raises. Reads at most `MAX_CHARS` code points."""
        head = raw[:MAX_CHARS]
        plain = _plain(head)
        return NormalizedText(raw, plain, self._skeleton(plain), len(raw) > MAX_CHARS)

    def _skeleton(self, plain: View) -> View:
        joined = _join_spaced(plain)
        restore = not any(c in "åäö" for c in joined.text)
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        position = 0
        for token in _TOKEN.finditer(joined.text):
            start, end = token.span()
            word = token.group()
            meant = self._known.get((word, restore)) or self._remember(word, restore)
            if meant == word:
                continue
            out.append(joined.text[position:start])
            starts += joined.starts[position:start]
            ends += joined.ends[position:start]
            out.append(meant)
            if len(meant) == len(word):
                starts += joined.starts[start:end]
                ends += joined.ends[start:end]
            else:
                whole = joined.raw_span(start, end)
                starts += [whole[0]] * len(meant)
                ends += [whole[1]] * len(meant)
            position = end
        if not out:
            return joined
        out.append(joined.text[position:])
        starts += joined.starts[position:]
        ends += joined.ends[position:]
        return View("".join(out), starts, ends)

    def _remember(self, token: str, restore: bool) -> str:
        meant = self._meant(token, restore)
        if len(self._known) < _REMEMBERED_WORDS:
            self._known[token, restore] = meant
        return meant

    def _meant(self, token: str, restore: bool) -> str:
        """Return the word a token stands for, or the token itself."""
        if len(token) < 3 or len(token) > 40:
            return token
        core = _CORE.search(token)
        if core is None:
            return token
        word = core.group()
        meant = word
        if _SUSPECT.search(token):
            meant = self._vocabulary.unmask(word) or word
            if meant == word:
                meant = _squeeze(word)
        if meant == word:
            meant = self._vocabulary.restore(word, missing=restore) or word
        if meant == word:
            return token
        return token[: core.start()] + meant + token[core.end() :]


@lru_cache(maxsize=1)
def default_normalizer() -> Normalizer:
    """Return the normaliser with the shipped vocabulary, made once per process."""
    return Normalizer(shipped_vocabulary())


def _plain(raw: str) -> View:
    bare = raw.strip(" ")
    if ch.SIMPLE.match(bare) and "  " not in bare and not _has_long_run(bare):
        lead = len(raw) - len(raw.lstrip(" "))
        return View(bare.lower(), list(range(lead, lead + len(bare))), list(range(lead + 1, lead + len(bare) + 1)))
    everywhere = ch.disguised(raw)
    words = [] if everywhere else [m.span() for m in _TOKEN.finditer(raw) if ch.disguised(m.group())]
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, chunk in _clusters(raw):
        if len(out) >= MAX_CHARS:
            break
        while words and words[0][1] <= start:
            words.pop(0)
        for folded in _fold(chunk, everywhere or (bool(words) and words[0][0] <= start)):
            char = " " if ch.is_spacing(folded) else folded
            if ch.is_dropped(char) or (char == " " and (not out or out[-1] == " ")):
                continue
            if len(out) >= MAX_RUN and not char.isdigit() and out[-MAX_RUN:] == [char] * MAX_RUN:
                ends[-1] = end
                continue
            out.append(char)
            starts.append(start)
            ends.append(end)
    if out and out[-1] == " ":
        out.pop(), starts.pop(), ends.pop()
    return View("".join(out), starts, ends)


def _has_long_run(text: str) -> bool:
    return re.search(r"(\D)\1{3}", text) is not None


def _fold(chunk: str, lookalikes: bool) -> str:
    """Return compatibility-composed lower case of one cluster; loose marks are left for the caller to drop."""
    folded = unicodedata.normalize("NFKC", chunk).lower()
    if lookalikes:
        folded = "".join(ch.LATIN_LOOKALIKES.get(c, c) for c in folded)
        folded = unicodedata.normalize("NFKC", folded)
    return folded.lower()


def _clusters(raw: str) -> list[tuple[int, int, str]]:
    """Split into (start, end, characters): a base with its combining marks, or a repaired mojibake run."""
    repaired = {m.start(): m.end() for m in _MOJIBAKE.finditer(raw)}
    if not repaired:
        return [(m.start(), m.end(), m.group()[:4]) for m in _CLUSTER.finditer(raw)]
    clusters: list[tuple[int, int, str]] = []
    i = 0
    while i < len(raw):
        fixed = _demojibake(raw[i : repaired[i]]) if i in repaired else None
        if fixed is not None:
            clusters.append((i, repaired[i], fixed))
            i = repaired[i]
            continue
        j = i + 1
        while j < len(raw) and unicodedata.combining(raw[j]):
            j += 1
        clusters.append((i, j, raw[i : min(j, i + 4)]))
        i = j
    return clusters


def _demojibake(chunk: str) -> str | None:
    """Return the text that was UTF-8 read as Windows-1252, or None where it was not."""
    try:
        data = b"".join(c.encode("latin-1") if c <= "\u00ff" else c.encode("cp1252") for c in chunk)
        text = data.decode("utf-8")
    except UnicodeError:
        return None
    return text if all(_is_repair(c) for c in text) else None


def _is_repair(char: str) -> bool:
    """Tell whether mojibake of Swedish text may stand for this: a Latin letter, punctuation or an emoji."""
    return (
        char < "\u0180"
        or "\u2000" <= char < "\u2070"
        or "\u2600" <= char < "\u27c0"
        or "\U0001f000" <= char < "\U0001fb00"
    )


def _join_spaced(view: View) -> View:
    """Join letters that stand apart (`d ö d a`, `i.d.i.o.t`), at least three of them."""
    keep: list[int] = []
    position = 0
    for match in _SPACED.finditer(view.text):
        start, end = match.span()
        step = 1 + len(match.group(1))
        keep += range(position, start)
        keep += range(start, end, step)
        position = end
    if not position:
        return view
    keep += range(position, len(view.text))
    return View("".join(view.text[i] for i in keep), [view.starts[i] for i in keep], [view.ends[i] for i in keep])


def _squeeze(word: str) -> str:
    """Shorten stretched letters: vowels and final consonants to one, consonants between vowels to two."""

    def shorten(match: re.Match[str]) -> str:
        letter = match.group(1)
        before = word[match.start() - 1] if match.start() else ""
        after = word[match.end()] if match.end() < len(word) else ""
        return letter * 2 if letter not in _VOWELS and before in _VOWELS and after in _VOWELS else letter

    return _STRETCH.sub(shorten, word)
