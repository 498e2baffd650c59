"""The sealed package as PDF/A-3B, with its canonical bytes inside. Every sign is shown, or there is no PDF.

The attached `bevis.json` is the package itself; its SHA-256 is printed on the first page.
"""

from datetime import datetime
from typing import Final

from classifier.cases.evidence import Evidence, Sealed, to_bytes
from classifier.cases.pdf_page import Attachment, Line, pdf_of, shown

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


def evidence_pdf(sealed: Sealed, *, screenshot: bytes | None = None) -> bytes:
    """Return the package as PDF/A-3B. Refused where a sign has no glyph: then the JSON form is the one to use."""
    attached = [Attachment("bevis.json", "application/json", to_bytes(sealed.evidence), "Det säkrade paketet")]
    shot = sealed.evidence.screenshot
    if shot is not None and screenshot is not None:
        name = f"skarmdump.{shot.media_type.removeprefix('image/')}"
        attached.append(Attachment(name, shot.media_type, screenshot, "Skärmdumpen"))
    made = datetime.fromisoformat(sealed.evidence.sealed_at)
    return pdf_of(f"Bevis {sealed.evidence.comment}", _lines(sealed), made=made, attachments=attached)


def _lines(sealed: Sealed) -> list[Line]:
    """Return size and text of every paragraph."""
    kept = sealed.evidence
    found = [(18, "Säkrat bevis"), (9, f"SHA-256: {sealed.digest}")]
    found += [(11, f"{name}: {shown(str(getattr(kept, key)))}") for name, key in _FIELDS if getattr(kept, key)]
    if kept.reduced:
        return [*found, (12, _REDUCED)]
    for name, key in _TEXTS:
        if getattr(kept, key):
            found += [(9, " "), (14, name), (12, shown(getattr(kept, key)))]
    return found + _verdict(kept)


def _verdict(kept: Evidence) -> list[Line]:
    said = kept.classification
    found: list[Line] = []
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
