"""Keys of callers, protocols of gallring; then the triggers of the floor over everything."""

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
    """Keys of callers, protocols of gallring."""
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


def downgrade() -> None:
    """Refuse: the floor is not taken out by a migration."""
    raise NotImplementedError("the triggers of the floor stay; restore a backup instead")
