# ruff: noqa: E501 (patterns)
"""Persons who are named by their initials alone: `k.b i sexan`, `A.L. i 7D`, `P-O slog mig`, `E-L Svensson`."""

from collections.abc import Iterator
from typing import Final

import regex

from classifier.names.evidence import Surroundings
from classifier.names.words import standing

_DOTTED: Final = regex.compile(
    r"(?<![\p{L}\d.:/@])(?P<name>(?P<a>\p{L})\.[ ]?(?P<b>\p{L})(?:\.(?!\p{L}))?)(?P<genitive>s)?(?![\p{L}\d-])(?!\.\p{L})"
)
_DOUBLE: Final = regex.compile(
    r"(?<![\p{L}\d-])(?P<name>\p{Lu}-\p{Lu}(?:[ ]\p{Lu}\p{Ll}{2,})?)(?P<genitive>s)?(?![\p{L}\d-])"
)
_SIGNED: Final = regex.compile(
    r"(?<!\p{L})(?:[Dd]u|[Mm]vh|[Hh]älsn\w*|//)[ ,]{1,2}(?P<name>\p{Lu}{2})(?P<genitive>)(?=[,.!]|\s*$)"
)
_SHORT: Final = frozenset(
    "mm ed od sk fd el ie eg am pm ps ua tv th nb nö fö fn fm em ko io us eu dc vd gd qb ca dd is jk lo bv su ok ög öv st it fr kl nr dr pg bg id ex as ab lp cd dm"
    " mf mfl bl do ad ip os ks kf sn bn ag ig jo ja aj oj åh ah".split()
)
"""Abbreviations of two letters, which are nobody's initials."""
_FIRST: Final = frozenset("ABCEGHIJKLMNPSUÅ")
_SECOND: Final = frozenset("ABCEGHIJKLMOSUÅÖ")
_NO_DOUBLES: Final = frozenset("A-B A-Ö A-Å B-C E-A U-U B-B A-A C-C K-U I-A".split())
_OFFICES: Final = frozenset(
    "SD EU IT TV KS KF BN SN ÖP VD PR HR FB DN GP SJ SR FK AF UF IP PC OK TS MP KD FN JO JK AB HB KB SO NO ID".split()
)


def initials(around: Surroundings, *, people: bool) -> Iterator[tuple[int, int]]:
    """Yield where persons are named by their initials; `people` tells that others are named beside them."""
    text = around.text
    if "." not in text and "-" not in text and "," not in text:
        return
    at = {t.start: i for i, t in enumerate(around.tokens)}
    for match in _DOTTED.finditer(text) if "." in text else ():
        first = at.get(match.start())
        letters = match["a"] + match["b"]
        if first is None or letters.lower() in _SHORT or letters.isupper() != letters[0].isupper():
            continue
        ends = match.end("name")
        last = max(
            (
                i
                for i in range(first, min(first + 4, len(around.tokens)))
                if around.tokens[i].end <= ends + len(match["genitive"] or "")
            ),
            default=first,
        )
        spaced = " " in match["name"] and letters.islower()
        told = around.before(first) or _done(around, last)
        if told or (letters.isupper() and not spaced and (people or around.pronoun)):
            yield match.start("name"), ends
    for match in _DOUBLE.finditer(text) if "-" in text else ():
        first, pair = at.get(match.start()), match["name"][:3]
        if first is None or pair[0] not in _FIRST or pair[2] not in _SECOND or pair in _NO_DOUBLES:
            continue
        surname = match["name"][4:]
        end = (
            match.start() + 3
            if surname and standing(surname.lower()) in ("word", "thing", "place")
            else match.end("name")
        )
        yield match.start("name"), end
    for match in _SIGNED.finditer(text):
        if match["name"] not in _OFFICES:
            yield match.span("name")


def _done(around: Surroundings, last: int) -> bool:
    """Tell whether what follows is said of persons: a verb, a class, a belonging after the genitive."""
    return (
        around.after(last, last) or around.weak(last) or around.schooled(last) or around.at(last + 1) in {"på", "hos"}
    )
