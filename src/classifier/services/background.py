"""What a service does by itself while it runs: imports, the index of older comments, thresholds of other processes."""

import threading
from typing import Final

import structlog

from classifier.services import importing, indexing, thresholds
from classifier.services.desk import Desk

EVERY_SECONDS: Final = 3.0
_log = structlog.get_logger("lathund.background")


class Housekeeper:
    """One thread; several processes share the work by leases in the database."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeper", daemon=True)

    def start(self) -> None:
        """Work until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the few rows at hand; the rest is taken up by the next process."""
        self._stop.set()
        self._thread.join(timeout=30)

    def round(self) -> bool:
        """Do what there is to do; return whether there was anything."""
        thresholds.refresh(self._desk)
        entered = indexing.catch_up(self._desk)
        return importing.work(self._desk, stopped=self._stop.is_set) or bool(entered)

    def _run(self) -> None:
        while not self._stop.is_set():
            busy = False
            try:
                busy = self.round()
            except Exception as error:  # noqa: BLE001 (the last net: a locked database now is no reason to stop for good)
                _log.error("background_failed", error=type(error).__name__)
            self._stop.wait(0.0 if busy else EVERY_SECONDS)
