"""Leaving for the diarium or the archive: that a package was made of a case, and what the receiver answered (R62, R68).

Making a package changes nothing of the handling. The number that the diarium gives back is the registration: it does
the step of registering, where its turn has come.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case, Change, change
from classifier.cases.checklist import REGISTERING, holding_up, mark
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.moments import aware
from classifier.cases.parts import StepState, StepStatus, Transfer
from classifier.cases.refusal import given, refuse
from classifier.lathund.profile import StepCode


class Receiver(StrEnum):
    """Who a package is made for."""

    DIARIUM = "diarium"
    ARCHIVE = "archive"


_ANSWERS: Final = {StepCode.REGISTER: None, StepCode.CONSIDER_REGISTER: True}


def note_transfer(
    case: Case, *, export_id: str, receiver: Receiver, package: str, actor: Actor, now: datetime
) -> Change:
    """Note that the case is part of an exported package with this SHA-256. An integration may fetch packages too."""
    require(actor, Action.EXPORT_RECORDS)
    transfer = Transfer(export_id, receiver.value, package, actor, aware(now))
    return change(
        case, EventCode.EXPORTED, actor=actor, now=now, by_machine=True, transfers=(*case.transfers, transfer)
    )


def acknowledge(case: Case, *, export_id: str, number: str, actor: Actor, now: datetime) -> Change:
    """Note the number that the receiver registered the package under. A diarienummer registers the case."""
    require(actor, Action.REGISTER)
    sent = next((t for t in case.transfers if t.export == export_id), None)
    if sent is None:
        raise refuse(Refusal.NO_SUCH_EXPORT)
    if sent.number:
        raise refuse(Refusal.ALREADY_DONE, what=f"{sent.number}")
    done = replace(
        sent, number=given(number, Refusal.NUMBER_MISSING), acknowledged_by=actor, acknowledged_at=aware(now)
    )
    fields: dict[str, Any] = {"transfers": tuple(done if t is sent else t for t in case.transfers)}
    if sent.kind == Receiver.DIARIUM.value:
        fields |= {"diarium": done.number, "steps": _registered(case, done, actor, now)}
    return change(case, EventCode.TRANSFER_ACKNOWLEDGED, actor=actor, now=now, reason=done.number, **fields)


def _registered(case: Case, done: Transfer, actor: Actor, now: datetime) -> tuple[StepState, ...]:
    """Mark the step of registering where its turn has come; else it stays open and the number is known already."""
    steps = case.steps
    for code, answer in _ANSWERS.items():
        waiting = [s for s in steps if s.code is code and s.status is StepStatus.OPEN]
        if waiting and code in REGISTERING and holding_up(case, code) is None:
            steps = mark(steps, {code}, actor=actor, now=now, answer=answer, reference=done.number)
    return steps
