"""The municipality's own thresholds as they stand, and the history that a changed one is tried on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from classifier.model.artefact import Threshold
from classifier.storage.index_tables import IndexRow, OwnThresholdRow
from classifier.storage.seals import touch
from classifier.taxonomy import Label, LathundRow


@dataclass(frozen=True, slots=True)
class OwnThreshold:
    """A chosen threshold, and under which model, by whom and why."""

    policy: str
    label: Label
    threshold: Threshold
    model: str
    set_by: str
    set_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Past:
    """A comment of the history: its scores (packed), what the rules said, and what a person decided, if anybody did."""

    scores: bytes
    certain_bits: int
    likely_bits: int
    foreign: bool
    decided: bool
    bits: int
    row: LathundRow


def every(session: Session) -> Sequence[OwnThreshold]:
    """Return what is chosen. Of labels that are no more, nothing."""
    known = {label.value for label in Label}
    return [
        OwnThreshold(
            row.policy,
            Label(row.label),
            Threshold(review=row.review, act=row.act),
            row.model,
            row.set_by,
            row.set_at,
            row.reason,
        )
        for row in session.scalars(select(OwnThresholdRow))
        if row.label in known
    ]


def put(session: Session, own: OwnThreshold) -> None:
    """Write a chosen threshold over the one before."""
    session.merge(
        OwnThresholdRow(
            id=_id(own.policy, own.label),
            policy=own.policy,
            label=own.label.value,
            review=own.threshold.review,
            act=own.threshold.act,
            model=own.model,
            set_by=own.set_by,
            set_at=own.set_at,
            reason=own.reason,
        )
    )
    touch(session, OwnThresholdRow, _id(own.policy, own.label))


def remove(session: Session, policy: str, label: Label) -> None:
    """Remove a chosen threshold."""
    session.execute(delete(OwnThresholdRow).where(OwnThresholdRow.id == _id(policy, label)))
    touch(session, OwnThresholdRow, _id(policy, label))


def _id(policy: str, label: Label) -> str:
    return f"{policy}:{label.value}"


def history(session: Session, policy: str, model: str, *, limit: int) -> Sequence[Past]:
    """Return the newest comments that this model read under this policy."""
    columns = (
        IndexRow.scores,
        IndexRow.certain_bits,
        IndexRow.likely_bits,
        IndexRow.foreign_language,
        IndexRow.decided_day,
        IndexRow.bits,
        IndexRow.row,
    )
    query = select(*columns).where(IndexRow.policy == policy, IndexRow.model == model)
    rows = session.execute(query.order_by(IndexRow.number.desc()).limit(limit))
    return [Past(s, c, k, f, bool(d), b, LathundRow(r)) for s, c, k, f, d, b, r in rows]
