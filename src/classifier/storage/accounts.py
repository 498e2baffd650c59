"""The register of accounts as it is stored. A constraint holds what the domain asks: no use without two persons."""

from sqlalchemy import Boolean, CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from classifier.cases.accounts import Account, Capability
from classifier.storage.seals import touch
from classifier.storage.tables import Base


class AccountRow(Base):
    """An account of the municipality on a platform."""

    __tablename__ = "platform_account"
    __table_args__ = (
        CheckConstraint(
            "NOT active OR (trim(owner) <> '' AND trim(deputy) <> '' AND lower(trim(owner)) <> lower(trim(deputy)))",
            name="ck_platform_account_responsible",
        ),
    )
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    platform: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    capabilities: Mapped[str] = mapped_column(String(60))
    owner: Mapped[str] = mapped_column(String(200))
    deputy: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean)


def save_account(session: Session, account: Account) -> None:
    """Write the account, new or changed."""
    touch(session, AccountRow, account.id)
    session.merge(
        AccountRow(
            id=account.id,
            platform=account.platform,
            name=account.name,
            capabilities=" ".join(account.capabilities),
            owner=account.owner,
            deputy=account.deputy,
            active=account.active,
        )
    )


def find_account(session: Session, account_id: str, *, to_change: bool = False) -> Account | None:
    """Return the account; `to_change` holds it until the transaction ends."""
    row = session.get(AccountRow, account_id, with_for_update=to_change)
    return _account(row) if row else None


def list_accounts(session: Session) -> list[Account]:
    """Return all accounts by platform and name."""
    rows = session.scalars(select(AccountRow).order_by(AccountRow.platform, AccountRow.name, AccountRow.id))
    return [_account(row) for row in rows]


def _account(row: AccountRow) -> Account:
    capabilities = tuple(Capability(c) for c in row.capabilities.split())
    return Account(row.id, row.platform, row.name, capabilities, row.owner, row.deputy, row.active)
