"""Every stored row against the seal that the chain holds for it: changed, removed, or put in beside the service."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from classifier.cases.audit import Link
from classifier.cases.codes import EventCode
from classifier.storage import Unit
from classifier.storage.audit import FORMAT
from classifier.storage.seals import GONE, SEALED, stored

_CALLED: Final[dict[str, str]] = {
    "comments": "inlägg",
    "evidence_removals": "borttaget bevis",
    "cases": "ärende",
    "deletions": "radering",
    "holds": "hinder",
    "replies": "svar",
    "labels": "etikett för",
    "gallring_protocols": "gallringsprotokoll",
    "alarm_event": "larm",
    "app_user": "användare",
    "api_key": "API-nyckel",
    "platform_account": "konto",
    "access_journal": "äldre journalrad",
    "evidence_destructions": "gallrat bevis",
    "loose_gallring": "gallrat inlägg",
    "exports": "export",
    "disclosures": "utlämnande",
    "own_threshold": "eget tröskelvärde",
}
_CHANGED: Final = "Raden har ändrats: den stämmer inte med sin försegling i loggen."
_INSERTED: Final = "Raden finns inte i loggen: den är inlagd vid sidan av tjänsten."
_MISSING: Final = "Raden saknas."
_SEALED_LATE: Final = "Rader har förseglats i efterhand: vad de innehöll före dess kan inte visas."
_OLD_FORMAT: Final = "Kedjans slut anger format {format}, inte {expected}. Starta tjänsten en gång, så förs det in."


@dataclass(slots=True)
class Seals:
    """What the chain says that every row holds, and where it says so in a way it may not."""

    told: dict[str, str] = field(default_factory=dict)
    begun: bool = False
    """Whether an event of the present format has come: from then on nothing may be carried over."""
    late: list[int] = field(default_factory=list)

    def hear(self, link: Link) -> None:
        """Take in one event."""
        if link.event.action is EventCode.CARRIED_OVER:
            if self.begun:
                self.late.append(link.sequence)
        elif link.event.seals:
            self.begun = True
        self.told.update(link.event.seals)


def check_rows(unit: Unit, seals: Seals) -> tuple[int, list[tuple[str, str]]]:
    """Return how many rows there are, and every (where, what) that is wrong with them."""
    count, wrong = 0, [(f"händelse {sequence}", _SEALED_LATE) for sequence in seals.late]
    present = unit.audit.format()
    if present != FORMAT:
        wrong.append(("kedjans slut", _OLD_FORMAT.format(format=present, expected=FORMAT)))
    expected = {name: seal for name, seal in seals.told.items() if seal != GONE}
    for name, seal in _rows(unit):
        count += 1
        told = expected.pop(name, None)
        if told is None:
            wrong.append((_where(name), _INSERTED))
        elif told != seal:
            wrong.append((_where(name), _CHANGED))
    wrong += [(_where(name), _MISSING) for name in sorted(expected)]
    return count, wrong


def _rows(unit: Unit) -> Iterator[tuple[str, str]]:
    for table in SEALED:
        yield from stored(unit.session, table)


def _where(name: str) -> str:
    table, _, key = name.partition(":")
    return f"{_CALLED.get(table, table)} {key}"
