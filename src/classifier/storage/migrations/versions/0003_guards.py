"""Alarms to send, keys of callers, protocols of gallring; then the triggers of the floor over everything."""

import sqlalchemy as sa
from alembic import op

from classifier.storage.guards import preamble, statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables, then the triggers."""
    _around()
    connection = op.get_bind()
    for statement in (*preamble(connection.dialect.name), *statements(connection.dialect.name)):
        connection.exec_driver_sql(statement)


def _around() -> None:
    """Alarms to send, keys of callers, protocols of gallring."""
    op.create_table(
        "gallring_protocols",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("list_digest", sa.String(length=64), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key"),
    )
    op.create_table(
        "alarm_outbox",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alarm_outbox_sent_at", "alarm_outbox", ["sent_at"], unique=False)


def downgrade() -> None:
    """Refuse: the floor is not taken out by a migration."""
    raise NotImplementedError("the triggers of the floor stay; restore a backup instead")
