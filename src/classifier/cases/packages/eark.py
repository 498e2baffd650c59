"""The package for the archive: an information package after E-ARK CSIP 2.1, one representation (R68).

    METS.xml · metadata/descriptive/metadata.xml · metadata/preservation/premis.xml · schemas/ · documentation/
    representations/rep1/METS.xml · representations/rep1/data/<ärende>/…

METS and PREMIS schemas are named by their addresses and not copied into the package.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from classifier import __version__
from classifier.cases.canonical import sha256
from classifier.cases.moments import iso
from classifier.cases.packages.files import with_manifest
from classifier.cases.packages.metadata import SCHEMA, Row, as_xml, as_xsd
from classifier.cases.packages.mets import Mets, Reference
from classifier.cases.packages.premis import as_premis
from classifier.cases.packages.record import Record, documents, values

REPRESENTATION: Final = "representations/rep1"
_SPACE: Final = uuid.UUID("6c0e5a1e-9d2f-5a39-8f0b-2f0f5d1c7c11")
"""Ids are made from the package and the path, so that the same package has the same ids."""
_README: Final = """Arkivpaket ur Lathund: {package}, {count} handlingar

Paketet följer E-ARK CSIP 2.1. METS.xml är ingången. Varje handling ligger i
representations/rep1/data/<ärende>: bevis.pdf (PDF/A-3), bevis.json (så som det säkrades), arende.json,
handelser.json (ärendets del av loggen, med kedjans kontrollsummor). Beskrivande uppgifter om dem, giltiga mot
schemas/{schema}, står i metadata/descriptive/metadata.xml.
"""


def build(records: Sequence[Record], *, package: str, creator: str, now: datetime) -> dict[str, bytes]:
    """Return the files of the information package. `creator` is the authority that hands it over."""
    data, rows = _data(records)
    plain = {
        "metadata/descriptive/metadata.xml": as_xml(rows, export=package, made=iso(now)),
        f"schemas/{SCHEMA}": as_xsd(),
        "documentation/LASMIG.txt": _README.format(package=package, count=len(records), schema=SCHEMA).encode(),
    }
    within = {path.removeprefix(f"{REPRESENTATION}/"): content for path, content in data.items()}
    inner = _mets(f"{package}_rep1", creator, now)
    inner.files("Data", _references(package, within))
    representation = {f"{REPRESENTATION}/METS.xml": inner.as_xml(package_type="AIP")}
    plain["metadata/preservation/premis.xml"] = as_premis(records, {**data, **plain}, package=package, now=now)
    outer = _mets(package, creator, now)
    outer.describe(_reference(package, "metadata/descriptive/metadata.xml", plain))
    outer.preserve(_reference(package, "metadata/preservation/premis.xml", plain))
    outer.files("Documentation", [_reference(package, "documentation/LASMIG.txt", plain)])
    outer.files("Schemas", [_reference(package, f"schemas/{SCHEMA}", plain)])
    outer.represent("Representations/rep1", _reference(package, f"{REPRESENTATION}/METS.xml", representation))
    return with_manifest({**data, **plain, **representation, "METS.xml": outer.as_xml(package_type="AIP")})


def _data(records: Sequence[Record]) -> tuple[dict[str, bytes], list[Row]]:
    data: dict[str, bytes] = {}
    rows: list[Row] = []
    for record in records:
        own = {
            f"{REPRESENTATION}/data/{record.case.id}/{name}": content
            for name, content in sorted(documents(record).items())
        }
        rows.append((values(record), {path: sha256(content) for path, content in own.items()}))
        data |= own
    return data, rows


def _mets(identity: str, creator: str, now: datetime) -> Mets:
    return Mets(identity, creator=creator, software=f"Lathund {__version__}", version=__version__, made=now)


def _references(package: str, files: Mapping[str, bytes]) -> list[Reference]:
    return [_reference(package, path, files) for path in sorted(files)]


def _reference(package: str, path: str, files: Mapping[str, bytes]) -> Reference:
    identity = f"uuid-{uuid.uuid5(_SPACE, f'{package}/{path}')}"
    return Reference(identity, path, len(files[path]), sha256(files[path]))
