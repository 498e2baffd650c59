"""Cue words from `cues.txt`: what stands near a number decides whose it is. One automaton pass finds them all."""

from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Final

import ahocorasick

REACH: Final = 48


@lru_cache(maxsize=32)
def words(name: str) -> tuple[str, ...]:
    """Return a word list of `words.txt`."""
    text = files("classifier.rules.identifiers").joinpath("words.txt").read_text(encoding="utf-8")
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(f"{name}:"):
            return tuple(paragraph.split(":", 1)[1].split())
    raise KeyError(name)


class Cues:
    """The cues of one text: where each named cue stands."""

    def __init__(self, text: str, *, people: bool = False) -> None:
        """Read lazily; `people`: persons are named in the text, so what is not plainly public may be theirs."""
        self.people = people
        self._text = text
        self._found: dict[str, tuple[list[int], list[int]]] | None = None

    def before(self, name: str, start: int, reach: int = REACH) -> bool:
        """Tell whether the cue stands within `reach` characters before `start`."""
        starts, ends = self._of(name)
        index = bisect_left(starts, start - reach)
        return index < len(starts) and ends[index] <= start

    def after(self, name: str, end: int, reach: int = REACH) -> bool:
        """Tell whether the cue begins within `reach` characters after `end`."""
        starts, _ = self._of(name)
        index = bisect_left(starts, end)
        return index < len(starts) and starts[index] < end + reach

    def near(self, name: str, start: int, end: int, reach: int = REACH) -> bool:
        """Tell whether the cue stands within `reach` characters on either side."""
        return self.before(name, start, reach) or self.after(name, end, reach)

    def pair(self, first: str, second: str, low: int, high: int) -> bool:
        """Tell whether a cue `second` follows a cue `first` at once, or after one word, between two places."""
        starts, ends = self._of(first)
        others, _ = self._of(second)
        for index in range(bisect_left(starts, low), bisect_left(starts, high)):
            follows = bisect_left(others, ends[index])
            if follows < len(others) and others[follows] < high:
                gap = self._text[ends[index] : others[follows]]
                if len(gap) <= 16 and gap.count(" ") <= 2 and not set(gap) & _BREAKS:
                    return True
        return False

    def last_before(self, name: str, start: int, reach: int = REACH) -> int:
        """Return where the nearest cue before `start` ends, or -1."""
        starts, ends = self._of(name)
        index = bisect_left(starts, start) - 1
        while index >= 0 and starts[index] >= start - reach:
            if ends[index] <= start:
                return ends[index]
            index -= 1
        return -1

    def gap(self, end: int, start: int) -> str:
        """Return what stands between a cue and a number."""
        return self._text[end:start]

    def _of(self, name: str) -> tuple[list[int], list[int]]:
        if self._found is None:
            self._found = _find(self._text)
        return self._found.get(name, _NOTHING)


_BREAKS: Final = frozenset(".!?,;")
_NOTHING: Final[tuple[list[int], list[int]]] = ([], [])


def _find(text: str) -> dict[str, tuple[list[int], list[int]]]:
    spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
    size = len(text)
    for last, (length, owners) in _automaton().iter(text):
        start, end = last - length + 1, last + 1
        led = start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_-")
        if start and text[start - 1] == "[":
            continue  # what stands masked already says nothing of its neighbours
        inside = end < size and text[end].isalnum()
        for name, prefix, suffix in owners:
            if (inside and not prefix) or (led and not suffix):
                continue
            stop = end
            while prefix and stop < size and text[stop].isalnum():
                stop += 1
            spans[name].add((start, stop))
    found = {}
    for name, places in spans.items():
        ordered = sorted(places)
        found[name] = ([s for s, _ in ordered], [e for _, e in ordered])
    return found


@lru_cache(maxsize=1)
def _automaton() -> "ahocorasick.Automaton":
    text = files("classifier.rules.identifiers").joinpath("cues.txt").read_text(encoding="utf-8")
    words: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, phrases = line.split(":", 1)
            for phrase in (p.strip() for p in phrases.split(",")):
                if phrase:
                    words[phrase.strip("*")].append((name.strip(), phrase.endswith("*"), phrase.startswith("*")))
    automaton = ahocorasick.Automaton()
    for word, owners in words.items():
        automaton.add_word(word, (len(word), tuple(owners)))
    automaton.make_automaton()
    return automaton
