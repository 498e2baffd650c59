"""The municipality's own thresholds: what a change would have meant on real history, then saved by an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.case import PROTECTED_SPEECH
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.refusal import given, refuse
from classifier.decision import RULES_ONLY, Standing, Threshold, is_protected, stands
from classifier.own_thresholds import PROTECTING, bounded
from classifier.pipeline import NO_MODEL
from classifier.services.desk import Desk
from classifier.storage import own_thresholds as store
from classifier.storage.comment_index import labels_of, unpack_scores
from classifier.storage.own_thresholds import OwnThreshold, Past
from classifier.taxonomy import HARMFUL_LABELS, LABELS, SWEDISH, Label

MOST_HISTORY: Final = 5_000
"""So many of the newest comments a change is tried on: enough to see, quick enough for a slider."""
_CRITICISM: Final = LABELS.index(Label.CRITICISM)


@dataclass(frozen=True, slots=True)
class InForce:
    """The threshold of a label: the model's under the policy, the municipality's own if any, and which counts."""

    label: Label
    base: Threshold
    own: OwnThreshold | None
    present: Threshold
    other_model: bool
    """Whether the own one was chosen under another model than the one that serves."""

    @property
    def only_keener(self) -> bool:
        """Whether the floor lets this one only be lowered."""
        return self.label in PROTECTING


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a threshold makes of the history. The last three are known only where a person has decided."""

    asserted: int
    to_review: int
    missed: int
    """A person found the label; the machine would neither assert it nor ask anybody."""
    wrongly_flagged: int
    """A person found no such label; the machine would assert it."""
    criticism_flagged: int
    """Those of them that are criticism, question or case matter and nothing else."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a changed threshold would have meant, beside what the present one means."""

    label: Label
    present: Threshold
    tried: Threshold
    before: Outcome
    after: Outcome
    comments: int
    decided: int


def refresh(desk: Desk) -> None:
    """Read what is chosen into the pipeline. Every process does so at its start and every few seconds."""
    with desk.storage.read() as unit:
        chosen = store.every(unit.session)
    desk.pipeline.own.replace({(own.policy, own.label): own.threshold for own in chosen})


def in_force(desk: Desk, policy: str, *, actor: Actor) -> Sequence[InForce]:
    """Return the thresholds of a policy, one for each label."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        own = {o.label: o for o in store.every(unit.session) if o.policy == policy}
    base, model = _base(desk, policy), _model(desk)
    return [
        InForce(
            label,
            base[label],
            own.get(label),
            bounded(label, own[label].threshold, base[label]) if label in own else base[label],
            other_model=label in own and own[label].model != model,
        )
        for label in LABELS
    ]


def attempt(desk: Desk, policy: str, label: Label, *, review: float, act: float, actor: Actor) -> Trial:
    """Say what other thresholds of a label would have meant on the newest comments. Changes nothing."""
    tried = _checked(desk, policy, label, review, act)
    thresholds = {line.label: line.present for line in in_force(desk, policy, actor=actor)}
    with desk.storage.read() as unit:
        found = store.history(unit.session, policy, _model(desk), limit=MOST_HISTORY)
    history = [(past, unpack_scores(past.scores)) for past in found]
    return Trial(
        label,
        thresholds[label],
        tried,
        _outcome(history, label, thresholds),
        _outcome(history, label, thresholds | {label: tried}),
        len(history),
        sum(past.decided for past in found),
    )


def choose(desk: Desk, policy: str, label: Label, *, review: float, act: float, reason: str, actor: Actor) -> None:
    """Save the municipality's own threshold; from now on it counts for new comments. On record in the audit trail."""
    require(actor, Action.CHANGE_THRESHOLDS)
    said, now = given(reason), desk.clock()
    threshold = _checked(desk, policy, label, review, act)
    own = OwnThreshold(policy, label, threshold, _model(desk), actor.id, now, said)
    event = _event(desk, EventCode.THRESHOLD_SET, policy, label, threshold, said, actor)
    with desk.storage.write(now) as unit:
        unit.audit.append([event])
        store.put(unit.session, own)
    refresh(desk)


def drop(desk: Desk, policy: str, label: Label, *, reason: str, actor: Actor) -> None:
    """Remove the municipality's own threshold: the model's counts again."""
    require(actor, Action.CHANGE_THRESHOLDS)
    event = _event(desk, EventCode.THRESHOLD_DROPPED, policy, label, None, given(reason), actor)
    with desk.storage.write(desk.clock()) as unit:
        unit.audit.append([event])
        store.remove(unit.session, policy, label)
    refresh(desk)


def _base(desk: Desk, policy: str) -> dict[Label, Threshold]:
    predictor = desk.pipeline.predictor
    return desk.profile(policy).certainty.adjust(predictor.manifest.thresholds if predictor else RULES_ONLY)


def _model(desk: Desk) -> str:
    return desk.pipeline.predictor.version if desk.pipeline.predictor else NO_MODEL


def _checked(desk: Desk, policy: str, label: Label, review: float, act: float) -> Threshold:
    """Return a threshold, or refuse one that is out of order or would lower what protects people."""
    if not 0.0 < review <= act < 1.0:
        raise refuse(Refusal.THRESHOLD_ORDER)
    try:
        chosen = Threshold(review=round(review, 4), act=round(act, 4))
    except ValidationError as error:
        raise refuse(Refusal.THRESHOLD_ORDER) from error
    base = _base(desk, policy)[label]
    if bounded(label, chosen, base) != chosen:
        shown = [f"{value:.3f}".replace(".", ",") for value in (base.review, base.act)]
        raise refuse(Refusal.THRESHOLD_FLOOR, label=SWEDISH[label], review=shown[0], act=shown[1])
    return chosen


def _event(
    desk: Desk, code: EventCode, policy: str, label: Label, chosen: Threshold | None, reason: str, actor: Actor
) -> AuditEvent:
    [line] = [line for line in in_force(desk, policy, actor=actor) if line.label is label]
    before = {f"threshold:{label.value}": _shown(line.present)}
    after = {f"threshold:{label.value}": _shown(chosen or line.base)}
    return AuditEvent(desk.clock(), actor, code, f"policy:{policy}", reason, before, after)


def _shown(threshold: Threshold) -> str:
    return f"{threshold.review} {threshold.act}"


def _outcome(
    history: Sequence[tuple[Past, tuple[float, ...]]], label: Label, thresholds: dict[Label, Threshold]
) -> Outcome:
    """Count what the thresholds make of the history: of this label, or of all harmful ones where it is criticism."""
    looked_at = [label] if label is not Label.CRITICISM else [x for x in LABELS if x in HARMFUL_LABELS]
    places = [(x, LABELS.index(x), thresholds[x]) for x in looked_at]
    criticism = thresholds[Label.CRITICISM]
    asserted = to_review = missed = wrongly = criticised = 0
    for past, scores in history:
        careful = past.foreign or is_protected(scores[_CRITICISM], criticism)
        found = {
            x: stands(
                x,
                scores[i],
                threshold,
                certain=bool(past.certain_bits >> i & 1),
                likely=bool(past.likely_bits >> i & 1),
                careful=careful,
            )
            for x, i, threshold in places
        }
        said = {x for x, standing in found.items() if standing is Standing.ASSERTED}
        asserted += bool(said)
        to_review += any(standing is Standing.SUSPECTED for standing in found.values())
        if not past.decided:
            continue
        human = set(labels_of(past.bits))
        missed += any(x in human and standing is Standing.ABSENT for x, standing in found.items())
        wrong = said - human
        wrongly += bool(wrong)
        criticised += bool(wrong) and bool(human) and human <= PROTECTED_SPEECH
    return Outcome(asserted, to_review, missed, wrongly, criticised)
