"""What PDF/A-3B asks of the structure of every PDF made here, read off its bytes (veraPDF: tests/prove)."""

import re
import zlib

import pytest

from classifier.cases.evidence import Screenshot
from classifier.cases.evidence_pdf import evidence_pdf
from classifier.cases.pdf_page import pdf_of
from tests.cases.test_evidence_pdf import TEXT, package
from tests.cases.world import NOW

IMAGE = b"\x89PNG\r\n\x1a\n the bytes of an image"
SHOT = Screenshot("image/png", len(IMAGE), "0" * 64)
Objects = dict[int, tuple[bytes, bytes]]


def objects(pdf: bytes) -> Objects:
    """Return dictionary and decoded stream of every object by its number."""
    found: Objects = {}
    for number, body in re.findall(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL):
        head, _, rest = body.partition(b"\nstream\n")
        data = rest.rpartition(b"\nendstream")[0]
        found[int(number)] = (head, zlib.decompress(data) if b"/FlateDecode" in head else data)
    return found


def refers(head: bytes, key: bytes) -> int:
    """Return the number of the object that a key refers to."""
    found = re.search(rb"/" + key + rb"\s*\[?\s*(\d+) 0 R", head)
    assert found, (key, head)
    return int(found[1])


@pytest.fixture(scope="module", params=["evidence", "letter"])
def pdf(request: pytest.FixtureRequest) -> bytes:
    if request.param == "letter":
        return pdf_of("Beslut", [(18, "Beslut"), (12, "Text 🔪")], made=NOW)
    return evidence_pdf(package(text=TEXT, screenshot=SHOT), screenshot=IMAGE)


@pytest.fixture(scope="module")
def found(pdf: bytes) -> Objects:
    return objects(pdf)


@pytest.fixture(scope="module")
def catalog(found: Objects) -> bytes:
    return next(head for head, _ in found.values() if b"/Type /Catalog" in head)


def test_file_header_identity_and_no_encryption(pdf: bytes) -> None:
    assert re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", pdf), "6.1.2"
    assert re.search(rb"/ID \[<[0-9A-F]{32}><[0-9A-F]{32}>\]", pdf), "6.1.3"
    assert b"/Encrypt" not in pdf, "6.1.3"
    assert pdf.rstrip().endswith(b"%%EOF")


def test_xmp_says_3b_unfiltered(catalog: bytes, found: Objects) -> None:
    head, xmp = found[refers(catalog, b"Metadata")]
    assert b"/Filter" not in head, "6.6.2.1"
    text = xmp.decode("utf-8")
    assert "<pdfaid:part>3</pdfaid:part>" in text
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in text
    assert len(set(re.findall(r'xmp:(?:Create|Modify|Metadata)Date="([^"]+)"', text))) == 1


def test_there_is_an_output_intent_with_its_profile(catalog: bytes, found: Objects) -> None:
    intent = found[refers(catalog, b"OutputIntents")][0] if b"/GTS_PDFA1" not in catalog else catalog
    assert b"/GTS_PDFA1" in intent, "6.2.3"
    profile = found[refers(intent, b"DestOutputProfile")][1]
    assert profile[36:40] == b"acsp", "an ICC profile"


def test_every_font_is_embedded_and_maps_to_unicode(found: Objects) -> None:
    fonts = [head for head, _ in found.values() if b"/Type /Font\n" in head + b"\n" or b"/Subtype /Type0" in head]
    composite = [head for head in fonts if b"/Subtype /Type0" in head]
    assert composite
    for head in composite:
        assert b"begincmap" in found[refers(head, b"ToUnicode")][1], "6.2.11.7"
        descendant = found[refers(head, b"DescendantFonts")][0]
        descriptor = found[refers(descendant, b"FontDescriptor")][0]
        key = next(k for k in (b"FontFile2", b"FontFile3") if k in descriptor)
        assert len(found[refers(descriptor, key)][1]) > 100, "6.2.11.4"
    assert not [head for head in fonts if re.search(rb"/Subtype /(Type1|TrueType|Type3)\b", head)], "no standard fonts"


@pytest.mark.parametrize("never", [b"/JavaScript", b"/JS ", b"/Launch", b"/AA ", b"/SMask", b"/XFA", b"/LZWDecode", b"/TR ", b"/PostScript"])  # fmt: skip  # noqa: E501
def test_no_script_action_transparency_nor_forbidden_filter(found: Objects, never: bytes) -> None:
    assert not [number for number, (head, _) in found.items() if never in head]
    assert not [h for h, _ in found.values() if re.search(rb"/(?:CA|ca) 0", h)], "6.2.10: nothing see-through"


def test_what_is_attached_is_associated_typed_and_described(pdf: bytes, catalog: bytes, found: Objects) -> None:
    attached = [head for head, _ in found.values() if b"/Type /Filespec" in head]
    if not attached:
        assert b"/EmbeddedFile" not in pdf
        return
    assert len(attached) == 2
    assert b"/AF" in catalog, "6.8"
    for head in attached:
        for key in (b"/AFRelationship /Source", b"/UF", b"/F ", b"/Desc"):
            assert key in head
        assert b"/Subtype" in found[refers(head, rb"EF <</F")][0], "6.8: the media type"
    assert IMAGE in [data for _, data in found.values()]
