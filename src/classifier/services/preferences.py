"""What a person has chosen for the console: look, shortcuts, and how much harm to see at once (care for the reader)."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from classifier.cases.actors import Actor
from classifier.storage import Database
from classifier.storage import preferences as store
from classifier.storage.writing import writing

MOST_BEFORE_REMINDER: Final = 500


class Theme(StrEnum):
    """Light or dark."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Reading(StrEnum):
    """How harmful text meets the reader, until they ask for it."""

    OPEN = "open"
    WORDS = "words"
    """The worst words are masked."""
    COVERED = "covered"
    """The whole comment is covered."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices. `harmful_seen` counts harmful cases decided since the last reminder or pause."""

    theme: Theme = Theme.AUTO
    reading: Reading = Reading.WORDS
    grey_images: bool = True
    sound: bool = False
    shortcuts: bool = True
    remind_after: int = 25
    """Harmful cases before a reminder to pause; 0 is never."""
    harmful_seen: int = 0

    @property
    def pause_due(self) -> bool:
        """Whether it is time to remind the person of a pause."""
        return 0 < self.remind_after <= self.harmful_seen


def preferences_of(database: Database, actor: Actor) -> Preferences:
    """Return what the person has chosen; what was stored wrongly or by another version falls back on its default."""
    with database.session() as session:
        document = store.load(session, actor.id)
    return _read(document)


def choose(database: Database, actor: Actor, **chosen: Any) -> Preferences:
    """Store choices of a person; those not given stay. Raises ValueError on a value that is none."""
    with writing(database) as session:
        after = _checked(replace(_read(store.load(session, actor.id)), **chosen))
        store.save(session, actor.id, json.dumps(asdict(after)))
    return after


def note_harm(database: Database, actor: Actor) -> Preferences:
    """Count one more harmful case that the person has decided."""
    with writing(database) as session:
        before = _read(store.load(session, actor.id))
        after = replace(before, harmful_seen=before.harmful_seen + 1)
        store.save(session, actor.id, json.dumps(asdict(after)))
    return after


def _read(document: str) -> Preferences:
    try:
        stored = json.loads(document) if document else {}
        known = {name: stored[name] for name in Preferences.__slots__ if name in stored}
        return _checked(Preferences(**known))
    except (ValueError, TypeError):
        return Preferences()


def _checked(given: Preferences) -> Preferences:
    if not 0 <= int(given.remind_after) <= MOST_BEFORE_REMINDER or int(given.harmful_seen) < 0:
        raise ValueError("out of range")
    return replace(
        given,
        theme=Theme(given.theme),
        reading=Reading(given.reading),
        grey_images=bool(given.grey_images),
        sound=bool(given.sound),
        shortcuts=bool(given.shortcuts),
        remind_after=int(given.remind_after),
        harmful_seen=int(given.harmful_seen),
    )
