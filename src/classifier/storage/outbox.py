"""The alarm outbox: an alarm is written in the transaction of its case and sent afterwards.

At least once, always with the same event id: a crash between sending and noting sends again, and the receiver knows
it by the id. Nothing is ever given up; what has not arrived stands here until it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import DateTime, ForeignKey, Index, Integer, String, Text, exists, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from classifier.storage.tables import Base
from classifier.storage.times import from_stored, to_stored

FAN_OUT = timedelta(days=7)
"""A channel that is set up later is not given alarms older than this."""


class AlarmRow(Base):
    """One alarm with the very bytes that are sent, so that a second sending is the same as the first."""

    __tablename__ = "alarm_event"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    body: Mapped[str] = mapped_column(Text)


class DeliveryRow(Base):
    """An alarm on its way by one channel. While it is being sent `next_at` lies ahead: nobody else takes it."""

    __tablename__ = "alarm_delivery"
    __table_args__ = (
        Index(
            "ix_alarm_delivery_waiting",
            "next_at",
            sqlite_where=text("delivered_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )
    event_id: Mapped[str] = mapped_column(ForeignKey("alarm_event.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    attempts: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime] = mapped_column(DateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime)
    last_error: Mapped[str] = mapped_column(String(300))


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a sender has taken to send. `attempts` counts this one."""

    event_id: str
    channel: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries have not arrived, and since when the oldest alarm waits."""

    count: int
    since: datetime | None


def put(session: Session, event_id: str, body: str, now: datetime) -> None:
    """Write an alarm in the caller's transaction; with the case or not at all."""
    session.add(AlarmRow(id=event_id, created_at=to_stored(now), body=body))


def fan_out(session: Session, channels: Sequence[str], now: datetime) -> None:
    """Give every recent alarm a delivery by every channel that is set up."""
    recent = AlarmRow.created_at >= to_stored(now - FAN_OUT)
    for channel in channels:
        has = exists().where(DeliveryRow.event_id == AlarmRow.id, DeliveryRow.channel == channel)
        for event_id in session.scalars(select(AlarmRow.id).where(recent, ~has)):
            session.add(
                DeliveryRow(
                    event_id=event_id,
                    channel=channel,
                    attempts=0,
                    next_at=to_stored(now),
                    delivered_at=None,
                    last_error="",
                )
            )
    session.flush()


def take(session: Session, channels: Sequence[str], *, now: datetime, lease: timedelta) -> Delivery | None:
    """Take what has been due longest, for as long as the lease: after a crash it comes back by itself."""
    due = (
        select(DeliveryRow, AlarmRow.body)
        .join(AlarmRow, AlarmRow.id == DeliveryRow.event_id)
        .where(DeliveryRow.delivered_at.is_(None), DeliveryRow.next_at <= to_stored(now))
        .where(DeliveryRow.channel.in_(channels))
        .order_by(DeliveryRow.next_at, AlarmRow.created_at)
        .limit(1)
        .with_for_update(of=DeliveryRow, skip_locked=True)
    )
    found = session.execute(due).one_or_none()
    if found is None:
        return None
    row, body = found
    row.attempts += 1
    row.next_at = to_stored(now + lease)
    return Delivery(row.event_id, row.channel, body, row.attempts)


def delivered(session: Session, delivery: Delivery, now: datetime) -> None:
    """Note that the alarm has arrived."""
    row = _row(session, delivery)
    row.delivered_at, row.last_error = to_stored(now), ""


def failed(session: Session, delivery: Delivery, error: str, next_at: datetime) -> None:
    """Note that it did not arrive, and when to try again. One that has arrived meanwhile stays so."""
    row = _row(session, delivery)
    if row.delivered_at is None:
        row.last_error, row.next_at = error[:300], to_stored(next_at)


def waiting(session: Session) -> Waiting:
    """Return what has not arrived."""
    open_ = DeliveryRow.delivered_at.is_(None)
    query = select(func.count(), func.min(AlarmRow.created_at)).select_from(DeliveryRow)
    count, since = session.execute(query.join(AlarmRow, AlarmRow.id == DeliveryRow.event_id).where(open_)).one()
    return Waiting(count, from_stored(since) if since else None)


def _row(session: Session, delivery: Delivery) -> DeliveryRow:
    row = session.get(DeliveryRow, (delivery.event_id, delivery.channel))
    if row is None:
        raise LookupError(f"{delivery.event_id} by {delivery.channel}")
    return row
