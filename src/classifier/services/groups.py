"""Similar comments decided together: a preview, then one decision for exactly what was shown, or for none of it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.case import Case
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict
from classifier.cases.grouping import Preview, decide_group, preview
from classifier.cases.refusal import refuse
from classifier.services.desk import Desk, found, locked, noted, sealed_of

MOST: Final = 500
"""The largest group that is shown and decided at once; a person answers for every one of them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A case of a group, with its text masked."""

    case: Case
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """What one decision would cover, and what not and why. `more`: how many similar ones are not shown."""

    preview: Preview
    members: tuple[Member, ...]
    more: int


def show(desk: Desk, case_id: str, *, actor: Actor) -> Group:
    """Return the group of a case: the oldest similar ones and the case itself."""
    require(actor, Action.DECIDE)
    now = desk.clock()
    with desk.storage.read() as unit:
        anchor = found(unit, case_id)
        similar, count = unit.cases.of_group(anchor.group_key, limit=MOST) if anchor.group_key else ([], 0)
        group = similar if any(c.id == anchor.id for c in similar) else [anchor, *similar][:MOST]
        members = []
        for case in group:
            sealed = sealed_of(unit, case)
            members.append(Member(case, desk.mask(sealed.evidence.text) if sealed else ""))
    shown = preview(group, key=anchor.group_key, now=now, actor=actor, anchor=anchor.id)
    return Group(shown, tuple(members), max(0, count - len(group)))


def settle_all(
    desk: Desk,
    case_id: str,
    shown: Sequence[tuple[str, int]],
    verdict: Callable[[Case], Verdict],
    *,
    actor: Actor,
) -> tuple[Case, ...]:
    """Take one decision for the cases that were shown, each with the version it was shown in.

    Every one of them goes through the same checks as a decision by itself; refused whole, with what differs, where one
    has been taken, decided or changed since. `verdict` is asked for the case that the group was shown from.
    """
    require(actor, Action.DECIDE)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        # In one order whoever asks, so that two decisions at once do not wait for each other.
        cases = {case_id: locked(unit, case_id) for case_id in sorted({case_id, *(c for c, _ in shown)})}
        anchor = cases[case_id]
        if case_id not in {c for c, _ in shown} or not anchor.group_key:
            raise refuse(Refusal.GROUP_CHANGED, left_out=case_id)
        changes = decide_group(
            cases.values(),
            Preview(anchor.group_key, tuple(shown), ()),
            verdict(anchor),
            profile=desk.profile(anchor.policy.code),
            token_for=lambda _: secrets.token_urlsafe(18),
            actor=actor,
            now=now,
            anchor=case_id,
        )
        for change in changes:
            desk.save(unit, cases[change.case.id], change, now)
    for change in changes:
        noted(change, actor)
    return tuple(change.case for change in changes)
