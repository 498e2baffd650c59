"""SIGKILL at any step of a gallring that destroys: afterwards all of it is done or nothing, and the trail is whole."""

import os
import random
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from classifier.bootstrap import Wired
from classifier.storage.gallring import tombstone
from tests.handover.conftest import closed, decision, gallra
from tests.handover.test_gallring import PNG
from tests.prove.killing import steps_until_killed
from tests.services.office import Office, open_office

KILLS = max(3, int(os.environ.get("LATHUND_KILLS", "12")) // 4)


def child(url: str, wired: Wired, folder: Path, days: int, kill_at: int) -> int:
    """Gallra in a child of its own, killed at the n-th statement or commit; return how many steps it took."""

    def working(step: Callable[..., None]) -> None:
        office = open_office(url, wired, folder)
        office.clock.forward(days=days)
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(office.database.engine, name, step)
        gallra(office, decision())

    return steps_until_killed(working, kill_at)


def state(office: Office) -> set[bool]:
    """Return whether packages are destroyed, and that everything else agrees: one answer for all of them."""
    assert office.wrong() == []
    with office.desk.storage.read() as unit:
        said = {c.destroyed for c in unit.cases.every()}
        contents = {row.content == tombstone(row.digest) for row in unit.evidence.every()}
        images = {not list(unit.evidence.every_screenshot())}
        protocols = {bool(unit.parts.protocol_ids())}
    assert said == contents == images == protocols
    return said


def test_a_gallring_killed_at_any_step_is_done_whole_or_not_at_all(
    database_url: str, wired: Wired, tmp_path: Path
) -> None:
    office = open_office(database_url, wired, tmp_path)
    for number in range(2):
        closed(office, f"Skandal att vägen {number} aldrig plogas!", screenshot=PNG + bytes([number]))
    office.database.close()
    rng = random.Random(KILLS)
    killed = 0
    for _ in range(KILLS):
        child(database_url, wired, tmp_path, 31, rng.randint(1, 40))
        killed += 1
        office = open_office(database_url, wired, tmp_path)
        done = state(office)
        office.database.close()
        if done == {True}:
            break
    office = open_office(database_url, wired, tmp_path)
    if state(office) == {False}:
        office.clock.forward(days=31)
        gallra(office, decision())
    assert state(office) == {True}
    office.database.close()
    assert killed
