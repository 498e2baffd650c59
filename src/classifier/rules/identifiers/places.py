# ruff: noqa: E501 (patterns)
"""Where somebody is: coordinates; and licence plates tied to a person."""

from collections.abc import Iterator
from typing import Final

import regex

from classifier.rules.identifiers.cues import Cues, words
from classifier.rules.identifiers.digits import Digits
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit
from classifier.text import NormalizedText

_BETWEEN: Final = (
    r"[ ]?°?[ ]?[nö]?[ ]?(?:[,;/|&][ ]?|[ ])"
    r"(?:(?:och|o)[ ])?(?:(?:lon|long|lng|longitud|longitude|öst|ost|e|ö|x)[ ]?[:=.]?[ ]?)?"
)
_LAT_LABEL: Final = r"(?:(?<!\w)(?:n|s|y|lat|latitud|latitude|nord)[ ]?[:=.]?[ ]?)?"
_DECIMAL: Final = regex.compile(
    rf"(?<![\d.,]){_LAT_LABEL}[56]\d(?:\.\d{{3,9}}{_BETWEEN}(?:[12]\d|\d)\.\d{{3,9}}"
    rf"|,\d{{3,9}}(?:{_BETWEEN})(?:[12]\d|\d),\d{{3,9}})(?:[ ]?°)?(?:[ ]?[eö](?:st)?)?(?!\w|[.,]\d(?!\d?z))"
    r"|(?<![\d.,])[12]\d\.\d{3,9}[ ]?[eö]?[ ]?[,;/ ][ ]?[56]\d\.\d{3,9}(?:[ ]?[nö](?!\p{L}))?(?!\w|[.,]\d)"
)
"""In degrees, the north first or (`12.1411, 58.1299`) last."""
_ARC: Final = (
    r"[ ]?(?:°|º|grader|gr|deg|d)[ ]?\d{1,2}(?:[.,]\d+)?[ ]?(?:minuter|minut|min|['’′´]|m(?!\p{L}))?"
    r"(?:[ ]?(?:och[ ])?\d{1,2}(?:[.,]\d+)?[ ]?(?:[\"”″]|''|’’|′′|´´|sekunder|sek|s(?!\p{L})))?"
)
_DEGREES: Final = regex.compile(
    rf"(?:(?<!\w)n[ ]?)?(?<!\d)[56]\d{_ARC}[ ]?(?:n(?:ord)?(?!\p{{L}}))?[ ,;/]{{0,3}}(?:och[ ])?(?:[eö][ ]?)?[012]?\d{{1,2}}{_ARC}(?:[ ]?[eö](?:st)?(?!\p{{L}}))?"
)
_MINUTES: Final = regex.compile(
    r"(?<!\w)n[ ]?[56]\d[ ]\d{1,2}[.,]\d{2,4}[ ,;/]{1,3}[eö][ ]?0?[12]?\d[ ]\d{1,2}[.,]\d{2,4}(?!\w)"
    r"|(?<![\d.,])[56]\d[ -]\d{1,2}(?:[ -]\d{1,2}|[.,]\d{2,4})?[ ]?n[ ,;/]{0,3}0?[12]?\d[ -]\d{1,2}(?:[ -]\d{1,2}|[.,]\d{2,4})?[ ]?[eöo](?!\w)"
    r"|(?<!\w)n[ ]?[56]\d[ ]\d{1,2}[ ]\d{1,2}[ ,;/]{1,3}[eö][ ]?0?[12]?\d[ ]\d{1,2}[ ]\d{1,2}(?!\w)"
)
"""`N57 59.412 E12 08.330`, `58 07 47 N 12 08 28 E`: degrees and minutes without their signs."""
_MILITARY: Final = regex.compile(
    r"(?<!\w)3[2-5][ ]?[u-x][ ]?[a-hj-np-z]{2}[ ]?(?:\d{5}[ ]?\d{5}|\d{4}[ ]?\d{4}|\d{3}[ ]?\d{3})(?!\w)"
    r"|(?<!\w)3[2-5][ ]?[nu-x][ ,]{1,2}[2-8]\d{5}[ ,]{1,2}[67]\d{6}(?!\w)"
)
"""`33V UF 37904 46210` (MGRS), `33V 337904 6446210` (UTM)."""
_CODE_OF_PLACE: Final = regex.compile(
    r"(?<![\w+])9[c-jm][2-9cfghjmpqrvwx]{6}\+[2-9cfghjmpqrvwx]{2,3}(?!\w)"
    r"|(?:(?<=plus code[ :])|(?<=pluscode[ :])|(?<=pluskod[ :])|(?<=pluskoden[ ])|(?<=plus-kod[ :])|(?<=code:[ ])|(?<=kod:[ ])|(?<=koden är[ ])|(?<=code är[ ]))"
    r"[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}(?:,?[ ]\p{L}{3,}(?=$|[.,;:)!?]))?(?!\w)"
)
"""`9F8GW4HR+XQ`: a plus code of these parts of the world, or a short one that is called so."""
_GRID: Final = regex.compile(
    r"(?<![\d.,])(?:(?<!\w)[nx][ ]?[:=]?[ ]?)?(?P<north>[67]\d{6})(?:[.,]\d{1,3})?[ ]?n?[ ]?[,;/ ][ ]?"
    r"(?:[ey][ ]?[:=]?[ ]?)?(?P<east>[2-9]\d{5}|1[2-9]\d{5})(?:[.,]\d{1,3})?[ ]?(?:[eö](?!\p{L}))?(?![\d])"
)
_WORDS_OF_PLACE: Final = regex.compile(
    r"(?:(?<![\w/:])///|(?:(?<=w3w[ :])|(?<=what3words[ :])|(?<=w3w:[ ])|(?<=what3words:[ ])|(?<=w3w\.co/)|(?<=what3words\.com/)))"
    r"\p{L}{3,20}\.\p{L}{3,20}\.\p{L}{3,20}(?!\w|\.\w)"
)
_PLATE_LETTERS: Final = regex.compile(r"(?<![\w-])(?P<letters>[a-hj-pr-uw-z]{3})[ .:/·–_*-]?$")
_PLATE_END: Final = regex.compile(r"\d\d[a-hj-npr-uw-z\d](?!\w)")
_SPACED_PLATE: Final = regex.compile(
    r"(?<!\w)(?:[a-hj-pr-uw-z](?:[ .-][a-hj-pr-uw-z]){2}[ .-]?|[a-hj-pr-uw-z]{3}[ .-])"
    r"(?:\d[ .-]){2}[a-hj-npr-uw-z\d](?![\w]|[ .-]\d)|(?<!\w)[a-hj-pr-uw-z](?:[ .-][a-hj-pr-uw-z]){2}[ .-]?\d\d[a-hj-npr-uw-z\d](?!\w)"
    r"|(?<!\w)[a-hj-pr-uw-z]{3}[ -]?\d\d[ -][a-hj-npr-uw-z\d](?![\w]|[ .-]?\d)"
)
_SPELLED_PLATE: Final = regex.compile(
    r"(?<!\w)(?:(?:adam|bertil|c(?:ae|e|ä)sar|david|erik|filip|gustav|helge|johan|kalle|ludvig|martin|niklas|olof|petter|rudolf"
    r"|sigurd|tore|urban|wilhelm|xerxes|yngve|z(?:ä|e)ta)[ ,-]{1,2}){3}(?:\d[ ,-]{0,2}){2}(?:\d|[a-hj-npr-uw-z](?!\p{L}))"
)
"""`Adam Bertil Cesar 123`: plates as they are read out."""
_SINGLE: Final = regex.compile(r"(?<!\w)[a-z][ .-]?$")
_LETTER_NAME: Final = regex.compile(
    r"(?:adam|bertil|c(?:ae|e|ä)sar|david|erik|filip|gustav|helge|johan|kalle|ludvig|martin|niklas|olof|petter|rudolf"
    r"|sigurd|tore|urban|wilhelm|xerxes|yngve|z(?:ä|e)ta)[ ,-]{1,2}$"
)
_VOWELS: Final = frozenset("aeouy")
_COMMON_TRIPLES: Final = frozenset(words("common_triple"))
"""Words of three letters that stand before numbers: no plate in small letters."""
_NO_PLATES: Final = frozenset(words("no_plate"))
"""Makes, norms and abbreviations that are followed by a number."""
_MAKES: Final = frozenset({"bmw", "kia", "ktm", "man", "daf", "gmc", "jcb", "byd"})
_MEASURE: Final = regex.compile(
    r"-\p{L}|[ ]?(?:kr|kronor|:-|st|spänn|ppm|ppb|kpl|grader|procent|tkr|mkr|öre|euro|dollar|meter|minuter|personer|platser|elever|raggare|ungdomar|människor|lux|lumen|decibel|db|hk|watt|w|mm|cm|km|kg|mb|gb|hz|cc|°|%)(?!\p{L})|[.,:]\d|[-/]\d"
)


def find_coordinates(text: str, cues: Cues) -> Iterator[Hit]:
    """Yield coordinates in the north, of SWEREF 99 and RT 90, and words of what3words; holes in the road are nobody's."""
    for pattern, needed in (
        (_DECIMAL, ".,"),
        (_DEGREES, "°ºgd"),
        (_MINUTES, "n"),
        (_MILITARY, ("uvwx" if "3" in text else "")),
        (_CODE_OF_PLACE, "+"),
        (_GRID, "67"),
        (_WORDS_OF_PLACE, "/"),
    ):
        for match in pattern.finditer(text) if any(sign in text for sign in needed) else ():
            start, end = match.start(), match.start() + len(match.group().rstrip(" ,;"))
            if pattern is _GRID and not (_labelled(match.group()) or cues.near("grid", start, end, 40)):
                continue
            yield None if _nobodys(text, start, end, cues) else Kind.COORDINATE, start, end


def _nobodys(text: str, start: int, end: int, cues: Cues) -> bool:
    """Tell whether a place is where something is, not where somebody lives or stays."""
    lives = cues.near("lives", start, end, 60) or cues.pair("own", "home_thing", start - 60, end + 60)
    if cues.before("saw", start, 60) and not lives:
        return True
    somebody = lives or cues.people or cues.near("grid", start, end, 40)
    somebody = somebody or any(cues.near(name, start, end, 90) for name in ("somebody", "possessive"))
    somebody = somebody or any(cues.near(name, start, end, 60) for name in ("own", "home_thing"))
    if not somebody and _AT.search(text, max(0, start - 12), start):
        return True
    if not cues.near("public_place", start, end, 60):
        return False
    lives = lives and _IS_THERE.fullmatch(cues.gap(cues.last_before("public_place", start, 40), start)) is None
    return not lives and (cues.near("public_place", start, end, 25) or not cues.people)


_AT: Final = regex.compile(r"(?<!\p{L})(?:vid|på|finns|mellan|nära)[ ](?:n[ ]?)?$")
"""`bäverdamm vid 58.1311, 12.1247`: where nobody is spoken of, a thing is there."""
_IS_THERE: Final = regex.compile(r"[ ](?:(?:utan|med)[ ]\p{L}+[ ])?(?:finns|ligger|är|sitter|står)[ ](?:på|vid|i)[ :]*")
"""`gropen finns på 58.1311, 12.1247`: it is the hole that is there."""


def _labelled(written: str) -> bool:
    return any(c in "nxeyö" for c in written)


def find_plates(text: NormalizedText, digits: Digits, cues: Cues) -> Iterator[Hit]:
    """Yield licence plates that are tied to somebody's vehicle (no I, Q, V, Å, Ä, Ö; the last is not O)."""
    plain = text.plain.text
    spans = sorted(set(_shaped(plain, digits)))
    tied = [_is_tied(text, start, end, cues) for start, end in spans]
    public = [_of_the_public(start, cues) for start, _ in spans]
    for order in (range(1, len(spans)), range(len(spans) - 1, 0, -1)):
        for right in order:  # from both sides, so that a whole list follows the one that is told of
            beside = tied[right] != tied[right - 1]
            if beside and _LISTED.fullmatch(plain, spans[right - 1][1], spans[right][0]):
                tied[right] = tied[right - 1] = not (public[right] or public[right - 1])
    for (start, end), told in zip(spans, tied, strict=True):
        if told:
            yield Kind.PLATE, start, end
    if any(_LETTER_NAME.search(plain, max(0, group - 12), group) for group, _ in digits.groups):
        for match in _SPELLED_PLATE.finditer(plain):
            yield Kind.PLATE, *match.span()
    for match in _FOREIGN_PLATE.finditer(plain) if cues.before("foreign_plate", len(plain), len(plain)) else ():
        start, end = match.span()
        driven = cues.before("vehicle", start, 30) or cues.before("plate_named", start, 30)
        capitals = text.raw[text.plain.starts[start]].isupper()
        if capitals and driven and cues.before("foreign_plate", start, 40) and not _MEASURE.match(plain, end):
            yield Kind.PLATE, start, end


_LISTED: Final = regex.compile(r"[ ]?(?:,|&|/|,?[ ](?:och|samt|eller|o|plus))[ ]?")
"""`ABC 12D samt DEF 345`: what is true of one plate is true of its neighbour."""
_FOREIGN_PLATE: Final = regex.compile(
    r"(?<![\w-])(?:[a-z]{2}[ ]?\d{2}[ ]?\d{3}|[a-z]{1,3}[ -][a-z]{1,2}[ -]?\d{1,4}|[a-z]{2,3}[ ]?\d{4,5}[a-z]?)(?![\w-])"
)


def _shaped(plain: str, digits: Digits) -> Iterator[tuple[int, int]]:
    """Yield where something is shaped as a plate."""
    for group, stop in digits.groups:
        if stop - group not in (2, 3):
            continue
        letters = _PLATE_LETTERS.search(plain, max(0, group - 5), group)
        rest = _PLATE_END.match(plain, group)
        if letters is not None and rest is not None:
            yield letters.start(), rest.end()
    for match in _SPACED_PLATE.finditer(plain) if _spaced(plain, digits) else ():
        yield match.span()


def _spaced(plain: str, digits: Digits) -> bool:
    """Tell whether a digit stands by itself, or single letters before digits: only then a plate is spaced out."""
    for start, end in digits.groups:
        if end - start == 1 or (end - start in (2, 3) and _SINGLE.search(plain, max(0, start - 4), start)):
            return True
        if end - start == 2 and plain[end : end + 1] in {" ", "-"} and plain[end + 1 : end + 2].isalpha():
            return True
    return False


_DUMPER: Final = regex.compile(r"(?<!\w)(?:han|hon|hen|de|dom|som|gubben|snubben|killen|grannen)[ ]dumpa(?:de|t)(?!\w)")
"""Somebody who dumps, no dumped wreck."""


def _another_vehicle(start: int, cues: Cues) -> bool:
    """Tell whether the vehicle is another than the public one: `släpp fram ambulansen, tanten i röd micra …`."""
    gap = cues.gap(cues.last_before("plate_public", start, 40), start)
    since = len(gap) - gap.rfind(",")
    return "," in gap and cues.before("vehicle", start, since) and cues.before("somebody", start, since)


def _new_shape(plain: str, start: int, end: int) -> bool:
    """Tell whether a plate is of the shape of 2019, which hardly anything else has: `ABC 12D`."""
    return end - start <= 7 and plain[end - 1].isalpha()


def _somebody_in(plain: str, start: int, cues: Cues) -> bool:
    """Tell whether a person is said to sit there: `min son i abc 123`."""
    last = cues.last_before("somebody", start, 16)
    return last >= 0 and plain[last:start] == " i "


def _of_the_public(start: int, cues: Cues) -> bool:
    """Tell whether a vehicle of the public stands right before: `hemtjänstens bil`."""
    ours = cues.before("plate_public", start, 30) and not cues.before("possessive", start, 16)
    return ours and not _another_vehicle(start, cues)


def _is_tied(text: NormalizedText, start: int, end: int, cues: Cues) -> bool:
    """Tell whether a plate is somebody's: where it is called one, or written as one and neither a product nor a vehicle of the public."""
    plain = text.plain.text
    letters = "".join(c for c in plain[start:end] if c.isalpha())[:3]
    named = cues.before("plate_named", start, 30) or cues.after("plate_named", end, 12)
    before = max(cues.last_before("vehicle", start, 16), cues.last_before("possessive", start, 16))
    told = before > 0 and (before >= start - 2 or plain[before:start].strip() in {"är", "e", "=", ":", "heter"})
    called = plain[max(0, start - 10) : start].rstrip(" :").endswith(("reg", "regnr", "heter"))
    example = cues.before("plate_example", start, 20) or (
        not told and cues.after("plate_example", end, 20) and not cues.before("plate", start, 30)
    )
    if (example and not called) or _MEASURE.match(plain, end):
        return False
    owned = cues.before("possessive", start, 16) or plain.startswith((" ägs", " tillhör", ", ägs", " är min"), end)
    if (
        cues.near("plate_nobody", start, end, 40)
        and not owned
        and not _DUMPER.search(plain, max(0, start - 50), end + 50)
    ):
        return False
    if letters in _MAKES and plain[start + 3 : start + 4] == " " and not called:
        return False  # `min BMW 320`
    if not named and not told and (letters in _NO_PLATES or cues.before("of_a_kind", start, 12)):
        return False
    ours = _of_the_public(start, cues)
    somebody = cues.near("somebody", start, end, 40) or cues.near("possessive", start, end, 40)
    somebody = somebody or cues.near("driver", start, end, 40)
    if ours or (cues.after("plate_public", end, 30) and not somebody and not told):
        return False
    if len(set(letters)) == 1 and not named and not told:
        return False  # `AAA 111`
    capitals = text.raw[text.plain.starts[start]].isupper() and text.raw[text.plain.starts[start + 2]].isupper()
    joined = plain[start + 3].isdigit()
    driven = cues.near("plate", start, end, 60)
    if capitals:
        tied = (
            named
            or driven
            or somebody
            or cues.people
            or _new_shape(plain, start, end)
            or (start == 0 and letters not in _COMMON_TRIPLES and not _MEASURE.match(plain, end))
        )
    else:
        close = cues.near("vehicle", start, end, 25 if joined else 16)
        odd = not _VOWELS.intersection(letters) and letters not in _COMMON_TRIPLES
        close = close or cues.near("plate", start, end, 16) or _somebody_in(plain, start, cues)
        tied = (
            named
            or (odd and joined and cues.after("somebody", end, 24))
            or (told and (odd or joined))
            or (letters not in _COMMON_TRIPLES and close)
            or (driven and (odd or joined))
            or (_new_shape(plain, start, end) and somebody and letters not in _COMMON_TRIPLES)
        )
    return tied
