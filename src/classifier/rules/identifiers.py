"""Identifiers of private persons, validated: personnummer, samordningsnummer, phone, e-mail, account, address.

Read from the `plain` view, where digits stand as written. Organisation numbers, dates and public numbers
are recognised so that they are not reported.
"""

import datetime
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Final

import phonenumbers
import regex
from personnummer.personnummer import valid as valid_personnummer
from stdnum import iban, luhn

from classifier.rules.finding import Finding, Strength
from classifier.taxonomy import Label
from classifier.text import NormalizedText

_MAX_OF_A_KIND: Final = 12
_MAX_PHONE_TRIES: Final = 40
_DASH = r"[-–—−‐‑+]"
_DOT = r"[ ]?(?:\.|[ ]punkt[ ]|[ ]dot[ ])[ ]?"
_AT = (
    r"\s?(?:@|\(at\)|\[at\]|[ ]snabel-?a[ ]"
    r"|[ ]at[ ](?=[\p{L}\d-]+[ ]?(?:\.|punkt|dot)[ ]?(?:se|com|nu|net|org)\b))\s?"
)
_PERSONNUMMER: Final = regex.compile(
    rf"(?<![\d/-])(?P<year>(?:1[89]|20)?\d\d)[ ]?(?P<md>\d\d[ ]?\d\d)[ ]?{_DASH}?[ ]?(?P<last>\d{{4}})(?![\d]|-\d)"
)
_EMAIL: Final = regex.compile(
    rf"(?<![\w.+-])(?P<local>[\p{{L}}\d][\p{{L}}\d._%+-]{{0,63}}){_AT}"
    rf"(?P<domain>[\p{{L}}\d-]+(?:{_DOT}[\p{{L}}\d-]+){{0,3}}{_DOT}[a-z]{{2,10}})\b"
)
_ADDRESS: Final = regex.compile(
    r"\b(?:(?:stora|lilla|norra|södra|östra|västra|gamla|nya|övre|nedre|\p{L}{2,}s)[ ])?"
    r"\p{L}{2,}(?:gatan|vägen|gränden|gränd|stigen|allén|backen|plan|torget|väg|gata)"
    r"[ ]\d{1,3}[ ]?[a-h]?\b(?:,?[ ]?(?:lgh|lägenhet)[ ]?\d{1,4})?(?:,?[ ]\d{3}[ ]?\d\d[ ]\p{L}+)?"
)
_LIVES: Final = regex.compile(
    r"\b(?:bor|bodde|bostad|hemma|flytta\w*|hem|adress\w*|granne\w*|familj\w*|lägenhet\w*|lgh|jag|min|mitt|han|hon"
    r"|hans|hennes|honom|henne)\b"
)
_ACCOUNT: Final = regex.compile(
    r"\b(?P<cue>clearing\w*|konto(?:nummer|nr)?|kontonr|bankkonto|swish(?:a|ar)?(?:nummer|nr)?)\b"
    r"\D{0,25}(?P<number>\d[\d -]{6,22}\d)"
)
_IBAN: Final = regex.compile(r"\b[a-z]{2}\d{2}(?: ?[a-z\d]{4}){3,7}(?: ?[a-z\d]{1,3})?\b")
_PLATE: Final = regex.compile(
    r"\b(?:reg\.?[ ]?(?:nr|nummer)?|registreringsnummer|bilen|bil|volvo|saab|bmw|audi|skoda|toyota|kia|passat|golf)\b"
    r"[^.!?]{0,30}?(?P<plate>[a-hj-puw-z]{3}[ ]?\d\d[a-hj-pr-uw-z\d])\b"
)
_PROTECTED_PHONE_CUE: Final = regex.compile(
    r"\b(?:växel|kommunen|kontaktcenter|kundtjänst|vårdcentral\w*|journummer|jour)\b"
)


def find_identifiers(text: NormalizedText) -> Iterator[Finding]:
    """Yield one finding for every validated identifier of a private person in the text."""
    plain = text.plain.text
    if not any(c.isdigit() for c in plain) and "@" not in plain and " at " not in plain and "snabel" not in plain:
        return
    taken: list[tuple[int, int]] = []
    for kind, finder in _FINDERS.items():
        category, reason, strength = _KINDS[kind]
        for start, end in islice(finder(plain), _MAX_OF_A_KIND):
            if any(low < end and start < high for low, high in taken):
                continue
            taken.append((start, end))
            if kind == "skip":
                continue
            low, high = text.plain.raw_span(start, end)
            rule = f"identifier-{kind}"
            yield Finding(Label.PERSONAL_DATA, category, rule, low, high, text.raw[low:high], reason, strength)


def is_personnummer(year: str, month_day: str, last: str) -> bool:
    """Tell whether the digits are a valid personnummer or samordningsnummer (date and check digit)."""
    digits = f"{year}{month_day}{last}"
    if len(year) == 4 and int(year) > datetime.date.today().year:
        return False
    return bool(valid_personnummer(digits))


def _personnummer(text: str) -> Iterator[tuple[int, int]]:
    for match in _PERSONNUMMER.finditer(text):
        if is_personnummer(match["year"], match["md"].replace(" ", ""), match["last"]):
            yield match.span()


def _organisation(text: str) -> Iterator[tuple[int, int]]:
    for match in regex.finditer(r"(?<!\d)(?:16)?\d{6}-\d{4}(?!\d)", text):
        digits = match.group().replace("-", "")[-10:]
        if digits[2] >= "2" and luhn.is_valid(digits):
            yield match.span()


def _phone(text: str) -> Iterator[tuple[int, int]]:
    if sum(c.isdigit() for c in text) < 7:
        return
    for match in phonenumbers.PhoneNumberMatcher(
        text, "SE", leniency=phonenumbers.Leniency.VALID, max_tries=_MAX_PHONE_TRIES
    ):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        kind = phonenumbers.number_type(match.number)
        public = kind in (phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.SHARED_COST)
        public = public or number in public_contacts() or number.startswith(("+46771", "+4620"))
        cue = kind == phonenumbers.PhoneNumberType.FIXED_LINE and _PROTECTED_PHONE_CUE.search(text)
        if not public and not cue:
            yield match.start, match.end


def _email(text: str) -> Iterator[tuple[int, int]]:
    if not any(sign in text for sign in ("@", "(at)", "[at]", " at ", "snabel")):
        return
    for match in _EMAIL.finditer(text):
        domain = match["domain"].replace(" ", "")
        role = match["local"] in _ROLE_MAILBOXES
        if not role and domain not in public_contacts() and domain.split(".", 1)[-1] not in public_contacts():
            yield match.span()


def _account(text: str) -> Iterator[tuple[int, int]]:
    for match in _ACCOUNT.finditer(text):
        digits = sum(c.isdigit() for c in match["number"])
        if match["cue"].startswith("swish"):
            if digits == 10 and match["number"].lstrip().startswith("07"):
                yield match.span("number")
        elif 10 <= digits <= 16:
            yield match.span("number")


def _iban(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN.finditer(text):
        if iban.is_valid(match.group()):
            yield match.span()


def _address(text: str) -> Iterator[tuple[int, int]]:
    for match in _ADDRESS.finditer(text):
        if _LIVES.search(text[max(0, match.start() - 60) : match.end() + 40]):
            yield match.span()


def _plate(text: str) -> Iterator[tuple[int, int]]:
    for match in _PLATE.finditer(text):
        yield match.span("plate")


_FINDERS: Final = {
    "personnummer": _personnummer,
    "skip": _organisation,
    "iban": _iban,
    "account": _account,
    "phone": _phone,
    "email": _email,
    "plate": _plate,
    "address": _address,
}
_KINDS: Final = {
    "personnummer": ("personal_data.identifier", "Giltigt personnummer eller samordningsnummer", Strength.CERTAIN),
    "skip": ("", "", Strength.HINT),
    "iban": ("personal_data.financial", "Kontonummer (IBAN)", Strength.CERTAIN),
    "account": ("personal_data.financial", "Kontonummer eller Swish till privatperson", Strength.CERTAIN),
    "phone": ("personal_data.contact", "Telefonnummer som kan vara privat", Strength.LIKELY),
    "email": ("personal_data.contact", "E-postadress som kan vara privat", Strength.LIKELY),
    "plate": ("personal_data.vehicle", "Registreringsnummer som kan knytas till en person", Strength.LIKELY),
    "address": ("personal_data.address", "Gatuadress där någon verkar bo", Strength.LIKELY),
}
_ROLE_MAILBOXES: Final = frozenset(
    {
        "info",
        "kontakt",
        "kundtjanst",
        "kundtjänst",
        "kommun",
        "kommunen",
        "reception",
        "registrator",
        "support",
        "noreply",
        "rektor",
        "bibliotek",
    }
)


@lru_cache(maxsize=1)
def public_contacts() -> frozenset[str]:
    """Return public numbers (E.164) and mail domains of authorities, from the shipped table."""
    text = files("classifier.rules").joinpath("data/public_contacts.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())
