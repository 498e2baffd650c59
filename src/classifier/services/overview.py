"""The overview: what came in, what was answered in time, what people changed of what the machine proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import PROTECTED_SPEECH
from classifier.cases.moments import STOCKHOLM
from classifier.services.desk import Desk
from classifier.storage.comment_index import labels_of
from classifier.storage.figures import BUCKET_HOURS, Answers, Decided, Figures, Queue
from classifier.taxonomy import DELETABLE_ROWS, LABELS, Label, LathundRow

__all__ = ["BUCKET_HOURS", "Answers", "Changed", "Overview", "Period", "Queue"]

MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Period:
    """Swedish dates, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Changed:
    """What people made of the proposals of one label: how many there were, taken away, and added where not proposed."""

    label: Label
    proposed: int
    removed: int
    added: int

    @property
    def share(self) -> float:
        """The share of proposals that people took away, 0 to 1."""
        return self.removed / self.proposed if self.proposed else 0.0


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the overview and the monthly report show of a period."""

    period: Period
    comments: int
    by_day_and_row: dict[LathundRow, list[int]]
    by_day_and_label: dict[Label, list[int]]
    rows: dict[LathundRow, int]
    answers: Answers
    decisions_by_day: list[int]
    decisions: int
    changed: tuple[Changed, ...]
    flagged: int
    """Decided comments that the machine had proposed to hide (L4, L5)."""
    criticism_flagged: int
    """Those of them that a person found to be criticism, question or case matter and nothing else (RF 2:1)."""
    alarms: int
    alarms_in_time: int
    queue: Queue
    models: Sequence[tuple[str, int]]
    model: str
    rules: str
    made_at: datetime


def period_of(today: date, *, first: date | None = None, last: date | None = None) -> Period:
    """Return the period asked for, else the last thirty days; never longer than a year, never upside down."""
    end = last or today
    start = first or end - timedelta(days=29)
    if start > end:
        start, end = end, start
    return Period(max(start, end - timedelta(days=MOST_DAYS - 1)), end)


def month_of(day: date) -> Period:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def today(desk: Desk) -> date:
    """Return the Swedish date."""
    return desk.clock().astimezone(STOCKHOLM).date()


def overview(desk: Desk, period: Period, *, actor: Actor) -> Overview:
    """Count a period. No person who wrote and none who decided is told apart."""
    require(actor, Action.READ)
    now = desk.clock()
    first, last = period.first.toordinal(), period.last.toordinal()
    with desk.storage.read() as unit:
        figures = Figures(unit.session)
        inflow = figures.inflow(first, last)
        decided, load = figures.decided(first, last), figures.decided_by_day(first, last)
        answers = figures.answers(first, last, now=now)
        alarms, in_time = figures.alarms(first, last)
        comments = sum(sum(day.rows) for day in inflow)
        queue, models = figures.queue(), figures.models(first, last, total=comments)
    days = last - first + 1
    by_row = {row: [0] * days for row in LathundRow}
    by_label = {label: [0] * days for label in LABELS}
    for day in inflow:
        for row, count in zip(LathundRow, day.rows, strict=True):
            by_row[row][day.day - first] = count
        for label, count in zip(LABELS, day.labels, strict=True):
            by_label[label][day.day - first] = count
    flagged = [d for d in decided if d.proposed_row in DELETABLE_ROWS]
    predictor = desk.pipeline.predictor
    return Overview(
        period=period,
        comments=comments,
        by_day_and_row=by_row,
        by_day_and_label=by_label,
        rows={row: sum(counts) for row, counts in by_row.items()},
        answers=answers,
        decisions_by_day=[load.get(day, 0) for day in range(first, last + 1)],
        decisions=sum(d.count for d in decided),
        changed=tuple(_changed(label, decided) for label in LABELS),
        flagged=sum(d.count for d in flagged),
        criticism_flagged=sum(d.count for d in flagged if _protected(d)),
        alarms=alarms,
        alarms_in_time=in_time,
        queue=queue,
        models=models,
        model=predictor.version if predictor else "",
        rules=desk.pipeline.rules_version,
        made_at=now,
    )


def _changed(label: Label, decided: Sequence[Decided]) -> Changed:
    bit = 1 << LABELS.index(label)
    proposed = [d for d in decided if d.proposed_bits & bit]
    removed = sum(d.count for d in proposed if not d.bits & bit)
    added = sum(d.count for d in decided if d.bits & bit and not d.proposed_bits & bit)
    return Changed(label, sum(d.count for d in proposed), removed, added)


def _protected(decided: Decided) -> bool:
    labels = set(labels_of(decided.bits))
    return bool(labels) and labels <= PROTECTED_SPEECH and decided.row not in DELETABLE_ROWS
