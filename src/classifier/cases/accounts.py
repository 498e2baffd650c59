"""The register of accounts: platform, what it lets one do, owner and deputy (R70, R71, R77)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.moments import aware
from classifier.cases.refusal import refuse
from classifier.cases.texts import EVENTS


class Capability(StrEnum):
    """What the platform lets the municipality do with somebody else's comment. None of them: an empty tuple."""

    HIDE = "hide"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the municipality. `owner` and `deputy` are names of persons, empty until they are named."""

    id: str
    platform: str
    name: str
    capabilities: tuple[Capability, ...]
    owner: str = ""
    deputy: str = ""
    active: bool = False

    @property
    def has_responsible(self) -> bool:
        """Whether owner and deputy are both named, and are two persons (R70, NY R71)."""
        owner, deputy = _name(self.owner), _name(self.deputy)
        return bool(owner) and bool(deputy) and owner != deputy


@dataclass(frozen=True, slots=True)
class AccountChange:
    """The account after a command, with what is to be written to the audit trail."""

    account: Account
    events: tuple[AuditEvent, ...]


def register_account(
    account_id: str,
    *,
    platform: str,
    name: str,
    capabilities: Iterable[Capability],
    actor: Actor,
    now: datetime,
    owner: str = "",
    deputy: str = "",
) -> AccountChange:
    """Enter an account. It is not in use until it is activated."""
    require(actor, Action.MANAGE_ACCOUNTS)
    account = Account(account_id, platform, name, _ordered(capabilities), owner.strip(), deputy.strip())
    return _changed(None, account, EventCode.ACCOUNT_REGISTERED, actor, now)


def change_account(
    account: Account,
    *,
    actor: Actor,
    now: datetime,
    owner: str | None = None,
    deputy: str | None = None,
    capabilities: Iterable[Capability] | None = None,
) -> AccountChange:
    """Change who is responsible or what the platform allows. An account in use keeps both persons."""
    require(actor, Action.MANAGE_ACCOUNTS)
    changed = replace(
        account,
        owner=account.owner if owner is None else owner.strip(),
        deputy=account.deputy if deputy is None else deputy.strip(),
        capabilities=account.capabilities if capabilities is None else _ordered(capabilities),
    )
    if changed.active and not changed.has_responsible:
        raise refuse(Refusal.RESPONSIBLE_MISSING)
    return _changed(account, changed, EventCode.ACCOUNT_CHANGED, actor, now)


def activate_account(account: Account, *, actor: Actor, now: datetime) -> AccountChange:
    """Take the account into use; refused without a named owner and a named deputy."""
    require(actor, Action.MANAGE_ACCOUNTS)
    if not account.has_responsible:
        raise refuse(Refusal.RESPONSIBLE_MISSING)
    return _changed(account, replace(account, active=True), EventCode.ACCOUNT_ACTIVATED, actor, now)


def deactivate_account(account: Account, *, actor: Actor, now: datetime) -> AccountChange:
    """Take the account out of use."""
    require(actor, Action.MANAGE_ACCOUNTS)
    return _changed(account, replace(account, active=False), EventCode.ACCOUNT_DEACTIVATED, actor, now)


def _ordered(capabilities: Iterable[Capability]) -> tuple[Capability, ...]:
    given = set(capabilities)
    return tuple(c for c in Capability if c in given)


def _name(name: str) -> str:
    return " ".join(name.casefold().split())


def _facts(account: Account | None) -> dict[str, str]:
    if account is None:
        return {}
    return {
        "platform": account.platform,
        "name": account.name,
        "capabilities": " ".join(account.capabilities) or "none",
        "owner": account.owner,
        "deputy": account.deputy,
        "active": str(account.active).lower(),
    }


def _changed(old: Account | None, new: Account, code: EventCode, actor: Actor, now: datetime) -> AccountChange:
    before, after = _facts(old), _facts(new)
    event = AuditEvent(
        at=aware(now),
        actor=actor,
        action=code,
        case=f"account:{new.id}",
        reason=EVENTS[code],
        before={k: v for k, v in before.items() if after.get(k) != v},
        after={k: v for k, v in after.items() if before.get(k) != v},
    )
    return AccountChange(new, (event,))
