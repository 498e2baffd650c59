"""The register of accounts: the commands of the domain, one transaction each, with the journal (R70, R71, R77)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from classifier.cases.accounts import (
    Account,
    AccountChange,
    Capability,
    activate_account,
    change_account,
    deactivate_account,
    register_account,
)
from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.services.denials import Denial, Denied
from classifier.services.users import readable
from classifier.storage import Database, journal
from classifier.storage import accounts as store
from classifier.storage.writing import writing


def list_accounts(database: Database, *, actor: Actor) -> Sequence[Account]:
    """Return all accounts."""
    require(actor, Action.READ)
    with database.session() as session:
        return store.list_accounts(session)


def show_account(database: Database, account_id: str, *, actor: Actor) -> tuple[Account, Sequence[AuditEvent]]:
    """Return an account and what has happened to it."""
    require(actor, Action.READ)
    with database.session() as session:
        account = store.find_account(session, account_id)
        if account is None:
            raise Denied(Denial.NO_SUCH_ACCOUNT)
        return account, journal.history(session, f"account:{account_id}")


def enter_account(
    database: Database,
    account_id: str,
    *,
    platform: str,
    name: str,
    capabilities: Sequence[Capability],
    owner: str,
    deputy: str,
    actor: Actor,
    now: datetime,
) -> Account:
    """Enter an account in the register; not yet in use."""
    change = register_account(
        account_id,
        platform=readable(platform),
        name=readable(name),
        capabilities=capabilities,
        owner=readable(owner, required=False),
        deputy=readable(deputy, required=False),
        actor=actor,
        now=now,
    )
    with writing(database) as session:
        if store.find_account(session, account_id):
            raise Denied(Denial.ACCOUNT_EXISTS, id=account_id)
        store.save_account(session, change.account)
        journal.record(session, change.events)
    return change.account


def alter_account(
    database: Database,
    account_id: str,
    *,
    actor: Actor,
    now: datetime,
    owner: str | None = None,
    deputy: str | None = None,
    capabilities: Sequence[Capability] | None = None,
) -> Account:
    """Change who is responsible or what the platform allows."""
    require(actor, Action.MANAGE_ACCOUNTS)
    named = {"owner": owner, "deputy": deputy}
    given = {k: None if v is None else readable(v, required=False) for k, v in named.items()}
    return _do(
        database,
        account_id,
        lambda account: change_account(
            account,
            actor=actor,
            now=now,
            owner=given["owner"],
            deputy=given["deputy"],
            capabilities=capabilities,
        ),
    )


def take_into_use(database: Database, account_id: str, *, actor: Actor, now: datetime) -> Account:
    """Activate the account; refused without two named persons."""
    require(actor, Action.MANAGE_ACCOUNTS)
    return _do(database, account_id, lambda account: activate_account(account, actor=actor, now=now))


def take_out_of_use(database: Database, account_id: str, *, actor: Actor, now: datetime) -> Account:
    """Deactivate the account."""
    require(actor, Action.MANAGE_ACCOUNTS)
    return _do(database, account_id, lambda account: deactivate_account(account, actor=actor, now=now))


def _do(database: Database, account_id: str, command: Callable[[Account], AccountChange]) -> Account:
    with writing(database) as session:
        account = store.find_account(session, account_id, to_change=True)
        if account is None:
            raise Denied(Denial.NO_SUCH_ACCOUNT)
        change = command(account)
        store.save_account(session, change.account)
        journal.record(session, change.events)
    return change.account
