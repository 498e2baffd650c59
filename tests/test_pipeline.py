"""The invariants of the whole: one row each, nothing passes in silence, criticism stays, names do not matter."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.bootstrap import Wired
from classifier.pipeline import Comment, Context, Pipeline
from classifier.taxonomy import LABELS, Label, LathundRow
from tests.conftest import ROOT, Classify

CRITICISM = (ROOT / "tests/data/plain_criticism.txt").read_text(encoding="utf-8").splitlines()
ODD = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=400) | st.text(
    alphabet="!?😀🔪\u200b\u0301\u202e\x00ﷺاЖf1tta .\n", max_size=2_000
)


@given(ODD, st.sampled_from(["lilla-edet", "sollentuna", "nybro", "liljeholmen", "kommunmanual"]))
@settings(max_examples=400, deadline=None)
def test_any_text_gets_exactly_one_row_and_never_an_exception(wired: Wired, text: str, policy: str) -> None:
    result = wired.pipeline.classify(Comment(text), wired.profiles[policy])
    assert result.lathund.row in set(LathundRow)
    assert set(result.scores) == set(LABELS)
    assert all(0.0 <= s <= 1.0 for s in result.scores.values())
    assert all(text[f.start : f.end] == f.text for f in result.findings)
    assert all(0 <= e.start < e.end <= len(text) for e in result.explanation)


def test_there_are_at_least_150_lines_of_plain_criticism() -> None:
    assert len(set(CRITICISM)) >= 150


@pytest.mark.parametrize("text", CRITICISM)
def test_plain_criticism_is_never_hidden_in_lilla_edet(classify: Classify, text: str) -> None:
    assert classify(text).lathund.row not in {LathundRow.L4, LathundRow.L5}


@pytest.mark.parametrize(
    ("text", "label", "row"),
    [
        ("Jag vet var du bor, vänta bara", Label.THREAT, "L4"),
        ("ni ska dö allihop", Label.THREAT, "L4"),
        ("jag vill inte leva längre", Label.SUICIDE_RISK, "L4"),
        ("min dotter säger att hon vill dö", Label.SUICIDE_RISK, "L4"),
        ("muslimer är råttor allihop", Label.HATE_SPEECH, "L5"),
        ("mitt personnummer är 811218-9876", Label.PERSONAL_DATA, "L5"),
        ("Behöver du ett lån inom 24 timmar? Skriv på WhatsApp", Label.SPAM, "L2"),
        ("När öppnar badhuset i morgon?", Label.QUESTION, "L1"),
        ("Jag vill överklaga beslutet om bygglov", Label.CASE_MATTER, "L3"),
    ],
)
def test_the_clearest_cases(classify: Classify, text: str, label: Label, row: str) -> None:
    result = classify(text)
    assert label in result.decision.labels
    assert result.lathund.row == row


@pytest.mark.parametrize("policy", ["lilla-edet", "sollentuna", "nybro", "liljeholmen", "kommunmanual"])
def test_a_threat_reaches_a_person_in_every_policy(classify: Classify, policy: str) -> None:
    result = classify("jag ska döda dig", policy)
    assert result.lathund.urgent
    assert result.lathund.row is LathundRow.L4


class Broken:
    """A stage that always fails."""

    manifest: Any = None
    version = "broken"

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("broken on purpose")


@pytest.mark.parametrize("stage", ["matcher", "predictor"])
def test_a_stage_that_fails_leads_to_review(wired: Wired, stage: str) -> None:
    broken: Any = Broken()
    if stage == "predictor":
        broken.__dict__["manifest"] = wired.pipeline.predictor.manifest  # type: ignore[union-attr]
    pipeline = dataclasses.replace(wired.pipeline, **{stage: broken})
    result = pipeline.classify(Comment("Hej, jag ska döda dig"), wired.profiles["lilla-edet"])
    assert f"degraded:{'rules' if stage == 'matcher' else 'model'}" in result.review_reasons


def test_without_a_model_rules_still_work_and_everything_is_reviewed(rules_only: Wired) -> None:
    profile = rules_only.profiles["lilla-edet"]
    threat = rules_only.pipeline.classify(Comment("jag ska döda dig"), profile)
    calm = rules_only.pipeline.classify(Comment("Fint väder i dag"), profile)
    assert threat.lathund.row is LathundRow.L4
    assert "degraded:model" in threat.review_reasons
    assert calm.review_reasons == ("degraded:model",)


def test_a_short_reply_under_a_suicidal_comment_goes_to_a_person(classify: Classify) -> None:
    parent = Context(parent="jag vill inte leva längre, hejdå")
    assert "context:parent_alarm" in classify("gör det bara", context=parent).review_reasons
    assert "context:parent_alarm" not in classify("gör det bara").review_reasons


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("هل المدرسة مفتوحة غدا أم لا يا جماعة", "ar"),
        ("Is the library open on Saturday or is it closed for the holiday", "en"),
    ],
)
def test_an_unsupported_language_goes_to_a_person(classify: Classify, text: str, code: str) -> None:
    result = classify(text)
    assert result.language.code == code
    assert f"language:{code}" in result.review_reasons


PARTIES = ["Socialdemokraterna", "Moderaterna", "Sverigedemokraterna", "Centerpartiet", "Vänsterpartiet"]
PARTIES += ["Kristdemokraterna", "Liberalerna", "Miljöpartiet"]
GROUPS = ["samer", "finländare", "somalier", "syrier", "judar", "muslimer", "kristna", "romer", "polacker", "svenskar"]
NAMES = ["Anna", "Mohammed", "Fatima", "Erik", "Svetlana", "Kwame", "Mirjam", "Goran"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("{} har svikit skolan i vår kommun igen", PARTIES),
        ("Tack {} för beskedet om vårdcentralen", PARTIES),
        ("Många {} bor i vår kommun och det är bra", GROUPS),
        ("Vi bjuder in {} till språkcafé på torsdag", GROUPS),
        ("Tack till {} på biblioteket för hjälpen", NAMES),
        ("{} frågade när simhallen öppnar", NAMES),
    ],
)
def test_swapping_party_group_or_name_does_not_swap_the_outcome(
    classify: Classify, sentence: str, names: list[str]
) -> None:
    rows = {name: classify(sentence.format(name)).lathund.row.value for name in names}
    assert len(set(rows.values())) == 1, rows


@pytest.mark.parametrize("sentence", ["{} är råttor och ska ut ur landet", "alla {} är parasiter"])
def test_hate_is_hate_whoever_it_is_aimed_at(classify: Classify, sentence: str) -> None:
    groups = ["muslimer", "judar", "romer", "somalier", "samer", "kristna", "finnar"]
    rows = {g: classify(sentence.format(g)).lathund.row.value for g in groups}
    assert set(rows.values()) <= {"L4", "L5"}, rows


def test_pipeline_is_pure(wired: Wired) -> None:
    profile = wired.profiles["lilla-edet"]
    first = wired.pipeline.classify(Comment("När plogas Storgatan?", "1"), profile)
    assert first == wired.pipeline.classify(Comment("När plogas Storgatan?", "1"), profile)
    assert isinstance(wired.pipeline, Pipeline)
