"""Gallring: what is due under the authority's own decisions, and the confirmed list with its protocol (R65–R67).

The decisions are a file that the municipality writes (`LATHUND_GALLRING_FILE`, TOML), each with its id:

    [[beslut]]
    id = "GB-2026-1"
    regel = "Inlägg av ringa betydelse gallras efter två år"
    rader = ["L1", "L2"]
    klocka = "platform"      # eller "diarium"
    dagar = 730
    beslutad_av = "Kommunstyrelsen"
    beslutad = 2026-01-15
"""

import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from classifier.cases.actors import Action, Actor, require
from classifier.cases.retention import DryRun, GallringDecision, Protocol, RetentionClock, confirm, dry_run
from classifier.cases.states import State
from classifier.services.desk import Desk, new_id, noted
from classifier.taxonomy import LathundRow


class GallringFileError(Exception):
    """The file of decisions cannot be used: says where and why."""


class _Decision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    regel: Annotated[str, Field(min_length=1)]
    rader: Annotated[list[LathundRow], Field(min_length=1)]
    klocka: Literal["platform", "diarium"]
    dagar: Annotated[int, Field(ge=0)]
    beslutad_av: Annotated[str, Field(min_length=1)]
    beslutad: date


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
            timedelta(days=d.dagar),
            d.beslutad_av,
            datetime.combine(d.beslutad, time(), UTC),
        )
        for d in said.beslut
    )


def due(desk: Desk, decisions: tuple[GallringDecision, ...], *, actor: Actor) -> DryRun:
    """List what may be gallrat now, and what is kept and why. Changes nothing."""
    require(actor, Action.GALLRING)
    with desk.storage.read() as unit:
        return dry_run(unit.cases.every(states=(State.CLOSED,)), decisions, now=desk.clock())


def protocols(desk: Desk, *, actor: Actor, limit: int = 20) -> Sequence[tuple[str, datetime, str]]:
    """Return id, time and text of the newest protocols."""
    require(actor, Action.GALLRING)
    with desk.storage.read() as unit:
        return unit.parts.protocols(limit=limit)


def carry_out(
    desk: Desk, decisions: tuple[GallringDecision, ...], *, digest: str, reason: str, actor: Actor
) -> Protocol:
    """Note the gallring of exactly the list that was shown, with its protocol, in one transaction."""
    now = desk.clock()
    with desk.storage.write(now) as unit:
        closed = {c.id: c for c in unit.cases.every(states=(State.CLOSED,))}
        protocol = confirm(closed.values(), decisions, digest=digest, reason=reason, actor=actor, now=now)
        for change in protocol.changes:
            before = closed[change.case.id]
            unit.save(before, change)
            closed[change.case.id] = change.case
        unit.parts.protocol(
            protocol_id=new_id("protokoll"), list_digest=digest, confirmed_by=actor.id, at=now, text=protocol.text
        )
    for change in protocol.changes:
        noted(change, actor)
    return protocol
