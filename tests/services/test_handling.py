"""From the queue to the closed case, on real databases: each use case is one transaction."""

from datetime import timedelta

import pytest

from classifier.cases.closing import open_points
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict
from classifier.cases.parts import HoldKind
from classifier.cases.queue import is_free, ordered
from classifier.cases.refusal import Refused
from classifier.cases.states import State, Visibility
from classifier.lathund.profile import StepCode
from classifier.services import handling, queue, reading, removal
from classifier.services import labels as labels_service
from classifier.services.handling import Doing
from classifier.services.queue import GivingBack
from classifier.storage import Wanted
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import ADMIN, ANNA, BO, DATA, KEY, READER, REGISTRAR, l5
from tests.services.office import CRITICISM, POLICY, QUESTION, SPAM, THREAT, Office


def test_the_most_pressing_case_comes_first_and_to_one_person_only(office: Office) -> None:
    for text in (CRITICISM, QUESTION, SPAM, THREAT):
        office.take_in(text)
        office.clock.forward(minutes=1)
    first, second = office.next(ANNA), office.next(BO)
    assert first.urgent
    assert first.id != second.id
    assert first.lock is not None
    assert first.lock.by == ANNA
    assert first.first_seen_at == office.clock.now


def test_the_queue_in_sql_is_the_queue_of_the_domain(office: Office) -> None:
    for number in range(6):
        for text in (CRITICISM, QUESTION, SPAM, THREAT, "Tack för fint plogat!", "aja baja din jävla idiot"):
            office.take_in(f"{text} {number}")
            office.clock.forward(hours=5, seconds=number)
    for moment in (0, 1, 30):
        office.clock.forward(hours=moment)
        office.next(ANNA)
        office.clock.forward(minutes=10)
        with office.desk.storage.read() as unit:
            everything = list(unit.cases.every())
            listed = unit.cases.listed(Wanted(), now=office.clock.now, limit=500, offset=0)
            assert unit.cases.waiting(now=office.clock.now) == sum(is_free(c, now=office.clock.now) for c in everything)
        assert [c.id for c in listed] == [c.id for c in ordered(everything, now=office.clock.now)]


def test_an_expired_lock_is_taken_over_and_a_skipped_case_is_not_offered_again(office: Office) -> None:
    office.take_in(THREAT)
    case = office.next(ANNA)
    assert queue.take_next(office.desk, actor=BO) is None
    office.clock.forward(minutes=16)
    taken = office.next(BO)
    assert taken.id == case.id
    assert taken.lock is not None
    queue.give_back(office.desk, case.id, GivingBack(skip_reason="jäv"), token=taken.lock.token, actor=BO)
    assert queue.take_next(office.desk, actor=BO) is None
    assert office.next(ANNA).id == case.id


def test_a_stale_version_and_a_lost_lock_are_refused(office: Office) -> None:
    office.take_in(THREAT)
    case = office.next(ANNA)
    assert case.lock is not None
    office.clock.forward(minutes=1)
    queue.keep(office.desk, case.id, token=case.lock.token, actor=ANNA)
    with pytest.raises(Refused) as stale:
        office.decide(case)
    assert stale.value.code is Refusal.STALE_VERSION
    with pytest.raises(Refused) as lost:
        queue.keep(office.desk, case.id, token="other", actor=ANNA)
    assert lost.value.code is Refusal.LOCK_LOST
    assert office.wrong() == []


def test_a_threat_is_handled_in_order_to_the_end(office: Office) -> None:
    case = office.decided(THREAT)
    with pytest.raises(Refused) as early:
        handling.do(office.desk, case.id, StepCode.REGISTER, Doing(reference="KS 2026/1"), actor=REGISTRAR)
    assert early.value.code is Refusal.STEP_OUT_OF_ORDER
    handling.do(office.desk, case.id, StepCode.HIDE, Doing(), actor=ANNA)
    handling.do(office.desk, case.id, StepCode.CONTACT_POLICE, Doing(reference="5000-K1-26"), actor=ANNA)
    case = handling.do(office.desk, case.id, StepCode.REGISTER, Doing(reference="KS 2026/1"), actor=REGISTRAR)
    assert open_points(case) == ()
    closed = handling.shut(office.desk, case.id, reason="", actor=ANNA)
    assert (closed.state, closed.visibility, closed.diarium) == (State.CLOSED, Visibility.HIDDEN, "KS 2026/1")
    detail = reading.case(office.desk, case.id, actor=READER)
    actions = [link.event.action.value for link in detail.history]
    assert actions[:2] == ["sealed", "classified"]
    assert actions[-1] == "closed"
    assert office.wrong() == []


def test_a_question_is_answered_and_under_four_eyes_read_by_another(office: Office) -> None:
    case = office.decided(QUESTION, policy="liljeholmen") if "liljeholmen" in office.desk.profiles else None
    code = next(c for c, p in office.desk.profiles.items() if p.answers.four_eyes)
    case = case or office.decided(QUESTION, policy=code)
    drafted = handling.do(office.desk, case.id, StepCode.ANSWER, Doing(text="Klockan åtta."), actor=ANNA)
    reply = drafted.replies[0]
    assert reply.published_at is None
    with pytest.raises(Refused) as own:
        handling.do(office.desk, case.id, StepCode.FOUR_EYES, Doing(reply_id=reply.id), actor=ANNA)
    assert own.value.code is Refusal.SELF_APPROVAL
    handling.do(office.desk, case.id, StepCode.FOUR_EYES, Doing(reply_id=reply.id), actor=BO)
    done = handling.do(office.desk, case.id, StepCode.ANSWER, Doing(reply_id=reply.id), actor=ANNA)
    assert "Anna Ek" in done.replies[0].full_text
    assert open_points(done) == ()


def test_hiding_is_undone_and_criticism_is_never_hidden(office: Office) -> None:
    case = office.decided(THREAT)
    assert handling.conceal(office.desk, case.id, reason="", actor=ANNA).visibility is Visibility.HIDDEN
    back = handling.undo(office.desk, case.id, reason="fel", actor=BO)
    assert back.visibility is Visibility.VISIBLE
    lawful = office.decided(CRITICISM)
    with pytest.raises(Refused) as refused:
        handling.conceal(office.desk, lawful.id, reason="", actor=ANNA)
    assert refused.value.code in {Refusal.PLAIN_CRITICISM, Refusal.ROW_NOT_HIDDEN}


def test_a_deletion_goes_all_the_way_and_is_final(office: Office) -> None:
    case = office.deleted()
    assert case.visibility is Visibility.DELETED
    with pytest.raises(Refused):
        handling.undo(office.desk, case.id, reason="ångrar", actor=ANNA)
    assert reading.evidence(office.desk, case.id, actor=ANNA).evidence.text
    assert office.wrong() == []


def test_a_deletion_is_withdrawn_and_asked_for_anew(office: Office) -> None:
    case = office.requested(office.deletable())
    assert case.deletion is not None
    back = handling.undo(office.desk, case.id, reason="för tidigt", actor=ANNA)
    assert back.deletion is None
    with pytest.raises(Refused):
        removal.confirm(office.desk, case.deletion.id, reason="ja", legal_basis=POLICY, actor=BO)
    again = office.requested(case)
    assert again.deletion is not None
    assert again.deletion.id != case.deletion.id
    removal.withdraw(office.desk, again.deletion.id, reason="nej", actor=ANNA)


@pytest.mark.parametrize(
    ("actor", "reason", "basis", "status", "missing"),
    [
        (KEY, "skäl", POLICY, 403, ""),
        (READER, "skäl", POLICY, 403, ""),
        (BO, " ", POLICY, 422, "reason"),
        (BO, "skäl", (), 422, "legal_basis"),
    ],
)
def test_a_confirmation_that_lacks_something_is_refused(
    office: Office, actor: object, reason: str, basis: tuple, status: int, missing: str
) -> None:
    case = office.requested(office.deletable())
    assert case.deletion is not None
    with pytest.raises(Refused) as refused:
        removal.confirm(office.desk, case.deletion.id, reason=reason, legal_basis=basis, actor=actor)  # type: ignore[arg-type]
    assert refused.value.status_hint == status
    assert missing in [d.code for d in refused.value.details] or not missing


def test_a_hold_stops_a_deletion_until_it_is_lifted(office: Office) -> None:
    case = office.requested(office.deletable())
    assert case.deletion is not None
    held = removal.hold(office.desk, case.id, kind=HoldKind.DISCLOSURE, reason="begäran", actor=REGISTRAR)
    with pytest.raises(Refused) as refused:
        removal.confirm(office.desk, case.deletion.id, reason="ja", legal_basis=POLICY, actor=BO)
    assert [d.code for d in refused.value.details] == ["hold"]
    removal.lift(office.desk, case.id, held.holds[0].id, reason="utlämnat", actor=REGISTRAR)
    removal.confirm(office.desk, case.deletion.id, reason="ja", legal_basis=POLICY, actor=BO)
    assert removal.carry_out(office.desk, case.deletion.id, actor=BO).visibility is Visibility.DELETED


def test_only_persons_decisions_become_labels_and_personal_data_is_masked(office: Office) -> None:
    office.take_in(QUESTION)
    office.decided("Fråga inte @nisse_p, när plogas det?", l5())
    office.clock.forward(minutes=1)
    office.decided("Elin i 3B har adhd", Verdict((Label.PERSONAL_DATA,), (), LathundRow.L5, POLICY, "R15", "hälsa"))
    office.clock.forward(minutes=1)
    labels = list(labels_service.export(office.desk, actor=DATA).lines)
    assert len(labels) == 2
    assert [x["text"] for x in labels] == ["Fråga inte [profil], när plogas det?", ""]
    assert [x["withheld"] for x in labels] == ["", "personal_data"]
    assert "Elin" not in str(labels)
    assert labels[0]["missed"] == ["hate_speech"]
    with pytest.raises(Refused):
        labels_service.export(office.desk, actor=ANNA)


def test_lists_are_narrowed_by_what_is_asked(office: Office) -> None:
    office.take_in(THREAT, account="kommunen")
    office.clock.forward(hours=2)
    office.take_in(QUESTION, account="skolan")
    ask = lambda wanted: [s.case.row.value for s in reading.cases(office.desk, wanted, actor=READER)[0]]  # noqa: E731
    assert ask(Wanted()) == ["L4", "L1"]
    assert ask(Wanted(rows=(LathundRow.L1,))) == ["L1"]
    assert ask(Wanted(label=Label.THREAT)) == ["L4"]
    assert ask(Wanted(account="skolan")) == ["L1"]
    assert ask(Wanted(urgent=True)) == ["L4"]
    assert ask(Wanted(states=(State.CLOSED,))) == []
    assert ask(Wanted(received_from=office.clock.now - timedelta(hours=1))) == ["L1"]
    with pytest.raises(Refused):
        reading.cases(office.desk, Wanted(), actor=DATA)


def test_the_roles_are_asked_at_every_reading(office: Office) -> None:
    taken = office.take_in(THREAT)
    assert taken.case is not None
    for actor in (READER, DATA):
        with pytest.raises(Refused):
            reading.evidence(office.desk, taken.case.id, actor=actor)
    assert reading.evidence(office.desk, taken.case.id, actor=ADMIN).digest == taken.evidence_digest
    with pytest.raises(Refused) as gone:
        reading.case(office.desk, "nowhere", actor=ADMIN)
    assert gone.value.status_hint == 404
