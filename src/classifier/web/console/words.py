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
    Reached.PICKED: "en person öppnade det",
}

DUE_NAMES: Final[dict[DueKind, tuple[str, str]]] = {
    DueKind.URGENT: ("larmet ska ses senast", "larmet skulle ha setts"),
    DueKind.BBS: ("borta enligt BBS-lagen senast", "skulle enligt BBS-lagen ha varit borta"),
    DueKind.ANSWER: ("svar senast", "svar skulle ha getts"),
    DueKind.FOLLOW_UP: ("följs upp senast", "skulle ha följts upp"),
}
"""What is due while there is time, and when the time has passed; the moment follows."""

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


REVIEW_REASONS: Final[dict[str, str]] = {
    "uncertain": "Modellen är osäker på om det är {what}.",
    "disagreement": "Regel och modell är oense om {what}.",
    "policy": "Policyn låter en person avgöra om {what}.",
    "language": "Inlägget är på ett annat språk ({what}). Modellen kan bara svenska.",
    "context": "Det är ett svar på ett inlägg med hot eller nöddrop.",
    "SKOL": "En elev kan vara kränkt.",
    "ORO": "Ett barn kan fara illa.",
}
DEGRADED: Final[dict[str, str]] = {
    "truncated": "Inlägget är mycket långt: bara början är läst av maskinen.",
    "model": "Modellen svarade inte. Bara reglerna har läst inlägget.",
    "rules": "Reglerna hann inte läsa klart.",
}
_DEGRADED_OTHER: Final = "Ett led i läsningen svarade inte. En person läser i stället."


def review_reason(code: str) -> str:
    """Return the sentence of a reason for review, such as `uncertain:threat`."""
    kind, _, what = code.partition(":")
    if kind == "degraded":
        return DEGRADED.get(what, _DEGRADED_OTHER)
    known = SWEDISH.get(what)
    return REVIEW_REASONS.get(kind, "En person ska läsa.").format(what=known.split(",")[0] if known else what)


SKIP_REASONS: Final[tuple[str, ...]] = (
    "Jag är jävig",
    "Kräver kunskap som jag saknar",
    "För svårt att läsa just nu",
    "Behöver tänka mer",
)
CORRECTION_REASONS: Final[tuple[str, ...]] = (
    "Kritik mot verksamheten, inte mot en person",
    "Skämt eller bildligt språk",
    "Citat av någon annan",
    "Det är en fråga",
    "Gäller ett ärende",
    "Utpekar en enskild person",
    "Reklam",
    "Värre än maskinen såg",
)
HANDOVER: Final = "Jag behöver en paus från tunga ärenden. Kan du ta det här?"

LABEL_KEYS: Final[dict[str, str]] = {
    Label.HATE_SPEECH: "h",
    Label.THREAT: "t",
    Label.SUICIDE_RISK: "n",
    Label.PERSONAL_DATA: "p",
    Label.SPAM: "m",
    Label.INSULT: "o",
    Label.CRITICISM: "i",
    Label.QUESTION: "f",
    Label.CASE_MATTER: "a",
}
"""The key that ticks a label in a correction; rows have the keys 1 to 5."""

ALARM_NAMES: Final[dict[str, str]] = {
    Label.SUICIDE_RISK: "Nöddrop",
    Label.THREAT: "Hot",
    Label.PERSONAL_DATA: "Skyddad identitet",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call, and when."""

    number: str
    name: str
    when: str


PHONES: Final[tuple[Phone, ...]] = (
    Phone("112", "SOS Alarm", "liv i fara, nu"),
    Phone("114 14", "Polisen", "hot som inte är akut, anmälan"),
    Phone("90101", "Självmordslinjen, Mind", "för den som mår dåligt, dygnet runt"),
    Phone("90390", "Hjälplinjen", "psykisk kris"),
    Phone("116 111", "Bris", "för den som är under 18"),
)
SCRIPT_SUICIDE: Final[tuple[str, ...]] = (
    "Läs inlägget och tråden. Står det var personen är, eller när något ska ske?",
    "Är livet i fara nu: ring 112. Säg vem du är, läs upp inlägget, ge länken. Lägg inte på först.",
    "Dölj inlägget om policyn säger det. Skriv aldrig att det togs bort för att det bryter mot en regel.",
    "Skriv privat och stödjande. Numren ska vara med; utkastet har dem.",
    "Bestäm när någon följer upp, och säg det till en kollega. Du ska inte bära det här ensam.",
)
SCRIPT_THREAT: Final[tuple[str, ...]] = (
    "Läs inlägget och tråden. Vem hotas, var, när? Gäller det en skola: meddela rektor genast.",
    "Är någon i fara nu: ring 112. Annars 114 14.",
    "Dölj inlägget. Beviset är redan säkrat.",
    "Säg det till den som hotas och till din chef eller säkerhetsansvarig.",
    "Skriv in polisens diarienummer och för in ärendet i diariet.",
)
SCRIPT_IDENTITY: Final[tuple[str, ...]] = (
    "Någon med skyddade uppgifter kan röjas. Dölj inlägget nu, före allt annat.",
    "Svara inte i tråden: ett svar lyfter inlägget.",
    "Säg det till den som ansvarar för skyddade uppgifter hos er, och till personen.",
    "Står det kvar någon annanstans (delningar, skärmbilder): be plattformen ta bort det.",
)
CONFIRM_WORD: Final = "RADERA"
"""What a person types before a deletion goes a step further."""
