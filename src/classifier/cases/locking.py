"""Claiming a case: one person at a time, for a limited time, under a token. Also skipping and asking a colleague."""

from datetime import datetime, timedelta
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import SEALING
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.moments import aware, shown
from classifier.cases.parts import Lock, Question, StepStatus
from classifier.cases.refusal import given, refuse
from classifier.cases.states import State
from classifier.cases.texts import ACTION_NAMES, STATE_NAMES

LOCK_TTL: Final = timedelta(minutes=15)

_CLAIMABLE: Final = frozenset({State.WAITING, State.DECIDED, State.WORKING, State.REOPENED})
_WORKABLE: Final = frozenset({State.DECIDED, State.WORKING, State.REOPENED})


def claim(case: Case, *, token: str, actor: Actor, now: datetime, ttl: timedelta = LOCK_TTL) -> Change:
    """Take the case. An expired lock is taken over; one's own is renewed under the new token.

    The first claim is when a person first saw the comment: the clock of BBS-lagen starts there at the latest.
    """
    require(actor, Action.REVIEW)
    if case.lock is not None and not expired(case, now) and case.lock.by.id != actor.id:
        raise refuse(Refusal.LOCKED, name=case.lock.by.name, until=shown(case.lock.expires_at))
    lock = Lock(actor, given(token, Refusal.LOCK_LOST), aware(now), now + ttl)
    if case.lock is not None and not expired(case, now):
        return change(case, EventCode.LOCK_RENEWED, actor=actor, now=now, lock=lock)
    before = expire(case, actor=actor, now=now) if case.lock is not None else Change(case, ())
    if before.case.state not in _CLAIMABLE:
        raise moved(case, Action.REVIEW)
    first_seen = case.first_seen_at or now
    return before.then(
        lambda c: change(
            c, EventCode.CLAIMED, actor=actor, now=now, lock=lock, state=State.IN_REVIEW, first_seen_at=first_seen
        )
    )


def renew(case: Case, *, token: str, actor: Actor, now: datetime, ttl: timedelta = LOCK_TTL) -> Change:
    """Prolong one's own lock."""
    require(actor, Action.REVIEW)
    held = holds_lock(case, token=token, actor=actor, now=now)
    return change(
        case, EventCode.LOCK_RENEWED, actor=actor, now=now, lock=Lock(actor, token, held.claimed_at, now + ttl)
    )


def release(case: Case, *, token: str, actor: Actor, now: datetime, reason: str = "") -> Change:
    """Give the case back."""
    require(actor, Action.REVIEW)
    holds_lock(case, token=token, actor=actor, now=now)
    return change(case, EventCode.RELEASED, actor=actor, now=now, reason=reason, lock=None, state=resting_state(case))


def expire(case: Case, *, actor: Actor, now: datetime) -> Change:
    """Let a lock go whose time is over. The system does this, or whoever claims the case next."""
    if case.lock is None or not expired(case, now):
        raise refuse(Refusal.CASE_MOVED, what=ACTION_NAMES[Action.EXPIRE_LOCK], state=STATE_NAMES[case.state])
    require(actor, Action.EXPIRE_LOCK if not actor.is_named_person else Action.REVIEW)
    return change(
        case, EventCode.LOCK_EXPIRED, actor=actor, now=now, by_machine=True, lock=None, state=resting_state(case)
    )


def skip(case: Case, *, token: str, reason: str, actor: Actor, now: datetime) -> Change:
    """Leave the case to somebody else, saying why. The queue does not offer it to the same person again."""
    require(actor, Action.REVIEW)
    holds_lock(case, token=token, actor=actor, now=now)
    skipped = tuple(dict.fromkeys([*case.skipped_by, actor.id]))
    return change(
        case,
        EventCode.SKIPPED,
        actor=actor,
        now=now,
        reason=given(reason),
        lock=None,
        state=resting_state(case),
        skipped_by=skipped,
    )


def ask_colleague(case: Case, *, token: str, to: str, question: str, actor: Actor, now: datetime) -> Change:
    """Put a question to a colleague and give the case back, so that the colleague can take it.

    The queue does not offer it again to whoever asked.
    """
    require(actor, Action.REVIEW)
    holds_lock(case, token=token, actor=actor, now=now)
    asked = Question(given(to), given(question), actor, now)
    return change(
        case,
        EventCode.COLLEAGUE_ASKED,
        actor=actor,
        now=now,
        reason=asked.text,
        lock=None,
        state=resting_state(case),
        skipped_by=tuple(dict.fromkeys([*case.skipped_by, actor.id])),
        questions=(*case.questions, asked),
    )


def expired(case: Case, now: datetime) -> bool:
    """Whether there is a lock and its time is over."""
    return case.lock is not None and aware(now) >= case.lock.expires_at


def holds_lock(case: Case, *, token: str, actor: Actor, now: datetime) -> Lock:
    """Return the lock where it is the actor's own, under this token and still running; else refuse."""
    lock = case.lock
    if lock is None or lock.token != token or lock.by.id != actor.id or expired(case, now):
        raise refuse(Refusal.LOCK_LOST)
    return lock


def check_version(case: Case, version: int) -> None:
    """Refuse where the case has changed since the person opened it."""
    if version != case.version:
        raise refuse(Refusal.STALE_VERSION)


def check_workable(case: Case, action: Action, *, actor: Actor, now: datetime) -> None:
    """Refuse work on a case that is closed, undecided and unclaimed, or in somebody else's hands."""
    if case.state is State.IN_REVIEW:
        if case.lock is None or expired(case, now):
            raise refuse(Refusal.LOCK_LOST)
        if case.lock.by.id != actor.id:
            raise refuse(Refusal.LOCKED, name=case.lock.by.name, until=shown(case.lock.expires_at))
    elif case.state not in _WORKABLE:
        raise moved(case, action)


def worked_state(case: Case) -> State:
    """Return the state after a step: work on a decided or reopened case makes it one under work."""
    return State.WORKING if case.state in _WORKABLE else case.state


def resting_state(case: Case) -> State:
    """Return the state of a case that nobody holds."""
    if case.decision is None:
        return State.WAITING
    begun = any(s.status is not StepStatus.OPEN and s.code not in SEALING for s in case.steps)
    return State.WORKING if begun else State.DECIDED


def moved(case: Case, action: Action) -> Exception:
    """Return the refusal that the case is in a state where this cannot be done."""
    return refuse(Refusal.CASE_MOVED, what=ACTION_NAMES[action], state=STATE_NAMES[case.state])
