"""The word lists of this package, read once, and what they know of a word."""

from functools import lru_cache
from importlib.resources import files
from typing import Final

import regex

_LINK: Final = regex.compile(
    r"\S*(?:://|www\.|@[\p{L}\d-]+\.|\.(?:se|com|nu|org|net|no|fi|dk|eu|php|html|ai|io|app)\b)\S*", regex.I
)
_OFFICES: Final = (
    "nämnd",
    "nämnden",
    "förvaltning",
    "förvaltningen",
    "kommun",
    "styrelse",
    "styrelsen",
    "enheten",
    "kontor",
    "verket",
)

_SERVANTS: Final = frozenset({"kommun", "medborgar", "region", "robot", "chatt", "chat", "kontakt"})
"""`Kommun-Kim`, `Medborgar-Maja`: machines that answer."""


@lru_cache(maxsize=8)
def lists(name: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a file of this package: paragraphs of `name: word word …`."""
    text = files("classifier.names").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return {head: frozenset(words.split()) for head, _, words in (p.strip().partition(":") for p in paragraphs)}


def _double(word: str) -> str:
    """Return what is known of a word with a hyphen: `Lars-Erik`, `Gräv-Olle`; not `Pippi-utställningen`."""
    head, _, tail = word.partition("-")
    last = standing(tail.rpartition("-")[2]) if tail else "unknown"
    if head in _SERVANTS:
        return "thing"
    if last == "known" or (last in ("both", "also_thing") and standing(head) in ("known", "both")):
        return "known"
    if last == "word":
        return "word"
    return "known" if head in {"al", "el"} and len(tail) > 3 else "unknown"


@lru_cache(maxsize=40_000)
def standing(word: str) -> str:
    """Return what the lists know of a word in small letters: known, both, also_thing, word, place, thing or unknown.

    `known`: many bear it and it is no word. `both`: a name and a word. `also_thing`: a name, and an app, a brand or a
    figure.
    """
    known, things, marks = lists("ordinary.txt"), lists("not_persons.txt"), lists("evidence.txt")
    if word in marks["also_word"]:
        return "word"
    if "-" in word:
        return _double(word)
    for form in (word, word[:-1]) if len(word) > 3 and word.endswith("s") else (word,):
        if form in marks["thing_too"] or form in marks["figure"]:
            return "also_thing"
        if form in things["thing"]:
            return "thing"
        if form in known["known"]:
            return "known"
        if form in known["name_too"]:
            return "both"
        if form in known["word"]:
            return "word"
        if form in known["place"]:
            return "place"
    if word in marks["nickname"] or (word.endswith("s") and word[:-1] in marks["nickname"]):
        return "known"
    if word in marks["thing_after"] or word in marks["firm"] or word.endswith(_OFFICES):
        return "word"
    return "known" if len(word) > 6 and word.removesuffix("s").endswith("sson") else "unknown"


def links(text: str) -> list[tuple[int, int]]:
    """Return where links and mail addresses stand: what looks like a name in them is read with them or left."""
    return [m.span() for m in _LINK.finditer(text)] if "." in text or "/" in text else []
