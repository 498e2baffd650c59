"""Swedish names and texts of the pages that look across cases: lists, figures, rules, registers, import."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, ActorKind, Role
from classifier.cases.codes import EventCode
from classifier.cases.states import State, Visibility
from classifier.cases.texts import ACTION_NAMES, EVENTS, ROLE_NAMES, STATE_NAMES
from classifier.decision import Standing
from classifier.lathund.profile import Profile
from classifier.rules.finding import Strength
from classifier.services.import_rows import FROM_FILE
from classifier.services.importing import ImportStatus
from classifier.services.overview import BUCKET_HOURS
from classifier.services.searching import NO_CASE
from classifier.storage.users import User
from classifier.taxonomy import HARMFUL_LABELS, SWEDISH, Label, LathundRow

NO_CASE_NAME: Final = "inget ärende"
STATES: Final[dict[str, str]] = {NO_CASE: NO_CASE_NAME} | {
    s.value: STATE_NAMES[s] for s in State if s is not State.RECEIVED
}
VISIBILITIES: Final[dict[str, str]] = {v.value: STATE_NAMES[v] for v in Visibility}

ROWS_SHORT: Final[dict[LathundRow, str]] = {
    LathundRow.L1: "enkla frågor",
    LathundRow.L2: "anspråkslösa inlägg",
    LathundRow.L3: "hör till ett ärende",
    LathundRow.L4: "nöddrop eller hot",
    LathundRow.L5: "bryter mot regler",
}
"""The names of the rows where there is no room for the whole of them."""

ROLE_TEXTS: Final[dict[Role, str]] = {
    Role.READER: "läser ärenden och figurer",
    Role.MODERATOR: "granskar, beslutar, döljer, svarar och begär eller bekräftar radering",
    Role.REGISTRAR: "läser logg och bevis, diarieför, lägger in hinder, gallrar",
    Role.DATA_STAFF: "hämtar maskerade etiketter för träning",
    Role.ADMIN: "allt ovan, och användare, konton och tröskelvärden",
}

CAPABILITIES: Final[dict[Capability, str]] = {Capability.HIDE: "dölja", Capability.DELETE: "radera"}

STRENGTHS: Final[dict[Strength, str]] = {
    Strength.CERTAIN: "säker: räcker ensam",
    Strength.LIKELY: "trolig: behöver modellens stöd, annars granskas inlägget",
    Strength.HINT: "ledtråd: visas bara",
}

STANDINGS: Final[dict[Standing, str]] = {
    Standing.ASSERTED: "gäller",
    Standing.SUSPECTED: "granskas",
    Standing.ABSENT: "nej",
}

IMPORT_STATUS: Final[dict[ImportStatus, str]] = {
    ImportStatus.DRAFT: "väntar på att du anger kolumner",
    ImportStatus.WAITING: "väntar på sin tur",
    ImportStatus.RUNNING: "pågår",
    ImportStatus.DONE: "klar",
    ImportStatus.FAILED: "avbruten av ett fel",
    ImportStatus.CANCELLED: "avbruten",
}

COLUMNS: Final[dict[str, str]] = {
    "text": "Texten",
    "id": "Id på plattformen",
    "author": "Vem som skrev",
    "time": "När det skrevs",
    "post": "Kommunens inlägg",
    "parent": "Det som besvaras",
    "permalink": "Länk",
}
"""What a column of a file can be; the keys are the fields of `import_rows.Columns`."""

PLATFORMS: Final[dict[str, str]] = {
    "facebook": "Facebook",
    FROM_FILE: "inläst fil",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "x": "X",
    "youtube": "YouTube",
}
"""Code of a platform → its name; one that is not here is shown as it is written."""

SPANS: Final = (
    f"under {BUCKET_HOURS[0]} timmar",
    *(f"{low} till {high} timmar" for low, high in pairwise(BUCKET_HOURS)),
    f"mer än {BUCKET_HOURS[-1]} timmar",
)

REVIEW_REASONS: Final[dict[str, str]] = {
    "uncertain": "modellen är osäker på",
    "disagreement": "regler och modell är oense om",
    "policy": "policyn ber en person avgöra",
    "language": "språket är inte svenska",
    "context": "inlägget svarar på något allvarligt",
    "degraded": "ett steg kunde inte göras",
}

SECTIONS: Final = (
    ("/regler", "Lathunden"),
    ("/regler/prova", "Prova en text"),
    ("/regler/granser", "Tröskelvärden"),
    ("/regler/filer", "Regelfiler"),
)
"""The parts of Regler och policy."""


def policy_names(policies: dict[str, Profile]) -> list[tuple[str, str]]:
    """Return code and name of the policies, by name."""
    return sorted(((p.code, p.name) for p in policies.values()), key=lambda pair: pair[1].casefold())


def review_reason(code: str) -> str:
    """Return why a person is asked, in words: `uncertain:threat` and the like."""
    kind, _, what = code.partition(":")
    said = REVIEW_REASONS.get(kind, kind)
    name = SWEDISH.get(what, "").split(",")[0]
    return f"{said} {name}".strip() if kind in {"uncertain", "disagreement", "policy"} else said


def label_names() -> list[tuple[str, str]]:
    """Return code and short name of the labels."""
    return [(label.value, SWEDISH[label].split(",")[0].capitalize()) for label in Label]


def row_names(*, long: bool = False) -> list[tuple[str, str]]:
    """Return code and name of the rows."""
    return [(row.value, f"{row.value} {SWEDISH[row]}" if long else row.value) for row in LathundRow]


def same(values: Sequence[str]) -> list[tuple[str, str]]:
    """Return values that are their own names."""
    return [(value, value) for value in values]


def is_harmful(labels: Sequence[Label]) -> bool:
    """Whether the text may hurt to read."""
    return bool(set(labels) & HARMFUL_LABELS)


ACTOR_KINDS: Final[dict[ActorKind, str]] = {
    ActorKind.PERSON: "person",
    ActorKind.API_KEY: "API-nyckel",
    ActorKind.SYSTEM: "tjänsten",
}


def role_names() -> list[tuple[str, str]]:
    """Return code and name of the roles."""
    return [(role.value, ROLE_NAMES[role].capitalize()) for role in Role]


def user_names(users: Sequence[User]) -> list[tuple[str, str]]:
    """Return login and name of the users who are let in."""
    return [(user.login, user.name) for user in users if user.active]


def scope_names(scopes: Sequence[Action]) -> list[tuple[str, str]]:
    """Return code and name of what a key may be given."""
    return [(scope.value, ACTION_NAMES[scope]) for scope in scopes]


def event_names(codes: Sequence[EventCode]) -> list[tuple[str, str]]:
    """Return code and sentence of the events."""
    return [(code.value, EVENTS[code].rstrip(".")) for code in codes]
