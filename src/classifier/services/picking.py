"""A person opens a case for a comment that the machine saw no need to show anybody: the machine misses things."""

from dataclasses import dataclass
from datetime import datetime

from classifier.cases import evidence as proof
from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.evidence import Evidence, Sealed
from classifier.cases.intake import open_case
from classifier.cases.parts import CommentRef, Reached
from classifier.cases.refusal import refuse
from classifier.cases.snapshot import snapshot
from classifier.pipeline import Comment, Context
from classifier.services.alarms import sound
from classifier.services.desk import Desk, new_id, noted
from classifier.services.verdict import classify, similar
from classifier.storage import StoredComment, Unit


@dataclass(frozen=True, slots=True)
class Picked:
    """The case of a comment, and whether it was opened now or was there already."""

    case: Case
    opened: bool


def pick(desk: Desk, comment_id: str, *, actor: Actor) -> Case:
    """Open a case for a stored comment, with the machine's reading of today; the one it has, where it has one."""
    return open_or_find(desk, comment_id, actor=actor).case


def open_or_find(desk: Desk, comment_id: str, *, actor: Actor) -> Picked:
    """Open a case for a stored comment or return the one it has. Refused where it is gallrat or not sealed (R20).

    Where the rules of today suspect child abuse material, every fuller copy goes in the same transaction (R10).
    """
    require(actor, Action.REVIEW)
    with desk.storage.read() as unit:
        stored, case = unit.comments.get(comment_id), unit.cases.of_comment(comment_id)
        if case is not None:
            return Picked(case, opened=False)
        if stored is None or stored.status != "classified":
            raise refuse(Refusal.NO_SUCH_CASE)
        kept = _kept(unit, stored).evidence
    profile = desk.profile(stored.policy)
    said = classify(desk, Comment(kept.text, stored.id, kept.channel, Context(kept.post, kept.parent)), profile)
    abuse = snapshot(said).child_abuse
    key = "" if said.lathund.urgent or abuse else similar(desk, kept.text)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        # What was read above may be gone by now: somebody opened the case, or gallring took the package.
        stored = unit.comments.lock(stored.id) or stored
        case = unit.cases.of_comment(stored.id)
        if case is not None:
            return Picked(case, opened=False)
        sealed = _kept(unit, stored)
        if abuse:
            sealed = proof.reduce(sealed, now=now)
            unit.evidence.add(sealed)
            unit.comments.evidence_is(stored.id, sealed.digest)
        change = open_case(
            new_id("arende"), comment=reference(stored, kept), classification=said, profile=profile, sealed=sealed,
            reached=Reached.PICKED, actor=actor, now=now, group_key=key,
        )  # fmt: skip
        unit.open_case(change)
        if sealed.evidence.reduced:
            unit.evidence.remove_copies(sealed, at=now)
        sound(unit, None, change.case, public_url=desk.public_url, now=now)
    noted(change, actor)
    return Picked(change.case, opened=True)


def _kept(unit: Unit, stored: StoredComment) -> Sealed:
    """Return the whole package of a comment without a case, or refuse: gallrad under its protocol, or not sealed."""
    gone = unit.gallring.of_loose(stored.id)
    if gone is not None:
        raise refuse(Refusal.GALLRAD, decision=gone[0], protocol=gone[1])
    sealed = unit.evidence.sealed(stored.evidence_digest)
    if sealed is None or sealed.evidence.reduced:
        raise refuse(Refusal.NO_EVIDENCE)
    return sealed


def reference(stored: StoredComment, kept: Evidence) -> CommentRef:
    """Return which comment it is, from what was stored and sealed of it."""
    return CommentRef(
        stored.id,
        stored.platform,
        kept.account,
        stored.external_id,
        kept.permalink,
        kept.channel,
        stored.received_at,
        datetime.fromisoformat(kept.published_at) if kept.published_at else None,
        tuple(Capability(c) for c in kept.capabilities),
    )
