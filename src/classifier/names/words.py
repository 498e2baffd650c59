"""The word lists of this package, read once."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=4)
def lists(name: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a file of this package: paragraphs of `name: word word …`."""
    text = files("classifier.names").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return {head: frozenset(words.split()) for head, _, words in (p.strip().partition(":") for p in paragraphs)}
