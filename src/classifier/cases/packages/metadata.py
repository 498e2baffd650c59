"""Metadata of records as CSV and XML, and the XSD that documents every element. All three are read off `FIELDS`."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from classifier.cases.packages.record import FIELDS

NAMESPACE: Final = "urn:lathund:overforing:1"
SCHEMA: Final = "lathund-overforing-1.xsd"
_XS: Final = "http://www.w3.org/2001/XMLSchema"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[Mapping[str, str], Mapping[str, str]]
"""Metadata by element name, and the SHA-256 of every document by its path."""


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return the metadata as CSV that Swedish spreadsheets open: UTF-8 with BOM, semicolons, one line a record.

    A value that a spreadsheet would take for a formula has an apostrophe before it; the XML has it as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(field.name for field in FIELDS), "handlingar"])
    for said, documents in rows:
        line = [*(said[field.name] for field in FIELDS), " ".join(documents)]
        writer.writerow([f"'{value}" if value.startswith(_FORMULA) else value for value in map(plain, line)])
    return out.getvalue().encode("utf-8-sig")


def as_xml(rows: Sequence[Row], *, export: str, made: str) -> bytes:
    """Return the metadata as XML under the schema of `as_xsd`."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}overforing", {"id": export, "skapad": made})
    root.set(f"{{{_XSI}}}schemaLocation", f"{NAMESPACE} schemas/{SCHEMA}")
    for said, documents in rows:
        record = ET.SubElement(root, f"{{{NAMESPACE}}}handling")
        for field in FIELDS:
            if said[field.name]:
                ET.SubElement(record, f"{{{NAMESPACE}}}{field.name}").text = plain(said[field.name])
        files = ET.SubElement(record, f"{{{NAMESPACE}}}filer")
        for path, digest in documents.items():
            ET.SubElement(files, f"{{{NAMESPACE}}}fil", {"sokvag": path, "sha256": digest})
    return serialised(root)


def as_xsd() -> bytes:
    """Return the schema: every element with what it means."""
    ET.register_namespace("xs", _XS)
    schema = ET.Element(f"{{{_XS}}}schema", {"targetNamespace": NAMESPACE, "elementFormDefault": "qualified"})
    outer = _sequence(_element(schema, "overforing", meaning="Ett paket ur Lathund, ett element för varje handling."))
    record = _element(outer, "handling", maxOccurs="unbounded")
    fields = _sequence(record)
    for field in FIELDS:
        occurs = {} if field.required else {"minOccurs": "0"}
        _element(fields, field.name, meaning=field.meaning, type="xs:string", **occurs)
    files = _sequence(_element(fields, "filer", meaning="Handlingens filer i paketet."))
    file = _element(files, "fil", minOccurs="0", maxOccurs="unbounded")
    kind = ET.SubElement(file, f"{{{_XS}}}complexType")
    for name in ("sokvag", "sha256"):
        _attribute(kind, name)
    outer_kind = schema[0][-1]
    for name in ("id", "skapad"):
        _attribute(outer_kind, name)
    schema.set("xmlns:xs", _XS)
    text = serialised(schema).decode("utf-8")
    return text.replace(f' xmlns:xs="{_XS}"', "", text.count(f'xmlns:xs="{_XS}"') - 1).encode("utf-8")


def plain(text: str) -> str:
    """Return the text with what XML cannot hold spelled out, as the PDF does."""
    return _NOT_XML.sub(lambda m: f"⟨U+{ord(m.group()):04X}⟩", text)


def serialised(root: ET.Element) -> bytes:
    """Return an XML document: declared, indented, in UTF-8."""
    ET.indent(root, " ")
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True, short_empty_elements=True)
    return document + b"\n"


def _element(parent: ET.Element, name: str, *, meaning: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_XS}}}element", {"name": name, **attributes})
    if meaning:
        note = ET.SubElement(element, f"{{{_XS}}}annotation")
        ET.SubElement(note, f"{{{_XS}}}documentation").text = meaning
    return element


def _sequence(element: ET.Element) -> ET.Element:
    kind = ET.SubElement(element, f"{{{_XS}}}complexType")
    return ET.SubElement(kind, f"{{{_XS}}}sequence")


def _attribute(kind: ET.Element, name: str) -> None:
    ET.SubElement(kind, f"{{{_XS}}}attribute", {"name": name, "type": "xs:string", "use": "required"})
