"""The evidence of a comment, sealed at intake before anything else (LE section 4: "Kom ihåg att först skriva ut").

Suspected child abuse material is never copied (R10): the package is then reduced to id, link and time. Which form it
takes is decided here, not by the caller.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from classifier.cases.canonical import canonical_bytes, sha256
from classifier.cases.codes import Refusal
from classifier.cases.moments import iso
from classifier.cases.parts import CommentRef
from classifier.cases.refusal import given, refuse
from classifier.cases.snapshot import Snapshot

FORMAT: Final = 1
MAX_SCREENSHOT_BYTES: Final = 10_000_000

_MAGIC: Final[tuple[tuple[str, re.Pattern[bytes]], ...]] = (
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.DOTALL)),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")),
    ("image/webp", re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL)),
)


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A reference to an uploaded screenshot: the image itself is stored under its digest."""

    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a comment. `previous` is the digest of the package that this one completes or reduces."""

    format: int
    reduced: bool
    comment: str
    external_id: str
    permalink: str
    received_at: str
    published_at: str
    sealed_at: str
    previous: str
    platform: str = ""
    account: str = ""
    channel: str = ""
    capabilities: tuple[str, ...] = ()
    author: str = ""
    text: str = ""
    post: str = ""
    parent: str = ""
    screenshot: Screenshot | None = None
    classification: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """Evidence with its digest: what is stored, and what a deletion is checked against."""

    evidence: Evidence
    digest: str


def build(
    comment: CommentRef,
    *,
    text: str,
    author: str,
    classification: Snapshot,
    now: datetime,
    post: str = "",
    parent: str = "",
    screenshot: Screenshot | None = None,
) -> Sealed:
    """Return the sealed package of a comment, reduced where the comment is flagged as child abuse material."""
    base = receive(comment, text=text, author=author, now=now, post=post, parent=parent, screenshot=screenshot)
    said = replace(base.evidence, classification=_said(classification))
    return seal(_reduced(said) if classification.child_abuse else said)


def receive(
    comment: CommentRef,
    *,
    text: str,
    author: str,
    now: datetime,
    post: str = "",
    parent: str = "",
    screenshot: Screenshot | None = None,
    child_abuse: bool = False,
) -> Sealed:
    """Return the package as it is sealed before the comment is classified; reduced at once where it is suspected."""
    base = Evidence(
        format=FORMAT,
        reduced=False,
        comment=comment.id,
        external_id=comment.external_id,
        permalink=comment.permalink,
        received_at=iso(comment.received_at),
        published_at=iso(comment.published_at) if comment.published_at else "",
        sealed_at=iso(now),
        previous="",
        platform=comment.platform,
        account=comment.account,
        channel=comment.channel,
        capabilities=tuple(c.value for c in comment.capabilities),
        author=author,
        text=text,
        post=post,
        parent=parent,
        screenshot=screenshot,
    )
    return seal(_reduced(base) if child_abuse else base)


def complete(sealed: Sealed, classification: Snapshot, *, now: datetime) -> Sealed:
    """Return the package completed with the classification, naming the one that it replaces; a reduced one stays."""
    if sealed.evidence.reduced:
        return sealed
    said = replace(sealed.evidence, classification=_said(classification), sealed_at=iso(now), previous=sealed.digest)
    return seal(_reduced(said) if classification.child_abuse else said)


def seal(evidence: Evidence) -> Sealed:
    """Return the package with its digest."""
    return Sealed(evidence, sha256(to_bytes(evidence)))


def verify(sealed: Sealed) -> bool:
    """Whether the content still has the digest that it was sealed with."""
    try:
        return sha256(to_bytes(sealed.evidence)) == sealed.digest
    except (TypeError, ValueError):
        return False


def verify_bytes(data: bytes, digest: str) -> bool:
    """Whether stored bytes are the very ones that were sealed. What `lathund audit verify` asks of storage."""
    return sha256(data) == digest


def to_bytes(evidence: Evidence) -> bytes:
    """Return the canonical bytes: what is stored, exported and digested."""
    content = {f.name: getattr(evidence, f.name) for f in fields(evidence)}
    shot = evidence.screenshot
    content["screenshot"] = shot and {"media_type": shot.media_type, "size": shot.size, "sha256": shot.sha256}
    content["capabilities"] = list(evidence.capabilities)
    return canonical_bytes(content)


def from_bytes(data: bytes) -> Evidence:
    """Read a stored package. Raises ValueError where it is no evidence of a known format in its canonical bytes."""
    try:
        content = json.loads(data)
        shot = content.pop("screenshot")
        capabilities = tuple(content.pop("capabilities"))
        evidence = Evidence(**content, capabilities=capabilities, screenshot=Screenshot(**shot) if shot else None)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not an evidence package: {error}") from error
    if evidence.format != FORMAT:
        raise ValueError(f"evidence of format {evidence.format}, this code reads {FORMAT}")
    if to_bytes(evidence) != data:
        raise ValueError("the evidence is not in its canonical form: a byte was changed")
    return evidence


def with_screenshot(sealed: Sealed, screenshot: Screenshot, *, now: datetime) -> Sealed:
    """Return a new package completed with a screenshot; it names the one that it replaces."""
    if sealed.evidence.reduced:
        raise refuse(Refusal.COPY_FORBIDDEN)
    return seal(replace(sealed.evidence, screenshot=screenshot, sealed_at=iso(now), previous=sealed.digest))


def reduce(sealed: Sealed, *, now: datetime) -> Sealed:
    """Return the package without any copy: id, link and time. Storage then removes the earlier one and its image."""
    return seal(_reduced(replace(sealed.evidence, sealed_at=iso(now), previous=sealed.digest)))


def check_screenshot(data: bytes, *, child_abuse: bool) -> Screenshot:
    """Check an uploaded image by its own bytes, never by its name or declared type."""
    if child_abuse:
        raise refuse(Refusal.COPY_FORBIDDEN)
    if len(data) > MAX_SCREENSHOT_BYTES:
        raise refuse(Refusal.BAD_SCREENSHOT, why=f"den är större än {MAX_SCREENSHOT_BYTES // 1_000_000} MB.")
    for media_type, magic in _MAGIC:
        if magic.match(data):
            return Screenshot(media_type, len(data), sha256(data))
    raise refuse(Refusal.BAD_SCREENSHOT, why="den är inte en bild i PNG, JPEG eller WebP.")


def _reduced(evidence: Evidence) -> Evidence:
    given(evidence.comment, Refusal.NO_EVIDENCE)
    return Evidence(
        format=evidence.format,
        reduced=True,
        comment=evidence.comment,
        external_id=evidence.external_id,
        permalink=evidence.permalink,
        received_at=evidence.received_at,
        published_at=evidence.published_at,
        sealed_at=evidence.sealed_at,
        previous=evidence.previous,
    )


def _said(said: Snapshot) -> dict[str, Any]:
    return {
        "labels": [label.value for label in said.labels],
        "flags": [flag.value for flag in said.flags],
        "categories": list(said.categories),
        "rules_hit": list(said.rules_hit),
        "scores": {label.value: score for label, score in said.scores.items()},
        "severity": int(said.severity),
        "review_reasons": list(said.review_reasons),
        "row": said.row.value,
        "urgent": said.urgent,
        "legal_basis": [basis.value for basis in said.legal_basis],
        "policy": said.policy,
        "policy_version": said.policy_version,
        "model": said.model,
        "rules": said.rules,
    }
