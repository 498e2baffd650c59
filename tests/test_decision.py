"""Thresholds at, just below and just above; rules and model combined; what is in doubt goes to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.decision import RULES_ONLY, Threshold, decide
from classifier.rules import Finding, Strength
from classifier.taxonomy import HARMFUL_LABELS, LABELS, Flag, Label

T = dict.fromkeys(LABELS, Threshold(review=0.2, act=0.6))


def scores(**given_scores: float) -> dict[Label, float]:
    return dict.fromkeys(LABELS, 0.0) | {Label(k): v for k, v in given_scores.items()}


def finding(code: Label | Flag, strength: Strength) -> Finding:
    return Finding(code, f"{code}.x", "r", 0, 1, "x", "skäl", strength)


@pytest.mark.parametrize(
    ("score", "labels", "reasons"),
    [
        (0.1999, (), ()),
        (0.2, (), ("uncertain:threat",)),
        (0.5999, (), ("uncertain:threat",)),
        (0.6, (Label.THREAT,), ()),
        (0.99, (Label.THREAT,), ()),
    ],
)
def test_thresholds_are_compared_with_greater_or_equal(
    score: float, labels: tuple[Label, ...], reasons: tuple[str, ...]
) -> None:
    decision = decide([], scores(threat=score), T)
    assert (decision.labels, decision.review_reasons) == (labels, reasons)


@pytest.mark.parametrize(
    ("strength", "score", "labels", "reasons"),
    [
        (Strength.CERTAIN, 0.3, ("threat",), ()),
        (Strength.CERTAIN, 0.0, ("threat",), ("disagreement:threat",)),
        (Strength.LIKELY, 0.0, (), ("uncertain:threat",)),
        (Strength.LIKELY, 0.3, ("threat",), ()),
        (Strength.HINT, 0.1, (), ()),
    ],
)
def test_rules_and_model_combined(strength: Strength, score: float, labels: tuple, reasons: tuple) -> None:
    decision = decide([finding(Label.THREAT, strength)], scores(threat=score), T)
    assert (decision.labels, decision.review_reasons) == (labels, reasons)


def test_flags_come_from_rules_only() -> None:
    assert decide([finding(Flag.PROFANITY, Strength.CERTAIN)], scores(), T).flags == (Flag.PROFANITY,)


def test_without_a_model_rules_still_assert() -> None:
    decision = decide([finding(Label.THREAT, Strength.CERTAIN)], None, RULES_ONLY, ["degraded:model"])
    assert decision.labels == (Label.THREAT,)
    assert decision.review_reasons == ("degraded:model",)


def test_labels_are_listed_most_severe_first() -> None:
    everything = decide([], dict.fromkeys(LABELS, 1.0), T)
    assert everything.labels[:2] == (Label.SUICIDE_RISK, Label.THREAT)
    assert everything.labels[-1] is Label.QUESTION


def test_where_a_comment_is_also_criticism_the_model_alone_must_be_surer() -> None:
    assert decide([], scores(insult=0.7), T).labels == (Label.INSULT,)
    both = decide([], scores(insult=0.7, criticism=0.9), T)
    assert both.labels == (Label.CRITICISM,)
    assert both.review_reasons == ("uncertain:insult",)


@given(
    st.fixed_dictionaries({label: st.floats(0, 1) for label in LABELS}),
    st.sampled_from(sorted(HARMFUL_LABELS)),
    st.floats(0, 1),
    st.lists(st.tuples(st.sampled_from(list(Label)), st.sampled_from(list(Strength))), max_size=4),
)
def test_a_higher_harmful_score_is_never_milder(base: dict, label: Label, raised: float, hits: list) -> None:
    findings = [finding(*hit) for hit in hits]
    low = decide(findings, base, T)
    high = decide(findings, base | {label: max(base[label], raised)}, T)
    assert set(low.labels) <= set(high.labels)
    assert high.severity >= low.severity
    assert set(low.suspected) <= set(high.suspected) | set(high.labels)


@pytest.mark.parametrize(("score", "labels"), [(0.6, ()), (0.95, (Label.THREAT,))])
def test_in_another_language_the_model_must_be_surer_before_it_names_a_harm(score: float, labels: tuple) -> None:
    thresholds = {label: Threshold(review=0.2, act=0.5) for label in LABELS}
    scores = dict.fromkeys(LABELS, 0.0) | {Label.THREAT: score}
    decision = decide((), scores, thresholds, ("language:en",), foreign=True)
    assert decision.labels == labels
    assert decision.needs_review
