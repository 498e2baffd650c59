"""Files that are being taken in: their content until all is in, how far it has come, the rows that could not be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from classifier.storage.index_tables import ImportProblemRow, ImportRow


class ImportStatus(StrEnum):
    """How far a file has come."""

    DRAFT = "draft"
    """Handed over; nobody has said yet which column is what."""
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_UNFINISHED: Final = (ImportStatus.WAITING.value, ImportStatus.RUNNING.value)
_SHOWN: Final = tuple(column for column in ImportRow.__table__.columns if column.name not in {"content", "lease_until"})


@dataclass(frozen=True, slots=True)
class ImportJob:
    """A file and how far it has come. `interruptions`: how often it stopped in the middle and was taken up again."""

    id: str
    file_name: str
    file_digest: str
    options: Mapping[str, Any]
    status: ImportStatus
    created_at: datetime
    created_by: Mapping[str, str]
    total: int
    done: int
    taken: int
    known: int
    bad: int
    interruptions: int
    problem: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A row that could not be taken in, as it stood."""

    number: int
    problem: str
    fields: Mapping[str, Any]


def add(session: Session, job: ImportJob, content: bytes) -> None:
    """Keep a file that was handed over."""
    values = {name: getattr(job, name) for name in ImportJob.__slots__}
    texts = {"options": json.dumps(job.options), "created_by": json.dumps(job.created_by), "status": job.status.value}
    session.execute(insert(ImportRow).values(**(values | texts), content=content))


def find(session: Session, job_id: str) -> ImportJob | None:
    """Return a job without its file."""
    row = session.execute(select(*_SHOWN).where(ImportRow.id == job_id)).mappings().one_or_none()
    return _job(row) if row else None


def newest(session: Session, *, limit: int) -> Sequence[ImportJob]:
    """Return the newest jobs."""
    query = select(*_SHOWN).order_by(ImportRow.created_at.desc(), ImportRow.id).limit(limit)
    return [_job(row) for row in session.execute(query).mappings()]


def content(session: Session, job_id: str) -> bytes:
    """Return the file; empty where it is all in, or thrown away."""
    return session.scalar(select(ImportRow.content).where(ImportRow.id == job_id)) or b""


def change(session: Session, job_id: str, values: dict[str, Any], *, only_from: Sequence[ImportStatus] = ()) -> bool:
    """Change a job; return whether it was there, in one of the states asked for."""
    if "options" in values:
        values = values | {"options": json.dumps(values["options"])}
    where = ImportRow.id == job_id
    if only_from:
        where &= ImportRow.status.in_([s.value for s in only_from])
    done: Any = session.execute(update(ImportRow).where(where).values(**values))
    return bool(done.rowcount)


def take(session: Session, *, now: datetime, lease: timedelta) -> ImportJob | None:
    """Take the oldest unfinished job that nobody works on. One taken up in the middle has been interrupted."""
    free = or_(ImportRow.lease_until.is_(None), ImportRow.lease_until <= now)
    query = select(ImportRow.id, ImportRow.status).where(ImportRow.status.in_(_UNFINISHED), free)
    query = query.order_by(ImportRow.created_at).limit(1).with_for_update(skip_locked=True)
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    again = 1 if found.status == ImportStatus.RUNNING.value else 0
    values = {"status": ImportStatus.RUNNING.value, "lease_until": now + lease}
    change(session, found.id, values | {"interruptions": ImportRow.interruptions + again})
    return find(session, found.id)


def add_problems(session: Session, job_id: str, problems: Sequence[ImportProblem]) -> None:
    """Keep rows that could not be taken in; the same row again, after an interruption, is kept once."""
    numbers = [p.number for p in problems]
    mine = (ImportProblemRow.job_id == job_id) & ImportProblemRow.number.in_(numbers)
    session.execute(delete(ImportProblemRow).where(mine))
    for p in problems:
        fields = json.dumps(p.fields, ensure_ascii=True, default=str)
        values = {"job_id": job_id, "number": p.number, "problem": p.problem, "fields": fields}
        session.execute(insert(ImportProblemRow).values(**values))


def problems(session: Session, job_id: str, *, limit: int) -> Sequence[ImportProblem]:
    """Return the rows of a file that could not be taken in, in its order."""
    query = select(ImportProblemRow).where(ImportProblemRow.job_id == job_id).order_by(ImportProblemRow.number)
    return [ImportProblem(r.number, r.problem, json.loads(r.fields)) for r in session.scalars(query.limit(limit))]


def count_problems(session: Session, job_id: str) -> int:
    """Return how many rows could not be taken in."""
    query = select(func.count()).select_from(ImportProblemRow).where(ImportProblemRow.job_id == job_id)
    return session.scalars(query).one()


def _job(row: Any) -> ImportJob:
    values = dict(row)
    values |= {name: json.loads(values[name]) for name in ("options", "created_by")}
    return ImportJob(**(values | {"status": ImportStatus(values["status"])}))
