"""PREMIS 3: what the package is made of, with fixity, and what happened to each record, off the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from classifier import __version__
from classifier.cases.audit import Link
from classifier.cases.canonical import sha256
from classifier.cases.moments import iso
from classifier.cases.packages.metadata import plain, serialised
from classifier.cases.packages.mets import XSI, Reference
from classifier.cases.packages.record import Record
from classifier.cases.texts import EVENTS

PREMIS: Final = "http://www.loc.gov/premis/v3"
_LOCATION: Final = f"{PREMIS} http://www.loc.gov/standards/premis/premis.xsd"


def as_premis(records: Sequence[Record], files: Mapping[str, bytes], *, package: str, now: datetime) -> bytes:
    """Return the document: an object for each file, an event for each link of the trail and for the making."""
    ET.register_namespace("premis", PREMIS)
    ET.register_namespace("xsi", XSI)
    root = ET.Element(_p("premis"), {"version": "3.0", f"{{{XSI}}}schemaLocation": _LOCATION})
    for path in sorted(files):
        _object(root, path, files[path])
    _event(
        root, f"{package}-skapat", "information package creation", iso(now), f"Paketet {package} gjordes.", "Lathund"
    )
    for record in records:
        for link in record.history:
            _happened(root, record, link)
    agent = ET.SubElement(root, _p("agent"))
    _identifier(agent, "agent", "Lathund")
    for name, text in (("agentName", "Lathund"), ("agentType", "software"), ("agentVersion", __version__)):
        ET.SubElement(agent, _p(name)).text = text
    return serialised(root)


def _object(root: ET.Element, path: str, content: bytes) -> None:
    item = ET.SubElement(root, _p("object"), {f"{{{XSI}}}type": "premis:file"})
    _identifier(item, "object", path)
    traits = ET.SubElement(item, _p("objectCharacteristics"))
    fixity = ET.SubElement(traits, _p("fixity"))
    ET.SubElement(fixity, _p("messageDigestAlgorithm")).text = "SHA-256"
    ET.SubElement(fixity, _p("messageDigest")).text = sha256(content)
    ET.SubElement(traits, _p("size")).text = str(len(content))
    form = ET.SubElement(ET.SubElement(traits, _p("format")), _p("formatDesignation"))
    ET.SubElement(form, _p("formatName")).text = Reference("", path, 0, "").media_type


def _happened(root: ET.Element, record: Record, link: Link) -> None:
    said = f"{record.case.id}: {EVENTS[link.event.action]} Kedjans kontrollsumma {link.digest}."
    _event(root, f"handelse-{link.sequence}", link.event.action.value, iso(link.event.at), said, link.event.actor.name)


def _event(root: ET.Element, identity: str, kind: str, at: str, detail: str, agent: str) -> None:
    event = ET.SubElement(root, _p("event"))
    _identifier(event, "event", identity)
    ET.SubElement(event, _p("eventType")).text = kind
    ET.SubElement(event, _p("eventDateTime")).text = datetime.fromisoformat(at).astimezone(UTC).isoformat()
    information = ET.SubElement(event, _p("eventDetailInformation"))
    ET.SubElement(information, _p("eventDetail")).text = plain(detail)
    linked = ET.SubElement(event, _p("linkingAgentIdentifier"))
    ET.SubElement(linked, _p("linkingAgentIdentifierType")).text = "local"
    ET.SubElement(linked, _p("linkingAgentIdentifierValue")).text = plain(agent)


def _identifier(parent: ET.Element, kind: str, value: str) -> None:
    identifier = ET.SubElement(parent, _p(f"{kind}Identifier"))
    ET.SubElement(identifier, _p(f"{kind}IdentifierType")).text = "local"
    ET.SubElement(identifier, _p(f"{kind}IdentifierValue")).text = plain(value)


def _p(name: str) -> str:
    return f"{{{PREMIS}}}{name}"
