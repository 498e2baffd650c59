"""A person opens a case for a comment that the machine saw no need to show anybody: the machine misses things."""

from datetime import datetime

from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.evidence import Evidence
from classifier.cases.intake import open_case
from classifier.cases.parts import CommentRef, Reached
from classifier.cases.refusal import refuse
from classifier.pipeline import Comment, Context
from classifier.services.alarms import sound
from classifier.services.desk import Desk, new_id, noted
from classifier.services.verdict import classify, similar
from classifier.storage import StoredComment


def pick(desk: Desk, comment_id: str, *, actor: Actor) -> Case:
    """Open a case for a stored comment, with the machine's reading of today; the one it has, where it has one."""
    require(actor, Action.REVIEW)
    with desk.storage.read() as unit:
        stored, case = unit.comments.get(comment_id), unit.cases.of_comment(comment_id)
        sealed = unit.evidence.sealed(stored.evidence_digest) if stored else None
    if case is not None:
        return case
    if stored is None or stored.status != "classified":
        raise refuse(Refusal.NO_SUCH_CASE)
    if sealed is None or sealed.evidence.reduced:
        raise refuse(Refusal.NO_EVIDENCE)
    kept, profile = sealed.evidence, desk.profile(stored.policy)
    said = classify(desk, Comment(kept.text, stored.id, kept.channel, Context(kept.post, kept.parent)), profile)
    key = "" if said.lathund.urgent else similar(desk, kept.text)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        unit.comments.lock(stored.id)
        case = unit.cases.of_comment(stored.id)
        if case is not None:
            return case
        change = open_case(
            new_id("arende"), comment=reference(stored, kept), classification=said, profile=profile, sealed=sealed,
            reached=Reached.PICKED, actor=actor, now=now, group_key=key,
        )  # fmt: skip
        unit.open_case(change)
        sound(unit, None, change.case, public_url=desk.public_url, now=now)
        noted(change, actor)
    return change.case


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
