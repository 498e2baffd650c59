"""Who acts, and the one table of who may do what.

A person outranks every machine. An API key never decides, hides or deletes; the system only takes in, classifies anew
and lets locks expire (floor; GDPR art. 22: no decision about a person is automatic).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.cases.codes import Refusal
from classifier.cases.refusal import refuse
from classifier.cases.texts import ACTION_NAMES, ROLE_NAMES


class ActorKind(StrEnum):
    """What kind of actor it is."""

    PERSON = "person"
    API_KEY = "api_key"
    SYSTEM = "system"


class Role(StrEnum):
    """What a person, or the owner of a key, is trusted with."""

    READER = "reader"
    MODERATOR = "moderator"
    REGISTRAR = "registrar"
    DATA_STAFF = "data_staff"
    ADMIN = "admin"


class Action(StrEnum):
    """What can be done."""

    READ = "read"
    READ_EVIDENCE = "read_evidence"
    READ_AUDIT = "read_audit"
    TAKE_IN = "take_in"
    RECLASSIFY = "reclassify"
    EXPIRE_LOCK = "expire_lock"
    REVIEW = "review"
    DECIDE = "decide"
    DO_STEP = "do_step"
    REGISTER = "register"
    HIDE = "hide"
    RESTORE = "restore"
    REPLY = "reply"
    APPROVE_REPLY = "approve_reply"
    FORWARD = "forward"
    REQUEST_DELETION = "request_deletion"
    CONFIRM_DELETION = "confirm_deletion"
    WITHDRAW_DELETION = "withdraw_deletion"
    CARRY_OUT_DELETION = "carry_out_deletion"
    CLOSE = "close"
    REOPEN = "reopen"
    HOLD = "hold"
    GALLRING = "gallring"
    EXPORT_RECORDS = "export_records"
    EXPORT_LABELS = "export_labels"
    DISCLOSE = "disclose"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_USERS = "manage_users"
    MANAGE_MODELS = "manage_models"
    CHANGE_THRESHOLDS = "change_thresholds"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `title` is what a reply is signed with (R46); without one the role's Swedish name is used.

    `scopes` is what an API key was given; None for persons and the system, who are bounded by role alone.
    """

    kind: ActorKind
    id: str
    name: str
    role: Role
    title: str = ""
    scopes: tuple[Action, ...] | None = None

    @property
    def is_named_person(self) -> bool:
        """Whether this is a person with a name, as every deletion needs."""
        return self.kind is ActorKind.PERSON and bool(self.name.strip()) and bool(self.id.strip())

    @property
    def signature(self) -> str:
        """Name and role, as a reply is signed (R46)."""
        return f"{self.name}, {self.title or ROLE_NAMES[self.role]}"


SYSTEM: Final = Actor(ActorKind.SYSTEM, "system", "Lathund", Role.READER)
"""The service itself. Its role is the least there is; what it may do stands in `SYSTEM_ACTIONS`."""

_MODERATES: Final = frozenset({Role.MODERATOR, Role.ADMIN})
_RECORDS: Final = frozenset({Role.REGISTRAR, Role.ADMIN})
_ADMIN: Final = frozenset({Role.ADMIN})

ALLOWED: Final[dict[Action, frozenset[Role]]] = {
    Action.READ: frozenset({Role.READER, Role.MODERATOR, Role.REGISTRAR, Role.ADMIN}),
    Action.READ_EVIDENCE: _MODERATES | _RECORDS,
    Action.READ_AUDIT: _RECORDS,
    Action.TAKE_IN: _MODERATES,
    Action.RECLASSIFY: frozenset(),
    Action.EXPIRE_LOCK: _ADMIN,
    Action.REVIEW: _MODERATES,
    Action.DECIDE: _MODERATES,
    Action.DO_STEP: _MODERATES,
    Action.REGISTER: _MODERATES | _RECORDS,
    Action.HIDE: _MODERATES,
    Action.RESTORE: _MODERATES,
    Action.REPLY: _MODERATES,
    Action.APPROVE_REPLY: _MODERATES,
    Action.FORWARD: _MODERATES,
    Action.REQUEST_DELETION: _MODERATES,
    Action.CONFIRM_DELETION: _MODERATES,
    Action.WITHDRAW_DELETION: _MODERATES,
    Action.CARRY_OUT_DELETION: _MODERATES,
    Action.CLOSE: _MODERATES,
    Action.REOPEN: _MODERATES | _RECORDS,
    Action.HOLD: _RECORDS,
    Action.GALLRING: _RECORDS,
    Action.EXPORT_RECORDS: _RECORDS,
    Action.EXPORT_LABELS: frozenset({Role.DATA_STAFF, Role.ADMIN}),
    Action.DISCLOSE: _RECORDS,
    Action.MANAGE_ACCOUNTS: _ADMIN,
    Action.MANAGE_USERS: _ADMIN,
    Action.MANAGE_MODELS: frozenset({Role.DATA_STAFF, Role.ADMIN}),
    Action.CHANGE_THRESHOLDS: _ADMIN,
}

API_KEY_ACTIONS: Final = frozenset(
    {
        Action.READ,
        Action.READ_EVIDENCE,
        Action.READ_AUDIT,
        Action.TAKE_IN,
        Action.EXPORT_RECORDS,
        Action.EXPORT_LABELS,
    }
)
"""The most an API key can do, whatever its role: take in and read out. Its role narrows this further."""

SYSTEM_ACTIONS: Final = frozenset({Action.TAKE_IN, Action.RECLASSIFY, Action.EXPIRE_LOCK})


def allowed(actor: Actor, action: Action) -> bool:
    """Whether the actor may do this at all."""
    if actor.kind is ActorKind.SYSTEM:
        return action in SYSTEM_ACTIONS
    if actor.kind is ActorKind.API_KEY and action not in API_KEY_ACTIONS:
        return False
    if actor.scopes is not None and action not in actor.scopes:
        return False
    return actor.role in ALLOWED[action]


def require(actor: Actor, action: Action) -> None:
    """Refuse what the actor may not do; a machine is told that a person is needed."""
    if allowed(actor, action):
        return
    what = ACTION_NAMES[action]
    if actor.scopes is not None and action in API_KEY_ACTIONS and action not in actor.scopes:
        raise refuse(Refusal.SCOPE_MISSING, scope=action.value, what=what)
    if actor.kind is not ActorKind.PERSON:
        raise refuse(Refusal.PERSON_REQUIRED, what=what)
    raise refuse(Refusal.NOT_ALLOWED, what=what, role=ROLE_NAMES[actor.role])
