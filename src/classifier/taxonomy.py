"""Stable codes for labels, flags, categories and lathund rows, with their Swedish names in one table.

Source of the labels: the project's annotation guidelines; of the rows: Lilla Edet, Riktlinjer för
sociala medier (2014/KS0101), section 7.
"""

from enum import IntEnum, StrEnum
from typing import Final


class Label(StrEnum):
    """What a comment does. The order is the column order of every score array."""

    HATE_SPEECH = "hate_speech"
    THREAT = "threat"
    SUICIDE_RISK = "suicide_risk"
    PERSONAL_DATA = "personal_data"
    SPAM = "spam"
    INSULT = "insult"
    CRITICISM = "criticism"
    QUESTION = "question"
    CASE_MATTER = "case_matter"


class Flag(StrEnum):
    """What only rules find; whether it matters differs between policies."""

    PROFANITY = "profanity"
    OBSCENE = "obscene"
    COPYRIGHT = "copyright"


class LathundRow(StrEnum):
    """The five rows of the lathund (LE section 7), mildest first."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    L5 = "L5"


class Severity(IntEnum):
    """How much harm a missed comment does, 0 (none) to 4 (life)."""

    NONE = 0
    MINOR = 1
    NOTABLE = 2
    SERIOUS = 3
    LIFE = 4


class LegalBasis(StrEnum):
    """Why a public authority may hide or remove: BBS-lagen 5 §, GDPR, OSL or a published policy."""

    BBS = "bbs"
    GDPR = "gdpr"
    OSL = "osl"
    POLICY = "policy"


LABELS: Final[tuple[Label, ...]] = tuple(Label)

URGENT_LABELS: Final[frozenset[Label]] = frozenset({Label.THREAT, Label.SUICIDE_RISK})
HARMFUL_LABELS: Final[frozenset[Label]] = frozenset(
    {
        Label.HATE_SPEECH,
        Label.THREAT,
        Label.SUICIDE_RISK,
        Label.PERSONAL_DATA,
        Label.SPAM,
        Label.INSULT,
    }
)
DELETABLE_ROWS: Final[frozenset[LathundRow]] = frozenset({LathundRow.L4, LathundRow.L5})

SEVERITY: Final[dict[Label | Flag, Severity]] = {
    Label.SUICIDE_RISK: Severity.LIFE,
    Label.THREAT: Severity.LIFE,
    Label.HATE_SPEECH: Severity.SERIOUS,
    Label.PERSONAL_DATA: Severity.SERIOUS,
    Flag.OBSCENE: Severity.SERIOUS,
    Label.INSULT: Severity.NOTABLE,
    Flag.COPYRIGHT: Severity.NOTABLE,
    Label.SPAM: Severity.MINOR,
    Flag.PROFANITY: Severity.MINOR,
    Label.CASE_MATTER: Severity.NONE,
    Label.CRITICISM: Severity.NONE,
    Label.QUESTION: Severity.NONE,
}
"""Also the order in which labels are listed: most severe first, then as written here."""

SWEDISH: Final[dict[str, str]] = {
    Label.HATE_SPEECH: "hets mot folkgrupp, sexism",
    Label.THREAT: "hot, uppmaning till våld eller brott",
    Label.SUICIDE_RISK: "nöddrop, suicidrisk",
    Label.PERSONAL_DATA: "personuppgifter, sekretess",
    Label.SPAM: "spam, reklam",
    Label.INSULT: "personangrepp, förolämpning, förtal",
    Label.CRITICISM: "kritik, klagomål, missnöje",
    Label.QUESTION: "enkel fråga",
    Label.CASE_MATTER: "ärende",
    Flag.PROFANITY: "svordomar",
    Flag.OBSCENE: "pornografi, våldsskildring",
    Flag.COPYRIGHT: "upphovsrätt",
    LathundRow.L1: "Enkla frågor",
    LathundRow.L2: "Anspråkslösa inlägg",
    LathundRow.L3: "Inlägg som har betydelse i ett ärende eller inleder ett ärende",
    LathundRow.L4: "Nöddrop (suicid) eller hot",
    LathundRow.L5: "Bryter mot lagen, reglerna, sekretess eller innehåller kränkande personuppgifter",
}


_SEVERITY_ORDER: Final[list[Label | Flag]] = list(SEVERITY)


def by_severity(codes: set[Label] | frozenset[Label]) -> tuple[Label, ...]:
    """Return labels most severe first, in a fixed order."""
    return tuple(sorted(codes, key=_SEVERITY_ORDER.index))


CATEGORIES: Final[dict[str, str]] = {
    "threat.open": "öppet hot",
    "threat.veiled": "förtäckt hot",
    "threat.conditional": "villkorat hot",
    "threat.property": "hot mot egendom",
    "threat.bomb": "bombhot",
    "threat.school": "hot mot skola",
    "threat.incitement": "uppmaning till våld eller brott",
    "threat.urge_suicide": "uppmaning till självmord",
    "threat.symbol": "hot med symboler",
    "threat.foreign": "hot på annat språk",
    "suicide_risk.direct": "uttalad dödsönskan",
    "suicide_risk.indirect": "antydd dödsönskan",
    "suicide_risk.farewell": "avsked",
    "suicide_risk.burden": "känner sig som en börda",
    "suicide_risk.self_harm": "självskada",
    "suicide_risk.third_person": "oro för någon annan",
    "suicide_risk.foreign": "nöddrop på annat språk",
    "hate_speech.slur": "nedsättande ord om grupp",
    "hate_speech.dehumanising": "avhumaniserande",
    "hate_speech.coded": "kodad hets",
    "hate_speech.exclusion": "uteslutning av grupp",
    "hate_speech.conspiracy": "konspiration om grupp",
    "hate_speech.generalising": "grupp utpekad som kriminell eller sämre",
    "hate_speech.sexism": "sexism",
    "hate_speech.lgbt": "hets mot hbtqi-personer",
    "hate_speech.ableism": "förakt för funktionsnedsatta",
    "hate_speech.symbol": "hets med symboler",
    "personal_data.identifier": "personnummer eller annat id",
    "personal_data.contact": "kontaktuppgift",
    "personal_data.address": "bostadsadress",
    "personal_data.financial": "bankuppgift",
    "personal_data.vehicle": "registreringsnummer knutet till person",
    "personal_data.health": "uppgift om hälsa",
    "personal_data.social": "uppgift om socialtjänst eller ekonomi",
    "personal_data.child": "uppgift om elev eller barn",
    "personal_data.crime": "uppgift om brott",
    "personal_data.school": "uppgift om skolgång",
    "personal_data.debt": "uppgift om skulder",
    "personal_data.work": "uppgift om anställning",
    "personal_data.union_faith": "uppgift om fack, tro eller politisk åsikt",
    "personal_data.sexual": "uppgift om sexualliv eller läggning",
    "personal_data.secrecy": "uppgift under sekretess",
    "personal_data.protected_identity": "skyddad identitet",
    "spam.loan": "låneerbjudande",
    "spam.crypto": "kryptobedrägeri",
    "spam.phishing": "nätfiske",
    "spam.giveaway": "falsk utlottning",
    "spam.stream": "falsk livesändning",
    "spam.advert": "reklam",
    "spam.contact_lure": "lockar till privat kontakt",
    "spam.adult": "sexreklam",
    "spam.chain": "kedjebrev",
    "spam.link": "lös länk",
    "insult.name_calling": "förolämpning",
    "insult.defamation": "förtal",
    "insult.ill_wish": "önskar någon ont",
    "insult.dismissal": "grovt avfärdande",
    "criticism.service": "kritik mot verksamheten",
    "criticism.resign": "krav på avgång",
    "criticism.legal": "aviserad anmälan eller överklagan",
    "question.plain": "fråga",
    "case_matter.fault": "felanmälan",
    "case_matter.appeal": "överklagan eller klagomål",
    "case_matter.records": "begäran om allmän handling",
    "case_matter.concern": "orosanmälan",
    "case_matter.application": "ansökan",
    "profanity.swearing": "svordom",
    "obscene.sexual": "pornografiskt",
    "obscene.violence": "våldsskildring",
    "obscene.child_abuse": "misstänkt barnpornografi",
    "copyright.claim": "påstående om upphovsrättsintrång",
    "copyright.infringement": "möjligt upphovsrättsintrång",
}
"""Finer than a label; the part before the dot is the label or flag it belongs to."""
