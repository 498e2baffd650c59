"""Replies: written, read by somebody else where the policy asks, filled in, signed, published. And forwarding."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import check_turn, mark
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.duties import comments_blocked, forwarding_answers
from classifier.cases.letters import check_filled, check_notice, check_support
from classifier.cases.locking import check_workable, worked_state
from classifier.cases.moments import aware
from classifier.cases.parts import Forwarding, Reply, ReplyKind
from classifier.cases.refusal import given, refuse
from classifier.cases.steps import ahead
from classifier.lathund.profile import StepCode
from classifier.taxonomy import LathundRow

_FULFILS: Final[dict[ReplyKind, frozenset[StepCode]]] = {
    ReplyKind.ANSWER: frozenset({StepCode.ANSWER, StepCode.ANSWER_IF_NEEDED}),
    ReplyKind.HOLDING: frozenset({StepCode.HOLDING_REPLY}),
    ReplyKind.NOTICE: frozenset({StepCode.INFORM_AUTHOR}),
    ReplyKind.SUPPORT: frozenset({StepCode.SUPPORT_REPLY}),
    ReplyKind.FORWARD_NOTICE: frozenset(),
}
_IN_PUBLIC: Final = frozenset({ReplyKind.ANSWER, ReplyKind.HOLDING, ReplyKind.FORWARD_NOTICE})
_FOLLOWED_UP: Final = frozenset({ReplyKind.HOLDING, ReplyKind.SUPPORT})


def draft_reply(case: Case, *, reply_id: str, kind: ReplyKind, text: str, actor: Actor, now: datetime) -> Change:
    """Write a reply. Placeholders are allowed until it is published."""
    require(actor, Action.REPLY)
    check_workable(case, Action.REPLY, actor=actor, now=now)
    _check_kind(case, kind)
    if reply_id in {r.id for r in case.replies}:
        raise refuse(Refusal.ALREADY_DONE, what=reply_id)
    reply = Reply(given(reply_id), kind, given(text), actor, aware(now))
    return change(case, EventCode.REPLY_DRAFTED, actor=actor, now=now, replies=(*case.replies, reply))


def revise_reply(case: Case, *, reply_id: str, text: str, actor: Actor, now: datetime) -> Change:
    """Change a reply. Whoever changes it is its author from here on, and an approval of the old text is gone."""
    require(actor, Action.REPLY)
    check_workable(case, Action.REPLY, actor=actor, now=now)
    reply = _unpublished(case, reply_id)
    revised = replace(reply, text=given(text), author=actor, written_at=aware(now), approved_by=None, approved_at=None)
    return change(case, EventCode.REPLY_REVISED, actor=actor, now=now, replies=_replaced(case, revised))


def approve_reply(case: Case, *, reply_id: str, actor: Actor, now: datetime) -> Change:
    """Approve somebody else's reply (R45: "låt någon annan person se inlägget"). One's own is refused."""
    require(actor, Action.APPROVE_REPLY)
    check_workable(case, Action.APPROVE_REPLY, actor=actor, now=now)
    reply = _unpublished(case, reply_id)
    if reply.author.id == actor.id:
        raise refuse(Refusal.SELF_APPROVAL)
    check_filled(reply.text)
    approved = replace(reply, approved_by=actor, approved_at=aware(now))
    return change(
        case,
        EventCode.REPLY_APPROVED,
        actor=actor,
        now=now,
        replies=_replaced(case, approved),
        steps=mark(case.steps, {StepCode.FOUR_EYES}, actor=actor, now=now, reference=reply.id),
        state=worked_state(case),
    )


def publish_reply(
    case: Case, *, reply_id: str, actor: Actor, now: datetime, follow_up_at: datetime | None = None
) -> Change:
    """Note a reply as published, signed where the policy asks (R46). Holding and support need a time of follow-up.

    The supportive reply needs no second reader even under four eyes: it must not wait (R9).
    """
    require(actor, Action.REPLY)
    check_workable(case, Action.REPLY, actor=actor, now=now)
    reply = _unpublished(case, reply_id)
    _check_kind(case, reply.kind)
    check_filled(reply.text)
    if reply.kind is ReplyKind.SUPPORT:
        check_support(reply.text)
    elif case.policy.answers.four_eyes and reply.approved_by is None:
        raise refuse(Refusal.FOUR_EYES)
    if reply.kind is ReplyKind.NOTICE:
        check_notice(case, reply.text)
    for code in _FULFILS[reply.kind]:
        check_turn(case, code)
    follow_up = case.follow_up_at if follow_up_at is None else ahead(follow_up_at, now)
    if reply.kind in _FOLLOWED_UP:
        if follow_up is None:
            raise refuse(Refusal.FOLLOW_UP_DATE)
        ahead(follow_up, now)
    signature = reply.author.signature if case.policy.answers.signed else ""
    published = replace(reply, published_by=actor, published_at=aware(now), signature=signature)
    return change(
        case,
        EventCode.REPLY_PUBLISHED,
        actor=actor,
        now=now,
        replies=_replaced(case, published),
        steps=mark(case.steps, _FULFILS[reply.kind], actor=actor, now=now, reference=reply.id),
        follow_up_at=follow_up,
        state=worked_state(case),
    )


def forward(case: Case, *, unit: str, notice_id: str, actor: Actor, now: datetime) -> Change:
    """Send the comment on to the unit that knows, after the asker has been told (R35, R52)."""
    require(actor, Action.FORWARD)
    check_workable(case, Action.FORWARD, actor=actor, now=now)
    notice = case.reply(notice_id)
    if notice.kind is not ReplyKind.FORWARD_NOTICE or notice.published_at is None:
        raise refuse(Refusal.NOTICE_MISSING)
    check_turn(case, StepCode.FORWARD)
    sent = Forwarding(given(unit), notice.id, actor, aware(now))
    answers = _FULFILS[ReplyKind.ANSWER] if forwarding_answers(case) else frozenset()
    return change(
        case,
        EventCode.FORWARDED,
        actor=actor,
        now=now,
        reason=f"Skickad till {sent.unit}.",
        forwarded=(*case.forwarded, sent),
        steps=mark(case.steps, {StepCode.FORWARD, *answers}, actor=actor, now=now, reference=sent.unit),
        state=worked_state(case),
    )


def _check_kind(case: Case, kind: ReplyKind) -> None:
    """Refuse a reply that the policy does not want: comments on removals (R24), notices but for L5 (R29)."""
    if kind in _IN_PUBLIC and comments_blocked(case):
        raise refuse(Refusal.REPLY_BLOCKED)
    if kind is ReplyKind.NOTICE and (case.row is not LathundRow.L5 or case.row not in case.policy.inform_author):
        raise refuse(Refusal.NOTICE_NOT_ASKED, row=case.row.value)


def _unpublished(case: Case, reply_id: str) -> Reply:
    reply = case.reply(reply_id)
    if reply.published_at is not None:
        raise refuse(Refusal.REPLY_MOVED)
    return reply


def _replaced(case: Case, reply: Reply) -> tuple[Reply, ...]:
    return tuple(reply if r.id == reply.id else r for r in case.replies)
