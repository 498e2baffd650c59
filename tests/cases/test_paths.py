"""The suicide path and the notice to the author, sentence by sentence as the policies and the law have them."""

import pytest

from classifier.cases.closing import close
from classifier.cases.codes import Refusal
from classifier.cases.letters import notice_draft, support_draft
from classifier.cases.parts import ReplyKind
from classifier.cases.replies import draft_reply, publish_reply, revise_reply
from classifier.cases.states import State
from classifier.cases.steps import do_step, mark_not_needed
from classifier.cases.visibility import hide
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Label
from tests.cases.world import ALL, filed, later

DANGER, CALL = StepCode.LIFE_IN_DANGER, StepCode.CONTACT_POLICE


@pytest.mark.parametrize("policy", ALL)
def test_r9_life_in_danger_makes_the_call_to_112_a_step_with_its_number_in_every_profile(policy: str) -> None:
    world = filed(policy, Label.SUICIDE_RISK).decide()
    world.do(do_step, args=(DANGER,), answer=True, reason="skriver om i kväll")
    call = world.case.step(CALL)
    assert call is not None
    assert call.required
    assert f"open_step:{CALL}" in world.open_codes()
    world.refused(Refusal.REFERENCE_MISSING, do_step, args=(CALL,))
    world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, args=(CALL,), reason="hinner inte")
    world.decide()
    assert f"open_step:{CALL}" in world.open_codes(), "a new decision keeps the promised call"
    assert len([s for s in world.case.steps if s.code is CALL]) == 1
    world.do(do_step, args=(CALL,), reference="112-4711")
    assert f"open_step:{CALL}" not in world.open_codes()


def test_r9_support_does_not_wait_for_the_call_and_the_path_ends_with_a_follow_up() -> None:
    world = filed("liljeholmen", Label.SUICIDE_RISK).decide()
    world.do(do_step, args=(DANGER,), answer=True, reason="skriver om i kväll")
    world.reply(ReplyKind.SUPPORT, support_draft(), follow_up_at=later(60))
    world.delete()
    world.refused(Refusal.OPEN_POINTS, close)
    world.do(do_step, args=(CALL,), reference="112-4711")
    world.do(do_step, args=(StepCode.FOLLOW_UP,), reason="har fått kontakt")
    assert world.do(close).case.state is State.CLOSED


def test_r9_without_danger_no_call_is_asked_for_where_the_policy_has_none() -> None:
    world = filed("liljeholmen", Label.SUICIDE_RISK).decide()
    world.do(do_step, args=(DANGER,), answer=False, reason="äldre händelse")
    assert f"open_step:{CALL}" not in world.open_codes()


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("Regel:", "regeln"),
        ("automatiskt verktyg", "automatiskt verktyg"),
        ("Tycker du", "vart man vänder sig"),
    ],
)
def test_r29_a_notice_says_rule_automation_and_where_to_turn_or_is_not_published(cut: str, told: str) -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide().do(hide)
    whole = notice_draft(world.case, facts="hets", contact="kommunen@example.org")
    lines = [line for line in whole.splitlines() if cut not in line and not (cut == "Tycker du" and "JO" in line)]
    world.do(draft_reply, reply_id="n", kind=ReplyKind.NOTICE, text="\n".join(lines))
    assert told in world.refused(Refusal.NOTICE_WORDING, publish_reply, reply_id="n").message
    world.do(revise_reply, reply_id="n", text=whole).do(publish_reply, reply_id="n")


def test_r27_a_case_on_l4_closes_with_the_number_of_the_police_and_not_without() -> None:
    world = filed("lilla-edet", Label.THREAT).decide().do(hide)
    world.refused(Refusal.OPEN_POINTS, close)
    world.do(do_step, args=(CALL,), reference="5000-K1-26").do(do_step, args=(StepCode.REGISTER,), reference="D1")
    assert world.do(close).case.state is State.CLOSED
