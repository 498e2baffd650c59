"""Words that people disguise, and words whose å ä ö were left out: what lets a token be read as meant."""

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

from classifier.text.characters import LEET, MASKS

_VOWELS: Final = "aeiouyåäö"
_ASCII: Final = str.maketrans("åäö", "aao")
_DIGRAPH: Final = {"å": "aa", "ä": "ae", "ö": "oe"}


@dataclass(frozen=True)
class Vocabulary:
    """Disguised words (`masked`) and words with å ä ö (`swedish`), compiled for look-up."""

    masked: frozenset[str]
    swedish: frozenset[str] = frozenset()
    ascii_words: frozenset[str] = frozenset()
    """Ordinary words that happen to be spelt like another word without its dots: never restored."""
    _ascii: dict[str, str] = field(init=False, repr=False)
    _digraph: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Build the look-ups from the spelt-without-dots forms."""
        words = sorted(self.swedish | {w for w in self.masked if not w.isascii()})
        plain = {w.translate(_ASCII): w for w in words if len(w) >= 3}
        for word in self.ascii_words:
            plain.pop(word, None)
        object.__setattr__(self, "_ascii", plain)
        object.__setattr__(self, "_digraph", {_digraph(w): w for w in words if len(w) >= 3})

    def unmask(self, token: str) -> str | None:
        """Return the disguised word behind leet or mask characters (same length), or None."""
        if token in self.masked:
            return None
        candidates = [""]
        for char in token:
            if char in LEET:
                options = LEET[char] + ("l" if char == "1" else "") + (_VOWELS if char in "@!" else "")
            elif char in MASKS:
                options = _VOWELS + "jkrnt"
            else:
                options = char
            candidates = [c + o for c in candidates for o in options]
            if len(candidates) > 400:
                return None
        for candidate in candidates:
            if candidate != token and candidate in self.masked:
                return candidate
        return None

    def restore(self, token: str, *, missing: bool) -> str | None:
        """Return the word with its å ä ö, or None.

        `doeda` is always read as `döda`; `doda` only where the whole text lacks å ä ö (`missing`).
        """
        if missing and (word := self._ascii.get(token)) and word != token:
            return word
        word = self._digraph.get(token)
        return word if word is not None and word != token else None


def _digraph(word: str) -> str:
    return "".join(_DIGRAPH.get(c, c) for c in word)


def _lines(name: str) -> frozenset[str]:
    text = files("classifier.text").joinpath(name).read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary of the data files beside this module."""
    return Vocabulary(_lines("masked.txt"), _lines("swedish.txt"))
