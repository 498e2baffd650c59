"""Drafts of replies, and what is added to a case from outside: a screenshot, a report that the comment was seen."""

from datetime import datetime

from classifier.cases import evidence as proof
from classifier.cases import letters
from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.intake import note_report, renew_evidence
from classifier.cases.locking import check_version
from classifier.cases.parts import ReplyKind
from classifier.cases.refusal import refuse
from classifier.services.desk import Desk, found, locked, noted, sealed_of


def draft(
    desk: Desk,
    case_id: str,
    kind: ReplyKind,
    *,
    actor: Actor,
    unit: str = "",
    facts: str = "",
    contact: str = "",
    follow_up_at: datetime | None = None,
) -> str:
    """Return a draft for a person to complete, read and send; what is left open stands in square brackets."""
    require(actor, Action.REPLY)
    with desk.storage.read() as opened:
        case = found(opened, case_id)
    if kind is ReplyKind.NOTICE:
        return letters.notice_draft(case, facts=facts, contact=contact)
    if kind is ReplyKind.SUPPORT:
        return letters.support_draft()
    if kind is ReplyKind.HOLDING:
        return letters.holding_draft(follow_up_at)
    return letters.forward_draft(unit) if kind is ReplyKind.FORWARD_NOTICE else letters.answer_draft()


def add_screenshot(desk: Desk, case_id: str, image: bytes, *, actor: Actor, version: int | None = None) -> Case:
    """Complete the package of a case with a screenshot; the package before it stays. Never of what R10 forbids."""
    require(actor, Action.TAKE_IN)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        case = locked(unit, case_id)
        if version is not None:
            check_version(case, version)
        shot = proof.check_screenshot(image, child_abuse=case.child_abuse or case.evidence_reduced)
        sealed = sealed_of(unit, case)
        if sealed is None:
            raise refuse(Refusal.NO_EVIDENCE)
        completed = proof.with_screenshot(sealed, shot, now=now)
        change = renew_evidence(case, completed, actor=actor, now=now)
        unit.evidence.add(completed)
        unit.evidence.add_screenshot(case.comment.id, shot.sha256, shot.media_type, image)
        desk.save(unit, case, change, now)
        unit.comments.evidence_is(case.comment.id, completed.digest)
    noted(change, actor)
    return change.case


def report(desk: Desk, case_id: str, *, reported_at: datetime | None, reason: str, actor: Actor) -> Case:
    """Note that somebody reported the comment: the clock of BBS-lagen runs from the first report or view (5 §)."""
    return desk.work(
        case_id,
        lambda c, now: note_report(c, reported_at=min(reported_at or now, now), reason=reason, actor=actor, now=now),
        actor=actor,
    )
