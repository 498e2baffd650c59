"""Many moderators at once: no case claimed twice, no decision lost, on both databases.

LATHUND_MODERATORS and LATHUND_COMMENTS set the size (default 8 and 60, `make prove`: 50 and 20,000). The four texts are
classified once each: what is proved here is the record and the queue, everything else of intake is the service's own.
"""

import dataclasses
import os
import threading
import time
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import structlog

from classifier.bootstrap import Wired
from classifier.cases.actors import Actor, ActorKind, Role
from classifier.cases.codes import EventCode
from classifier.lathund import Profile
from classifier.pipeline import Classification, Comment
from classifier.services import queue
from tests.services.office import QUESTION, THREAT, Office, open_office

MODERATORS = int(os.environ.get("LATHUND_MODERATORS", "8"))
COMMENTS = int(os.environ.get("LATHUND_COMMENTS", "60"))
PROCESSES = 4
TEXTS = (THREAT, QUESTION, "Skandal att vägen aldrig plogas!", "Vilken jävla idiot du är")


class Known:
    """The shipped pipeline, asked once for each text: the number that makes a comment one of its own is left out."""

    def __init__(self, wired: Wired) -> None:
        self.normalizer, self.matcher = wired.pipeline.normalizer, wired.pipeline.matcher
        self.predictor = wired.pipeline.predictor
        self._once = cache(lambda text, code: wired.pipeline.classify(Comment(text), wired.profiles[code]))

    def classify(self, comment: Comment, profile: Profile) -> Classification:
        said: Classification = self._once(comment.text.rpartition(" ")[0], profile.code)
        return dataclasses.replace(said, id=comment.id)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Keep a hundred thousand log lines out of the test's memory."""
    configured = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    yield
    structlog.configure(**configured)


def person(number: int) -> Actor:
    return Actor(ActorKind.PERSON, f"m{number}", f"Moderator {number}", Role.MODERATOR)


def moderate(office: Office, number: int, wrong: list[str]) -> None:
    """Take and decide until nothing is left."""
    actor = person(number)
    try:
        while (case := queue.take_next(office.desk, actor=actor)) is not None:
            office.decide(case, actor=actor)
    except BaseException:  # noqa: BLE001 (told to the parent)
        wrong.append(traceback.format_exc())


def together(url: str, wired: Wired, folder: Path, numbers: list[int]) -> int:
    """Let some moderators work in a process of their own; return its id."""
    pid = os.fork()
    if pid:
        return pid
    wrong: list[str] = []
    try:
        office = open_office(url, wired, folder)
        threads = [threading.Thread(target=moderate, args=(office, n, wrong)) for n in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:  # noqa: BLE001
        wrong.append(traceback.format_exc())
    if wrong:
        (folder / f"wrong-{os.getpid()}").write_text("\n".join(wrong))
    os._exit(1 if wrong else 0)


def test_no_case_is_claimed_twice_and_no_decision_is_lost(database_url: str, wired: Wired, tmp_path: Path) -> None:
    wired = dataclasses.replace(wired, pipeline=Known(wired))  # type: ignore[arg-type]
    began = time.monotonic()
    office = open_office(database_url, wired, tmp_path)
    cases = sum(office.take_in(f"{TEXTS[n % len(TEXTS)]} {n}").case is not None for n in range(COMMENTS))
    office.database.close()
    taken_in = time.monotonic()
    shares = [list(range(first, MODERATORS, PROCESSES)) for first in range(PROCESSES)]
    pids = [together(database_url, wired, tmp_path, share) for share in shares if share]
    # Each process has a share of the moderators, and they meet at the one database.
    failed = [pid for pid in pids if os.waitpid(pid, 0)[1] != 0]
    assert not failed, "\n".join(f.read_text() for f in tmp_path.glob("wrong-*"))
    decided_all = time.monotonic()
    office = open_office(database_url, wired, tmp_path)
    try:
        assert office.wrong() == []
        with office.desk.storage.read() as unit:
            events = [(row.subject, row.action) for row in unit.audit.rows()]
            decided = sum(case.decision is not None for case in unit.cases.every())
        claimed = [subject for subject, action in events if action == EventCode.CLAIMED]
        confirmed = [subject for subject, action in events if action == EventCode.CONFIRMED]
        assert len(claimed) == len(set(claimed)) == cases
        assert len(confirmed) == len(set(confirmed)) == decided == cases
    finally:
        office.database.close()
    spent = f"intake {taken_in - began:.0f} s, claims and decisions {decided_all - taken_in:.0f} s"
    kind = office.database.engine.dialect.name
    print(f"\n{kind}: {MODERATORS} moderators, {COMMENTS} comments, {cases} cases: each claimed and decided once")
    print(spent)
