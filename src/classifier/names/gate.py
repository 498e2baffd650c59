"""What is no person in spite of its letters: ordinary words, places, firms and things, words of other languages.

The tagger sees letters and neighbours. The gate knows which words are ordinary Swedish (`ordinary.txt`) and which
names are those of places, firms and things (`not_persons.txt`), and asks more where a word may be either.
"""

from functools import lru_cache
from importlib.resources import files
from typing import Final

from classifier.names.features import Token

_SURE: Final = 0.9
"""From this probability an ordinary word with a capital inside a sentence is a name after all (`Sten`, `Rot`)."""
_LIKELY: Final = 0.75
"""What a word that is a name as well needs in small letters or where a sentence begins."""
_ENDS: Final = frozenset('.!?:…\n"”»)(-–*•😊')
_FEW: Final = 0.45
"""A text of which no more is ordinary Swedish is in another language."""
_SHORTEST: Final = 5
_CLEAR: Final = "5"


@lru_cache(maxsize=4)
def lists(name: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a file of this package: paragraphs of `name: word word …`."""
    text = files("classifier.names").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return {head: frozenset(words.split()) for head, _, words in (p.strip().partition(":") for p in paragraphs)}


def ordinary(word: str) -> bool:
    """Tell whether a word in small letters is an ordinary Swedish word, though it may be a name too."""
    known = lists("ordinary.txt")
    return word in known["word"] or word in known["name_too"]


def foreign(tokens: list[Token]) -> bool:
    """Tell whether a text is in another language: few of its words are ordinary Swedish."""
    words = [t.lower for t in tokens if t.text[0].isalpha() and len(t.text) > 1]
    return len(words) >= _SHORTEST and sum(ordinary(w) for w in words) < _FEW * len(words)


def is_nobody(
    tokens: list[Token], first: int, last: int, probability: float, kind: str, *, how: str, abroad: bool
) -> bool:
    """Tell whether the tokens that look like a name are none.

    `kind` is that of the first token (see `features.kind_of`), `how` the style of the text, `abroad` that
    the text is in another language.
    """
    known, things = lists("ordinary.txt"), lists("not_persons.txt")
    forms = [_forms(t.lower) for t in tokens[first : last + 1]]
    if all(f & things["thing"] or f & known["place"] for f in forms):
        return True
    token = tokens[first]
    named = kind[0] >= _CLEAR or kind[1] >= _CLEAR
    if abroad and (token.shape == "x" or not named):
        return True
    if first != last:
        return False
    if token.shape == "XX" and len(token.text) <= 4 and how != "U" and not named:
        return True
    opens = first == 0 or tokens[first - 1].text in _ENDS
    weak = token.shape == "x" or opens
    if token.lower in known["word"]:
        return weak or probability < _SURE
    if token.lower in known["name_too"]:
        return weak and probability < _LIKELY
    return False


def _forms(word: str) -> frozenset[str]:
    return frozenset({word, word[:-1]} if word.endswith("s") else {word})
