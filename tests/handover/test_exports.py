"""Packages for the diarium and the archive: whole, importable, deterministic, marked; the number registers the case."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from classifier.cases import audit
from classifier.cases.actors import Actor, ActorKind, Role
from classifier.cases.codes import Refusal
from classifier.cases.evidence import from_bytes, seal
from classifier.cases.packages import diarium, eark
from classifier.cases.packages.files import MANIFEST, Form, PackageError, packed, problems, unpacked
from classifier.cases.packages.metadata import NAMESPACE, SCHEMA, as_csv, as_xml
from classifier.cases.packages.mets import CSIP, METS, XLINK
from classifier.cases.packages.record import FIELDS, Record
from classifier.cases.refusal import Refused
from classifier.cases.transfer import Receiver
from classifier.lathund.profile import StepCode
from classifier.services import exports, handling
from classifier.services.exports import Selection
from classifier.storage import Wanted
from classifier.taxonomy import LathundRow
from tests.cases.test_retention import matter
from tests.cases.world import ANNA, KEY, NOW, READER, REGISTRAR
from tests.handover.conftest import closed, decision, gallra
from tests.handover.test_gallring import PNG
from tests.services.office import THREAT, Office
from tests.services.test_record import run

XS = "{http://www.w3.org/2001/XMLSchema}"


def record(**changes: object) -> Record:
    """Return a closed case with evidence and its part of a chain."""
    world = matter()
    head, links = audit.empty_head(b"k" * 16), []
    for event in world.events:
        link, head = audit.append(head, event, b"k" * 16)
        links.append(link)
    sealed = seal(replace(world.sealed.evidence, **changes))  # type: ignore[arg-type]
    return Record(replace(world.case, evidence_digest=sealed.digest), sealed, None, tuple(links))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return diarium.build([record(author="=HYPERLINK(1)")], export="export-1", now=NOW)


@pytest.fixture(scope="module")
def aip() -> dict[str, bytes]:
    return eark.build([record()], package="export-1", creator="Lilla Edets kommun", now=NOW)


def send(office: Office, *cases: str, receiver: Receiver = Receiver.DIARIUM, actor: Actor = REGISTRAR) -> exports.Made:
    return exports.make(office.desk, Selection(cases), receiver=receiver, actor=actor)


def test_r62_metadata_csv_and_xml_say_the_same_and_every_element_is_documented(files: dict[str, bytes]) -> None:
    (row,) = list(csv.DictReader(io.StringIO(files["metadata.csv"].decode("utf-8-sig")), delimiter=";"))
    said = ET.fromstring(files["metadata.xml"])[0]
    xml = {e.tag.removeprefix(f"{{{NAMESPACE}}}"): e.text or "" for e in said if len(e) == 0}
    assert {k: v for k, v in row.items() if v and k != "handlingar"} == xml | {"avsandare": "'=HYPERLINK(1)"}
    assert xml["avsandare"] == "=HYPERLINK(1)"
    assert (xml["diarienummer"], xml["rad"], xml["inkom"][:10]) == ("KS 2026:9", "L3", "2026-11-16")
    paths = [e.get("sokvag") for e in said.iter(f"{{{NAMESPACE}}}fil")]
    assert paths == row["handlingar"].split() == sorted(p for p in files if p.startswith("arenden/"))
    schema = ET.fromstring(files[f"schemas/{SCHEMA}"])
    documented = [
        e.get("name") for e in schema.iter(f"{XS}element") if e.find(f"{XS}annotation/{XS}documentation") is not None
    ]
    assert documented[1:-1] == [f.name for f in FIELDS]


def test_r62_the_xml_is_valid_against_its_schema(files: dict[str, bytes]) -> None:
    """The schema is a sequence of simple elements: order, need and names are checked here; see README for xmlschema."""
    schema = ET.fromstring(files[f"schemas/{SCHEMA}"])
    sequence = next(e for e in schema.iter(f"{XS}element") if e.get("name") == "handling").find(f".//{XS}sequence")
    assert sequence is not None
    order = {e.get("name"): (i, e.get("minOccurs") == "0") for i, e in enumerate(sequence)}
    for handling_ in ET.fromstring(files["metadata.xml"]):
        names = [e.tag.removeprefix(f"{{{NAMESPACE}}}") for e in handling_]
        places = [order[name][0] for name in names]
        assert places == sorted(set(places))
        assert not [name for name, (_, optional) in order.items() if not optional and name not in names]


def test_the_package_is_whole_deterministic_and_reads_back(files: dict[str, bytes]) -> None:
    assert problems(files) == []
    assert files == diarium.build([record(author="=HYPERLINK(1)")], export="export-1", now=NOW)
    for form in Form:
        data = packed(files, "export-1", form)
        assert data == packed(dict(reversed(files.items())), "export-1", form)
        assert unpacked(data) == ("export-1", files)
    evidence = from_bytes(files["arenden/case-9/bevis.json"])
    assert evidence.text == "texten 🔪"
    assert files["arenden/case-9/bevis.pdf"].startswith(b"%PDF-")
    for path, content in files.items():
        if path == MANIFEST:
            continue
        assert problems({**files, path: content + b"x"}) == [f"{path}: har ändrats"]
        assert problems({p: c for p, c in files.items() if p != path}) == [f"{path}: saknas"]
    assert problems({**files, "mer.txt": b""}) == [f"mer.txt: står inte i {MANIFEST}"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"x" * 2_000, packed({"../ute": b"x"}, "a", Form.ZIP)])
def test_what_is_no_package_is_told(data: bytes) -> None:
    with pytest.raises(PackageError):
        unpacked(data)


def test_odd_signs_never_break_a_package() -> None:
    odd = "Hej \x00\x0b \ud83d 🔪 <a>&\u202e ;\"'\n" + "\U00012000"
    made = diarium.build([record(author=odd, text=odd)], export="e", now=NOW)
    ET.fromstring(made["metadata.xml"])
    assert "arenden/case-9/bevis-utan-pdf.txt" in made
    assert "U+12000" in made["arenden/case-9/bevis-utan-pdf.txt"].decode()
    said = [({f.name: odd for f in FIELDS}, {})]
    ET.fromstring(as_xml(said, export="e", made="x"))
    assert len(list(csv.reader(io.StringIO(as_csv(said).decode("utf-8-sig")), delimiter=";"))) == 2


# requirement of CSIP 2.1, what it finds in METS.xml, how many there must be (None: at least one)
_M = f"{{{METS}}}"
REQUIRED = [
    ("CSIP1", ".", "OBJID"),
    ("CSIP2", ".", "TYPE"),
    ("CSIP3", ".", f"{{{CSIP}}}OTHERTYPE"),
    ("CSIP4", ".", f"{{{CSIP}}}CONTENTINFORMATIONTYPE"),
    ("CSIP5", ".", f"{{{CSIP}}}OTHERCONTENTINFORMATIONTYPE"),
    ("CSIP6", ".", "PROFILE"),
    ("CSIP7", f"{_M}metsHdr", "CREATEDATE"),
    ("CSIP9", f"{_M}metsHdr", f"{{{CSIP}}}OAISPACKAGETYPE"),
    ("CSIP11", f"{_M}metsHdr/{_M}agent[@OTHERTYPE='SOFTWARE']", "ROLE"),
    ("CSIP16", f"{_M}metsHdr/{_M}agent/{_M}note", f"{{{CSIP}}}NOTETYPE"),
    ("CSIP18", f"{_M}dmdSec", "ID"),
    ("CSIP19", f"{_M}dmdSec", "CREATED"),
    ("CSIP22", f"{_M}dmdSec/{_M}mdRef", "LOCTYPE"),
    ("CSIP24", f"{_M}dmdSec/{_M}mdRef", f"{{{XLINK}}}href"),
    ("CSIP25", f"{_M}dmdSec/{_M}mdRef", "MDTYPE"),
    ("CSIP26", f"{_M}dmdSec/{_M}mdRef", "MIMETYPE"),
    ("CSIP33", f"{_M}amdSec/{_M}digiprovMD", "ID"),
    ("CSIP39", f"{_M}amdSec/{_M}digiprovMD/{_M}mdRef", "MDTYPE"),
    ("CSIP59", f"{_M}fileSec", "ID"),
    ("CSIP64", f"{_M}fileSec/{_M}fileGrp", "USE"),
    ("CSIP65", f"{_M}fileSec/{_M}fileGrp", "ID"),
    ("CSIP67", f"{_M}fileSec/{_M}fileGrp/{_M}file", "ID"),
    ("CSIP71", f"{_M}fileSec/{_M}fileGrp/{_M}file", "CHECKSUM"),
    ("CSIP77", f"{_M}fileSec/{_M}fileGrp/{_M}file/{_M}FLocat", "LOCTYPE"),
    ("CSIP81", f"{_M}structMap", "TYPE"),
    ("CSIP82", f"{_M}structMap[@LABEL='CSIP']", "ID"),
    ("CSIP86", f"{_M}structMap/{_M}div", "LABEL"),
    ("CSIP91", f"{_M}structMap/{_M}div/{_M}div[@LABEL='Metadata']", "ADMID"),
    ("CSIP92", f"{_M}structMap/{_M}div/{_M}div[@LABEL='Metadata']", "DMDID"),
    ("CSIP96", f"{_M}structMap/{_M}div/{_M}div[@LABEL='Documentation']/{_M}fptr", "FILEID"),
    ("CSIP100", f"{_M}structMap/{_M}div/{_M}div[@LABEL='Schemas']/{_M}fptr", "FILEID"),
    ("CSIP110", f"{_M}structMap/{_M}div/{_M}div/{_M}div/{_M}mptr", f"{{{XLINK}}}href"),
]


@pytest.mark.parametrize(("requirement", "path", "attribute"), REQUIRED, ids=[r[0] for r in REQUIRED])
def test_r68_the_archive_package_has_what_csip_requires(
    aip: dict[str, bytes], requirement: str, path: str, attribute: str
) -> None:
    root = ET.fromstring(aip["METS.xml"])
    found = [root] if path == "." else root.findall(path)
    assert found, requirement
    assert all(element.get(attribute) for element in found), requirement


def test_r68_every_file_of_the_archive_package_is_pointed_at_with_its_size_and_checksum(aip: dict[str, bytes]) -> None:
    assert problems(aip) == []
    pointed = {"METS.xml", MANIFEST}
    ids: list[str] = []
    for base, mets in (("", "METS.xml"), ("representations/rep1/", "representations/rep1/METS.xml")):
        root = ET.fromstring(aip[mets])
        ids += [e.get("ID") or "" for e in root.iter() if e.get("ID")]
        known = {e.get("ID") for e in root.iter()}
        assert {i for e in root.iter() for i in (e.get("DMDID", "") + " " + e.get("ADMID", "")).split()} <= known
        assert {e.get("FILEID") for e in root.iter(f"{_M}fptr")} <= known
        for reference in [*root.iter(f"{_M}mdRef"), *root.iter(f"{_M}file")]:
            place = reference if reference.tag == f"{_M}mdRef" else reference[0]
            path = base + (place.get(f"{{{XLINK}}}href") or "")
            assert reference.get("SIZE") == str(len(aip[path]))
            manifest = dict(line.split("  ")[::-1] for line in aip[MANIFEST].decode().splitlines())
            assert reference.get("CHECKSUM") == manifest[path]
            pointed.add(path)
    assert pointed == set(aip)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", i) for i in ids), "an XML id"
    roots = {path.split("/")[0] for path in aip}
    assert roots == {"METS.xml", MANIFEST, "metadata", "representations", "schemas", "documentation"}
    assert "handelse-1" in aip["metadata/preservation/premis.xml"].decode()
    assert aip == eark.build([record()], package="export-1", creator="Lilla Edets kommun", now=NOW)


def test_r62_an_export_marks_the_case_and_the_number_registers_it(office: Office) -> None:
    case = office.decided(THREAT, screenshot=PNG)
    made = send(office, case.id)
    assert made.files[f"arenden/{case.id}/skarmdump.png"] == PNG
    with office.desk.storage.read() as unit:
        sent = unit.cases.get(case.id)
    assert sent is not None
    assert [(t.kind, t.by.name, t.number) for t in sent.transfers] == [("diarium", "Rut Berg", "")]
    assert exports.listed(office.desk, actor=REGISTRAR)[0].package == made.stored.package
    handling.conceal(office.desk, case.id, reason="", actor=ANNA)
    doing = handling.Doing(reference="K-1")
    handling.do(office.desk, case.id, StepCode.CONTACT_POLICE, doing, actor=ANNA)
    _, (after,) = exports.receipt(office.desk, made.stored.id, {}, number="KS 2026:5", actor=REGISTRAR)
    step = after.step(StepCode.REGISTER)
    assert step is not None
    assert (after.diarium, step.status.value, step.reference) == ("KS 2026:5", "done", "KS 2026:5")
    handling.shut(office.desk, case.id, reason="", actor=ANNA)
    with pytest.raises(Refused) as caught:
        exports.receipt(office.desk, made.stored.id, {}, number="KS 2026:6", actor=REGISTRAR)
    assert caught.value.code is Refusal.ALREADY_DONE
    assert office.wrong() == []
    with pytest.raises(DBAPIError):
        run(office, "UPDATE exports SET package = document")


def test_a_number_that_comes_before_its_turn_is_known_and_the_step_stays_open(office: Office) -> None:
    case = office.decided(THREAT)
    made = send(office, case.id)
    _, (after,) = exports.receipt(office.desk, made.stored.id, {case.id: "KS 2026:5"}, actor=REGISTRAR)
    step = after.step(StepCode.REGISTER)
    assert step is not None
    assert (after.diarium, step.status.value) == ("KS 2026:5", "open")


@pytest.mark.parametrize(("channel", "exported"), [("comment", 0), ("message", 1)])
def test_r63_nybro_registers_messages_and_not_public_comments(office: Office, channel: str, exported: int) -> None:
    office.decided(THREAT, policy="nybro", channel=channel)
    waiting = Selection(waiting=True)
    if exported:
        assert len(exports.make(office.desk, waiting, receiver=Receiver.DIARIUM, actor=REGISTRAR).cases) == exported
        return
    with pytest.raises(Refused) as caught:
        exports.make(office.desk, waiting, receiver=Receiver.DIARIUM, actor=REGISTRAR)
    assert caught.value.code is Refusal.NOTHING_TO_EXPORT


def test_r68_what_is_closed_goes_to_the_archive_once(office: Office) -> None:
    case = closed(office)
    office.decided(THREAT)
    waiting = Selection(waiting=True)
    made = exports.make(office.desk, waiting, receiver=Receiver.ARCHIVE, actor=REGISTRAR, creator="Kommunen")
    assert made.cases == (case.id,)
    assert b"Kommunen" in made.files["METS.xml"]
    with pytest.raises(Refused):
        exports.make(office.desk, waiting, receiver=Receiver.ARCHIVE, actor=REGISTRAR)
    everything = Selection(wanted=Wanted(rows=tuple(LathundRow)))
    assert len(exports.make(office.desk, everything, receiver=Receiver.ARCHIVE, actor=REGISTRAR).cases) == 2


def test_what_is_gallrat_is_not_exported(office: Office) -> None:
    case = closed(office)
    office.clock.forward(days=31)
    gallra(office, decision())
    with pytest.raises(Refused) as caught:
        send(office, case.id)
    assert caught.value.code is Refusal.GALLRAD


def test_who_may_export_and_acknowledge(office: Office) -> None:
    case = office.decided(THREAT)
    for actor in (ANNA, READER):
        with pytest.raises(Refused):
            send(office, case.id, actor=actor)
    made = send(office, case.id, actor=Actor(ActorKind.API_KEY, "k", "Diariet", Role.REGISTRAR))
    with pytest.raises(Refused) as caught:
        exports.receipt(office.desk, made.stored.id, {}, number="1", actor=KEY)
    assert caught.value.code is Refusal.PERSON_REQUIRED
    for export_id, numbers, number in (("x", {}, "1"), (made.stored.id, {"x": "1"}, ""), (made.stored.id, {}, " ")):
        with pytest.raises(Refused):
            exports.receipt(office.desk, export_id, numbers, number=number, actor=REGISTRAR)
    assert office.wrong() == []
