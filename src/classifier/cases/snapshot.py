"""What the machine said of a comment, and the policy it was said under, as the case keeps them. No comment text."""

from dataclasses import dataclass
from typing import Final

from classifier.lathund.planner import CHILD_ABUSE
from classifier.lathund.profile import Answers, Clock, Profile
from classifier.pipeline import Classification
from classifier.rules.finding import Strength
from classifier.taxonomy import HARMFUL_LABELS, Flag, Label, LathundRow, LegalBasis, Severity

_UNKNOWN: Final = ("degraded:", "disagreement:", "language:", "context:")
"""Reasons for review under which the scores say little: the uncertainty is then full."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A classification with its versions. Words and spans are left out: the sealed evidence holds the text."""

    labels: tuple[Label, ...]
    flags: tuple[Flag, ...]
    suspected: tuple[Label, ...]
    categories: tuple[str, ...]
    rules_hit: tuple[str, ...]
    scores: dict[Label, float]
    review_reasons: tuple[str, ...]
    severity: Severity
    uncertainty: float
    row: LathundRow
    urgent: bool
    legal_basis: tuple[LegalBasis, ...]
    reasons: tuple[str, ...]
    policy: str
    policy_version: str
    model: str
    rules: str

    @property
    def child_abuse(self) -> bool:
        """Whether the comment is flagged as suspected child abuse material (R10)."""
        return CHILD_ABUSE in self.categories


@dataclass(frozen=True, slots=True)
class Policy:
    """The parts of a profile that a case is handled by, as they stood when it was opened or decided."""

    code: str
    version: str
    name: str
    removal: str
    gallring_decision_required: bool
    two_persons_for_deletion: bool
    inform_author: tuple[LathundRow, ...]
    clock: Clock
    answers: Answers

    @classmethod
    def of(cls, profile: Profile) -> "Policy":
        """Return what a case needs of a profile."""
        return cls(
            code=profile.code,
            version=profile.version,
            name=profile.name,
            removal=profile.removal,
            gallring_decision_required=profile.gallring_decision_required,
            two_persons_for_deletion=profile.two_persons_for_deletion,
            inform_author=profile.inform_author,
            clock=profile.clock,
            answers=profile.answers,
        )


def snapshot(classification: Classification) -> Snapshot:
    """Return what a case keeps of a classification."""
    decision, plan = classification.decision, classification.lathund
    telling = [f for f in classification.findings if f.strength is not Strength.HINT]
    return Snapshot(
        labels=decision.labels,
        flags=decision.flags,
        suspected=decision.suspected,
        categories=tuple(sorted({f.category for f in telling})),
        rules_hit=tuple(sorted({f.rule for f in telling})),
        scores={label: round(float(score), 4) for label, score in classification.scores.items()},
        review_reasons=classification.review_reasons,
        severity=decision.severity,
        uncertainty=uncertainty(classification),
        row=plan.row,
        urgent=plan.urgent,
        legal_basis=plan.legal_basis,
        reasons=plan.reasons,
        policy=plan.policy,
        policy_version=plan.policy_version,
        model=classification.model,
        rules=classification.rules,
    )


def uncertainty(classification: Classification) -> float:
    """Return 0 (certain) to 1 (as likely as not): the harmful score nearest its threshold decides.

    Full where a stage failed, rules and model disagree, or the language or the thread asks for a person.
    """
    if any(reason.startswith(_UNKNOWN) for reason in classification.review_reasons):
        return 1.0
    nearest = 0.0
    for label in HARMFUL_LABELS:
        act = classification.thresholds[label].act
        score = classification.scores[label]
        reach = act if score < act else max(1.0 - act, 1e-9)
        nearest = max(nearest, 1.0 - min(1.0, abs(score - act) / max(reach, 1e-9)))
    return round(nearest, 4)
