"""The word classes of `words.txt`, found in one automaton pass."""

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick


class Mention(NamedTuple):
    """A word or phrase of a class; `start` and `end` in the text that was read."""

    name: str
    start: int
    end: int


def mentions(text: str) -> dict[str, list[Mention]]:
    """Return the mentions of each class in text order; of two that overlap in a class the longer one."""
    found: dict[str, list[Mention]] = defaultdict(list)
    size = len(text)
    for last, (length, owners) in _automaton().iter(text):
        start, end = last - length + 1, last + 1
        if start and text[start].isalnum() and (text[start - 1].isalnum() or text[start - 1] == "-"):
            continue
        inside = end < size and text[end - 1].isalnum() and text[end].isalnum()
        for name, prefix in owners:
            if inside and not prefix:
                continue
            stop = end
            while prefix and stop < size and text[stop].isalnum():
                stop += 1
            earlier = found[name]
            if earlier and earlier[-1].start >= start:
                earlier.pop()
            if not earlier or stop > earlier[-1].end:
                earlier.append(Mention(name, start, stop))
    return found


@lru_cache(maxsize=1)
def _automaton() -> "ahocorasick.Automaton":
    text = files("classifier.rules.statements").joinpath("words.txt").read_text(encoding="utf-8")
    words: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, phrases = line.split(":", 1)
            for phrase in (p.strip() for p in phrases.split(",")):
                if phrase:
                    words[phrase.rstrip("*").rstrip()].append((name.strip(), phrase.endswith("*")))
    automaton = ahocorasick.Automaton()
    for word, owners in words.items():
        automaton.add_word(word, (len(word), tuple(owners)))
    automaton.make_automaton()
    return automaton
