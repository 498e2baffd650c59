"""Answers about the audit trail: its events in their places in the chain."""

from datetime import datetime

from pydantic import BaseModel

from classifier.cases.audit import Link


class ActorOut(BaseModel):
    """Who acted."""

    kind: str
    id: str
    name: str
    role: str


class EventOut(BaseModel):
    """An event of the audit trail in its place in the chain."""

    sequence: int
    previous: str
    digest: str
    at: datetime
    actor: ActorOut
    action: str
    case: str
    reason: str
    before: dict[str, str]
    after: dict[str, str]


class EventsOut(BaseModel):
    """Events in order; `next` is what to give as `after` for more."""

    events: list[EventOut]
    next: int


def event_out(link: Link) -> EventOut:
    """Return an event in its place."""
    event = link.event
    return EventOut(
        sequence=link.sequence,
        previous=link.previous,
        digest=link.digest,
        at=event.at,
        actor=ActorOut(kind=event.actor.kind, id=event.actor.id, name=event.actor.name, role=event.actor.role),
        action=event.action.value,
        case=event.case,
        reason=event.reason,
        before=dict(event.before),
        after=dict(event.after),
    )
