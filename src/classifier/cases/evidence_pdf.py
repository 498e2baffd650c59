"""The sealed package as PDF/A-3B, with its canonical bytes inside. Every sign is shown, or there is no PDF.

Text stands as it was written, left to right, without shaping: what counts is that no sign is dropped (emoji are
evidence). The attached `bevis.json` is the package itself; its SHA-256 is printed on the first page.
"""

import logging
from functools import lru_cache
from importlib.resources import files
from typing import Final

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import AssociatedFileRelationship, WrapMode, XPos, YPos

from classifier.cases.codes import Refusal
from classifier.cases.evidence import Evidence, Sealed, to_bytes
from classifier.cases.refusal import refuse

_FONTS: Final = ("unifont", "unifont_upper")
_FIELDS: Final[tuple[tuple[str, str], ...]] = (
    ("Inlägg", "comment"),
    ("Plattform", "platform"),
    ("Konto", "account"),
    ("Id på plattformen", "external_id"),
    ("Länk", "permalink"),
    ("Slag", "channel"),
    ("Skrivet av", "author"),
    ("Publicerat", "published_at"),
    ("Mottaget", "received_at"),
    ("Säkrat", "sealed_at"),
    ("Ersätter paket", "previous"),
)
_TEXTS: Final[tuple[tuple[str, str], ...]] = (("Inlägget", "text"), ("Ovanför står", "parent"), ("Under", "post"))
_REDUCED: Final = "Misstänkt barnpornografi: ingen kopia sparas, bara länk och tid (BrB 16:10a)."

logging.getLogger("fontTools").setLevel(logging.ERROR)


def evidence_pdf(sealed: Sealed, *, screenshot: bytes | None = None) -> bytes:
    """Return the package as PDF/A-3B. Refused where a sign has no glyph: then the JSON form is the one to use."""
    lines = _lines(sealed)
    _check_glyphs(lines)
    pdf = FPDF(enforce_compliance="PDF/A-3B")
    pdf.set_title(f"Bevis {sealed.evidence.comment}")
    pdf.set_lang("sv")
    for name in _FONTS:
        pdf.add_font(name, "", str(_path(name)))
    pdf.set_fallback_fonts(list(_FONTS[1:]))
    pdf.add_page()
    for size, line in lines:
        pdf.set_font(_FONTS[0], size=size)
        pdf.multi_cell(0, size * 0.55, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=WrapMode.CHAR)
    _attach(pdf, "bevis.json", "application/json", to_bytes(sealed.evidence), "Det säkrade paketet")
    shot = sealed.evidence.screenshot
    if shot is not None and screenshot is not None:
        name = f"skarmdump.{shot.media_type.removeprefix('image/')}"
        _attach(pdf, name, shot.media_type, screenshot, "Skärmdumpen")
    return bytes(pdf.output())


def _lines(sealed: Sealed) -> list[tuple[int, str]]:
    """Return size and text of every paragraph."""
    kept = sealed.evidence
    found = [(18, "Säkrat bevis"), (9, f"SHA-256: {sealed.digest}")]
    found += [(11, f"{name}: {_shown(str(getattr(kept, key)))}") for name, key in _FIELDS if getattr(kept, key)]
    if kept.reduced:
        return [*found, (12, _REDUCED)]
    for name, key in _TEXTS:
        if getattr(kept, key):
            found += [(9, " "), (14, name), (12, _shown(getattr(kept, key)))]
    return found + _verdict(kept)


def _verdict(kept: Evidence) -> list[tuple[int, str]]:
    said = kept.classification
    found: list[tuple[int, str]] = []
    if said is not None:
        found = [
            (9, " "),
            (14, "Klassning"),
            (11, f"Rad {said['row']}. Etiketter: {', '.join(said['labels']) or 'inga'}."),
            (11, f"Policy {said['policy']} {said['policy_version']}, modell {said['model']}, regler {said['rules']}"),
        ]
    if kept.screenshot is not None:
        shot = kept.screenshot
        found.append((11, f"Skärmdump bifogad: {shot.media_type}, {shot.size} byte, SHA-256 {shot.sha256}"))
    return found


def _shown(text: str) -> str:
    """Return the text with what cannot be printed spelled out: half surrogate pairs, controls, directions."""
    return "".join(c if c == "\n" or c.isprintable() or c in _JOINERS else f"⟨U+{ord(c):04X}⟩" for c in text)


_JOINERS: Final = "\u200d\ufe0f\u00a0"


def _check_glyphs(lines: list[tuple[int, str]]) -> None:
    missing = sorted({c for _, line in lines for c in line if c != "\n" and ord(c) not in _covered()})
    if missing:
        raise refuse(Refusal.NO_GLYPH, signs=", ".join(f"U+{ord(c):04X}" for c in missing[:10]))


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """Return every code point that the bundled fonts can show."""
    found: set[int] = set()
    for name in _FONTS:
        with TTFont(_path(name), lazy=True) as font:
            found |= font.getBestCmap().keys()
    return frozenset(found)


def _path(name: str) -> str:
    return str(files("classifier.cases").joinpath(f"fonts/{name}.otf"))


def _attach(pdf: FPDF, name: str, media_type: str, content: bytes, what: str) -> None:
    pdf.embed_file(
        bytes=content,
        basename=name,
        mime_type=media_type,
        desc=what,
        associated_file_relationship=AssociatedFileRelationship.SOURCE.value,
    )
