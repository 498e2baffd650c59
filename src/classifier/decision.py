"""Findings and scores become one decision. What is unknown, uncertain, degraded or in dispute goes to a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.consequences import consequences
from classifier.model.artefact import Threshold
from classifier.rules.finding import Finding, Strength
from classifier.taxonomy import HARMFUL_LABELS, LABELS, SEVERITY, URGENT_LABELS, Flag, Label, Severity, by_severity

__all__ = ["RULES_ONLY", "Decision", "Threshold", "decide"]

RULES_ONLY: Final[dict[Label, Threshold]] = {label: Threshold(review=0.5, act=1.0) for label in LABELS}
"""Thresholds shown when no model is loaded: every score is then 0 and every comment goes to review."""

CRITICISM_MARGIN: Final = 0.7
"""Criticism is protected (RF 2:1): where a comment is also criticism, by the model or a rule (an announced appeal, a
call to resign), the model alone asserts a harmful label only this share of the way from `act` to 1. Below that a person
decides; a rule finding needs no margin."""

URGENT_CRITICISM_MARGIN: Final = 0.8
"""The same for threat and suicide risk, whose `act` lies low: what falls short of it is sent to a person at once."""

CRITICISM_HINT: Final = 0.5
"""A comment counts as possible criticism from this share of the threshold of criticism: in doubt it is protected."""

_MODEL_CLEAR: Final = 0.02
"""Below this a certain rule finding and the model disagree: a person looks, the label stands."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the comment is held to do, and why a person should look.

    `labels` most severe first; `suspected` are harmful labels between review and act.
    """

    labels: tuple[Label, ...]
    flags: tuple[Flag, ...]
    suspected: tuple[Label, ...]
    review_reasons: tuple[str, ...]
    severity: Severity

    @property
    def needs_review(self) -> bool:
        """Whether a person must look before anything rests on this decision."""
        return bool(self.review_reasons)


class Standing(StrEnum):
    """How a label stands for a comment."""

    ASSERTED = "asserted"
    SUSPECTED = "suspected"
    ABSENT = "absent"


def is_protected(score: float, criticism: Threshold) -> bool:
    """Whether a comment may be criticism by this score of it, so that the model must be surer of anything harmful."""
    return score >= CRITICISM_HINT * criticism.act


def criticism_margin(label: Label) -> float:
    """Return how far from `act` to 1 a harmful label must come where a comment is also criticism."""
    return URGENT_CRITICISM_MARGIN if label in URGENT_LABELS else CRITICISM_MARGIN


def stands(label: Label, score: float, threshold: Threshold, *, certain: bool, likely: bool, careful: bool) -> Standing:
    """Say how one label stands: what the model and the rules (`certain`, `likely`) make of it together."""
    harmful = label in HARMFUL_LABELS
    margin = criticism_margin(label) * (1.0 - threshold.act) if careful and harmful else 0.0
    if certain or score >= threshold.act + margin:
        return Standing.ASSERTED
    if likely and (score >= threshold.review or not harmful):
        return Standing.ASSERTED
    return Standing.SUSPECTED if likely or score >= threshold.review else Standing.ABSENT


def decide(
    findings: Iterable[Finding],
    scores: dict[Label, float] | None,
    thresholds: dict[Label, Threshold],
    extra_reasons: Iterable[str] = (),
    *,
    foreign: bool = False,
) -> Decision:
    """Combine rules and model. `scores` is None when the model did not answer.

    `foreign`: the model knows Swedish; in another language it must be as sure as where lawful criticism is near.

    A higher score of a harmful label is never milder: it asserts the label, or sends the comment to a person.
    """
    findings = tuple(findings)
    certain = {f.code for f in findings if f.strength is Strength.CERTAIN}
    likely = {f.code for f in findings if f.strength is Strength.LIKELY}
    labels: set[Label] = set()
    suspected: set[Label] = set()
    reasons: list[str] = []
    likely_criticism = scores is not None and is_protected(scores[Label.CRITICISM], thresholds[Label.CRITICISM])
    careful = foreign or likely_criticism or Label.CRITICISM in certain | likely
    for label in LABELS:
        score = 0.0 if scores is None else scores[label]
        standing = stands(
            label, score, thresholds[label], certain=label in certain, likely=label in likely, careful=careful
        )
        if standing is Standing.ASSERTED:
            labels.add(label)
            if label in certain and scores is not None and score < _MODEL_CLEAR and label in HARMFUL_LABELS:
                reasons.append(f"disagreement:{label}")
        elif standing is Standing.SUSPECTED:
            suspected.add(label)
            if label in HARMFUL_LABELS:
                reasons.append(f"uncertain:{label}")
    flags = tuple(flag for flag in Flag if flag in certain | likely)
    codes: list[Label | Flag] = [*labels, *flags, *(suspected & HARMFUL_LABELS)]
    severities = [SEVERITY[code] for code in codes]
    if Label.PERSONAL_DATA in labels | suspected:
        told = {f.category for f in findings if f.strength is not Strength.HINT}
        severities += [consequence.severity for _, consequence in consequences(told)]
    return Decision(
        labels=by_severity(labels),
        flags=flags,
        suspected=by_severity(suspected & HARMFUL_LABELS),
        review_reasons=tuple(dict.fromkeys([*reasons, *extra_reasons])),
        severity=max(severities, default=Severity.NONE),
    )
