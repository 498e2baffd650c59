"""Identifiers of private persons replaced by their kind, for lists and exports. Names are not found by this."""

import re
from typing import Final

from classifier.rules.identifiers import find_identifiers
from classifier.text import Normalizer

_KINDS: Final = {
    "identifier-personnummer": "[personnummer]",
    "identifier-phone": "[telefon]",
    "identifier-email": "[e-post]",
    "identifier-address": "[adress]",
    "identifier-iban": "[konto]",
    "identifier-account": "[konto]",
    "identifier-plate": "[registreringsnummer]",
}
_HANDLE: Final = re.compile(r"(?<!\w)@[\w.]{2,}")


def mask_identifiers(text: str, *, normalizer: Normalizer) -> str:
    """Return the text with every identifier replaced. Each pass finds a limited number, so it goes on until none is."""
    masked = text
    for _ in range(len(text) + 1):
        spans = sorted({(f.start, f.end, f.rule) for f in find_identifiers(normalizer(masked))}, reverse=True)
        if not spans:
            break
        for start, end, rule in spans:
            masked = f"{masked[:start]}{_KINDS.get(rule, '[uppgift]')}{masked[end:]}"
    return _HANDLE.sub("[konto]", masked)
