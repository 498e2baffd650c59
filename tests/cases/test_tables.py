"""The tables as wholes: roles × actions, states × states, every code with its sentence."""

from datetime import datetime

import pytest

from classifier.cases.actors import (
    ALLOWED,
    API_KEY_ACTIONS,
    SYSTEM,
    Action,
    Actor,
    ActorKind,
    Role,
    allowed,
    require,
)
from classifier.cases.audit import AuditEvent
from classifier.cases.case import change
from classifier.cases.codec import event_from_json, event_to_json
from classifier.cases.codes import EventCode, Missing, Open, Refusal
from classifier.cases.parts import HoldKind
from classifier.cases.refusal import Refused
from classifier.cases.retention import RetentionClock
from classifier.cases.states import (
    TRANSITIONS,
    VISIBILITY_TRANSITIONS,
    State,
    Visibility,
    check_move,
    check_visibility,
)
from classifier.cases.texts import (
    ACTION_NAMES,
    BASIS_NAMES,
    CLOCK_NAMES,
    EVENTS,
    HOLD_NAMES,
    MISSING,
    OPEN,
    REFUSALS,
    ROLE_NAMES,
    STATE_NAMES,
)
from classifier.taxonomy import Label, LegalBasis
from tests.cases.world import ANNA, NOW, filed

# R reader, M moderator, G registrar, D data staff, A admin, k API key of an admin, s system
TABLE = {
    Action.READ: "RMG-Ak-",
    Action.READ_EVIDENCE: "-MG-Ak-",
    Action.READ_AUDIT: "--G-Ak-",
    Action.TAKE_IN: "-M--Aks",
    Action.RECLASSIFY: "------s",
    Action.EXPIRE_LOCK: "----A-s",
    Action.REVIEW: "-M--A--",
    Action.DECIDE: "-M--A--",
    Action.DO_STEP: "-M--A--",
    Action.REGISTER: "-MG-A--",
    Action.HIDE: "-M--A--",
    Action.RESTORE: "-M--A--",
    Action.REPLY: "-M--A--",
    Action.APPROVE_REPLY: "-M--A--",
    Action.FORWARD: "-M--A--",
    Action.REQUEST_DELETION: "-M--A--",
    Action.CONFIRM_DELETION: "-M--A--",
    Action.WITHDRAW_DELETION: "-M--A--",
    Action.CARRY_OUT_DELETION: "-M--A--",
    Action.CLOSE: "-M--A--",
    Action.REOPEN: "-MG-A--",
    Action.HOLD: "--G-A--",
    Action.GALLRING: "--G-A--",
    Action.EXPORT_RECORDS: "--G-Ak-",
    Action.EXPORT_LABELS: "---DAk-",
    Action.DISCLOSE: "--G-A--",
    Action.MANAGE_ACCOUNTS: "----A--",
    Action.MANAGE_USERS: "----A--",
    Action.MANAGE_MODELS: "---DA--",
    Action.CHANGE_THRESHOLDS: "----A--",
}
WHO = {
    "R": Actor(ActorKind.PERSON, "r", "R R", Role.READER),
    "M": Actor(ActorKind.PERSON, "m", "M M", Role.MODERATOR),
    "G": Actor(ActorKind.PERSON, "g", "G G", Role.REGISTRAR),
    "D": Actor(ActorKind.PERSON, "d", "D D", Role.DATA_STAFF),
    "A": Actor(ActorKind.PERSON, "a", "A A", Role.ADMIN),
    "k": Actor(ActorKind.API_KEY, "k", "K K", Role.ADMIN),
    "s": SYSTEM,
}


@pytest.mark.parametrize("action", Action)
def test_every_role_and_action_stands_in_one_table(action: Action) -> None:
    assert "".join(mark if allowed(actor, action) else "-" for mark, actor in WHO.items()) == TABLE[action]
    for mark, actor in WHO.items():
        if mark in TABLE[action]:
            require(actor, action)
            continue
        with pytest.raises(Refused) as caught:
            require(actor, action)
        person = actor.kind is ActorKind.PERSON
        assert caught.value.code is (Refusal.NOT_ALLOWED if person else Refusal.PERSON_REQUIRED)
        assert caught.value.status_hint == 403
        assert ACTION_NAMES[action] in caught.value.message


def test_the_table_names_every_action_and_every_role() -> None:
    assert set(ALLOWED) == set(Action) == set(TABLE)
    assert {a.role for a in WHO.values()} == set(Role)


def test_no_key_of_any_role_decides_hides_or_deletes() -> None:
    never = set(Action) - API_KEY_ACTIONS
    assert {Action.DECIDE, Action.HIDE, Action.REQUEST_DELETION, Action.CONFIRM_DELETION} <= never
    for role in Role:
        assert not [a for a in never if allowed(Actor(ActorKind.API_KEY, "k", "K", role), a)]


@pytest.mark.parametrize("old", State)
@pytest.mark.parametrize("new", State)
def test_states_move_only_along_the_table(old: State, new: State) -> None:
    if old is new or new in TRANSITIONS[old]:
        check_move(old, new)
    else:
        with pytest.raises(Refused, match="kan inte gå från"):
            check_move(old, new)


def test_the_table_of_states_is_the_one_agreed() -> None:
    moves = {f"{old} > {new}" for old, news in TRANSITIONS.items() for new in news}
    assert moves == {
        "received > waiting",
        "waiting > in_review",
        "in_review > waiting",
        "in_review > decided",
        "in_review > working",
        "decided > in_review",
        "decided > working",
        "decided > closed",
        "working > in_review",
        "working > closed",
        "closed > reopened",
        "reopened > in_review",
        "reopened > working",
        "reopened > closed",
    }


@pytest.mark.parametrize("old", Visibility)
@pytest.mark.parametrize("new", Visibility)
def test_visibility_moves_only_along_the_table(old: Visibility, new: Visibility) -> None:
    if old is new or new in VISIBILITY_TRANSITIONS[old]:
        check_visibility(old, new)
    else:
        with pytest.raises(Refused):
            check_visibility(old, new)


def test_deleted_is_reached_only_from_confirmed_and_is_final() -> None:
    into = [old for old, news in VISIBILITY_TRANSITIONS.items() if Visibility.DELETED in news]
    assert into == [Visibility.DELETION_CONFIRMED]
    assert [o for o, n in VISIBILITY_TRANSITIONS.items() if Visibility.DELETION_CONFIRMED in n] == [
        Visibility.DELETION_REQUESTED
    ]
    assert not VISIBILITY_TRANSITIONS[Visibility.DELETED]


def test_nothing_goes_round_the_tables() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH)
    world.refused(Refusal.ILLEGAL_TRANSITION, change, args=(EventCode.CLOSED,), visibility=Visibility.DELETED)
    world.refused(Refusal.ILLEGAL_TRANSITION, change, args=(EventCode.CLOSED,), state=State.CLOSED)
    world.refused(Refusal.PERSON_REQUIRED, change, args=(EventCode.HIDDEN,), actor=SYSTEM)


def test_time_without_a_zone_is_a_programming_error() -> None:
    world = filed("lilla-edet", Label.HATE_SPEECH)
    with pytest.raises(ValueError, match="zone"):
        world.claim(ANNA, datetime(2026, 11, 16, 9))
    assert NOW.utcoffset() is not None


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (REFUSALS, Refusal),
        (MISSING, Missing),
        (OPEN, Open),
        (EVENTS, EventCode),
        (STATE_NAMES, [*State, *Visibility]),
        (ROLE_NAMES, Role),
        (ACTION_NAMES, Action),
        (HOLD_NAMES, HoldKind),
        (BASIS_NAMES, LegalBasis),
        (CLOCK_NAMES, RetentionClock),
    ],
)
def test_every_code_has_its_swedish_text(table: dict, codes: list) -> None:
    assert set(table) == set(codes)
    for value in table.values():
        status, text = value if isinstance(value, tuple) else (403, value)
        assert text
        assert status in {403, 404, 409, 422}


def test_scopes_narrow_a_key_and_survive_being_stored() -> None:
    key = Actor(ActorKind.API_KEY, "key:1", "Integration", Role.ADMIN, scopes=(Action.TAKE_IN,))
    assert [action for action in Action if allowed(key, action)] == [Action.TAKE_IN]
    with pytest.raises(Refused) as caught:
        require(key, Action.READ)
    assert (caught.value.code, caught.value.status_hint) == (Refusal.SCOPE_MISSING, 403)
    event = AuditEvent(NOW, key, EventCode.KEY_CREATED, "key:1", "skäl", {}, {})
    assert event_from_json(event_to_json(event)) == event
