"""Every sentence of the case domain that a person reads, in plain Swedish. Keys are the stable codes.

Names of states, roles and actions are keyed by the code's text: this table stands below the modules that use it.
"""

from typing import Final

from classifier.cases.codes import EventCode, Missing, Open, Refusal
from classifier.lathund.profile import StepCode

REFUSALS: Final[dict[Refusal, tuple[int, str]]] = {
    Refusal.NOT_ALLOWED: (403, "Rollen {role} får inte {what}."),
    Refusal.PERSON_REQUIRED: (403, "En maskin får inte {what}. Det gör en person."),
    Refusal.SCOPE_MISSING: (403, "API-nyckeln har inte rätten {scope} och får inte {what}."),
    Refusal.STALE_VERSION: (409, "Ärendet har ändrats sedan du öppnade det. Ladda om och se efter."),
    Refusal.LOCKED: (409, "{name} arbetar med ärendet till {until}."),
    Refusal.LOCK_LOST: (409, "Du har inte längre ärendet. Ta det igen."),
    Refusal.CASE_MOVED: (409, "Det går inte att {what}: ärendet är {state}."),
    Refusal.ILLEGAL_TRANSITION: (409, "Ärendet kan inte gå från {old} till {new}."),
    Refusal.HUMAN_DECISION: (409, "{name} har beslutat {row} den {at}. En maskin ändrar inte en människas beslut."),
    Refusal.ALARM_STANDS: (409, "En maskin sänker inte ett larm. En person avgör."),
    Refusal.NO_EVIDENCE: (409, "Inlägget är inte säkrat. Bevis ska sparas först."),
    Refusal.COPY_FORBIDDEN: (422, "Misstänkt barnpornografi får aldrig kopieras. Anteckna bara länk och tid."),
    Refusal.BAD_SCREENSHOT: (422, "Skärmdumpen kan inte tas emot: {why}"),
    Refusal.REASON_MISSING: (422, "Skriv varför."),
    Refusal.PLAIN_CRITICISM: (
        422,
        "Inlägget är kritik, fråga eller ärende och inget annat. Det döljs eller tas aldrig bort.",
    ),
    Refusal.ROW_NEEDS_ALARM: (422, "Rad L4 gäller hot och nöddrop. Ange vilket det är."),
    Refusal.ALARM_NEEDS_ROW: (422, "Hot och nöddrop hör till rad L4. Ta bort etiketten om den är fel."),
    Refusal.LEGAL_BASIS_MISSING: (422, "Ange laglig grund: BBS-lagen, GDPR, OSL eller publicerad policy."),
    Refusal.LEGAL_BASIS_NOT_ASKED: (422, "Raderna L1–L3 har ingen laglig grund för borttagning."),
    Refusal.RULE_MISSING: (422, "Ange vilken publicerad regel som inlägget bryter mot."),
    Refusal.OTHER_POLICY: (422, "Ärendet hör till policyn {case}, inte {given}."),
    Refusal.ROW_NOT_HIDDEN: (409, "Ett inlägg på rad {row} döljs eller tas inte bort."),
    Refusal.PLATFORM_CANNOT: (409, "Plattformen {platform} låter er inte {what}."),
    Refusal.ALREADY_DONE: (409, "Det är redan gjort: {what}."),
    Refusal.NO_SUCH_STEP: (404, "Ärendet har inget steg {step}."),
    Refusal.STEP_OUT_OF_ORDER: (409, "Först: {first}."),
    Refusal.STEP_HAS_COMMAND: (422, "Steget ”{step}” blir klart när du {how}."),
    Refusal.STEP_NOT_SKIPPABLE: (422, "Steget ”{step}” kan inte hoppas över."),
    Refusal.ANSWER_MISSING: (422, "Svara ja eller nej: {step}"),
    Refusal.REFERENCE_MISSING: (422, "Ange {what} för steget ”{step}”."),
    Refusal.FOLLOW_UP_DATE: (422, "Ange en tid för uppföljning som ligger framåt."),
    Refusal.FLOOR: (409, "Inlägget kan inte raderas. Det här saknas: {missing}"),
    Refusal.NO_DELETION: (409, "Det finns ingen begäran om radering att {what}."),
    Refusal.DELETION_OPEN: (409, "En radering är begärd. Återta den först."),
    Refusal.OPEN_POINTS: (409, "Ärendet kan inte stängas. Kvar att göra: {points}"),
    Refusal.NO_SUCH_HOLD: (404, "Det finns inget sådant hinder att häva."),
    Refusal.NO_SUCH_REPLY: (404, "Det finns inget sådant svar."),
    Refusal.REPLY_BLOCKED: (409, "Policyn säger att borttagna inlägg inte kommenteras. Svara inte."),
    Refusal.REPLY_MOVED: (409, "Svaret är redan publicerat och kan inte ändras."),
    Refusal.PLACEHOLDERS: (422, "Fyll i eller ta bort: {names}."),
    Refusal.SELF_APPROVAL: (403, "Någon annan än du ska läsa svaret."),
    Refusal.FOUR_EYES: (409, "Någon annan ska läsa svaret innan det publiceras."),
    Refusal.NOTICE_NOT_ASKED: (422, "Policyn ber er inte att meddela den som skrivit ett inlägg på rad {row}."),
    Refusal.SUPPORT_WORDING: (422, "Det stödjande svaret: {why}"),
    Refusal.NOTICE_MISSING: (422, "Meddela först frågeställaren att frågan skickas vidare."),
    Refusal.RESPONSIBLE_MISSING: (422, "Kontot behöver en namngiven ansvarig och en annan namngiven ersättare."),
    Refusal.GALLRING_CHANGED: (409, "Gallringslistan har ändrats sedan den visades. Se den nya och bekräfta igen."),
    Refusal.GROUP_CHANGED: (409, "Gruppen har ändrats sedan den visades: {left_out}"),
    Refusal.NO_DECISION: (409, "Ingen person har beslutat i ärendet."),
    Refusal.NO_SUCH_CASE: (404, "Det finns inget sådant ärende."),
    Refusal.NO_SUCH_DELETION: (404, "Det finns ingen sådan radering."),
    Refusal.KEY_REUSED: (422, "Nyckeln (Idempotency-Key) är redan använd för något annat."),
    Refusal.NO_GLYPH: (409, "Tecken som inte kan visas i PDF: {signs}. Hämta beviset som JSON."),
    Refusal.EXTERNAL_ID_MISSING: (422, "Ange external_id, eller en nyckel (Idempotency-Key)."),
    Refusal.NOT_AS_ONE: (409, "Ärendet kan inte beslutas tillsammans med andra: {why}."),
    Refusal.THRESHOLD_ORDER: (422, "Gränsen för granskning ska ligga över 0 och högst på gränsen för åtgärd, under 1."),
    Refusal.THRESHOLD_FLOOR: (
        422,
        "Gränserna för {label} får bara göras känsligare: högst {review} för granskning och {act} för åtgärd.",
    ),
    Refusal.NAME_MISSING: (422, "Skriv ett namn, högst 80 tecken."),
    Refusal.NO_SUCH_IMPORT: (404, "Det finns ingen sådan import."),
    Refusal.COLUMN_MISSING: (422, "Kolumnen {column} finns inte i filen. Kolumnerna är: {known}."),
    Refusal.FILE_UNREADABLE: (422, "Filen kan inte läsas: {why}"),
    Refusal.REPLY_TEXT_MISSING: (422, "Skriv svaret, eller ange vilket svar som ska publiceras."),
    Refusal.WORD_MISSING: (422, "Skriv {word} i rutan för att bekräfta."),
}
"""Code → (HTTP status hint, sentence): 403 not allowed, 404 no such thing, 409 the case moved, 422 bad input."""

MISSING: Final[dict[Missing, tuple[int, str]]] = {
    Missing.MACHINE: (403, "En person måste göra det. Varken en API-nyckel eller systemet får radera."),
    Missing.NAMED_PERSON: (403, "Den som raderar ska vara namngiven."),
    Missing.ROLE: (403, "Den som bekräftar saknar behörighet att radera."),
    Missing.ROW: (409, "Inlägg på raderna L1–L3 raderas aldrig."),
    Missing.PLAIN_CRITICISM: (409, "Kritik, frågor och ärenden som inte är något mer raderas aldrig."),
    Missing.DECISION: (409, "En person ska först ha beslutat i ärendet."),
    Missing.EVIDENCE: (409, "Beviset är inte säkrat eller stämmer inte med sin kontrollsumma."),
    Missing.COPY_KEPT: (409, "Misstänkt barnpornografi får inte finnas som kopia. Bara länk och tid sparas."),
    Missing.REGISTERED: (409, "Inlägget ska först föras över till diariet."),
    Missing.HOLD: (409, "Ett utlämnande eller annat hinder pågår: {holds}"),
    Missing.CONFIRMATION: (409, "En namngiven person ska ha bekräftat raderingen."),
    Missing.TWO_PERSONS: (403, "Policyn kräver två olika personer: en begär och en annan bekräftar."),
    Missing.REASON: (422, "Skäl saknas."),
    Missing.LEGAL_BASIS: (422, "Laglig grund saknas."),
    Missing.GALLRING_DECISION: (422, "Policyn kräver ett gallringsbeslut. Ange dess beteckning."),
}

OPEN: Final[dict[Open, str]] = {
    Open.NO_DECISION: "en person ska besluta",
    Open.STEP: "steget ”{step}”",
    Open.POLICE_REFERENCE: "polissteget med polisens diarienummer",
    Open.UNANSWERED: "frågan ska besvaras",
    Open.HOLDING_REPLY: "svaret som ni lovade återkomma med",
    Open.LAWFUL_BUT_HIDDEN: "inlägget är tillåtet men dolt: visa det igen",
    Open.DELETION: "raderingen ska utföras eller återtas",
}

EVENTS: Final[dict[EventCode, str]] = {
    EventCode.SEALED: "Inlägget togs emot och säkrades, innan något annat gjordes.",
    EventCode.CLASSIFIED: "Inlägget klassades.",
    EventCode.RECEIVED: "Inlägget kom in och säkrades.",
    EventCode.QUEUED: "Ärendet väntar på en person.",
    EventCode.RECLASSIFIED: "Klassningen gjordes om.",
    EventCode.SHOWN_UNMASKED: "Namn och nummer visades omaskerade.",
    EventCode.EVIDENCE_RENEWED: "Beviset kompletterades.",
    EventCode.CHILD_ABUSE_FLAGGED: "Misstänkt barnpornografi: bara länk och tid sparas.",
    EventCode.REPORTED: "Inlägget anmäldes.",
    EventCode.CLAIMED: "Ärendet togs.",
    EventCode.LOCK_RENEWED: "Tiden för ärendet förlängdes.",
    EventCode.RELEASED: "Ärendet lämnades tillbaka.",
    EventCode.LOCK_EXPIRED: "Tiden för ärendet gick ut.",
    EventCode.SKIPPED: "Ärendet hoppades över.",
    EventCode.COLLEAGUE_ASKED: "En kollega tillfrågades.",
    EventCode.CONFIRMED: "Förslaget bekräftades.",
    EventCode.CORRECTED: "Förslaget rättades.",
    EventCode.STEP_DONE: "Steget gjordes.",
    EventCode.STEP_NOT_NEEDED: "Steget behövdes inte.",
    EventCode.FOLLOW_UP_PLANNED: "Uppföljning bestämdes.",
    EventCode.HIDDEN: "Inlägget doldes.",
    EventCode.RESTORED: "Inlägget visades igen.",
    EventCode.DELETION_REQUESTED: "Radering begärdes.",
    EventCode.DELETION_CONFIRMED: "Raderingen bekräftades.",
    EventCode.DELETION_WITHDRAWN: "Raderingen återtogs.",
    EventCode.DELETION_CARRIED_OUT: "Inlägget raderades.",
    EventCode.HOLD_PLACED: "Ett hinder för radering och gallring lades in.",
    EventCode.HOLD_LIFTED: "Hindret hävdes.",
    EventCode.REPLY_DRAFTED: "Ett svar skrevs.",
    EventCode.REPLY_REVISED: "Svaret ändrades.",
    EventCode.REPLY_APPROVED: "Svaret lästes och godkändes.",
    EventCode.REPLY_PUBLISHED: "Svaret publicerades.",
    EventCode.FORWARDED: "Frågan skickades vidare.",
    EventCode.CLOSED: "Ärendet stängdes.",
    EventCode.REOPENED: "Ärendet öppnades igen.",
    EventCode.GALLRAD: "Handlingen gallrades.",
    EventCode.ACCOUNT_REGISTERED: "Kontot lades in.",
    EventCode.ACCOUNT_CHANGED: "Kontots uppgifter ändrades.",
    EventCode.ACCOUNT_ACTIVATED: "Kontot togs i bruk.",
    EventCode.ACCOUNT_DEACTIVATED: "Kontot togs ur bruk.",
    EventCode.USER_ADDED: "Användaren lades upp.",
    EventCode.USER_CHANGED: "Användarens namn, titel eller roll ändrades.",
    EventCode.USER_DISABLED: "Användaren stängdes av.",
    EventCode.USER_ENABLED: "Användaren släpptes in igen.",
    EventCode.PASSWORD_CHANGED: "Lösenordet byttes.",
    EventCode.KEY_CREATED: "API-nyckeln skapades.",
    EventCode.KEY_REVOKED: "API-nyckeln drogs in.",
    EventCode.LIST_EXPORTED: "En lista över inlägg hämtades, maskerad.",
    EventCode.THRESHOLD_SET: "Kommunens eget tröskelvärde sattes.",
    EventCode.THRESHOLD_DROPPED: "Kommunens eget tröskelvärde togs bort; modellens gäller.",
}
"""The reason of an event where nobody had to write one: nothing in the audit trail is empty."""

STATE_NAMES: Final[dict[str, str]] = {
    "received": "mottaget",
    "waiting": "väntande",
    "in_review": "under granskning",
    "decided": "beslutat",
    "working": "under arbete",
    "closed": "stängt",
    "reopened": "öppnat igen",
    "visible": "synligt",
    "hidden": "dolt",
    "deletion_requested": "begärt att raderas",
    "deletion_confirmed": "bekräftat att raderas",
    "deleted": "raderat",
}

ROLE_NAMES: Final[dict[str, str]] = {
    "reader": "läsare",
    "moderator": "moderator",
    "registrar": "registrator",
    "data_staff": "dataansvarig",
    "admin": "administratör",
}

ACTION_NAMES: Final[dict[str, str]] = {
    "read": "läsa ärenden",
    "read_evidence": "läsa bevis",
    "read_audit": "läsa loggen",
    "take_in": "ta in inlägg",
    "reclassify": "klassa om",
    "expire_lock": "lösa ut ett ärende",
    "review": "granska ärenden",
    "decide": "besluta",
    "do_step": "göra steg",
    "register": "diarieföra",
    "hide": "dölja",
    "restore": "visa igen",
    "reply": "svara",
    "approve_reply": "godkänna svar",
    "forward": "skicka vidare",
    "request_deletion": "begära radering",
    "confirm_deletion": "bekräfta radering",
    "withdraw_deletion": "återta radering",
    "carry_out_deletion": "utföra radering",
    "close": "stänga ärenden",
    "reopen": "öppna ärenden igen",
    "hold": "lägga in eller häva hinder",
    "gallring": "gallra",
    "export_records": "föra över handlingar",
    "export_labels": "hämta etiketter",
    "manage_accounts": "ändra konton",
    "manage_users": "ändra användare",
    "change_thresholds": "ändra tröskelvärden",
}

STEP_COMMANDS: Final[dict[StepCode, str]] = {
    StepCode.SEAL_EVIDENCE: "tar in inlägget",
    StepCode.NOTE_LINK: "tar in inlägget",
    StepCode.HIDE: "döljer inlägget",
    StepCode.UNPUBLISH: "döljer eller raderar inlägget",
    StepCode.REMOVE: "begär, bekräftar och utför radering",
    StepCode.SUPPORT_REPLY: "publicerar det stödjande svaret",
    StepCode.INFORM_AUTHOR: "publicerar meddelandet till den som skrev",
    StepCode.ANSWER: "publicerar svaret",
    StepCode.ANSWER_IF_NEEDED: "publicerar svaret",
    StepCode.HOLDING_REPLY: "publicerar ett svar om att ni återkommer",
    StepCode.FOUR_EYES: "låter någon annan godkänna svaret",
    StepCode.FORWARD: "skickar vidare och meddelar frågeställaren",
}
"""How a step that has its own command becomes done: "Steget blir klart när du …"."""

REFERENCES: Final[dict[StepCode, str]] = {
    StepCode.CONTACT_POLICE: "polisens diarienummer",
    StepCode.SEND_PACKAGE: "vem som fick materialet",
    StepCode.HEAD_DECIDES: "vem som avgjorde",
    StepCode.OTHER_CHANNEL: "vart ni hänvisade",
    StepCode.REGISTER: "diarienumret",
    StepCode.CONSIDER_REGISTER: "diarienumret",
}
"""What the reference of a step is."""

HOLD_NAMES: Final[dict[str, str]] = {"disclosure": "begäran om utlämnande", "legal": "rättsligt hinder"}

BASIS_NAMES: Final[dict[str, str]] = {
    "bbs": "lagen om ansvar för elektroniska anslagstavlor (1998:112), 5 §",
    "gdpr": "dataskyddsförordningen (GDPR)",
    "osl": "offentlighets- och sekretesslagen (2009:400)",
    "policy": "den publicerade policyn för kommentarer",
}

ADVICE_BBS_HIDDEN: Final = (
    "Dolt räcker kanske inte. På Facebook ser den som skrev och dennes vänner fortfarande inlägget. "
    "BBS-lagen kräver att det tas bort när det är uppenbart olagligt."
)

LEFT_OUT: Final[dict[str, str]] = {
    "urgent": "larm ses alltid vart och ett",
    "child_abuse": "misstänkt barnpornografi ses alltid för sig",
    "decided": "redan beslutat",
    "claimed": "någon arbetar med det",
    "differs": "förslaget eller policyn är en annan",
}
"""Why a case is not covered by a decision for a group."""

CLOCK_NAMES: Final[dict[str, str]] = {"platform": "plattformen", "diarium": "diariet"}

STOPPED_NOT_REGISTERED: Final = "ännu inte fört till diariet"

PROTOCOL: Final = """Gallringsprotokoll

Gallrat: {when}
Bekräftat av: {who}
Skäl: {reason}

Gallringsbeslut:
{rules}

Gallrade handlingar ({count}):
{rows}

Undantagna, fast fristen är ute:
{kept}

Listans kontrollsumma: {digest}
"""
