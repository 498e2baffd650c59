"""The lane of alarms: what nobody has decided, what is decided and not done, and the number beside the menu."""

from classifier.services import lanes, queue
from classifier.services.queue import GivingBack
from tests.cases.world import ANNA, BO
from tests.services.office import THREAT, Office


def lane(office: Office) -> tuple[list[str], list[str]]:
    """Return the undecided alarms and those in work; the counts agree, that of the menu too."""
    undecided, count = lanes.alarms(office.desk, actor=ANNA, limit=9, offset=0)
    working, left = lanes.alarms_in_work(office.desk, actor=ANNA, limit=9)
    assert (len(undecided), len(working)) == (count, left)
    assert lanes.standing(office.desk, actor=ANNA).urgent == count
    return [shown.case.id for shown in undecided], [shown.case.id for shown in working]


def test_an_alarm_that_is_being_redone_stands_among_the_decided(office: Office) -> None:
    decided = office.decided(THREAT)
    new = office.take_in(f"{THREAT}, fegis").case
    assert new is not None
    assert lane(office) == ([new.id], [decided.id])
    held = queue.take(office.desk, decided.id, actor=BO)
    assert lane(office) == ([new.id], [decided.id])
    assert held.lock is not None
    queue.give_back(office.desk, decided.id, GivingBack(), token=held.lock.token, actor=BO)
    queue.take(office.desk, new.id, actor=ANNA)
    assert lane(office) == ([new.id], [decided.id])
