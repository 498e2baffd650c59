"""Gallring: what may be thinned out, under which decision, and the protocol of having done so (R65–R67; arkivlagen).

Two clocks run apart: the platform (the record in the medium and in this service) and the diarium (what was registered).
Both start when the case closes ("vid inaktualitet"). A person confirms the whole list that was shown or none of it:
picking single comments from a list would be a choice among opinions (RF 1:9). Gallring is not moderation: it never
touches what the public can see of a comment; that goes through `deletion.py` and its floor.

A decision that says so (`destroys`) also takes what is kept here: the packages, their images. Ids, digests, times,
codes, what persons decided and the protocol stay, so that the audit chain still tells the whole of it. Nothing that a
decision preserves goes, nor anything that is to be in the diarium before the diarium has acknowledged the package.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.canonical import canonical_bytes, sha256
from classifier.cases.case import Case, Change, change
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.duties import must_register
from classifier.cases.facts import DESTROYED
from classifier.cases.moments import aware, iso, shown
from classifier.cases.parts import Gallring
from classifier.cases.refusal import given, refuse
from classifier.cases.retention_texts import (
    GALLRAT_HERE,
    GALLRAT_THERE,
    PROTOCOL,
    STOPPED_NOT_ACKNOWLEDGED,
    STOPPED_NOT_REGISTERED,
    STOPPED_PRESERVED,
)
from classifier.cases.states import State
from classifier.cases.texts import CLOCK_NAMES, HOLD_NAMES
from classifier.taxonomy import LathundRow


class RetentionClock(StrEnum):
    """Where the record is kept."""

    PLATFORM = "platform"
    DIARIUM = "diarium"


@dataclass(frozen=True, slots=True)
class GallringDecision:
    """A decision of the authority (gallringsbeslut): its id, what it says, for which rows, on which clock, how long.

    `destroys`: what is kept here goes too, not only the copy in the medium. `preserves`: nothing of it is ever gallrat.
    """

    id: str
    rule: str
    rows: frozenset[LathundRow]
    clock: RetentionClock
    term: timedelta
    decided_by: str
    decided_at: datetime
    destroys: bool = False
    preserves: bool = False


@dataclass(frozen=True, slots=True)
class Loose:
    """A comment that no person had to see: no case, only its packages. `held` says what keeps it, empty if nothing."""

    comment: str
    row: LathundRow
    received_at: datetime
    evidence: str
    held: str = ""


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record that may be gallrad, since when, under which decision, and whether what is kept here is destroyed.

    `case` is the id of the case, or of the comment where there is none.
    """

    case: str
    clock: RetentionClock
    decision: str
    since: datetime
    destroys: bool = False


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
    """What was gallrat: the text of the protocol, a change for every case, an event for every comment without one.

    `destroyed`: comment → digests of its packages that storage is to destroy in the same transaction.
    """

    text: str
    changes: tuple[Change, ...]
    loose: tuple[AuditEvent, ...] = ()
    due: tuple[DueRecord, ...] = ()
    destroyed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def dry_run(
    cases: Iterable[Case], decisions: Sequence[GallringDecision], *, now: datetime, loose: Iterable[Loose] = ()
) -> DryRun:
    """Return what is due and what is stopped. Nothing is due without a decision."""
    due: list[DueRecord] = []
    stopped: list[StoppedRecord] = []
    for case in sorted(cases, key=lambda c: c.id):
        for clock in RetentionClock:
            record = _due(case, decisions, clock, now)
            if record is None:
                continue
            why = _stops(case, record) or _preserved(case.row, clock, decisions)
            if why:
                stopped.append(StoppedRecord(case.id, clock, why))
            else:
                due.append(record)
    for comment in sorted(loose, key=lambda c: c.comment):
        record = _due_loose(comment, decisions, now)
        if record is None:
            continue
        why = comment.held or _preserved(comment.row, record.clock, decisions)
        if why:
            stopped.append(StoppedRecord(comment.comment, record.clock, why))
        else:
            due.append(record)
    listed = [[r.case, r.clock.value, r.decision, iso(r.since), r.destroys] for r in due]
    return DryRun(tuple(due), tuple(stopped), sha256(canonical_bytes({"due": listed})))


def confirm(
    cases: Iterable[Case],
    decisions: Sequence[GallringDecision],
    *,
    digest: str,
    reason: str,
    actor: Actor,
    now: datetime,
    loose: Iterable[Loose] = (),
    packages: Mapping[str, tuple[str, ...]] | None = None,
    protocol_id: str = "",
) -> Protocol:
    """Carry out the gallring that a person was shown, and write the protocol. Refused where the list has changed.

    `packages`: the digests of the packages that are stored of each comment; they are what a destroying decision takes.
    """
    require(actor, Action.GALLRING)
    given(reason)
    by_id, comments, stored = {c.id: c for c in cases}, {c.comment: c for c in loose}, packages or {}
    run = dry_run(by_id.values(), decisions, now=now, loose=comments.values())
    if run.digest != digest or not run.due:
        raise refuse(Refusal.GALLRING_CHANGED)
    changes, events = [], []
    destroyed: dict[str, tuple[str, ...]] = {}
    for record in run.due:
        loose_one, case = comments.get(record.case), by_id.get(record.case)
        comment = loose_one.comment if loose_one else case.comment.id if case else ""
        gone = stored.get(comment, ()) if record.destroys and comment not in destroyed else ()
        if gone:
            destroyed[comment] = gone
        note = Gallring(record.clock.value, record.decision, actor, aware(now), protocol_id, gone)
        why = f"{record.decision}: {reason.strip()}"
        if case is not None:
            done = change(case, EventCode.GALLRAD, actor=actor, now=now, reason=why, gallrad=(*case.gallrad, note))
            by_id[record.case] = done.case
            changes.append(done)
        elif loose_one is not None:
            events.append(_event(loose_one, note, why))
    text = _protocol(run, decisions, reason, actor, now, destroyed)
    return Protocol(text, tuple(changes), tuple(events), run.due, destroyed)


def _event(comment: Loose, note: Gallring, why: str) -> AuditEvent:
    after = {"evidence": comment.evidence, f"gallrad:{note.clock}": f"{note.decision} | {note.protocol}"}
    after |= {f"{DESTROYED}{digest}": note.protocol for digest in note.destroyed}
    return AuditEvent(note.at, note.by, EventCode.GALLRAD, f"comment:{comment.comment}", why, {}, after)


def _due_loose(comment: Loose, decisions: Sequence[GallringDecision], now: datetime) -> DueRecord | None:
    """Return the record of a comment without a case: its term runs from when it came in."""
    clock = RetentionClock.PLATFORM
    covering = [d for d in decisions if d.clock is clock and comment.row in d.rows and not d.preserves]
    if not covering:
        return None
    decision = max(covering, key=lambda d: (d.term, d.id))
    since = comment.received_at + decision.term
    return DueRecord(comment.comment, clock, decision.id, since, decision.destroys) if since <= aware(now) else None


def _due(case: Case, decisions: Sequence[GallringDecision], clock: RetentionClock, now: datetime) -> DueRecord | None:
    """Return the record where its term is over. Where several decisions cover it, the longest term decides."""
    covering = [d for d in decisions if d.clock is clock and case.row in d.rows and not d.preserves]
    if not covering or case.state is not State.CLOSED or case.closed_at is None:
        return None
    if clock.value in {g.clock for g in case.gallrad} or (clock is RetentionClock.DIARIUM and not case.diarium):
        return None
    decision = max(covering, key=lambda d: (d.term, d.id))
    since = case.closed_at + decision.term
    return DueRecord(case.id, clock, decision.id, since, decision.destroys) if since <= aware(now) else None


def _stops(case: Case, record: DueRecord) -> str:
    """Return what keeps a record (a hold, no transfer to the diarium yet), empty where nothing does."""
    if case.standing_holds:
        return ", ".join(f"{HOLD_NAMES[h.kind]}: {h.reason}" for h in case.standing_holds)
    if must_register(case) and not case.diarium:
        return STOPPED_NOT_REGISTERED
    received = any(t.kind == "diarium" and t.number for t in case.transfers)
    only_here = record.clock is RetentionClock.PLATFORM and record.destroys and bool(case.diarium) and not received
    return STOPPED_NOT_ACKNOWLEDGED if only_here else ""


def _preserved(row: LathundRow, clock: RetentionClock, decisions: Sequence[GallringDecision]) -> str:
    """Return which decision preserves the record on this clock: where one does, no other decision takes it."""
    keeping = [d.id for d in decisions if d.preserves and d.clock is clock and row in d.rows]
    return STOPPED_PRESERVED.format(decisions=", ".join(keeping)) if keeping else ""


def _protocol(
    run: DryRun,
    decisions: Sequence[GallringDecision],
    reason: str,
    actor: Actor,
    now: datetime,
    destroyed: Mapping[str, tuple[str, ...]],
) -> str:
    cited = {r.decision for r in run.due}
    rules = [f"- {d.id} ({d.decided_by}, {shown(d.decided_at)[:10]}): {d.rule}" for d in decisions if d.id in cited]
    rows = [
        f"- {r.case}: {CLOCK_NAMES[r.clock]}, {r.decision}, frist ute {shown(r.since)}, "
        f"{GALLRAT_HERE if r.destroys else GALLRAT_THERE}"
        for r in run.due
    ]
    gone = [f"- {comment}: {', '.join(digests)}" for comment, digests in sorted(destroyed.items())] or ["- inga"]
    kept = [f"- {s.case}: {CLOCK_NAMES[s.clock]}, {s.why}" for s in run.stopped] or ["- inga"]
    return PROTOCOL.format(
        when=shown(now),
        who=actor.signature,
        reason=reason.strip(),
        rules="\n".join(rules),
        count=len(run.due),
        rows="\n".join(rows),
        gone="\n".join(gone),
        kept="\n".join(kept),
        digest=run.digest,
    )
