"""What the console asks: questions to colleagues, each person's settings, and indexes for what it looks up on every page."""

import sqlalchemy as sa
from alembic import op

revision = "0104_console"
down_revision = "0103_handover"


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "person_preference",
        sa.Column("person", sa.String(120), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("case_id", sa.String(60), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("asked", sa.String(200), nullable=False, index=True),
    )
    op.create_index("ix_cases_alike", "cases", ["labels", "decided", "received_at"])
    op.create_index("ix_cases_lock_by", "cases", ["lock_by"])
    op.create_index("ix_deletions_status", "deletions", ["status"])


def downgrade() -> None:
    """Drop what was created."""
    op.drop_index("ix_deletions_status", "deletions")
    op.drop_index("ix_cases_lock_by", "cases")
    op.drop_index("ix_cases_alike", "cases")
    op.drop_table("questions")
    op.drop_table("person_preference")
