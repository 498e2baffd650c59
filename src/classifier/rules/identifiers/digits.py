"""Rows of digits as people write them: groups with spaces, dashes, dots or brackets between. One pass, linear."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import regex

_GROUP: Final = regex.compile(r"\d+")
_LETTER_O: Final = regex.compile(r"(?<!\w)(?=[\do]*\d)(?=\d*o)[\do]{2,14}(?!\w)")
_GAP: Final = regex.compile(r"[ ]?[-–—−‐‑+./,()|·•][ (]?|[ ][(]|[ ]{1,3}|[)][ ]|[ ]?-[ ]")
_COMMON_GAPS: Final = frozenset({" ", "-", ".", "/", " - "})
LEAST_DIGITS: Final = 5
"""Nothing shorter is an identifier by itself (the shortest plusgiro that is read)."""
MOST_DIGITS: Final = 24


@dataclass(frozen=True, slots=True)
class Row:
    """Digits from one group to another with nothing but separators between them."""

    start: int
    end: int
    digits: str
    cuts: tuple[int, ...]
    """After how many digits each gap stands."""
    gaps: tuple[str, ...]


class Digits:
    """The groups of digits of a text and which of them may belong together."""

    def __init__(self, text: str, most_groups: int | None = None) -> None:
        """Find the groups; `most_groups` bounds how many are looked at (None: all)."""
        self.text = text
        if "o" in text:
            text = _LETTER_O.sub(lambda m: m.group().replace("o", "0"), text)
        self.groups = [m.span() for m in islice(_GROUP.finditer(text), most_groups)]
        self._read = text
        self._rows: dict[int, list[Row]] = {}

    def rows(self, index: int, most: int) -> list[Row]:
        """Return rows that begin with group `index` and hold at most `most` digits, shortest first."""
        if index not in self._rows:
            self._rows[index] = list(self._grown(index))
        return [row for row in self._rows[index] if len(row.digits) <= most]

    def _grown(self, index: int) -> Iterator[Row]:
        start, end = self.groups[index]
        digits = self._read[start:end]
        cuts: tuple[int, ...] = ()
        gaps: tuple[str, ...] = ()
        for following in range(index + 1, len(self.groups) + 1):
            if len(digits) > MOST_DIGITS:
                return
            if len(digits) >= LEAST_DIGITS:
                yield Row(start, end, digits, cuts, gaps)
            if following == len(self.groups):
                return
            low, high = self.groups[following]
            if low - end > 3 or not self._links(self.text[end:low]):
                return
            cuts, gaps = (*cuts, len(digits)), (*gaps, self.text[end:low])
            digits += self._read[low:high]
            end = high

    def _links(self, gap: str) -> bool:
        return gap in _COMMON_GAPS or _GAP.fullmatch(gap) is not None

    def touches_letter(self, row: Row) -> bool:
        """Tell whether a letter or a digit-like sign stands right against the row."""
        before = self.text[row.start - 1] if row.start else " "
        after = self.text[row.end] if row.end < len(self.text) else " "
        return before.isalpha() or before in "_#$€£%" or after.isalpha() or after in "_%€$£"
