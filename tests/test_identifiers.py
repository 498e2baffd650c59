"""Identifiers of private persons: found with exact spans and validated; public numbers are left alone."""

import json
from pathlib import Path

import pytest

from classifier.bootstrap import StartError, wire
from classifier.rules.identifiers import (
    PublicContactsError,
    all_identifiers,
    find_identifiers,
    public_contacts,
)
from classifier.settings import Settings
from classifier.text import default_normalizer
from tests.conftest import SHARED

normalize = default_normalizer()
META = SHARED / "data" / "personnummer_meta"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(f.rule.removeprefix("identifier-"), f.text) for f in find_identifiers(normalize(text))]


CASES = [
    ("mitt personnummer är 19121212-1212", [("personnummer", "19121212-1212")]),
    ("121212-1212", [("personnummer", "121212-1212")]),
    ("121212 1212 alltså", [("personnummer", "121212 1212")]),
    ("8112189876", [("personnummer", "8112189876")]),
    ("811218–9876", [("personnummer", "811218–9876")]),
    ("121212+1212", [("personnummer", "121212+1212")]),
    ("1981-12-18-9876", [("personnummer", "1981-12-18-9876")]),
    ("8 1 1 2 1 8 - 9 8 7 6", [("personnummer", "8 1 1 2 1 8 - 9 8 7 6")]),
    ("811218 och sista fyra är 9876", [("personnummer", "811218 och sista fyra är 9876")]),
    ("18 december 81, sista fyra 9876", [("personnummer", "18 december 81, sista fyra 9876")]),
    (
        "åttioett tolv arton sista fyra nio åtta sju sex",
        [("personnummer", "åttioett tolv arton sista fyra nio åtta sju sex")],
    ),
    (
        "åttio ett tolv arton streck nittioåtta sjuttiosex",
        [("personnummer", "åttio ett tolv arton streck nittioåtta sjuttiosex")],
    ),
    ("000101-T220", [("personnummer", "000101-T220")]),
    ("samordning 701063-2391", [("samordningsnummer", "701063-2391")]),
    ("fel siffra 121212-1213", []),
    ("fel datum 121312-1212", []),
    ("OCR 8112189876", []),
    ("org.nr 556036-0793", []),
    ("KS 2026/0123, datum 2026-11-21 kl 12:30", []),
    ("buss 121 och 212 går 12.12", []),
    ("ring mig 070-174 06 05", [("phone", "070-174 06 05")]),
    ("ring 0701740605", [("phone", "0701740605")]),
    ("+46 70 174 06 05 kvällstid", [("phone", "+46 70 174 06 05")]),
    ("+46 (0)70-174 06 05", [("phone", "+46 (0)70-174 06 05")]),
    ("o7o-174 o6 12", [("phone", "o7o-174 o6 12")]),
    ("ring noll sju noll ett sju fyra noll sex ett två", [("phone", "noll sju noll ett sju fyra noll sex ett två")]),
    (
        "noll sjuttio, etthundra sjuttiofyra noll sex tolv",
        [("phone", "noll sjuttio, etthundra sjuttiofyra noll sex tolv")],
    ),
    ("070-1740664/070-1740665", [("phone", "070-1740664"), ("phone", "070-1740665")]),
    ("+47 400 00 123", [("phone", "+47 400 00 123")]),
    ("mormors nummer är 08-465 004 12", [("phone", "08-465 004 12")]),
    ("kommunens växel 08-465 004 00", []),
    ("ring 112 eller 1177 eller 114 14", []),
    ("Självmordslinjen 90101", []),
    ("felanmälan 0771-24 24 24", []),
    ("mejla karin.a@exempel.com", [("email", "karin.a@exempel.com")]),
    ("karin snabel-a exempel punkt com", [("email", "karin snabel-a exempel punkt com")]),
    ("åsa.öst (at) exempel.se", [("email", "åsa.öst (at) exempel.se")]),
    ("mejla info@nybro.se", []),
    ("förnamn.efternamn@sollentuna.se", []),
    ("Gud.se vad kallt", []),
    ("hon bor på Storgatan 12 B", [("address", "Storgatan 12 B")]),
    ("hon bor på Norra Vägen 3, lgh 1102, 123 45 Nybro", [("address", "Norra Vägen 3, lgh 1102, 123 45 Nybro")]),
    ("c/o Berg, Åsgränd 4", [("address", "c/o Berg, Åsgränd 4")]),
    ("hål i vägen vid Storgatan 12", []),
    ("biblioteket på Storgatan 12 har öppet", []),
    ("IBAN SE45 5000 0000 0583 9825 7466", [("account", "SE45 5000 0000 0583 9825 7466")]),
    ("sätt in på Swedbank 8105-9, 934 112 887-0", [("account", "8105-9, 934 112 887-0")]),
    ("swisha 070 174 06 05", [("account", "070 174 06 05")]),
    ("swisha föreningen 123 456 78 90", []),
    ("kortet är 4111 1111 1111 1111", [("card", "4111 1111 1111 1111")]),
    ("kortet är 4111 1111 1111 1112", []),
    ("passnummer AA123456", [("passport", "AA123456")]),
    ("volvo ABC 123 kör för fort", [("plate", "ABC 123")]),
    ("nya ABC 12D-skyltar", []),
    ("skrev från 203.0.113.77", [("ip", "203.0.113.77")]),
    ("logga in på routern 192.168.1.1", []),
    ("facebook.com/kalle.svensson.90", [("profile", "facebook.com/kalle.svensson.90")]),
    ("facebook.com/nybrokommun", []),
    ("min insta är elin_04", [("profile", "elin_04")]),
    ("han är på 59.32931, 18.06862 nu", [("coordinate", "59.32931, 18.06862")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_identifiers(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


CARRIERS = ("hej mitt nummer är {} tack", "{}", "född {} i Nybro", "(pnr: {})", "se {}.")


def written(digits: str, way: int) -> str:
    short = digits[2:]
    ways = (
        digits,
        f"{digits[:8]}-{digits[8:]}",
        f"{short[:6]}-{short[6:]}",
        f"{short[:6]} {short[6:]}",
        f"{short[:6]}–{short[6:]}",
    )
    return ways[way % len(ways)]


@pytest.mark.skipif(not META.is_dir(), reason="the official test numbers do not lie beside the project")
def test_official_test_numbers_are_found_in_running_text_and_no_wrong_ones() -> None:
    """A sample here; `lathund evaluate personal-data` reads all 43,393."""
    numbers = json.loads((META / "allPins.json").read_text()) + json.loads((META / "allCoords.json").read_text())
    for i, digits in enumerate(numbers[::23]):
        shown = written(digits, i)
        text = CARRIERS[i % len(CARRIERS)].format(shown)
        assert [(text[f.start : f.end]) for f in all_identifiers(normalize(text))] == [shown], text
        wrong = digits[:-1] + str((int(digits[-1]) + 1 + i % 9) % 10)
        text = f"pnr {written(wrong, 1 + i % 4)}"
        assert all_identifiers(normalize(text)) == [], text


def test_a_municipality_adds_its_own_public_contacts(tmp_path: Path) -> None:
    path = tmp_path / "egna.txt"
    path.write_text("# hos oss\n+46701740605 exempel.se\nrektor.berg@exempel.com\n", encoding="utf-8")
    own = public_contacts().extended(path)
    text = normalize("ring 070-1740605 eller 070-1740606, anna@exempel.se, rektor.berg@exempel.com, bo@exempel.com")
    assert [text.raw[f.start : f.end] for f in all_identifiers(text, own)] == ["070-1740606", "bo@exempel.com"]
    assert wire(Settings(public_contacts=path)).pipeline.matcher.match(text).findings


@pytest.mark.parametrize("line", ["hej", "+46abc", "+4"])
def test_a_wrong_line_of_public_contacts_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "egna.txt"
    path.write_text(f"nybro.se\n{line}\n", encoding="utf-8")
    with pytest.raises(PublicContactsError, match=r"egna\.txt:2"):
        public_contacts().extended(path)
    with pytest.raises(StartError, match="LATHUND_PUBLIC_CONTACTS"):
        wire(Settings(public_contacts=path))


HOSTILE = [
    "0701740605 " * 909,
    "1" * 10_000,
    "1 " * 5_000,
    "12-" * 3_333,
    "noll " * 2_000,
    "åttio ett " * 1_000,
    "hundra" * 1_666,
    "a@" * 5_000,
    "a.b-" * 2_500 + "@",
    "snabel-a " * 1_111,
    "storgatan 1 " * 833,
    "gatan " * 1_666 + "1",
    "konto 1234 " * 909,
    "59.123, 18.123 " * 666,
    "1.1.1.1." * 1_250,
    "::" * 5_000,
    "facebook.com/" * 769,
    "insta: " * 1_428,
    "abc 123 " * 1_250,
    "1/1 81 sista " * 769,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:12] for t in HOSTILE])
def test_hostile_text_is_read_to_the_end(text: str) -> None:
    found = all_identifiers(normalize(text[:10_000]))
    assert all(0 <= f.start < f.end <= len(text) for f in found)
