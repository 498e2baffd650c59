"""Drafts of what the municipality writes, and what is checked before it is sent. A person reads and sends every one.

A draft may hold placeholders in square brackets; none of them may be left when it is published.
"""

import re
from datetime import datetime
from typing import Final

from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.moments import shown
from classifier.cases.parts import Reached
from classifier.cases.refusal import refuse
from classifier.cases.states import Visibility
from classifier.cases.texts import BASIS_NAMES
from classifier.taxonomy import DELETABLE_ROWS, HARMFUL_LABELS, LathundRow

SUPPORT_NUMBERS: Final[dict[str, re.Pattern[str]]] = {
    "112": re.compile(r"(?<!\d)112(?!\d)"),
    "Självmordslinjen 90101": re.compile(r"(?<!\d)90\s?101(?!\d)"),
    "Hjälplinjen 90390": re.compile(r"(?<!\d)90\s?390(?!\d)"),
    "Bris 116 111": re.compile(r"(?<!\d)116\s?111(?!\d)"),
}

_BREACH: Final = re.compile(
    r"regelbrott|bryt(?:er|a|it)\s+mot|brutit\s+mot|strider?\s+mot|överträd|otillåt|olämplig|raderat|"
    r"tagits\s+bort|togs\s+bort|tagit\s+bort|borttag|våra\s+regler|inte\s+tillåte",
    re.IGNORECASE,
)
_AUTOMATED: Final = re.compile(r"automati", re.IGNORECASE)
_REDRESS: Final = re.compile(
    r"hör av dig|kontakta|vänd(?:a)? dig|ompröv|överklaga|prövar? .{0,40}på nytt|Justitieombudsman|\bJO\b",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(r"\[[^\[\]\n]{1,80}\]|\{[^{}\n]{1,80}\}|_{3,}|\bX{3,}\b")

_SUPPORT: Final = """Hej!

Tack för att du skriver. Det du berättar gör oss oroliga för dig, och vi vill att du får hjälp nu.

Är du i fara just nu? Ring 112.
Du kan prata med någon direkt:
Självmordslinjen 90101 (chatt och telefon, dygnet runt)
Hjälplinjen 90390
Bris 116 111 (för dig under 18 år)

Du är inte ensam. Vi hör av oss igen."""

_ANSWER: Final = """Hej!

[svar]"""

_HOLDING: Final = """Hej!

Tack för din fråga. Vi kollar upp det och återkommer senast {when}."""

_FORWARD: Final = """Hej!

Tack för ditt inlägg. Det här kan {unit} bäst, så vi har skickat din fråga dit. De svarar dig."""

_NOTICE: Final = """Hej!

Ditt inlägg den {when} hos {name} är {done}.

Regel: {rule} ({policy}, version {version}).
Laglig grund: {basis}.
Vad det gäller: {facts}
{automated}

Inlägget är en allmän handling och sparas. Du får gärna skriva igen utan det som bryter mot regeln; kritik är tillåten.
Tycker du att beslutet är fel? Hör av dig till {contact}, så prövar en annan person det på nytt. \
Du kan också vända dig till Justitieombudsmannen (JO)."""

_NOTICED_BY_MACHINE: Final = "Ett automatiskt verktyg uppmärksammade inlägget. En människa har fattat beslutet."
_DECIDED_BY_PERSON: Final = "En människa har fattat beslutet, utan automatik."


def support_draft() -> str:
    """Return the private reply of the suicide path: help and numbers, never a word of rules (R9)."""
    return _SUPPORT


def answer_draft() -> str:
    """Return the frame of an answer (R50)."""
    return _ANSWER


def holding_draft(when: datetime | None = None) -> str:
    """Return "we look it up and come back" (R44)."""
    return _HOLDING.format(when=shown(when) if when else "[när]")


def forward_draft(unit: str = "") -> str:
    """Return what the asker is told when the question is sent on (R35, R52)."""
    return _FORWARD.format(unit=unit.strip() or "[verksamhet]")


def notice_draft(case: Case, *, facts: str = "", contact: str = "") -> str:
    """Return the notice to the author: rule, facts, automated or not, where to turn (R29; the shape of DSA art. 17)."""
    decision = case.decision
    if decision is None or decision.row is not LathundRow.L5:
        raise refuse(Refusal.NOTICE_NOT_ASKED, row=case.row.value)
    return _NOTICE.format(
        when=shown(case.comment.published_at or case.comment.received_at),
        name=case.policy.name,
        done="raderat" if case.visibility is Visibility.DELETED else "dolt",
        rule=decision.rule,
        policy=case.policy.name,
        version=decision.policy_version,
        basis=", ".join(BASIS_NAMES[basis] for basis in decision.legal_basis),
        facts=facts.strip() or "[beskriv kort vad i inlägget som bryter mot regeln]",
        automated=_DECIDED_BY_PERSON if _found_by_person(case) else _NOTICED_BY_MACHINE,
        contact=contact.strip() or "[kontaktväg]",
    )


def _found_by_person(case: Case) -> bool:
    """Whether no machine pointed the comment out: when a person opens a case, the machine of that day reads it anew."""
    said = case.classification
    harmful = said.urgent or said.row in DELETABLE_ROWS or bool(HARMFUL_LABELS & set(said.labels))
    return case.reached is Reached.RANDOM_AUDIT or (case.reached is Reached.PICKED and not harmful)


def placeholders(text: str) -> tuple[str, ...]:
    """Return the placeholders that nobody has filled in."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def check_filled(text: str) -> None:
    """Refuse a text with unfilled placeholders, naming them."""
    left = placeholders(text)
    if left:
        raise refuse(Refusal.PLACEHOLDERS, names=", ".join(left))


def check_support(text: str) -> None:
    """Refuse a supportive reply without all numbers, or with a word about rules or removal."""
    absent = [name for name, pattern in SUPPORT_NUMBERS.items() if not pattern.search(text)]
    if absent:
        raise refuse(Refusal.SUPPORT_WORDING, why=f"skriv också {', '.join(absent)}.")
    breach = _BREACH.search(text)
    if breach:
        raise refuse(Refusal.SUPPORT_WORDING, why=f"skriv inte om regler eller borttagning (”{breach.group()}”).")


def check_notice(case: Case, text: str) -> None:
    """Refuse a notice without the rule, whether a machine took part, or where to turn (R29; DSA art. 17)."""
    rule = case.decision.rule if case.decision else ""
    absent = [] if _plain(rule) in _plain(text) else [f"regeln ”{rule}”"]
    absent += [] if _AUTOMATED.search(text) else ["om ett automatiskt verktyg var med"]
    absent += [] if _REDRESS.search(text) else ["vart man vänder sig om man tycker att det är fel"]
    if absent:
        raise refuse(Refusal.NOTICE_WORDING, missing=", ".join(absent))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
