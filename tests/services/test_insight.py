"""What a person sees of a comment: every character once, findings and masks where they stand, sentences, certainty."""

import csv
import dataclasses

import pytest

from classifier.bootstrap import Wired
from classifier.cases.case import Case
from classifier.cases.decide import Verdict
from classifier.cases.evidence import Evidence
from classifier.cases.states import State
from classifier.services import insight, lanes, preferences, queue, reading, settling
from classifier.services.care import blotted, softened
from classifier.services.insight import Insight, Manner
from classifier.services.queue import GivingBack
from classifier.taxonomy import Flag, Label, LathundRow
from tests.cases.world import ANNA, BO
from tests.conftest import ROOT
from tests.services.office import CRITICISM, QUESTION, THREAT, Office

EXAMPLES = ROOT / "datasets" / "examples" / "kommentarer.csv"
ABUSE = "Kalle på Storgatan 12 är en jävla idiot, ring 070-1740605"


@pytest.fixture
def seeing(office: Office, wired: Wired) -> Office:
    office.desk = dataclasses.replace(office.desk, masks=wired.masker.mask, mask=wired.masker.masked)
    return office


def package(office: Office, case: Case) -> Evidence:
    found = reading.case(office.desk, case.id, actor=ANNA).evidence
    assert found is not None
    return found


def seen(office: Office, text: str, manner: Manner = Manner()) -> Insight:  # noqa: B008 (frozen)
    case = office.take_in(text).case
    assert case is not None
    shown = insight.insight(office.desk, case, package(office, case), manner)
    assert shown is not None
    return shown


def text_of(shown: Insight) -> str:
    return "".join(piece.text for run in shown.runs for piece in run.pieces)


@pytest.mark.parametrize("text", [THREAT, "Jag vet var du bor 🔪🔪, f1tta! <b>vänta</b>\n\nbara", ABUSE])
def test_unmasked_text_is_the_text_as_written_with_marks_in_it(seeing: Office, text: str) -> None:
    shown = seen(seeing, text, Manner(unmasked=True))
    assert text_of(shown) == text
    assert any(run.codes for run in shown.runs)
    for run in shown.runs:
        assert all(text[p.start : p.end] == p.text for p in run.pieces)


def test_names_and_numbers_are_masked_also_in_the_sentences(seeing: Office) -> None:
    shown = seen(seeing, ABUSE)
    said = text_of(shown) + repr(shown.why)
    assert "070" not in said
    assert "Kalle" not in said
    assert "Storgatan" not in said
    assert "[telefon]" in text_of(shown)
    assert shown.persons_hidden


def test_the_worst_words_keep_their_first_letter_and_threats_are_read_as_written(seeing: Office) -> None:
    shown = seen(seeing, ABUSE, Manner(hide_words=True, unmasked=True))
    assert shown.words_hidden
    assert "idiot" not in text_of(shown) + repr(shown.why)
    assert "i••••" in text_of(shown)
    assert text_of(seen(seeing, THREAT, Manner(hide_words=True))) == THREAT


def test_only_what_may_be_harmful_is_covered(seeing: Office) -> None:
    assert seen(seeing, THREAT, Manner(cover=True)).covered
    assert not seen(seeing, CRITICISM, Manner(cover=True)).covered


def test_why_and_certainty_are_said_in_words_against_the_thresholds(seeing: Office) -> None:
    shown = seen(seeing, THREAT)
    [why] = [w for w in shown.why if w.code is Label.THREAT]
    assert ("Antydan om att veta var någon bor", "vet var du bor") in why.sentences
    [sure] = [c for c in shown.certainties if c.label is Label.THREAT]
    assert (sure.words, sure.level) == ("mycket säker", "sure")
    assert 0 < sure.review < sure.act <= sure.score
    assert shown.other_model == ""


def test_where_no_copy_is_kept_nothing_is_shown(seeing: Office) -> None:
    case = seeing.take_in(THREAT).case
    assert case is not None
    reduced = dataclasses.replace(package(seeing, case), reduced=True, text="")
    assert insight.insight(seeing.desk, case, reduced, Manner()) is None
    assert insight.insight(seeing.desk, case, None, Manner()) is None


def test_asking_for_names_is_logged_and_changes_nothing_else(seeing: Office) -> None:
    case = seeing.take_in(THREAT).case
    assert case is not None
    insight.note_unmasked(seeing.desk, case.id, actor=BO)
    detail = reading.case(seeing.desk, case.id, actor=ANNA)
    assert detail.shown.case == case
    assert (detail.history[-1].event.action.value, detail.history[-1].event.actor.id) == ("shown_unmasked", BO.id)
    assert seeing.wrong() == []


def test_earlier_decisions_put_the_same_text_first(seeing: Office) -> None:
    other = seeing.decided("Var hittar man blanketten för bygglov?")
    same = seeing.decided(QUESTION)
    case = seeing.take_in(f"{QUESTION}!!").case
    again = seeing.take_in(QUESTION).case
    assert case is not None
    assert again is not None
    found, waiting = insight.earlier(seeing.desk, case, actor=ANNA)
    assert [(one.case.id, one.same) for one in found][:1] == [(same.id, True)]
    assert other.id not in {one.case.id for one in found[:1]}
    assert waiting == 1


def test_a_decision_that_leaves_nothing_to_do_closes_the_case_and_can_be_redone(seeing: Office) -> None:
    case = seeing.take_in("Låna pengar på 24 h, skriv till mig på WhatsApp +234 803 123 4567").case
    assert case is not None
    held = queue.take(seeing.desk, case.id, actor=ANNA)
    assert held.lock is not None
    closed = settling.settle(
        seeing.desk,
        case.id,
        lambda c: Verdict((), (), LathundRow.L2, reason=f"ofarligt, inte {c.row}"),
        version=held.version,
        token=held.lock.token,
        actor=ANNA,
    )
    assert closed.state is State.CLOSED
    assert preferences.preferences_of(seeing.database, ANNA).harmful_seen == 1
    assert settling.redo(seeing.desk, case.id, actor=BO).state is State.IN_REVIEW


def test_a_colleague_who_is_asked_finds_the_question_and_the_asker_is_not_offered_it_again(seeing: Office) -> None:
    case = seeing.next() if seeing.take_in(THREAT).case else None
    assert case is not None
    assert case.lock is not None
    assert [c.id for c in lanes.held(seeing.desk, actor=ANNA)] == [case.id]
    why = GivingBack(colleague=BO.name, question="Är det ett hot?")
    queue.give_back(seeing.desk, case.id, why, token=case.lock.token, actor=ANNA)
    assert queue.take_next(seeing.desk, actor=ANNA) is None
    assert [c.id for c in lanes.asked(seeing.desk, actor=BO)] == [case.id]
    assert seeing.next(BO).id == case.id


def test_standing_counts_what_waits(seeing: Office) -> None:
    assert lanes.standing(seeing.desk, actor=ANNA) == lanes.Standing()
    seeing.take_in(THREAT)
    seeing.take_in(QUESTION)
    seeing.requested(seeing.deletable())
    assert lanes.standing(seeing.desk, actor=ANNA) == lanes.Standing(waiting=2, urgent=1, in_work=1, deletions=1)
    assert [c.visibility.value for c in lanes.deletions(seeing.desk, actor=ANNA)] == ["deletion_requested"]


def test_stored_choices_that_are_no_choices_fall_back(seeing: Office) -> None:
    from classifier.storage import preferences as store
    from classifier.storage.writing import writing

    for document in ("", "{", "[]", '{"theme": "rosa"}', '{"remind_after": -1}', '{"okänd": 1}'):
        with writing(seeing.database) as session:
            store.save(session, ANNA.id, document)
        assert preferences.preferences_of(seeing.database, ANNA) == preferences.Preferences()
    with pytest.raises(ValueError, match="range"):
        preferences.choose(seeing.database, ANNA, remind_after=9_999)
    assert Flag.PROFANITY in insight.WORST


def test_lists_mask_the_words_that_the_case_masks(seeing: Office) -> None:
    with EXAMPLES.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter=";")][:60]
    masked = 0
    for text in (*texts, "Du är en jävla idiot", "Inga svartskallar på Kvarngatan tack"):
        case = seeing.take_in(text).case
        if case is None:
            continue
        shown = insight.insight(seeing.desk, case, package(seeing, case), Manner(hide_words=True))
        assert shown is not None
        listed = softened(seeing.desk, seeing.desk.mask(text), {*case.labels, *case.flags})
        assert listed == text_of(shown)
        masked += "•" in listed
    assert masked >= 6


def test_the_thread_around_a_comment_is_met_as_the_comment_is(seeing: Office) -> None:
    case = seeing.take_in("Skäms på dig", parent="Inga svartskallar på Kvarngatan tack").case
    assert case is not None
    said = [insight.insight(seeing.desk, case, package(seeing, case), Manner(hide_words=h)) for h in (True, False)]
    hidden, open_ = said
    assert hidden is not None
    assert open_ is not None
    assert (hidden.parent, hidden.words_hidden) == ("Inga s•••••• på Kvarngatan tack", True)
    assert (open_.parent, open_.words_hidden) == ("Inga svartskallar på Kvarngatan tack", False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Du är en jävla idiot] och (hora)", "[D• ä• e• j•••• i••••] o•• (h•••)"),
        ("[namn 1], [telefon]: idiot", "[namn 1], [telefon]: i••••"),
        ("[namn] [namn 12345]", "[namn] [n••• 1••••]"),
    ],
)
def test_only_a_mask_keeps_its_brackets_in_the_open(text: str, shown: str) -> None:
    assert blotted(text) == shown
