"""Entering comments in the index that pages are answered from: at intake, and afterwards what is not in it yet."""

from collections.abc import Iterable

import structlog

from classifier.cases.case import Case
from classifier.cases.evidence import Evidence
from classifier.cases.parts import CommentRef
from classifier.language import detect
from classifier.pipeline import Classification
from classifier.rules.finding import Finding, Strength
from classifier.services.desk import Desk
from classifier.storage import StoredComment
from classifier.storage.comment_index import Indexed
from classifier.taxonomy import LABELS, Label, LathundRow

_log = structlog.get_logger("lathund.index")


def masked(desk: Desk, text: str) -> str:
    """Return the text as lists may show it; nothing where it cannot be masked: it must not be shown then."""
    try:
        return desk.mask(text)
    except Exception as error:  # noqa: BLE001 (a text that cannot be masked must not keep a comment from being taken in)
        _log.error("masking_failed", error=type(error).__name__)
        return ""


def entry(ref: CommentRef, said: Classification, *, policy: str, shown: str) -> Indexed:
    """Return a comment as it is entered when it is taken in; `shown` is its masked text, empty under R10."""
    return Indexed(
        comment_id=ref.id,
        platform=ref.platform,
        account=ref.account,
        policy=policy,
        received_at=ref.received_at,
        published_at=ref.published_at,
        row=said.lathund.row,
        labels=said.decision.labels,
        urgent=said.lathund.urgent,
        scores=said.scores,
        certain=_found(said.findings, Strength.CERTAIN),
        likely=_found(said.findings, Strength.LIKELY),
        foreign=_foreign(said.language.code, supported=said.language.supported),
        model=said.model,
        text=shown,
    )


def catch_up(desk: Desk, *, limit: int = 50) -> int:
    """Enter comments that are not in the index, oldest first; return how many were. No actor: nothing is decided."""
    with desk.storage.read() as unit:
        waiting = [] if unit.index.complete() else unit.index.missing(limit)
        parts = [
            (stored, sealed.evidence if sealed else None, unit.cases.of_comment(stored.id))
            for stored in (unit.comments.get(c) for c in waiting)
            if stored is not None
            for sealed in [unit.evidence.sealed(stored.evidence_digest)]
        ]
    if not parts:
        return 0
    entries = [(_older(desk, stored, kept, case), stored.id) for stored, kept, case in parts]
    with desk.storage.write(desk.clock()) as unit:
        still = set(unit.index.missing(limit))
        for made, comment_id in entries:
            if comment_id in still:
                unit.index.add(made)
                case = unit.cases.of_comment(comment_id)
                if case is not None:
                    unit.index.case_is(case)
    return len(entries)


def _older(desk: Desk, stored: StoredComment, kept: Evidence | None, case: Case | None) -> Indexed:
    """Return an older comment: the verdict from its evidence or case, the findings by reading its text again."""
    said = (kept.classification if kept else None) or {}
    text = kept.text if kept and not kept.reduced else ""
    snapshot = case.classification if case else None
    findings = _findings(desk, text)
    language = detect(text) if text else None
    labels = snapshot.labels if snapshot else tuple(Label(label) for label in said.get("labels", ()))
    scores = snapshot.scores if snapshot else {Label(k): float(v) for k, v in said.get("scores", {}).items()}
    return Indexed(
        comment_id=stored.id,
        platform=stored.platform,
        account=stored.account,
        policy=stored.policy,
        received_at=stored.received_at,
        published_at=case.comment.published_at if case else None,
        row=snapshot.row if snapshot else LathundRow(said.get("row", LathundRow.L2.value)),
        labels=labels,
        urgent=snapshot.urgent if snapshot else bool(said.get("urgent")),
        scores=scores,
        certain=_found(findings, Strength.CERTAIN),
        likely=_found(findings, Strength.LIKELY),
        foreign=language is not None and _foreign(language.code, supported=language.supported),
        model=snapshot.model if snapshot else str(said.get("model", "")),
        text=masked(desk, text) if text else "",
    )


def _findings(desk: Desk, text: str) -> tuple[Finding, ...]:
    try:
        return desk.pipeline.matcher.match(desk.pipeline.normalizer(text)).findings if text else ()
    except Exception as error:  # noqa: BLE001 (without findings the comment is still listed and counted)
        _log.error("findings_failed", error=type(error).__name__)
        return ()


def _found(findings: Iterable[Finding], strength: Strength) -> frozenset[Label]:
    codes = {f.code for f in findings if f.strength is strength}
    return frozenset(label for label in LABELS if label in codes)


def _foreign(code: str, *, supported: bool) -> bool:
    return not supported and code != "und"
