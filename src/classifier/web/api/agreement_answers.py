"""Answers about how far moderators agree: conflicts to settle, and Cohen's kappa of every two accounts."""

from pydantic import BaseModel

from classifier.services.labels import Export
from classifier.taxonomy import Label


class DecidedOut(BaseModel):
    """How one account decided one case."""

    case: str
    account: str
    labels: list[Label]


class PairOut(BaseModel):
    """Two accounts on the texts both decided; `kappa` is null where neither ever varied."""

    accounts: tuple[str, str]
    texts: int
    agreed: float
    kappa: float | None
    by_label: dict[Label, float]


class AgreementOut(BaseModel):
    """Near-identical texts decided differently: reopen one of them and decide anew. Accounts are pseudonyms."""

    decisions: int
    conflicts: list[list[DecidedOut]]
    pairs: list[PairOut]


def agreement_out(found: Export) -> AgreementOut:
    """Return the agreement of an export."""
    conflicts = [
        [DecidedOut(case=case, account=account, labels=list(said)) for case, account, said in conflict.cases]
        for conflict in found.conflicts
    ]
    pairs = [
        PairOut(accounts=a.accounts, texts=a.texts, agreed=a.agreed, kappa=a.kappa, by_label=a.by_label)
        for a in found.agreements
    ]
    return AgreementOut(decisions=found.decisions, conflicts=conflicts, pairs=pairs)
