"""The audit trail: append-only, each event holding the digest of the one before (AI Act: logging; R60).

A chain alone does not show that its last rows are gone. The head does: it counts the events, names the last digest
and carries an HMAC, so that nobody without the key can rewrite rows and head together. What it cannot show is that
both were put back to an older, honest pair (a restored backup): publish the head elsewhere for that.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from classifier.cases.actors import Actor
from classifier.cases.canonical import canonical_bytes, sha256
from classifier.cases.codes import EventCode
from classifier.cases.moments import iso

START: Final = "0" * 64
"""What the first event holds as the digest before it."""

MIN_KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What happened, to which case, by whom, why. `before` and `after` hold only what changed. No text is empty.

    `seals`: name of a stored row → digest of what it holds since this event, empty where the row was removed.
    """

    at: datetime
    actor: Actor
    action: EventCode
    case: str
    reason: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    seals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An event in its place in the chain."""

    sequence: int
    previous: str
    event: AuditEvent
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many events, the last digest, and the HMAC over both."""

    count: int
    digest: str
    mac: str


class BreakCode(StrEnum):
    """What is wrong with a chain."""

    CONTENT = "content"
    PREVIOUS = "previous"
    SEQUENCE = "sequence"
    MISSING_END = "missing_end"
    EXTRA_END = "extra_end"
    HEAD_DIGEST = "head_digest"
    HEAD_MAC = "head_mac"


_BREAKS: Final[dict[BreakCode, str]] = {
    BreakCode.CONTENT: "Händelse {at} har ändrats: innehållet stämmer inte med kontrollsumman.",
    BreakCode.PREVIOUS: "Händelse {at} hänger inte ihop med den före.",
    BreakCode.SEQUENCE: "Händelse {expected} saknas: här står händelse {at}.",
    BreakCode.MISSING_END: "De sista händelserna saknas: {at} finns av {expected}.",
    BreakCode.EXTRA_END: "Det finns {at} händelser men bara {expected} är redovisade.",
    BreakCode.HEAD_DIGEST: "Kedjans slut stämmer inte med den sista händelsen ({at}).",
    BreakCode.HEAD_MAC: "Kedjans slut är inte skrivet med rätt nyckel.",
}


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken (the sequence number, 0 for the head) and what is wrong."""

    sequence: int
    code: BreakCode
    text: str


def content(event: AuditEvent) -> dict[str, Any]:
    """Return the event as plain content, as it is digested and stored."""
    actor = {"kind": event.actor.kind.value, "id": event.actor.id, "name": event.actor.name}
    seals = {"seals": dict(event.seals)} if event.seals else {}
    return {
        "at": iso(event.at),
        "actor": {**actor, "role": event.actor.role.value, "title": event.actor.title},
        "action": event.action.value,
        "case": event.case,
        "reason": event.reason,
        "before": dict(event.before),
        "after": dict(event.after),
        **seals,
    }


def digest_of(sequence: int, previous: str, event: AuditEvent) -> str:
    """Return the digest of an event in its place."""
    return sha256(canonical_bytes({"sequence": sequence, "previous": previous, "event": content(event)}))


def empty_head(key: bytes) -> Head:
    """Return the head of a chain without events."""
    return Head(0, START, _mac(0, START, key))


def written_with(head: Head, key: bytes) -> bool:
    """Whether the head was written with this key."""
    return hmac.compare_digest(head.mac, _mac(head.count, head.digest, key))


def append(head: Head, event: AuditEvent, key: bytes) -> tuple[Link, Head]:
    """Put an event at the end. Store the link and the new head in one transaction."""
    if not written_with(head, key):
        raise ValueError("the head of the audit chain was not written with this key")
    sequence = head.count + 1
    digest = digest_of(sequence, head.digest, event)
    return Link(sequence, head.digest, event, digest), Head(sequence, digest, _mac(sequence, digest, key))


def verify(links: Iterable[Link], head: Head, key: bytes) -> list[Break]:
    """Return every break, in order; an empty list means that nothing was changed, removed, added or moved."""
    breaks: list[Break] = []
    previous, last, count = START, 0, 0
    for link in links:
        count += 1
        if link.sequence != last + 1:
            breaks.append(_break(link.sequence, BreakCode.SEQUENCE, at=link.sequence, expected=last + 1))
        if link.previous != previous:
            breaks.append(_break(link.sequence, BreakCode.PREVIOUS, at=link.sequence))
        if link.digest != digest_of(link.sequence, link.previous, link.event):
            breaks.append(_break(link.sequence, BreakCode.CONTENT, at=link.sequence))
        previous, last = link.digest, link.sequence
    if count < head.count:
        breaks.append(_break(0, BreakCode.MISSING_END, at=count, expected=head.count))
    if count > head.count:
        breaks.append(_break(0, BreakCode.EXTRA_END, at=count, expected=head.count))
    if previous != head.digest:
        breaks.append(_break(0, BreakCode.HEAD_DIGEST, at=last))
    if not written_with(head, key):
        breaks.append(_break(0, BreakCode.HEAD_MAC))
    return breaks


def _mac(count: int, digest: str, key: bytes) -> str:
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"the audit key must have at least {MIN_KEY_BYTES} bytes")
    return hmac.new(key, f"{count}:{digest}".encode("ascii"), hashlib.sha256).hexdigest()


def _break(sequence: int, code: BreakCode, **values: object) -> Break:
    return Break(sequence, code, _BREAKS[code].format(**values))
