"""The audit trail as persons browse it, newest first. Checking it is `services.record`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import Head
from classifier.cases.codes import EventCode
from classifier.cases.moments import STOCKHOLM
from classifier.services.desk import Desk
from classifier.storage import audit_pages as store
from classifier.storage.audit_pages import Entry

__all__ = ["Asked", "Entry", "Head"]

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the trail is narrowed to; `last_day` is a Swedish date, included."""

    subject: str = ""
    action: EventCode | None = None
    last_day: date | None = None


def events(desk: Desk, asked: Asked, *, actor: Actor, before: int = 0) -> tuple[Sequence[Entry], bool, Head | None]:
    """Return a page of events, newest first, whether there are older ones, and the end of the chain."""
    require(actor, Action.READ_AUDIT)
    until = _after(asked.last_day) if asked.last_day else None
    action = asked.action.value if asked.action else ""
    with desk.storage.read() as unit:
        found = store.newest(
            unit.session, before=before, limit=PER_PAGE + 1, subject=asked.subject.strip(), action=action, until=until
        )
        return found[:PER_PAGE], len(found) > PER_PAGE, unit.audit.head()


def rights(desk: Desk, *, actor: Actor, before: int = 0) -> tuple[Sequence[Entry], bool]:
    """Return a page of the journal of users, keys and accounts, newest first, and whether there are older ones."""
    require(actor, Action.READ_AUDIT)
    with desk.storage.read() as unit:
        found = store.rights(unit.session, before=before, limit=PER_PAGE + 1)
    return found[:PER_PAGE], len(found) > PER_PAGE


def _after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
