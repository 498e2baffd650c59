"""The queue: urgent first, monotone, repeatable; the random sample; one decision for a group; gallring; storage."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.cases.codec import case_from_json, case_to_json
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict
from classifier.cases.grouping import Preview, decide_group, group_key, preview
from classifier.cases.locking import LOCK_TTL, skip
from classifier.cases.queue import AUDIT_SHARE, in_audit_sample, next_case, ordered, points, priority
from classifier.cases.refusal import Refused
from classifier.cases.visibility import hide
from classifier.taxonomy import Flag, Label, LathundRow, Severity
from tests.cases.world import ALL, ANNA, BO, NOW, POLICY, PROFILES, Filed, filed, lawful

TIMES = st.timedeltas(timedelta(days=-5), timedelta(days=5))
FACTS = st.fixed_dictionaries(
    {
        "urgent": st.booleans(),
        "severity": st.sampled_from(Severity),
        "left": st.none() | TIMES,
        "uncertainty": st.floats(0, 1),
        "age": TIMES,
    }
)
WORSE: dict[str, Callable[[dict], object]] = {
    "urgent": lambda _: True,
    "severity": lambda f: Severity(min(4, f["severity"] + 1)),
    "left": lambda f: timedelta(hours=1) if f["left"] is None else f["left"] - timedelta(hours=3),
    "uncertainty": lambda f: min(1.0, f["uncertainty"] + 0.2),
    "age": lambda f: f["age"] + timedelta(hours=5),
}


@given(FACTS, st.sampled_from(sorted(WORSE)))
def test_nothing_worse_ever_comes_later(facts: dict, what: str) -> None:
    assert points(**(facts | {what: WORSE[what](facts)})).total >= points(**facts).total


@given(FACTS, FACTS)
def test_an_alarm_comes_before_everything_else(one: dict, other: dict) -> None:
    assert points(**(one | {"urgent": True})).total > points(**(other | {"urgent": False})).total


def test_the_order_of_a_mixed_queue() -> None:
    worlds = {
        "hot": filed("lilla-edet", Label.THREAT, number=1),
        "hets": filed("lilla-edet", Label.HATE_SPEECH, number=2),
        "gammal fråga": filed("lilla-edet", Label.QUESTION, number=3, received_at=NOW - timedelta(days=6)),
        "fråga": filed("lilla-edet", Label.QUESTION, number=4),
        "osäker": filed("lilla-edet", number=5, review_reasons=("degraded:model",)),
        "inget": filed("lilla-edet", number=6),
    }
    names = {w.case.id: name for name, w in worlds.items()}
    found = [names[c.id] for c in ordered([w.case for w in worlds.values()], now=NOW)]
    assert found == ["hot", "gammal fråga", "hets", "osäker", "fråga", "inget"]
    assert priority(worlds["osäker"].case, now=NOW).uncertainty == 15.0


def test_next_leaves_out_what_is_taken_decided_or_skipped_by_the_same_person() -> None:
    one, two = filed("nybro", Label.HATE_SPEECH, number=1), filed("nybro", Label.SPAM, number=2)

    def offered(actor: object, now: object = NOW) -> str:
        case = next_case([one.case, two.case], actor=actor, now=now)  # type: ignore[arg-type]
        return case.id if case else ""

    assert offered(ANNA) == "case-1"
    one.claim(ANNA)
    assert (offered(BO), offered(BO, NOW + LOCK_TTL)) == ("case-2", "case-1")
    one.do(skip, token="t-anna", reason="jäv")
    assert (offered(ANNA), offered(BO)) == ("case-2", "case-1")
    one.decide(actor=BO)
    two.decide(actor=BO)
    assert offered(BO) == ""


def test_the_sample_is_keyed_repeatable_and_of_the_size_agreed() -> None:
    ids = [f"fb:{i}" for i in range(20_000)]
    drawn = {i for i in ids if in_audit_sample(i, key=b"k" * 16)}
    assert drawn == {i for i in ids if in_audit_sample(i, key=b"k" * 16)}
    assert abs(len(drawn) / len(ids) - AUDIT_SHARE) < 0.005
    assert drawn != {i for i in ids if in_audit_sample(i, key=b"n" * 16)}
    assert not any(in_audit_sample(i, key=b"k" * 16, share=0.0) for i in ids[:100])
    assert all(in_audit_sample(i, key=b"k" * 16, share=1.0) for i in ids[:100])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lån på 24 h, ring 070-1740605", "lån på 48 h!!! ring 070-1740699", True),
        ("👉LIVE NU👉 https://a.example/x", "live nu https://b.example/y", True),
        ("heeeeeeja laget", "heeeeja laget", True),
        ("vägen plogas aldrig", "vägen plogas alltid", False),
        ("räksmörgås idag", "raksmorgas idag", False),
        ("ja", "ja", False),
        ("🔥🔥🔥", "🔥🔥🔥", False),
    ],
)
def test_what_counts_as_the_same_comment(one: str, other: str, same: bool) -> None:
    assert (bool(group_key(one)) and group_key(one) == group_key(other)) is same


SPAM = Verdict((Label.SPAM,), (), LathundRow.L5, POLICY, "", "")


def burst() -> list[Filed]:
    same = [filed("nybro", Label.SPAM, number=n, group_key="k") for n in range(1, 4)]
    return [
        *same,
        filed("nybro", Label.SPAM, number=4, group_key="k").claim(BO),
        filed("nybro", Label.SPAM, number=5, group_key="k").decide(),
        filed("nybro", Label.SPAM, Label.THREAT, number=6, group_key="k"),
        filed("nybro", Label.SPAM, Label.INSULT, number=7, group_key="k"),
        filed("nybro", Flag.OBSCENE, number=8, group_key="k", categories=("obscene.child_abuse",)),
        filed("nybro", Label.SPAM, number=9, group_key="other"),
    ]


def test_a_preview_tells_what_is_covered_and_what_is_not_and_why() -> None:
    shown = preview([w.case for w in burst()], key="k", now=NOW)
    assert shown.included == (("case-1", 2), ("case-2", 2), ("case-3", 2))
    assert [p.code for p in shown.left_out] == [f"case-{n}" for n in range(4, 9)]
    assert len({p.text for p in shown.left_out}) == 5
    assert preview([w.case for w in burst()], key="", now=NOW) == Preview("", (), ())


def test_one_decision_is_taken_for_exactly_what_was_shown() -> None:
    cases = [w.case for w in burst()]
    arguments = {"profile": PROFILES["nybro"], "token_for": lambda i: f"t-{i}", "actor": ANNA, "now": NOW}
    shown = preview(cases, key="k", now=NOW)
    changes = decide_group(cases, shown, SPAM, **arguments)  # type: ignore[arg-type]
    assert [c.case.decision is not None for c in changes] == [True] * 3
    assert [[e.action.value for e in c.events] for c in changes] == [["claimed", "confirmed"]] * 3
    moved = [burst()[0].claim(BO).case, *cases[1:]]
    for group in (moved, cases[1:]):
        with pytest.raises(Refused) as caught:
            decide_group(group, shown, SPAM, **arguments)  # type: ignore[arg-type]
        assert caught.value.code is Refusal.GROUP_CHANGED
        assert "case-1" in caught.value.message


@pytest.mark.parametrize("policy", ALL)
def test_a_case_survives_storage_without_loss(policy: str) -> None:
    world = filed(policy, Label.HATE_SPEECH).claim()
    stages = [world.case, world.do(hide).case, world.decide().case]
    if policy != "lilla-edet":
        stages.append(world.delete(gallring="GB-1").case)
    for case in (*stages, filed(policy, Label.CRITICISM).decide(lawful()).case):
        assert case_from_json(case_to_json(case)) == case
