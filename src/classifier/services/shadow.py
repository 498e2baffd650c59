"""Shadow: a candidate judges every comment beside the live model. What differs is stored; nothing else changes.

It runs after the comment is safe and its case opened, in a transaction of its own: whatever fails in it, the comment
is taken in as it would have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from prometheus_client import Counter

from classifier.cases.actors import Action, Actor, allowed, require
from classifier.lathund.profile import Profile
from classifier.pipeline import Classification, Comment
from classifier.services.desk import Desk
from classifier.storage.loop import ShadowResult
from classifier.taxonomy import LABELS, Label, LathundRow

_log = structlog.get_logger("lathund.shadow")
FAILURES: Final = Counter("lathund_shadow_failures_total", "Comments that the candidate in shadow could not judge")
JUDGED: Final = Counter("lathund_shadow_judged_total", "Comments judged in shadow", ["kind"])
_ROWS: Final = list(LathundRow)
KIND_NAMES: Final[dict[str, str]] = {
    "same": "lika",
    "graver": "strängare rad",
    "milder": "mildare rad",
    "labels": "andra etiketter",
    "review": "annan granskning",
}
"""Kind of difference → what a person reads."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A comment that the candidate judged otherwise, its text masked; empty where it holds personal data."""

    result: ShadowResult
    case: str
    text: str


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """How a candidate in shadow compares. `kinds`: same, graver, milder, labels (other labels, same row), review."""

    candidate: str
    live: str
    compared: int
    kinds: dict[str, int]
    differences: Sequence[Differing]


def beside(desk: Desk, comment: Comment, profile: Profile, said: Classification) -> None:
    """Let the candidate judge the comment, where one runs in shadow. Never raises."""
    candidate = desk.shadow()
    if candidate is None or comment.id is None:
        return
    try:
        other = candidate.classify(comment, profile)
        kind, now = kind_of(said, other), desk.clock()
        result = ShadowResult(comment.id, other.model, said.model, now, kind, _told(said, other))
        with desk.storage.write(now) as unit:
            unit.loop.shadow(result)
        JUDGED.labels(kind).inc()
    except Exception as error:  # noqa: BLE001 (a candidate that fails must not touch what is taken in)
        FAILURES.inc()
        _log.error("shadow_failed", comment=comment.id, error=type(error).__name__)


def kind_of(live: Classification, candidate: Classification) -> str:
    """Return how the candidate differs: its row first, then its labels, then whether it asks for a person."""
    before, after = _ROWS.index(live.lathund.row), _ROWS.index(candidate.lathund.row)
    if before != after:
        return "graver" if after > before else "milder"
    if set(live.decision.labels) != set(candidate.decision.labels):
        return "labels"
    return "review" if bool(live.review_reasons) != bool(candidate.review_reasons) else "same"


def report(desk: Desk, *, actor: Actor, candidate: str = "", limit: int = 50, offset: int = 0) -> ShadowReport:
    """Return how a candidate (the latest, where none is named) compares, with a page of what it judged otherwise."""
    if not allowed(actor, Action.READ):
        require(actor, Action.MANAGE_MODELS)
    with desk.storage.read() as unit:
        known = unit.loop.shadow_candidates()
        name = candidate or (known[-1] if known else "")
        kinds = unit.loop.shadow_kinds(name)
        found = []
        for result in unit.loop.shadow_differences(name, limit=limit, offset=offset):
            case = unit.cases.of_comment(result.comment_id)
            stored = unit.comments.get(result.comment_id)
            sealed = unit.evidence.sealed(stored.evidence_digest) if stored else None
            said = {*result.said["live"]["labels"], *result.said["candidate"]["labels"]}
            open_text = sealed is not None and Label.PERSONAL_DATA not in said
            text = desk.mask(sealed.evidence.text) if sealed and open_text else ""
            found.append(Differing(result, case.id if case else "", text))
    live = found[0].result.live if found else desk.pipeline.predictor.version if desk.pipeline.predictor else "none"
    return ShadowReport(name, live, sum(kinds.values()), kinds, found)


def _told(live: Classification, candidate: Classification) -> dict[str, Any]:
    return {"live": _side(live), "candidate": _side(candidate)}


def _side(said: Classification) -> dict[str, Any]:
    return {
        "row": said.lathund.row.value,
        "labels": [label.value for label in said.decision.labels],
        "review_reasons": list(said.review_reasons),
        "scores": {label.value: round(said.scores[label], 4) for label in LABELS},
    }
