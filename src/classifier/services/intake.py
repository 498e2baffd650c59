"""Taking in a comment: sealed first, classified then, a case for a person where one is asked for. Idempotent.

The package is committed before the classification begins (R20, R60), so that no failure of a stage and no crash loses
a comment; `resume` finishes what a crash left. Only text that the rules suspect to be child abuse material is not
kept meanwhile (R10): there all is one transaction and only link and time are ever written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError

from classifier.cases import evidence as proof
from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.canonical import canonical_bytes, sha256
from classifier.cases.case import Case
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.evidence import Screenshot, Sealed
from classifier.cases.intake import open_case, wants_case
from classifier.cases.parts import CommentRef
from classifier.cases.queue import in_audit_sample
from classifier.cases.refusal import Refused, refuse
from classifier.cases.snapshot import snapshot
from classifier.cases.texts import EVENTS
from classifier.lathund.profile import Profile
from classifier.pipeline import Classification, Comment, Context
from classifier.services.alarms import sound
from classifier.services.desk import Desk, new_id, noted
from classifier.services.indexing import entry, masked
from classifier.services.measures import note_measures
from classifier.services.picking import reference
from classifier.services.shadow import beside
from classifier.services.verdict import classify, similar, suspects
from classifier.storage import StoredComment, Unit

_log = structlog.get_logger("lathund.intake")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A comment as an integration or a person hands it over."""

    platform: str
    external_id: str
    text: str
    policy: str
    author: str = ""
    account: str = ""
    permalink: str = ""
    channel: str = "comment"
    post: str = ""
    parent: str = ""
    published_at: datetime | None = None
    capabilities: tuple[Capability, ...] = ()
    screenshot: bytes | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a comment. `case` is None where no person needs to see it."""

    comment_id: str
    external_id: str
    created: bool
    evidence_digest: str
    case: Case | None
    note: str = ""


def take_in(desk: Desk, incoming: Incoming, *, actor: Actor) -> Taken:
    """Take in one comment. The same comment again gives what became of it; a changed text is a comment of its own."""
    require(actor, Action.TAKE_IN)
    profile = desk.profile(incoming.policy)
    digest = sha256(incoming.text.encode("utf-8", "surrogatepass"))
    with desk.storage.read() as unit:
        known = unit.comments.find(incoming.platform, incoming.external_id)
        if known is not None and known.text_digest != digest:
            incoming = replace(incoming, external_id=f"{incoming.external_id}~{digest[:16]}")
            known = unit.comments.find(incoming.platform, incoming.external_id)
    if known is None:
        try:
            return _new(desk, incoming, digest, profile, actor)
        except IntegrityError:
            with desk.storage.read() as unit:
                known = unit.comments.find(incoming.platform, incoming.external_id)
            if known is None:
                raise
    return _again(desk, known, actor)


def check_key(desk: Desk, key: str, content: Iterable[object], *, actor: Actor) -> None:
    """Note a caller's Idempotency-Key; refused where the same key came with other content before."""
    digest = sha256(canonical_bytes({"content": [repr(part) for part in content]}))
    now = desk.clock()
    try:
        with desk.storage.write(now) as unit:
            known = unit.comments.key_digest(actor.id, key)
            if not known:
                unit.comments.use_key(actor.id, key, digest, now)
    except IntegrityError:
        with desk.storage.read() as unit:
            known = unit.comments.key_digest(actor.id, key)
    if known and known != digest:
        raise refuse(Refusal.KEY_REUSED)


def resume(desk: Desk, *, actor: Actor, received_before: datetime | None = None) -> int:
    """Finish what a crash left between seal and classification. Returns how many comments."""
    require(actor, Action.TAKE_IN)
    with desk.storage.read() as unit:
        waiting = unit.comments.unfinished(before=received_before or desk.clock())
    for comment_id in waiting:
        with desk.storage.read() as unit:
            stored = unit.comments.get(comment_id)
        if stored is not None:
            _again(desk, stored, actor)
            _log.info("intake_resumed", comment=comment_id)
    return len(waiting)


def _new(desk: Desk, incoming: Incoming, digest: str, profile: Profile, actor: Actor) -> Taken:
    now = desk.clock()
    ref = _reference(incoming, now)
    suspected = suspects(desk, incoming.text)
    shot, image, note = _screenshot(incoming.screenshot, suspected=suspected)
    sealed = proof.receive(
        ref,
        text=incoming.text,
        author=incoming.author,
        now=now,
        post=incoming.post,
        parent=incoming.parent,
        screenshot=shot,
        child_abuse=suspected,
    )
    said = classify(desk, _comment(incoming, ref.id), profile) if suspected else None
    with desk.storage.write(now) as unit:
        stored = StoredComment(
            ref.id, ref.platform, ref.external_id, ref.account, profile.code, digest, now, "received", sealed.digest
        )
        unit.comments.add(stored)
        unit.session.flush()
        unit.evidence.add(sealed)
        if shot is not None:
            unit.evidence.add_screenshot(ref.id, shot.sha256, shot.media_type, image)
        unit.audit.append([_event(EventCode.SEALED, ref.id, actor, now, {}, {"evidence": sealed.digest})])
        taken = None if said is None else _finish(desk, unit, ref, sealed, said, profile, ("", ""), actor, now)
    if taken is None:
        said = classify(desk, _comment(incoming, ref.id), profile)
        taken = _second(desk, stored, ref, sealed, said, incoming.text, actor)
    if said is not None and not suspected:
        beside(desk, _comment(incoming, ref.id), profile, said)
    return replace(taken, created=True, note=note)


def _again(desk: Desk, known: StoredComment, actor: Actor) -> Taken:
    """Return what became of a known comment, finishing it first where a crash left it sealed but not classified."""
    with desk.storage.read() as unit:
        stored = unit.comments.find(known.platform, known.external_id) or known
        case = unit.cases.of_comment(known.id)
        sealed = unit.evidence.sealed(stored.evidence_digest)
    if stored.status == "classified":
        return Taken(stored.id, stored.external_id, False, stored.evidence_digest, case)
    if sealed is None:
        raise refuse(Refusal.NO_EVIDENCE)
    kept = sealed.evidence
    ref = reference(stored, kept)
    comment = Comment(kept.text, stored.id, kept.channel, Context(kept.post, kept.parent))
    said = classify(desk, comment, desk.profile(stored.policy))
    return _second(desk, stored, ref, sealed, said, kept.text, actor)


def _second(
    desk: Desk, stored: StoredComment, ref: CommentRef, sealed: Sealed, said: Classification, text: str, actor: Actor
) -> Taken:
    """Complete the package and open the case, where nobody else has done it meanwhile."""
    profile, now = desk.profile(stored.policy), desk.clock()
    read = ("" if said.lathund.urgent else similar(desk, text), masked(desk, text))
    with desk.storage.write(now) as unit:
        present = unit.comments.lock(stored.id)
        if present is not None and present.status == "classified":
            case = unit.cases.of_comment(stored.id)
            return Taken(stored.id, stored.external_id, False, present.evidence_digest, case)
        return _finish(desk, unit, ref, sealed, said, profile, read, actor, now)


def _finish(
    desk: Desk,
    unit: Unit,
    ref: CommentRef,
    received: Sealed,
    said: Classification,
    profile: Profile,
    read: tuple[str, str],
    actor: Actor,
    now: datetime,
) -> Taken:
    """Write what became of the comment. `read`: the key that similar comments share, and the masked text for lists."""
    short = snapshot(said)
    key, shown = ("", "") if short.child_abuse or received.evidence.reduced else read
    sealed = proof.complete(received, short, now=now)
    if sealed.digest != received.digest:
        unit.evidence.add(sealed)
    if sealed.evidence.reduced:
        unit.evidence.remove_copies(sealed, at=now)
    unit.comments.classified(ref.id, sealed.digest)
    note_measures(desk, unit, ref, received.evidence.text, said)
    unit.index.add(entry(ref, said, policy=profile.code, shown=shown))
    after = {"evidence": sealed.digest, "row": short.row.value, "model": short.model, "rules": short.rules}
    after |= {"labels": " ".join(short.labels)} if short.labels else {}
    before = {"evidence": received.digest} if sealed.digest != received.digest else {}
    unit.audit.append([_event(EventCode.CLASSIFIED, ref.id, actor, now, before, after)])
    reached = wants_case(said, sampled=in_audit_sample(ref.id, key=desk.sample_key))
    if reached is None:
        return Taken(ref.id, ref.external_id, False, sealed.digest, None)
    change = open_case(
        new_id("arende"),
        comment=ref,
        classification=said,
        profile=profile,
        sealed=sealed,
        reached=reached,
        actor=actor,
        now=now,
        group_key=key,
    )
    unit.open_case(change)
    sound(unit, None, change.case, public_url=desk.public_url, now=now)
    noted(change, actor)
    return Taken(ref.id, ref.external_id, False, sealed.digest, change.case)


def _screenshot(data: bytes | None, *, suspected: bool) -> tuple[Screenshot | None, bytes, str]:
    """Return the checked image, or why it is left out: a bad image never keeps a comment from being taken in."""
    if data is None:
        return None, b"", ""
    try:
        return proof.check_screenshot(data, child_abuse=suspected), data, ""
    except Refused as refused:
        return None, b"", refused.message


def _reference(incoming: Incoming, now: datetime) -> CommentRef:
    return CommentRef(
        new_id("inlagg"),
        incoming.platform,
        incoming.account,
        incoming.external_id,
        incoming.permalink,
        incoming.channel,
        now,
        incoming.published_at,
        incoming.capabilities,
    )


def _comment(incoming: Incoming, comment_id: str) -> Comment:
    return Comment(incoming.text, comment_id, incoming.channel, Context(incoming.post, incoming.parent))


def _event(
    code: EventCode, comment_id: str, actor: Actor, now: datetime, before: dict[str, str], after: dict[str, str]
) -> AuditEvent:
    return AuditEvent(now, actor, code, f"comment:{comment_id}", EVENTS[code], before, after)
