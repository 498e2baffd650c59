"""Sensitive statements about a pointed-out person, and what they mean for the lathund."""

import pytest

from classifier.bootstrap import Wired
from classifier.consequences import CONSEQUENCES, Notice
from classifier.lathund import plan
from classifier.rules import Strength
from classifier.rules.statements import find_statements
from classifier.taxonomy import CATEGORIES, LegalBasis, Severity
from classifier.text import default_normalizer
from tests.conftest import Classify
from tests.test_identifiers import HOSTILE

normalize = default_normalizer()

FOUND = [
    ("grannen i blå huset är narkoman och säljer piller", "statement-health"),
    ("Lena på Granvägen lever på socialbidrag", "statement-social"),
    ("min syster har fått sina barn omhändertagna", "statement-child"),
    ("Oskar i 4B kommer till skolan med blåmärken", "statement-child-danger"),
    ("Kalle i 5A blir mobbad varje dag", "statement-pupil-wronged"),
    ("vaktmästaren på skolan är dömd för misshandel", "statement-crime"),
    ("hon i kiosken har betalningsanmärkningar", "statement-debt"),
    ("grannen i trapp 3 ska vräkas på fredag", "statement-debt"),
    ("Vi har skyddad identitet, ta bort bilden", "statement-protected-identity"),
    ("han på lagret är Jehovas vittne", "statement-union-faith"),
    ("Hampus i 8C är bög", "statement-sexual"),
    ("Elsa i 3A går i särskola på halvtid", "statement-school"),
    ("chefen på äldreboendet fick sparken för stöld", "statement-work"),
]
LEFT_ALONE = [
    "Barn med adhd behöver mindre klasser",
    "missbrukare sitter på bänkarna vid stationen varje dag",
    "Finansministern dricker kaffe i riksdagen",
    "I filmen är huvudpersonen alkoholist",
    "Får man försörjningsstöd om man studerar?",
    "Karl XII dog av en skottskada",
    "Skandal att vägen aldrig plogas!",
    "Tack Kerstin på biblioteket, du är bäst!",
    "Kommunen gick med i nätverket i fjol",
]


@pytest.mark.parametrize(("text", "rule"), FOUND)
def test_statements_are_found_with_a_span_of_the_text_as_sent(wired: Wired, text: str, rule: str) -> None:
    findings = list(find_statements(normalize(text), wired.masker.recogniser))
    assert rule in [f.rule for f in findings]
    for finding in findings:
        assert finding.text == text[finding.start : finding.end]
        assert finding.category in CONSEQUENCES


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_people_in_general_public_persons_fiction_and_questions_are_left_alone(wired: Wired, text: str) -> None:
    findings = find_statements(normalize(text), wired.masker.recogniser)
    assert [f.rule for f in findings if f.strength is Strength.CERTAIN] == []


def test_a_person_by_name_needs_the_recogniser_but_other_pointers_do_not() -> None:
    assert list(find_statements(normalize("grannen i röda huset är alkoholist"), None))


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:12] for t in HOSTILE])
def test_hostile_text_is_read(wired: Wired, text: str) -> None:
    assert list(find_statements(normalize(text), wired.masker.recogniser)) is not None


def test_every_category_of_personal_data_has_its_consequence() -> None:
    assert set(CONSEQUENCES) == {c for c in CATEGORIES if c.startswith("personal_data.")}
    assert all(c.law and c.note and c.legal_basis for c in CONSEQUENCES.values())
    assert CONSEQUENCES["personal_data.protected_identity"].severity is Severity.LIFE


def test_protected_identity_is_urgent_and_grave(classify: Classify) -> None:
    result = classify("vi har skyddad identitet, ta bort bilden på min son")
    assert result.lathund.urgent
    assert result.decision.severity is Severity.LIFE
    assert any("skyddade uppgifter" in reason for reason in result.lathund.reasons)


def test_health_is_hidden_kindly_with_its_law(classify: Classify) -> None:
    result = classify("grannen i röda huset är alkoholist och har hiv")
    assert result.lathund.row.value == "L5"
    assert {LegalBasis.GDPR, LegalBasis.OSL} <= set(result.lathund.legal_basis)
    assert any("Dölj vänligt" in r and "GDPR art. 9" in r for r in result.lathund.reasons)
    assert any("BrB 4:6 c" in r for r in result.lathund.reasons)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("Oskar i 4B kommer till skolan med blåmärken", Notice.ORO),
        ("grannens barn är ensamma hemma varje natt, mamman är borta", Notice.ORO),
        ("Kalle i 5A blir mobbad varje dag och ingen gör nåt", Notice.SKOL),
        ("Elin i 7C är en äcklig jävla hora", Notice.SKOL),
    ],
)
def test_a_child_in_danger_and_a_wronged_pupil_are_told_to_the_person(
    classify: Classify, text: str, notice: Notice
) -> None:
    result = classify(text)
    assert notice in result.review_reasons
    assert any(reason.startswith(f"{notice}:") for reason in result.lathund.reasons)


def test_notices_never_change_the_row(wired: Wired, classify: Classify) -> None:
    result = classify("Kalle i 5A blir mobbad varje dag")
    without = plan(result.decision, wired.profiles["lilla-edet"])
    assert result.lathund.row is without.row


def test_findings_tell_severity_and_law_over_http(client) -> None:
    body = client.post("/classify", json={"text": "mitt personnummer är 811218-9876"}).json()
    finding = next(f for f in body["findings"] if f["rule"] == "identifier-personnummer")
    assert finding["severity"] == 3
    assert "3:10" in finding["law"]
