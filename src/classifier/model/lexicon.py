"""Semantic word classes (`lexicon/*.txt`): which kind of word stands where in a tokenised comment.

A token belongs to a class by its form, its lemma, a regular ending, a pattern (`*pack`), or, for long words, by a
compound head (`CLASS+`) or first part (`CLASS-`): *skattebetalarpengarna*, *invandrarslödder*.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

import simplemma

from classifier.model.tokens import tokenize

Tag = tuple[int, int, str]
"""First token, one past the last token, class."""

_MIN_COMPOUND: Final = 8
_MIN_PART: Final = 4
_MAX_TOKEN: Final = 40
_REMEMBERED: Final = 60_000
_HEADER: Final = re.compile(r"\[([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\]")
_INFLECTIONS: Final = tuple("s n en et ns ens ets er ar or na erna arna orna e a t".split())


class LexiconError(Exception):
    """A lexicon file that cannot be used: says file, line and what is wrong."""


@dataclass(frozen=True)
class WordClass:
    """A class as its file gives it: what belongs to it, examples and entries (lemmas, phrases, `*patterns`)."""

    name: str
    note: str
    examples: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Word classes compiled for look-up.

    `words`: form to classes; `phrases`: words in a row to classes; `heads` and `firsts`: end or beginning of a word.
    """

    words: dict[str, frozenset[str]]
    phrases: dict[tuple[str, ...], frozenset[str]]
    heads: dict[str, frozenset[str]]
    firsts: dict[str, frozenset[str]]
    _lengths: dict[str, tuple[int, ...]] = field(init=False, repr=False)
    _cache: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Remember how long the phrases are that begin with a word, longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in self.phrases:
            lengths[phrase[0]].add(len(phrase))
        object.__setattr__(self, "_lengths", {w: tuple(sorted(n, reverse=True)) for w, n in lengths.items()})

    def classes_of(self, token: str) -> tuple[str, ...]:
        """Return the classes of one lower-case token in alphabetical order, empty when it belongs to none."""
        known = self._cache.get(token)
        if known is None:
            known = tuple(sorted(self._look_up(token)))
            if len(self._cache) < _REMEMBERED:
                self._cache[token] = known
        return known

    def _look_up(self, token: str) -> frozenset[str]:
        if token in self.words:
            return self.words[token]
        if len(token) > _MAX_TOKEN or not token[0].isalpha():
            return frozenset()
        lemma = simplemma.lemmatize(token, lang="sv").lower()
        if lemma in self.words:
            return self.words[lemma]
        for ending in _INFLECTIONS:
            stem = token.removesuffix(ending)
            if stem != token and len(stem) >= _MIN_PART and stem in self.words:
                return self.words[stem]
        return self._by_part(token, lemma) if len(token) >= _MIN_COMPOUND else frozenset()

    def _by_part(self, token: str, lemma: str) -> frozenset[str]:
        for form in dict.fromkeys((token, lemma)):
            for start in range(2, len(form) - 2):
                if form[start:] in self.heads:
                    return self.heads[form[start:]]
        for end in range(len(token) - 3, 2, -1):
            if token[:end] in self.firsts:
                return self.firsts[token[:end]]
        for form in dict.fromkeys((token, lemma)):
            for start in range(3, len(form) - _MIN_PART + 1):
                if form[start:] in self.words:
                    return frozenset(f"{c}+" for c in self.words[form[start:]])
        for end in range(len(token) - 3, _MIN_PART, -1):
            if token[:end] in self.words:
                return frozenset(f"{c}-" for c in self.words[token[:end]])
        return frozenset()

    def tag(self, tokens: list[str]) -> list[Tag]:
        """Return the classes of a tokenised text in text order, phrases and words alike.

        Of the phrases that begin at a word the longest counts. What stands inside an idiom or an everyday turn of
        phrase (`IDIOM_…`, `…_ORDINARY`) is read with it: *skjuta upp mötet* shoots nobody.
        """
        tags: list[Tag] = []
        shielded = 0
        for i, token in enumerate(tokens):
            end, names = self._phrase_at(tokens, i)
            if end > shielded:
                tags += [(i, end, name) for name in names]
            if end > shielded and any(_shields(name) for name in names):
                shielded = end
            if i >= shielded:
                tags += [(i, i + 1, name) for name in self.classes_of(token)]
        return tags

    def _phrase_at(self, tokens: list[str], i: int) -> tuple[int, tuple[str, ...]]:
        for length in self._lengths.get(tokens[i], ()):
            if i + length <= len(tokens):
                names = self.phrases.get(tuple(tokens[i : i + length]))
                if names:
                    return i + length, tuple(sorted(names))
        return i, ()


def _shields(name: str) -> bool:
    return name.startswith("IDIOM") or name.endswith("_ORDINARY")


def parse_classes(name: str, text: str) -> list[WordClass]:
    """Read one file: `[CLASS]`, `note:`, `example:` (separated by |), then entries separated by commas.

    Raises:
        LexiconError: on anything else, with file and line.
    """
    classes: list[WordClass] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        header = _HEADER.fullmatch(line)
        if header:
            classes.append(WordClass(header[1], "", (), ()))
            continue
        if not classes:
            raise LexiconError(f"{name}:{number}: entries before the first [CLASS]")
        classes[-1] = _with_line(classes[-1], line, f"{name}:{number}")
    for each in classes:
        if not each.note or not each.examples:
            raise LexiconError(f"{name}: [{each.name}] lacks note: or example:")
    return classes


def _with_line(known: WordClass, line: str, place: str) -> WordClass:
    key, _, rest = line.partition(":")
    if key == "note":
        return WordClass(known.name, rest.strip(), known.examples, known.entries)
    if key == "example":
        examples = tuple(e.strip() for e in rest.split("|") if e.strip())
        return WordClass(known.name, known.note, known.examples + examples, known.entries)
    entries = tuple(e.strip() for e in line.split(",") if e.strip())
    for entry in entries:
        if entry != entry.lower():
            raise LexiconError(f"{place}: {entry!r} is not in lower case")
        if "*" in entry.strip("*") or entry.count("*") > 1 or (entry[0] == entry[-1] == "*"):
            raise LexiconError(f"{place}: {entry!r}: one * at the beginning or the end")
        if "*" in entry and len(entry) < _MIN_PART:
            raise LexiconError(f"{place}: {entry!r}: a pattern needs three letters")
    return WordClass(known.name, known.note, known.examples, known.entries + entries)


def build_lexicon(classes: Iterable[WordClass]) -> Lexicon:
    """Compile classes for look-up; phrases are split by the tokeniser that reads comments."""
    words: dict[str, set[str]] = defaultdict(set)
    phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
    heads: dict[str, set[str]] = defaultdict(set)
    firsts: dict[str, set[str]] = defaultdict(set)
    for each in classes:
        for entry in each.entries:
            if entry[0] == "*" and len(entry) > 1:
                heads[entry[1:]].add(each.name)
                continue
            if entry[-1] == "*" and len(entry) > 1:
                firsts[entry[:-1]].add(each.name)
                continue
            parts = (entry,) if "§" in entry else tuple(t[0] for t in tokenize(entry))
            if len(parts) == 1:
                words[parts[0]].add(each.name)
            elif parts:
                phrases[parts].add(each.name)
    frozen = [{k: frozenset(v) for k, v in table.items()} for table in (words, heads, firsts)]
    return Lexicon(frozen[0], {k: frozenset(v) for k, v in phrases.items()}, frozen[1], frozen[2])


@lru_cache(maxsize=1)
def shipped_classes() -> tuple[WordClass, ...]:
    """Return the classes that come with the package, in the order of files and lines."""
    folder = files("classifier.model").joinpath("lexicon")
    names = sorted(p.name for p in folder.iterdir() if p.name.endswith(".txt"))
    return tuple(c for n in names for c in parse_classes(n, folder.joinpath(n).read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the compiled lexicon of the package, made once per process."""
    return build_lexicon(shipped_classes())
