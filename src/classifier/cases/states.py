"""The states of a case and of the comment's visibility, with the only transitions there are.

State says how far the handling has come; visibility says what the public can see. They move independently.
"""

from enum import StrEnum
from typing import Final

from classifier.cases.codes import Refusal
from classifier.cases.refusal import refuse
from classifier.cases.texts import STATE_NAMES


class State(StrEnum):
    """How far the handling of a case has come."""

    RECEIVED = "received"
    """Evidence is sealed; nothing else is done yet."""
    WAITING = "waiting"
    IN_REVIEW = "in_review"
    """Claimed by one person, who holds the lock."""
    DECIDED = "decided"
    """A person has decided; no step is begun since."""
    WORKING = "working"
    CLOSED = "closed"
    REOPENED = "reopened"


class Visibility(StrEnum):
    """What is to be seen of the comment, and how near deletion it is."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    DELETION_REQUESTED = "deletion_requested"
    DELETION_CONFIRMED = "deletion_confirmed"
    DELETED = "deleted"


TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    State.RECEIVED: frozenset({State.WAITING}),
    State.WAITING: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.WAITING, State.DECIDED, State.WORKING}),
    State.DECIDED: frozenset({State.IN_REVIEW, State.WORKING, State.CLOSED}),
    State.WORKING: frozenset({State.IN_REVIEW, State.CLOSED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.IN_REVIEW, State.WORKING, State.CLOSED}),
}
"""From IN_REVIEW the case rests as WAITING without a decision, as DECIDED or WORKING with one."""

VISIBILITY_TRANSITIONS: Final[dict[Visibility, frozenset[Visibility]]] = {
    Visibility.VISIBLE: frozenset({Visibility.HIDDEN, Visibility.DELETION_REQUESTED}),
    Visibility.HIDDEN: frozenset({Visibility.VISIBLE, Visibility.DELETION_REQUESTED}),
    Visibility.DELETION_REQUESTED: frozenset({Visibility.VISIBLE, Visibility.HIDDEN, Visibility.DELETION_CONFIRMED}),
    Visibility.DELETION_CONFIRMED: frozenset({Visibility.VISIBLE, Visibility.HIDDEN, Visibility.DELETED}),
    Visibility.DELETED: frozenset(),
}
"""Deletion goes through request and confirmation, can be withdrawn until carried out, and is then final."""

PENDING_DELETION: Final = frozenset({Visibility.DELETION_REQUESTED, Visibility.DELETION_CONFIRMED})


def check_move(old: State, new: State) -> None:
    """Refuse a change of state that the table does not hold. To stay is no move."""
    if old is not new and new not in TRANSITIONS[old]:
        raise refuse(Refusal.ILLEGAL_TRANSITION, old=STATE_NAMES[old], new=STATE_NAMES[new])


def check_visibility(old: Visibility, new: Visibility) -> None:
    """Refuse a change of visibility that the table does not hold. To stay is no move."""
    if old is not new and new not in VISIBILITY_TRANSITIONS[old]:
        raise refuse(Refusal.ILLEGAL_TRANSITION, old=STATE_NAMES[old], new=STATE_NAMES[new])
