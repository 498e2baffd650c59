"""The words of a comment as the model and its lexicon read them: one tokeniser for both."""

from typing import Final

import regex

Token = tuple[str, int, int]
"""A word of the skeleton text and its half-open span."""

_TOKEN: Final = regex.compile(
    r"[\p{L}][\p{L}\p{M}'’-]*|\p{N}+|[!?]+|\p{Emoji_Presentation}|\p{So}|[\"”“»«]|(?:\.\.\.)|[,.;]|@\w+|#\w+"
)


def tokenize(text: str) -> list[Token]:
    """Split lower-case text into words, numbers, emoji and the punctuation that carries meaning."""
    return [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
