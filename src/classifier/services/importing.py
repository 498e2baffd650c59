"""Import of a file: handed over, columns named and previewed, then taken in row by row in the background.

How far it has come is stored with every few rows, and taking in is idempotent: after a restart the work goes on where
it was, and says that it was interrupted. A row that cannot be taken in is kept as it stood, with the why.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from itertools import islice
from typing import Any, Final

import structlog

from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, Actor, ActorKind, Role, require
from classifier.cases.canonical import sha256
from classifier.cases.codes import Refusal
from classifier.cases.refusal import Refused, refuse
from classifier.services.desk import Desk, new_id
from classifier.services.import_rows import Columns, Target, guessed, incoming, names_of, records
from classifier.services.intake import Incoming, take_in
from classifier.storage import imports as store
from classifier.storage import users
from classifier.storage.imports import ImportJob, ImportProblem, ImportStatus
from classifier.tables import Record

__all__ = ["Columns", "ImportJob", "ImportProblem", "ImportStatus", "Target"]

CHUNK: Final = 10
LEASE: Final = timedelta(minutes=2)
SHOWN_ROWS: Final = 8
MOST_PROBLEMS: Final = 200
_log = structlog.get_logger("lathund.import")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would be taken in; `problem` says why it would not."""

    number: int
    incoming: Incoming | None
    problem: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file holds and what would become of it."""

    job: ImportJob
    columns: tuple[str, ...]
    chosen: Columns
    target: Target
    rows: tuple[PreviewRow, ...]
    bad: int


def hand_over(desk: Desk, name: str, content: bytes, *, actor: Actor) -> ImportJob:
    """Keep a file as a draft. Refused where it cannot be read at all; nothing is taken in yet."""
    require(actor, Action.TAKE_IN)
    file_name = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:200] or "fil"
    total = sum(1 for _ in records(file_name, content))
    if not total:
        raise refuse(Refusal.FILE_UNREADABLE, why="den har inga rader.")
    columns, target = guessed(names_of(file_name, content)), Target(desk.default_policy)
    job = ImportJob(
        id=new_id("import"),
        file_name=file_name,
        file_digest=sha256(content),
        options=_options(columns, target),
        status=ImportStatus.DRAFT,
        created_at=desk.clock(),
        created_by={"id": actor.id, "name": actor.name, "role": actor.role.value, "title": actor.title},
        total=total,
        done=0,
        taken=0,
        known=0,
        bad=0,
        interruptions=0,
        problem="",
        finished_at=None,
    )
    with desk.storage.write(desk.clock()) as unit:
        store.add(unit.session, job, content)
    return job


def jobs(desk: Desk, *, actor: Actor, limit: int = 30) -> Sequence[ImportJob]:
    """Return the newest imports."""
    require(actor, Action.TAKE_IN)
    with desk.storage.read() as unit:
        return store.newest(unit.session, limit=limit)


def show(desk: Desk, job_id: str, *, actor: Actor) -> tuple[ImportJob, Sequence[ImportProblem]]:
    """Return an import and the rows that could not be taken in, masked."""
    require(actor, Action.TAKE_IN)
    with desk.storage.read() as unit:
        job = _found(store.find(unit.session, job_id))
        kept = store.problems(unit.session, job_id, limit=MOST_PROBLEMS)
    return job, [ImportProblem(p.number, p.problem, {k: desk.mask(str(v)) for k, v in p.fields.items()}) for p in kept]


def preview(desk: Desk, job_id: str, columns: Columns | None, target: Target | None, *, actor: Actor) -> ImportPreview:
    """Return what would become of a draft with these columns, else with those guessed. Texts masked."""
    require(actor, Action.TAKE_IN)
    with desk.storage.read() as unit:
        job = _found(store.find(unit.session, job_id))
        content = store.content(unit.session, job_id)
    stored_columns, stored_target = _read_options(job)
    chosen, aim = columns or stored_columns, target or stored_target
    read = [(r, incoming(r, job.file_digest, chosen, aim)) for r in records(job.file_name, content)]
    rows = tuple(PreviewRow(r.number, *_shown(desk, made)) for r, made in read[:SHOWN_ROWS])
    bad = sum(isinstance(made, str) for _, made in read)
    return ImportPreview(job, names_of(job.file_name, content), chosen, aim, rows, bad)


def begin(desk: Desk, job_id: str, columns: Columns, target: Target, *, actor: Actor) -> None:
    """Let a draft be taken in from now on, in the background."""
    require(actor, Action.TAKE_IN)
    desk.profile(target.policy)
    with desk.storage.write(desk.clock()) as unit:
        job = _found(store.find(unit.session, job_id))
        names = names_of(job.file_name, store.content(unit.session, job_id))
        for column in filter(None, asdict(columns).values()):
            if column not in names:
                raise refuse(Refusal.COLUMN_MISSING, column=column, known=", ".join(names))
        if not columns.text:
            raise refuse(Refusal.COLUMN_MISSING, column="med texten", known=", ".join(names))
        waiting = {"status": ImportStatus.WAITING.value, "options": _options(columns, target)}
        store.change(unit.session, job_id, waiting, only_from=(ImportStatus.DRAFT,))


def cancel(desk: Desk, job_id: str, *, actor: Actor) -> None:
    """Stop an import and throw the file away. What is taken in stays: it is a record."""
    require(actor, Action.TAKE_IN)
    living = (ImportStatus.DRAFT, ImportStatus.WAITING, ImportStatus.RUNNING)
    values = {"status": ImportStatus.CANCELLED.value, "content": b"", "finished_at": desk.clock()}
    with desk.storage.write(desk.clock()) as unit:
        _found(store.find(unit.session, job_id))
        store.change(unit.session, job_id, values, only_from=living)


def work(desk: Desk, *, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Take in one waiting or interrupted file; return whether there was one. Stops between chunks when asked to."""
    with desk.storage.write(desk.clock()) as unit:
        job = store.take(unit.session, now=desk.clock(), lease=LEASE)
        content = store.content(unit.session, job.id) if job else b""
        actor = _still_trusted(unit.session, job) if job else None
    if job is None:
        return False
    if actor is None:
        _end(desk, job.id, ImportStatus.FAILED, "Den som startade importen släpps inte längre in.")
        return True
    columns, target = _read_options(job)
    left = islice(records(job.file_name, content), job.done, None)
    sizes = _growing()
    while chunk := list(islice(left, next(sizes))):
        if stopped() or not _chunk(desk, job, chunk, columns, target, actor):
            return True
    _end(desk, job.id, ImportStatus.DONE, "")
    return True


def _growing() -> Iterator[int]:
    """Yield how many rows to take in before noting them: few at first, so that whoever waits soon sees it move."""
    size = 1
    while True:
        yield size
        size = min(CHUNK, 2 * size)


def _chunk(desk: Desk, job: ImportJob, chunk: list[Record], columns: Columns, target: Target, actor: Actor) -> bool:
    """Take in a few rows and note them; return whether the job is still to be done."""
    taken, known, bad = 0, 0, []
    for record in chunk:
        made = incoming(record, job.file_digest, columns, target)
        try:
            if isinstance(made, str):
                bad.append(ImportProblem(record.number, made, record.fields))
                continue
            created = take_in(desk, made, actor=actor).created
        except Refused as refused:
            bad.append(ImportProblem(record.number, refused.message, record.fields))
            continue
        taken, known = taken + created, known + (not created)
    with desk.storage.write(desk.clock()) as unit:
        now = store.find(unit.session, job.id)
        if now is None or now.status is not ImportStatus.RUNNING:
            return False
        store.add_problems(unit.session, job.id, bad)
        counts = {"done": now.done + len(chunk), "taken": now.taken + taken, "known": now.known + known}
        more = {"bad": store.count_problems(unit.session, job.id), "lease_until": desk.clock() + LEASE}
        store.change(unit.session, job.id, counts | more)
    return True


def _end(desk: Desk, job_id: str, status: ImportStatus, problem: str) -> None:
    values = {"status": status.value, "problem": problem, "content": b"", "finished_at": desk.clock()}
    with desk.storage.write(desk.clock()) as unit:
        store.change(unit.session, job_id, values | {"lease_until": None}, only_from=(ImportStatus.RUNNING,))
    _log.info("import_ended", job=job_id, status=status.value)


def _still_trusted(session: Any, job: ImportJob) -> Actor | None:
    """Return who started the job, with the role of today; None where that person is no longer let in."""
    said = job.created_by
    user = users.find_user(session, said["id"])
    if user is not None:
        return user.actor if user.active else None
    return Actor(ActorKind.PERSON, said["id"], said["name"], Role(said["role"]), said.get("title", ""))


def _shown(desk: Desk, made: Incoming | str) -> tuple[Incoming | None, str]:
    if isinstance(made, str):
        return None, made
    masked = {name: desk.mask(getattr(made, name)) for name in ("text", "post", "parent", "author")}
    return Incoming(**({f.name: getattr(made, f.name) for f in fields(Incoming)} | masked)), ""


def _options(columns: Columns, target: Target) -> dict[str, Any]:
    return {"columns": asdict(columns), "target": asdict(target)}


def _read_options(job: ImportJob) -> tuple[Columns, Target]:
    target = job.options["target"]
    able = tuple(Capability(code) for code in target["capabilities"])
    return Columns(**job.options["columns"]), Target(**(target | {"capabilities": able}))


def _found(job: ImportJob | None) -> ImportJob:
    if job is None:
        raise refuse(Refusal.NO_SUCH_IMPORT)
    return job
