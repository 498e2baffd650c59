"""Requests for disclosure: opened with a hold on every case, settled passage by passage, decided, given out, closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from classifier.cases import deletion, disclosure
from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.canonical import document_digest
from classifier.cases.case import Case
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.disclosure import Step
from classifier.cases.disclosure_codec import disclosure_to_json
from classifier.cases.disclosure_parts import Appeal, Disclosure, Item, Texts
from classifier.cases.packages import disclosed
from classifier.cases.packages.files import Form, packed
from classifier.cases.parts import HoldKind
from classifier.cases.refusal import refuse
from classifier.cases.texts import EVENTS
from classifier.services.desk import Desk, found, locked, new_id
from classifier.services.reading import no_evidence
from classifier.storage import Unit

_log = structlog.get_logger("lathund.disclosure")
Command = Callable[[Disclosure, Texts, datetime], Step]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says: in its own words, who asks (may be empty), the authority's number, and which records."""

    request: str
    cases: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    requester: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request with the texts that its passages point into: for the person who settles it."""

    disclosure: Disclosure
    texts: Texts


def open_request(desk: Desk, asked: Asked, *, actor: Actor) -> Seen:
    """Enter a request: a hold on every case it asks for, and what the machine proposes to mask."""
    require(actor, Action.DISCLOSE)
    now, disclosure_id = desk.clock(), new_id("utlamnande")
    with desk.storage.write(now) as unit:
        items, texts = _items(desk, unit, asked)
        recogniser = desk.masker is not None and desk.masker.recogniser is not None
        step = disclosure.open_request(
            disclosure_id,
            request=asked.request,
            requester=asked.requester,
            reference=asked.reference,
            items=items,
            names_read=recogniser,
            actor=actor,
            now=now,
        )
        for item in items:
            _hold(unit, item, disclosure_id, actor, now)
        unit.disclosures.add(step.disclosure)
        unit.audit.append([_event(None, step, actor, now)])
    _noted(step, actor)
    return Seen(step.disclosure, texts)


def settle(
    desk: Desk, disclosure_id: str, passages: Sequence[str], *, mask: bool, law: str, reason: str, actor: Actor
) -> Seen:
    """Settle one or several passages alike."""

    def command(of: Disclosure, texts: Texts, now: datetime) -> Step:
        step = Step(of, EventCode.PASSAGE_SETTLED)
        for passage in passages:
            step = disclosure.settle(
                step.disclosure, passage, mask=mask, law=law, reason=reason, texts=texts, actor=actor, now=now
            )
        return replace(step, disclosure=replace(step.disclosure, version=of.version + 1))

    if not passages:
        raise refuse(Refusal.NO_SUCH_PASSAGE)
    return _work(desk, disclosure_id, command, actor)


def add(
    desk: Desk,
    disclosure_id: str,
    *,
    comment: str,
    field: str,
    span: tuple[int, int] | None,
    law: str,
    reason: str,
    actor: Actor,
) -> Seen:
    """Mask a stretch that was not proposed, or a whole field where no span is given."""

    def command(of: Disclosure, texts: Texts, now: datetime) -> Step:
        start, end = span or (0, len(texts.get(comment, {}).get(field, "")))
        return disclosure.add(
            of,
            comment=comment,
            field=field,
            start=start,
            end=end,
            kind="uppgift",
            law=law,
            reason=reason,
            texts=texts,
            actor=actor,
            now=now,
        )

    return _work(desk, disclosure_id, command, actor)


def decide(desk: Desk, disclosure_id: str, *, motivation: str, appeal: Appeal | None, actor: Actor) -> Seen:
    """Decide. What would leave a trace of something masked is refused here, before anything is given out."""

    def command(of: Disclosure, texts: Texts, now: datetime) -> Step:
        step = disclosure.decide(of, motivation=motivation, appeal=appeal, texts=texts, actor=actor, now=now)
        disclosed.check_traces(step.disclosure, texts)
        return step

    return _work(desk, disclosure_id, command, actor)


def deliver(desk: Desk, disclosure_id: str, *, actor: Actor) -> Seen:
    """Note that the applicant has got it."""
    return _work(desk, disclosure_id, lambda of, _, now: disclosure.deliver(of, actor=actor, now=now), actor)


def close(desk: Desk, disclosure_id: str, *, reason: str, actor: Actor) -> Seen:
    """Close after the time to appeal."""
    command: Command = lambda of, _, now: disclosure.close(of, reason=reason, actor=actor, now=now)  # noqa: E731
    return _work(desk, disclosure_id, command, actor)


def withdraw(desk: Desk, disclosure_id: str, *, reason: str, actor: Actor) -> Seen:
    """Note that the applicant no longer asks."""
    return _work(desk, disclosure_id, lambda of, _, __: disclosure.withdraw(of, reason=reason, actor=actor), actor)


def show(desk: Desk, disclosure_id: str, *, actor: Actor) -> Seen:
    """Return a request with its texts, unmasked: for who settles it."""
    require(actor, Action.DISCLOSE)
    with desk.storage.read() as unit:
        of = _found(unit.disclosures.get(disclosure_id))
        return Seen(of, _texts(unit, of))


def listed(desk: Desk, *, actor: Actor) -> Sequence[Disclosure]:
    """Return the requests, standing ones first."""
    require(actor, Action.DISCLOSE)
    with desk.storage.read() as unit:
        return unit.disclosures.listed()


def package(desk: Desk, disclosure_id: str, *, form: Form, actor: Actor) -> bytes:
    """Return what the applicant gets, as one file. Only of a decided request; the same bytes every time."""
    seen = show(desk, disclosure_id, actor=actor)
    of = seen.disclosure
    if of.decision is None:
        raise refuse(Refusal.DISCLOSURE_MOVED, what="lämna ut", state="under prövning")
    with desk.storage.read() as unit:
        comments = {item.comment: unit.comments.get(item.comment) for item in of.items}
    received = {key: (c.platform, c.account, c.received_at) for key, c in comments.items() if c is not None}
    files = disclosed.build(of, seen.texts, received, now=of.decision.at)
    return packed(files, of.id, form)


def _items(desk: Desk, unit: Unit, asked: Asked) -> tuple[tuple[Item, ...], dict[str, dict[str, str]]]:
    cases = [found(unit, case_id) for case_id in dict.fromkeys(asked.cases)]
    wanted: dict[str, Case | None] = {case.comment.id: case for case in cases}
    wanted |= {comment: unit.cases.of_comment(comment) for comment in asked.comments}
    items: list[Item] = []
    texts: dict[str, dict[str, str]] = {}
    first = 1
    for comment, case in wanted.items():
        stored = unit.comments.get(comment)
        if stored is None:
            raise refuse(Refusal.NOTHING_ASKED_FOR)
        sealed = unit.evidence.sealed(case.evidence_digest if case else stored.evidence_digest)
        if sealed is None:
            raise no_evidence(case) if case else refuse(Refusal.NO_EVIDENCE)
        fields = disclosed.fields_of(sealed, case.replies if case else ())
        passages = disclosed.proposed(fields, partial(_spans, desk), first=first)
        first += len(passages)
        hold = new_id("hinder") if case else ""
        items.append(Item(comment, sealed.digest, tuple(sorted(fields)), passages, case.id if case else "", hold))
        texts[comment] = fields
    return tuple(items), texts


def _spans(desk: Desk, text: str) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, s.kind) for s in desk.masker.mask(text).spans] if desk.masker else []


def _texts(unit: Unit, of: Disclosure) -> dict[str, dict[str, str]]:
    """Return the fields as they were when the request came in; after gallring there are none left."""
    texts = {}
    for item in of.items:
        sealed = unit.evidence.sealed(item.evidence)
        case = unit.cases.get(item.case) if item.case else None
        fields = disclosed.fields_of(sealed, case.replies if case else ()) if sealed else {}
        texts[item.comment] = {name: fields.get(name, "") for name in item.fields}
    return texts


def _hold(unit: Unit, item: Item, disclosure_id: str, actor: Actor, now: datetime) -> None:
    if not item.case:
        return
    before = locked(unit, item.case)
    said = {"kind": HoldKind.DISCLOSURE, "reason": disclosure_id, "actor": actor, "now": now}
    unit.save(before, deletion.place_hold(before, hold_id=item.hold, **said))  # type: ignore[arg-type]


def _work(desk: Desk, disclosure_id: str, command: Command, actor: Actor) -> Seen:
    """Do one command on one request in one transaction; where it no longer stands its holds are lifted."""
    require(actor, Action.DISCLOSE)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        before = _found(unit.disclosures.lock(disclosure_id))
        texts = _texts(unit, before)
        step = command(before, texts, now)
        unit.disclosures.write(step.disclosure, version=before.version)
        unit.audit.append([_event(before, step, actor, now)])
        if before.standing and not step.disclosure.standing:
            _lift(unit, step.disclosure, actor, now)
    _noted(step, actor)
    return Seen(step.disclosure, texts)


def _lift(unit: Unit, of: Disclosure, actor: Actor, now: datetime) -> None:
    for item in of.items:
        if not item.case:
            continue
        case = locked(unit, item.case)
        if any(h.id == item.hold for h in case.standing_holds):
            reason = f"{of.id}: {of.status.value}"
            unit.save(case, deletion.lift_hold(case, hold_id=item.hold, reason=reason, actor=actor, now=now))


def _event(before: Disclosure | None, step: Step, actor: Actor, now: datetime) -> AuditEvent:
    of = step.disclosure
    was = {"document": document_digest(disclosure_to_json(before)), "status": before.status.value} if before else {}
    said = {"document": document_digest(disclosure_to_json(of)), "status": of.status.value}
    reason = step.reason.strip() or EVENTS[step.action]
    return AuditEvent(now, actor, step.action, f"disclosure:{of.id}", reason, was, said)


def _found(of: Disclosure | None) -> Disclosure:
    if of is None:
        raise refuse(Refusal.NO_SUCH_DISCLOSURE)
    return of


def _noted(step: Step, actor: Actor) -> None:
    _log.info("disclosure", disclosure=step.disclosure.id, action=step.action.value, actor=actor.id)
