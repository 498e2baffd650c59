"""Rows of digits as people write them: groups with spaces, dashes, dots or brackets between. One pass, linear."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import regex

_GROUP: Final = regex.compile(r"\d+")
_LOOK_ALIKE: Final = regex.compile(r"(?<![^\W_])(?=[oil]*\d)(?=\d*[oil])(?:[\do]{2,14}|[\doil]{5,14})(?![^\W_])")
_DIGIT_OF: Final = str.maketrans("oil", "011")
_SIGN: Final = r"[-–—−‐‑‒―⁃＋－+./,()|·•…*_=~:;'’´\\>]"
_GAP: Final = regex.compile(rf"[ ]?{_SIGN}{{1,3}}[ (]?|[ ]?[(\[]|[ ]{{1,3}}|[)][ ]?[-–./_]?[ ]?|[ ]?-[ ]|[ ]?->[ ]?")
_COMMON_GAPS: Final = frozenset({" ", "-", ".", "/", " - "})
_AFTER_LONG: Final = frozenset(":=*>")
"""Signs that stand in times and sums: they link only what follows a prefix or a whole date."""
_GLUED_BEFORE: Final = regex.compile(
    r"(?<!\p{L})(?:(?:p|pers|person|samordnings|tel|telefon|mobil|konto|kort|pass|swish|id|clearing)?(?:nr|nummer|numret)"
    r"|tel|tfn|tele|telefon|mobil|mob|ring|sms|smsa|swish|konto|kort|pass|född|f)$"
)
_GLUED_AFTER: Final = regex.compile(r"(?:s|an|n|ans|or|a)(?!\p{L})")
"""`0701740605an går inte att nå`, `198504052385s mamma`: an ending after the digits is no part of a code."""
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
        text = _LOOK_ALIKE.sub(lambda m: m.group().translate(_DIGIT_OF), text)
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
            if low - end > 5 or not self._links(self.text[end:low], digits):
                return
            cuts, gaps = (*cuts, len(digits)), (*gaps, self.text[end:low])
            digits += self._read[low:high]
            end = high

    def _links(self, gap: str, before: str) -> bool:
        if gap in _COMMON_GAPS:
            return True
        if not _AFTER_LONG.isdisjoint(gap) and not (len(before) in (6, 8) or (len(before) == 3 and before[0] == "0")):
            return False
        return _GAP.fullmatch(gap) is not None

    def touches_letter(self, row: Row) -> bool:
        """Tell whether a letter or a digit-like sign stands right against the row and makes a code of it."""
        return self.led_by_letter(row.start) or self.followed_by_letter(row.end)

    def goes_on(self, row: Row) -> bool:
        """Tell whether more digits follow with the same kind of gap: then the row is a part of something longer."""
        after, before = self.text[row.end : row.end + 2], self.text[max(0, row.start - 2) : row.start]
        return (len(after) == 2 and after[0] == row.gaps[-1] and after[1].isdigit()) or (
            len(before) == 2 and before[1] == row.gaps[0] and before[0].isdigit()
        )

    def led_by_letter(self, start: int) -> bool:
        """Tell whether a letter or a sign of money stands right before; a word such as `pnr` does not count."""
        before = self.text[start - 1] if start else " "
        if before.isalpha():
            return _GLUED_BEFORE.search(self.text, max(0, start - 20), start) is None
        if before == "_":
            return start > 1 and self.text[start - 2].isalnum()
        return before in "#$€£%"

    def followed_by_letter(self, end: int) -> bool:
        """Tell whether a letter or a sign of money stands right after; an ending does not count."""
        after = self.text[end] if end < len(self.text) else " "
        if after == "_":
            return self.text[end + 1 : end + 2].isalnum()
        return after in "%€$£" or (after.isalpha() and _GLUED_AFTER.match(self.text, end) is None)
