"""The one place where the stages meet: `Pipeline.classify(comment)`. Pure, no I/O.

A stage that fails never lets a comment pass in silence: the answer says `degraded:<stage>` and asks for review.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from classifier import __version__
from classifier.decision import RULES_ONLY, Decision, Threshold, decide
from classifier.language import Language, detect
from classifier.lathund.planner import Plan, plan
from classifier.lathund.profile import Profile
from classifier.model import Explanation, Prediction, Predictor
from classifier.own_thresholds import OwnThresholds
from classifier.rules import Finding, Matcher
from classifier.taxonomy import HARMFUL_LABELS, LABELS, URGENT_LABELS, Label
from classifier.text import NormalizedText, Normalizer

NO_MODEL: Final = "none"
CONTEXT_CHARS: Final = 1_000
"""So much of a post or a parent comment the model reads."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a comment: the post, and the comment it answers."""

    post: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it came in."""

    text: str
    id: str | None = None
    channel: str = "comment"
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Classification:
    """Everything that is said of one comment."""

    id: str | None
    scores: dict[Label, float]
    thresholds: dict[Label, Threshold]
    findings: tuple[Finding, ...]
    explanation: tuple[Explanation, ...]
    decision: Decision
    lathund: Plan
    language: Language
    review_reasons: tuple[str, ...]
    model: str
    rules: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The wired stages. `predictor` is None when no model could be loaded: rules still work."""

    normalizer: Normalizer
    matcher: Matcher
    predictor: Predictor | None
    rules_version: str = __version__
    own: OwnThresholds = field(default_factory=OwnThresholds)

    def classify(self, comment: Comment, profile: Profile) -> Classification:
        """Classify one comment under one policy. Total: every string gets an answer with exactly one row."""
        reasons: list[str] = []
        text = self.normalizer(comment.text)
        if text.truncated:
            reasons.append("degraded:truncated")
        language = _guard("language", reasons, lambda: detect(text.plain.text), Language("und", False))
        foreign = not language.supported and language.code != "und"
        if foreign:
            reasons.append(f"language:{language.code}")
        findings = self._findings(text, reasons)
        context = _guard("context", reasons, lambda: self._answered(comment.context), None)
        prediction = self._prediction(text, context, reasons)
        base = self.predictor.manifest.thresholds if self.predictor and prediction else RULES_ONLY
        thresholds = self.own.applied(profile.code, profile.certainty.adjust(base)) if prediction else base
        scores = prediction.scores if prediction else None
        reasons += _guard("context", reasons, lambda: self._context_reasons(comment, thresholds), [])
        decision = decide(findings, scores, thresholds, reasons, foreign=foreign)
        lathund = plan(decision, profile, findings=findings, scores=scores, channel=comment.channel)
        return Classification(
            id=comment.id,
            scores=scores or dict.fromkeys(LABELS, 0.0),
            thresholds=thresholds,
            findings=findings,
            explanation=self._explain(text, prediction, decision),
            decision=decision,
            lathund=lathund,
            language=language,
            review_reasons=(*decision.review_reasons, *lathund.review_reasons),
            model=self.predictor.version if self.predictor else NO_MODEL,
            rules=self.rules_version,
        )

    def _findings(self, text: NormalizedText, reasons: list[str]) -> tuple[Finding, ...]:
        matched = _guard("rules", reasons, lambda: self.matcher.match(text), None)
        if matched is None:
            return ()
        if matched.timed_out:
            reasons.append("degraded:rules")
        return matched.findings

    def _answered(self, context: Context) -> NormalizedText | None:
        """Return what the comment answers, as far as the model reads it: the parent comment, else the post."""
        above = context.parent.strip() or context.post.strip()
        return self.normalizer(above[:CONTEXT_CHARS]) if above else None

    def _prediction(
        self, text: NormalizedText, context: NormalizedText | None, reasons: list[str]
    ) -> Prediction | None:
        predictor = self.predictor
        if predictor is None:
            reasons.append("degraded:model")
            return None
        return _guard("model", reasons, lambda: predictor.predict(text, context), None)

    def _context_reasons(self, comment: Comment, thresholds: dict[Label, Threshold]) -> list[str]:
        """A short reply under a suicidal comment may be the worst one of the year ("gör det bara"): ask a person."""
        parent = comment.context.parent.strip()
        if not parent or len(comment.text) > 120:
            return []
        above = self.normalizer(parent)
        risk = any(f.code in URGENT_LABELS for f in self.matcher.match(above).findings)
        if not risk and self.predictor is not None:
            parent_scores = self.predictor.predict(above).scores
            risk = any(parent_scores[label] >= thresholds[label].act for label in URGENT_LABELS)
        return ["context:parent_alarm"] if risk else []

    def _explain(
        self, text: NormalizedText, prediction: Prediction | None, decision: Decision
    ) -> tuple[Explanation, ...]:
        if prediction is None or self.predictor is None:
            return ()
        predictor = self.predictor
        labels = list(dict.fromkeys([*decision.labels, *decision.suspected]))
        wanted = [label for label in labels if label in HARMFUL_LABELS or label in decision.labels]
        return _guard("explanation", [], lambda: predictor.explain(text, wanted), ())


def _guard(stage: str, reasons: list[str], run: Callable[[], _T], fallback: _T) -> _T:
    """Run a stage; when it fails, note `degraded:<stage>` so that a person looks, and go on."""
    try:
        return run()
    except Exception:  # noqa: BLE001 (a failing stage must lead to review, whatever it raised)
        reasons.append(f"degraded:{stage}")
        return fallback
