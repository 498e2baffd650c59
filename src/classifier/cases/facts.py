"""A case as short facts, so that an audit event can say what was and what became. Codes and names, no comment text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.cases.moments import iso

if TYPE_CHECKING:
    from datetime import datetime

    from classifier.cases.actors import Actor
    from classifier.cases.case import Case
    from classifier.cases.parts import Deletion, Hold, Reply, StepState, Transfer


DESTROYED = "destroyed:"
"""Begins the fact that a package, named by its digest, is gallrat here; its value is the protocol."""


def facts_of(case: Case) -> dict[str, str]:
    """Return what is known of a case as flat text. Empty facts are left out."""
    lists: dict[str, str] = {f"step:{i}:{s.code}": _step(s) for i, s in enumerate(case.steps)}
    lists |= {f"reply:{r.id}": _reply(r) for r in case.replies}
    lists |= {f"hold:{h.id}": _hold(h) for h in case.holds}
    lists |= {f"question:{i}": _line(q.to, q.text, _by(q.by), iso(q.at)) for i, q in enumerate(case.questions)}
    lists |= {f"forwarded:{i}": _line(f.unit, f.notice, _by(f.by), iso(f.at)) for i, f in enumerate(case.forwarded)}
    lists |= {f"gallrad:{g.clock}": _line(g.decision, _by(g.by), iso(g.at), g.protocol) for g in case.gallrad}
    lists |= {f"{DESTROYED}{digest}": g.protocol for g in case.gallrad for digest in g.destroyed}
    lists |= {f"transfer:{t.export}": _transfer(t) for t in case.transfers}
    facts = {
        "version": str(case.version),
        "state": case.state.value,
        "visibility": case.visibility.value,
        "row": case.row.value,
        "urgent": str(case.urgent).lower(),
        "labels": " ".join(case.labels),
        "flags": " ".join(case.flags),
        "legal_basis": " ".join(case.legal_basis),
        "policy": f"{case.policy.code} {case.policy.version}",
        "model": f"{case.classification.model} {case.classification.rules}",
        "reached": case.reached.value,
        "evidence": case.evidence_digest,
        "evidence_reduced": str(case.evidence_reduced).lower(),
        "child_abuse": str(case.child_abuse).lower(),
        "decision": _decision(case),
        "deletion": _deletion(case.deletion),
        "lock": _line(_by(case.lock.by), iso(case.lock.expires_at)) if case.lock else "",
        "skipped_by": " ".join(case.skipped_by),
        "diarium": case.diarium,
        "follow_up_at": _at(case.follow_up_at),
        "first_seen_at": _at(case.first_seen_at),
        "reported_at": _at(case.reported_at),
        "closed_at": _at(case.closed_at),
        **lists,
    }
    return {key: value for key, value in facts.items() if value}


def _line(*parts: str) -> str:
    return " | ".join(part for part in parts if part)


def _by(actor: Actor | None) -> str:
    return f"{actor.kind.value}:{actor.id} {actor.name}".strip() if actor else ""


def _at(moment: datetime | None) -> str:
    return iso(moment) if moment else ""


def _step(step: StepState) -> str:
    answer = "" if step.answer is None else ("yes" if step.answer else "no")
    return _line(step.status.value, answer, step.reason, step.reference, _by(step.by), _at(step.at))


def _reply(reply: Reply) -> str:
    status = "published" if reply.published_at else "approved" if reply.approved_at else "draft"
    who = (_by(reply.author), _by(reply.approved_by), _by(reply.published_by))
    return _line(reply.kind.value, status, *who, _at(reply.published_at or reply.approved_at or reply.written_at))


def _transfer(transfer: Transfer) -> str:
    back = _line(transfer.number, _by(transfer.acknowledged_by), _at(transfer.acknowledged_at))
    return _line(transfer.kind, transfer.package, _by(transfer.by), iso(transfer.at), back)


def _hold(hold: Hold) -> str:
    lifted = _line("lifted", _by(hold.lifted_by), _at(hold.lifted_at)) if hold.lifted_at else ""
    return _line(hold.kind.value, hold.reason, _by(hold.placed_by), iso(hold.placed_at), lifted)


def _deletion(deletion: Deletion | None) -> str:
    if deletion is None:
        return ""
    return _line(
        deletion.id,
        deletion.reason,
        " ".join(deletion.legal_basis),
        deletion.gallring_decision,
        "hidden" if deletion.hidden else "visible",
        _by(deletion.requested_by),
        _by(deletion.confirmed_by),
        deletion.confirmation_reason,
        _by(deletion.carried_out_by),
    )


def _decision(case: Case) -> str:
    decision = case.decision
    if decision is None:
        return ""
    kind = "corrected" if decision.corrected else "confirmed"
    protected = {None: "", True: "protected identity", False: "no protected identity"}[decision.protected_identity]
    said = (kind, decision.row.value, protected, decision.rule, decision.reason)
    return _line(*said, _by(decision.by), iso(decision.at))
