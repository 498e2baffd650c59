"""What each category of personal data means: how grave, on which law, what the person who decides must know.

Sources: GDPR art. 5, 9, 10, 87; dataskyddslagen (2018:218) 3:3, 3:8-10; OSL 21:1, 21:3, 23:1-2, 25:1, 26:1; BrB 4:6 c;
BBS-lagen (1998:112) 5 §; SoL (2025:400) on reports of concern; SkolL (2010:800) 6:10 on degrading treatment.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.taxonomy import LegalBasis, Severity


class Notice(StrEnum):
    """What the person who decides must look for besides the rule: codes of the review reasons."""

    SKOL = "SKOL"
    """A pupil may be wronged: the principal must be told, and the school must act (SkolL 6:10)."""
    ORO = "ORO"
    """A child may be in danger: whoever works with children must report it at once (SoL)."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from one category of personal data."""

    severity: Severity
    legal_basis: tuple[LegalBasis, ...]
    law: str
    """The sections that decide, as they are cited."""
    note: str
    """One sentence to the moderator."""
    urgent: bool = False
    privacy_crime: bool = False
    """BrB 4:6 c (olaga integritetsintrång) names this kind of data: a person weighs it."""


_OTHER_CHANNEL: Final = "Dölj vänligt och hänvisa till en annan kanal."
_GDPR, _OSL = LegalBasis.GDPR, LegalBasis.OSL

CONSEQUENCES: Final[dict[str, Consequence]] = {
    "personal_data.identifier": Consequence(
        Severity.SERIOUS,
        (_GDPR,),
        "GDPR art. 87, dataskyddslagen 3:10",
        f"Ett personnummer eller annat id står öppet. {_OTHER_CHANNEL}",
    ),
    "personal_data.contact": Consequence(
        Severity.NOTABLE, (_GDPR,), "GDPR art. 5.1 c och 6", f"En privat kontaktuppgift står öppet. {_OTHER_CHANNEL}"
    ),
    "personal_data.address": Consequence(
        Severity.NOTABLE, (_GDPR,), "GDPR art. 5.1 c och 6", f"Det framgår var någon bor. {_OTHER_CHANNEL}"
    ),
    "personal_data.financial": Consequence(
        Severity.SERIOUS, (_GDPR,), "GDPR art. 5.1 f och 6", f"En bankuppgift står öppet. {_OTHER_CHANNEL}"
    ),
    "personal_data.vehicle": Consequence(
        Severity.NOTABLE, (_GDPR,), "GDPR art. 6", f"Ett fordon knyts till en person. {_OTHER_CHANNEL}"
    ),
    "personal_data.health": Consequence(
        Severity.SERIOUS,
        (_GDPR, _OSL),
        "GDPR art. 9, OSL 21:1 och 25:1",
        f"En uppgift om någons hälsa. {_OTHER_CHANNEL}",
        privacy_crime=True,
    ),
    "personal_data.social": Consequence(
        Severity.SERIOUS,
        (_GDPR, _OSL),
        "GDPR art. 5 och 6, OSL 26:1",
        f"En uppgift om socialtjänst eller stöd. {_OTHER_CHANNEL}",
        privacy_crime=True,
    ),
    "personal_data.child": Consequence(
        Severity.SERIOUS,
        (_GDPR, _OSL),
        "GDPR skäl 38 och art. 6, OSL 23:1-2 och 26:1",
        "En uppgift om ett barn. Dölj vänligt. Kan barnet fara illa: anmäl oro till socialnämnden genast.",
        privacy_crime=True,
    ),
    "personal_data.school": Consequence(
        Severity.SERIOUS,
        (_GDPR, _OSL),
        "GDPR art. 6, OSL 23:1-2, SkolL 6:10",
        "En uppgift om en elevs skolgång. Dölj vänligt. Kan en elev vara kränkt: meddela rektor.",
    ),
    "personal_data.debt": Consequence(
        Severity.SERIOUS,
        (_GDPR, _OSL),
        "GDPR art. 5 och 6, OSL 26:1",
        f"En uppgift om någons skulder. {_OTHER_CHANNEL}",
    ),
    "personal_data.crime": Consequence(
        Severity.SERIOUS,
        (_GDPR,),
        "GDPR art. 10, dataskyddslagen 3:8",
        f"Någon pekas ut för brott; det kan också vara förtal (BrB 5:1). {_OTHER_CHANNEL}",
        privacy_crime=True,
    ),
    "personal_data.union_faith": Consequence(
        Severity.SERIOUS,
        (_GDPR,),
        "GDPR art. 9",
        f"En uppgift om någons tro, fack eller politiska åsikt. {_OTHER_CHANNEL}",
    ),
    "personal_data.sexual": Consequence(
        Severity.SERIOUS,
        (_GDPR,),
        "GDPR art. 9",
        f"En uppgift om någons sexualliv eller läggning. {_OTHER_CHANNEL}",
        privacy_crime=True,
    ),
    "personal_data.work": Consequence(
        Severity.NOTABLE,
        (_GDPR, _OSL),
        "GDPR art. 6, OSL 39:1-3",
        f"En uppgift om någons anställning. {_OTHER_CHANNEL}",
    ),
    "personal_data.secrecy": Consequence(
        Severity.SERIOUS,
        (_OSL, _GDPR),
        "OSL 21:1, 23:1-2, 25:1 och 26:1, BrB 20:3",
        "En uppgift som kan omfattas av sekretess. Dölj, och utred om den kommer från verksamheten.",
    ),
    "personal_data.protected_identity": Consequence(
        Severity.LIFE,
        (_GDPR, _OSL),
        "OSL 21:3 och 22:1-2, folkbokföringslagen 16 §",
        "Någon med skyddade uppgifter kan röjas. Dölj nu, före allt annat, och säg det till den som ansvarar.",
        urgent=True,
        privacy_crime=True,
    ),
}
"""Every category of personal data of the taxonomy has its row (a test holds them together)."""

NOTICE_OF_RULE: Final = {
    "statement-child-danger": Notice.ORO,
    "statement-pupil-wronged": Notice.SKOL,
}
NOTICE_OF_CATEGORY: Final = {"case_matter.concern": Notice.ORO, "threat.school": Notice.SKOL}
POINTED_OUT_PUPIL: Final = "statement-pupil"
"""A hint by itself; with an insult, a threat or hate it means SKOL."""

NOTICE_NOTES: Final[dict[Notice, str]] = {
    Notice.SKOL: "SKOL: en elev kan vara kränkt. Meddela rektor, som är skyldig att utreda (SkolL 6:10).",
    Notice.ORO: "ORO: ett barn kan fara illa. Den som arbetar med barn ska genast anmäla till socialnämnden.",
}
PRIVACY_CRIME_NOTE: Final = "Kan vara olaga integritetsintrång (BrB 4:6 c). Det bedömer en människa."


def consequences(categories: set[str] | frozenset[str]) -> tuple[tuple[str, Consequence], ...]:
    """Return the consequences of the categories, gravest first."""
    found = [(c, CONSEQUENCES[c]) for c in CONSEQUENCES if c in categories]
    return tuple(sorted(found, key=lambda pair: -pair[1].severity))
