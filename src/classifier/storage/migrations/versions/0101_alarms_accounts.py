"""The alarm outbox and the register of accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0101_alarms_accounts"
down_revision = "0100_users"

RESPONSIBLE = "NOT active OR (trim(owner) <> '' AND trim(deputy) <> '' AND lower(trim(owner)) <> lower(trim(deputy)))"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "alarm_event",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "alarm_delivery",
        sa.Column("event_id", sa.String(40), sa.ForeignKey("alarm_event.id"), primary_key=True),
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("delivered_at", sa.DateTime),
        sa.Column("last_error", sa.String(300), nullable=False),
    )
    waiting = sa.text("delivered_at IS NULL")
    op.create_index(
        "ix_alarm_delivery_waiting", "alarm_delivery", ["next_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "platform_account",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("platform", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("capabilities", sa.String(60), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("deputy", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.CheckConstraint(RESPONSIBLE, name="ck_platform_account_responsible"),
    )


def downgrade() -> None:
    """Drop what was created."""
    for table in ("platform_account", "alarm_delivery", "alarm_event"):
        op.drop_table(table)
