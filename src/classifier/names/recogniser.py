"""Finds names of persons in Swedish comments, also in small letters: a linear token tagger served with numpy alone."""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from classifier.names.artefact import NamesArrays, NamesManifest
from classifier.names.features import (
    Token,
    context_features,
    kind_of,
    lexical_features,
    own_features,
    style,
    tokenize,
)
from classifier.names.gate import foreign, is_nobody, lists

_REMEMBERED: Final = 60_000
_INITIALS: Final = frozenset("bcdfghjklmnprst")
"""A single small letter after a name is the initial of a surname; a vowel is rather a word (i, o, å, e)."""
CAPITAL_SHARE: Final = 0.25
"""Right after a name a capital speaks for a surname: `Mona Träff`."""
_LINKS: Final = frozenset({"-", "af", "von", "van", "de", "al", "el", "bin", "abu", "ul", "da", "di", "ibn"})


def _bears_a_name(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether the name is that of a place or a thing: `Astrid Lindgrens värld`, `Karl Johansgatan`."""
    words = lists("not_persons.txt")
    after = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    before = tokens[first - 1].lower if first else ""
    capital = last + 1 < len(tokens) and tokens[last + 1].shape == "Xx"
    if after in words["after"] or (before in words["before"] and first == last):
        return True
    return tokens[last].lower.endswith(tuple(words["ending"])) or (capital and after.endswith(tuple(words["ending"])))


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a person; half-open code-point offsets into the text as sent, without the s of the genitive."""

    start: int
    end: int
    probability: float


@dataclass
class Recogniser:
    """Pure but for its memory of words; safe to share between threads."""

    arrays: NamesArrays = field(repr=False)
    manifest: NamesManifest
    _kinds: dict[str, str] = field(default_factory=dict, repr=False)
    _own: dict[tuple[str, str], float] = field(default_factory=dict, repr=False)

    def find(self, text: str) -> list[Name]:
        """Return the names of persons in text order."""
        tokens = tokenize(text)
        probabilities = self.probabilities(tokens)
        names: list[Name] = []
        how, abroad = style(tokens), None
        i = 0
        while i < len(tokens):
            if probabilities[i] < self.manifest.threshold:
                i += 1
                continue
            first, last = self._grown(text, tokens, probabilities, i)
            if first == last and len(tokens[i].text) == 1:
                i += 1
                continue
            highest = max(probabilities[first : last + 1])
            if abroad is None:
                abroad = foreign(tokens)
            if _bears_a_name(tokens, first, last) or is_nobody(
                tokens, first, last, highest, self.kind(tokens[first].lower), how=how, abroad=abroad
            ):
                i = last + 1
                continue
            end = tokens[last].end - self._genitive(tokens[last].lower)
            names.append(Name(tokens[first].start, end, highest))
            i = last + 1
        return names

    def probabilities(self, tokens: list[Token]) -> list[float]:
        """Return for each token how probable it is that it belongs to a person's name."""
        kinds = [self.kind(t.lower) if t.text[0].isalpha() else t.shape for t in tokens]
        how = style(tokens)
        weights, bias = self.arrays.tagger, self.arrays.tagger_bias
        wanted = [i for i, t in enumerate(tokens) if t.text[0].isalpha()]
        if not wanted:
            return [0.0] * len(tokens)
        rows = np.array([context_features(tokens, kinds, how, i) for i in wanted])
        logits = weights[rows].sum(axis=1)
        found = [0.0] * len(tokens)
        for row, i in enumerate(wanted):
            logit = float(logits[row]) + self._own_score(tokens[i].lower, tokens[i].shape) + bias
            found[i] = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
        return found

    def kind(self, word: str) -> str:
        """Return what a word in small letters usually is (see `features.kind_of`)."""
        known = self._kinds.get(word)
        if known is None:
            base = self._base(word)
            scores = self.lexical(base)
            if base.endswith("s") and len(base) > 3:
                without = self.lexical(base[:-1])
                scores = max(scores, without, key=lambda s: s[0] + s[1])
            known = kind_of(scores)
            if len(self._kinds) < _REMEMBERED:
                self._kinds[word] = known
        return known

    def _base(self, word: str) -> str:
        """Return what to look at in a word: of `gräv-olle` the part after the hyphen."""
        head, _, tail = word.rpartition("-")
        return tail if head and len(tail) > 2 else word

    def lexical(self, word: str) -> tuple[float, ...]:
        """Return the probabilities of first name, surname, place and ordinary word, from the letters alone."""
        features = lexical_features(word)
        logits = self.arrays.lexical[:, features].sum(axis=1) / math.sqrt(len(features)) + self.arrays.lexical_bias
        odds = np.exp(logits - logits.max())
        return tuple(float(p) for p in odds / odds.sum())

    def _own_score(self, word: str, shape: str) -> float:
        known = self._own.get((word, shape))
        if known is None:
            known = float(self.arrays.tagger[list(own_features(word, shape))].sum())
            if len(self._own) < _REMEMBERED:
                self._own[word, shape] = known
        return known

    def _grown(self, text: str, tokens: list[Token], probabilities: list[float], i: int) -> tuple[int, int]:
        """Join neighbours that are rather names as well, and initials: `P. Svensson`, `Elin S`."""
        first = last = i
        join = self.manifest.join_threshold
        while last + 1 < len(tokens):
            following = last + 1
            gap = text[tokens[last].end : tokens[following].start]
            if gap.strip(" ") or len(gap) > 1:
                break
            initial = tokens[following].text
            if (
                len(initial) == 1
                and (initial.isupper() or initial in _INITIALS)
                and tokens[last].end - tokens[last].start > 1
            ):
                last = following
                continue
            surname = tokens[following].shape == "Xx" and tokens[last].shape in ("Xx", "X")
            if probabilities[following] >= (join * CAPITAL_SHARE if surname else join):
                last = following
            elif (
                tokens[following].lower in _LINKS
                and following + 1 < len(tokens)
                and probabilities[following + 1] >= self.manifest.threshold
            ) or (
                tokens[following].text == "."
                and len(tokens[last].text) == 1
                and following + 1 < len(tokens)
                and probabilities[following + 1] >= join
            ):
                last = following + 1
            else:
                break
        return first, last

    def _genitive(self, word: str) -> int:
        """Return how many letters the genitive of a name takes: 1 for its s, 2 for 's, else 0."""
        if len(word) < 3 or word[-1] != "s":
            return 0
        if word[-2] in "'’:":
            return 2
        features = lexical_features(word)
        score = float(self.arrays.genitive[features].sum()) / math.sqrt(len(features)) + self.arrays.genitive_bias
        return int(score > 0)
