"""The machine's verdict for the use cases. Whatever fails in it, the comment reaches a person."""

import structlog

from classifier.cases.grouping import group_key
from classifier.decision import RULES_ONLY, decide
from classifier.language import Language
from classifier.lathund.planner import CHILD_ABUSE, plan
from classifier.lathund.profile import Profile
from classifier.pipeline import Classification, Comment
from classifier.rules.finding import Strength
from classifier.services.desk import Desk
from classifier.taxonomy import LABELS

_log = structlog.get_logger("lathund.intake")


def classify(desk: Desk, comment: Comment, profile: Profile) -> Classification:
    """Classify; where even the pipeline's own nets fail, nothing is known and a person looks."""
    try:
        return desk.pipeline.classify(comment, profile)
    except Exception as error:  # noqa: BLE001 (whatever was raised, the comment must reach a person)
        _log.error("classification_failed", comment=comment.id, error=type(error).__name__)
        decision = decide((), None, RULES_ONLY, ["degraded:pipeline"])
        lathund = plan(decision, profile, findings=(), scores=None, channel=comment.channel)
        reasons = (*decision.review_reasons, *lathund.review_reasons)
        scores = dict.fromkeys(LABELS, 0.0)
        unknown = Language("und", False)
        return Classification(
            comment.id, scores, RULES_ONLY, (), (), decision, lathund, unknown, reasons, "none", "none"
        )


def suspects(desk: Desk, text: str) -> bool:
    """Whether the rules suspect child abuse material. A failure here is told by the classification that follows."""
    try:
        findings = desk.pipeline.matcher.match(desk.pipeline.normalizer(text)).findings
    except Exception as error:  # noqa: BLE001 (the classification meets the same failure and asks for a person)
        _log.error("screening_failed", error=type(error).__name__)
        return False
    return any(f.category == CHILD_ABUSE and f.strength is not Strength.HINT for f in findings)


def similar(desk: Desk, text: str) -> str:
    """Return the key that similar comments share; none where the text cannot be read, so that it stands alone."""
    try:
        return group_key(desk.pipeline.normalizer(text).plain.text)
    except Exception as error:  # noqa: BLE001 (a comment without a group is looked at by itself)
        _log.error("grouping_failed", error=type(error).__name__)
        return ""
