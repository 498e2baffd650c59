"""Finds names of persons in Swedish comments, also in small letters: a linear token tagger served with numpy alone."""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import regex

from classifier.names.artefact import NamesArrays, NamesManifest
from classifier.names.evidence import Surroundings
from classifier.names.features import (
    Token,
    context_features,
    kind_of,
    lexical_features,
    own_features,
    style,
    tokenize,
)
from classifier.names.gate import foreign, is_person, worth_a_look
from classifier.names.initials import initials
from classifier.names.words import lists, standing

_REMEMBERED: Final = 60_000
_INITIALS: Final = frozenset("bcdfghjklmnprst")
"""A single small letter after a name is the initial of a surname; a vowel is rather a word (i, o, å, e)."""
CAPITAL_SHARE: Final = 0.25
"""Right after a name a capital speaks for a surname: `Mona Träff`."""
_MASKED: Final = "[namn "
"""A text that was masked before names somebody too."""
_SELDOM: Final = frozenset({"word", "unknown", "place", "thing"})
"""What in small letters is a name only where the tagger sees one."""
_BESIDE: Final = 0.05
"""What a word with a capital needs that stands in a row with a person: `Kjell och Rut`."""
_ENDINGS: Final = ("ar", "er", "or", "ade", "at", "it", "de", "te", "en", "et", "an", "na", "igt", "as", "es", "s")
"""Words that end so are rather verbs and things than surnames, in small letters."""
_DOTTED: Final = regex.compile(r"\.(?=[ ]?(?:$|[\p{Ll},;:)]))")
_JOINING: Final = frozenset(
    "och o å samt för att i på till från av är e har hade var som vid med mot ska vill kan men eller".split()
)
"""Before these a name that ends in s is hardly a genitive."""
_LINKS: Final = frozenset({"-", "af", "von", "van", "de", "al", "el", "bin", "abu", "ul", "da", "di", "ibn"})


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
        around = Surroundings(text, tokens)
        found = self._found(around, probabilities, people=_MASKED in text)
        if found and _MASKED not in text:
            # Whoever is named beside others needs less to be seen as a person.
            found = self._found(around, probabilities, people=True)
        return self._with_initials(around, found, people=bool(found) or _MASKED in text)

    def _with_initials(self, around: Surroundings, found: list[Name], *, people: bool) -> list[Name]:
        """Add those who are named by their initials alone; a name that lies within is taken in."""
        spelled = list(initials(around, people=people))
        if not spelled:
            return found
        kept = [n for n in found if not any(low < n.end and n.start < high for low, high in spelled)]
        widest = [(low, max([high, *(n.end for n in found if low <= n.start < high)])) for low, high in spelled]
        return sorted([*kept, *(Name(low, high, 1.0) for low, high in widest)], key=lambda n: n.start)

    def _found(self, around: Surroundings, probabilities: list[float], *, people: bool) -> list[Name]:
        tokens, names = around.tokens, []
        how, abroad = style(tokens), None
        i, end, said = 0, 0, False
        threshold = self.manifest.threshold
        while i < len(tokens):
            token, probability = tokens[i], probabilities[i]
            seldom = token.shape == "x" and probability < threshold and standing(token.lower) in _SELDOM
            if seldom or not token.text[0].isalpha() or not worth_a_look(around, i, probability, threshold):
                i += 1
                continue
            first, last = self._grown(around, probabilities, i)
            first = max(first, end)
            if first == last and len(tokens[i].text) == 1:
                i += 1
                continue
            highest = max(probabilities[first : last + 1])
            if abroad is None:
                abroad = foreign(tokens)
            beside = end and tokens[first].shape != "x" and around.coordinated(end, first)
            if beside and not said and around.thing(end - 1, end - 1):
                said = False  # `Förskolan Violen och Ebba`
            elif beside and said and not around.thing(first, last) and highest >= _BESIDE:
                said = True
            else:
                said = is_person(around, first, last, highest, how=how, abroad=abroad, people=people)
            if said:
                names.append(Name(tokens[first].start, self._end(around, last), highest))
            i = end = last + 1
        return names

    def _end(self, around: Surroundings, last: int) -> int:
        """Return where a name ends: before the s of a genitive, after the dot of an initial."""
        token = around.tokens[last]
        if len(token.text) == 1:
            return token.end + (token.shape == "X" and _DOTTED.match(around.text, token.end) is not None)
        if len(token.text) == 2 and token.text[0] in _INITIALS and token.text[1] == "s":
            return token.end - 1
        # A genitive stands before something: `Emil Tofs.` is no genitive.
        before_word = last + 1 < len(around.tokens) and around.tokens[last + 1].text[0].isalpha()
        alone = standing(token.lower.removesuffix("s")) != "unknown"
        if not alone and before_word and around.at(last + 1) in _JOINING:
            return token.end  # `Pia Ekfors och`
        return token.end - (self._genitive(token.lower) if before_word or alone else 0)

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

    def _grown(self, around: Surroundings, probabilities: list[float], i: int) -> tuple[int, int]:
        """Join neighbours that are rather names as well, and initials: `P. Svensson`, `Elin S`."""
        tokens, first, last = around.tokens, self._led(around, i), i
        while last + 1 < len(tokens):
            following = last + 1
            gap = around.text[tokens[last].end : tokens[following].start]
            if gap.strip(" ") or len(gap) > 1:
                break
            if self._initial(around, last) or self._surname(around, probabilities, last):
                last = following
            elif (
                tokens[following].lower in _LINKS
                and following + 1 < len(tokens)
                and (probabilities[following + 1] >= self.manifest.threshold or self._noble(around, last))
            ) or (
                tokens[following].text == "."
                and len(tokens[last].text) == 1
                and len(tokens[first].text) == 1
                and following + 1 < len(tokens)
                and (tokens[following + 1].shape == "Xx" or len(tokens[following + 1].text) == 1)
                and tokens[following + 1].lower not in lists("evidence.txt")["function"]
            ):
                last = following + 1
            else:
                break
        return first, last

    def _noble(self, around: Surroundings, last: int) -> bool:
        """Tell whether `von` or `af` and a capital follow a name: `Karl-Gustaf von Exempel`."""
        link, name = around.at(last + 1), around.token(last + 2)
        return (
            link in {"von", "af", "van", "de"} and name is not None and name.shape == "Xx" == around.tokens[last].shape
        )

    def _led(self, around: Surroundings, i: int) -> int:
        """Return where a name begins whose initials stand before it: `BG Persson`, `F. Wetterhall`."""
        tokens = around.tokens
        if i and self._first_name(around, i):
            return i - 1
        if not i or tokens[i].shape != "Xx":
            return i
        dotted = tokens[i - 1].text == "." and i > 1
        before = i - 2 if dotted else i - 1
        if before and tokens[before - 1].shape == "0" and tokens[before - 1].end == tokens[before].start:
            return i  # `3A. Doris`
        initial = tokens[before].shape == "X" or (
            not dotted and tokens[before].shape == "XX" and len(tokens[before].text) == 2
        )
        if (
            not initial
            or tokens[i].start - tokens[before].end > 2
            or (tokens[before].shape == "X" and standing(tokens[before].lower) in ("word", "thing"))
        ):
            return i
        return before if dotted or standing(tokens[i].lower) == "known" else i

    def _first_name(self, around: Surroundings, i: int) -> bool:
        """Tell whether a word in small letters before a surname is a first name: `sten holmgren`."""
        before, token = around.tokens[i - 1], around.tokens[i]
        return (
            before.shape == "x" == token.shape
            and standing(before.lower) == "both"
            and standing(token.lower) == "known"
            and self.kind(before.lower)[0] >= "3"
            and self.kind(token.lower)[1] >= "5" > self.kind(token.lower)[0]
        )

    def _initial(self, around: Surroundings, last: int) -> bool:
        """Tell whether an initial follows: `Elin S`, `linus p`, `ebba ks mamma`."""
        tokens = around.tokens
        token, name = tokens[last + 1].text, tokens[last]
        if name.end - name.start < 2:
            return False
        if len(token) == 2 and token[1] == "s" and token[0] in _INITIALS:
            return around.after(last + 1, last + 1)
        if len(token) != 1 or not token.isalpha():
            return False
        ends = last + 2 >= len(tokens) or tokens[last + 2].text in {",", ".", "!", "?", ")"}
        return token.isupper() or token in _INITIALS or (ends and standing(name.lower) == "known")

    def _surname(self, around: Surroundings, probabilities: list[float], last: int) -> bool:
        """Tell whether what follows belongs to the name."""
        tokens, join = around.tokens, self.manifest.join_threshold
        following, probability = tokens[last + 1], probabilities[last + 1]
        kind, before = standing(following.lower), standing(tokens[last].lower)
        if not following.text[0].isalpha():
            return False
        if following.shape == "Xx" and tokens[last].shape in ("Xx", "X"):
            if following.lower in lists("evidence.txt")["function"] or around.titled:
                return probability >= join
            genitive = tokens[last].lower.endswith("s")
            if genitive and (kind in ("word", "thing") or following.lower in lists("evidence.txt")["firm"]):
                return False  # `Svenssons Bageri`
            spoken = probability >= join * CAPITAL_SHARE or before in ("known", "both")
            return (spoken and not genitive) or probability >= join
        if following.shape == "x" and before == "known" and tokens[last].shape == "x":
            if kind == "unknown" and len(following.text) > 3 and not following.lower.endswith(_ENDINGS):
                return True
            return kind == "known" or probability >= join or (kind == "both" and self.kind(following.lower)[1] >= "4")
        return probability >= join and (kind not in ("word", "place") or following.shape != "x")

    def _genitive(self, word: str) -> int:
        """Return how many letters the genitive of a name takes: 1 for its s, 2 for 's, else 0."""
        if len(word) < 3 or word[-1] != "s":
            return 0
        if word[-2] in "'’:":
            return 2
        features = lexical_features(word)
        score = float(self.arrays.genitive[features].sum()) / math.sqrt(len(features)) + self.arrays.genitive_bias
        return int(score > 0)
