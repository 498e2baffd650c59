# ruff: noqa: E501 (patterns)
"""Street addresses where somebody lives; public places, road works and opening hours are nobody's.

A street with a number is somebody's home unless a word beside it speaks of a public place; a name without a street's
ending (`Torpet 5`, `vägen 12`) is one only where the words before it say that somebody lives or stays there.
"""

from collections.abc import Iterator
from typing import Final

import regex

from classifier.rules.identifiers.cues import Cues, words
from classifier.rules.identifiers.digits import Digits
from classifier.rules.identifiers.homes import (
    MOVES,
    NEAR,
    POSTED,
    STRETCH,
    THEIRS_AFTER,
    THEIRS_BEFORE,
    lived_in,
    somebody_before,
)
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit
from classifier.rules.identifiers.streets import NUMBER, PLACE, TAIL
from classifier.text import NormalizedText

_STRONG: Final = words("street_ending")
_WEAK: Final = words("terrain_ending")
_SECOND_WORDS: Final = frozenset(words("street_second_word"))
_FIRST_WORDS: Final = frozenset(words("street_first_word"))
_NO_STREETS: Final = words("no_street")
_NEVER: Final = words("never_street")
_SHORT: Final = ("v.", "g.", "gr.", "gat.", "st.", "vgn")
_NOT_SHORT: Final = (
    "ag.",
    "ig.",
    "ing.",
    "og.",
    "erg.",
    "elg.",
    "sorg.",
    "torg.",
    "arg.",
    "färg.",
    "alv.",
    "älv.",
    "arv.",
    "iv.",
    "av.",
    "ev.",
    "st.",
)
"""Words that end a sentence in g or v (`idag.`, `själv.`): no short form of a street unless somebody lives there."""
_NO_HOMES: Final = frozenset(words("no_home"))
_SMALL: Final = frozenset(words("no_street_word"))
_WORD_BEFORE: Final = regex.compile(r"(?<![\w-])[\p{L}\d:éü.’'-]{2,40}$")
_CARE_OF: Final = regex.compile(r"\bc\s?[/.]\s?o[:.]?[ ]\p{L}{2,}(?:[ ]\p{L}{2,}){0,2}(?=,?[ ]$)")
_CARE_NAME: Final = regex.compile(r"\bc\s?/\s?o[:.]?[ ]$")
_POSTAL: Final = regex.compile(
    r"[1-9]\d{2}[ ]?\d{2}[ ](\p{L}{3,}(?:[ ](?:edet|kyrkby|väsby|strand|bruk|köping)(?!\p{L}))?)"
)
_FARM: Final = regex.compile(
    r"(?<![\w-])\p{L}{3,20}(?:[ ](?:gård|torp|by|gården|torpet|kvarn|säteri|herrgård|skola|prästgård|backe|hage))?,[ ]$"
)
"""What stands for a street in the country: `Björkhaga gård, 463 91 Ort`."""
_FLAT_BEFORE: Final = regex.compile(r"(?<!\w)(?:lgh|lägenhet|lght)[ .]?(?:nr[ ])?\d{1,4}(?:,|[ ](?:på|i))?[ ]$")
_TITLES: Final = frozenset(
    "kung drottning kronprins prins prinsessan prinsessa doktor dr. kapten biskop sankt s:t general greve carl karl johan von af"
    " birger erik gustav gustaf per nils anna maria olof adolf fredrik sven lars anders hans peter astrid selma karin kristina"
    " dag ingrid elsa ellen emil august axel oscar oskar henrik ernst wilhelm jacob jakob jonas magnus sigurd tage hjalmar"
    " albert alfred viktor victor einar gunnar ivar otto knut arne folke evert raoul greta john ivan".split()
)
_TITLED: Final = frozenset({"plan", "torg", "backe", "park"})
_TURNED: Final = regex.compile(
    r"(?<![\w-])(?:(?:nr|nummer|hus|huset|port|hus nr|nr:|no)[ ](?P<number>\d{1,3}[ ]?[a-h]?)|(?P<number>\d{1,3}[a-h]?):?an)"
    r"[ ](?:på|vid|i)[ ](?P<street>(?:\p{L}{2,}[ ])?\p{L}{2,}(?![\p{L}\d-]))(?![ ]\d)"
)
_GLUED: Final = ("gatan", "vägen", "stigen", "gränd", "gränden", "allén")
"""`Storgatan28`: the number right against the street."""
_WIDE: Final = 4
"""House numbers further apart than this are a stretch of road (`Strandvägen 1–25`), nobody's home."""


def find_addresses(text: NormalizedText, digits: Digits, cues: Cues) -> Iterator[Hit]:
    """Yield street addresses where somebody seems to live; public places and road works are nobody's."""
    for kind, low, high in _addresses(text, digits, cues):
        office = kind is not None and cues.near("org_address", low, high, 30)
        home = cues.after("lives_here", high, 24) and not text.plain.text.startswith(
            (", postadress", " är adressen för "), high
        )
        somebody = office and (cues.near("somebody", low, high, NEAR) or home)
        yield None if office and not somebody else kind, low, high


def _addresses(text: NormalizedText, digits: Digits, cues: Cues) -> Iterator[Hit]:
    plain = text.plain.text
    for start, end in digits.groups:
        if end - start <= 4 and start > 3 and (plain[start - 1] == " " or plain.endswith(_GLUED, 0, start)):
            yield from _address(text, start, cues)
        if end - start in (3, 5) and cues.before("lives", start, 45) and (match := _POSTAL.match(plain, start)):
            if not text.raw[text.plain.starts[match.start(1)]].isupper():
                continue
            farm = _FARM.search(plain, max(0, start - 44), start)
            yield Kind.ADDRESS, farm.start() if farm is not None else start, match.end()
    for match in _TURNED.finditer(plain):
        first, _, second = match["street"].partition(" ")
        end = match.end() if _is_street(second or first) else match.end() - len(second) - 1
        street = _is_street(second or first) or _is_street(first)
        if street and lived_in(plain, match.start(), end, cues, certain=False):
            yield Kind.ADDRESS, match.start(), end


def _address(text: NormalizedText, number: int, cues: Cues) -> Iterator[Hit]:
    """Yield the address whose house number stands at `number`, if a street stands before it."""
    plain = text.plain.text
    street_end = number - (plain[number - 1] == " ")
    for sign in (" nr ", " nr. ", " nummer "):
        if plain.endswith(sign, max(0, number - 8), number):
            street_end = number - len(sign)
    match = NUMBER.match(plain, number)
    if match is None:
        return
    tail = TAIL.match(plain, match.end())
    assert tail is not None
    end = tail.end()
    certain = bool(tail["flat"]) or tail["post"] is not None
    low = _street_start(text, street_end, cues)
    if len(match.group()) == 4 and match.group().isdigit() and (low is None or match.group() >= "1800"):
        return  # a year, or the number of something else
    place = PLACE.match(plain, end)
    if place is not None and not text.raw[text.plain.starts[place.start(1)]].isupper():
        place = None
    if place is not None:
        end = place.end(1)
    if low is None:
        property_lived = ":" in match.group() and _dwelling(street_end, end, cues)
        if ":" not in match.group() or property_lived:
            yield from _nameless(text, street_end, end, cues, certain=certain, placed=place is not None)
        return
    flat = _FLAT_BEFORE.search(plain, max(0, low - 20), low)
    if flat is not None:
        low, certain = flat.start(), True
    if ":" in match.group() and not plain[:street_end].endswith(_STRONG) and not _dwelling(low, end, cues):
        return  # `Västra Torp 1:4` is a property
    care = _CARE_OF.search(plain, max(0, low - 44), low)
    if care is not None:
        low, certain = care.start(), True
    stretch = STRETCH.match(plain, match.end())
    wide = (_wide(match.group()) or (stretch is not None and _wide(f"{match.group()}-{stretch[1]}"))) and not certain
    if plain.endswith(" inte ", 0, low):
        yield None, low, end
        return
    lived = not wide and lived_in(plain, low, end, cues, certain=certain)
    yield Kind.ADDRESS if lived or (wide and cues.near("lives_here", low, end, 30)) else None, low, end


def _dwelling(low: int, end: int, cues: Cues) -> bool:
    """Tell whether somebody is said to live on a property: `avstyckad från Hultet 1:14 där min bror bor`."""
    return cues.before("lives_here", low, 22) or cues.after("lives_here", end, 22)


def _wide(number: str) -> bool:
    parts = [int("".join(c for c in p if c.isdigit()) or 0) for p in regex.split(r"[-–]", number)]
    return len(parts) == 2 and parts[1] - parts[0] > _WIDE


def _nameless(
    text: NormalizedText, name_end: int, end: int, cues: Cues, *, certain: bool, placed: bool
) -> Iterator[Hit]:
    """Yield `Rödjan 118`, `Box 41, 463 25 Ort`, `vägen 12`: names without a street's ending, where somebody lives."""
    plain = text.plain.text
    word = _WORD_BEFORE.search(plain, max(0, name_end - 42), name_end)
    if word is None or word.group() in _NO_HOMES or not word.group().replace("-", "").isalpha():
        return
    low = word.start()
    bare = word.group() in _STRONG or word.group() in _WEAK
    first = _WORD_BEFORE.search(plain, max(0, low - 42), low - 1)
    if first is not None and first.group() in _FIRST_WORDS:
        low = first.start()
    capital = _title(text, low)
    opens = low == 0 or plain[:low].rstrip()[-1:] in ".!?"
    home = cues.before("lives_here", low, 36) or somebody_before(plain, low, cues)
    home = home or (bare and cues.after("lives_here", end, 40))
    home = home or THEIRS_BEFORE.search(plain, max(0, low - 24), low) is not None
    home = home or THEIRS_AFTER.match(plain, end) is not None
    moved = MOVES.search(plain, max(0, low - 32), low) is not None and not cues.near("public_place", low, end, 40)
    if certain:
        posted = POSTED.search(plain, low, end) is not None
        found = capital and not cues.near("public_place", low, end, NEAR)
        found = found or (capital and posted and not cues.before("public_place", low, 30))
    elif bare:
        found = home or (capital and not opens and (placed or not cues.near("public_place", low, end, NEAR)))
    else:
        found = (
            capital and not opens and (home or moved or ((placed or cues.people) and cues.before("lives", low, NEAR)))
        ) or (capital and THEIRS_AFTER.match(plain, end) is not None)
    if found or (capital and certain and cues.near("lives", low, end, NEAR)):
        yield Kind.ADDRESS, _village_before(text, int(low)), end


def _title(text: NormalizedText, low: int) -> bool:
    """Tell whether a word begins with a capital, and is no abbreviation in a text that has small letters."""
    first, second = (text.raw[text.plain.starts[i]] for i in (low, low + 1))
    return first.isupper() and (second.islower() or text.raw.isupper())


def _village_before(text: NormalizedText, low: int) -> int:
    """Return where the village before a farm begins (`Torpa Nygård 212`), or `low` where none stands there."""
    plain = text.plain.text
    word = _WORD_BEFORE.search(plain, max(0, low - 42), low - 1) if low > 1 and plain[low - 1] == " " else None
    if word is None or text.raw.isupper() or not _title(text, word.start()) or not _title(text, low):
        return low
    opens = word.start() == 0 or plain[: word.start()].rstrip()[-1:] in ".!?:"
    return low if opens or not word.group().isalpha() else int(word.start())


def _is_street(word: str) -> bool:
    return len(word) >= 5 and word.endswith(_STRONG) and word not in _STRONG and not word.endswith(_NO_STREETS)


def _street_start(text: NormalizedText, end: int, cues: Cues) -> int | None:
    """Return where the name of a street that ends at `end` begins, or None where none does."""
    plain = text.plain.text
    word = _WORD_BEFORE.search(plain, max(0, end - 42), end)
    if word is None:
        return None
    name, low = word.group(), word.start()
    head, colon, tail = name.rpartition(":")
    if colon and len(head) > 2 and len(tail) > 3:  # `min adress:Rävstigen 4`
        name, low = tail, low + len(head) + 1
    before = _WORD_BEFORE.search(plain, max(0, low - 42), low - 1) if low and plain[low - 1] == " " else None
    first = before is not None and before.group() in _FIRST_WORDS
    if name in _SECOND_WORDS and (not first or name in ("väg", "gata", "gränd", "allé", "stig")):
        return _genitive_before(text, before)
    if name in _TITLED:
        titled = _genitive_before(text, before)
        if before is not None and titled is not None and titled < before.start():
            return titled  # `Sankt Eriks plan`
    if name in _STRONG or name in _WEAK:
        return int(before.start()) if before is not None and first else None
    weak = not name.endswith(_STRONG)
    capital = text.raw[text.plain.starts[low]].isupper()
    if len(name) >= 5 and name[-1] in "vg" and capital and cues.near("lives_here", low, end, 30):
        return int(low)  # `Björkv 3 är min adress`
    if len(name) < 5 or (weak and not name.endswith(_WEAK)):
        return None
    if name.endswith(_NEVER) or (
        name.endswith(_SHORT) and name.endswith(_NOT_SHORT) and not (first or _here(cues, low, end))
    ):
        return None
    if not (capital and not weak) and name.endswith(_NO_STREETS) and not first:
        return None
    if weak and not capital and not (cues.near("lives_here", low, end, 40) or somebody_before(plain, low, cues)):
        return None
    if before is not None and first:
        return int(before.start())
    if before is not None and _capital_genitive(text, before):
        return _genitive_before(text, before)
    return _village_before(text, int(low)) if weak else int(low)


def _here(cues: Cues, low: int, end: int) -> bool:
    """Tell whether somebody is said right there to live in it: `Rävst. 4 bor jag`."""
    return cues.before("lives_here", low, 12) or cues.after("lives_here", end, 8)


def _genitive_before(text: NormalizedText, before: "regex.Match[str] | None") -> int | None:
    """Return where `lyckans väg`, `Karl Johans gata` begins: a genitive or a name stands before `väg`."""
    if before is None or before.group() in _SMALL:
        return None
    capital = text.raw[text.plain.starts[before.start()]].isupper()
    if not before.group().endswith("s") and not (capital and before.start() > 0):
        return None
    low = before.start()
    for _ in range(2):  # `Kung Oscars väg`, `Dr. Lindhs gata`
        word = _WORD_BEFORE.search(text.plain.text, max(0, low - 42), low - 1) if low > 1 else None
        if word is None or word.end() != low - 1 or word.group() not in _TITLES:
            break
        low = word.start()
    return int(low)


def _capital_genitive(text: NormalizedText, word: "regex.Match[str]") -> bool:
    return word.group().endswith("s") and word.start() > 0 and text.raw[text.plain.starts[word.start()]].isupper()
