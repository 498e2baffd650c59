"""The municipality's own thresholds: tried on real history, saved on record, never below the floor."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.bootstrap import Wired
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict
from classifier.cases.refusal import Refused
from classifier.decision import RULES_ONLY, decide
from classifier.model.artefact import Threshold
from classifier.own_thresholds import PROTECTING, OwnThresholds
from classifier.pipeline import Comment
from classifier.services import thresholds, trying
from classifier.services.queue import take
from classifier.taxonomy import LABELS, Label, LathundRow, LegalBasis
from tests.cases.world import ADMIN, ANNA, DATA, READER
from tests.services.office import CRITICISM, QUESTION, THREAT, Office, opened

POLICY = "sollentuna"
INSULT = "Du är en idiot och en pajas hela du"


@pytest.fixture
def office(database_url: str, wired: Wired, tmp_path: Path) -> Iterator[Office]:
    """An office whose pipeline is its own: its thresholds are changed."""
    own = dataclasses.replace(wired, pipeline=dataclasses.replace(wired.pipeline, own=OwnThresholds()))
    with opened(database_url, own, tmp_path) as made:
        yield made


def line(office: Office, label: Label) -> thresholds.InForce:
    return next(x for x in thresholds.in_force(office.desk, POLICY, actor=READER) if x.label is label)


def test_a_change_is_tried_on_history_before_it_is_saved(office: Office) -> None:
    wrongly = office.take_in(INSULT, policy=POLICY).case
    assert wrongly is not None
    verdict = Verdict((Label.CRITICISM,), (), LathundRow.L1, reason="bara upprörd")
    office.decide(take(office.desk, wrongly.id, actor=ANNA), verdict)
    for text in (QUESTION, CRITICISM, "Fint väder i dag"):
        office.take_in(text, policy=POLICY)
    office.take_in(INSULT, policy="nybro")
    present = line(office, Label.INSULT).present
    trial = thresholds.attempt(office.desk, POLICY, Label.INSULT, review=0.001, act=0.99, actor=READER)
    assert (trial.comments, trial.decided, trial.present) == (4, 1, present), (
        "other policies are no history of this one"
    )
    assert trial.after.to_review >= trial.before.to_review
    low = thresholds.attempt(office.desk, POLICY, Label.INSULT, review=0.0005, act=0.001, actor=READER)
    assert low.after.asserted >= low.before.asserted
    assert (low.after.wrongly_flagged, low.after.criticism_flagged) == (1, 1)
    assert line(office, Label.INSULT).own is None, "trying changes nothing"


def test_a_saved_threshold_counts_from_then_on_and_is_on_record(office: Office) -> None:
    desk, profile = office.desk, office.desk.profile(POLICY)
    before = desk.pipeline.classify(Comment(CRITICISM), profile)
    assert Label.INSULT not in before.decision.labels
    thresholds.choose(desk, POLICY, Label.INSULT, review=0.00001 + 0.0001, act=0.0002, reason="strängare", actor=ADMIN)
    after = desk.pipeline.classify(Comment(INSULT), profile)
    assert after.thresholds[Label.INSULT] == Threshold(review=0.0001, act=0.0002)
    assert desk.pipeline.classify(Comment(INSULT), desk.profile("nybro")).thresholds[Label.INSULT].act > 0.0002
    own = line(office, Label.INSULT).own
    assert own is not None
    assert (own.set_by, own.reason, own.model) == ("adam", "strängare", before.model)
    thresholds.drop(desk, POLICY, Label.INSULT, reason="för strängt", actor=ADMIN)
    assert desk.pipeline.classify(Comment(INSULT), profile).thresholds == before.thresholds
    with desk.storage.read() as unit:
        assert [row.action for row in unit.audit.rows(subject=f"policy:{POLICY}")] == [
            "threshold_set",
            "threshold_dropped",
        ]
    assert office.wrong() == []


def test_another_process_reads_what_was_saved(office: Office, wired: Wired) -> None:
    thresholds.choose(office.desk, POLICY, Label.SPAM, review=0.2, act=0.9, reason="lugnare", actor=ADMIN)
    pipeline = dataclasses.replace(wired.pipeline, own=OwnThresholds())
    other = dataclasses.replace(office.desk, pipeline=pipeline)
    thresholds.refresh(other)
    said = pipeline.classify(Comment(QUESTION), office.desk.profile(POLICY))
    assert said.thresholds[Label.SPAM] == Threshold(review=0.2, act=0.9)


def test_what_protects_people_is_only_made_keener(office: Office) -> None:
    for label in PROTECTING:
        base = line(office, label).base
        with pytest.raises(Refused) as refused:
            thresholds.choose(office.desk, POLICY, label, review=base.review, act=0.999, reason="x", actor=ADMIN)
        assert refused.value.code is Refusal.THRESHOLD_FLOOR
        half = base.review / 2
        thresholds.choose(office.desk, POLICY, label, review=half, act=base.act, reason="keener", actor=ADMIN)
        assert line(office, label).present.review == pytest.approx(half, abs=1e-4)


def test_thresholds_stand_in_order_and_only_administrators_save(office: Office) -> None:
    for review, act in ((0, 0.5), (0.6, 0.5), (0.5, 1.0), (-1, 2), (float("nan"), 0.5)):
        with pytest.raises(Refused) as refused:
            thresholds.choose(office.desk, POLICY, Label.SPAM, review=review, act=act, reason="x", actor=ADMIN)
        assert refused.value.code is Refusal.THRESHOLD_ORDER
    for actor in (ANNA, READER, DATA):
        with pytest.raises(Refused):
            thresholds.choose(office.desk, POLICY, Label.SPAM, review=0.2, act=0.9, reason="x", actor=actor)


unit = st.floats(0, 1, allow_nan=False)


@given(
    scores=st.lists(unit, min_size=len(LABELS), max_size=len(LABELS)),
    chosen=st.dictionaries(st.sampled_from(LABELS), st.tuples(unit, unit)),
    base=st.tuples(unit, unit),
)
def test_no_choice_hides_an_alarm_that_the_model_would_raise(
    scores: list[float], chosen: dict[Label, tuple[float, float]], base: tuple[float, float]
) -> None:
    """Whatever is chosen, threat and suicide risk come before a person where they did without it."""
    model = {label: Threshold(review=min(base), act=max(base)) for label in LABELS}
    own = OwnThresholds()
    own.replace({("p", label): Threshold(review=min(pair), act=max(pair)) for label, pair in chosen.items()})
    said = dict(zip(LABELS, scores, strict=True))
    plain, changed = decide((), said, model), decide((), said, own.applied("p", model))
    for label in (Label.THREAT, Label.SUICIDE_RISK):
        reached = label in plain.labels or label in plain.suspected
        assert not reached or label in changed.labels or label in changed.suspected
    assert own.applied("q", model) == model
    assert own.applied("p", RULES_ONLY).keys() == RULES_ONLY.keys()


def test_a_text_is_tried_through_every_stage(office: Office) -> None:
    tried = trying.attempt(office.desk, "J a g vet var du b o r!", policy="lilla-edet", actor=READER)
    assert tried.meant.startswith("jag vet var du bor")
    assert {f.code for f in tried.findings} == {Label.THREAT}
    said = {s.label: s for s in tried.scores}
    assert set(said) == set(LABELS)
    asserted = {s.label for s in tried.scores if s.standing == "asserted"}
    assert asserted == set(tried.said.decision.labels)
    assert tried.reached is not None
    with office.desk.storage.read() as storage:
        assert storage.comments.current() == {}, "nothing is stored"
    assert (
        LegalBasis.BBS
        in trying.attempt(office.desk, THREAT, policy="lilla-edet", actor=READER).said.lathund.legal_basis
    )
    with pytest.raises(Refused):
        trying.attempt(office.desk, "  ", policy="lilla-edet", actor=READER)
