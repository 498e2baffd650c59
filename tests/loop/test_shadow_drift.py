"""A candidate in shadow: what it judges otherwise is stored, nothing else changes. Drift by month."""

import dataclasses
import random

import pytest

from classifier.cases.drift import Drift, drift, figure
from classifier.cases.refusal import Refused
from classifier.pipeline import Classification, Pipeline
from classifier.services import drift as drift_service
from classifier.services import queue, shadow
from classifier.taxonomy import LathundRow
from tests.cases.world import ANNA, DATA, KEY, l5, lawful
from tests.services.office import CRITICISM, QUESTION, THREAT, Office


class Changed(Pipeline):
    """A candidate that sees no threats at all."""

    def classify(self, comment: object, profile: object) -> Classification:
        blind = Pipeline(self.normalizer, self.matcher, None)
        said = blind.classify(comment, profile)  # type: ignore[arg-type]
        quiet = dataclasses.replace(said.decision, labels=(), review_reasons=())
        row = dataclasses.replace(said.lathund, row=LathundRow.L2)
        return dataclasses.replace(said, decision=quiet, lathund=row, review_reasons=(), model="sv-comments@blind")


class Broken(Pipeline):
    def classify(self, *_: object) -> Classification:
        raise MemoryError


def with_shadow(office: Office, kind: type[Pipeline]) -> Office:
    held = office.desk.pipeline
    candidate = kind(held.normalizer, held.matcher, held.predictor)
    office.desk = dataclasses.replace(office.desk, shadow=lambda: candidate)
    return office


def test_what_a_candidate_judges_otherwise_is_stored_and_nothing_else_changes(office: Office) -> None:
    with_shadow(office, Changed)
    first = office.take_in(THREAT)
    office.take_in("Tack för en fin dag på biblioteket!")
    office.clock.forward(minutes=1)
    office.take_in("Grannen Nils Berg har adhd, ring 070-1740605")
    assert first.case is not None
    assert first.case.row == "L4"
    found = shadow.report(office.desk, actor=DATA)
    assert (found.candidate, found.compared, found.kinds["milder"]) == ("sv-comments@blind", 3, 2)
    personal, threat = (d for d in found.differences if d.result.kind == "milder")
    assert (threat.case, threat.text, threat.result.said["candidate"]["row"]) == (first.case.id, THREAT, "L2")
    assert personal.text == ""
    assert office.wrong() == []
    with pytest.raises(Refused):
        shadow.report(office.desk, actor=dataclasses.replace(KEY, scopes=()))


def test_a_candidate_that_fails_touches_nothing(office: Office) -> None:
    taken = with_shadow(office, Broken).take_in(THREAT)
    assert taken.created
    assert taken.case is not None
    assert shadow.report(office.desk, actor=ANNA).compared == 0


def values(month: str, name: str, shares: list[tuple[float, int]]) -> list[tuple[str, str, float]]:
    return [(month, name, value) for value, n in shares for _ in range(n)]


@pytest.mark.parametrize(
    ("name", "before", "now", "drifted"),
    [
        ("corrected", [(1, 10), (0, 190)], [(1, 40), (0, 60)], True),
        ("corrected", [(1, 100), (0, 100)], [(1, 5), (0, 95)], False),
        ("corrected", [(1, 10), (0, 190)], [(1, 6), (0, 94)], False),
        ("corrected", [(1, 1), (0, 20)], [(1, 40), (0, 60)], False),
        ("label:threat", [(0, 500)], [(1, 1), (0, 200)], False),
        ("length", [(100.0, 100), (120.0, 100)], [(190.0, 60), (200.0, 60)], True),
    ],
)
def test_a_figure_has_drifted_when_it_is_large_and_no_chance(name: str, before: list, now: list, drifted: bool) -> None:
    found = drift([*values("2026-01", name, before), *values("2026-02", name, now)])
    assert [s.name for s in found.drifted] == ([name] if drifted else [])
    assert found.due == (drifted and name == "corrected")


def test_random_months_without_change_are_quiet() -> None:
    rng = random.Random(3)
    data = [
        (f"2026-{month:02}", f"label:{label}", float(rng.random() < 0.1))
        for month in range(1, 8)
        for label in ("threat", "spam", "insult", "question")
        for _ in range(200)
    ]
    assert drift(data).drifted == ()


def test_one_comment_is_never_certain() -> None:
    assert figure([0.0] * 10).high > 0.05


def test_nothing_yet_is_no_drift(office: Office) -> None:
    found: Drift = drift_service.read(office.desk, actor=ANNA)
    assert (found.months, found.due) == ({}, False)


def test_corrections_that_rise_ask_for_retraining(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifier.cases.drift.ENOUGH", 10)
    for month in range(2):
        for number in range(16):
            wrong = month == 1 and number % 2
            text = f"{(CRITICISM, QUESTION)[number % 2]} {'abcdefghij'[number % 10] * (number // 10 + 1)}"
            case = office.take_in(text).case
            assert case is not None
            held = queue.take(office.desk, case.id, actor=ANNA)
            office.decide(held, l5() if wrong else None if number % 2 else lawful("kritik"))
        office.clock.forward(days=31)
    found = drift_service.read(office.desk, actor=DATA)
    assert found.due
    assert "corrected" in {s.name for s in found.drifted}
    assert found.months[found.latest]["corrected"].n == 16
    assert all(drift_service.name_of(name).strip() for name in found.months[found.latest])
