"""PDF/A-3B out of paragraphs: the one way a PDF is made here. Every sign is shown, or there is no PDF.

Text stands as it was written, left to right, without shaping: what counts is that no sign is dropped (emoji are
evidence). The same paragraphs, attachments and time give the same bytes.
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import AssociatedFileRelationship, WrapMode, XPos, YPos

from classifier.cases.codes import Refusal
from classifier.cases.refusal import refuse

Line = tuple[int, str]
"""Size in points, and the paragraph."""

_FONTS: Final = ("unifont", "unifont_upper")
_JOINERS: Final = "\u200d\ufe0f\u00a0"
_CHANGED: Final = re.compile(rb'(xmp:(?:Modify|Metadata)Date=")[^"]*(")')

logging.getLogger("fontTools").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF: the source that it shows."""

    name: str
    media_type: str
    content: bytes
    what: str


class _Page(FPDF):
    """A document whose identity is its content."""

    identity: str = ""

    def file_id(self) -> str:
        """Return the /ID of the document."""
        return f"<{self.identity}><{self.identity}>"


def pdf_of(title: str, lines: Sequence[Line], *, made: datetime, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the document. Refused where a sign has no glyph; what cannot be printed must be spelled out (`shown`)."""
    _check_glyphs(lines)
    pdf = _Page(enforce_compliance="PDF/A-3B")
    pdf.identity = _identity(title, lines, made, attachments)
    pdf.set_title(title)
    pdf.set_lang("sv")
    pdf.set_creation_date(made)
    for name in _FONTS:
        pdf.add_font(name, "", str(_path(name)))
    pdf.set_fallback_fonts(list(_FONTS[1:]))
    pdf.add_page()
    for size, line in lines:
        pdf.set_font(_FONTS[0], size=size)
        pdf.multi_cell(0, size * 0.55, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=WrapMode.CHAR)
    for attached in attachments:
        pdf.embed_file(
            bytes=attached.content,
            basename=attached.name,
            mime_type=attached.media_type,
            desc=attached.what,
            associated_file_relationship=AssociatedFileRelationship.SOURCE.value,
        )
    moment = made.astimezone(UTC).isoformat(timespec="seconds").encode("ascii")
    return _CHANGED.sub(lambda m: m[1] + moment + m[2], bytes(pdf.output()))


def shown(text: str) -> str:
    """Return the text with what cannot be printed spelled out: half surrogate pairs, controls, directions."""
    return "".join(c if c == "\n" or c.isprintable() or c in _JOINERS else f"⟨U+{ord(c):04X}⟩" for c in text)


def spelled(text: str) -> str:
    """Return the text as `shown`, with what no font shows spelled out as well: for texts that must become a PDF."""
    return "".join(c if c == "\n" or ord(c) in _covered() else f"⟨U+{ord(c):04X}⟩" for c in shown(text))


def _identity(title: str, lines: Sequence[Line], made: datetime, attachments: Sequence[Attachment]) -> str:
    digest = hashlib.sha256(repr((title, tuple(lines), made.isoformat())).encode("utf-8", "backslashreplace"))
    for attached in attachments:
        digest.update(hashlib.sha256(attached.content).digest())
    return digest.hexdigest()[:32].upper()


def _check_glyphs(lines: Sequence[Line]) -> None:
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
