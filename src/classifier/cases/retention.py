"""Gallring: what may be thinned out, under which decision, and the protocol of having done so (R65–R67; arkivlagen).

Two clocks run apart: the platform (the record in the medium and in this service) and the diarium (what was registered).
Both start when the case closes ("vid inaktualitet"). A person confirms the whole list that was shown or none of it:
picking single comments from a list would be a choice among opinions (RF 1:9). Gallring is not moderation: it never
touches what the public can see of a comment; that goes through `deletion.py` and its floor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from classifier.cases.actors import Action, Actor, require
from classifier.cases.canonical import canonical_bytes, sha256
from classifier.cases.case import Case, Change, change
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.duties import must_register
from classifier.cases.moments import aware, iso, shown
from classifier.cases.parts import Gallring
from classifier.cases.refusal import given, refuse
from classifier.cases.states import State
from classifier.cases.texts import CLOCK_NAMES, HOLD_NAMES, PROTOCOL, STOPPED_NOT_REGISTERED
from classifier.taxonomy import LathundRow


class RetentionClock(StrEnum):
    """Where the record is kept."""

    PLATFORM = "platform"
    DIARIUM = "diarium"


@dataclass(frozen=True, slots=True)
class GallringDecision:
    """A decision of the authority (gallringsbeslut): its id, what it says, for which rows, on which clock, how long."""

    id: str
    rule: str
    rows: frozenset[LathundRow]
    clock: RetentionClock
    term: timedelta
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record that may be gallrad, since when, and under which decision."""

    case: str
    clock: RetentionClock
    decision: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StoppedRecord:
    """A record whose term is over but that something keeps, with the why."""

    case: str
    clock: RetentionClock
    why: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would be gallrat now. `digest` names the list that a person confirms."""

    due: tuple[DueRecord, ...]
    stopped: tuple[StoppedRecord, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """What was gallrat: the text of the protocol and a change for every record."""

    text: str
    changes: tuple[Change, ...]


def dry_run(cases: Iterable[Case], decisions: Sequence[GallringDecision], *, now: datetime) -> DryRun:
    """Return what is due and what is stopped. Nothing is due without a decision; preserved means no decision."""
    due: list[DueRecord] = []
    stopped: list[StoppedRecord] = []
    for case in sorted(cases, key=lambda c: c.id):
        for clock in RetentionClock:
            record = _due(case, decisions, clock, now)
            if record is None:
                continue
            why = _stops(case)
            if why:
                stopped.append(StoppedRecord(case.id, clock, why))
            else:
                due.append(record)
    listed = [[r.case, r.clock.value, r.decision, iso(r.since)] for r in due]
    return DryRun(tuple(due), tuple(stopped), sha256(canonical_bytes({"due": listed})))


def confirm(
    cases: Iterable[Case],
    decisions: Sequence[GallringDecision],
    *,
    digest: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Protocol:
    """Carry out the gallring that a person was shown, and write the protocol. Refused where the list has changed."""
    require(actor, Action.GALLRING)
    given(reason)
    by_id = {c.id: c for c in cases}
    run = dry_run(by_id.values(), decisions, now=now)
    if run.digest != digest or not run.due:
        raise refuse(Refusal.GALLRING_CHANGED)
    changes = []
    for record in run.due:
        done = _gallra(by_id[record.case], record, reason=reason, actor=actor, now=now)
        by_id[record.case] = done.case
        changes.append(done)
    return Protocol(_protocol(run, decisions, reason, actor, now), tuple(changes))


def _due(case: Case, decisions: Sequence[GallringDecision], clock: RetentionClock, now: datetime) -> DueRecord | None:
    """Return the record where its term is over. Where several decisions cover it, the longest term decides."""
    covering = [d for d in decisions if d.clock is clock and case.row in d.rows]
    if not covering or case.state is not State.CLOSED or case.closed_at is None:
        return None
    if clock.value in {g.clock for g in case.gallrad} or (clock is RetentionClock.DIARIUM and not case.diarium):
        return None
    decision = max(covering, key=lambda d: (d.term, d.id))
    since = case.closed_at + decision.term
    return DueRecord(case.id, clock, decision.id, since) if since <= aware(now) else None


def _stops(case: Case) -> str:
    """Return what keeps a record (a hold, no transfer to the diarium yet), empty where nothing does."""
    if case.standing_holds:
        return ", ".join(f"{HOLD_NAMES[h.kind]}: {h.reason}" for h in case.standing_holds)
    return STOPPED_NOT_REGISTERED if must_register(case) and not case.diarium else ""


def _gallra(case: Case, record: DueRecord, *, reason: str, actor: Actor, now: datetime) -> Change:
    note = Gallring(record.clock.value, record.decision, actor, now)
    why = f"{record.decision}: {reason.strip()}"
    return change(case, EventCode.GALLRAD, actor=actor, now=now, reason=why, gallrad=(*case.gallrad, note))


def _protocol(run: DryRun, decisions: Sequence[GallringDecision], reason: str, actor: Actor, now: datetime) -> str:
    cited = {r.decision for r in run.due}
    rules = [f"- {d.id} ({d.decided_by}, {shown(d.decided_at)[:10]}): {d.rule}" for d in decisions if d.id in cited]
    rows = [f"- {r.case}: {CLOCK_NAMES[r.clock]}, {r.decision}, frist ute {shown(r.since)}" for r in run.due]
    kept = [f"- {s.case}: {CLOCK_NAMES[s.clock]}, {s.why}" for s in run.stopped] or ["- inga"]
    return PROTOCOL.format(
        when=shown(now),
        who=actor.signature,
        reason=reason.strip(),
        rules="\n".join(rules),
        count=len(run.due),
        rows="\n".join(rows),
        kept="\n".join(kept),
        digest=run.digest,
    )
