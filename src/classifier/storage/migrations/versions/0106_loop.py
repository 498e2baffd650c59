"""What each comment measured, and what a candidate in shadow said."""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105_console_pages"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "comment_measures",
        sa.Column("comment_id", sa.String(60), sa.ForeignKey("comments.id"), primary_key=True),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("unknown_words", sa.Integer, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("row", sa.String(2), nullable=False),
        sa.Column("labels", sa.String(400), nullable=False),
        sa.Column("reviewed", sa.Boolean, nullable=False),
    )
    op.create_index("ix_comment_measures_received_at", "comment_measures", ["received_at"])
    op.create_table(
        "shadow_results",
        sa.Column("comment_id", sa.String(60), sa.ForeignKey("comments.id"), primary_key=True),
        sa.Column("candidate", sa.String(120), primary_key=True),
        sa.Column("live", sa.String(120), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("differs", sa.Boolean, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("ix_shadow_results_at", "shadow_results", ["at"])


def downgrade() -> None:
    """Drop what was created."""
    for table in ("shadow_results", "comment_measures"):
        op.drop_table(table)
