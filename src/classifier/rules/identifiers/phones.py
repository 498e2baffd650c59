# ruff: noqa: E501 (patterns)
"""Telephone numbers, Swedish and foreign, validated with `phonenumbers`; public ones are recognised and left alone."""

from collections.abc import Iterator
from typing import Final

import phonenumbers
import regex
from phonenumbers import PhoneNumber, PhoneNumberType

from classifier.rules.identifiers.cues import Cues
from classifier.rules.identifiers.digits import Digits, Row
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit
from classifier.rules.identifiers.public import PublicContacts

_MOBILE: Final = frozenset("02369")
_PUBLIC_TYPES: Final = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN, PhoneNumberType.PREMIUM_RATE}
)
_PUBLIC_STARTS: Final = ("+46771", "+4620", "+46116", "+46770", "+46775")
_BEFORE_REACH: Final = 60
_AFTER_REACH: Final = 40
_CUE_REACH: Final = 24
_DATE_SHAPES: Final = {10: ((6,),), 12: ((8,),)}
"""Cut as a personnummer (YYMMDD-NNNN): with a wrong check digit it is still no telephone."""
_STROKES: Final = frozenset("-–—−‐‑‒―")
_OTHER_END: Final = regex.compile(r"/\d{2}(?!\d)")
"""`070-1740640/41`: two numbers that share their beginning."""
_PLACEHOLDER: Final = regex.compile(r"(?:0|0046|46)\d{1,3}?1234(?:56|567|5678|56789|567890)")
"""`08-123 456 78`: what stands in forms where a number should."""
_SENTENCE: Final = regex.compile(r"[.!?\n][ \n]+$|[.!?][ ]")
_YEARS: Final = frozenset(str(year) for year in range(1990, 2050))
_CLOCK: Final = frozenset({".", ":"})
_MONEY: Final = regex.compile(r"[ ]?(?:kr|kronor|%|procent|mkr|tkr|st|:-|miljon)")
_PREFIX_AFTER: Final = regex.compile(
    r"(?<![\d-])(?P<rest>[1-9]\d{1,2}(?:[ -]?\d{2,3}){1,3})[ ,(]{1,3}(?:med[ ])?(?:riktnummer|riktnr|rikt)"
    r"[ .:]{1,2}(?:är[ ])?(?P<prefix>0\d{1,3})(?!\d)"
)
_PREFIX_BEFORE: Final = regex.compile(
    r"(?:rikt\p{L}*[ .:]{1,2}(?:är[ ])?)?(?<![\d-])(?P<prefix>0\d{1,3})[ ,.]{1,2}(?:och[ ]|o[ ]|å[ ])?(?:sen|sedan|därefter|så|följt av)[ ]"
    r"(?:kommer[ ])?(?P<rest>[1-9]\d{1,2}(?:[ -]?\d{2,3}){1,3})(?![\d-])"
)
"""`riktnummer 08 och sen 465 004 61`: the whole from the prefix on is the number."""
_OFFICE_REACH: Final = 45
_BEFORE_OFFICE: Final = 16
_TO_AN_OFFICE: Final = regex.compile(r"[ ](?:är[ ](?:\p{L}*numret|numret)[ ])?(?:till|hos|borde)[ ]|[ ]?[(]")
"""`08-465 004 17 till miljökontoret`: the office right after a fixed line."""
_ANOTHER: Final = 30
"""So far before an office somebody's own words say nothing of its number."""
_ITS_NUMBER: Final = regex.compile(
    r"(?:[ ](?:har|nås|når|man|ni|på|svarar|numret|nummer|nr|telefon|telefonnummer|tel|mobil|mobilnummer|är|via|till|fick|heter|finns|med))*[ :,]*"
)
_ENDS: Final = regex.compile(
    r"[.!?\n]|,[ ](?!(?:tel|tfn|telefon|nr|nummer)?[ .:]*$)|(?<!\p{L})(?:men|och|eller|ring|min|mitt|(?:jag|vi|han|hon|hen|mamma|pappa)[ ]nås|jag|mobil)(?!\p{L})(?!på)"
)
"""Between an office and a number that is another's."""
MAX_TRIES: Final = 60


def find_phones(
    text: str, digits: Digits, public: PublicContacts, cues: Cues, *, tries: int | None = None
) -> Iterator[Hit]:
    """Yield telephone numbers; `tries` bounds how many candidates are validated (None: all)."""
    if "rikt" in text or "sen " in text or "sedan " in text:
        yield from _prefixed(text, public, cues)
    end = 0
    for index, (start, _) in enumerate(digits.groups):
        if start < end or (tries is not None and tries <= 0):
            continue
        found = None
        for row in sorted(_candidates(text, digits, index, cues), key=lambda r: -r.end):
            if tries is not None:
                tries -= 1
            number = parse(_with_prefix(text, row)) or _abroad(row, cues)
            if number is not None and row.digits[0] not in "07" and _of_a_passport(text, row, cues):
                number = None
            if number is not None:
                found = row, number
                break
        if found is None:
            continue
        row, number = found
        low = _prefix_start(text, row.start, row.end)
        if _of_a_thing(text, low, cues) or _PLACEHOLDER.fullmatch(row.digits):
            continue
        end = row.end
        if more := _OTHER_END.match(text, end):
            end = more.end()
        yield None if is_public(text, low, end, number, public, cues) else Kind.PHONE, low, end


def parse(written: str) -> PhoneNumber | None:
    """Return the number behind digits with their prefix (+, 00 or 0), or None where there is none."""
    try:
        number = phonenumbers.parse(written, "SE")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        return number
    foreign = number.country_code != 46 and (written[0] == "+" or written.startswith("00")) and len(written) >= 9
    # Too short or too long by a digit is a slip of the pen: a plus and a country's code are plain enough.
    return number if foreign else None


def _abroad(row: Row, cues: Cues) -> PhoneNumber | None:
    """Return a number written as at home in another country (`mitt norska nr 400 00 123`), or None."""
    if not cues.before("foreign_phone", row.start, 24) or cues.before("passport", row.start, 16):
        return None
    for region in ("NO", "DK", "FI", "DE", "PL", "GB", "EE", "LV", "LT", "NL", "US"):
        try:
            number = phonenumbers.parse(row.digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return number
    return None


def is_public(text: str, start: int, end: int, number: PhoneNumber, public: PublicContacts, cues: Cues) -> bool:
    """Tell whether a number is an authority's: by the table, by its kind, or by the words around a fixed line."""
    kind = phonenumbers.number_type(number)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if kind in _PUBLIC_TYPES or public.phone(written) or written.startswith(_PUBLIC_STARTS):
        return True
    private = cues.last_before("phone_private", start, _BEFORE_REACH)
    if private < 0 and cues.near("phone_posted", start, end, _AFTER_REACH) and not cues.after("phone_private", end, 24):
        return True
    office = cues.last_before("phone_office", start, _OFFICE_REACH)
    alone = private < 0 or office - private > _ANOTHER
    office = office if office > private and alone and not _ENDS.search(cues.gap(office, start)) else -1
    if kind == PhoneNumberType.MOBILE or cues.people:
        if office >= 0 and not _ITS_NUMBER.fullmatch(cues.gap(office, start)):
            office = -1
        duty = cues.last_before("phone_duty", start, _OFFICE_REACH)
        role = max(cues.last_before("phone_role", start, 30), duty, office)
        return role > private and not cues.after("phone_private", end, 24)
    if office >= 0 and not cues.after("phone_private", end, 24):
        return True
    if cues.last_before("phone_public", start, _BEFORE_REACH) > private:
        return True
    if private >= 0 or cues.after("phone_private", end, 24):
        return False
    if text.startswith((" för allt ", " för allt."), end):
        return True  # one number for every errand
    told = _TO_AN_OFFICE.match(text, end)
    return cues.after("phone_public", end, _AFTER_REACH) or (
        told is not None and cues.after("phone_office", told.end(), _BEFORE_OFFICE)
    )


def _candidates(text: str, digits: Digits, index: int, cues: Cues) -> Iterator[Row]:
    """Yield rows from this group that could be a number: with +, 00, 0, or bare after a word such as `ring`."""
    start = digits.groups[index][0]
    before = text[start - 1] if start else " "
    if (
        digits.led_by_letter(start)
        or (before == "/" and text[start : start + 2] != "07")
        or (before in "-.,:" and start > 1 and text[start - 2].isdigit() and not _listed(text, start))
    ):
        return
    plus = before == "+" or (before == "(" and start > 1 and text[start - 2] == "+")
    for row in digits.rows(index, 16):
        number, size = row.digits, len(row.digits)
        if (
            (digits.followed_by_letter(row.end) and not _run_into(row, cues))
            or (not plus and _times(row))
            or (plus and _MONEY.match(text, row.end))
        ):
            continue
        if row.cuts in _DATE_SHAPES.get(size, ()) or _dated(row):
            continue
        if plus or number.startswith("00"):
            wanted = 8 <= size - 2 * number.startswith("00") <= 15
        elif number.startswith("07") and number[2:3] in _MOBILE:
            wanted = size == 10
        elif number.startswith("0"):
            wanted = 8 <= size <= 11 and number[1] != "0" and bool(row.cuts or _phone_cue(start, cues))
        elif number.startswith("46"):
            wanted = size in (11, 12) and number[-9] == "7"
        else:
            told = _phone_cue(start, cues) or cues.after("zero_before", row.end, 16)
            wanted = number[0] == "7" and size == 9 and number[1] in _MOBILE and told
        wanted = wanted or (7 <= size <= 12 and cues.before("foreign_phone", start, 24))
        if wanted:
            yield row


def _prefixed(text: str, public: PublicContacts, cues: Cues) -> Iterator[Hit]:
    """Yield numbers whose prefix is told after them: `46 50 04 61 riktnummer 08`."""
    for match in (*_PREFIX_AFTER.finditer(text), *_PREFIX_BEFORE.finditer(text)):
        number = parse(match["prefix"] + "".join(c for c in match["rest"] if c.isdigit()))
        start = min(match.start("prefix"), match.start("rest"))
        if number is not None:
            yield None if is_public(text, start, match.end(), number, public, cues) else Kind.PHONE, start, match.end()


def _dated(row: Row) -> bool:
    """Tell whether a year ends the row after a stroke, as in numbers of matters: `070-174/2025`."""
    return bool(row.gaps) and row.gaps[-1].strip() == "/" and row.digits[row.cuts[-1] :] in _YEARS


def _times(row: Row) -> bool:
    """Tell whether the row is rather times (06.30–07.30): pairs of digits with dots and strokes between."""
    parts = [b - a for a, b in zip((0, *row.cuts), (*row.cuts, len(row.digits)), strict=True)]
    if len(row.gaps) > 2 and set(row.gaps[::2]) <= _CLOCK and _CLOCK.isdisjoint(row.gaps[1::2]):
        return max(parts) <= 2
    if (
        parts == [4, 4]
        and row.gaps[0].strip() in _STROKES
        and all(int(half[:2]) < 25 and int(half[2:]) < 60 for half in (row.digits[:4], row.digits[4:]))
    ):
        return True  # `öppet 0800-1630`
    mixed = any("." in g or ":" in g for g in row.gaps) and any(g.strip() in _STROKES for g in row.gaps)
    return mixed and max(parts) <= 2


def _listed(text: str, start: int) -> bool:
    """Tell whether a mobile number follows another after a comma without a space."""
    return text[start - 1] == "," and text[start : start + 2] == "07"


def _run_into(row: Row, cues: Cues) -> bool:
    """Tell whether a word is written right against a mobile number: `mobil 0701740605fast inte nu`."""
    return len(row.digits) == 10 and row.digits.startswith("07") and cues.before("calls", row.start, 16)


def _with_prefix(text: str, row: Row) -> str:
    if row.digits.startswith("0"):
        return row.digits
    if row.digits.startswith("7") and not (row.start and text[row.start - 1] in "+("):
        return "0" + row.digits
    return "+" + row.digits


def _prefix_start(text: str, start: int, end: int) -> int:
    """Return where the number begins with its plus, and with the bracket that is closed within it."""
    low = start
    while low and start - low < 2 and (text[low - 1] == "+" or (text[low - 1] == "(" and ")" in text[start:end])):
        low -= 1
    return low


def _of_a_passport(text: str, row: Row, cues: Cues) -> bool:
    """Tell whether bare digits stand right after a word for passports: `norskt pass nr 26012345`."""
    plus = row.start > 0 and text[row.start - 1] == "+"
    return not plus and cues.before("passport", row.start, 16) and not cues.before("calls", row.start, 16)


def _phone_cue(start: int, cues: Cues) -> bool:
    return cues.before("phone", start, _CUE_REACH)


def _of_a_thing(text: str, start: int, cues: Cues) -> bool:
    thing = cues.last_before("number_of_thing", start, 16)
    if thing >= 0 and _SENTENCE.search(text, thing, start):
        return False
    return thing >= 0 and cues.last_before("phone", start, _CUE_REACH) < thing
