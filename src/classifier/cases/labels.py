"""Confirmed labels: what persons decided, as facts for training and evaluation. Only human decisions become labels.

No text and no names: the text is masked and joined by the export, the person is there only as a role.
"""

from dataclasses import dataclass
from datetime import datetime

from classifier.cases.actors import Role
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.parts import Reached
from classifier.cases.refusal import refuse
from classifier.taxonomy import Flag, Label, LathundRow


@dataclass(frozen=True, slots=True)
class ConfirmedLabel:
    """One decided comment. `reached` tells what the queue would have shown anyway from the unbiased random sample."""

    case: str
    comment: str
    labels: tuple[Label, ...]
    flags: tuple[Flag, ...]
    row: LathundRow
    decided_by: Role
    decided_at: datetime
    reached: Reached
    proposed_labels: tuple[Label, ...]
    proposed_flags: tuple[Flag, ...]
    proposed_row: LathundRow
    proposed_scores: dict[Label, float]
    model: str
    rules: str
    policy: str
    policy_version: str
    corrected: bool
    trainable: bool

    @property
    def missed(self) -> tuple[Label, ...]:
        """What the machine had not seen."""
        return tuple(label for label in self.labels if label not in self.proposed_labels)

    @property
    def wrongly_said(self) -> tuple[Label, ...]:
        """What the machine had said and the person took away."""
        return tuple(label for label in self.proposed_labels if label not in self.labels)


def confirmed_label(case: Case) -> ConfirmedLabel:
    """Return the label of a decided case; refused without a person's decision.

    Suspected child abuse material is never `trainable`: nothing of it is copied anywhere (R10).
    """
    decision = case.decision
    if decision is None or not decision.by.is_named_person:
        raise refuse(Refusal.NO_DECISION)
    proposed = decision.proposed
    return ConfirmedLabel(
        case=case.id,
        comment=case.comment.id,
        labels=decision.labels,
        flags=decision.flags,
        row=decision.row,
        decided_by=decision.by.role,
        decided_at=decision.at,
        reached=case.reached,
        proposed_labels=proposed.labels,
        proposed_flags=proposed.flags,
        proposed_row=proposed.row,
        proposed_scores=proposed.scores,
        model=proposed.model,
        rules=proposed.rules,
        policy=proposed.policy,
        policy_version=decision.policy_version,
        corrected=decision.corrected,
        trainable=not case.child_abuse,
    )
