"""Which versions served from when."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table of service starts."""
    op.create_table(
        "service_run",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("rules", sa.String(40), nullable=False),
        sa.Column("policy", sa.String(60), nullable=False),
    )


def downgrade() -> None:
    """Drop the table of service starts."""
    op.drop_table("service_run")
