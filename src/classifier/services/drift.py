"""Drift by month, read from what was noted of every comment and from what persons decided."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import structlog
from prometheus_client import Gauge

from classifier.cases.actors import Action, Actor, allowed, require
from classifier.cases.drift import BASELINE_MONTHS, Drift, drift
from classifier.cases.moments import utc_now
from classifier.cases.parts import Reached
from classifier.language import SUPPORTED
from classifier.services.desk import Desk
from classifier.storage import Storage, Unit
from classifier.taxonomy import HARMFUL_LABELS, LABELS, SWEDISH, LathundRow

_log = structlog.get_logger("lathund.drift")
DUE: Final = Gauge("lathund_retraining_due", "1 when comments or corrections have drifted so that retraining is due")
DRIFTED: Final = Gauge("lathund_drift", "Change of a figure in the latest month against the months before", ["figure"])
SECONDS: Final = 3_600.0

NAMES: Final[dict[str, str]] = {
    "length": "längd (tecken)",
    "other_language": "andra språk",
    "unknown_words": "ord som modellen inte känner",
    "reviewed": "osäkra, till en människa",
    "corrected": "rättade av en moderator",
    "calibration": "sannolikhet minus det som bekräftades",
}


def read(desk: Desk, *, actor: Actor) -> Drift:
    """Return the drift of this service. No texts, no persons."""
    if not allowed(actor, Action.READ):
        require(actor, Action.MANAGE_MODELS)
    return measure(desk.storage, desk.clock())


def measure(storage: Storage, now: datetime) -> Drift:
    """Compute the drift of the months before a moment and tell the metrics."""
    since = now - timedelta(days=31 * (BASELINE_MONTHS + 1))
    with storage.read() as unit:
        found = drift([*_input(unit, since), *_outcome(unit, since)])
    DUE.set(1 if found.due else 0)
    DRIFTED.clear()
    for shift in found.shifts:
        DRIFTED.labels(shift.name).set(shift.change)
    return found


def name_of(figure: str) -> str:
    """Return the Swedish name of a figure."""
    kind, _, code = figure.partition(":")
    return NAMES.get(kind) or f"{'rad' if kind == 'row' else 'slag'}: {SWEDISH.get(code, code)}"


def _input(unit: Unit, since: datetime) -> Iterator[tuple[str, str, float]]:
    for m in unit.loop.measures(since=since):
        month = m.received_at.strftime("%Y-%m")
        yield month, "length", float(m.characters)
        yield month, "other_language", float(m.language not in {*SUPPORTED, "und"})
        yield month, "reviewed", float(m.reviewed)
        if m.words:
            yield month, "unknown_words", m.unknown_words / m.words
        for row in LathundRow:
            yield month, f"row:{row.value}", float(m.row == row.value)
        for label in LABELS:
            yield month, f"label:{label.value}", float(label.value in m.labels)


def _outcome(unit: Unit, since: datetime) -> Iterator[tuple[str, str, float]]:
    for label, _, _ in unit.parts.labels():
        # What a person picked was picked because the machine missed it: it says nothing of how often it does.
        if datetime.fromisoformat(label["decided_at"]) < since or label["reached"] == Reached.PICKED:
            continue
        month = str(label["decided_at"])[:7]
        yield month, "corrected", float(label["corrected"])
        scores = {x: float(label["proposed_scores"].get(x.value, 0.0)) for x in HARMFUL_LABELS}
        yield month, "calibration", sum(s - (x.value in label["labels"]) for x, s in scores.items()) / len(scores)


class Watch:
    """Measures drift now and then while the service runs, so that the metrics say when retraining is due."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.latest: Drift | None = None
        """What was measured last; None until it is."""

    def start(self, seconds: float = SECONDS) -> None:
        """Measure at once and then every so many seconds."""
        self._thread = threading.Thread(target=self._run, args=(seconds,), name="drift", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop measuring."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=30)

    def _run(self, seconds: float) -> None:
        while not self._stop.is_set():
            try:
                self.latest = measure(self._storage, utc_now())
            except Exception as error:  # noqa: BLE001 (a figure is no reason to stop)
                _log.error("drift_not_measured", error=type(error).__name__)
            self._stop.wait(seconds)
