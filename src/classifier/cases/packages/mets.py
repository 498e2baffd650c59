"""METS as E-ARK CSIP 2.1 uses it. The numbers in the comments are its requirements."""

import mimetypes
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from classifier.cases.packages.metadata import plain, serialised

METS: Final = "http://www.loc.gov/METS/"
CSIP: Final = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XLINK: Final = "http://www.w3.org/1999/xlink"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
PROFILE: Final = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP-v2-1-0.xml"
_LOCATIONS: Final = f"{METS} http://www.loc.gov/standards/mets/mets.xsd"
_TYPES: Final = {
    ".json": "application/json",
    ".xsd": "application/xml",
    ".xml": "application/xml",
    ".webp": "image/webp",
}
_CONTENT: Final = "Kommentarer i sociala medier"
_SPACE: Final = uuid.UUID("b41b7e6c-3a3c-5a4e-9a0e-63f1f7a5c0de")


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that METS points at: id, path from the METS document, size in bytes, SHA-256."""

    id: str
    path: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The media type by the ending of the name."""
        ending = f".{self.path.rpartition('.')[2]}"
        return _TYPES.get(ending) or mimetypes.guess_type(self.path)[0] or "application/octet-stream"


@dataclass(slots=True)
class Mets:
    """A METS document in the making."""

    identity: str
    creator: str
    software: str
    version: str
    made: datetime
    _descriptive: list[Reference] = field(default_factory=list)
    _preservation: list[Reference] = field(default_factory=list)
    _groups: list[tuple[str, list[Reference]]] = field(default_factory=list)
    _representations: list[tuple[str, Reference]] = field(default_factory=list)

    def describe(self, reference: Reference) -> None:
        """Add descriptive metadata."""
        self._descriptive.append(reference)

    def preserve(self, reference: Reference) -> None:
        """Add preservation metadata (PREMIS)."""
        self._preservation.append(reference)

    def files(self, use: str, references: Sequence[Reference]) -> None:
        """Add a group of files."""
        self._groups.append((use, list(references)))

    def represent(self, label: str, mets: Reference) -> None:
        """Add a representation by its own METS document."""
        self._representations.append((label, mets))

    def as_xml(self, *, package_type: str) -> bytes:
        """Return the document."""
        for prefix, space in (("", METS), ("csip", CSIP), ("xlink", XLINK), ("xsi", XSI)):
            ET.register_namespace(prefix, space)
        root = ET.Element(_m("mets"), {"OBJID": self.identity, "TYPE": "Other", "PROFILE": PROFILE})  # CSIP1, 2, 6
        root.set(_c("OTHERTYPE"), _CONTENT)  # CSIP3
        root.set(_c("CONTENTINFORMATIONTYPE"), "OTHER")  # CSIP4
        root.set(_c("OTHERCONTENTINFORMATIONTYPE"), _CONTENT)  # CSIP5
        root.set(f"{{{XSI}}}schemaLocation", _LOCATIONS)
        self._header(root, package_type)
        for reference in self._descriptive:
            section = ET.SubElement(root, _m("dmdSec"), self._section(reference))  # CSIP17-20
            self._points(section, reference, "OTHER", OTHERMDTYPE="urn:lathund:overforing:1")
        if self._preservation:
            administrative = ET.SubElement(root, _m("amdSec"), {"ID": self._id("amdSec")})  # CSIP31
            for reference in self._preservation:
                section = ET.SubElement(administrative, _m("digiprovMD"), self._section(reference))  # CSIP32-34
                self._points(section, reference, "PREMIS")
        self._file_section(root)
        self._structure(root)
        return serialised(root)

    def _header(self, root: ET.Element, package_type: str) -> None:
        header = ET.SubElement(root, _m("metsHdr"), {"CREATEDATE": self._moment, "LASTMODDATE": self._moment})  # 117, 7
        header.set(_c("OAISPACKAGETYPE"), package_type)  # CSIP9
        software = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}  # CSIP10-13
        agent = ET.SubElement(header, _m("agent"), software)
        ET.SubElement(agent, _m("name")).text = self.software  # CSIP14
        note = ET.SubElement(agent, _m("note"), {_c("NOTETYPE"): "SOFTWARE VERSION"})  # CSIP15, 16
        note.text = self.version
        authority = ET.SubElement(header, _m("agent"), {"ROLE": "ARCHIVIST", "TYPE": "ORGANIZATION"})
        ET.SubElement(authority, _m("name")).text = plain(self.creator)

    def _section(self, reference: Reference) -> dict[str, str]:
        return {"ID": f"{reference.id}-md", "CREATED": self._moment, "STATUS": "CURRENT"}

    def _points(self, section: ET.Element, reference: Reference, kind: str, **more: str) -> None:
        """CSIP21-30 and 35-44: where the metadata lies, what it is and its checksum."""
        said = {"ID": reference.id, "LOCTYPE": "URL", "MDTYPE": kind, **more, **self._fixity(reference)}
        ET.SubElement(section, _m("mdRef"), said | _link(reference.path))

    def _file_section(self, root: ET.Element) -> None:
        """CSIP58-79, 113, 114."""
        section = ET.SubElement(root, _m("fileSec"), {"ID": self._id("fileSec")})
        represented = [(label, [mets]) for label, mets in self._representations]
        for use, references in (*self._groups, *represented):
            group = ET.SubElement(section, _m("fileGrp"), {"ID": self._id(f"fileGrp/{use}"), "USE": use})
            group.set(_c("CONTENTINFORMATIONTYPE"), "OTHER")  # CSIP62
            group.set(_c("OTHERCONTENTINFORMATIONTYPE"), _CONTENT)  # CSIP63
            for reference in references:
                file = ET.SubElement(group, _m("file"), {"ID": reference.id, **self._fixity(reference)})
                ET.SubElement(file, _m("FLocat"), {"LOCTYPE": "URL", **_link(reference.path)})

    def _structure(self, root: ET.Element) -> None:
        """CSIP80-112: one physical map with metadata, documentation, schemas and representations."""
        chart = ET.SubElement(root, _m("structMap"), {"TYPE": "PHYSICAL", "LABEL": "CSIP", "ID": self._id("structMap")})
        top = self._division(chart, self.identity)
        said = {
            "DMDID": " ".join(f"{r.id}-md" for r in self._descriptive),
            "ADMID": " ".join(f"{r.id}-md" for r in self._preservation),
        }
        self._division(top, "Metadata", **{name: value for name, value in said.items() if value})
        for use, _ in self._groups:
            division = self._division(top, use)
            ET.SubElement(division, _m("fptr"), {"FILEID": self._id(f"fileGrp/{use}")})
        within = self._division(top, "Representations") if self._representations else top  # CSIP101-105
        for label, _ in self._representations:
            ET.SubElement(within, _m("fptr"), {"FILEID": self._id(f"fileGrp/{label}")})
        for label, mets in self._representations:
            division = self._division(within, label)
            pointer = {"LOCTYPE": "URL", f"{{{XLINK}}}title": self._id(f"fileGrp/{label}"), **_link(mets.path)}
            ET.SubElement(division, _m("mptr"), pointer)

    def _division(self, parent: ET.Element, label: str, **more: str) -> ET.Element:
        return ET.SubElement(parent, _m("div"), {"ID": self._id(f"div/{label}"), "LABEL": label, **more})

    def _fixity(self, reference: Reference) -> dict[str, str]:
        size = {"MIMETYPE": reference.media_type, "SIZE": str(reference.size), "CREATED": self._moment}
        return {**size, "CHECKSUM": reference.sha256, "CHECKSUMTYPE": "SHA-256"}

    @property
    def _moment(self) -> str:
        return self.made.astimezone(UTC).isoformat(timespec="seconds")

    def _id(self, name: str) -> str:
        return f"uuid-{uuid.uuid5(_SPACE, f'{self.identity}/{name}')}"


def _m(name: str) -> str:
    return f"{{{METS}}}{name}"


def _c(name: str) -> str:
    return f"{{{CSIP}}}{name}"


def _link(path: str) -> dict[str, str]:
    return {f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": quote(path)}
