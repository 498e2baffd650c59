"""Indexes that hold all that the overview counts, so that a year is counted without reading the comments themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0107_overview"
down_revision = "0106"


def upgrade() -> None:
    """Create the indexes; the one of answers held too little."""
    asked, urgent = sa.text("answer_due_at IS NOT NULL"), {"sqlite": "urgent IS 1", "postgresql": "urgent IS TRUE"}
    op.drop_index("ix_comment_index_answers", "comment_index")
    columns = ["day", "answered_at", "answer_due_at", "received_at"]
    op.create_index("ix_comment_index_answers", "comment_index", columns, sqlite_where=asked, postgresql_where=asked)
    op.create_index(
        "ix_comment_index_alarms",
        "comment_index",
        ["state", "decided_day"],
        sqlite_where=sa.text(urgent["sqlite"]),
        postgresql_where=sa.text(urgent["postgresql"]),
    )
    op.create_index("ix_comment_index_models", "comment_index", ["model", "day"])


def downgrade() -> None:
    """Go back to the indexes as they were."""
    for name in ("models", "alarms", "answers"):
        op.drop_index(f"ix_comment_index_{name}", "comment_index")
    op.create_index("ix_comment_index_answers", "comment_index", ["answer_due_at"])
