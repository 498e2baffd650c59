"""A request to have records disclosed (TF 2 kap., OSL): its own record, a hold, and a person's word on every masking.

The machine proposes what to mask; nothing is masked or shown before a person has settled it, a masking with the law
and the reason. A request holds no text, only where in the sealed packages each passage stands.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.disclosure_parts import (
    Appeal,
    Decision,
    Disclosure,
    Item,
    Outcome,
    Passage,
    Said,
    Status,
    Texts,
)
from classifier.cases.disclosure_texts import DISCLOSURE_STATES
from classifier.cases.moments import aware, shown
from classifier.cases.refusal import given, refuse
from classifier.cases.texts import ACTION_NAMES

APPEAL_TIME: Final = timedelta(days=21)
"""Three weeks from when the applicant got the decision (förvaltningslagen 44 §)."""

_LAW: Final = re.compile(r"\d+\s*(?:kap\.|:)\s*\d+|\d+\s*§", re.IGNORECASE)
_SHORT: Final = 4
"""A masked text shorter than this is looked for as a word of its own, a longer one anywhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """A request after a command, with what happened."""

    disclosure: Disclosure
    action: EventCode
    reason: str = ""


def open_request(
    disclosure_id: str,
    *,
    request: str,
    requester: str,
    reference: str,
    items: tuple[Item, ...],
    names_read: bool,
    actor: Actor,
    now: datetime,
) -> Step:
    """Enter a request for comments whose passages are proposed. `names_read`: names of persons are among them."""
    require(actor, Action.DISCLOSE)
    if not items:
        raise refuse(Refusal.NOTHING_ASKED_FOR)
    said = (given(request), requester.strip(), reference.strip())
    made = Disclosure(disclosure_id, 1, Status.OPEN, *said, names_read, actor, aware(now), items)
    return Step(made, EventCode.DISCLOSURE_OPENED, made.request)


def settle(
    of: Disclosure, passage_id: str, *, mask: bool, law: str, reason: str, texts: Texts, actor: Actor, now: datetime
) -> Step:
    """Mask a passage under a law and for a reason, or show it. Where a masked text stands again is proposed too."""
    _workable(of, actor, "avgöra textställen")
    item, passage = _find(of, passage_id)
    law, reason = _grounds(law, reason) if mask else (law.strip(), reason.strip())
    said = Said.MASKED if mask else Said.SHOWN
    done = replace(passage, said=said, law=law, reason=reason, by=actor, at=aware(now))
    after = _replaced(of, item, tuple(done if p is passage else p for p in item.passages))
    return Step(_echoed(after, item.comment, done, texts) if mask else after, EventCode.PASSAGE_SETTLED, reason)


def add(
    of: Disclosure,
    *,
    comment: str,
    field: str,
    start: int,
    end: int,
    kind: str,
    law: str,
    reason: str,
    texts: Texts,
    actor: Actor,
    now: datetime,
) -> Step:
    """Mask what the machine did not propose. Proposals that it covers whole are taken in; it may not cut another."""
    _workable(of, actor, "lägga till textställen")
    law, reason = _grounds(law, reason)
    item = next((i for i in of.items if i.comment == comment), None)
    if item is None or field not in item.fields or not 0 <= start < end <= len(texts[comment][field]):
        raise refuse(Refusal.BAD_PASSAGE, why="fältet eller läget finns inte.")
    inside = [p for p in item.passages if p.field == field and start <= p.start and p.end <= end]
    rest = tuple(p for p in item.passages if p not in inside)
    if any(p.field == field and p.start < end and start < p.end for p in rest):
        raise refuse(Refusal.BAD_PASSAGE, why="det delar ett annat. Avgör det andra först eller täck det helt.")
    new = Passage(_next_id(of), field, start, end, kind, Said.MASKED, law, reason, actor, aware(now))
    after = _replaced(of, item, tuple(sorted((*rest, new), key=lambda p: (p.field, p.start))))
    return Step(_echoed(after, comment, new, texts), EventCode.PASSAGE_ADDED, reason)


def decide(
    of: Disclosure, *, motivation: str, appeal: Appeal | None, texts: Texts, actor: Actor, now: datetime
) -> Step:
    """Decide as a named person, when every passage is settled. Against the applicant: reasons, and how to appeal."""
    _workable(of, actor, "besluta")
    left = sum(p.said is Said.PROPOSED for p in of.passages)
    if left:
        raise refuse(Refusal.PASSAGES_OPEN, count=left)
    result = outcome(of, texts)
    if result is not Outcome.FULL:
        said = {"skälen": motivation, "myndigheten": appeal.authority if appeal else ""}
        said |= {"adressen": appeal.address if appeal else "", "domstolen": appeal.court if appeal else ""}
        lacking = [name for name, text in said.items() if not text.strip() or "[" in text]
        if lacking:
            raise refuse(Refusal.APPEAL_MISSING, what=", ".join(lacking))
    decision = Decision(result, actor, aware(now), motivation.strip(), appeal if result is not Outcome.FULL else None)
    after = replace(of, version=of.version + 1, status=Status.DECIDED, decision=decision)
    return Step(after, EventCode.DISCLOSURE_DECIDED, decision.motivation)


def outcome(of: Disclosure, texts: Texts) -> Outcome:
    """Return what the maskings amount to: nothing masked, some, or everything that was written."""
    if not any(p.said is Said.MASKED for p in of.passages):
        return Outcome.FULL
    for item in of.items:
        for field in item.fields:
            covered = sum(p.end - p.start for p in item.passages if p.field == field and p.said is Said.MASKED)
            if covered < len(texts[item.comment][field]):
                return Outcome.PARTIAL
    return Outcome.REFUSED


def deliver(of: Disclosure, *, actor: Actor, now: datetime) -> Step:
    """Note that the applicant has got records or decision. What was given in full is thereby closed."""
    require(actor, Action.DISCLOSE)
    if of.status is not Status.DECIDED or of.decision is None:
        raise _moved(of, "lämna ut")
    status = Status.CLOSED if of.decision.outcome is Outcome.FULL else Status.DELIVERED
    after = replace(of, version=of.version + 1, status=status, delivered_at=aware(now))
    return Step(after, EventCode.DISCLOSURE_DELIVERED)


def close(of: Disclosure, *, reason: str, actor: Actor, now: datetime) -> Step:
    """Close a request that was refused in part, when the time to appeal is over. The hold ends with it."""
    require(actor, Action.DISCLOSE)
    if of.status is not Status.DELIVERED or of.delivered_at is None:
        raise _moved(of, "avsluta")
    until = of.delivered_at + APPEAL_TIME
    if aware(now) < until:
        raise refuse(Refusal.APPEAL_TIME, until=shown(until))
    after = replace(of, version=of.version + 1, status=Status.CLOSED, ended=given(reason))
    return Step(after, EventCode.DISCLOSURE_CLOSED, after.ended)


def withdraw(of: Disclosure, *, reason: str, actor: Actor) -> Step:
    """Note that the applicant no longer asks."""
    require(actor, Action.DISCLOSE)
    if of.status not in {Status.OPEN, Status.DECIDED}:
        raise _moved(of, "återkalla")
    after = replace(of, version=of.version + 1, status=Status.WITHDRAWN, ended=given(reason))
    return Step(after, EventCode.DISCLOSURE_WITHDRAWN, after.ended)


def occurrences(masked: str, text: str) -> list[tuple[int, int]]:
    """Return where a masked text stands in another text, in capitals or not; a short one only as a word of its own."""
    if not masked.strip():
        return []
    pattern = r"\s+".join(re.escape(word) for word in masked.split())
    if len(masked.strip()) < _SHORT:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return [m.span() for m in re.finditer(pattern, text, re.IGNORECASE)]


def _echoed(of: Disclosure, comment: str, masked: Passage, texts: Texts) -> Disclosure:
    """Propose every other place where the same text stands: one left unmasked would tell what was masked."""
    wanted = texts[comment][masked.field][masked.start : masked.end]
    after = of
    for item in of.items:
        found = list(item.passages)
        for field in item.fields:
            for start, end in occurrences(wanted, texts[item.comment][field]):
                if any(p.field == field and p.start < end and start < p.end for p in found):
                    continue
                found.append(Passage(_next_id(after, len(found) - len(item.passages)), field, start, end, masked.kind))
        if len(found) > len(item.passages):
            ordered = tuple(sorted(found, key=lambda p: (p.field, p.start)))
            after = replace(
                after,
                items=tuple(replace(i, passages=ordered) if i.comment == item.comment else i for i in after.items),
            )
    return after


def _next_id(of: Disclosure, more: int = 0) -> str:
    numbers = [int(p.id.removeprefix("p")) for p in of.passages]
    return f"p{max(numbers, default=0) + 1 + more}"


def _find(of: Disclosure, passage_id: str) -> tuple[Item, Passage]:
    for item in of.items:
        for passage in item.passages:
            if passage.id == passage_id:
                return item, passage
    raise refuse(Refusal.NO_SUCH_PASSAGE)


def _replaced(of: Disclosure, item: Item, passages: tuple[Passage, ...]) -> Disclosure:
    items = tuple(replace(i, passages=passages) if i.comment == item.comment else i for i in of.items)
    return replace(of, version=of.version + 1, items=items)


def _grounds(law: str, reason: str) -> tuple[str, str]:
    if not _LAW.search(law) or not reason.strip():
        raise refuse(Refusal.LAW_MISSING)
    return law.strip(), reason.strip()


def _workable(of: Disclosure, actor: Actor, what: str) -> None:
    require(actor, Action.DISCLOSE)
    if not actor.is_named_person:
        raise refuse(Refusal.PERSON_REQUIRED, what=ACTION_NAMES[Action.DISCLOSE])
    if of.status is not Status.OPEN:
        raise _moved(of, what)


def _moved(of: Disclosure, what: str) -> Exception:
    return refuse(Refusal.DISCLOSURE_MOVED, what=what, state=DISCLOSURE_STATES[of.status.value])
