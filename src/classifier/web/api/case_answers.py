"""Answers about comments and cases: their public shapes. Field names are the contract; fields may be added."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from classifier.cases.actors import Actor
from classifier.cases.case import Case
from classifier.services.reading import Detail, Shown
from classifier.taxonomy import Flag, Label, LathundRow, LegalBasis
from classifier.web.api.event_answers import EventOut, event_out
from classifier.web.api.schemas import Problem


class LockOut(BaseModel):
    """Who works on the case, until when."""

    by: str
    expires_at: datetime


class CaseOut(BaseModel):
    """A case as lists and answers show it."""

    id: str
    comment_id: str
    external_id: str
    platform: str
    account: str
    channel: str
    permalink: str
    received_at: datetime
    version: int
    state: str
    visibility: str
    row: LathundRow
    urgent: bool
    severity: int
    labels: list[Label]
    flags: list[Flag]
    legal_basis: list[LegalBasis]
    reached: str
    review_reasons: list[str]
    policy: str
    policy_version: str
    child_abuse: bool
    evidence: str
    group_key: str
    decided_by: str
    lock: LockOut | None
    steps: list[dict[str, Any]]
    deletion: dict[str, Any] | None
    holds: list[dict[str, Any]]
    replies: list[dict[str, Any]]
    diarium: str
    follow_up_at: datetime | None
    closed_at: datetime | None


class ClaimedOut(CaseOut):
    """A case that the caller has taken."""

    text: str
    lock_token: str
    lock_expires_at: datetime


class TakenOut(BaseModel):
    """What became of a comment. `case` is null where no person needs to see it."""

    comment_id: str
    external_id: str
    created: bool
    evidence: str
    case: CaseOut | None
    note: str


class TakenError(BaseModel):
    """Stands in the place of a comment that could not be taken in."""

    external_id: str | None
    error: Problem


class TakenBatch(BaseModel):
    """Answers in the order of the comments."""

    results: list[TakenOut | TakenError]


class DueOut(BaseModel):
    """Something due, and whether passing it is a failure."""

    kind: str
    at: datetime
    hard: bool


class ListedOut(CaseOut):
    """A case in a list, with its text masked."""

    text: str
    priority: float
    dues: list[DueOut]


class CasesOut(BaseModel):
    """A page of cases, the most pressing first."""

    total: int
    cases: list[ListedOut]


class PointOut(BaseModel):
    """One thing that is left to do."""

    code: str
    text: str


class DetailOut(ListedOut):
    """A case with its full history."""

    open_points: list[PointOut]
    advice: list[str]
    history: list[EventOut]


def case_out(case: Case) -> CaseOut:
    """Return the public shape of a case. The lock's token stays with whoever holds it."""
    return CaseOut(**_case(case))


def claimed_out(case: Case, text: str) -> ClaimedOut:
    """Return a case to the person who has just taken it."""
    assert case.lock is not None
    return ClaimedOut(**_case(case), text=text, lock_token=case.lock.token, lock_expires_at=case.lock.expires_at)


def listed_out(shown: Shown) -> ListedOut:
    """Return a case as a list shows it."""
    return ListedOut(**_listed(shown))


def detail_out(detail: Detail) -> DetailOut:
    """Return a case with its history."""
    return DetailOut(
        **_listed(detail.shown),
        open_points=[PointOut(code=p.code, text=p.text) for p in detail.open_points],
        advice=list(detail.advice),
        history=[event_out(link) for link in detail.history],
    )


def _listed(shown: Shown) -> dict[str, Any]:
    dues = [DueOut(kind=due.kind.value, at=due.at, hard=due.hard) for due in shown.dues]
    return _case(shown.case) | {"text": shown.text, "priority": round(shown.priority.total, 3), "dues": dues}


def _by(actor: Actor | None) -> str:
    return actor.name if actor else ""


def _case(case: Case) -> dict[str, Any]:
    comment, said = case.comment, case.classification
    return {
        "id": case.id,
        "comment_id": comment.id,
        "external_id": comment.external_id,
        "platform": comment.platform,
        "account": comment.account,
        "channel": comment.channel,
        "permalink": comment.permalink,
        "received_at": comment.received_at,
        "version": case.version,
        "state": case.state.value,
        "visibility": case.visibility.value,
        "row": case.row,
        "urgent": case.urgent,
        "severity": int(said.severity),
        "labels": list(case.labels),
        "flags": list(case.flags),
        "legal_basis": list(case.legal_basis),
        "reached": case.reached.value,
        "review_reasons": list(said.review_reasons),
        "policy": case.policy.code,
        "policy_version": case.policy.version,
        "child_abuse": case.child_abuse,
        "evidence": case.evidence_digest,
        "group_key": case.group_key,
        "decided_by": _by(case.decision.by if case.decision else None),
        "lock": LockOut(by=case.lock.by.name, expires_at=case.lock.expires_at) if case.lock else None,
        "diarium": case.diarium,
        "follow_up_at": case.follow_up_at,
        "closed_at": case.closed_at,
        **_parts(case),
    }


def _parts(case: Case) -> dict[str, Any]:
    deletion = case.deletion
    return {
        "steps": [
            {
                "code": s.code.value,
                "text": s.text,
                "required": s.required,
                "actor": s.actor,
                "status": s.status.value,
                "answer": s.answer,
                "reason": s.reason,
                "reference": s.reference,
                "by": _by(s.by),
                "at": s.at,
            }
            for s in case.steps
        ],
        "deletion": deletion
        and {
            "id": deletion.id,
            "reason": deletion.reason,
            "legal_basis": list(deletion.legal_basis),
            "gallring_decision": deletion.gallring_decision,
            "requested_by": _by(deletion.requested_by),
            "requested_at": deletion.requested_at,
            "confirmed_by": _by(deletion.confirmed_by),
            "confirmed_at": deletion.confirmed_at,
            "carried_out_by": _by(deletion.carried_out_by),
            "carried_out_at": deletion.carried_out_at,
        },
        "holds": [
            {
                "id": h.id,
                "kind": h.kind.value,
                "reason": h.reason,
                "placed_by": _by(h.placed_by),
                "lifted_at": h.lifted_at,
            }
            for h in case.holds
        ],
        "replies": [
            {
                "id": r.id,
                "kind": r.kind.value,
                "text": r.full_text,
                "author": _by(r.author),
                "approved_by": _by(r.approved_by),
                "published_at": r.published_at,
            }
            for r in case.replies
        ],
    }
