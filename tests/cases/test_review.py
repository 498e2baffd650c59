"""Claiming, deciding, skipping, asking; how a comment reaches a person; a person outranks every machine."""

from datetime import timedelta

import pytest

from classifier.cases.actors import SYSTEM
from classifier.cases.closing import close
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict, decide, proposal
from classifier.cases.intake import reclassify, wants_case
from classifier.cases.labels import confirmed_label
from classifier.cases.locking import LOCK_TTL, ask_colleague, claim, expire, release, renew, skip
from classifier.cases.parts import Reached
from classifier.cases.refusal import Refused
from classifier.cases.states import State
from classifier.cases.steps import do_step
from classifier.cases.visibility import hide
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Flag, Label, LathundRow, LegalBasis
from tests.cases.world import (
    ANNA,
    BO,
    KEY,
    NOW,
    POLICY,
    PROFILES,
    classified,
    filed,
    l5,
    later,
    lawful,
)

TTL = LOCK_TTL / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("classification", "sampled", "expected"),
    [
        (classified("lilla-edet", Label.THREAT), False, Reached.URGENT),
        (classified("lilla-edet", review_reasons=("uncertain:threat",)), False, Reached.UNCERTAIN),
        (classified("lilla-edet", Label.HATE_SPEECH), False, Reached.FLAGGED),
        (classified("lilla-edet", Label.QUESTION), False, Reached.FLAGGED),
        (classified("kommunmanual"), False, Reached.FLAGGED),  # praise is answered, R3
        (classified("lilla-edet"), True, Reached.RANDOM_AUDIT),
        (classified("lilla-edet"), False, None),
    ],
)
def test_how_a_comment_reaches_a_person(classification: object, sampled: bool, expected: Reached | None) -> None:
    assert wants_case(classification, sampled=sampled) is expected  # type: ignore[arg-type]


def test_two_persons_never_hold_the_same_case() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).claim(ANNA)
    assert "Anna Ek" in world.refused(Refusal.LOCKED, claim, token="b", actor=BO).message
    world.do(claim, token="ny", actor=ANNA, now=later(1))
    world.refused(Refusal.LOCK_LOST, release, token="t-anna", now=later(1))
    world.do(release, token="ny", now=later(1)).claim(BO, later(2))
    assert (world.case.state, world.case.lock and world.case.lock.by) == (State.IN_REVIEW, BO)


def test_a_lock_is_the_persons_until_the_very_moment_it_expires() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).claim(ANNA)
    world.refused(Refusal.CASE_MOVED, expire, actor=SYSTEM, now=later(TTL - 0.001))
    world.refused(Refusal.LOCKED, claim, token="b", actor=BO, now=later(TTL - 0.001))
    world.refused(Refusal.LOCK_LOST, renew, token="t-anna", now=later(TTL))
    world.claim(BO, later(TTL))
    assert [e.action.value for e in world.events[-2:]] == ["lock_expired", "claimed"]
    other = filed("lilla-edet", Label.HATE_SPEECH).claim(ANNA).do(renew, token="t-anna", now=later(10))
    other.refused(Refusal.LOCKED, claim, token="b", actor=BO, now=later(TTL))
    other.do(expire, actor=SYSTEM, now=later(10 + TTL))
    assert (other.case.state, other.case.lock) == (State.WAITING, None)


def test_a_decision_needs_the_lock_and_the_version_that_was_seen() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).claim()
    good = {"version": world.case.version, "token": "t-anna", "profile": world.profile}
    verdict = (proposal(world.case),)
    world.refused(Refusal.STALE_VERSION, decide, args=verdict, **(good | {"version": 1}))
    world.refused(Refusal.LOCK_LOST, decide, args=verdict, **(good | {"token": "t"}))
    world.refused(Refusal.LOCK_LOST, decide, args=verdict, actor=BO, **good)
    world.refused(Refusal.LOCK_LOST, decide, args=verdict, now=later(TTL), **good)
    world.refused(Refusal.PERSON_REQUIRED, decide, args=verdict, actor=KEY, **good)
    world.refused(Refusal.OTHER_POLICY, decide, args=verdict, **(good | {"profile": PROFILES["nybro"]}))
    assert world.do(decide, args=verdict, **good).case.state is State.DECIDED


L1, L2, L3, L4, L5 = LathundRow
REFUSED_VERDICTS = [
    (Verdict((Label.THREAT,), (), L5, POLICY, "r", "s"), Refusal.ALARM_NEEDS_ROW),
    (Verdict((Label.SUICIDE_RISK, Label.QUESTION), (), L1, (), "", "s"), Refusal.ALARM_NEEDS_ROW),
    (Verdict((Label.HATE_SPEECH,), (), L4, POLICY, "r", "s"), Refusal.ROW_NEEDS_ALARM),
    (Verdict((), (), L4, POLICY, "r", "s"), Refusal.ROW_NEEDS_ALARM),
    (Verdict((Label.CRITICISM,), (), L5, POLICY, "r", "s"), Refusal.PLAIN_CRITICISM),
    (Verdict((Label.QUESTION, Label.CASE_MATTER), (), L5, POLICY, "r", "s"), Refusal.PLAIN_CRITICISM),
    (Verdict((Label.SPAM,), (), L5, (), "r", "s"), Refusal.LEGAL_BASIS_MISSING),
    (Verdict((Label.SPAM,), (), L5, POLICY, " ", "s"), Refusal.RULE_MISSING),
    (Verdict((Label.SPAM,), (), L5, POLICY, "r", " "), Refusal.REASON_MISSING),
    (Verdict((Label.CRITICISM,), (), L1, POLICY, "", "s"), Refusal.LEGAL_BASIS_NOT_ASKED),
]


@pytest.mark.parametrize(("verdict", "code"), REFUSED_VERDICTS)
def test_verdicts_that_are_refused(verdict: Verdict, code: Refusal) -> None:
    world = filed("lilla-edet", Label.QUESTION).claim()
    arguments = {"version": world.case.version, "token": "t-anna", "profile": world.profile}
    world.refused(code, decide, args=(verdict,), **arguments)


def test_R14_R17_a_person_may_remove_for_another_published_reason_that_no_label_names() -> None:
    world = filed("sollentuna").decide(Verdict((), (), L5, POLICY, "R17: annan brottslig verksamhet", "häleri"))
    assert world.case.row is L5
    assert world.case.decision is not None
    assert world.case.decision.corrected


def test_a_correction_makes_a_new_checklist_that_remembers_what_is_done() -> None:
    world = filed("lilla-edet", Label.THREAT).claim().do(hide)
    world.do(do_step, args=(StepCode.CONTACT_POLICE,), reference="K-1").decide(l5())
    codes = [(s.code.value, s.status.value, s.required) for s in world.case.steps]
    assert codes == [
        ("seal_evidence", "done", True),
        ("hide", "done", True),
        ("inform_author", "open", True),
        ("consider_police", "open", True),
        ("register", "open", True),
        ("contact_police", "done", False),
    ]
    assert not world.case.urgent
    assert world.decide(lawful()).case.row is L1


def test_confirming_takes_rule_and_basis_from_the_proposal() -> None:
    decision = filed("lilla-edet", Label.HATE_SPEECH).decide().case.decision
    assert decision is not None
    assert (decision.corrected, decision.legal_basis) == (False, (LegalBasis.POLICY,))
    assert decision.rule.startswith("R5: ")
    assert decision.policy_version == PROFILES["lilla-edet"].version


def test_a_machine_never_changes_a_persons_decision() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide(lawful(), now=later(1))
    before = world.case
    new = {"args": (classified("lilla-edet", Label.THREAT), world.profile), "actor": SYSTEM}
    message = world.refused(Refusal.HUMAN_DECISION, reclassify, **new).message
    assert message == "Anna Ek har beslutat L1 den 2026-11-16 10:01. En maskin ändrar inte en människas beslut."
    assert world.case is before


def test_a_machine_may_raise_an_alarm_and_never_lowers_one() -> None:
    world = filed("lilla-edet", Label.CRITICISM)
    raised = {"args": (classified("lilla-edet", Label.THREAT), world.profile), "actor": SYSTEM}
    lowered = {"args": (classified("lilla-edet", Label.CRITICISM), world.profile), "actor": SYSTEM}
    world.do(reclassify, **raised)
    assert (world.case.row, world.case.urgent, world.case.reached) == (L4, True, Reached.URGENT)
    world.refused(Refusal.ALARM_STANDS, reclassify, **lowered)
    world.claim().refused(Refusal.LOCKED, reclassify, **raised)
    world.refused(Refusal.NOT_ALLOWED, reclassify, **(raised | {"actor": ANNA}))


def test_skipping_and_asking_a_colleague_give_the_case_back_with_the_why() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).claim()
    world.refused(Refusal.REASON_MISSING, skip, token="t-anna", reason="")
    world.do(skip, token="t-anna", reason="jäv")
    assert (world.case.state, world.case.skipped_by) == (State.WAITING, ("anna",))
    world.claim(BO).do(ask_colleague, token="t-bo", to="juristen", question="Är det hets?", actor=BO)
    assert (world.case.state, world.case.questions[0].to) == (State.WAITING, "juristen")
    assert world.events[-1].reason == "Är det hets?"


def test_a_decided_case_given_back_rests_where_it_was() -> None:
    world = filed("nybro", Label.HATE_SPEECH).decide().claim(BO).do(release, token="t-bo", actor=BO)
    assert world.case.state is State.DECIDED
    world.do(hide).claim(BO)
    world.refused(Refusal.LOCKED, do_step, args=(StepCode.CONSIDER_REGISTER,), answer=False, reason="x")
    world.refused(Refusal.CASE_MOVED, close, actor=BO)
    assert world.do(release, token="t-bo", actor=BO).case.state is State.WORKING


def test_an_undecided_case_is_worked_on_only_by_its_holder() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH)
    world.refused(Refusal.CASE_MOVED, hide)
    world.claim(ANNA)
    world.refused(Refusal.LOCKED, hide, actor=BO)
    world.refused(Refusal.LOCK_LOST, hide, now=later(TTL))
    world.do(hide)
    world.refused(Refusal.PERSON_REQUIRED, hide, actor=KEY)


def test_a_confirmed_label_is_a_fact_about_a_decision() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH, Label.INSULT)
    with pytest.raises(Refused) as caught:
        confirmed_label(world.case)
    assert caught.value.code is Refusal.NO_DECISION
    label = confirmed_label(world.decide(lawful(), now=later(3)).case)
    assert (label.labels, label.missed, label.wrongly_said) == (
        (Label.CRITICISM,),
        (Label.CRITICISM,),
        (Label.HATE_SPEECH, Label.INSULT),
    )
    assert (label.decided_by.value, label.decided_at, label.reached) == ("moderator", later(3), Reached.FLAGGED)
    assert (label.model, label.rules, label.proposed_row, label.corrected) == ("m@1", "r1", L5, True)
    assert "Anna" not in repr(label)
    abuse = filed("lilla-edet", Flag.OBSCENE, categories=("obscene.child_abuse",)).decide()
    assert (label.trainable, confirmed_label(abuse.case).trainable) == (True, False)
    assert later(3) > NOW
