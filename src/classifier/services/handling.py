"""Doing the steps of a case. A step that has a command of its own is sent to that command."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from classifier.cases.actors import Actor
from classifier.cases.case import Case, Change
from classifier.cases.closing import close, reopen
from classifier.cases.codes import Refusal
from classifier.cases.deletion import withdraw_deletion
from classifier.cases.parts import Reply, ReplyKind
from classifier.cases.refusal import given
from classifier.cases.replies import approve_reply, draft_reply, forward, publish_reply, revise_reply
from classifier.cases.states import PENDING_DELETION
from classifier.cases.steps import do_step, mark_not_needed, plan_follow_up
from classifier.cases.visibility import hide, restore
from classifier.lathund.profile import StepCode
from classifier.services.desk import Desk, new_id

REPLY_STEPS: Final[dict[StepCode, ReplyKind]] = {
    StepCode.ANSWER: ReplyKind.ANSWER,
    StepCode.ANSWER_IF_NEEDED: ReplyKind.ANSWER,
    StepCode.HOLDING_REPLY: ReplyKind.HOLDING,
    StepCode.INFORM_AUTHOR: ReplyKind.NOTICE,
    StepCode.SUPPORT_REPLY: ReplyKind.SUPPORT,
}
HIDING_STEPS: Final = frozenset({StepCode.HIDE, StepCode.UNPUBLISH})


@dataclass(frozen=True, slots=True)
class Doing:
    """What a person says of a step. `text` or `reply_id` where the step is a reply; `unit` where it is forwarding."""

    needed: bool = True
    answer: bool | None = None
    reason: str = ""
    reference: str = ""
    text: str = ""
    reply_id: str = ""
    unit: str = ""
    follow_up_at: datetime | None = None


def do(desk: Desk, case_id: str, code: StepCode, doing: Doing, *, actor: Actor, version: int | None = None) -> Case:
    """Do a step, or note that it is not needed and why."""
    return desk.work(case_id, lambda c, now: _step(c, code, doing, actor, now), actor=actor, version=version)


def _step(case: Case, code: StepCode, doing: Doing, actor: Actor, now: datetime) -> Change:
    if not doing.needed:
        return mark_not_needed(case, code, reason=doing.reason, reference=doing.reference, actor=actor, now=now)
    if code in HIDING_STEPS:
        return hide(case, reason=doing.reason, actor=actor, now=now)
    if code in REPLY_STEPS:
        return _reply(case, REPLY_STEPS[code], doing, actor, now)
    if code is StepCode.FOUR_EYES:
        reply_id = given(doing.reply_id or doing.reference, Refusal.REPLY_TEXT_MISSING)
        return approve_reply(case, reply_id=reply_id, actor=actor, now=now)
    if code is StepCode.FORWARD:
        told = Change(case, ())
        if doing.text.strip() or not _published(case, doing.reply_id):
            told = _reply(case, ReplyKind.FORWARD_NOTICE, doing, actor, now)
        notice = doing.reply_id or told.case.replies[-1].id
        return told.then(lambda c: forward(c, unit=doing.unit, notice_id=notice, actor=actor, now=now))
    planned = Change(case, ())
    if code is StepCode.FOLLOW_UP and doing.follow_up_at is not None:
        planned = plan_follow_up(case, at=doing.follow_up_at, actor=actor, now=now)
        if not doing.reason.strip():
            return planned
    return planned.then(
        lambda c: do_step(
            c, code, actor=actor, now=now, answer=doing.answer, reason=doing.reason, reference=doing.reference
        )
    )


def _reply(case: Case, kind: ReplyKind, doing: Doing, actor: Actor, now: datetime) -> Change:
    """Write the reply and publish it; one that somebody else must read first stays a draft until then (R45)."""
    if doing.reply_id:
        written = Change(case, ())
        if doing.text.strip() and case.reply(doing.reply_id).text != doing.text.strip():
            written = revise_reply(case, reply_id=doing.reply_id, text=doing.text, actor=actor, now=now)
        reply_id = doing.reply_id
    else:
        reply_id = new_id("svar")
        text = given(doing.text, Refusal.REPLY_TEXT_MISSING)
        written = draft_reply(case, reply_id=reply_id, kind=kind, text=text, actor=actor, now=now)
    if _must_be_read(written.case, written.case.reply(reply_id)) and written.events:
        return written
    return written.then(
        lambda c: publish_reply(c, reply_id=reply_id, actor=actor, now=now, follow_up_at=doing.follow_up_at)
    )


def _must_be_read(case: Case, reply: Reply) -> bool:
    return case.policy.answers.four_eyes and reply.kind is not ReplyKind.SUPPORT and reply.approved_by is None


def _published(case: Case, reply_id: str) -> bool:
    return bool(reply_id) and case.reply(reply_id).published_at is not None


def conceal(desk: Desk, case_id: str, *, reason: str, actor: Actor, version: int | None = None) -> Case:
    """Hide the comment. Can be undone."""
    return desk.work(case_id, lambda c, now: hide(c, reason=reason, actor=actor, now=now), actor=actor, version=version)


def undo(desk: Desk, case_id: str, *, reason: str, actor: Actor, version: int | None = None) -> Case:
    """Withdraw a deletion that is not carried out, or else show a hidden comment again."""

    def command(case: Case, now: datetime) -> Change:
        if case.visibility in PENDING_DELETION:
            return withdraw_deletion(case, reason=reason, actor=actor, now=now)
        return restore(case, reason=reason, actor=actor, now=now)

    return desk.work(case_id, command, actor=actor, version=version)


def shut(desk: Desk, case_id: str, *, reason: str, actor: Actor, version: int | None = None) -> Case:
    """Close the case, where nothing is left to do."""
    return desk.work(
        case_id, lambda c, now: close(c, reason=reason, actor=actor, now=now), actor=actor, version=version
    )


def open_again(desk: Desk, case_id: str, *, reason: str, actor: Actor, version: int | None = None) -> Case:
    """Open a closed case again."""
    return desk.work(
        case_id, lambda c, now: reopen(c, reason=reason, actor=actor, now=now), actor=actor, version=version
    )
