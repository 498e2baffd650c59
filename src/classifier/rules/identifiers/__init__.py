"""Identifiers of private persons, with exact spans and validated; public numbers are recognised and left alone.

Read from the `plain` view, where digits stand as written. Each finder is linear; the first to claim a place keeps it.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

import ahocorasick

from classifier.rules.finding import Finding
from classifier.rules.identifiers.addresses import find_addresses
from classifier.rules.identifiers.contact import (
    AT_SIGNS,
    SERVICE_HINTS,
    find_ips,
    find_mail,
    find_profiles,
    of_the_public,
)
from classifier.rules.identifiers.cues import Cues
from classifier.rules.identifiers.digits import Digits
from classifier.rules.identifiers.kinds import KINDS, Identifier, Kind
from classifier.rules.identifiers.money import find_money, find_passports
from classifier.rules.identifiers.numbers import Hit, find_numbers, is_personnummer
from classifier.rules.identifiers.phones import MAX_TRIES, find_phones
from classifier.rules.identifiers.places import find_coordinates, find_plates
from classifier.rules.identifiers.public import PublicContacts, PublicContactsError, public_contacts
from classifier.rules.identifiers.said import find_said_addresses
from classifier.rules.identifiers.spoken import find_spoken
from classifier.taxonomy import Label
from classifier.text import NormalizedText

__all__ = [
    "KINDS",
    "Identifier",
    "Kind",
    "PublicContacts",
    "PublicContactsError",
    "all_identifiers",
    "find_identifiers",
    "is_personnummer",
    "of_the_public",
    "public_contacts",
]

_MAX_OF_A_KIND: Final = 12
_MOST_GROUPS: Final = 80
"""Groups of digits that are looked at when a comment is classified: more than any comment has."""
_SPOKEN: Final = (
    *("noll", "sju", "åtta", "nio", "tjug", "tretti", "fyrti", "förti", "femti", "sexti", "nitti", "åtti", "dubbel"),
    *("nitton", " ett ett", "fyra "),
)
"""Without any of these, and without a digit, nothing is told in words."""
_HINTS: Final = (
    *"0123456789",
    *AT_SIGNS,
    *(".com/", ".se/", ".me/", ".net/", ".gg/", ".tv/", ".app/", ".fm/", ".social", "/u/", " u/", "///"),
    *("gatan ", "vägen ", "stigen ", "gränd ", "what3words", "w3w"),
)
"""A text without any of these, nor a word for speaking or a service, holds no identifier."""


@lru_cache(maxsize=1)
def _hints() -> "ahocorasick.Automaton":
    automaton = ahocorasick.Automaton()
    for kind, hints in (("", _HINTS), ("spoken", _SPOKEN), ("service", SERVICE_HINTS)):
        for hint in hints:
            automaton.add_word(hint, kind)
    automaton.make_automaton()
    return automaton


def find_identifiers(text: NormalizedText, public: PublicContacts | None = None) -> Iterator[Finding]:
    """Yield one finding for every validated identifier of a private person, at most twelve of a kind."""
    seen: dict[Kind, int] = {}
    for found in _scan(text, public or public_contacts(), limited=True):
        seen[found.kind] = seen.get(found.kind, 0) + 1
        if seen[found.kind] > _MAX_OF_A_KIND:
            continue
        info = KINDS[found.kind]
        raw = text.raw[found.start : found.end]
        rule = f"identifier-{found.kind}"
        yield Finding(Label.PERSONAL_DATA, info.category, rule, found.start, found.end, raw, info.reason, info.strength)


def all_identifiers(
    text: NormalizedText, public: PublicContacts | None = None, *, people: bool = False
) -> list[Identifier]:
    """Return every identifier in text order: what masking needs.

    `people` tells that persons are named in the text: then an address or a plate is theirs unless plainly public.
    """
    return sorted(_scan(text, public or public_contacts(), limited=False, people=people), key=lambda found: found.start)


def _scan(text: NormalizedText, public: PublicContacts, *, limited: bool, people: bool = False) -> Iterator[Identifier]:
    plain = text.plain.text
    hints = {kind for _, kind in _hints().iter(plain)}
    if not hints:
        return
    taken = bytearray(len(plain))
    for finder in _finders(text, public, limited=limited, people=people, hints=hints):
        for kind, start, end in islice(finder(), _MAX_OF_A_KIND) if limited else finder():
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\x01" * (end - start)
            if kind is not None:
                yield Identifier(kind, *text.plain.raw_span(start, end))


def _finders(
    text: NormalizedText, public: PublicContacts, *, limited: bool, people: bool, hints: set[str]
) -> Iterator[Callable[[], Iterator[Hit]]]:
    """Yield the finders that the text is worth, in the order in which they may claim a place."""
    plain = text.plain.text
    digits, cues = Digits(plain, _MOST_GROUPS if limited else None), Cues(plain, people=people)
    count = sum(end - start for start, end in digits.groups)
    yield lambda: find_mail(plain, public)
    yield lambda: find_profiles(plain, public, told="service" in hints or plain[:2] in {"ig", "fb", "sc", "dc"})
    if count >= 4:
        yield lambda: find_ips(plain, cues)
    if count >= 5 or "///" in plain or "code" in plain or "w3w" in plain or "what3words" in plain:
        yield lambda: find_coordinates(plain, cues)
    if count >= 5:
        yield lambda: find_numbers(plain, digits, cues)
        yield lambda: find_addresses(text, digits, cues)
        yield lambda: find_money(plain, digits, cues)
        yield lambda: find_phones(plain, digits, public, cues, tries=MAX_TRIES if limited else None)
    if count >= 6:
        yield lambda: find_passports(plain, cues)
    if "spoken" in hints or count >= 3:
        yield lambda: find_spoken(plain, public, cues)
    if count:
        if count < 5:
            yield lambda: find_addresses(text, digits, cues)
        yield lambda: find_plates(text, digits, cues)
    yield lambda: find_said_addresses(text, cues)
