"""Destroyed packages, exports, requests for disclosure; then the triggers of the floor over them."""

import sqlalchemy as sa
from alembic import op

from classifier.storage.handover_guards import statements

revision = "0103_handover"
down_revision = "0102_one_chain"

_NAMED = (
    "confirmed_kind = 'person' AND trim(confirmed_by) <> '' AND trim(confirmed_name) <> ''"
    " AND trim(reason) <> '' AND trim(decision) <> ''"
)


def upgrade() -> None:
    """Create the tables, then the triggers."""
    _gallring()
    _leaving()
    connection = op.get_bind()
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _gallring() -> None:
    op.create_table(
        "evidence_destructions",
        sa.Column("digest", sa.String(64), sa.ForeignKey("evidence.digest"), primary_key=True),
        sa.Column("comment_id", sa.String(60), sa.ForeignKey("comments.id"), nullable=False, index=True),
        sa.Column("protocol_id", sa.String(60), sa.ForeignKey("gallring_protocols.id"), nullable=False),
        sa.Column("decision", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_kind", sa.String(20), nullable=False),
        sa.Column("confirmed_by", sa.String(200), nullable=False),
        sa.Column("confirmed_name", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_NAMED, name="destroyed_by_person"),
    )
    op.create_table(
        "loose_gallring",
        sa.Column("comment_id", sa.String(60), sa.ForeignKey("comments.id"), primary_key=True),
        sa.Column("decision", sa.String(200), nullable=False),
        sa.Column("protocol_id", sa.String(60), sa.ForeignKey("gallring_protocols.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def _leaving() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False, index=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('diarium', 'archive') AND length(package) = 64 AND made_by <> ''", name="export_told"
        ),
    )
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False, index=True),
        sa.Column("opened_by", sa.String(200), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1 AND opened_by <> ''", name="disclosure_told"),
    )
    op.create_table(
        "disclosure_items",
        sa.Column("disclosure_id", sa.String(60), sa.ForeignKey("disclosures.id"), primary_key=True),
        sa.Column("comment_id", sa.String(60), sa.ForeignKey("comments.id"), primary_key=True, index=True),
    )


def downgrade() -> None:
    """Refuse: what was gallrad, exported or asked for is not forgotten by a migration."""
    raise NotImplementedError("these tables tell what became of public records; restore a backup instead")
