"""Try a text: what every stage makes of it, in order. Nothing is stored and no case is opened."""

from dataclasses import dataclass

from classifier.cases.actors import Action, Actor, require
from classifier.cases.codes import Refusal
from classifier.cases.intake import wants_case
from classifier.cases.parts import Reached
from classifier.cases.refusal import given
from classifier.decision import Standing, Threshold, is_protected, stands
from classifier.pipeline import Classification, Comment, Context
from classifier.rules.finding import Finding, Strength
from classifier.services.desk import Desk
from classifier.services.verdict import classify
from classifier.taxonomy import LABELS, Label


@dataclass(frozen=True, slots=True)
class Score:
    """One label of the model: how probable, against which thresholds, and how it stands with the rules' help."""

    label: Label
    score: float
    threshold: Threshold
    standing: Standing


@dataclass(frozen=True, slots=True)
class Tried:
    """The stages of one text. `plain` is what was written, `meant` what rules and model read."""

    text: str
    plain: str
    meant: str
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]
    said: Classification
    reached: Reached | None
    """How it would come before a person; None where nobody would need to see it."""


def attempt(desk: Desk, text: str, *, policy: str, post: str = "", parent: str = "", actor: Actor) -> Tried:
    """Return what every stage makes of a text under a policy."""
    require(actor, Action.READ)
    given(text, Refusal.REPLY_TEXT_MISSING)
    profile = desk.profile(policy)
    said = classify(desk, Comment(text, context=Context(post, parent)), profile)
    views = desk.pipeline.normalizer(text)
    foreign = not said.language.supported and said.language.code != "und"
    careful = foreign or is_protected(said.scores[Label.CRITICISM], said.thresholds[Label.CRITICISM])
    by_strength = {s: {f.code for f in said.findings if f.strength is s} for s in Strength}
    scores = tuple(
        Score(
            label,
            said.scores[label],
            said.thresholds[label],
            stands(
                label,
                said.scores[label],
                said.thresholds[label],
                certain=label in by_strength[Strength.CERTAIN],
                likely=label in by_strength[Strength.LIKELY],
                careful=careful,
            ),
        )
        for label in LABELS
    )
    reached = wants_case(said, sampled=False)
    return Tried(text, views.plain.text, views.skeleton.text, said.findings, scores, said, reached)
