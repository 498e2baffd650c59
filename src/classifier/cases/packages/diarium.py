"""The package for the registrar: metadata as CSV and XML with its schema, the documents, a manifest (R62)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from classifier.cases.canonical import sha256
from classifier.cases.moments import iso
from classifier.cases.packages.files import with_manifest
from classifier.cases.packages.metadata import SCHEMA, Row, as_csv, as_xml, as_xsd
from classifier.cases.packages.record import FIELDS, Record, documents, values

_README: Final = """Överföring ur Lathund: {export}, {count} handlingar

metadata.csv              en rad för varje handling: UTF-8, semikolon, rubriker som elementen i XML
metadata.xml              samma uppgifter, giltig mot schemas/{schema}
arenden/<id>/bevis.pdf    beviset, PDF/A-3; bevis.json ligger i den
arenden/<id>/bevis.json   beviset som det säkrades; dess SHA-256 är bevis_sha256
arenden/<id>/arende.json  åtgärder, svar och beslut
arenden/<id>/handelser.json  ärendets händelser ur loggen, med kedjans kontrollsummor
manifest-sha256.txt       kontrollsumma för varje fil: sha256sum -c manifest-sha256.txt

I metadata.csv står en apostrof före det som ett kalkylblad annars tar för en formel.
Kvittera med diarienumret: lathund diarium receipt {export} --number NUMMER

{fields}
"""


def build(records: Sequence[Record], *, export: str, now: datetime) -> dict[str, bytes]:
    """Return the files of the package. Each record is by itself in a folder named by its case."""
    files: dict[str, bytes] = {}
    rows: list[Row] = []
    for record in records:
        own = {f"arenden/{record.case.id}/{name}": data for name, data in sorted(documents(record).items())}
        rows.append((values(record), {path: sha256(data) for path, data in own.items()}))
        files |= own
    fields = "\n".join(f"{field.name}: {field.meaning}" for field in FIELDS)
    files["metadata.csv"] = as_csv(rows)
    files["metadata.xml"] = as_xml(rows, export=export, made=iso(now))
    files[f"schemas/{SCHEMA}"] = as_xsd()
    files["LASMIG.txt"] = _README.format(export=export, count=len(records), schema=SCHEMA, fields=fields).encode()
    return with_manifest(files)
