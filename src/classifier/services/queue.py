"""The queue: taking the next case, keeping it, giving it back, deciding."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case
from classifier.cases.decide import Verdict, decide
from classifier.cases.locking import ask_colleague, claim, release, renew, skip
from classifier.services.desk import Desk, noted


def take_next(desk: Desk, *, actor: Actor) -> Case | None:
    """Give the most pressing free case to the actor, in one transaction; None where nothing waits."""
    require(actor, Action.REVIEW)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        case = unit.cases.lock_next(actor_id=actor.id, now=now)
        if case is None:
            return None
        change = claim(case, token=_token(), actor=actor, now=now)
        unit.save(case, change)
    noted(change, actor)
    return change.case


def take(desk: Desk, case_id: str, *, actor: Actor) -> Case:
    """Give a certain case to the actor."""
    return desk.work(case_id, lambda c, now: claim(c, token=_token(), actor=actor, now=now), actor=actor)


def keep(desk: Desk, case_id: str, *, token: str, actor: Actor) -> Case:
    """Prolong the actor's lock."""
    return desk.work(case_id, lambda c, now: renew(c, token=token, actor=actor, now=now), actor=actor)


@dataclass(frozen=True, slots=True)
class GivingBack:
    """Why a case is given back: nothing (released), a reason (skipped), or a question to a colleague."""

    skip_reason: str = ""
    colleague: str = ""
    question: str = ""


def give_back(desk: Desk, case_id: str, why: GivingBack, *, token: str, actor: Actor) -> Case:
    """Give a case back to the queue."""
    if why.colleague or why.question:
        return desk.work(
            case_id,
            lambda c, now: ask_colleague(c, token=token, to=why.colleague, question=why.question, actor=actor, now=now),
            actor=actor,
        )
    if why.skip_reason:
        return desk.work(
            case_id, lambda c, now: skip(c, token=token, reason=why.skip_reason, actor=actor, now=now), actor=actor
        )
    return desk.work(case_id, lambda c, now: release(c, token=token, actor=actor, now=now), actor=actor)


def settle(
    desk: Desk, case_id: str, verdict: Callable[[Case], Verdict], *, version: int, token: str, actor: Actor
) -> Case:
    """Take the actor's decision: the proposal confirmed or corrected. It becomes a confirmed label.

    `verdict` is asked for the case as it is locked, so that "as proposed" means the proposal that stands.
    """
    return desk.work(
        case_id,
        lambda c, now: decide(
            c, verdict(c), version=version, token=token, profile=desk.profile(c.policy.code), actor=actor, now=now
        ),
        actor=actor,
    )


def _token() -> str:
    return secrets.token_urlsafe(18)
