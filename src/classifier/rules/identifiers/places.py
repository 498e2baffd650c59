"""Where somebody lives or is: street addresses, coordinates; and licence plates tied to a person."""

from collections.abc import Iterator
from typing import Final

import regex

from classifier.rules.identifiers.cues import Cues, words
from classifier.rules.identifiers.digits import Digits
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit
from classifier.text import NormalizedText

_SUFFIXES: Final = words("street_ending")
_SECOND_WORDS: Final = frozenset(words("street_second_word"))
_FIRST_WORDS: Final = frozenset(words("street_first_word"))
_WORD_BEFORE: Final = regex.compile(r"(?<![\w-])[\p{L}\d:éü.-]{2,40}$")
_UNITS: Final = r"kr|kronor|meter|min|minuter|km|år|veckor|månader|dagar|barn|personer|gånger|timmar|st|procent|mil"
_NUMBER: Final = regex.compile(
    r"\d{1,3}(?:[ ]?(?:[a-h]|u)(?![\p{L}]))?(?:[ ]?[-–/][ ]?\d{1,3}(?!\d))?"
    rf"(?!\d|[ ]?(?:{_UNITS})(?![\p{{L}}])|[:.]\d)"
)
_TAIL: Final = regex.compile(
    r"(?P<flat>(?:,?[ ](?:lgh|lght|lägenhet|läg|lgh\.|lghnr)[ ]?(?:nr[ ])?\d{1,4}"
    r"|,?[ ]\d[ ]?(?:tr|trappor)(?![\p{L}])(?:[ ](?:ög|nb|bv|h|v|th|tv)(?!\w))?){0,2})"
    r"(?P<post>,?[ ](?:se?-)?\d{3}[ ]?\d{2}[ ]\p{L}{2,}"
    r"(?:[ ](?:kyrkby|strand|väsby|nyköping|stad|hamn|bruk|köping|edet))?)?"
)
_PLACE: Final = regex.compile(r",[ ]?(\p{L}{3,})(?=[,.;)!]|$)")
_CARE_OF: Final = regex.compile(r"\bc/o[ ]\p{L}{2,}(?:[ ]\p{L}{2,}){0,2}(?=,?[ ]$)")
_POSTAL: Final = regex.compile(r"(?:\d{3}[ ]\d{2}|\d{5})[ ]\p{L}{3,}")
_DECIMAL: Final = regex.compile(
    r"(?<![\d.])(?:(?<!\w)[ns][ ]?)?[56]\d\.\d{3,9}[ ]?°?[ ]?n?[ ]?[,;/ ][ ]?"
    r"(?:[eö][ ]?)?(?:[12]\d|\d)\.\d{3,9}(?:[ ]?°)?(?:[ ]?[eö])?(?!\w|\.\d)"
)
_ARC: Final = r"[ ]?°[ ]?\d{1,2}(?:[.,]\d+)?[ ]?['’′](?:[ ]?\d{1,2}(?:[.,]\d+)?[ ]?(?:[\"”″]|''))?"
_DEGREES: Final = regex.compile(
    rf"(?:(?<!\w)n[ ]?)?[56]\d{_ARC}[ ]?n?[ ,;]{{0,3}}(?:[eö][ ]?)?[012]?\d{_ARC}(?:[ ]?[eö])?(?!\w)"
)
_PLATE_LETTERS: Final = regex.compile(r"(?<![\w-])(?P<letters>[a-hj-pr-uw-z]{3})[ -]?$")
_PLATE_END: Final = regex.compile(r"\d\d[a-hj-npr-uw-z\d](?!\w)")
_SPACED_PLATE: Final = regex.compile(
    r"(?<!\w)[a-hj-pr-uw-z](?:[ ][a-hj-pr-uw-z]){2}(?:[ ]\d){2}[ ][a-hj-npr-uw-z\d](?!\w)"
)
_COMMON_TRIPLES: Final = frozenset(words("no_plate"))
_NEAR: Final = 45


def find_addresses(text: NormalizedText, digits: Digits, cues: Cues) -> Iterator[Hit]:
    """Yield street addresses where somebody seems to live; public places and road works are nobody's."""
    plain = text.plain.text
    for start, end in digits.groups:
        if end - start <= 3 and start > 4 and plain[start - 1] == " ":
            yield from _address(text, start, cues)
        if end - start in (3, 5) and cues.before("lives", start, 30) and (match := _POSTAL.match(plain, start)):
            yield Kind.ADDRESS, *match.span()


def _address(text: NormalizedText, number: int, cues: Cues) -> Iterator[Hit]:
    """Yield the address whose house number stands at `number`, if a street stands before it."""
    plain = text.plain.text
    street_end = number - 1
    if plain[max(0, number - 4) : number] == " nr ":
        street_end = number - 4
    low = _street_start(text, street_end)
    match = _NUMBER.match(plain, number)
    if match is None:
        return
    tail = _TAIL.match(plain, match.end())
    assert tail is not None
    end = tail.end()
    certain = bool(tail["flat"]) or tail["post"] is not None
    if low is None:
        yield from _nameless(text, street_end, end, cues, posted=tail["post"] is not None)
        return
    place = _PLACE.match(plain, end)
    if place is not None and text.raw[text.plain.starts[place.start(1)]].isupper():
        end = place.end()
    care = _CARE_OF.search(plain, max(0, low - 44), low)
    if care is not None:
        low, certain = care.start(), True
    yield Kind.ADDRESS if _lived_in(low, end, cues, certain=certain) else None, low, end


def _nameless(text: NormalizedText, name_end: int, end: int, cues: Cues, *, posted: bool) -> Iterator[Hit]:
    """Yield `Rödjan 118` and `Box 41, 463 25 Ort`: names without a street's ending, right after a word of living."""
    word = _WORD_BEFORE.search(text.plain.text, max(0, name_end - 42), name_end)
    if word is None or not text.raw[text.plain.starts[word.start()]].isupper():
        return
    low = word.start()
    first = _WORD_BEFORE.search(text.plain.text, max(0, low - 42), low - 1)
    if first is not None and first.group() in _FIRST_WORDS:
        low = first.start()
    if (posted and (cues.near("lives", low, end, _NEAR) or cues.near("lives_here", low, end, _NEAR))) or cues.before(
        "lives_here", low, 20
    ):
        yield Kind.ADDRESS, int(low), end


def _street_start(text: NormalizedText, end: int) -> int | None:
    """Return where the name of a street that ends at `end` begins, or None where none does."""
    plain = text.plain.text
    word = _WORD_BEFORE.search(plain, max(0, end - 42), end)
    if word is None:
        return None
    name, low = word.group(), word.start()
    before = _WORD_BEFORE.search(plain, max(0, low - 42), low - 1) if low and plain[low - 1] == " " else None
    if name not in _SECOND_WORDS and name in _SUFFIXES:
        return int(before.start()) if before is not None and before.group() in _FIRST_WORDS else None
    if name not in _SECOND_WORDS and (not name.endswith(_SUFFIXES) or len(name) < 5):
        return None
    if name in _SECOND_WORDS:
        return int(before.start()) if before is not None and before.group() not in _SMALL else None
    if before is not None and (before.group() in _FIRST_WORDS or _capital_genitive(text, before)):
        return int(before.start())
    return int(low)


_SMALL: Final = frozenset(words("no_street_word"))


def _capital_genitive(text: NormalizedText, word: "regex.Match[str]") -> bool:
    return word.group().endswith("s") and word.start() > 0 and text.raw[text.plain.starts[word.start()]].isupper()


def _lived_in(start: int, end: int, cues: Cues, *, certain: bool) -> bool:
    here = cues.near("lives_here", start, end, 40)
    lives = here or cues.near("lives", start, end, _NEAR)
    public = cues.near("public_place", start, end, _NEAR)
    if here or not public:
        return lives or certain or cues.people
    close = cues.before("lives", start, 18) and not cues.near("public_place", start, end, 14)
    return close or (certain and lives)


def find_coordinates(text: str, cues: Cues) -> Iterator[Hit]:
    """Yield pairs of coordinates in the north; those of holes in the road are nobody's."""
    for pattern, sign in ((_DECIMAL, "."), (_DEGREES, "°")):
        for match in pattern.finditer(text) if sign in text else ():
            start, end = match.start(), match.start() + len(match.group().rstrip(" ,;"))
            lives = cues.near("lives", start, end, 60)
            public = cues.near("public_place", start, end, 60)
            close = cues.near("public_place", start, end, 25)
            yield None if public and not lives and (close or not cues.people) else Kind.COORDINATE, start, end


def find_plates(text: NormalizedText, digits: Digits, cues: Cues) -> Iterator[Hit]:
    """Yield licence plates that are tied to somebody's vehicle (no I, Q, V, Å, Ä, Ö; the last is not O)."""
    plain = text.plain.text
    for group, stop in digits.groups:
        if stop - group not in (2, 3):
            continue
        letters = _PLATE_LETTERS.search(plain, max(0, group - 5), group)
        rest = _PLATE_END.match(plain, group)
        if letters is not None and rest is not None:
            yield from _plate(text, letters.start(), rest.end(), cues)
    for match in _SPACED_PLATE.finditer(plain):
        yield from _plate(text, match.start(), match.end(), cues)


def _plate(text: NormalizedText, start: int, end: int, cues: Cues) -> Iterator[Hit]:
    plain = text.plain.text
    capitals = text.raw[text.plain.starts[start]].isupper() and text.raw[text.plain.starts[start + 2]].isupper()
    if cues.near("plate_example", start, end, 20) or plain[end : end + 1] == "-":
        return
    named = cues.near("plate_named", start, end, 30)
    tied = capitals and (cues.near("plate", start, end, 60) or cues.near("possessive", start, end, 30))
    joined = plain[start + 3].isdigit() and plain[start : start + 3] not in _COMMON_TRIPLES
    if named or tied or (capitals and cues.people) or (joined and cues.near("plate", start, end, 25)):
        yield Kind.PLATE, start, end
