"""All comments: found by words and filters, a page at a time; filters kept under a name; lists fetched masked."""

import dataclasses
from datetime import date
from urllib.parse import parse_qs

import pytest

from classifier.cases.codes import Refusal
from classifier.cases.refusal import Refused
from classifier.cases.states import Visibility
from classifier.services import bulk, queue, removal, searching
from classifier.services.bulk import Correction
from classifier.services.indexing import catch_up
from classifier.services.searching import NO_CASE, Sought
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import ANNA, BO, DATA, KEY, READER, REGISTRAR
from tests.services.office import CRITICISM, QUESTION, SPAM, THREAT, Office

CALM = "Fint väder i dag"
SPAM_SHOWN = "Låna pengar på 24 h, skriv till mig på WhatsApp [telefon]"
NAMED = "Ring Kalle på 070-1740605 om plogningen"


@pytest.fixture
def filled(office: Office) -> Office:
    """An office with six comments, an hour between them."""
    for text, account in (
        (THREAT, "skolan"),
        (CRITICISM, ""),
        (QUESTION, ""),
        (SPAM, "skolan"),
        (CALM, ""),
        (NAMED, ""),
    ):
        office.take_in(text, account=account)
        office.clock.forward(hours=1)
    return office


def found(office: Office, sought: Sought) -> list[str]:
    page, count = searching.search(office.desk, sought, actor=READER)
    assert count == len(page.comments)
    return [c.text for c in page.comments]


def test_comments_are_found_by_words_and_filters(filled: Office) -> None:
    masked = "Ring [namn 1] på [telefon] om plogningen"
    threat, question = [THREAT], [QUESTION]
    assert found(filled, Sought()) == [masked, CALM, SPAM_SHOWN, QUESTION, CRITICISM, THREAT], "the newest first"
    assert found(filled, Sought(words="BADHUSET")) == question, "capitals do not matter"
    assert found(filled, Sought(words="bad öppn")) == question, "every word, by its beginning"
    assert found(filled, Sought(words='"öppnar badhuset"')) == question, "a phrase as it stands"
    assert found(filled, Sought(words='"badhuset öppnar"')) == []
    assert found(filled, Sought(words="plogas plogningen")) == []
    assert found(filled, Sought(words="vagen")) == [], "å, ä and ö are letters of their own"
    assert found(filled, Sought(words="kalle")) == found(filled, Sought(words="1740605")) == [], (
        "only masked text is searched"
    )
    assert found(filled, Sought(words="🔫 !!!")) == []
    assert found(filled, Sought(words="\" OR * NEAR( ' --")) == [], "signs of the databases are no words"
    assert found(filled, Sought(labels=(Label.THREAT,))) == threat
    assert found(filled, Sought(rows=(LathundRow.L4,))) == threat
    assert found(filled, Sought(account="skolan", labels=(Label.THREAT, Label.QUESTION))) == threat
    assert found(filled, Sought(urgent=True)) == threat
    assert found(filled, Sought(states=(NO_CASE,))) in ([CALM], [])
    assert found(filled, Sought(first_day=date(2026, 11, 17))) == []
    assert len(found(filled, Sought(first_day=date(2026, 11, 16), last_day=date(2026, 11, 16)))) == 6
    filled.decide(filled.next())
    assert found(filled, Sought(decided_by=ANNA.id)) == threat
    assert found(filled, Sought(states=("decided",), visibilities=(Visibility.VISIBLE,))) == threat
    got = searching.choices(filled.desk, actor=READER)
    assert (list(got.accounts), list(got.deciders)) == (["skolan"], [("anna", "Anna Ek")])
    assert not got.waiting_for_index
    with pytest.raises(Refused):
        searching.search(filled.desk, Sought(), actor=DATA)


def test_pages_go_both_ways_by_key(filled: Office) -> None:
    filled.take_in("Samma stund ett")
    filled.take_in("Samma stund två")
    everything = [c.number for c in searching.search(filled.desk, Sought(), actor=READER)[0].comments]
    forward, place = [], None
    while True:
        page, _ = searching.search(filled.desk, Sought(), actor=READER, place=place, limit=3)
        forward += [c.number for c in page.comments]
        if not page.older:
            break
        place = page.comments[-1].place
    assert forward == everything
    first = page.comments[0].place
    back, _ = searching.search(
        filled.desk, Sought(), actor=READER, place=searching.Place(first.at, first.number, back=True), limit=3
    )
    assert [c.number for c in back.comments] == everything[3:6]
    assert (back.newer, back.older) == (True, True)


def test_a_filter_reads_its_own_address() -> None:
    sought = Sought(
        "väg & plog", (Label.SPAM, Label.QUESTION), (LathundRow.L1,), (NO_CASE, "waiting"), (Visibility.HIDDEN,),
        "skolan", "nybro", date(2026, 1, 2), date(2026, 2, 3), "anna", urgent=True,
    )  # fmt: skip
    assert searching.sought_of(parse_qs(searching.query_of(sought))) == (sought, ())
    bad = {"rad": ["L9"], "lage": ["öppet"], "fran": ["igår"], "etikett": ["", "spam"], "okänd": ["x"]}
    read, problems = searching.sought_of(bad)
    assert read == Sought(labels=(Label.SPAM,))
    assert len(problems) == 3


def test_filters_are_kept_for_each_person(office: Office) -> None:
    kept = searching.save(office.desk, " Hot  i skolan ", Sought(labels=(Label.THREAT,)), actor=ANNA)
    assert kept.name == "Hot i skolan"
    searching.save(office.desk, "Hot i skolan", Sought(urgent=True), actor=ANNA)
    [mine] = searching.saved(office.desk, actor=ANNA)
    assert searching.read_query(mine.query) == Sought(urgent=True)
    assert searching.saved(office.desk, actor=BO) == []
    searching.forget(office.desk, mine.id, actor=BO)
    assert searching.saved(office.desk, actor=ANNA) == [mine]
    searching.forget(office.desk, mine.id, actor=ANNA)
    assert searching.saved(office.desk, actor=ANNA) == []
    with pytest.raises(Refused):
        searching.save(office.desk, " ", Sought(), actor=ANNA)


def test_lists_are_fetched_masked_and_that_is_on_record(filled: Office) -> None:
    filled.take_in("=HYPERLINK(1) badhuset")
    lines = "".join(searching.export(filled.desk, Sought(words="badhuset"), "csv", actor=REGISTRAR))
    assert lines.startswith("\ufeffinlagg;arende;")
    assert "'=HYPERLINK(1) badhuset" in lines
    everything = "".join(searching.export(filled.desk, Sought(), "jsonl", actor=REGISTRAR))
    assert "[telefon]" in everything
    assert "1740605" not in everything
    with filled.desk.storage.read() as unit:
        assert len(list(unit.audit.rows(subject="list:rut"))) == 2
    assert filled.wrong() == []
    for actor in (ANNA, READER, DATA):
        with pytest.raises(Refused):
            searching.export(filled.desk, Sought(), "csv", actor=actor)


def test_what_may_not_be_kept_is_not_found(office: Office) -> None:
    case = office.decided("Hemligt ord fjällbäck i ett hot: jag vet var du bor")
    assert len(found(office, Sought(words="fjällbäck"))) == 1
    removal.flag_abuse(office.desk, case.id, reason="bild", actor=ANNA)
    assert found(office, Sought(words="fjällbäck")) == []
    assert found(office, Sought()) == [""]


def test_older_comments_are_entered_afterwards(filled: Office) -> None:
    filled.decide(filled.next())
    before = searching.search(filled.desk, Sought(), actor=READER)[0].comments
    with filled.desk.storage.write(filled.clock.now) as unit:
        unit.index.clear()
    assert searching.choices(filled.desk, actor=READER).waiting_for_index
    assert found(filled, Sought(words="badhuset")) == []
    assert (catch_up(filled.desk, limit=4), catch_up(filled.desk, limit=4), catch_up(filled.desk)) == (4, 2, 0)
    again = searching.search(filled.desk, Sought(), actor=READER)[0].comments
    same = [(c.comment_id, c.case_id, c.state, c.row, c.labels, c.text, c.decided_name) for c in before]
    assert [(c.comment_id, c.case_id, c.state, c.row, c.labels, c.text, c.decided_name) for c in again] == same


def test_one_decision_for_many_is_shown_first_and_taken_case_by_case(filled: Office) -> None:
    ids = searching.cases_of(filled.desk, Sought(), actor=ANNA, limit=100)
    shown = bulk.preview(filled.desk, [*ids, "arende-finns-inte"], actor=ANNA)
    why = {p.text for p in shown.left_out}
    assert {"larm ses alltid vart och ett", "det finns inget sådant ärende"} <= why
    question = next(m for m in shown.members if m.text == QUESTION)
    criticism = next(m for m in shown.members if m.text == CRITICISM)
    queue.take(filled.desk, criticism.case_id, actor=BO)
    pairs = [(m.case_id, m.version) for m in (question, criticism)]
    outcomes = bulk.decide_many(filled.desk, pairs, None, reason="gick igenom dem", actor=ANNA)
    assert [(o.case_id, o.decided) for o in outcomes] == [(question.case_id, True), (criticism.case_id, False)]
    assert "ändrats" in outcomes[1].text
    wrong = Correction((Label.CRITICISM,), LathundRow.L5)
    for mine in bulk.preview(filled.desk, [criticism.case_id], actor=BO).members:
        [kept] = bulk.decide_many(filled.desk, [(mine.case_id, mine.version)], wrong, reason="fel", actor=BO)
        assert not kept.decided, "plain criticism is never hidden, however many are decided at once"
        assert "kritik" in kept.text
    assert found(filled, Sought(states=("decided",))) == [QUESTION]
    assert filled.wrong() == []


def test_a_reason_is_asked_for_and_an_alarm_is_never_one_of_many(office: Office) -> None:
    for actor in (READER, REGISTRAR, DATA, KEY):
        with pytest.raises(Refused):
            bulk.preview(office.desk, [], actor=actor)
        with pytest.raises(Refused):
            bulk.decide_many(office.desk, [("a", 1)], None, reason="x", actor=actor)
    case = office.take_in(THREAT).case
    assert case is not None
    with pytest.raises(Refused) as refused:
        bulk.decide_many(office.desk, [(case.id, case.version)], None, reason=" ", actor=ANNA)
    assert refused.value.code is Refusal.REASON_MISSING
    [outcome] = bulk.decide_many(office.desk, [(case.id, case.version)], None, reason="alla", actor=ANNA)
    assert not outcome.decided
    assert "larm" in outcome.text


@pytest.mark.parametrize("names", [("Anna Ek", "Anna Öberg"), ("Anna Öberg", "Anna Ek")])
def test_who_has_changed_name_is_one_choice_with_one_name(office: Office, names: tuple[str, str]) -> None:
    for name in names:
        actor = dataclasses.replace(ANNA, name=name)
        office.take_in(QUESTION)
        office.decide(office.next(actor), actor=actor)
    assert list(searching.choices(office.desk, actor=READER).deciders) == [(ANNA.id, "Anna Öberg")]
