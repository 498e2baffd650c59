"""Every Swedish name and text of the console that stands in no other table (taxonomy, cases.texts), by stable code."""

from dataclasses import dataclass
from typing import Final

from classifier.cases.actors import Action
from classifier.cases.deadlines import DueKind
from classifier.cases.parts import Reached, ReplyKind
from classifier.lathund.profile import StepCode
from classifier.services.preferences import Reading, Theme
from classifier.taxonomy import SWEDISH, Flag, Label

PRODUCT: Final = "Lathund"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation. Shown to whoever may do `action`; None is everybody."""

    path: str
    name: str
    action: Action | None
    count: str = ""
    """Which count of `services.lanes.Standing` stands beside the name."""


NAVIGATION: Final[tuple[tuple[str, tuple[Place, ...]], ...]] = (
    (
        "Arbeta",
        (
            Place("/granska", "Att granska", Action.REVIEW, "waiting"),
            Place("/akut", "Akut", Action.READ, "urgent"),
            Place("/steg", "Steg kvar", Action.READ, "in_work"),
            Place("/radering", "Radering", Action.REQUEST_DELETION, "deletions"),
            Place("/kommentarer", "Alla kommentarer", Action.READ),
        ),
    ),
    (
        "Följa",
        (
            Place("/oversikt", "Översikt", Action.READ),
            Place("/granskningslogg", "Granskningslogg", Action.READ_AUDIT),
        ),
    ),
    (
        "Ställa in",
        (
            Place("/regler", "Regler och policy", Action.READ),
            Place("/konton", "Konton", Action.READ),
            Place("/anvandare", "Användare", Action.MANAGE_USERS),
            Place("/gallring", "Gallring", Action.GALLRING),
            Place("/import", "Import", Action.TAKE_IN),
        ),
    ),
    (
        "Om",
        (
            Place("/installningar", "Mina inställningar", None),
            Place("/tillganglighet", "Tillgänglighet", None),
        ),
    ),
)


def short(code: Label | Flag | str) -> str:
    """Return the Swedish name of a label or flag as a chip shows it: what stands before the first comma."""
    return SWEDISH[code].split(",")[0]


HUES: Final[dict[str, str]] = {
    Label.HATE_SPEECH: "violet",
    Label.THREAT: "red",
    Label.SUICIDE_RISK: "red",
    Label.PERSONAL_DATA: "amber",
    Label.SPAM: "grey",
    Label.INSULT: "orange",
    Label.CRITICISM: "green",
    Label.QUESTION: "blue",
    Label.CASE_MATTER: "teal",
    Flag.PROFANITY: "grey",
    Flag.OBSCENE: "violet",
    Flag.COPYRIGHT: "grey",
}
"""Class of colour of a label; the name always stands beside it."""

REACHED: Final[dict[Reached, str]] = {
    Reached.URGENT: "larm",
    Reached.UNCERTAIN: "osäkert",
    Reached.FLAGGED: "raden ber om något",
    Reached.RANDOM_AUDIT: "stickprov",
}

DUE_NAMES: Final[dict[DueKind, str]] = {
    DueKind.URGENT: "någon ska ha sett larmet",
    DueKind.BBS: "borttaget enligt BBS-lagen",
    DueKind.ANSWER: "svar",
    DueKind.FOLLOW_UP: "uppföljning",
}

REPLY_NAMES: Final[dict[ReplyKind, str]] = {
    ReplyKind.ANSWER: "svar",
    ReplyKind.HOLDING: "svar om att ni återkommer",
    ReplyKind.NOTICE: "meddelande till den som skrev",
    ReplyKind.SUPPORT: "stödjande svar, privat",
    ReplyKind.FORWARD_NOTICE: "besked om att frågan skickas vidare",
}

THEMES: Final[dict[Theme, str]] = {Theme.AUTO: "Som datorn", Theme.LIGHT: "Ljust", Theme.DARK: "Mörkt"}

READINGS: Final[dict[Reading, str]] = {
    Reading.OPEN: "Visa allt direkt",
    Reading.WORDS: "Maskera de värsta orden tills jag ber om dem",
    Reading.COVERED: "Täck hela inlägget när det kan vara skadligt",
}

QUESTIONS: Final[dict[StepCode, str]] = {
    StepCode.LIFE_IN_DANGER: "Är livet i fara nu?",
    StepCode.CONSIDER_POLICE: "Ska det polisanmälas?",
    StepCode.HEAD_DECIDES: "Går ärendet vidare?",
    StepCode.CONSIDER_SECURITY: "Behöver säkerhetsenheten kopplas in?",
    StepCode.CONSIDER_REGISTER: "Ska det diarieföras?",
}

ERRORS: Final[dict[int, tuple[str, str]]] = {
    400: ("Begäran gick inte att läsa", "Gå tillbaka, ladda om sidan och försök igen."),
    401: ("Logga in", "Du behöver logga in för att se sidan."),
    403: ("Det får du inte göra", "Din roll har inte den rätten. Be en administratör om du behöver den."),
    404: ("Sidan finns inte", "Adressen kan vara gammal eller felskriven. Börja om från menyn."),
    405: ("Det går inte att göra här", "Gå tillbaka och använd knapparna på sidan."),
    409: ("Ärendet har ändrats", "Någon annan hann före. Ladda om och se hur det är nu."),
    413: ("För mycket på en gång", "Skicka färre inlägg eller en mindre fil."),
    422: ("Något fattas eller är fel ifyllt", "Gå tillbaka, rätta det som är markerat och försök igen."),
    429: ("För många försök", "Vänta en stund och försök igen."),
    500: (
        "Något gick fel hos oss",
        "Inget ändrades. Försök igen. Säg till den som sköter tjänsten om det upprepas.",
    ),
    502: ("Inloggningstjänsten svarar inte", "Försök igen om en stund."),
    503: ("Tjänsten svarar inte just nu", "Inget ändrades. Försök igen om en stund."),
}
"""Status → heading and what to do, where the refusal itself says nothing in Swedish."""
