"""Public contact details: numbers, mail domains and addresses of authorities, never reported as personal data.

The shipped table is `rules/data/public_contacts.txt`; a municipality adds its own file (LATHUND_PUBLIC_CONTACTS).
"""

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

import phonenumbers
import regex

from classifier.rules.identifiers.cues import words

_ROLE_MAILBOXES: Final = frozenset(words("role_mailbox"))
_PARTS: Final = regex.compile(r"[._-]")
_ROLE_PART: Final = regex.compile(
    r"(?:.*(?:kontoret|kontor|enheten|enhet|förvaltningen|forvaltningen|forvaltning|nämnden|namnden|namnd|byggnad|byggnads|jouren|jour|tjänsten|tjänst"
    r"|tjansten|tjanst|skolan|skola|skolor|skolskjuts|biblioteket|bibliotek|växel|vaxel|växeln|vaxeln|service|brev|boende|boendet|omsorgen|omsorg"
    r"|centralen|central|mottagningen|mottagning|verksamheten|avdelningen|avdelning|hallen|badet|badhuset|förening|foreningen|styrelse"
    r"|styrelsen|redaktion|bolaget|verket|anmälan|anmalan|museet|parkering|avfall|renhållning|renhallning|kyrkan|pastorat)"
    r"|\w*vagledning|\w*vägledning|\w*radgivning|\w*rådgivning|\w*halsan|\w*hälsan|va|vatten|fjarrvarme|fjärrvärme|fragor|frågor|hemtj\w*|socialtj\w*|soc|ks|bun|trafik|gatu|miljo|miljö|plan|bygg|bygglov|ekonomi|lon|lön|hr|personal|it|support|info|kontakt|lokal|fastighet"
    r"|fritid|kultur|elev|elevhalsa|elevhälsa|expedition|expeditionen|\w*tips|exp|rektor|bitradande|chef|ordf|ordforande|kassor|sekr|sekreterare|drift|felanm\w*|upphandling|juridik"
    r"|valnamnd|val|krisledning|beredskap|sakerhet|säkerhet|presstjanst|marknad|naringsliv|näringsliv|besok|besök|bokning\w*|kund\w*|medlem\w*|intendent)$"
)
"""A part of a mailbox that names an office or a service: `gatukontoret`, `hemtjanst.norr`."""
_OWN_WORDS: Final = frozenset({"mig", "mej", "jag", "oss", "min", "mitt", "mina", "me", "my"})
"""`info.om.mig`: somebody's own words are no part of a role."""
_PRIVATE_POST: Final = (
    "gmail.",
    "hotmail.",
    "outlook.",
    "live.",
    "yahoo.",
    "icloud.",
    "msn.",
    "telia.",
    "spray.",
    "bredband",
    "comhem.",
    "protonmail.",
    "proton.",
)
_PUBLIC_ENDINGS: Final = ("kommun.se", "region.se", "gov.se")


class PublicContactsError(Exception):
    """A file of public contact details that cannot be used: says file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class PublicContacts:
    """What is public: telephone numbers (E.164), mail domains, whole mail addresses, profile names."""

    entries: frozenset[str] = field(repr=False)

    def phone(self, number: str) -> bool:
        """Tell whether an E.164 number is public."""
        return number in self.entries

    def mail(self, local: str, domain: str) -> bool:
        """Tell whether a mail address belongs to an authority or to a role instead of a person."""
        if local in _ROLE_MAILBOXES or f"{local}@{domain}" in self.entries:
            return True
        parts = domain.split(".")
        first, *rest = _PARTS.split(local)
        if not domain.startswith(_PRIVATE_POST) and _ROLE_PART.match(first) and _OWN_WORDS.isdisjoint(rest):
            return True
        return (
            "kommun" in parts[0]
            or domain.endswith(_PUBLIC_ENDINGS)
            or any(".".join(parts[i:]) in self.entries for i in range(len(parts)))
        )

    def page(self, path: str) -> bool:
        """Tell whether a profile is named as an authority's domain is: `facebook.com/lillaedet`."""
        name = path.strip("/").split("/")[0].lstrip("@")
        return f"{name}.se" in self.entries or name in self.entries

    def extended(self, path: Path) -> Self:
        """Return these and those of a file. Raises PublicContactsError."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PublicContactsError(f"{path}: cannot be read ({error})") from error
        return type(self)(self.entries | _parse(text, path.name))


def _parse(text: str, name: str) -> frozenset[str]:
    found: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        for word in line.split("#", 1)[0].lower().split():
            if word.startswith("+") or word.isdigit():
                found.add(_e164(word, f"{name}:{number}"))
            elif "." in word:
                found.add(word)
            else:
                hint = "write numbers as +46…, mail domains as nybro.se, addresses as namn@nybro.se"
                raise PublicContactsError(f"{name}:{number}: {word!r} is no public contact detail; {hint}")
    return frozenset(found)


def _e164(word: str, where: str) -> str:
    try:
        parsed = phonenumbers.parse(word, "SE")
    except phonenumbers.NumberParseException as error:
        raise PublicContactsError(f"{where}: {word!r} is no telephone number ({error})") from error
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=1)
def public_contacts() -> PublicContacts:
    """Return the shipped table."""
    text = files("classifier.rules").joinpath("data/public_contacts.txt").read_text(encoding="utf-8")
    return PublicContacts(_parse(text, "public_contacts.txt"))
