"""Similar comments in a burst, so that one decision can be taken for all of them, after a preview.

Two comments are similar when their exact folded text is the same: the caller's normalised text, case folded, links and
numbers each as one sign, everything but letters dropped, runs of a letter shortened. Simple on purpose: a person
answers for every comment in the group, so nothing that merely resembles may slip in.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from classifier.cases.actors import Actor
from classifier.cases.canonical import sha256
from classifier.cases.case import Case, Change
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict, decide
from classifier.cases.locking import claim
from classifier.cases.queue import is_free
from classifier.cases.refusal import Point, refuse
from classifier.cases.texts import LEFT_OUT
from classifier.lathund.profile import Profile

MIN_LETTERS: Final = 8

_LINK: Final = re.compile(r"(?:https?://|www\.)\S+")
_NUMBER: Final = re.compile(r"\d+(?:[ .,:]\d+)*")
_RUN: Final = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What one decision would cover: the cases with the version each was shown in, and those left out with the why."""

    key: str
    included: tuple[tuple[str, int], ...]
    left_out: tuple[Point, ...]


def group_key(normalised: str) -> str:
    """Return the key that similar comments share, empty where the text is too short to say anything."""
    text = _LINK.sub(" länk ", normalised.casefold())
    text = _NUMBER.sub(" tal ", text)
    text = "".join(c if c.isalpha() else " " for c in _RUN.sub(r"\1\1", text))
    folded = " ".join(text.split())
    if sum(map(len, folded.split())) < MIN_LETTERS:
        return ""
    return sha256(folded.encode("utf-8", "surrogatepass"))[:32]


def preview(cases: Iterable[Case], *, key: str, now: datetime, actor: Actor | None = None, anchor: str = "") -> Preview:
    """Say which cases one decision would cover. An alarm is always looked at by itself, and so is what differs.

    A case that `actor` holds is covered too. `anchor` is the case that the others are compared with, else the first.
    """
    same = sorted((c for c in cases if key and c.group_key == key), key=lambda c: (c.comment.received_at, c.id))
    if not same:
        return Preview(key, (), ())
    named = next((c for c in same if c.id == anchor), None)
    first = named or next((c for c in same if alone(c, now, actor) is None), same[0])
    included, left_out = [], []
    for case in same:
        why = alone(case, now, actor) or _differs(case, first)
        if why is None:
            included.append((case.id, case.version))
        else:
            left_out.append(Point(case.id, LEFT_OUT[why]))
    return Preview(key, tuple(included), tuple(left_out))


def decide_group(
    cases: Iterable[Case],
    shown: Preview,
    verdict: Verdict,
    *,
    profile: Profile,
    token_for: Callable[[str], str],
    actor: Actor,
    now: datetime,
    anchor: str = "",
) -> tuple[Change, ...]:
    """Take one decision for exactly the cases that were shown; refused whole where the group has changed since."""
    by_id = {c.id: c for c in cases}
    group = [by_id.get(case_id) for case_id, _ in shown.included]
    present = preview([c for c in group if c is not None], key=shown.key, now=now, actor=actor, anchor=anchor)
    if not shown.included or present.included != shown.included:
        gone = sorted({case_id for case_id, _ in shown.included} - {case_id for case_id, _ in present.included})
        raise refuse(Refusal.GROUP_CHANGED, details=present.left_out, left_out=", ".join(gone) or "-")
    return tuple(
        _decide_one(case, verdict, profile=profile, token=token_for(case.id), actor=actor, now=now)
        for case in group
        if case is not None
    )


def _decide_one(case: Case, verdict: Verdict, *, profile: Profile, token: str, actor: Actor, now: datetime) -> Change:
    return claim(case, token=token, actor=actor, now=now).then(
        lambda c: decide(c, verdict, version=c.version, token=token, profile=profile, actor=actor, now=now)
    )


def alone(case: Case, now: datetime, actor: Actor | None = None) -> str | None:
    """Return why a case is never decided as one of many (a key of LEFT_OUT), None where it may be."""
    if case.urgent:
        return "urgent"
    if case.child_abuse:
        return "child_abuse"
    if case.decision is not None:
        return "decided"
    held = actor is not None and case.lock is not None and case.lock.by.id == actor.id
    return None if held or is_free(case, now=now) else "claimed"


def _differs(case: Case, first: Case) -> str | None:
    same_policy = (case.policy.code, case.policy.version) == (first.policy.code, first.policy.version)
    same_verdict = (case.row, set(case.labels), set(case.flags)) == (first.row, set(first.labels), set(first.flags))
    return None if same_policy and same_verdict else "differs"
