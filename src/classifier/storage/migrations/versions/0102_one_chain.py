"""One chain for everything: the head says in which format the record is; `storage.carrying` brings it to the present."""

import sqlalchemy as sa
from alembic import op

revision = "0102_one_chain"
down_revision = "0101_alarms_accounts"


def upgrade() -> None:
    """Let what is stored count as format 1 until the chain's key is known and it can be sealed."""
    op.add_column("audit_head", sa.Column("format", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Refuse: what is in the chain stays there."""
    raise NotImplementedError("the events of users, keys and accounts are in the audit chain; restore a backup instead")
