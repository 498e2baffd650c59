"""Semantic word classes (`lexicon/*.txt`): which kind of word stands where in a tokenised comment.

A token belongs to a class by its form, its lemma, or, for long words, by a compound head or first part
(*skattebetalarpengarna*, *invandrarslödder*). Phrases are written with underscores.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

import simplemma

_MIN_COMPOUND: Final = 8
_MIN_PART: Final = 4
_MAX_TOKEN: Final = 40
_INFLECTIONS: Final = (
    "",
    "s",
    "n",
    "en",
    "et",
    "ns",
    "ens",
    "ets",
    "er",
    "ar",
    "or",
    "na",
    "erna",
    "arna",
    "orna",
    "e",
)


@dataclass(frozen=True)
class Lexicon:
    """Word classes compiled for look-up. `words`: form to classes; `phrases`: first form to (rest, class)."""

    words: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    _cache: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def classes_of(self, token: str) -> frozenset[str]:
        """Return the classes of one lower-case token, empty when it belongs to none."""
        known = self._cache.get(token)
        if known is None:
            known = self._look_up(token)
            if len(self._cache) < 60_000:
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
        if len(token) >= _MIN_COMPOUND:
            for start in range(3, len(token) - _MIN_PART + 1):
                tail = token[start:]
                if tail in self.words:
                    return frozenset(f"{c}+" for c in self.words[tail])
            for ending in _INFLECTIONS[1:]:
                stem = token.removesuffix(ending)
                if stem != token and stem in self.words:
                    return self.words[stem]
            for end in range(len(token) - 3, _MIN_PART, -1):
                if token[:end] in self.words:
                    return frozenset(f"{c}-" for c in self.words[token[:end]])
        return frozenset()

    def tag(self, tokens: list[str]) -> list[tuple[int, int, str]]:
        """Return (first token, one past the last token, class) in text order, phrases and words alike."""
        tags: list[tuple[int, int, str]] = []
        for i, token in enumerate(tokens):
            for rest, name in self.phrases.get(token, ()):
                end = i + 1 + len(rest)
                if tuple(tokens[i + 1 : end]) == rest:
                    tags.append((i, end, name))
            tags += [(i, i + 1, name) for name in sorted(self.classes_of(token))]
        return tags


def parse_lexicon(texts: list[str]) -> Lexicon:
    """Build a lexicon from files of `CLASS: entry entry …` lines; `#` begins a comment line."""
    words: dict[str, set[str]] = defaultdict(set)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for text in texts:
        for line in text.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            name, _, entries = line.partition(":")
            for entry in entries.split():
                first, *rest = entry.lower().split("_")
                if rest:
                    phrases[first].append((tuple(rest), name.strip()))
                else:
                    words[first].add(name.strip())
    return Lexicon({w: frozenset(c) for w, c in words.items()}, {w: tuple(p) for w, p in phrases.items()})


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that comes with the package, parsed once per process."""
    folder = files("classifier.model").joinpath("lexicon")
    names = sorted(p.name for p in folder.iterdir() if p.name.endswith(".txt"))
    return parse_lexicon([folder.joinpath(n).read_text(encoding="utf-8") for n in names])
