# ruff: noqa: E501 (patterns)
"""Addresses and plates whose numbers are said in words: `storgatan tolv`, `r e k tre ett sju`."""

from collections.abc import Iterator
from typing import Final

import regex

from classifier.rules.identifiers.cues import Cues
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit
from classifier.rules.identifiers.streets import UNITS
from classifier.text import NormalizedText

UNIT: Final = r"(?:noll|ett|två|tre|fyra|fem|sex|sju|åtta|nio)"
_LETTER_NAME: Final = (
    r"(?:adam|bertil|caesar|cesar|david|erik|filip|gustav|helge|ivar|johan|kalle|ludvig|martin|niklas|olof|petter|rudolf"
    r"|sigurd|tore|urban|wilhelm|xerxes|yngve|zäta)"
)
_PLATE: Final = regex.compile(
    rf"(?<!\w)(?:[a-z](?:[ .,-]{{1,2}}[a-z]){{2}}|{_LETTER_NAME}(?:[ ,-]{{1,2}}{_LETTER_NAME}){{2}})[ ,-]{{1,2}}"
    rf"{UNIT}(?:[ ,-]{{1,2}}{UNIT}){{1,2}}(?:[ ,-]{{1,2}}[a-z])?(?!\w|[ ,]{{1,2}}{UNIT})"
)
_SAID_NUMBER: Final = (
    r"(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton"
    r"|(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)?)"
)
_ADDRESS: Final = regex.compile(
    rf"(?<![\w-])\p{{L}}{{3,}}(?:gatan|vägen|gränd|stigen|gränden|allén)[ ](?:nummer[ ]|nr[ ])?{_SAID_NUMBER}(?:[ ][a-h])?"
    rf"(?![\p{{L}}\d])(?![ ](?:{UNITS}|bilar|gator|hundar|lampor|av|andra|som)(?!\p{{L}}))"
)
_STREETS: Final = ("gatan ", "vägen ", "gränd ", "stigen ", "gränden ", "allén ")
_NEAR: Final = 40
_PLATE_NEAR: Final = 60


def find_said_addresses(text: NormalizedText, cues: Cues) -> Iterator[Hit]:
    """Yield `storgatan tolv` where somebody lives there."""
    plain = text.plain.text
    for match in _ADDRESS.finditer(plain) if any(street in plain for street in _STREETS) else ():
        start, end = match.span()
        home = cues.near("lives_here", start, end, _NEAR) or cues.before("lives", start, 18)
        home = home or plain.endswith(
            ("kom till ", "kommer till ", "åk till ", "kör till ", "hit till ", "dit till "), 0, start
        )
        if home or cues.pair("own", "home_thing", start - _NEAR, end + _NEAR):
            yield Kind.ADDRESS, start, end


def find_said_plates(text: str, cues: Cues) -> Iterator[Hit]:
    """Yield plates that are spelled out, where a vehicle is spoken of."""
    for match in _PLATE.finditer(text):
        start, end = match.span()
        if cues.near("plate", start, end, _PLATE_NEAR):
            yield Kind.PLATE, start, end
