"""The package as PDF: every sign is there, the package is inside, and no sign is ever dropped in silence."""

import dataclasses
import re
import zlib

import pytest

from classifier.cases import evidence as proof
from classifier.cases.codes import Refusal
from classifier.cases.evidence import Screenshot, Sealed, to_bytes
from classifier.cases.evidence_pdf import evidence_pdf
from classifier.cases.refusal import Refused
from classifier.taxonomy import Flag
from tests.cases.world import filed

TEXT = "Hej åäö 🔪⚰️🪢🏳️‍🌈 Ж ل 漢 ก \u202e\x00 \ud83d e\u0301"


def package(**changes: object) -> Sealed:
    sealed = filed("lilla-edet", Flag.PROFANITY).sealed
    return proof.seal(dataclasses.replace(sealed.evidence, **changes))  # type: ignore[arg-type]


def streams(pdf: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def test_any_script_and_emoji_are_shown_and_the_package_is_attached() -> None:
    sealed = package(text=TEXT)
    pdf = evidence_pdf(sealed)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" in b"".join(streams(pdf))
    assert to_bytes(sealed.evidence) in streams(pdf)
    shown = b"".join(s for s in streams(pdf) if b"begincmap" in s).upper()
    for sign in "åЖل漢ก⟨":
        assert f"{ord(sign):04X}".encode() in shown, sign
    for sign in "🔪🪢🌈":
        assert sign.encode("utf-16-be").hex().upper().encode() in shown, sign


def test_a_sign_without_a_glyph_refuses_the_pdf_instead_of_dropping_it() -> None:
    with pytest.raises(Refused) as refused:
        evidence_pdf(package(text="\U00012000 tecken"))
    assert refused.value.code is Refusal.NO_GLYPH
    assert "U+12000" in refused.value.message


def test_a_screenshot_is_attached_and_a_reduced_package_has_no_text() -> None:
    image = b"\x89PNG\r\n\x1a\n the bytes of an image"
    shot = Screenshot("image/png", len(image), "0" * 64)
    assert image in streams(evidence_pdf(package(screenshot=shot), screenshot=image))
    reduced = proof.reduce(package(text="hemligt"), now=filed("nybro").case.opened_at)
    assert b"hemligt" not in b"".join(streams(evidence_pdf(reduced)))
