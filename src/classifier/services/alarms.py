"""Alarms: an urgent case tells people outside the service, without a word of the comment.

`raise_alarm` writes to the outbox in the transaction of the case. `Sender` sends, again and again with longer pauses,
until the receiver has it. The body is made once, so that every sending of an event is the same bytes.
"""

import json
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog
from prometheus_client import Gauge
from sqlalchemy.orm import Session

from classifier.cases.case import Case
from classifier.cases.deadlines import next_due
from classifier.cases.moments import iso
from classifier.cases.urgency import alarms, urgent_kinds
from classifier.storage import Database, Unit, outbox
from classifier.storage.outbox import Delivery
from classifier.storage.seals import touch
from classifier.storage.writing import writing
from classifier.taxonomy import LathundRow

LEASE: Final = timedelta(minutes=2)
"""Longer than the slowest sending: until then nobody else sends the same."""
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=15)
POLL_SECONDS: Final = 2.0

WAITING: Final = Gauge("lathund_alarms_waiting", "Alarms that have not arrived, one a channel")
_log = structlog.get_logger("lathund.alarms")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What an alarm says: which case, row and kind, when, where to look. No text, no author, no account.

    `kinds` are labels, flags or categories.
    """

    case_id: str
    row: LathundRow
    kinds: tuple[str, ...]
    policy: str
    received_at: datetime
    deadline_at: datetime | None = None


class NotSent(Exception):
    """A channel could not deliver; the message holds no secret and no address."""


class Channel(Protocol):
    """One way to reach people. `send` returns when the receiver has taken it, else raises NotSent."""

    @property
    def name(self) -> str:
        """The stable name of the channel, as the outbox knows it."""
        ...

    def send(self, event_id: str, body: str) -> None:
        """Deliver one alarm."""
        ...


def raise_alarm(session: Session, alarm: Alarm, *, public_url: str, now: datetime) -> str:
    """Write the alarm in the caller's transaction and return its event id."""
    event_id = str(uuid.uuid4())
    content = {
        "id": event_id,
        "type": "case.urgent",
        "at": iso(now),
        "case": alarm.case_id,
        "row": alarm.row.value,
        "kinds": [str(kind) for kind in alarm.kinds],
        "policy": alarm.policy,
        "received_at": iso(alarm.received_at),
        "deadline_at": iso(alarm.deadline_at) if alarm.deadline_at else None,
        "url": f"{public_url}/cases/{alarm.case_id}" if public_url else None,
    }
    outbox.put(session, event_id, json.dumps(content, ensure_ascii=False), now)
    return event_id


def sound(unit: Unit, before: Case | None, after: Case, *, public_url: str, now: datetime) -> None:
    """Raise the alarm of a case that has become urgent, or urgent in a new way, in the unit that makes it so."""
    if not alarms(before, after):
        return
    due = next_due(after)
    alarm = Alarm(
        case_id=after.id,
        row=after.row,
        kinds=urgent_kinds(after),
        policy=after.policy.code,
        received_at=after.comment.received_at,
        deadline_at=due.at if due else None,
    )
    event_id = raise_alarm(unit.session, alarm, public_url=public_url, now=now)
    touch(unit.session, outbox.AlarmRow, event_id)


def _now() -> datetime:
    return datetime.now(UTC)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubled each time, up to a quarter of an hour."""
    doublings: int = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


class Sender:
    """Sends what lies in the outbox by the channels that are set up, each in its own thread: none waits for another."""

    def __init__(
        self, database: Database, channels: Sequence[Channel], *, clock: Callable[[], datetime] = _now
    ) -> None:
        self._database = database
        self._channels = {channel.name: channel for channel in channels}
        self._clock = clock
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def round(self, *names: str) -> int:
        """Send what is due now by these channels, or by all; return how many arrived."""
        wanted, arrived = names or tuple(self._channels), 0
        with writing(self._database) as session:
            outbox.fan_out(session, wanted, self._clock())
        while not self._stop.is_set():
            with writing(self._database) as session:
                delivery = outbox.take(session, wanted, now=self._clock(), lease=LEASE)
            if delivery is None:
                break
            arrived += self._deliver(delivery)
        with self._database.session() as session:
            WAITING.set(outbox.waiting(session).count)
        return arrived

    def start(self) -> None:
        """Send until `stop`. Without channels there is nothing to do, and the network is not touched."""
        for name in self._channels:
            thread = threading.Thread(target=self._run, args=(name,), name=f"alarms-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop after what is being sent."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=LEASE.total_seconds())
        self._threads.clear()

    def _deliver(self, delivery: Delivery) -> bool:
        try:
            self._channels[delivery.channel].send(delivery.event_id, delivery.body)
        except NotSent as error:
            return self._note_failure(delivery, str(error))
        except Exception as error:  # noqa: BLE001 (the last net: an alarm that cannot be sent must not stop the next)
            return self._note_failure(delivery, type(error).__name__)
        with writing(self._database) as session:
            outbox.delivered(session, delivery, self._clock())
        _log.info("alarm_sent", event_id=delivery.event_id, channel=delivery.channel, attempts=delivery.attempts)
        return True

    def _note_failure(self, delivery: Delivery, error: str) -> bool:
        wait = pause(delivery.attempts)
        with writing(self._database) as session:
            outbox.failed(session, delivery, error, self._clock() + wait)
        _log.error(
            "alarm_not_sent",
            event_id=delivery.event_id,
            channel=delivery.channel,
            attempts=delivery.attempts,
            error=error,
            again_in=int(wait.total_seconds()),
        )
        return False

    def _run(self, name: str) -> None:
        while not self._stop.is_set():
            try:
                self.round(name)
            except Exception as error:  # noqa: BLE001 (the last net: a locked database now is no reason to stop for good)
                _log.error("alarm_round_failed", channel=name, error=type(error).__name__)
            self._stop.wait(POLL_SECONDS)
