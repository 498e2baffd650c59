"""The overview's figures, counted in the database, are those that the rows say when they are counted one by one."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from classifier.cases.decide import Verdict
from classifier.services import overview
from classifier.services.overview import Period
from classifier.storage.comment_index import labels_of
from classifier.storage.index_tables import IndexRow
from classifier.taxonomy import DELETABLE_ROWS, LABELS, Label, LathundRow
from tests.cases.world import READER
from tests.services.office import CRITICISM, QUESTION, SPAM, THREAT, Office


def test_a_period_counts_what_its_rows_say(office: Office) -> None:
    for text in (THREAT, CRITICISM, QUESTION, SPAM, "Fint väder i dag", QUESTION, CRITICISM, THREAT):
        office.take_in(text)
        office.clock.forward(hours=11)
    criticism = Verdict((Label.CRITICISM,), (), LathundRow.L1, reason="Hård kritik")
    for verdict in (criticism, None, None, None):
        office.decide(office.next(), verdict)
        office.clock.forward(hours=9)
    with office.database.session() as session:
        rows = list(session.scalars(select(IndexRow)))
    days = Period(office.clock.now.date().replace(day=1), office.clock.now.date())
    seen = overview.overview(office.desk, days, actor=READER)
    first = days.first.toordinal()
    assert seen.comments == len(rows) == 8
    for row in LathundRow:
        counted = Counter(r.day - first for r in rows if r.row == row.value)
        assert seen.by_day_and_row[row] == [counted[day] for day in range(len(days.days))]
    for label in LABELS:
        counted = Counter(r.day - first for r in rows if label in labels_of(r.bits))
        assert seen.by_day_and_label[label] == [counted[day] for day in range(len(days.days))]
    decided = [r for r in rows if r.decided_at]
    assert seen.decisions == len(decided) == 4
    load = Counter(r.decided_day - first for r in decided)
    assert seen.decisions_by_day == [load[day] for day in range(len(days.days))]
    for one in seen.changed:
        proposed = [r for r in decided if one.label in labels_of(r.proposed_bits)]
        assert one.proposed == len(proposed)
        assert one.removed == sum(one.label not in labels_of(r.bits) for r in proposed)
    assert seen.flagged == sum(LathundRow(r.proposed_row) in DELETABLE_ROWS for r in decided)
    assert seen.criticism_flagged == 1
    assert seen.models == [(rows[0].model, 8)]
    waiting = [r for r in rows if r.state == "waiting"]
    assert sum(seen.queue.by_state.values()) == sum(r.state not in {"", "closed"} for r in rows)
    assert seen.queue.urgent == sum(r.urgent for r in waiting)
    assert (seen.queue.oldest_at, seen.queue.oldest_case) == min((r.received_at, r.case_id) for r in waiting)


def test_answers_stand_against_their_clock(office: Office) -> None:
    for _ in range(6):
        office.take_in(QUESTION)
    given = (2, 5, 30, 100)
    with office.database.session() as session, session.begin():
        rows = list(session.scalars(select(IndexRow).order_by(IndexRow.number)))
        for row, hours in zip(rows, given, strict=False):
            row.answered_at = office.clock.now.replace(hour=0)
            row.received_at = row.answered_at - timedelta(hours=hours)
            row.answer_due_at = row.received_at + timedelta(hours=24)
        rows[4].answer_due_at = office.clock.now - timedelta(hours=1)
        rows[5].answer_due_at = office.clock.now
    answers = overview.overview(office.desk, overview.month_of(office.clock.now.date()), actor=READER).answers
    assert (answers.in_time, answers.late, answers.waiting, answers.overdue) == (2, 2, 1, 1)
    assert answers.hours == (1, 1, 0, 1, 1)


def test_every_model_that_read_is_counted_the_most_used_first(office: Office) -> None:
    for _ in range(6):
        office.take_in(QUESTION)
    with office.database.session() as session, session.begin():
        rows = list(session.scalars(select(IndexRow).order_by(IndexRow.number)))
        for row, model in zip(rows, ("b@1", "c@1", "c@1", "a@1", "b@1", "older@1"), strict=True):
            row.model = model
        rows[5].day -= 400
    month = overview.month_of(office.clock.now.date())
    seen = overview.overview(office.desk, month, actor=READER)
    assert list(seen.models) == [("b@1", 2), ("c@1", 2), ("a@1", 1)]


@pytest.mark.parametrize(
    ("states", "oldest"),
    [
        (("reopened", "waiting"), 0),
        (("waiting", "reopened"), 0),
        (("in_review", "reopened"), 1),
        (("in_review", "waiting"), 1),
        (("closed", "in_review"), None),
        (("", "reopened"), 1),
    ],
)
def test_the_longest_wait_is_of_what_waits_also_where_one_of_the_states_is_empty(
    office: Office, states: tuple[str, str], oldest: int | None
) -> None:
    for _ in states:
        office.take_in(QUESTION)
        office.clock.forward(hours=1)
    with office.database.session() as session, session.begin():
        rows = list(session.scalars(select(IndexRow).order_by(IndexRow.number)))
        for row, state in zip(rows, states, strict=True):
            row.state = state
        told = [(row.case_id, row.received_at) for row in rows]
    seen = overview.overview(office.desk, overview.month_of(office.clock.now.date()), actor=READER).queue
    assert (seen.oldest_case, seen.oldest_at) == (("", None) if oldest is None else told[oldest])
