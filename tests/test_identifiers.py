"""Identifiers of private persons: found with exact spans and validated; public numbers are left alone."""

import pytest

from classifier.rules.identifiers import find_identifiers
from classifier.text import default_normalizer

normalize = default_normalizer()


def kinds(text: str) -> list[tuple[str, str]]:
    return [(f.rule.removeprefix("identifier-"), f.text) for f in find_identifiers(normalize(text))]


CASES = [
    ("mitt personnummer är 19121212-1212", [("personnummer", "19121212-1212")]),
    ("121212-1212", [("personnummer", "121212-1212")]),
    ("121212 1212 alltså", [("personnummer", "121212 1212")]),
    ("8112189876", [("personnummer", "8112189876")]),
    ("811218–9876", [("personnummer", "811218–9876")]),
    ("121212+1212", [("personnummer", "121212+1212")]),
    ("samordning 701063-2391", [("personnummer", "701063-2391")]),
    ("fel siffra 121212-1213", []),
    ("fel datum 121312-1212", []),
    ("org.nr 556036-0793", []),
    ("KS 2026/0123, datum 2026-11-21 kl 12:30", []),
    ("buss 121 och 212 går 12.12", []),
    ("ring mig 070-174 06 05", [("phone", "070-174 06 05")]),
    ("ring 0701740605", [("phone", "0701740605")]),
    ("+46 70 174 06 05 kvällstid", [("phone", "+46 70 174 06 05")]),
    ("kommunens växel 08-465 004 00", []),
    ("ring 112 eller 1177 eller 114 14", []),
    ("Självmordslinjen 90101", []),
    ("mejla karin.a@exempel.com", [("email", "karin.a@exempel.com")]),
    ("karin snabel-a exempel punkt com", [("email", "karin snabel-a exempel punkt com")]),
    ("mejla info@nybro.se", []),
    ("förnamn.efternamn@sollentuna.se", []),
    ("Gud.se vad kallt", []),
    ("hon bor på Storgatan 12 B", [("address", "Storgatan 12 B")]),
    ("hål i vägen vid Storgatan 12", []),
    ("IBAN SE45 5000 0000 0583 9825 7466", [("iban", "SE45 5000 0000 0583 9825 7466")]),
    ("swisha 070 174 06 05", [("account", "070 174 06 05")]),
    ("volvo ABC 123 kör för fort", [("plate", "ABC 123")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_identifiers(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected
