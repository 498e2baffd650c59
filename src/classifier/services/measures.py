"""Figures of every comment, noted as it is classified: what drift by month is read from. No text is kept."""

import structlog

from classifier.cases.parts import CommentRef
from classifier.pipeline import Classification
from classifier.services.desk import Desk
from classifier.storage import Unit
from classifier.storage.loop import Measure

_log = structlog.get_logger("lathund.intake")


def note_measures(desk: Desk, unit: Unit, ref: CommentRef, text: str, said: Classification) -> None:
    """Note the figures of one comment in the caller's transaction."""
    unknown, words = _unknown_words(desk, text)
    unit.loop.measure(
        Measure(
            comment_id=ref.id,
            received_at=ref.received_at,
            model=said.model,
            characters=len(text),
            words=words,
            unknown_words=unknown,
            language=said.language.code,
            row=said.lathund.row.value,
            labels=tuple(label.value for label in said.decision.labels),
            reviewed=bool(said.review_reasons),
        )
    )


def _unknown_words(desk: Desk, text: str) -> tuple[int, int]:
    try:
        predictor = desk.pipeline.predictor
        if predictor is None:
            return 0, 0
        return predictor.unknown_words(desk.pipeline.normalizer(text))
    except Exception as error:  # noqa: BLE001 (a figure is no reason to lose a comment)
        _log.error("measuring_failed", error=type(error).__name__)
        return 0, 0
