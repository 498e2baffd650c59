"""The kinds of identifiers: how each is called when masked, what it means for the lathund, how far it reaches."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.rules.finding import Strength


class Kind(StrEnum):
    """A kind of identifier; the value is the end of the rule code `identifier-<kind>`."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLATE = "plate"
    ACCOUNT = "account"
    CARD = "card"
    PASSPORT = "passport"
    IP = "ip"
    PROFILE = "profile"
    COORDINATE = "coordinate"


@dataclass(frozen=True, slots=True)
class KindInfo:
    """What is said of an identifier of one kind."""

    mask: str
    """Stands between brackets in a masked text."""
    category: str
    reason: str
    strength: Strength


KINDS: Final[dict[Kind, KindInfo]] = {
    Kind.PERSONNUMMER: KindInfo("personnummer", "personal_data.identifier", "Giltigt personnummer", Strength.CERTAIN),
    Kind.SAMORDNINGSNUMMER: KindInfo(
        "samordningsnummer", "personal_data.identifier", "Giltigt samordningsnummer", Strength.CERTAIN
    ),
    Kind.PHONE: KindInfo("telefon", "personal_data.contact", "Telefonnummer som kan vara privat", Strength.LIKELY),
    Kind.EMAIL: KindInfo("e-post", "personal_data.contact", "E-postadress som kan vara privat", Strength.LIKELY),
    Kind.ADDRESS: KindInfo("adress", "personal_data.address", "Gatuadress där någon verkar bo", Strength.LIKELY),
    Kind.PLATE: KindInfo(
        "regnummer", "personal_data.vehicle", "Registreringsnummer som kan knytas till en person", Strength.LIKELY
    ),
    Kind.ACCOUNT: KindInfo(
        "konto", "personal_data.financial", "Kontonummer eller Swish till privatperson", Strength.CERTAIN
    ),
    Kind.CARD: KindInfo("kort", "personal_data.financial", "Kortnummer", Strength.CERTAIN),
    Kind.PASSPORT: KindInfo("pass", "personal_data.identifier", "Passnummer", Strength.CERTAIN),
    Kind.IP: KindInfo("ip", "personal_data.identifier", "IP-adress", Strength.LIKELY),
    Kind.PROFILE: KindInfo("profil", "personal_data.contact", "Länk till en persons profil", Strength.HINT),
    Kind.COORDINATE: KindInfo(
        "koordinat", "personal_data.address", "Koordinater som pekar ut en plats", Strength.LIKELY
    ),
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier; `start` and `end` are half-open code-point offsets into the text as sent."""

    kind: Kind
    start: int
    end: int
