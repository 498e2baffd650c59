"""Classifying anew what no person has decided yet, with the rules and the model of today.

A person's decision and a running claim stand; an alarm is never lowered by a machine, and a new one is raised like any
other. What could not be classified properly changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from classifier.cases import evidence as proof
from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change
from classifier.cases.evidence import Sealed
from classifier.cases.intake import flag_child_abuse, reclassify
from classifier.cases.refusal import Refused
from classifier.cases.snapshot import snapshot
from classifier.cases.states import State
from classifier.pipeline import Classification, Comment, Context
from classifier.services.desk import Desk, found, locked, noted, sealed_of
from classifier.services.verdict import classify
from classifier.storage import Unit

_FAILED = "degraded:"
_FOUND_ANEW = "Regler och modell av i dag misstänker barnpornografi."


@dataclass(slots=True)
class Reclassified:
    """What became of the cases: changed, of these newly urgent, the same as before, and kept as they were."""

    changed: int = 0
    alarms: int = 0
    same: int = 0
    kept: int = 0


def reclassify_waiting(desk: Desk, *, actor: Actor) -> Reclassified:
    """Classify every waiting case anew, each in a transaction of its own."""
    require(actor, Action.RECLASSIFY)
    done = Reclassified()
    with desk.storage.read() as unit:
        waiting = [c.id for c in unit.cases.every(states=(State.WAITING,)) if c.decision is None]
    for case_id in waiting:
        _one(desk, case_id, done, actor)
    return done


def _one(desk: Desk, case_id: str, done: Reclassified, actor: Actor) -> None:
    with desk.storage.read() as unit:
        case = found(unit, case_id)
        sealed = sealed_of(unit, case)
    if sealed is None or sealed.evidence.reduced:
        done.kept += 1
        return
    said = _again(desk, case, sealed)
    if any(reason.startswith(_FAILED) for reason in said.review_reasons):
        done.kept += 1
        return
    if snapshot(said) == case.classification:
        done.same += 1
        return
    now = desk.clock()
    try:
        with desk.storage.write(now) as unit:
            before = locked(unit, case_id)
            first, reduced = _reduced(unit, before, said, actor, now)
            profile = desk.profile(before.policy.code)
            change = first.then(lambda c: reclassify(c, said, profile, actor=actor, now=now))
            desk.save(unit, before, change, now)
            if reduced is not None:
                unit.comments.evidence_is(before.comment.id, reduced.digest)
                unit.evidence.remove_copies(reduced, at=now)
    except Refused:
        done.kept += 1
        return
    done.changed += 1
    done.alarms += change.case.urgent and not before.urgent
    noted(change, actor)


def _again(desk: Desk, case: Case, sealed: Sealed) -> Classification:
    kept = sealed.evidence
    comment = Comment(kept.text, case.comment.id, kept.channel, Context(kept.post, kept.parent))
    return classify(desk, comment, desk.profile(case.policy.code))


def _reduced(unit: Unit, case: Case, said: Classification, actor: Actor, now: datetime) -> tuple[Change, Sealed | None]:
    """Reduce the package where child abuse material is suspected now and was not before (R10), else change nothing."""
    sealed = sealed_of(unit, case)
    if case.evidence_reduced or sealed is None or not snapshot(said).child_abuse:
        return Change(case, ()), None
    reduced = proof.reduce(sealed, now=now)
    unit.evidence.add(reduced)
    return flag_child_abuse(case, reduced, reason=_FOUND_ANEW, actor=actor, now=now), reduced
