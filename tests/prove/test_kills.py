"""SIGKILL at any step of intake, decision and deletion: nothing lost, nothing half done, the chain intact.

A child process does the work and kills itself at the n-th step (a statement, a commit, a published head), n by lot.
LATHUND_KILLS sets how many kills on each database (default 12, `make prove`: 200).
"""

import os
import random
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from classifier.bootstrap import Wired
from classifier.cases.actors import SYSTEM
from classifier.cases.audit import Head
from classifier.cases.states import State, Visibility
from classifier.services import intake, queue, removal
from classifier.storage import PublishedHeads
from tests.cases.world import ANNA, BO, l5
from tests.prove.killing import steps_until_killed
from tests.services.office import POLICY, Office, open_office

KILLS = int(os.environ.get("LATHUND_KILLS", "12"))
ORDER = ["taken", "decided", "requested", "confirmed", "deleted"]


class Counted(PublishedHeads):
    """Published heads that count as steps."""

    step: Callable[[], None]

    def publish(self, head: Head, at: object) -> None:
        self.step()
        super().publish(head, at)  # type: ignore[arg-type]
        self.step()


def work(office: Office, external_id: str, told: Callable[[str, str], None]) -> None:
    """Take a comment from intake to carried-out deletion, telling of each thing that was answered for."""
    taken = office.take_in("De där råttorna ska bort härifrån", external_id=external_id, policy="sollentuna")
    assert taken.case is not None
    told("taken", external_id)
    case = office.decide(queue.take(office.desk, taken.case.id, actor=ANNA), l5("hets"))
    told("decided", case.id)
    case = office.requested(case)
    told("requested", case.id)
    assert case.deletion is not None
    removal.confirm(office.desk, case.deletion.id, reason="ja", legal_basis=POLICY, actor=BO)
    told("confirmed", case.id)
    removal.carry_out(office.desk, case.deletion.id, actor=BO)
    told("deleted", case.id)


def child(url: str, wired: Wired, folder: Path, external_id: str, kill_at: int) -> int:
    """Run the work in a child of its own; return how many steps it took, 0 where it was killed."""

    def working(step: Callable[..., None]) -> None:
        office = open_office(url, wired, folder)
        heads = Counted(folder / "heads.jsonl")
        heads.step = step
        office.desk.storage.ledger.heads = heads
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(office.database.engine, name, step)
        file = os.open(folder / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        work(office, external_id, lambda what, who: os.write(file, f"{what} {who}\n".encode()) and None)

    return steps_until_killed(working, kill_at)


def check(office: Office, folder: Path) -> None:
    """Nothing lost, nothing half done, the chain intact."""
    intake.resume(office.desk, actor=SYSTEM)
    assert office.wrong() == []
    with office.desk.storage.read() as unit:
        cases = {c.id: c for c in unit.cases.every()}
        comments = unit.comments.current()
        assert not unit.comments.unfinished(before=office.clock.now)
        external = {c.comment.external_id for c in cases.values()}
    assert len(cases) == len(comments)
    file = folder / "told"
    for line in file.read_text().splitlines() if file.exists() else []:
        what, who = line.split()
        if what == "taken":
            assert who in external
            continue
        case = cases[who]
        assert case.decision is not None
        reached = {Visibility.DELETED: 4, Visibility.DELETION_CONFIRMED: 3, Visibility.DELETION_REQUESTED: 2}
        assert reached.get(case.visibility, 1) >= ORDER.index(what)
    for case in cases.values():
        assert case.state in {State.WAITING, State.IN_REVIEW, State.DECIDED, State.WORKING}
        if case.visibility is Visibility.DELETED:
            assert case.deletion is not None
            assert case.deletion.carried_out_by is not None


def test_a_process_killed_at_any_step_leaves_nothing_lost_and_nothing_half_done(
    database_url: str, wired: Wired, tmp_path: Path
) -> None:
    rng = random.Random(KILLS)
    steps = child(database_url, wired, tmp_path, "whole", 0)
    assert steps > 100
    killed = 0
    while killed < KILLS:
        child(database_url, wired, tmp_path, f"k{killed}", rng.randint(1, steps))
        killed += 1
        office = open_office(database_url, wired, tmp_path)
        office.clock.forward(minutes=killed)
        try:
            check(office, tmp_path)
        finally:
            office.database.close()
    print(f"\n{killed} kills among {steps} steps")
