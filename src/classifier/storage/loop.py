"""Measures of comments and results of shadow runs in the database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from classifier.storage.loop_tables import MeasureRow, ShadowRow

_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Measure:
    """Figures of one comment. `reviewed`: sent to a person because something was uncertain."""

    comment_id: str
    received_at: datetime
    model: str
    characters: int
    words: int
    unknown_words: int
    language: str
    row: str
    labels: tuple[str, ...]
    reviewed: bool


@dataclass(frozen=True, slots=True)
class ShadowResult:
    """What two models said of one comment. `kind`: same, graver, milder, labels or review."""

    comment_id: str
    candidate: str
    live: str
    at: datetime
    kind: str
    said: dict[str, Any]


class Loop:
    """What the loop notes of every comment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def measure(self, measure: Measure) -> None:
        """Note the figures of a comment."""
        values = {name: getattr(measure, name) for name in Measure.__slots__}
        values["labels"] = "|".join(("", *measure.labels, ""))
        self._session.execute(insert(MeasureRow).values(**values))

    def measures(self, *, since: datetime) -> Iterator[Measure]:
        """Yield the figures of the comments received since a moment, oldest first."""
        query = (
            select(MeasureRow)
            .where(MeasureRow.received_at >= since)
            .order_by(MeasureRow.received_at, MeasureRow.comment_id)
        )
        for row in self._session.scalars(query.execution_options(yield_per=_PAGE)):
            values = {name: getattr(row, name) for name in Measure.__slots__}
            yield Measure(**values | {"labels": tuple(x for x in row.labels.split("|") if x)})

    def shadow(self, result: ShadowResult) -> None:
        """Note what a candidate said."""
        values = {name: getattr(result, name) for name in ("comment_id", "candidate", "live", "at", "kind")}
        said = json.dumps(result.said, ensure_ascii=True)
        self._session.execute(insert(ShadowRow).values(**values, differs=result.kind != "same", document=said))

    def shadow_kinds(self, candidate: str) -> dict[str, int]:
        """Return how many comments a candidate judged the same, graver, milder, ..."""
        query = (
            select(ShadowRow.kind, func.count().label("n"))
            .where(ShadowRow.candidate == candidate)
            .group_by(ShadowRow.kind)
        )
        return {row.kind: row.n for row in self._session.execute(query)}

    def shadow_candidates(self) -> list[str]:
        """Return every candidate that has run in shadow, the latest last."""
        query = select(ShadowRow.candidate).group_by(ShadowRow.candidate).order_by(func.max(ShadowRow.at))
        return list(self._session.scalars(query))

    def shadow_differences(self, candidate: str, *, limit: int, offset: int) -> Sequence[ShadowResult]:
        """Return the comments that a candidate judged otherwise, the latest first."""
        query = (
            select(ShadowRow)
            .where(ShadowRow.candidate == candidate, ShadowRow.differs)
            .order_by(ShadowRow.at.desc(), ShadowRow.comment_id)
            .limit(limit)
            .offset(offset)
        )
        return [
            ShadowResult(r.comment_id, r.candidate, r.live, r.at, r.kind, json.loads(r.document))
            for r in self._session.scalars(query)
        ]
