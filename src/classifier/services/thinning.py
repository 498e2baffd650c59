"""Gallring: what is due under the authority's own decisions, and the confirmed list with its protocol (R65–R67).

The decisions are a file that the municipality writes (`LATHUND_GALLRING_FILE`, TOML), each with its id:

    [[beslut]]
    id = "GB-2026-1"
    regel = "Inlägg av ringa betydelse gallras efter två år"
    rader = ["L1", "L2"]
    klocka = "platform"      # eller "diarium"
    dagar = 730              # eller: bevaras = true
    lathund = "gallras"      # även det som är sparat här förstörs; annars "bevaras"
    beslutad_av = "Kommunstyrelsen"
    beslutad = 2026-01-15
"""

import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from classifier.cases.actors import Action, Actor, require
from classifier.cases.retention import DryRun, GallringDecision, Loose, Protocol, RetentionClock, confirm, dry_run
from classifier.cases.states import State
from classifier.services.desk import Desk, new_id, noted
from classifier.storage import Unit
from classifier.taxonomy import LathundRow

_log = structlog.get_logger("lathund.gallring")
_DESTROYED_FROM: Final = ("evidence", "screenshots", "comment_text", "comment_words")


class GallringFileError(Exception):
    """The file of decisions cannot be used: says where and why."""


class _Decision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    regel: Annotated[str, Field(min_length=1)]
    rader: Annotated[list[LathundRow], Field(min_length=1)]
    klocka: Literal["platform", "diarium"]
    dagar: Annotated[int, Field(ge=0)] | None = None
    bevaras: bool = False
    lathund: Literal["gallras", "bevaras"] = "bevaras"
    beslutad_av: Annotated[str, Field(min_length=1)]
    beslutad: date

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if self.bevaras == (self.dagar is not None) or (self.bevaras and self.lathund == "gallras"):
            raise ValueError('write either "dagar" or "bevaras = true"; what is preserved is not gallrat here either')
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    beslut: list[_Decision] = []


def read_decisions(path: Path | None) -> tuple[GallringDecision, ...]:
    """Read the authority's decisions; none where no file is named. Raises GallringFileError."""
    if path is None:
        return ()
    try:
        said = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise GallringFileError(f"{path}: {error}") from error
    if len({d.id for d in said.beslut}) != len(said.beslut):
        raise GallringFileError(f"{path}: two decisions have the same id")
    return tuple(
        GallringDecision(
            d.id,
            d.regel,
            frozenset(d.rader),
            RetentionClock(d.klocka),
            timedelta(days=d.dagar or 0),
            d.beslutad_av,
            datetime.combine(d.beslutad, time(), UTC),
            destroys=d.lathund == "gallras",
            preserves=d.bevaras,
        )
        for d in said.beslut
    )


def due(desk: Desk, decisions: tuple[GallringDecision, ...], *, actor: Actor) -> DryRun:
    """List what may be gallrat now, and what is kept and why. Changes nothing."""
    require(actor, Action.GALLRING)
    with desk.storage.read() as unit:
        closed = unit.cases.every(states=(State.CLOSED,))
        return dry_run(closed, decisions, now=desk.clock(), loose=unit.gallring.loose())


def protocols(desk: Desk, *, actor: Actor, limit: int = 20) -> Sequence[tuple[str, datetime, str]]:
    """Return id, time and text of the newest protocols."""
    require(actor, Action.GALLRING)
    with desk.storage.read() as unit:
        return unit.parts.protocols(limit=limit)


def carry_out(
    desk: Desk, decisions: tuple[GallringDecision, ...], *, digest: str, reason: str, actor: Actor
) -> Protocol:
    """Carry out the gallring of exactly the list that was shown: protocol and destruction in one transaction.

    A comment that was given a case meanwhile changes the list: nothing of it goes, and the person looks again.
    A crash leaves all of it done or nothing. Afterwards the files of the database are rid of what was destroyed.
    """
    now, protocol_id = desk.clock(), new_id("protokoll")
    with desk.storage.write(now) as unit:
        closed = {c.id: c for c in unit.cases.every(states=(State.CLOSED,))}
        protocol = confirm(
            closed.values(),
            decisions,
            digest=digest,
            reason=reason,
            actor=actor,
            now=now,
            loose=_still_loose(unit, decisions, now),
            packages=unit.gallring.packages(),
            protocol_id=protocol_id,
        )
        unit.parts.protocol(
            protocol_id=protocol_id, list_digest=digest, confirmed_by=actor.id, at=now, text=protocol.text
        )
        _destroy(unit, protocol, {c.id: c.comment.id for c in closed.values()}, protocol_id, reason, actor, now)
        for change in protocol.changes:
            before = closed[change.case.id]
            unit.save(before, change)
            closed[change.case.id] = change.case
        unit.audit.append(protocol.loose)
    for change in protocol.changes:
        noted(change, actor)
    if protocol.destroyed:
        waits = desk.storage.database.scrub(*_DESTROYED_FROM)
        if waits:
            _log.warning("gallring_scrub_waits", why=waits)
    return protocol


def _still_loose(unit: Unit, decisions: Sequence[GallringDecision], now: datetime) -> tuple[Loose, ...]:
    """Return the comments without a case; what is due is locked, so that nobody opens a case on what is destroyed."""
    found = tuple(unit.gallring.loose())
    going = {record.case for record in dry_run((), decisions, now=now, loose=found).due}
    still = unit.gallring.lock_loose(going)
    return tuple(one for one in found if one.comment not in going or one.comment in still)


def _destroy(
    unit: Unit, protocol: Protocol, comments: dict[str, str], protocol_id: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Destroy the packages that the protocol names, and note which comments without a case are gallrade."""
    under = {comments.get(record.case, record.case): record.decision for record in protocol.due if record.destroys}
    for comment, digests in protocol.destroyed.items():
        unit.gallring.destroy(
            comment, digests, protocol_id=protocol_id, decision=under[comment], reason=reason, actor=actor, at=now
        )
        unit.index.forget_text(comment)
    for record in protocol.due:
        if record.case not in comments:
            unit.gallring.note_loose(record.case, protocol_id=protocol_id, decision=record.decision, at=now)
