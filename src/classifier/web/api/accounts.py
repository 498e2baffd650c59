"""/accounts: who is responsible for each account, and what its platform allows (R70, R71, R77)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from classifier.cases.accounts import Account, Capability
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode
from classifier.services import accounts
from classifier.web.api import schemas
from classifier.web.security.actor import CurrentAccess, CurrentActor
from classifier.web.security.refusals import documented

router = APIRouter(tags=["accounts"])

Identity = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,119}$", examples=["kommunen-fb"])]
Name = Annotated[str, schemas.Whole, Field(max_length=200)]
AccountId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,119}$")]


class AccountIn(schemas.Request):
    """An account to enter. It is not in use until it is activated."""

    id: Identity
    platform: Annotated[str, schemas.Whole, Field(min_length=1, max_length=60, examples=["facebook"])]
    name: Annotated[str, schemas.Whole, Field(min_length=1, max_length=200)]
    capabilities: Annotated[tuple[Capability, ...], Field(max_length=10)] = ()
    owner: Name = ""
    deputy: Name = ""


class AccountEdit(schemas.Request):
    """What is to change; what is left out stays."""

    owner: Name | None = None
    deputy: Name | None = None
    capabilities: Annotated[list[Capability], Field(max_length=10)] | None = None


class AccountOut(BaseModel):
    """An account."""

    id: str
    platform: str
    name: str
    capabilities: list[Capability]
    owner: str
    deputy: str
    active: bool


class Happened(BaseModel):
    """One change of an account."""

    at: datetime
    by: str
    action: EventCode
    reason: str
    before: dict[str, str]
    after: dict[str, str]


class AccountShown(AccountOut):
    """An account with its history."""

    history: list[Happened]


class Accounts(BaseModel):
    """All accounts."""

    accounts: list[AccountOut]


@router.get("/accounts", responses=documented(401, 403, 503))
def get_accounts(actor: CurrentActor, access: CurrentAccess) -> Accounts:
    """List the accounts."""
    return Accounts(accounts=[_out(a) for a in accounts.list_accounts(access.database, actor=actor)])


@router.post("/accounts", status_code=201, responses=documented(401, 403, 409, 413, 422, 503))
def post_account(given: AccountIn, actor: CurrentActor, access: CurrentAccess) -> AccountOut:
    """Enter an account."""
    account = accounts.enter_account(
        access.database,
        given.id,
        platform=given.platform,
        name=given.name,
        capabilities=given.capabilities,
        owner=given.owner,
        deputy=given.deputy,
        actor=actor,
        now=access.clock(),
    )
    return _out(account)


@router.get("/accounts/{account_id}", responses=documented(401, 403, 404, 422, 503))
def get_account(account_id: AccountId, actor: CurrentActor, access: CurrentAccess) -> AccountShown:
    """Show an account and what has happened to it."""
    account, events = accounts.show_account(access.database, account_id, actor=actor)
    return AccountShown(**_out(account).model_dump(), history=[_happened(event) for event in events])


@router.patch("/accounts/{account_id}", responses=documented(401, 403, 404, 413, 422, 503))
def patch_account(account_id: AccountId, given: AccountEdit, actor: CurrentActor, access: CurrentAccess) -> AccountOut:
    """Change who is responsible or what the platform allows."""
    account = accounts.alter_account(
        access.database,
        account_id,
        owner=given.owner,
        deputy=given.deputy,
        capabilities=given.capabilities,
        actor=actor,
        now=access.clock(),
    )
    return _out(account)


@router.post("/accounts/{account_id}/activation", responses=documented(401, 403, 404, 422, 503))
def post_activation(account_id: AccountId, actor: CurrentActor, access: CurrentAccess) -> AccountOut:
    """Take an account into use; 422 without a named owner and another named deputy."""
    return _out(accounts.take_into_use(access.database, account_id, actor=actor, now=access.clock()))


@router.delete("/accounts/{account_id}/activation", responses=documented(401, 403, 404, 422, 503))
def delete_activation(account_id: AccountId, actor: CurrentActor, access: CurrentAccess) -> AccountOut:
    """Take an account out of use."""
    return _out(accounts.take_out_of_use(access.database, account_id, actor=actor, now=access.clock()))


def _out(account: Account) -> AccountOut:
    return AccountOut(
        id=account.id,
        platform=account.platform,
        name=account.name,
        capabilities=list(account.capabilities),
        owner=account.owner,
        deputy=account.deputy,
        active=account.active,
    )


def _happened(event: AuditEvent) -> Happened:
    return Happened(
        at=event.at,
        by=event.actor.name,
        action=event.action,
        reason=event.reason,
        before=dict(event.before),
        after=dict(event.after),
    )
