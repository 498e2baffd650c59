# ruff: noqa: E501 (patterns)
"""Accounts, cards and passports: bank account, bankgiro, plusgiro, Swish, IBAN, payment card, passport number.

Bankgiro and plusgiro carry a Luhn digit (Bankgirot, PlusGirot), cards too (ISO/IEC 7812), IBAN mod 97 (ISO 13616).
"""

from collections.abc import Iterator
from typing import Final

import regex
from stdnum import iban, luhn

from classifier.rules.identifiers.cues import Cues
from classifier.rules.identifiers.digits import Digits, Row
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit

_IBAN: Final = regex.compile(
    r"(?:(?<!\w)|(?<=iban)|(?<=ibannr))(?:[a-z]{2}|se[ ])\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,4})?(?!\w)"
)
_IBAN_LENGTHS: Final = {
    **{"se": 24, "no": 15, "dk": 18, "fi": 18, "de": 22, "gb": 22, "pl": 28, "nl": 18, "fr": 27, "es": 24, "it": 27},
    **{"ee": 20, "lv": 21, "lt": 20, "be": 16, "ch": 21, "at": 20, "ro": 24, "tr": 26},
}
"""Of the right length for its country: told even with a wrong check digit, since nothing else looks so."""
_PASSPORT: Final = regex.compile(
    r"(?<![\w-])(?:(?!(?:nr|no|id|om|en|av|de|du|vi|ni|ta|nu|ju|se|ha|va|so|my|is|it|an|e|o|i)[ -])"
    r"(?:[a-z]{1,2}[ -]?\d{6,9}|[a-z]{2}[ ]?\d{1,4}(?:[ ]\d{2,4}){1,3}|[a-z]\d{3,4}[ ]\d{3,4})|[a-z]{3}\d{6,7}"
    r"|(?!har|och|som|den|det|var|med|min|ett|nr |mot|för|hon|han|men|att|kom|fel|nya|upp|ner|från|kl )[a-z]{3}[ ]\d{3,4}[ ]?\d{3}"
    r"|\d{2}-\d{6}|\d{8,9}|\d{4}[ ]\d{4}|\d{2,3}(?:[ ]\d{2,3}){2,3})(?![\w-])"
)
_GIRO: Final = {"bankgiro": (7, 8), "plusgiro": (2, 8)}
_CARD_LENGTHS: Final = frozenset({13, 14, 15, 16, 19})
_CARD_STARTS: Final = tuple("4 51 52 53 54 55 222 223 23 24 25 26 27 34 37 36 30 38 6011 65 64".split())
_OTHER_CARDS: Final = tuple("35 50 56 57 58 59 60 61 62 63 66 67 68 69 81".split())
"""Maestro, UnionPay, JCB and others: told only beside a word for cards."""
_DINERS: Final = ("30", "36", "38")
"""Fourteen digits: told only beside a word for cards."""
_CLEARING: Final = regex.compile(
    r"(?:(?:clearing\w*|cl(?:nr|r)?)[ .:-]{0,3}(?:nr|nummer)?[ .:]{0,2}(?:är[ ])?(?P<number>\d{4,5}(?:-\d)?)[ ,;.]{1,3}"
    r"(?:och[ ]|o[ ])?(?:(?:konto|kto|knr)\w*[ .:]{0,3}(?:nr|är)?[ .:]{0,2})?|(?<!\d)(?P<number>\d{4}),?[ ](?:konto|kto|knr)[ ]"
    r"|(?<!\d)(?P<number>\d{4,5})[ ]clearing\w*[ ,]{1,2}(?:(?:och|o|sen|sedan)[ ]){0,2}(?:(?:konto|kto)\w*[ ])?)$"
)
_PLAIN_SHAPES: Final = frozenset({(4, 6, 9), (4, 5, 8, 11, 14), (5, 8, 11, 14), (4, 5, 8, 11), (4, 7, 10)})
"""Clearing number and account as banks print them: plain without a word beside it."""
_SHORT: Final = regex.compile(r"(?:konto|kto|account)\p{L}*\W{1,3}(?:nr|nummer|är|e)?\W{0,3}$")
_SENTENCE: Final = regex.compile(r"[.!?][ \n]\p{L}{2,}[ ]\p{L}")
_SWISH_COMPANY: Final = "123"
_RANGE: Final = 1_000
_COUNTRY: Final = regex.compile(r"\+\d{1,3}[ -]?$")
_RING_INSTEAD: Final = regex.compile(r"(?<!\p{L})(?:ring|sms|smsa|messa|whatsapp|nås|slå)(?!\p{L})(?![^.!?\n]*[.!?\n])")
"""`swisha inte, ring 070…`: a telephone."""
_REACH: Final = 46
_GIRO_REACH: Final = 40


def find_money(text: str, digits: Digits, cues: Cues) -> Iterator[Hit]:
    """Yield accounts of private persons, cards and passports; company Swish and public giros as nobody's."""
    yield from _ibans(text)
    end = 0
    for index, (start, _) in enumerate(digits.groups):
        if start < end:
            continue
        for row in sorted(digits.rows(index, 24), key=lambda r: -r.end):
            hit = _card(row, cues) or _giro(row, cues) or _account(text, row, cues) or _swish(row, cues)
            if hit is not None and (not digits.touches_letter(row) or _run_into(text, row, hit)):
                yield hit
                end = row.end
                break


def _run_into(text: str, row: Row, hit: Hit) -> bool:
    """Tell whether a word follows a card's number without a space: `4111111111111111exp 12/27`."""
    before = text[row.start - 1] if row.start else " "
    return hit[0] is Kind.CARD and not before.isalnum() and text[row.end : row.end + 2].isalpha()


def find_passports(text: str, cues: Cues) -> Iterator[Hit]:
    """Yield passport numbers: two letters and six digits, or eight digits, after a word such as `passnummer`."""
    for match in _PASSPORT.finditer(text):
        size = sum(c.isdigit() for c in match.group())
        told = cues.near("passport", match.start(), match.end(), _REACH)
        if (
            told
            and 6 <= size <= 9
            and not _date(match.group())
            and " i exempel" not in text[match.end() : match.end() + 10]
        ):
            yield Kind.PASSPORT, *match.span()
    for match in _MIXED_PASSPORT.finditer(text):
        if cues.before("passport", match.start(), 20):
            yield Kind.PASSPORT, *match.span()


_MIXED_PASSPORT: Final = regex.compile(r"(?<![\w-])(?=(?:[a-z]*\d){4})(?=\d*[a-z])[a-z\d]{8,9}(?![\w-])")


def _date(digits: str) -> bool:
    return (
        digits.isdigit() and digits[:2] in {"19", "20"} and "01" <= digits[4:6] <= "12" and "01" <= digits[6:] <= "31"
    )


def _ibans(text: str) -> Iterator[Hit]:
    for match in _IBAN.finditer(text):
        written = match.group()
        while written and not iban.is_valid(written.replace("-", "")):
            written = written[: max(written.rfind(" "), 0)]
        if not written and _IBAN_LENGTHS.get(match.group()[:2]) == sum(c.isalnum() for c in match.group()):
            written = match.group()
        if not written and "iban" in text[max(0, match.start() - 14) : match.start()]:
            written = match.group()
        if written:
            yield Kind.ACCOUNT, match.start(), match.start() + len(written)


def _card(row: Row, cues: Cues) -> Hit | None:
    if len(row.digits) not in _CARD_LENGTHS or not row.digits.startswith((*_CARD_STARTS, *_OTHER_CARDS)):
        return None
    near = cues.near("card", row.start, row.end, 60)
    signs = {"", "-", "–", ".", "/", "_"} if near and len(row.digits) == 16 else {"", "-", "–", "."}
    if any(g.strip() not in signs for g in row.gaps) or _another_card(row, cues):
        return None
    if row.digits.startswith(_OTHER_CARDS) and not (near and len(row.digits) == 16):
        return None
    if (len(row.digits) == 14 or row.digits.startswith(("30", "38"))) and not (
        len(row.digits) == 14 and row.digits.startswith(_DINERS) and near
    ):
        return None
    grouped = row.cuts[:3] == (4, 8, 12) or row.cuts == (4, 10)
    told = grouped or len(row.digits) == 16 or near
    return (Kind.CARD, row.start, row.end) if told and luhn.is_valid(row.digits) else None


def _another_card(row: Row, cues: Cues) -> bool:
    """Tell whether the sentence speaks of a card or a number of another sort: `bibliotekskort 4000 …`, OCR."""
    last = cues.last_before("card_not", row.start, _REACH)
    return last >= 0 and _SENTENCE.search(cues.gap(last, row.start)) is None


def _giro(row: Row, cues: Cues) -> Hit | None:
    for name, (least, most) in _GIRO.items():
        told = cues.before(name, row.start, _GIRO_REACH) or cues.after(name, row.end, 8)
        if not least <= len(row.digits) <= most or not told:
            continue
        private = cues.near("private_giro", row.start, row.end, 60)
        public = cues.near("public_giro", row.start, row.end, 60) or (
            row.digits.startswith("90") and len(row.digits) == 7
        )
        if cues.before("yours", row.start, 22) and luhn.is_valid(row.digits):
            return None, row.start, row.end
        if cues.near("private_own", row.start, row.end, 60) or (private and not public):
            return Kind.ACCOUNT, row.start, row.end
        return (None, row.start, row.end) if luhn.is_valid(row.digits) else None
    return None


def _account(text: str, row: Row, cues: Cues) -> Hit | None:
    """A clearing number and an account: 7 to 16 digits after `konto`, a bank or a word about paying."""
    if not 7 <= len(row.digits) <= 16 or any("/" in g for g in row.gaps) or row.digits.startswith("07"):
        return None
    start = row.start
    if row.cuts == (4,) and len(row.digits) == 8 and 0 < int(row.digits[4:]) - int(row.digits[:4]) < _RANGE:
        return None  # `konto 6500-6599` of a budget
    if _COUNTRY.search(text, max(0, start - 6), start):
        return None
    near = cues.last_before("account", start, _REACH)
    paid = cues.last_before("payment", start, _REACH)
    plain = (row.cuts in _PLAIN_SHAPES and row.digits[0] != "0") or (
        row.cuts[:2] == (4, 5) and row.digits[0] == "8" and 12 <= len(row.digits) <= 15
    )
    if max(near, paid) < 0 and not plain and not cues.after("account", row.end, 30):
        return None
    if cues.last_before("number_of_thing", start, _REACH) > max(near, paid):
        return None
    if cues.last_before("calls", start, _REACH) > max(near, paid):
        return None
    clearing = _CLEARING.search(text, max(0, start - 40), start)
    if clearing is not None:
        return Kind.ACCOUNT, clearing.start("number"), row.end
    shaped = row.cuts[:1] == (4,) or len(row.digits) >= 10
    if len(row.digits) < 10 and not shaped and not _SHORT.search(text, max(0, start - 30), start):
        return None
    if near < 0 and not plain and not (len(row.digits) >= 9 and row.cuts and row.cuts[0] in (4, 5)):
        return None
    return Kind.ACCOUNT, start, row.end


def _swish(row: Row, cues: Cues) -> Hit | None:
    if len(row.digits) != 10 or not cues.near("swish", row.start, row.end, _REACH):
        return None
    last = cues.last_before("swish", row.start, _REACH)
    if last >= 0 and _RING_INSTEAD.search(cues.gap(last, row.start)):
        return None
    if row.digits.startswith(_SWISH_COMPANY):
        return None, row.start, row.end
    return (Kind.ACCOUNT, row.start, row.end) if row.digits.startswith("07") else None
