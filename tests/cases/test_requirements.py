"""Every requirement of the domain document that the case domain carries, one test (or more) named after each."""

import pytest

from classifier.cases import evidence as proof
from classifier.cases.accounts import Capability, activate_account, change_account, register_account
from classifier.cases.case import Case
from classifier.cases.closing import close
from classifier.cases.codes import Missing, Refusal
from classifier.cases.deletion import request_deletion
from classifier.cases.evidence import check_screenshot, to_bytes
from classifier.cases.letters import forward_draft, holding_draft, notice_draft, support_draft
from classifier.cases.parts import ReplyKind, StepStatus
from classifier.cases.refusal import Refused
from classifier.cases.replies import approve_reply, draft_reply, forward, publish_reply, revise_reply
from classifier.cases.states import State, Visibility
from classifier.cases.steps import do_step, mark_not_needed, plan_follow_up
from classifier.cases.visibility import advice, hide, restore
from classifier.lathund.profile import REMOVING_STEPS, StepCode
from classifier.taxonomy import Flag, Label, LathundRow
from tests.cases.world import (
    ADMIN,
    ALL,
    ANNA,
    BO,
    NOW,
    POLICY,
    PROFILES,
    READER,
    REGISTRAR,
    Filed,
    filed,
    later,
    lawful,
    ref,
)

CHILD_ABUSE = ("obscene.child_abuse",)
OTHER_REPLIES = [ReplyKind.ANSWER, ReplyKind.HOLDING, ReplyKind.FORWARD_NOTICE]


def statuses(case: Case) -> dict[str, str]:
    return {s.code.value: s.status.value for s in case.steps}


def step(code: StepCode, **extra: object) -> dict:
    return {"args": (code,)} | extra


@pytest.mark.parametrize("policy", ALL)
def test_R1_plain_criticism_is_never_hidden_nor_put_on_a_row_that_hides(policy: str) -> None:
    world = filed(policy, Label.CRITICISM)
    for row in (LathundRow.L4, LathundRow.L5):
        verdict = lawful().__class__((Label.CRITICISM, Label.QUESTION), (), row, POLICY, "regel", "skäl")
        with pytest.raises(Refused) as caught:
            world.decide(verdict)
        assert caught.value.code is Refusal.PLAIN_CRITICISM
    world.refused(Refusal.PLAIN_CRITICISM, hide)


def test_R1_what_was_hidden_and_turns_out_lawful_must_be_shown_before_the_case_closes() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).claim().do(hide).decide(lawful())
    world.reply(ReplyKind.ANSWER, "Svar")
    assert world.open_codes() == ["lawful_but_hidden"]
    world.do(restore, reason="tillåtet").do(close)
    assert (world.case.state, world.case.visibility) == (State.CLOSED, Visibility.VISIBLE)


@pytest.mark.parametrize("policy", ["lilla-edet", "kommunmanual", "liljeholmen"])
def test_R9_suicide_path_asks_supports_and_follows_up(policy: str) -> None:
    world = filed(policy, Label.SUICIDE_RISK).decide()
    danger, support, follow = StepCode.LIFE_IN_DANGER, ReplyKind.SUPPORT, StepCode.FOLLOW_UP
    world.refused(Refusal.STEP_OUT_OF_ORDER, hide)
    world.do(draft_reply, reply_id="s", kind=support, text=support_draft())
    world.refused(Refusal.STEP_OUT_OF_ORDER, publish_reply, reply_id="s", follow_up_at=later(60))
    world.refused(Refusal.ANSWER_MISSING, do_step, **step(danger, reason="skriver om i kväll"))
    world.refused(Refusal.REASON_MISSING, do_step, **step(danger, answer=True))
    world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(danger, reason="nej"))
    world.do(do_step, **step(danger, answer=True, reason="skriver om i kväll"))
    world.refused(Refusal.FOLLOW_UP_DATE, publish_reply, reply_id="s")
    world.refused(Refusal.FOLLOW_UP_DATE, publish_reply, reply_id="s", follow_up_at=NOW)
    world.do(publish_reply, reply_id="s", follow_up_at=later(60))
    assert f"open_step:{follow}" in world.open_codes()
    world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(follow, reason="nej"))


def test_R9_follow_up_needs_a_date_and_an_outcome() -> None:
    world = filed("liljeholmen", Label.SUICIDE_RISK).decide()
    world.do(do_step, **step(StepCode.LIFE_IN_DANGER, answer=False, reason="äldre händelse")).do(hide)
    world.delete()
    world.do(mark_not_needed, **step(StepCode.SUPPORT_REPLY, reason="kan inte nås på plattformen"))
    world.refused(Refusal.FOLLOW_UP_DATE, do_step, **step(StepCode.FOLLOW_UP, reason="kontakt finns"))
    world.refused(Refusal.FOLLOW_UP_DATE, plan_follow_up, at=NOW)
    world.do(plan_follow_up, at=later(30))
    world.refused(Refusal.REASON_MISSING, do_step, **step(StepCode.FOLLOW_UP))
    world.do(do_step, **step(StepCode.FOLLOW_UP, reason="kontakt finns"))
    assert world.open_codes() == []


@pytest.mark.parametrize("number", ["112", "90101", "90390", "116 111"])
def test_R9_support_without_a_number_is_refused(number: str) -> None:
    world = filed("lilla-edet", Label.SUICIDE_RISK).decide()
    world.do(do_step, **step(StepCode.LIFE_IN_DANGER, answer=False, reason="nej")).do(hide)
    text = support_draft().replace(number, "någon")
    world.do(draft_reply, reply_id="s", kind=ReplyKind.SUPPORT, text=text)
    assert number in world.refused(Refusal.SUPPORT_WORDING, publish_reply, reply_id="s", follow_up_at=later(9)).message


@pytest.mark.parametrize(
    "words",
    ["Inlägget är raderat på grund av regelbrott.", "Det bryter mot våra regler.", "Vi har tagit bort det du skrev."],
)
def test_R9_support_is_never_worded_as_a_breach(words: str) -> None:
    world = filed("lilla-edet", Label.SUICIDE_RISK).decide()
    world.do(do_step, **step(StepCode.LIFE_IN_DANGER, answer=False, reason="nej"))
    world.do(draft_reply, reply_id="s", kind=ReplyKind.SUPPORT, text=f"{support_draft()}\n{words}")
    world.refused(Refusal.SUPPORT_WORDING, publish_reply, reply_id="s", follow_up_at=later(9))


@pytest.mark.parametrize("policy", ALL)
def test_R10_child_abuse_material_is_never_copied(policy: str) -> None:
    world = filed(policy, Flag.OBSCENE, categories=CHILD_ABUSE)
    kept = to_bytes(world.sealed.evidence).decode()
    assert "texten" not in kept
    assert "@någon" not in kept.encode().decode("unicode_escape")
    assert world.sealed.evidence.permalink == "https://example.org/1"
    assert world.sealed.evidence.received_at.startswith("2026-11-16T09:00")
    assert statuses(world.case)["note_link"] == "done"
    with pytest.raises(Refused) as caught:
        check_screenshot(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", child_abuse=world.case.child_abuse)
    assert caught.value.code is Refusal.COPY_FORBIDDEN


@pytest.mark.parametrize("policy", ALL)
def test_R20_evidence_is_sealed_at_intake_before_anything_can_be_removed(policy: str) -> None:
    for label in (Label.THREAT, Label.HATE_SPEECH):
        case = filed(policy, label).case
        codes = [s.code for s in case.steps]
        sealing = codes.index(StepCode.SEAL_EVIDENCE)
        assert case.steps[sealing].status is StepStatus.DONE
        assert sealing < min(codes.index(c) for c in codes if c in REMOVING_STEPS)
        assert proof.verify(filed(policy, label).sealed)


def test_R22_L5_is_an_ordered_checklist_with_who_and_when_and_does_not_close_with_open_steps() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide()
    assert [s.code.value for s in world.case.steps] == [
        "seal_evidence", "hide", "inform_author", "consider_police", "register",
    ]  # fmt: skip
    refused = world.refused(Refusal.OPEN_POINTS, close)
    expected = ["hide", "inform_author", "consider_police", "register"]
    assert [p.code for p in refused.details] == [f"open_step:{code}" for code in expected]
    world.refused(Refusal.STEP_OUT_OF_ORDER, do_step, **step(StepCode.REGISTER, reference="KS 2026:1"))
    world.do(hide, now=later(5))
    done = world.case.step(StepCode.HIDE)
    assert done is not None
    assert (done.by, done.at, done.status) == (ANNA, later(5), StepStatus.DONE)
    world.reply(ReplyKind.NOTICE, notice_draft(world.case, facts="hets", contact="kommunen@example.org"))
    world.do(do_step, **step(StepCode.CONSIDER_POLICE, answer=False, reason="inte brottsligt"))
    world.do(do_step, actor=REGISTRAR, **step(StepCode.REGISTER, reference="KS 2026:1"))
    assert world.do(close).case.state is State.CLOSED
    assert world.case.diarium == "KS 2026:1"


def test_R23_a_slow_police_step_does_not_hold_up_removal_but_registration_waits_for_it() -> None:
    world = filed("kommunmanual", Label.HATE_SPEECH).decide()
    assert [s.code.value for s in world.case.steps] == ["seal_evidence", "contact_police", "remove", "register"]
    world.delete()
    assert world.case.visibility is Visibility.DELETED
    world.refused(Refusal.STEP_OUT_OF_ORDER, do_step, **step(StepCode.REGISTER, reference="1"))
    assert world.open_codes() == ["open_step:contact_police", "open_step:register"]
    world.do(do_step, **step(StepCode.CONTACT_POLICE, reference="K-123"))
    world.do(do_step, **step(StepCode.REGISTER, reference="1")).do(close)


@pytest.mark.parametrize("kind", OTHER_REPLIES)
@pytest.mark.parametrize("label", [Label.THREAT, Label.HATE_SPEECH])
def test_R24_replying_to_what_is_removed_is_blocked_in_sollentuna(kind: ReplyKind, label: Label) -> None:
    arguments = {"reply_id": "r", "kind": kind, "text": "hej"}
    filed("sollentuna", label).decide().refused(Refusal.REPLY_BLOCKED, draft_reply, **arguments)
    filed("nybro", label).decide().do(draft_reply, **arguments)
    filed("sollentuna", Label.QUESTION).decide().do(draft_reply, **arguments)


def test_R26_unpublishing_and_deleting_are_both_offered_and_each_fulfils_the_step() -> None:
    hidden = filed("nybro", Label.HATE_SPEECH).decide().do(hide)
    deleted = filed("nybro", Label.HATE_SPEECH).decide().delete()
    assert statuses(hidden.case)["unpublish"] == statuses(deleted.case)["unpublish"] == "done"
    assert hidden.open_codes() == deleted.open_codes() == []


def test_R27_L4_cannot_close_without_the_police_step_and_its_reference() -> None:
    world = filed("lilla-edet", Label.THREAT).decide().do(hide)
    police = StepCode.CONTACT_POLICE
    world.refused(Refusal.REFERENCE_MISSING, do_step, **step(police))
    world.refused(Refusal.REFERENCE_MISSING, do_step, **step(police, reference="  "))
    world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(police, reason="onödigt"))
    assert "open_step:contact_police" in world.open_codes()
    world.do(do_step, **step(police, reference="5000-K1-26")).do(do_step, **step(StepCode.REGISTER, reference="D1"))
    assert world.do(close).case.state is State.CLOSED


def test_R27_L5_asks_for_police_yes_or_no_with_reason_and_a_yes_needs_the_report() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide().do(hide)
    world.do(mark_not_needed, **step(StepCode.INFORM_AUTHOR, reason="kontot är borta"))
    question = StepCode.CONSIDER_POLICE
    world.refused(Refusal.ANSWER_MISSING, do_step, **step(question, reason="skäl"))
    world.refused(Refusal.REASON_MISSING, do_step, **step(question, answer=False))
    world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(question, reason="nej"))
    world.do(do_step, **step(question, answer=True, reason="grov hets"))
    assert world.open_codes() == ["open_step:contact_police", "open_step:register"]
    world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(StepCode.CONTACT_POLICE, reason="nej"))
    world.decide()
    assert "open_step:contact_police" in world.open_codes(), "a new decision keeps the promised report"


def test_R29_notice_is_drafted_with_rule_and_basis_for_L5_only_and_only_where_the_policy_asks() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide().do(hide)
    text = notice_draft(world.case)
    for part in ("hets mot folkgrupp", "Laglig grund", "automatiskt verktyg", "En människa", "JO", "2014-03-24.1"):
        assert part in text
    world.do(draft_reply, reply_id="n", kind=ReplyKind.NOTICE, text=text)
    assert "[kontaktväg]" in world.refused(Refusal.PLACEHOLDERS, publish_reply, reply_id="n").message
    world.do(revise_reply, reply_id="n", text=notice_draft(world.case, facts="hets", contact="oss"))
    world.do(publish_reply, reply_id="n")
    assert statuses(world.case)["inform_author"] == "done"
    for policy, label in [("lilla-edet", Label.THREAT), ("nybro", Label.HATE_SPEECH), ("sollentuna", Label.SPAM)]:
        other = filed(policy, label).decide()
        other.refused(Refusal.NOTICE_NOT_ASKED, draft_reply, reply_id="n", kind=ReplyKind.NOTICE, text="hej")


@pytest.mark.parametrize("label", [Label.THREAT, Label.INSULT])
def test_R30_R31_R32_package_head_and_security_unit_are_mandatory_in_sollentuna(label: Label) -> None:
    world = filed("sollentuna", label).decide().delete(gallring="GB-1")
    package, head, security = StepCode.SEND_PACKAGE, StepCode.HEAD_DECIDES, StepCode.CONSIDER_SECURITY
    assert world.open_codes() == [f"open_step:{code}" for code in (package, head, security)]
    for code in (package, head, security):
        world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(code, reason="nej"))
    world.refused(Refusal.STEP_OUT_OF_ORDER, do_step, **step(security, answer=False))
    world.refused(Refusal.REFERENCE_MISSING, do_step, **step(package))
    world.do(do_step, **step(package, reference="kommunikationsenheten och rektor"))
    world.refused(Refusal.REFERENCE_MISSING, do_step, **step(head, answer=False))
    world.do(do_step, **step(head, answer=False, reference="rektor Eva"))
    world.refused(Refusal.ANSWER_MISSING, do_step, **step(security))
    assert world.do(do_step, **step(security, answer=False)).open_codes() == []


def test_R34_a_hidden_comment_keeps_its_case_and_its_evidence() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide().do(hide)
    assert world.case.evidence_digest == world.sealed.digest
    assert "döljs" not in world.sealed.evidence.text
    assert "texten" in world.sealed.evidence.text


@pytest.mark.parametrize("policy", ["sollentuna", "nybro", "lilla-edet", "kommunmanual"])
def test_R35_R52_forwarding_tells_the_asker(policy: str) -> None:
    world = filed(policy, Label.CASE_MATTER, Label.QUESTION).decide()
    world.do(draft_reply, reply_id="f", kind=ReplyKind.FORWARD_NOTICE, text=forward_draft())
    world.refused(Refusal.NOTICE_MISSING, forward, unit="Skolan", notice_id="f")
    assert "[verksamhet]" in world.refused(Refusal.PLACEHOLDERS, publish_reply, reply_id="f").message
    world.do(revise_reply, reply_id="f", text=forward_draft("Skolan")).do(publish_reply, reply_id="f")
    world.refused(Refusal.REASON_MISSING, forward, unit=" ", notice_id="f")
    world.do(forward, unit="Skolan", notice_id="f")
    assert statuses(world.case)["forward"] == "done"
    assert world.case.forwarded[0].unit == "Skolan"


def test_R44_holding_reply_needs_a_follow_up_and_keeps_the_case_open() -> None:
    world = filed("lilla-edet", Label.QUESTION).decide()
    world.do(draft_reply, reply_id="h", kind=ReplyKind.HOLDING, text=holding_draft(later(60)))
    world.refused(Refusal.FOLLOW_UP_DATE, publish_reply, reply_id="h")
    world.do(publish_reply, reply_id="h", follow_up_at=later(60))
    assert world.open_codes() == ["open_step:answer", "unanswered", "holding_reply"]
    assert world.reply(ReplyKind.ANSWER, "Måndag").open_codes() == []


def test_R44_a_promise_is_kept_by_whoever_the_question_was_sent_on_to() -> None:
    world = filed("sollentuna", Label.QUESTION).decide()
    world.reply(ReplyKind.HOLDING, "Vi kollar", follow_up_at=later(60))
    assert world.open_codes() == ["holding_reply"]
    world.reply(ReplyKind.FORWARD_NOTICE, forward_draft("Skolan")).do(forward, unit="Skolan", notice_id="r1")
    assert world.open_codes() == []


def test_R45_reply_is_read_by_somebody_else_and_self_approval_is_refused() -> None:
    world = filed("liljeholmen", Label.CRITICISM, Label.QUESTION).decide()
    world.do(draft_reply, reply_id="r", kind=ReplyKind.ANSWER, text="Svar")
    world.refused(Refusal.FOUR_EYES, publish_reply, reply_id="r")
    world.refused(Refusal.SELF_APPROVAL, approve_reply, reply_id="r")
    world.refused(Refusal.NOT_ALLOWED, approve_reply, reply_id="r", actor=READER)
    world.do(approve_reply, reply_id="r", actor=BO)
    world.do(revise_reply, reply_id="r", text="Svar 2", actor=BO)
    world.refused(Refusal.FOUR_EYES, publish_reply, reply_id="r")
    world.refused(Refusal.SELF_APPROVAL, approve_reply, reply_id="r", actor=BO)
    world.do(approve_reply, reply_id="r").do(publish_reply, reply_id="r", actor=BO)
    assert statuses(world.case) == {"answer": "done", "four_eyes": "done", "holding_reply": "open"}
    assert world.do(close).case.state is State.CLOSED


def test_R46_reply_is_signed_with_name_and_role() -> None:
    world = filed("liljeholmen", Label.QUESTION).decide()
    world.do(draft_reply, reply_id="r", kind=ReplyKind.ANSWER, text="Måndag").do(approve_reply, reply_id="r", actor=BO)
    world.do(publish_reply, reply_id="r")
    assert world.case.reply("r").full_text == "Måndag\n\nAnna Ek, kommunikatör"
    assert BO.signature == "Bo Lind, moderator"
    assert filed("nybro", Label.QUESTION).decide().reply(ReplyKind.ANSWER, "hej").case.reply("r0").signature == ""


def test_R49_moving_a_sensitive_dialogue_says_where() -> None:
    world = filed("liljeholmen", Label.CASE_MATTER).decide()
    world.do(draft_reply, reply_id="r", kind=ReplyKind.ANSWER, text="Ring oss").do(
        approve_reply, reply_id="r", actor=BO
    )
    world.do(publish_reply, reply_id="r")
    world.refused(Refusal.REFERENCE_MISSING, do_step, **step(StepCode.OTHER_CHANNEL))
    world.do(do_step, **step(StepCode.OTHER_CHANNEL, reference="rektors telefon"))


@pytest.mark.parametrize(
    ("policy", "must"),
    [("lilla-edet", True), ("liljeholmen", True), ("kommunmanual", True), ("nybro", True), ("sollentuna", False)],
)
def test_R50_a_question_cannot_close_unanswered_where_duty_says_so(policy: str, must: bool) -> None:
    world = filed(policy, Label.QUESTION).decide()
    assert ("unanswered" in world.open_codes()) is must
    if must:
        world.refused(Refusal.STEP_NOT_SKIPPABLE, mark_not_needed, **step(StepCode.ANSWER, reason="orkar inte"))
        world.refused(Refusal.OPEN_POINTS, close)
    else:
        assert world.do(close).case.state is State.CLOSED


@pytest.mark.parametrize(("policy", "enough"), [("nybro", True), ("lilla-edet", False), ("kommunmanual", False)])
def test_R50_only_in_nybro_a_forwarding_counts_as_the_answer(policy: str, enough: bool) -> None:
    world = filed(policy, Label.QUESTION).decide()
    world.reply(ReplyKind.FORWARD_NOTICE, forward_draft("VA-enheten"))
    world.do(forward, unit="VA-enheten", notice_id="r0")
    assert ("unanswered" in world.open_codes()) is not enough
    assert ("open_step:answer" in world.open_codes()) is not enough


def test_R60_id_comment_and_time_of_receipt_never_change() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH)
    before = (world.case.id, world.case.comment, world.case.opened_at)
    world.decide().do(hide).do(restore, reason="fel")
    assert (world.case.id, world.case.comment, world.case.opened_at) == before


@pytest.mark.parametrize(("policy", "asked"), [("lilla-edet", True), ("sollentuna", True), ("nybro", False)])
def test_R62_R63_registration_is_asked_for_where_the_policy_says(policy: str, asked: bool) -> None:
    world = filed(policy, Label.CASE_MATTER).decide()
    assert ("open_step:register" in world.open_codes()) is asked


def test_R63_considering_registration_takes_a_number_or_a_reason() -> None:
    world = filed("nybro", Label.HATE_SPEECH).decide().do(hide)
    code = StepCode.CONSIDER_REGISTER
    world.refused(Refusal.REFERENCE_MISSING, do_step, **step(code, answer=True))
    world.refused(Refusal.REASON_MISSING, do_step, **step(code, answer=False))
    assert world.do(do_step, **step(code, answer=False, reason="öppen kommentar")).case.diarium == ""


def test_R65_R66_deletion_in_lilla_edet_waits_for_the_diarium() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH).decide().do(hide)
    said = {"deletion_id": "d", "reason": "x", "legal_basis": POLICY, "sealed": world.sealed}
    assert [p.code for p in world.refused(Refusal.FLOOR, request_deletion, **said).details] == [Missing.REGISTERED]
    world.do(mark_not_needed, **step(StepCode.INFORM_AUTHOR, reason="borta"))
    world.do(do_step, **step(StepCode.CONSIDER_POLICE, answer=False, reason="nej"))
    world.do(do_step, **step(StepCode.REGISTER, reference="KS 1")).do(request_deletion, **said)


def test_R66_sollentuna_deletes_only_under_a_gallringsbeslut() -> None:
    world = filed("sollentuna", Label.HATE_SPEECH).decide()
    said = {"deletion_id": "d", "reason": "x", "legal_basis": POLICY, "sealed": world.sealed}
    refused = world.refused(Refusal.FLOOR, request_deletion, **said)
    assert ([p.code for p in refused.details], refused.status_hint) == ([Missing.GALLRING_DECISION], 422)
    world.do(request_deletion, gallring_decision="GB-1", **said)


def test_R70_R71_an_account_is_activated_only_with_owner_and_deputy() -> None:
    made = {"platform": "facebook", "name": "Kommunen", "capabilities": [Capability.HIDE], "actor": ADMIN, "now": NOW}
    for owner, deputy in [("", ""), ("Anna Ek", ""), ("", "Bo Lind"), ("Anna Ek", "anna  ek"), ("Anna Ek", " ")]:
        account = register_account("a1", owner=owner, deputy=deputy, **made).account
        with pytest.raises(Refused) as caught:
            activate_account(account, actor=ADMIN, now=NOW)
        assert caught.value.code is Refusal.RESPONSIBLE_MISSING
    account = register_account("a1", owner="Anna Ek", deputy="Bo Lind", **made).account
    active = activate_account(account, actor=ADMIN, now=NOW)
    assert active.account.active
    assert active.events[0].after == {"active": "true"}
    with pytest.raises(Refused):
        change_account(active.account, deputy="", actor=ADMIN, now=NOW)
    with pytest.raises(Refused):
        activate_account(account, actor=ANNA, now=NOW)


@pytest.mark.parametrize(
    ("capabilities", "can_hide", "can_delete"),
    [
        ((), False, False),
        ((Capability.HIDE,), True, False),
        ((Capability.DELETE,), False, True),
        ((Capability.HIDE, Capability.DELETE), True, True),
    ],
)
def test_R77_the_platform_bounds_the_action(
    capabilities: tuple[Capability, ...], can_hide: bool, can_delete: bool
) -> None:
    def world() -> Filed:
        return filed("nybro", Label.HATE_SPEECH, capabilities=capabilities).decide()

    if can_hide:
        assert world().do(hide).case.visibility is Visibility.HIDDEN
    else:
        world().refused(Refusal.PLATFORM_CANNOT, hide)
    one = world()
    said = {"deletion_id": "d", "reason": "x", "legal_basis": POLICY, "sealed": one.sealed}
    if can_delete:
        assert one.delete().case.visibility is Visibility.DELETED
    else:
        one.refused(Refusal.PLATFORM_CANNOT, request_deletion, **said)
    none = world().do(mark_not_needed, **step(StepCode.UNPUBLISH, reason="plattformen tillåter inte"))
    assert none.open_codes() == []


def test_R77_hiding_fulfils_removal_where_the_platform_cannot_delete() -> None:
    world = filed("liljeholmen", Label.HATE_SPEECH, capabilities=(Capability.HIDE,)).decide().do(hide)
    assert statuses(world.case)["remove"] == "done"
    both = filed("liljeholmen", Label.HATE_SPEECH).decide().do(hide)
    assert statuses(both.case)["remove"] == "open"


def test_hiding_under_bbs_says_that_it_may_not_suffice() -> None:
    world = filed("lilla-edet", Label.THREAT, scores={Label.THREAT: 0.99}).decide().do(hide)
    assert "Facebook" in advice(world.case)[0]
    assert advice(filed("lilla-edet", Label.SUICIDE_RISK).case) == ()


def test_every_shipped_step_has_a_rule() -> None:
    from classifier.cases.steps import RULES
    from classifier.cases.texts import REFERENCES, STEP_COMMANDS

    assert set(RULES) == set(StepCode)
    assert {c for c, r in RULES.items() if r.own_command} == set(STEP_COMMANDS)
    assert {c for c, r in RULES.items() if r.reference} | {StepCode.CONSIDER_REGISTER} == set(REFERENCES)
    assert ref().platform == "facebook"
    assert set(PROFILES) == set(ALL)
