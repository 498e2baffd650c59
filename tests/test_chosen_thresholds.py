"""Thresholds follow from stated costs: what each rule of `choose_thresholds` does at its edge."""

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.taxonomy import LABELS, Label
from training.fit import REVIEW_FLOOR, REVIEW_SHARE, URGENT_SLACK, WRONGLY_HIDDEN_CRITICISM, choose_thresholds

ROWS = 4000


def scored(label: Label, positive: list[float], negative: list[float]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Rows of which the first carry `label` and no other; every other label is told apart without a fault."""
    y = np.zeros((ROWS, len(LABELS)), dtype=np.int8)
    p = np.full((ROWS, len(LABELS)), 0.01)
    for i, other in enumerate(LABELS):
        y[-200 * (i + 1) : ROWS - 200 * i, i] = other is not label
        p[y[:, i] == 1, i] = 0.9
    column = LABELS.index(label)
    y[: len(positive), column] = 1
    p[: len(positive), column] = positive
    p[len(positive) : len(positive) + len(negative), column] = negative
    return p, y


@pytest.mark.parametrize("label", [Label.THREAT, Label.SUICIDE_RISK])
def test_an_urgent_label_takes_the_earliest_alarm_that_costs_nothing_to_speak_of(label: Label) -> None:
    # Four more threats between .3 and .5 and six false ones: F1 hardly moves, so the alarm goes at .3.
    p, y = scored(label, [0.8] * 300 + [0.3] * 4, [0.31] * 6)
    act = choose_thresholds(p, y)[label].act
    assert act == pytest.approx(0.3)


def test_another_label_stays_where_f1_is_best() -> None:
    p, y = scored(Label.SPAM, [0.8] * 300 + [0.3] * 4, [0.31] * 60)
    assert choose_thresholds(p, y)[Label.SPAM].act == pytest.approx(0.8)


def test_the_slack_is_no_more_than_it_says() -> None:
    p, y = scored(Label.THREAT, [0.8] * 300 + [0.3] * 4, [0.31] * 60)
    assert URGENT_SLACK < 0.02
    assert choose_thresholds(p, y)[Label.THREAT].act == pytest.approx(0.8)


def test_a_missed_emergency_is_worth_fifty_reviews_within_the_share_a_queue_can_bear() -> None:
    # One threat at .1 stands among forty harmless comments: fifty reviews are worth it.
    p, y = scored(Label.THREAT, [0.8] * 300 + [0.1], [0.1] * 40)
    assert choose_thresholds(p, y)[Label.THREAT].review <= 0.1
    p, y = scored(Label.THREAT, [0.8] * 300 + [0.1], [0.1] * 60)
    assert choose_thresholds(p, y)[Label.THREAT].review > 0.1


def test_no_queue_is_longer_than_its_share_whatever_it_would_find() -> None:
    p, y = scored(Label.THREAT, [0.8] * 300 + [0.1] * 100, [0.1] * 600)
    review = choose_thresholds(p, y)[Label.THREAT].review
    harmless = y[:, [LABELS.index(label) for label in LABELS if label is not Label.CRITICISM]].sum(axis=1) == 0
    assert (p[harmless, LABELS.index(Label.THREAT)] >= review).mean() <= REVIEW_SHARE


def test_plain_criticism_is_kept_out_of_a_harmful_label() -> None:
    p, y = scored(Label.INSULT, [0.8] * 100 + [0.4] * 100, [])
    plain = np.flatnonzero((y[:, LABELS.index(Label.CRITICISM)] == 1) & (y.sum(axis=1) == 1))
    p[plain[:20], LABELS.index(Label.INSULT)] = 0.42
    p[plain[:20], LABELS.index(Label.CRITICISM)] = 0.02
    act = choose_thresholds(p, y)[Label.INSULT].act
    assert (p[plain, LABELS.index(Label.INSULT)] >= act).mean() <= WRONGLY_HIDDEN_CRITICISM


def test_review_never_lies_over_act_nor_an_ordinary_label_under_its_floor() -> None:
    rng = np.random.default_rng(5)
    p, y = scored(Label.HATE_SPEECH, list(rng.random(200)), list(rng.random(400) * 0.5))
    chosen = choose_thresholds(p, y)
    assert all(t.review <= t.act for t in chosen.values())
    assert chosen[Label.HATE_SPEECH].review >= REVIEW_FLOOR
