"""A case as a record that leaves the service, and the one table of its metadata: CSV, XML and XSD are read off it.

The first four are what a register must hold (OSL 5 kap. 2 §): when it came in, its number, from whom, what it is about.
What the comment says stands in the documents of the package, never among its metadata.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from classifier.cases.audit import Link, content
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.evidence import Sealed, to_bytes
from classifier.cases.evidence_pdf import evidence_pdf
from classifier.cases.facts import facts_of
from classifier.cases.moments import iso
from classifier.cases.parts import Reply, StepState
from classifier.cases.refusal import Refused
from classifier.cases.texts import STATE_NAMES
from classifier.lathund.profile import StepCode
from classifier.taxonomy import SWEDISH

_SUFFIX: Final = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Record:
    """A case with its sealed package, its image and its part of the audit trail."""

    case: Case
    sealed: Sealed
    screenshot: bytes | None
    history: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One piece of metadata: element name, what it means, how it is read off a record; empty where there is none."""

    name: str
    meaning: str
    read: Callable[[Record], str]
    required: bool = False


def _reference(code: StepCode) -> Callable[[Record], str]:
    def read(record: Record) -> str:
        step = record.case.step(code)
        return step.reference if step is not None else ""

    return read


def _about(record: Record) -> str:
    comment, row = record.case.comment, record.case.row
    kind = "Meddelande" if comment.channel == "message" else "Inlägg"
    return f"{kind} på {comment.platform}, kontot {comment.account or '(inget angivet)'}: {SWEDISH[row]}"


def _decided(read: Callable[[Any], str]) -> Callable[[Record], str]:
    return lambda record: read(record.case.decision) if record.case.decision else ""


FIELDS: Final[tuple[Field, ...]] = (
    Field("inkom", "När handlingen kom in, UTC (OSL 5:2 p. 1).", lambda r: iso(r.case.comment.received_at), True),
    Field("diarienummer", "Diarienummer, där det är känt (OSL 5:2 p. 1).", lambda r: r.case.diarium),
    Field("avsandare", "Den som skrev, som plattformen visar det (OSL 5:2 p. 3).", lambda r: r.sealed.evidence.author),
    Field("arendemening", "Vad handlingen rör, i korthet (OSL 5:2 p. 4).", _about, True),
    Field("arende", "Ärendets id i Lathund.", lambda r: r.case.id, True),
    Field("inlagg", "Inläggets id i Lathund.", lambda r: r.case.comment.id, True),
    Field("plattform", "Socialt medium.", lambda r: r.case.comment.platform, True),
    Field("konto", "Myndighetens konto.", lambda r: r.case.comment.account),
    Field("plattformens_id", "Inläggets id på plattformen.", lambda r: r.case.comment.external_id, True),
    Field("lank", "Länk till inlägget.", lambda r: r.case.comment.permalink),
    Field("slag", "comment: offentligt inlägg; message: direktmeddelande.", lambda r: r.case.comment.channel, True),
    Field("publicerat", "När inlägget skrevs, UTC.", lambda r: r.sealed.evidence.published_at),
    Field("sakrat", "När beviset säkrades, UTC.", lambda r: r.sealed.evidence.sealed_at, True),
    Field("rad", "Rad i lathunden, L1 till L5.", lambda r: r.case.row.value, True),
    Field("etiketter", "Etiketter i kraft, med mellanslag mellan.", lambda r: " ".join(r.case.labels)),
    Field("flaggor", "Flaggor i kraft, med mellanslag mellan.", lambda r: " ".join(r.case.flags)),
    Field("laglig_grund", "bbs, gdpr, osl, policy.", lambda r: " ".join(r.case.legal_basis)),
    Field("policy", "Policyns kod och version.", lambda r: f"{r.case.policy.code} {r.case.policy.version}", True),
    Field("beslutat_av", "Den som beslutade.", _decided(lambda d: d.by.name)),
    Field("beslutat", "När beslutet fattades, UTC.", _decided(lambda d: iso(d.at))),
    Field("regel", "Den publicerade regel som beslutet vilar på.", _decided(lambda d: d.rule)),
    Field("skal", "Skälet till beslutet.", _decided(lambda d: d.reason)),
    Field("polisens_nummer", "Polisens diarienummer.", _reference(StepCode.CONTACT_POLICE)),
    Field("synlighet", "Vad allmänheten kan se.", lambda r: STATE_NAMES[r.case.visibility.value], True),
    Field("status", "Hur långt ärendet har kommit.", lambda r: STATE_NAMES[r.case.state.value], True),
    Field("stangt", "När ärendet stängdes, UTC.", lambda r: iso(r.case.closed_at) if r.case.closed_at else ""),
    Field("bevis_sha256", "Kontrollsumma för bevis.json.", lambda r: r.sealed.digest, True),
)


def values(record: Record) -> dict[str, str]:
    """Return the metadata of a record by element name."""
    return {field.name: field.read(record) for field in FIELDS}


def documents(record: Record) -> dict[str, bytes]:
    """Return the documents of a record by file name. A sign that no font shows leaves the PDF out, never the record."""
    found = {
        "bevis.json": to_bytes(record.sealed.evidence),
        "arende.json": _json(_case(record.case)),
        "handelser.json": _json([_event(link) for link in record.history]),
    }
    shot = record.sealed.evidence.screenshot
    if shot is not None and record.screenshot is not None:
        found[f"skarmdump.{_SUFFIX.get(shot.media_type, 'bin')}"] = record.screenshot
    try:
        found["bevis.pdf"] = evidence_pdf(record.sealed, screenshot=record.screenshot)
    except Refused as refused:
        if refused.code is not Refusal.NO_GLYPH:
            raise
        found["bevis-utan-pdf.txt"] = f"{refused.message}\n".encode()
    return found


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "uppgifter": facts_of(case),
        "steg": [_step(step) for step in case.steps],
        "svar": [_reply(reply) for reply in case.replies],
        "vidarebefordrat": [{"till": f.unit, "av": f.by.name, "tid": iso(f.at)} for f in case.forwarded],
    }


def _step(step: StepState) -> dict[str, Any]:
    done = {"av": step.by.name if step.by else "", "tid": iso(step.at) if step.at else ""}
    said = {"svar": step.answer, "skal": step.reason, "referens": step.reference}
    return {"kod": step.code.value, "text": step.text, "status": step.status.value, **said, **done}


def _reply(reply: Reply) -> dict[str, Any]:
    published = {"publicerat": iso(reply.published_at) if reply.published_at else ""}
    return {"id": reply.id, "slag": reply.kind.value, "text": reply.full_text, "av": reply.author.name, **published}


def _event(link: Link) -> dict[str, Any]:
    chain = {"sequence": link.sequence, "previous": link.previous, "digest": link.digest}
    return {**chain, "event": content(link.event)}


def _json(said: dict[str, Any] | Iterable[Any]) -> bytes:
    return json.dumps(said, ensure_ascii=True, sort_keys=True, indent=1).encode("ascii") + b"\n"
