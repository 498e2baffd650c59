"""One chain for everything: the head says in which format the record is; `storage.carrying` brings it to the present.

Also what finding the next of many cases takes: an index with all that the queue is ordered by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0102_one_chain"
down_revision = "0101_alarms_accounts"


def upgrade() -> None:
    """Let what is stored count as format 1 until the chain's key is known and it can be sealed."""
    op.add_column("audit_head", sa.Column("format", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("cases", sa.Column("skips", sa.Integer(), nullable=False, server_default="0"))
    _count_skips()
    op.create_index(
        "queue_points",
        "cases",
        [
            "state",
            "urgent",
            "severity",
            "uncertainty",
            "next_due_at",
            "received_at",
            "decided",
            "lock_expires_at",
            "id",
        ],
    )
    any_ = sa.text("skips > 0")
    op.create_index("skipped_cases", "cases", ["skips"], sqlite_where=any_, postgresql_where=any_)
    if op.get_bind().dialect.name == "postgresql":
        # Documents lie apart from the columns that the queue reads.
        op.execute("ALTER TABLE cases ALTER COLUMN document SET STORAGE EXTERNAL")


def _count_skips() -> None:
    """Count who has skipped each case; the triggers, which want a new version with every change, stand aside."""
    skipped = "UPDATE cases SET skips = length(skipped_by) - length(replace(skipped_by, '|', '')) - 1"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE cases DISABLE TRIGGER guard_cases_forward")
        op.execute(f"{skipped} WHERE skipped_by <> '|'")
        op.execute("ALTER TABLE cases ENABLE TRIGGER guard_cases_forward")
        return
    made = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'guard_cases_forward'"
    trigger = op.get_bind().exec_driver_sql(made).scalar_one()
    op.execute("DROP TRIGGER guard_cases_forward")
    op.execute(f"{skipped} WHERE skipped_by <> '|'")
    op.get_bind().exec_driver_sql(trigger)


def downgrade() -> None:
    """Refuse: what is in the chain stays there."""
    raise NotImplementedError("the events of users, keys and accounts are in the audit chain; restore a backup instead")
