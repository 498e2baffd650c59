"""Near-identical texts, conflicts and kappa."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.cases.agreement import Judged, agreements, conflicts, groups, kappa
from classifier.cases.decide import Verdict
from classifier.services import labels, queue
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import ANNA, BO, DATA
from tests.services.office import CRITICISM, QUESTION, SPAM, THREAT, Office

T, C = frozenset({Label.THREAT}), frozenset({Label.CRITICISM})


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Hej!", "hej", "Hej då"], [0, 0, 2]),
        (["Ring 070-1740605", "ring 070-1740699!!"], [0, 0]),
        (["👍", "👍", "👎"], [0, 0, 2]),
        (["", " "], [0, 1]),
        (
            [
                "Nu har ni lovat att ploga vår gata i tre veckor och inget händer",
                "Nu har ni lovat att ploga vår gata i tre veckor och ingenting händer",
                "Nu har ni lovat oss en ny skola",
            ],
            [0, 0, 2],
        ),
    ],
)
def test_near_identical_texts_are_one_group(texts: list[str], expected: list[int]) -> None:
    assert groups(texts) == expected


@given(st.lists(st.text(max_size=30), max_size=12))
def test_every_text_belongs_to_the_group_of_its_first_member(texts: list[str]) -> None:
    found = groups(texts)
    assert all(found[g] == g <= i for i, g in enumerate(found))
    assert groups(texts + texts)[len(texts) :] == found


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15, 0.4),
        ([(True, True), (False, False)], 1.0),
        ([(True, False), (False, True)], -1.0),
        ([(False, False)] * 5, None),
        ([], None),
    ],
)
def test_cohens_kappa(pairs: list[tuple[bool, bool]], value: float | None) -> None:
    assert kappa(pairs) == (value if value is None else pytest.approx(value))


def test_what_two_decided_differently_is_a_conflict_and_lowers_kappa() -> None:
    judged = [
        Judged("1", "a", T, "du ska få"),
        Judged("2", "b", T, "Du ska få!"),
        Judged("3", "a", C, "skandal"),
        Judged("4", "b", T, "skandal"),
        Judged("5", "c", C, "något annat"),
    ]
    grouped = groups([j.text for j in judged])
    [conflict] = conflicts(judged, grouped)
    assert [case for case, _, _ in conflict.cases] == ["3", "4"]
    [pair] = agreements(judged, grouped)
    assert (pair.accounts, pair.texts, pair.agreed) == (("a", "b"), 2, 0.5)
    assert pair.by_label[Label.CRITICISM] == 0.0


def decided_by(office: Office, actor: object, text: str, verdict: Verdict | None = None, **more: object) -> str:
    case = office.take_in(text, **more).case  # type: ignore[arg-type]
    assert case is not None
    office.decide(queue.take(office.desk, case.id, actor=actor), verdict, actor=actor)  # type: ignore[arg-type]
    return case.id


def test_the_export_tells_how_a_case_reached_whom_and_what_was_proposed(office: Office) -> None:
    lawful = Verdict((Label.CRITICISM,), (), LathundRow.L1, (), "", "inget hot")
    first = decided_by(office, ANNA, THREAT, post="Ny skola")
    office.clock.forward(minutes=1)
    decided_by(office, BO, THREAT.upper(), post="Ny skola")
    office.clock.forward(minutes=1)
    other = decided_by(office, BO, "Jag vet var du bor. Vänta bara!", lawful)
    office.clock.forward(minutes=1)
    decided_by(office, ANNA, QUESTION)
    office.clock.forward(minutes=1)
    decided_by(office, ANNA, "Grannen Nils Berg på Storgatan 12 har adhd, ring 070-1740605")
    found = labels.export(office.desk, actor=DATA)
    assert found.decisions == 5
    threat, disputed, question, personal = found.lines
    assert (threat["case"], threat["times"], len(threat["accounts"]), threat["conflict"]) == (first, 2, 2, True)
    assert (disputed["case"], disputed["wrongly_said"], disputed["labels"]) == (other, ["threat"], ["criticism"])
    assert (threat["decided_by"], threat["reached"], threat["probability"]) == ("moderator", "urgent", 1.0)
    assert threat["model"].startswith("sv-comments@")
    assert threat["thread"] != disputed["thread"] != question["thread"]
    assert question["text"] == QUESTION
    assert (personal["text"], personal["withheld"]) == ("", "personal_data")
    assert [len(c.cases) for c in found.conflicts] == [3]
    assert not any(name in json.dumps(found.lines, ensure_ascii=False) for name in ("anna", "Anna Ek", "Nils", "070-"))


def test_the_random_audit_says_what_it_stands_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifier.services.intake.in_audit_sample", lambda *_, **__: True)
    decided_by(office, ANNA, "Tack för en fin dag på biblioteket!")
    [line] = labels.export(office.desk, actor=DATA).lines
    assert (line["reached"], line["probability"]) == ("random_audit", 0.02)


def test_spam_and_criticism_are_no_duplicates(office: Office) -> None:
    decided_by(office, ANNA, SPAM, policy="nybro")
    decided_by(office, ANNA, CRITICISM)
    assert len(labels.export(office.desk, actor=DATA).lines) == 2
