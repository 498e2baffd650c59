"""Exports: a package of one case or a selection, for the diarium or the archive; and what the receiver gave back.

The package is made from one reading of the database, outside of any transaction that writes: a PDF takes its time.
Then all its cases are marked at once, where none of them has other evidence by now.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from classifier.cases import transfer
from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.canonical import document_digest, sha256
from classifier.cases.case import Case, Change
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.duties import waits_for_diarium
from classifier.cases.packages import diarium, eark
from classifier.cases.packages.files import Files, Form, packed
from classifier.cases.packages.record import Record
from classifier.cases.refusal import refuse
from classifier.cases.states import State
from classifier.cases.texts import EVENTS
from classifier.cases.transfer import Receiver
from classifier.services.desk import Desk, found, locked, new_id, noted, sealed_of
from classifier.services.reading import no_evidence
from classifier.storage import Unit, Wanted
from classifier.storage.audit import link_of
from classifier.storage.handovers import StoredExport

MAX_CASES = 500
"""A package is held in memory while it is made."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases: those named, or the most pressing 500 that match. `waiting`: what this receiver is still to have.

    For the diarium that is what the policy wants registered and has no number yet; for the archive, closed cases.
    """

    cases: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """An export with its files; `package` is the SHA-256 of the manifest, the same however it is packed."""

    stored: StoredExport
    files: Files
    cases: tuple[str, ...]

    def packed(self, form: Form) -> bytes:
        """Return the package as one file."""
        return packed(self.files, self.stored.id, form)


def make(desk: Desk, selection: Selection, *, receiver: Receiver, actor: Actor, creator: str = "") -> Made:
    """Make a package and mark its cases as exported. `creator`: the authority, for the archive's package."""
    require(actor, Action.EXPORT_RECORDS)
    now, export_id = desk.clock(), new_id("export")
    records = _records(desk, selection, receiver, now)
    if not records:
        raise refuse(Refusal.NOTHING_TO_EXPORT)
    if receiver is Receiver.ARCHIVE:
        named = creator.strip() or records[0].case.policy.name
        files = eark.build(records, package=export_id, creator=named, now=now)
    else:
        files = diarium.build(records, export=export_id, now=now)
    package = sha256(files["manifest-sha256.txt"])
    cases = tuple(record.case.id for record in records)
    document = json.dumps({"cases": cases, "selection": _told(selection)}, ensure_ascii=True, sort_keys=True)
    stored = StoredExport(export_id, receiver.value, package, actor.id, now, document)
    changes = _mark(desk, stored, records, receiver, actor, now)
    for change in changes:
        noted(change, actor)
    return Made(stored, files, cases)


def receipt(
    desk: Desk, export_id: str, numbers: Mapping[str, str], *, actor: Actor, number: str = ""
) -> tuple[StoredExport, list[Case]]:
    """Note what the receiver registered the package under: one number for all its cases, or one for each.

    Returns the export with its cases as they then are.
    """
    require(actor, Action.REGISTER)
    now = desk.clock()
    changes: list[Change] = []
    with desk.storage.write(now) as unit:
        cases = _cases_of(unit, export_id)
        if numbers.keys() - set(cases):
            raise refuse(Refusal.NO_SUCH_EXPORT)
        for case_id in cases:
            said = numbers.get(case_id, number)
            if not said.strip() and numbers:
                continue
            before = locked(unit, case_id)
            change = transfer.acknowledge(before, export_id=export_id, number=said, actor=actor, now=now)
            unit.save(before, change)
            changes.append(change)
    for change in changes:
        noted(change, actor)
    return _present(desk, export_id)


def listed(desk: Desk, *, actor: Actor) -> Sequence[StoredExport]:
    """Return the latest exports."""
    require(actor, Action.EXPORT_RECORDS)
    with desk.storage.read() as unit:
        return unit.exports.listed()


def show(desk: Desk, export_id: str, *, actor: Actor) -> tuple[StoredExport, list[Case]]:
    """Return an export with its cases as they are now."""
    require(actor, Action.EXPORT_RECORDS)
    return _present(desk, export_id)


def _present(desk: Desk, export_id: str) -> tuple[StoredExport, list[Case]]:
    with desk.storage.read() as unit:
        cases = [found(unit, case_id) for case_id in _cases_of(unit, export_id)]
        stored = unit.exports.get(export_id)
    assert stored is not None
    return stored, cases


def _records(desk: Desk, selection: Selection, receiver: Receiver, now: datetime) -> list[Record]:
    with desk.storage.read() as unit:
        if selection.cases:
            chosen = [found(unit, case_id) for case_id in dict.fromkeys(selection.cases)]
        else:
            chosen = list(islice(_matching(unit, selection, receiver, now), MAX_CASES))
        return [_record(unit, case) for case in sorted(chosen, key=lambda case: case.id)]


def _matching(unit: Unit, selection: Selection, receiver: Receiver, now: datetime) -> Iterator[Case]:
    offset = 0
    while page := unit.cases.listed(selection.wanted, now=now, limit=MAX_CASES, offset=offset):
        yield from (c for c in page if not c.destroyed and (not selection.waiting or _waits(c, receiver)))
        offset += len(page)


def _waits(case: Case, receiver: Receiver) -> bool:
    if receiver is Receiver.DIARIUM:
        return waits_for_diarium(case)
    return case.state is State.CLOSED and not any(t.kind == receiver.value for t in case.transfers)


def _record(unit: Unit, case: Case) -> Record:
    sealed = sealed_of(unit, case)
    if sealed is None:
        raise no_evidence(case)
    shot = sealed.evidence.screenshot
    image = unit.evidence.screenshot(case.comment.id, shot.sha256) if shot is not None else None
    rows = [row for subject in (f"comment:{case.comment.id}", case.id) for row in unit.audit.rows(subject=subject)]
    history = tuple(sorted((link_of(row) for row in rows), key=lambda link: link.sequence))
    return Record(case, sealed, image, history)


def _mark(
    desk: Desk, stored: StoredExport, records: Sequence[Record], receiver: Receiver, actor: Actor, now: datetime
) -> list[Change]:
    changes = []
    with desk.storage.write(now) as unit:
        for record in records:
            before = locked(unit, record.case.id)
            if before.evidence_digest != record.sealed.digest or before.destroyed:
                raise refuse(Refusal.STALE_VERSION)
            change = transfer.note_transfer(
                before, export_id=stored.id, receiver=receiver, package=stored.package, actor=actor, now=now
            )
            unit.save(before, change)
            changes.append(change)
        unit.exports.add(stored)
        unit.audit.append([_event(stored, actor, now)])
    return changes


def _event(stored: StoredExport, actor: Actor, now: datetime) -> AuditEvent:
    said = {"kind": stored.kind, "package": stored.package, "document": document_digest(stored.document)}
    return AuditEvent(now, actor, EventCode.EXPORTED, f"export:{stored.id}", EVENTS[EventCode.EXPORTED], {}, said)


def _cases_of(unit: Unit, export_id: str) -> list[str]:
    stored = unit.exports.get(export_id)
    if stored is None:
        raise refuse(Refusal.NO_SUCH_EXPORT)
    return [str(case_id) for case_id in json.loads(stored.document)["cases"]]


def _told(selection: Selection) -> dict[str, object]:
    wanted = selection.wanted
    said: dict[str, object] = {
        "states": list(wanted.states),
        "rows": list(wanted.rows),
        "label": wanted.label,
        "account": wanted.account,
        "received_from": wanted.received_from.isoformat() if wanted.received_from else "",
        "received_to": wanted.received_to.isoformat() if wanted.received_to else "",
    }
    named = {"cases": list(selection.cases), "waiting": selection.waiting}
    return {name: value for name, value in (said | named).items() if value}
