# ruff: noqa: E501 (patterns)
"""Personnummer and samordningsnummer with date and check digit; organisation numbers, so that they are not reported.

Skatteverket, SKV 704 and 707: YYMMDD-NNNC with Luhn over the ten digits; a samordningsnummer has day + 60.
"""

import datetime
from collections.abc import Iterator
from typing import Final

import regex
from personnummer.personnummer import valid as valid_personnummer
from stdnum import luhn

from classifier.rules.identifiers.cues import Cues
from classifier.rules.identifiers.digits import Digits, Row
from classifier.rules.identifiers.kinds import Kind

Hit = tuple[Kind | None, int, int]
"""Kind (None: recognised as public and left alone), start, end."""

_CUTS: Final = {10: frozenset({2, 4, 6, 8, 7, 9}), 12: frozenset({2, 4, 6, 8, 10, 9, 11})}
_DATE_CUT: Final = {10: 6, 12: 8}
_INTERIM: Final = regex.compile(r"(?<![\w-])((?:(?:19|20))?\d{6})[ ]?[-–+]?[ ]?([trsuwxjklmn])(\d{3})(?![\w-])")
_VAT: Final = regex.compile(r"(?<!\w)se[ -]?(\d{6}[ -]?\d{4})[ -]?01(?!\d)")
"""The VAT number of somebody's own firm: SE, the personnummer, 01 (Skatteverket)."""
_CUE_REACH: Final = 16
_MONTHS: Final = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DATE: Final = rf"(?P<day>\d{{1,2}})(?::?e)?[ ]?(?:(?P<name>{'|'.join(_MONTHS)})\p{{L}}*|[/.](?P<month>\d{{1,2}}))"
_DATED: Final = regex.compile(
    rf"(?<![\w/]){_DATE}[ .,/-]{{0,2}}(?:\p{{L}}{{2,3}}[ ])?(?P<year>(?:19|20)?\d{{2}})"
    r"(?P<told>(?:[ ,.:;()-]{1,3}\p{L}{1,10}){0,4})[ ,.:;()-]{1,3}(?P<last>\d{4})(?![\w-]|[ ]?(?:kr|kronor|st|:-))"
)
"""A date in words or with a stroke, and the last four: `5 april 85, sista fyra 2385`."""

_LAST_FIRST: Final = regex.compile(
    r"(?:sista|siffr\p{L}+|slutar)[ ](?:\p{L}{1,8}[ ]){0,3}(?P<last>\d{4})(?:[ ,.;(]{1,2}\p{L}{1,14}){0,5}[ ,.;(]{1,2}"
    r"(?P<date>(?:(?:19|20)\d{2}|\d{2})(?:0\d|1[0-2])(?:[0-3]\d|[6-9]\d))(?![\d-])"
)
"""`mina fyra sista är 2385 och jag är född 850405`."""


_LABELLED: Final = regex.compile(
    r"(?:år[ ])(?P<year>(?:19|20)?\d{2})[ ,]{1,2}(?:och[ ])?(?:månad|mån)[ ](?P<month>\d{1,2})[ ,]{1,2}(?:och[ ])?(?:dag|den)[ ](?P<day>\d{1,2})"
    r"(?:[ ,.]{1,2}\p{L}{1,10}){0,4}[ ,.]{1,2}(?P<last>\d{4})(?![\w-])"
)
"""`år 1978 månad 06 dag 01 sen 2386`."""


def is_personnummer(year: str, month_day: str, last: str) -> bool:
    """Tell whether the digits are a valid personnummer or samordningsnummer (date and check digit)."""
    digits = f"{year}{month_day}{last}"
    if len(year) == 4 and not 1840 <= int(year) <= datetime.date.today().year:
        return False
    return bool(valid_personnummer(digits))


def kind_of(digits: str) -> Kind | None:
    """Return what ten or twelve digits are: personnummer, samordningsnummer or neither."""
    if len(digits) not in (10, 12) or digits[-6] > "9" or not digits.isascii():
        return None
    if digits[-8:-6] > "12" or digits[-6] in "45" or (digits[-6] in "39" and digits[-5] > "1"):
        return None
    if digits[-6] >= "6":
        # A coordination number may lack month or day of birth, so 00 (day 60) and 31 in any month are valid (SKV 707).
        day, month = int(digits[-6:-4]) - 60, int(digits[-8:-6])
        valid = luhn.is_valid(digits[-10:]) and month <= 12 and day <= 31 and digits[-4:-1] != "000"
        return Kind.SAMORDNINGSNUMMER if valid and _century(digits) else None
    return Kind.PERSONNUMMER if is_personnummer(digits[:-8], digits[-8:-4], digits[-4:]) else None


def _century(digits: str) -> bool:
    return len(digits) == 10 or 1840 <= int(digits[:4]) <= datetime.date.today().year


def find_numbers(text: str, digits: Digits, cues: Cues) -> Iterator[Hit]:
    """Yield personnummer, samordningsnummer, interim numbers and (as nobody's) organisation numbers."""
    end = 0
    for index, (start, _) in enumerate(digits.groups):
        if start < end:
            continue
        for row in digits.rows(index, 12):
            found = _kind_of_row(text, digits, row, cues)
            if found is not None:
                bracket = "(" in "".join(row.gaps) or "[" in "".join(row.gaps)
                end = row.end + (bracket and text[row.end : row.end + 1] in {")", "]"})
                yield found[0], row.start, end
                break
    for match in _DATED.finditer(text):
        told = "sista" in match["told"] or "siffr" in match["told"] or cues.near("personnummer", *match.span())
        if not told and len(match.group()) + 3 < len(text):
            continue
        month = _MONTHS.index(match["name"]) + 1 if match["name"] else int(match["month"])
        kind = kind_of(f"{match['year']}{month:02d}{match['day'].rjust(2, '0')}{match['last']}")
        if kind is not None:
            yield kind, *match.span()
    for match in _LAST_FIRST.finditer(text) if "född" in text or "sista" in text else ():
        if (kind := kind_of(match["date"] + match["last"])) is not None:
            yield kind, match.start("last"), match.end()
    for match in _LABELLED.finditer(text) if "mån" in text else ():
        if (
            kind := kind_of(f"{match['year']}{match['month'].zfill(2)}{match['day'].zfill(2)}{match['last']}")
        ) is not None:
            yield kind, match.start("year"), match.end()
    for match in _VAT.finditer(text) if "se" in text else ():
        if kind_of("".join(c for c in match[1] if c.isdigit())) is not None:
            yield Kind.PERSONNUMMER, *match.span()
    for match in _INTERIM.finditer(text):
        if kind_of(match[1] + "1" + match[3]) is not None:
            yield Kind.PERSONNUMMER, *match.span()


def _kind_of_row(text: str, digits: Digits, row: Row, cues: Cues) -> tuple[Kind | None] | None:
    if len(row.digits) not in (10, 12) or _in_a_code(text, digits, row) or not _shaped(row):
        return None
    kind = kind_of(row.digits)
    cue = cues.before("personnummer", row.start) or cues.after("personnummer", row.end, 12)
    if kind is None:
        organisation = row.cuts == (_DATE_CUT[len(row.digits)],) and luhn.is_valid(row.digits[-10:])
        return (None,) if organisation and row.digits[-8] >= "2" else None
    if _of_an_account(text, row.start, cues):
        return None
    dated = row.cuts == (_DATE_CUT[len(row.digits)],) and cues.before("matter", row.start, 12)
    dated = dated and not _of_late(row)
    if not cue and not dated and (_of_a_thing(text, row, cues) or _like_a_phone(row, cues)):
        return None
    if (
        row.cuts != (_DATE_CUT[len(row.digits)],)
        and row.cuts
        and (digits.goes_on(row) or (row.cuts == (4,) and _LAST_FOUR.match(text, row.end)))
    ):
        return None
    return (kind,)


def _in_a_code(text: str, digits: Digits, row: Row) -> bool:
    """Tell whether a letter makes a code of the row; a word that runs into a whole number does not."""
    if not digits.touches_letter(row):
        return False
    dashed = row.cuts == (_DATE_CUT[len(row.digits)],) and row.gaps[0].strip() in {"-", "–", "+"}
    return digits.led_by_letter(row.start) or not (dashed and _WORD.match(text, row.end))


_WORD: Final = regex.compile(r"\p{L}{2,}(?![\w-])")
_HOLDS: Final = regex.compile(r"\p{L}*[ ](?:med|där)(?:[ ]\p{L}{2,8})?[ ]$")
"""`protokollet med 19850405-2385`: what the thing holds, not what it is called."""
_LAST_FOUR: Final = regex.compile(r"[ ]?[-–+]?[ ]?\d{4}(?!\d)")
_FIRM_NUMBER: Final = ("orgnr", "org nr", "org.nr", "org. nr", "organisationsnummer", "orgnummer", "momsnr")


def _of_late(row: Row) -> bool:
    """Tell whether a whole date is so late that a matter was registered rather than somebody born: `20251104-0087`."""
    return len(row.digits) == 12 and row.digits >= "2015"


_CLEARING_BEFORE: Final = regex.compile(
    r"(?<!\d)\d{4}[ ,.-]{1,2}$|(?<!\d)\d{4},?[ ](?:och[ ])?konto(?:nr|nummer)?[ :.]{1,2}$"
)


def _of_an_account(text: str, start: int, cues: Cues) -> bool:
    """Tell whether a clearing number stands before: Nordea's personal accounts are the owner's personnummer."""
    told = cues.before("account", start, 60) or cues.before("payment", start, 40)
    told = told or text[max(0, start - 5) : start - 1] == "3300"
    return told and _CLEARING_BEFORE.search(text, max(0, start - 24), start) is not None


def _shaped(row: Row) -> bool:
    """Tell whether the gaps stand where people put them: around the parts of the date, or between all digits."""
    length = len(row.digits)
    if len(row.cuts) >= length - 3 or (row.cuts == (_DATE_CUT[length],) and row.gaps[0].strip() not in {"|", "."}):
        return True
    if any(gap.strip() in {",", "|", "(", ")"} for gap in row.gaps):
        return False
    return set(row.cuts) <= _CUTS[length] and len(row.cuts) <= 5


def _like_a_phone(row: Row, cues: Cues) -> bool:
    """Ten digits from 07 (or 0 and spaced as a number) may be a telephone: the word before decides, else the date."""
    if len(row.digits) != 10 or row.digits[0] != "0" or 6 in row.cuts:
        return False
    if row.digits[1] == "7" and not row.cuts:
        # A valid date and check digit: a telephone number has them once in three hundred, so it must be called one.
        if row.digits[4] >= "6" and not cues.before("named", row.start, 16):
            return True  # coordination numbers of those years are few, such telephone numbers many
        return cues.near("calls", row.start, row.end, 24) or cues.near("swish", row.start, row.end, 40)
    return bool(row.cuts)


def _of_a_thing(text: str, row: Row, cues: Cues) -> bool:
    start = row.start
    last = cues.last_before("number_of_thing", start, _CUE_REACH)
    if last >= 0 and row.cuts in ((), (6,), (8,)) and text[:start].rstrip(" :").endswith(_FIRM_NUMBER):
        last = -1 if "enskild" in text else last  # the number of one's own firm is one's personnummer
    parted = row.cuts in ((2, 4, 6), (4, 6, 8)) and row.gaps[-1].strip() in {"-", "–"}
    whole = (row.cuts == (8,) or parted) and not _of_late(
        row
    )  # `på samma kontrakt, 19850405-2385`: the comma ends what it is of
    if last >= 0 and whole and _HOLDS.fullmatch(text, last, start):
        return False
    return last >= 0 and not any(c in (".!?\n," if whole else ".!?\n") for c in text[last:start].rstrip(". "))
