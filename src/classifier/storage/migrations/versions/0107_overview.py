"""Indexes that hold all that the overview counts, so that a year is counted without reading the comments themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0107_overview"
down_revision = "0106"


def upgrade() -> None:
    """Create the indexes; the one of answers held too little."""
    op.drop_index("ix_comment_index_answers", "comment_index")
    asked = "answer_due_at IS NOT NULL"
    _partial("answers", ["day", "answered_at", "answer_due_at", "received_at"], asked, asked)
    _partial("alarms", ["state"], "urgent IS 1", "urgent IS TRUE")
    _partial("alarms_decided", ["decided_day", "decided_at", "received_at"], "urgent IS 1", "urgent IS TRUE")
    op.create_index("ix_comment_index_models", "comment_index", ["model", "day"])


def _partial(name: str, columns: list[str], sqlite: str, postgresql: str) -> None:
    """Create an index of those comments alone that a condition holds for, said in each database's own words."""
    op.create_index(
        f"ix_comment_index_{name}",
        "comment_index",
        columns,
        sqlite_where=sa.text(sqlite),
        postgresql_where=sa.text(postgresql),
    )


def downgrade() -> None:
    """Go back to the indexes as they were."""
    for name in ("models", "alarms_decided", "alarms", "answers"):
        op.drop_index(f"ix_comment_index_{name}", "comment_index")
    op.create_index("ix_comment_index_answers", "comment_index", ["answer_due_at"])
