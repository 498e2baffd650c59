"""One byte sequence for one content: canonical JSON and its SHA-256. Seals and hash chains rest on it.

ASCII only, so that any text survives, lone surrogates included; keys sorted; no spaces; no NaN.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical_bytes(content: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of plain content (text, whole numbers, floats, booleans, lists, mappings)."""
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def document_digest(document: str) -> str:
    """Return what the audit trail holds of a stored document."""
    return sha256(canonical_bytes({"document": document}))


def sha256(data: bytes) -> str:
    """Return the digest in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
