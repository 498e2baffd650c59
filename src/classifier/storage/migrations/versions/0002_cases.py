"""Cases: comments, evidence, cases and what belongs to them, and the audit chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of cases, in the order of their references."""
    _records()
    _cases()


def _records() -> None:
    """What came in, its sealed evidence, and the audit chain."""
    op.create_table(
        "audit_events",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("previous"),
    )
    op.create_index("ix_audit_events_subject", "audit_events", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name="one_head"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("platform", sa.String(length=60), nullable=False),
        sa.Column("external_id", sa.String(length=400), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=60), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("evidence_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id <> '' AND platform <> '' AND external_id <> ''", name="comment_named"),
        sa.CheckConstraint("status IN ('received', 'classified')", name="known_status"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("platform", "external_id", name="one_comment"),
    )
    op.create_index("ix_comments_status", "comments", ["status"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("comment_id", sa.String(length=60), nullable=False),
        sa.Column("reduced", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(digest) = 64 AND length(content) > 0", name="sealed"),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
        ),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_evidence_comment_id", "evidence", ["comment_id"], unique=False)
    op.create_table(
        "screenshots",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("comment_id", sa.String(length=60), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
        ),
        sa.PrimaryKeyConstraint("digest", "comment_id"),
    )
    op.create_table(
        "evidence_removals",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("comment_id", sa.String(length=60), nullable=False),
        sa.Column("replaced_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("reason = 'child_abuse' AND digest <> replaced_by", name="only_r10"),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"],
            ["evidence.digest"],
        ),
        sa.PrimaryKeyConstraint("digest"),
    )


def _cases() -> None:
    """Cases with deletions, holds, replies and labels."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("comment_id", sa.String(length=60), nullable=False),
        sa.Column("evidence_digest", sa.String(length=64), nullable=False),
        sa.Column("evidence_reduced", sa.Boolean(), nullable=False),
        sa.Column("child_abuse", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("row", sa.String(length=2), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("uncertainty", sa.Float(), nullable=False),
        sa.Column("labels", sa.String(length=400), nullable=False),
        sa.Column("platform", sa.String(length=60), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("group_key", sa.String(length=64), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("next_due_at", sa.BigInteger(), nullable=True),
        sa.Column("lock_token", sa.String(length=64), nullable=False),
        sa.Column("lock_by", sa.String(length=200), nullable=False),
        sa.Column("lock_expires_at", sa.BigInteger(), nullable=True),
        sa.Column("skipped_by", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("row IN ('L1', 'L2', 'L3', 'L4', 'L5')", name="known_row"),
        sa.CheckConstraint("state <> 'in_review' OR (lock_token <> '' AND lock_by <> '')", name="locked_in_review"),
        sa.CheckConstraint(
            "state IN ('received', 'waiting', 'in_review', 'decided', 'working', 'closed', 'reopened')",
            name="known_state",
        ),
        sa.CheckConstraint(
            "visibility IN ('visible', 'hidden', 'deletion_requested', 'deletion_confirmed', 'deleted')",
            name="known_visibility",
        ),
        sa.CheckConstraint(
            "visibility NOT IN ('deletion_requested', 'deletion_confirmed', 'deleted') OR decided",
            name="person_decided",
        ),
        sa.CheckConstraint(
            "visibility NOT IN ('deletion_requested', 'deletion_confirmed', 'deleted') OR row IN ('L4', 'L5')",
            name="never_l1_l3",
        ),
        sa.CheckConstraint("NOT child_abuse OR evidence_reduced", name="no_copy"),
        sa.CheckConstraint("version >= 1", name="versioned"),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["evidence_digest"],
            ["evidence.digest"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("comment_id"),
    )
    op.create_index("ix_cases_group_key", "cases", ["group_key"], unique=False)
    op.create_index("queue_order", "cases", ["state", "urgent", "received_at"], unique=False)
    op.create_table(
        "deletions",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=60), nullable=False),
        sa.Column("evidence_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.String(length=60), nullable=False),
        sa.Column("gallring_decision", sa.String(length=200), nullable=False),
        sa.Column("gallring_required", sa.Boolean(), nullable=False),
        sa.Column("two_persons", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_kind", sa.String(length=20), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("confirmed_name", sa.String(length=200), nullable=False),
        sa.Column("confirmation_reason", sa.Text(), nullable=False),
        sa.Column("carried_out_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("status <> 'carried_out' OR trim(carried_out_by) <> ''", name="carried_out_by_person"),
        sa.CheckConstraint("status IN ('requested', 'confirmed', 'carried_out', 'withdrawn')", name="known_status"),
        sa.CheckConstraint(
            "status NOT IN ('confirmed', 'carried_out') OR (confirmed_kind = 'person' AND trim(confirmed_by) <> '' AND trim(confirmed_name) <> '' AND trim(confirmation_reason) <> '')",
            name="confirmed_by_person",
        ),
        sa.CheckConstraint(
            "status NOT IN ('confirmed', 'carried_out') OR NOT gallring_required OR trim(gallring_decision) <> ''",
            name="gallring_asked",
        ),
        sa.CheckConstraint(
            "status NOT IN ('confirmed', 'carried_out') OR NOT two_persons OR requested_by <> confirmed_by",
            name="two_persons_asked",
        ),
        sa.CheckConstraint("trim(reason) <> '' AND trim(legal_basis) <> ''", name="reason_and_basis"),
        sa.CheckConstraint("trim(requested_by) <> ''", name="requested_by_person"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deletions_case_id", "deletions", ["case_id"], unique=False)
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("trim(reason) <> '' AND trim(placed_by) <> ''", name="hold_explained"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_holds_case_id", "holds", ["case_id"], unique=False)
    op.create_table(
        "labels",
        sa.Column("case_id", sa.String(length=60), nullable=False),
        sa.Column("decided_by_kind", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("trainable", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("decided_by_kind = 'person' AND trim(decided_by) <> ''", name="only_persons_label"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_labels_decided_at", "labels", ["decided_at"], unique=False)
    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.CheckConstraint("approved_by = '' OR approved_by <> author", name="read_by_another"),
        sa.CheckConstraint(
            "status <> 'published' OR kind = 'support' OR NOT four_eyes OR approved_by <> ''", name="four_eyes_asked"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_replies_case_id", "replies", ["case_id"], unique=False)


def downgrade() -> None:
    """Refuse: public records are not thrown away by a migration."""
    raise NotImplementedError("the tables of cases hold public records; restore a backup instead")
