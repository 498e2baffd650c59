"""A person opens a case for a comment that the machine showed nobody."""

import pytest

from classifier.cases.actors import SYSTEM
from classifier.cases.codes import Refusal
from classifier.cases.parts import Reached
from classifier.cases.refusal import Refused
from classifier.cases.states import State
from classifier.services import labels, searching
from classifier.services.picking import pick
from classifier.services.searching import NO_CASE, Sought
from tests.cases.world import ANNA, BO, DATA, KEY, READER
from tests.services.office import Office

CALM = "Fint väder i dag"


def test_a_case_is_opened_once_with_the_sealed_evidence_and_comes_before_whoever_asks(office: Office) -> None:
    taken = office.take_in(CALM)
    assert taken.case is None
    case = pick(office.desk, taken.comment_id, actor=ANNA)
    assert (case.reached, case.state) == (Reached.PICKED, State.WAITING)
    assert (case.comment.id, case.evidence_digest) == (taken.comment_id, taken.evidence_digest)
    assert pick(office.desk, taken.comment_id, actor=BO) == case, "a second wish gives the same case"
    assert searching.search(office.desk, Sought(states=(NO_CASE,)), actor=READER)[1] == 0
    decided = office.decide(office.next())
    assert decided.id == case.id
    told = [e for e in labels.export(office.desk, actor=DATA).lines if e["reached"] == Reached.PICKED]
    assert len(told) == 1
    assert office.wrong() == []


@pytest.mark.parametrize(
    ("actor", "code"),
    [(READER, Refusal.NOT_ALLOWED), (KEY, Refusal.PERSON_REQUIRED), (SYSTEM, Refusal.PERSON_REQUIRED)],
)
def test_only_a_person_who_reviews_opens_one(office: Office, actor: object, code: Refusal) -> None:
    taken = office.take_in(CALM)
    with pytest.raises(Refused) as refused:
        pick(office.desk, taken.comment_id, actor=actor)  # type: ignore[arg-type]
    assert refused.value.code is code


def test_a_comment_that_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        pick(office.desk, "inlagg-saknas", actor=ANNA)
    assert refused.value.code is Refusal.NO_SUCH_CASE
