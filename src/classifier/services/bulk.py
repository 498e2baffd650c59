"""One decision for many cases: shown first, with a reason; each case through the checks of a single decision."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict, proposal
from classifier.cases.grouping import alone
from classifier.cases.locking import claim
from classifier.cases.refusal import Point, Refused, given, refuse
from classifier.cases.texts import LEFT_OUT
from classifier.services import queue
from classifier.services.desk import Desk
from classifier.services.queue import GivingBack
from classifier.taxonomy import Flag, Label, LathundRow, LegalBasis

MOST: Final = 100
"""So many cases are decided at a time: a person answers for every one of them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A case that the decision would cover, in the version that was shown."""

    case_id: str
    version: int
    row: LathundRow
    labels: tuple[Label, ...]
    text: str


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What one decision would cover, and what is left out with the why."""

    members: tuple[Member, ...]
    left_out: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of all of them, in place of each one's proposal. Flags stay as proposed."""

    labels: tuple[Label, ...]
    row: LathundRow
    legal_basis: tuple[LegalBasis, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case; `text` says why not, where it was not decided."""

    case_id: str
    decided: bool
    text: str


def preview(desk: Desk, case_ids: Sequence[str], *, actor: Actor) -> BulkPreview:
    """Say which cases one decision would cover. Alarms, decided and claimed cases are left out; nothing is changed."""
    require(actor, Action.DECIDE)
    members, left_out = [], []
    now = desk.clock()
    with desk.storage.read() as unit:
        for number, case_id in enumerate(dict.fromkeys(case_ids)):
            case = unit.cases.get(case_id)
            why = "" if case is None else _why_not(case, now, actor)
            if case is None:
                left_out.append(Point(case_id, "det finns inget sådant ärende"))
            elif number >= MOST:
                left_out.append(Point(case_id, f"högst {MOST} ärenden beslutas på en gång"))
            elif why:
                left_out.append(Point(case_id, why))
            else:
                text = unit.index.text_of(case.comment.id)
                members.append(Member(case.id, case.version, case.row, case.labels, text))
    return BulkPreview(tuple(members), tuple(left_out))


def decide_many(
    desk: Desk, shown: Sequence[tuple[str, int]], correction: Correction | None, *, reason: str, actor: Actor
) -> tuple[Outcome, ...]:
    """Decide the cases that were shown, as proposed or as corrected. One that cannot be decided stops no other."""
    require(actor, Action.DECIDE)
    given(reason)
    verdict = _verdict(correction, reason)
    return tuple(_one(desk, case_id, version, verdict, actor) for case_id, version in dict(shown[:MOST]).items())


def _verdict(correction: Correction | None, reason: str) -> Callable[[Case], Verdict]:
    def verdict(case: Case) -> Verdict:
        if correction is None:
            return proposal(case, reason=reason)
        flags: tuple[Flag, ...] = case.classification.flags
        return Verdict(correction.labels, flags, correction.row, correction.legal_basis, correction.rule, reason)

    return verdict


def _one(desk: Desk, case_id: str, version: int, verdict: Callable[[Case], Verdict], actor: Actor) -> Outcome:
    token = secrets.token_urlsafe(18)

    def take(case: Case, now: datetime) -> Change:
        why = _why_not(case, now, actor)
        if why:
            raise refuse(Refusal.NOT_AS_ONE, why=why)
        return claim(case, token=token, actor=actor, now=now)

    try:
        case = desk.work(case_id, take, actor=actor, version=version)
    except Refused as refused:
        return Outcome(case_id, decided=False, text=refused.message)
    try:
        queue.settle(desk, case_id, verdict, version=case.version, token=token, actor=actor)
    except Refused as refused:
        _give_back(desk, case_id, token, actor)
        return Outcome(case_id, decided=False, text=refused.message)
    return Outcome(case_id, decided=True, text="")


def _give_back(desk: Desk, case_id: str, token: str, actor: Actor) -> None:
    """Let go of a case that could not be decided; where that is refused too, its lock ends by itself."""
    try:
        queue.give_back(desk, case_id, GivingBack(), token=token, actor=actor)
    except Refused:
        return


def _why_not(case: Case, now: datetime, actor: Actor) -> str:
    """Return why a case is not decided as one of many; one's own claim is no hindrance."""
    why = alone(case, now)
    mine = case.lock is not None and case.lock.by.id == actor.id and case.decision is None
    return "" if why is None or (why == "claimed" and mine) else LEFT_OUT[why]
