"""A municipality's own confirmed labels (`lathund labels export`) as training rows: checked, capped, split, weighted.

No account moves the model by itself: disputed texts and texts that contradict the corpus train nothing, an account
that keeps deciding against what the model is sure of is set aside until somebody has looked, and each account has a
most number of rows and a largest share of the weight. The last part in time, by whole threads, is kept for measuring.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from classifier.taxonomy import HARMFUL_LABELS, Label
from training.data import TrainingRow, text_key

OWN_FILE: Final = "own.json"
SOURCE: Final = "own"
_SURE: Final = (0.05, 0.9)
"""Below, above: what the model that proposed was sure of."""


@dataclass(frozen=True)
class OwnConfig:
    """How own labels train; the table `[own]` of the configuration."""

    weight: float = 3.0
    """Weight of an own label, where a row of the corpus has 1."""
    audit_factor: float = 2.0
    """A random audit stands for many comments that nobody saw: its weight is this much larger."""
    account_rows: int = 300
    account_share: float = 0.5
    """Largest share of the weight that one account may hold, where more than one has labelled."""
    against_sure: float = 0.5
    """An account is set aside where more than this share of its decisions go against what the model was sure of ..."""
    against_at_least: int = 30
    """... counted over at least so many decisions of that kind."""
    trusted: tuple[str, ...] = ()
    """Accounts that somebody has looked at and that are not set aside."""
    held_out: float = 0.2
    """Share of the labels, the last in time, that measures."""
    held_out_at_least: int = 20


class OwnLabel(BaseModel):
    """A line of the export, as far as training reads it."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    case: str
    labels: frozenset[Label]
    decided_at: AwareDatetime
    reached: str
    probability: float
    proposed_scores: dict[Label, float] = {}
    model: str = ""
    account: str
    thread: str
    text: str
    post: str = ""
    parent: str = ""
    withheld: str = ""
    conflict: bool = False
    times: int = 1


class OwnLabelsError(ValueError):
    """A file of labels that cannot be used: says which file and line, and what is wrong."""


@dataclass
class Own:
    """What became of the labels: rows to train on with their weights, what measures, what was left out and why."""

    train: list[OwnLabel] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    held_out: list[OwnLabel] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    cut: str = ""
    accounts: dict[str, dict[str, float]] = field(default_factory=dict)
    set_aside: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[TrainingRow]:
        """The labels as training rows; a thread never stands on both sides of a fold."""
        return [
            TrainingRow(
                one.text,
                one.labels,
                f"{SOURCE}/{one.reached}",
                f"{SOURCE}:{one.thread}",
                weight,
                context=one.parent or one.post,
            )
            for one, weight in zip(self.train, self.weights, strict=True)
        ]

    def summary(self) -> dict[str, Any]:
        """Return what the manifest says of them."""
        shares = [a["share"] for a in self.accounts.values()]
        return {
            "held_out": len(self.held_out),
            "cut": self.cut,
            "accounts": sum(a["rows"] > 0 for a in self.accounts.values()),
            "largest_account_share": round(max(shares, default=0.0), 4),
            "set_aside": self.set_aside,
            "left_out": self.left_out,
        }

    def write(self, folder: Path) -> None:
        """Write beside the model which cases trained it and which measure; case ids, no texts."""
        content = {
            "cut": self.cut,
            "trained": sorted(o.case for o in self.train),
            "held_out": sorted(o.case for o in self.held_out),
            "left_out": self.left_out,
            "accounts": self.accounts,
            "set_aside": self.set_aside,
        }
        (folder / OWN_FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_own(paths: Iterable[Path]) -> list[OwnLabel]:
    """Read exports in order; a case that stands in several counts as in the last. Raises OwnLabelsError."""
    found: dict[str, OwnLabel] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise OwnLabelsError(f"{path}: kan inte läsas ({error})") from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                one = OwnLabel.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "raden"
                message = f"{path}:{number}: {where}: {first['msg']}. Filen ska komma från `lathund labels export`."
                raise OwnLabelsError(message) from error
            found[one.case] = one
    return list(found.values())


def prepare(labels: Sequence[OwnLabel], config: OwnConfig, corpus: Iterable[TrainingRow] = ()) -> Own:
    """Check, split, cap and weigh the labels; `corpus` is what they may not contradict word for word."""
    own, left_out = Own(), Counter[str]()
    written = {text_key(r.text): r.labels & HARMFUL_LABELS for r in corpus}
    own.set_aside = suspicious_accounts(labels, config)
    kept = []
    for one in labels:
        reason = _reason(one, written, own.set_aside)
        left_out.update([reason] if reason else [])
        kept += [] if reason else [one]
    before, own.held_out, own.cut, between = split(kept, config)
    left_out.update({"thread_measures": between} if between else {})
    own.train, dropped = _capped(before, config)
    left_out.update({"account_rows": dropped} if dropped else {})
    own.weights = _weights(own.train, config)
    own.left_out = dict(sorted(left_out.items()))
    own.accounts = _accounts(labels, own)
    return own


def _reason(one: OwnLabel, written: dict[str, frozenset[Label]], set_aside: list[str]) -> str:
    if one.withheld or not one.text.strip():
        return "no_text"
    if one.conflict:
        return "conflict"
    if one.account in set_aside:
        return "account_set_aside"
    key = text_key(one.text)
    if key and key in written and written[key] != one.labels & HARMFUL_LABELS:
        return "contradicts_corpus"
    return ""


def suspicious_accounts(labels: Sequence[OwnLabel], config: OwnConfig) -> list[str]:
    """Return the accounts that keep deciding against what the proposing model was sure of.

    A model can be surely wrong; then the account is named in `trusted` once somebody has read its decisions.
    """
    sure, against = Counter[str](), Counter[str]()
    for one in labels:
        for label in HARMFUL_LABELS & one.proposed_scores.keys():
            score = one.proposed_scores[label]
            # A comment nobody thought harmful is no test of whoever agrees: only what the model asserts, or is added.
            tested = score >= _SURE[1] or (label in one.labels and score <= _SURE[0])
            sure[one.account] += tested
            against[one.account] += tested and (label in one.labels) != (score >= _SURE[1])
    return sorted(
        account
        for account, n in sure.items()
        if n >= config.against_at_least and against[account] > config.against_sure * n and account not in config.trusted
    )


def split(labels: Sequence[OwnLabel], config: OwnConfig) -> tuple[list[OwnLabel], list[OwnLabel], str, int]:
    """Return what may train, what measures (the last in time), the cut, and how many earlier ones share a thread.

    Too few to measure anything: all train and the cut is empty.
    """
    ordered = sorted(labels, key=lambda o: (o.decided_at, o.case))
    n = int(len(ordered) * config.held_out)
    if n < config.held_out_at_least:
        return ordered, [], "", 0
    cut: datetime = ordered[-n].decided_at
    measures = [o for o in ordered if o.decided_at >= cut]
    threads = {o.thread for o in measures}
    before = [o for o in ordered if o.decided_at < cut]
    trains = [o for o in before if o.thread not in threads]
    return trains, measures, cut.isoformat(), len(before) - len(trains)


def _capped(labels: Sequence[OwnLabel], config: OwnConfig) -> tuple[list[OwnLabel], int]:
    """Keep at most so many rows of an account: which ones nobody can choose or foresee without the case ids."""
    by_lot = sorted(labels, key=lambda o: hashlib.sha256(o.case.encode()).digest())
    taken, kept = Counter[str](), set()
    for one in by_lot:
        taken[one.account] += 1
        if taken[one.account] <= config.account_rows:
            kept.add(one.case)
    return [o for o in labels if o.case in kept], len(labels) - len(kept)


def _weights(labels: Sequence[OwnLabel], config: OwnConfig) -> list[float]:
    """Return the weight of every label; an account over its share is scaled down to it."""
    weights = [config.weight * (config.audit_factor if o.probability < 1 else 1.0) for o in labels]
    totals = Counter[str]()
    for one, weight in zip(labels, weights, strict=True):
        totals[one.account] += weight  # type: ignore[assignment]
    if len(totals) > 1 and config.account_share < 1:
        account, total = totals.most_common(1)[0]
        others = sum(totals.values()) - total
        most = config.account_share / (1 - config.account_share) * others
        if total > most:
            weights = [w * most / total if o.account == account else w for o, w in zip(labels, weights, strict=True)]
    return weights


def _accounts(labels: Sequence[OwnLabel], own: Own) -> dict[str, dict[str, float]]:
    total = sum(own.weights) or 1.0
    found: dict[str, dict[str, float]] = {}
    for account in sorted({o.account for o in labels}):
        weight = sum(w for o, w in zip(own.train, own.weights, strict=True) if o.account == account)
        rows = sum(o.account == account for o in own.train)
        decided = sum(o.account == account for o in labels)
        found[account] = {"decided": decided, "rows": rows, "share": round(weight / total, 4)}
    return found


def trained_cases(folder: Path) -> frozenset[str]:
    """Return the cases that trained the model in this folder, empty where none did."""
    return frozenset(_own_file(folder).get("trained", ()))


def held_out_cases(folder: Path) -> frozenset[str] | None:
    """Return the cases that were kept for measuring the model in this folder, None where it knows no own labels."""
    content = _own_file(folder)
    return frozenset(content["held_out"]) if content else None


def _own_file(folder: Path) -> dict[str, Any]:
    path = folder / OWN_FILE
    if not path.exists():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
