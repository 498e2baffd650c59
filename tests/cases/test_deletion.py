"""The floor under deletion, element by element; request, confirmation, withdrawal, carrying out; holds."""

from dataclasses import replace

import pytest

from classifier.cases import floor
from classifier.cases.actors import SYSTEM, Actor, ActorKind, Role
from classifier.cases.case import Case
from classifier.cases.closing import close, reopen
from classifier.cases.codes import Missing, Refusal
from classifier.cases.decide import Verdict
from classifier.cases.deletion import (
    carry_out_deletion,
    confirm_deletion,
    lift_hold,
    place_hold,
    request_deletion,
    withdraw_deletion,
)
from classifier.cases.evidence import Sealed
from classifier.cases.floor import Stage
from classifier.cases.parts import Deletion, HoldKind
from classifier.cases.states import Visibility
from classifier.cases.steps import do_step
from classifier.cases.visibility import hide, restore
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import (
    ANNA,
    BO,
    KEY,
    NOW,
    POLICY,
    READER,
    REGISTRAR,
    Filed,
    filed,
    l5,
    lawful,
    two_persons,
)

NAMELESS = Actor(ActorKind.PERSON, "x", " ", Role.ADMIN)


def ready(policy: str = "nybro") -> Filed:
    return filed(policy, Label.HATE_SPEECH).decide()


def said(world: Filed, **changed: object) -> dict:
    return {"deletion_id": "d1", "reason": "hets", "legal_basis": POLICY, "sealed": world.sealed} | changed


def deletion(**changed: object) -> Deletion:
    base = Deletion("d1", ANNA, NOW, "hets", POLICY, "", False, BO, NOW, "ja")
    return replace(base, **changed)  # type: ignore[arg-type]


def lacks(
    case: Case, sealed: Sealed | None, asked: Deletion, actor: Actor = BO, stage: Stage = Stage.CARRYING_OUT
) -> list[str]:
    return [lack.code.value for lack in floor.missing(case, asked, sealed=sealed, actor=actor, stage=stage)]


def test_nothing_is_missing_when_all_is_there() -> None:
    world = ready()
    assert lacks(world.case, world.sealed, deletion()) == []


def test_each_missing_element_is_named_by_itself() -> None:
    world = ready()
    case, sealed = world.case, world.sealed
    assert case.decision is not None
    two = replace(case, policy=replace(case.policy, two_persons_for_deletion=True))
    gallring = replace(case, policy=replace(case.policy, gallring_decision_required=True))
    held = filed("nybro", Label.HATE_SPEECH).decide()
    held.do(place_hold, hold_id="h", kind=HoldKind.LEGAL, reason="JO", actor=REGISTRAR)
    changed = replace(sealed, evidence=replace(sealed.evidence, text="x"))
    plain = replace(case, decision=replace(case.decision, labels=(Label.CRITICISM,)))
    register = ready("lilla-edet")
    table = [
        (case, sealed, deletion(), KEY, [Missing.MACHINE]),
        (case, sealed, deletion(), SYSTEM, [Missing.MACHINE]),
        (case, sealed, deletion(), NAMELESS, [Missing.NAMED_PERSON]),
        (case, sealed, deletion(), READER, [Missing.ROLE]),
        (case, sealed, deletion(confirmed_by=None), BO, [Missing.CONFIRMATION]),
        (case, sealed, deletion(confirmed_by=KEY), BO, [Missing.CONFIRMATION]),
        (two, sealed, deletion(confirmed_by=ANNA), BO, [Missing.TWO_PERSONS]),
        (replace(case, row=LathundRow.L1), sealed, deletion(), BO, [Missing.ROW]),
        (plain, sealed, deletion(), BO, [Missing.PLAIN_CRITICISM]),
        (replace(case, decision=None), sealed, deletion(), BO, [Missing.DECISION]),
        (held.case, held.sealed, deletion(), BO, [Missing.HOLD]),
        (register.case, register.sealed, deletion(), BO, [Missing.REGISTERED]),
        (case, None, deletion(), BO, [Missing.EVIDENCE]),
        (case, changed, deletion(), BO, [Missing.EVIDENCE]),
        (case, filed("nybro", Label.SPAM).sealed, deletion(), BO, [Missing.EVIDENCE]),
        (replace(case, child_abuse=True), sealed, deletion(), BO, [Missing.COPY_KEPT]),
        (case, sealed, deletion(reason=" "), BO, [Missing.REASON]),
        (case, sealed, deletion(confirmation_reason=""), BO, [Missing.REASON]),
        (case, sealed, deletion(legal_basis=()), BO, [Missing.LEGAL_BASIS]),
        (gallring, sealed, deletion(), BO, [Missing.GALLRING_DECISION]),
    ]
    assert {codes[0] for *_, codes in table} == set(Missing)
    for at, (one, kept, asked, actor, codes) in enumerate(table):
        assert lacks(one, kept, asked, actor) == codes, at


def test_the_whole_list_is_returned_at_once() -> None:
    case = filed("sollentuna", Label.CRITICISM).case
    asked = deletion(reason="", legal_basis=(), confirmed_by=None)
    assert lacks(case, None, asked, KEY) == [
        "machine", "confirmation", "row", "plain_criticism", "decision", "evidence", "reason", "legal_basis",
        "gallring_decision",
    ]  # fmt: skip


@pytest.mark.parametrize("actor", [KEY, SYSTEM])
def test_a_machine_is_refused_with_403_at_every_stage(actor: Actor) -> None:
    world = ready()
    assert world.refused(Refusal.PERSON_REQUIRED, request_deletion, actor=actor, **said(world)).status_hint == 403
    world.do(request_deletion, **said(world))
    assert world.refused(Refusal.PERSON_REQUIRED, confirm_deletion, actor=actor, **said(world)).status_hint == 403
    world.do(confirm_deletion, **said(world))
    world.refused(Refusal.PERSON_REQUIRED, carry_out_deletion, actor=actor, deletion_id="d1", sealed=world.sealed)
    assert world.case.visibility is Visibility.DELETION_CONFIRMED


@pytest.mark.parametrize(
    ("changed", "code", "status"),
    [
        ({"sealed": None}, Missing.EVIDENCE, 409),
        ({"reason": " "}, Missing.REASON, 422),
        ({"legal_basis": ()}, Missing.LEGAL_BASIS, 422),
    ],
)
def test_a_confirmation_without_evidence_reason_or_basis(changed: dict, code: Missing, status: int) -> None:
    world = ready()
    world.do(request_deletion, **said(world))
    refused = world.refused(Refusal.FLOOR, confirm_deletion, actor=BO, **said(world, **changed))
    assert ([p.code for p in refused.details], refused.status_hint) == ([code.value], status)


def test_two_different_persons_where_the_profile_asks() -> None:
    world = filed(two_persons("nybro"), Label.HATE_SPEECH).decide()
    world.do(request_deletion, **said(world))
    refused = world.refused(Refusal.FLOOR, confirm_deletion, **said(world))
    assert ([p.code for p in refused.details], refused.status_hint) == ([Missing.TWO_PERSONS.value], 403)
    world.do(confirm_deletion, actor=BO, **said(world))
    assert ready().delete(first=ANNA, second=ANNA).case.visibility is Visibility.DELETED


@pytest.mark.parametrize("label", [Label.CRITICISM, Label.QUESTION, Label.CASE_MATTER])
def test_L1_to_L3_are_never_deleted(label: Label) -> None:
    world = filed("nybro", label).decide()
    refused = world.refused(Refusal.FLOOR, request_deletion, **said(world))
    assert Missing.ROW.value in [p.code for p in refused.details]
    assert refused.status_hint == 409


def test_a_hold_stops_a_confirmed_deletion_until_it_is_lifted() -> None:
    world = ready()
    world.do(request_deletion, **said(world)).do(confirm_deletion, **said(world))
    world.do(place_hold, hold_id="h", kind=HoldKind.DISCLOSURE, reason="begärd av NN", actor=REGISTRAR)
    carried = {"deletion_id": "d1", "sealed": world.sealed}
    assert "utlämnande" in world.refused(Refusal.FLOOR, carry_out_deletion, **carried).message
    world.refused(Refusal.NOT_ALLOWED, lift_hold, hold_id="h", reason="utlämnad")
    world.refused(Refusal.NO_SUCH_HOLD, lift_hold, hold_id="g", reason="utlämnad", actor=REGISTRAR)
    world.do(lift_hold, hold_id="h", reason="utlämnad", actor=REGISTRAR).do(carry_out_deletion, **carried)
    assert world.case.visibility is Visibility.DELETED


@pytest.mark.parametrize("hidden", [True, False])
def test_withdrawal_leaves_the_comment_as_visible_as_it_was(hidden: bool) -> None:
    world = ready()
    if hidden:
        world.do(hide)
    world.do(request_deletion, **said(world)).do(confirm_deletion, **said(world))
    world.refused(Refusal.DELETION_OPEN, restore, reason="fel")
    world.refused(Refusal.OPEN_POINTS, close)
    world.refused(Refusal.REASON_MISSING, withdraw_deletion, reason="")
    world.do(withdraw_deletion, reason="fel")
    assert world.case.visibility is (Visibility.HIDDEN if hidden else Visibility.VISIBLE)
    assert world.case.deletion is None
    world.refused(Refusal.NO_DELETION, carry_out_deletion, deletion_id="d1", sealed=world.sealed)


def test_a_comment_can_be_hidden_while_its_deletion_waits() -> None:
    world = ready().do(request_deletion, **said(ready()))
    assert world.case.publicly_visible
    world.do(hide)
    assert (world.case.visibility, world.case.publicly_visible) == (Visibility.DELETION_REQUESTED, False)
    assert world.do(withdraw_deletion, reason="fel").case.visibility is Visibility.HIDDEN


def test_confirmation_is_of_the_request_that_stands() -> None:
    world = ready()
    world.refused(Refusal.NO_DELETION, confirm_deletion, **said(world))
    world.do(request_deletion, **said(world))
    world.refused(Refusal.NO_DELETION, confirm_deletion, **said(world, deletion_id="d2"))
    world.refused(Refusal.ALREADY_DONE, request_deletion, **said(world))
    world.refused(Refusal.NO_DELETION, carry_out_deletion, deletion_id="d1", sealed=world.sealed)


def test_a_lawful_verdict_withdraws_a_pending_deletion() -> None:
    world = ready()
    world.do(request_deletion, **said(world)).do(confirm_deletion, **said(world)).decide(lawful())
    assert (world.case.visibility, world.case.deletion) == (Visibility.VISIBLE, None)
    assert [e.action.value for e in world.events[-2:]] == ["corrected", "deletion_withdrawn"]


@pytest.mark.parametrize(("verdict", "stands"), [(None, True), (l5(), False)])
def test_a_pending_deletion_rests_on_the_decision_it_was_asked_for_under(verdict: Verdict | None, stands: bool) -> None:
    world = ready()
    world.do(request_deletion, **said(world)).do(confirm_deletion, **said(world)).decide(verdict)
    assert (world.case.visibility is Visibility.DELETION_CONFIRMED) is stands


def test_what_is_deleted_is_not_declared_lawful_afterwards_nor_restored() -> None:
    world = ready().delete()
    world.claim()
    with pytest.raises(Exception, match="döljs eller tas inte bort"):
        world.decide(lawful())
    world.refused(Refusal.ALREADY_DONE, restore, reason="fel")
    world.refused(Refusal.ALREADY_DONE, request_deletion, **said(world))


def test_a_closed_case_is_reopened_before_anything_is_done() -> None:
    world = ready().do(hide).do(close)
    world.refused(Refusal.CASE_MOVED, restore, reason="fel")
    world.refused(Refusal.CASE_MOVED, request_deletion, **said(world))
    world.refused(Refusal.REASON_MISSING, reopen, reason="")
    world.do(reopen, reason="överklagat", actor=REGISTRAR).do(restore, reason="fel")
    assert world.open_codes() == ["open_step:unpublish"]


def test_R9_deletion_too_waits_for_the_question_about_danger() -> None:
    world = filed("liljeholmen", Label.SUICIDE_RISK).decide()
    world.refused(Refusal.STEP_OUT_OF_ORDER, request_deletion, **said(world))
    world.do(do_step, args=(StepCode.LIFE_IN_DANGER,), answer=False, reason="nej").do(request_deletion, **said(world))
