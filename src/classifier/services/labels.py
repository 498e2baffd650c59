"""Confirmed labels read out for training: only what persons decided, masked, each text once, never R10 material.

Accounts and threads stand as pseudonyms under the record's key: enough to cap an account, to compare moderators and
to split by thread, and no names. `reached` and `probability` say how a comment came before a person, so that training
and measuring can correct for what the queue chose: a random audit stands for many like it. What a person picked among
what the machine showed nobody trains, but measures nothing: it was chosen because the machine missed it, out of what
the random audit stands for already.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.agreement import Agreement, Conflict, Judged, agreements, conflicts, groups
from classifier.cases.evidence import Evidence
from classifier.cases.parts import Reached
from classifier.cases.queue import AUDIT_SHARE
from classifier.services.desk import Desk
from classifier.taxonomy import Label

_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Export:
    """The lines, oldest first; what moderators judged differently; how far each two of them agree."""

    lines: tuple[Mapping[str, Any], ...]
    conflicts: tuple[Conflict, ...]
    agreements: tuple[Agreement, ...]
    decisions: int
    """How many decisions the lines stand for: near-identical texts decided alike are one line."""


@dataclass(frozen=True, slots=True)
class _Decided:
    document: dict[str, Any]
    account: str
    kept: Evidence | None


def export(desk: Desk, *, actor: Actor) -> Export:
    """Return every confirmed label as a line for training.

    Near-identical texts with the same labels are one line (`times`, `accounts`); with other labels each stands, marked
    `conflict`, and training leaves them out until somebody decides anew. What identifiers there are is masked. A name
    is not found by them: the text of a comment that holds personal data is left out, and `withheld` says so.
    """
    require(actor, Action.EXPORT_LABELS)
    decided = _decided(desk)
    judged = [
        Judged(d.document["case"], d.account, frozenset(map(Label, d.document["labels"])), _text(d)) for d in decided
    ]
    grouped = groups([j.text for j in judged])
    found = conflicts(judged, grouped)
    disputed = {case for conflict in found for case, _, _ in conflict.cases}
    alike: dict[tuple[int, frozenset[Label]], list[int]] = defaultdict(list)
    for i, (one, group) in enumerate(zip(judged, grouped, strict=True)):
        alike[group, one.labels].append(i)
    lines = []
    for members in sorted(alike.values()):
        first = decided[members[0]]
        lines.append(
            _line(desk, first)
            | {
                "times": len(members),
                "accounts": sorted({decided[i].account for i in members}),
                "conflict": first.document["case"] in disputed,
            }
        )
    return Export(tuple(lines), found, agreements(judged, grouped), len(decided))


def _decided(desk: Desk) -> Sequence[_Decided]:
    found = []
    with desk.storage.read() as unit:
        for document, digest, who in unit.parts.labels():
            sealed = unit.evidence.sealed(digest)
            kept = sealed.evidence if sealed else None
            found.append(_Decided(document, f"konto-{_pseudonym(desk, 'account', who)[:8]}", kept))
    return found


def _text(decided: _Decided) -> str:
    return decided.kept.text if decided.kept else f"\x00{decided.document['case']}"


def _line(desk: Desk, decided: _Decided) -> dict[str, Any]:
    label, kept = decided.document, decided.kept
    personal = Label.PERSONAL_DATA in {*label["labels"], *label["proposed_labels"]}
    withheld = "no_evidence" if kept is None else "personal_data" if personal else ""
    shown = kept if kept is not None and not withheld else None
    return label | {
        "text": desk.mask(shown.text) if shown else "",
        "post": desk.mask(shown.post) if shown else "",
        "parent": desk.mask(shown.parent) if shown else "",
        "withheld": withheld,
        "account": decided.account,
        "thread": _thread(desk, decided),
        "probability": AUDIT_SHARE if label["reached"] == Reached.RANDOM_AUDIT else 1.0,
    }


def _thread(desk: Desk, decided: _Decided) -> str:
    """Return one pseudonym for all comments under a post; a comment without a known post is a thread of its own."""
    kept = decided.kept
    above = (kept.post or kept.parent) if kept else ""
    place = (kept.platform, kept.account, above) if kept and above else ("comment", decided.document["comment"])
    return f"trad-{_pseudonym(desk, 'thread', *place)[:_SHORT]}"


def _pseudonym(desk: Desk, *parts: str) -> str:
    said = "\x1f".join(("labels", *parts)).encode("utf-8", "surrogatepass")
    return hmac.new(desk.storage.key, said, hashlib.sha256).hexdigest()
