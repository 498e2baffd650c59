"""Character tables: look-alikes, invisible characters, leet. å ä ö are letters and never folded away."""

import re
import unicodedata
from typing import Final

_CYRILLIC = "аАвВсСеЕёЁнНіІјЈкКмМоОрРѕЅтТуУхХԁԛԝьпгбзчЗӧӦӓӒҺһ"
_CYRILLIC_LATIN = "aAbBcCeEeEhHiIjJkKmMoOpPsStTyYxXdqwbnrb3430oOaAHh"
_GREEK = "αΑβΒεΕηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧζΖωγσς"
_GREEK_LATIN = "aAbBeEnHiIkKuMvNoOpPtTuYxXzZwyoc"
_OTHER = "ıɡɑɩʟʀɪɴᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡʏᴢ"
_OTHER_LATIN = "igailrinabcdefghjkmopstuvwyz"

LATIN_LOOKALIKES: Final[dict[str, str]] = (
    dict(zip(_CYRILLIC, _CYRILLIC_LATIN, strict=False))
    | dict(zip(_GREEK, _GREEK_LATIN, strict=False))
    | dict(zip(_OTHER, _OTHER_LATIN, strict=True))
)
"""Applied only where Latin letters dominate the text, so that real Russian or Greek stays itself."""

LEET: Final[dict[str, str]] = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "i",
    "€": "e",
    "£": "l",
    "|": "l",
}
MASKS: Final[str] = "*#_•·.-×¤%&?"
"""Characters that people put in place of a letter: f*tta, h#ra, j_vla."""

_DROPPED_CATEGORIES: Final[frozenset[str]] = frozenset({"Cf", "Mn", "Me", "Cs", "Co", "Cn"})
_DROPPED: Final[frozenset[str]] = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800") | frozenset(
    chr(c) for c in (*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400))
)

SIMPLE: Final[re.Pattern[str]] = re.compile(r"[ !-~åäöÅÄÖéÉüÜ–—”“’»«]*\Z")
"""Text in which every character normalises to exactly one character: the common, fast case."""


def is_dropped(char: str) -> bool:
    """Tell whether a character is invisible or a loose mark and carries no meaning of its own."""
    return char in _DROPPED or unicodedata.category(char) in _DROPPED_CATEGORIES


def is_spacing(char: str) -> bool:
    """Tell whether a character separates words (white space of any script, control characters)."""
    return char.isspace() or unicodedata.category(char) in {"Cc", "Zs", "Zl", "Zp"}


def disguised(text: str) -> bool:
    """Tell whether look-alikes in this text or word are probably disguised Latin letters.

    So where Latin letters are at least as many as others, or stand together with look-alikes only.
    """
    latin = foreign = alike = 0
    for char in text:
        if char.isalpha():
            if char < "\u0250" or "\u1e00" <= char < "\u1f00":
                latin += 1
            elif char in LATIN_LOOKALIKES:
                alike += 1
            else:
                foreign += 1
    return latin > 0 and (latin >= alike + foreign or foreign == 0)
