"""What the console's lists, figures, imports and thresholds are kept in."""

import sqlalchemy as sa
from alembic import op

revision = "0105_console_pages"
down_revision = "0104_console"


def upgrade() -> None:
    """Create the tables; the index is filled by the service, which can mask."""
    _index()
    _words(op.get_bind().dialect.name)
    _imports()
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.UniqueConstraint("owner", "name", name="one_saved_filter"),
    )
    op.create_table(
        "own_threshold",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("policy", sa.String(60), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("review", sa.Float, nullable=False),
        sa.Column("act", sa.Float, nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("set_by", sa.String(200), nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("review > 0 AND review <= act AND act < 1", name="threshold_in_order"),
    )
    op.create_index("ix_audit_events_action", "audit_events", ["action", "sequence"])


def _index() -> None:
    text, number = sa.String, sa.Integer
    op.create_table(
        "comment_index",
        sa.Column("number", number, primary_key=True, autoincrement=True),
        sa.Column("comment_id", text(60), sa.ForeignKey("comments.id"), nullable=False, unique=True),
        sa.Column("case_id", text(60), nullable=False),
        sa.Column("platform", text(60), nullable=False),
        sa.Column("account", text(200), nullable=False, index=True),
        sa.Column("policy", text(60), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("day", number, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("state", text(20), nullable=False),
        sa.Column("visibility", text(20), nullable=False),
        sa.Column("row", text(2), nullable=False),
        sa.Column("proposed_row", text(2), nullable=False),
        sa.Column("bits", number, nullable=False),
        sa.Column("proposed_bits", number, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("decided_by", text(200), nullable=False, index=True),
        sa.Column("decided_name", text(200), nullable=False),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("decided_day", number, nullable=False),
        sa.Column("answer_due_at", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("model", text(120), nullable=False),
        sa.Column("scores", sa.LargeBinary, nullable=False),
        sa.Column("certain_bits", number, nullable=False),
        sa.Column("likely_bits", number, nullable=False),
        sa.Column("foreign_language", sa.Boolean, nullable=False),
    )
    op.create_index("ix_comment_index_at", "comment_index", ["at", "number"])
    op.create_index("ix_comment_index_inflow", "comment_index", ["day", "row", "bits"])
    decided = ["decided_day", "proposed_bits", "bits", "proposed_row", "row"]
    op.create_index("ix_comment_index_decided", "comment_index", decided)
    op.create_index("ix_comment_index_answers", "comment_index", ["answer_due_at"])
    op.create_index("ix_comment_index_state", "comment_index", ["state", "received_at"])
    op.create_table(
        "comment_text",
        sa.Column("number", number, sa.ForeignKey("comment_index.number"), primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def _words(dialect: str) -> None:
    """Words are set apart by the service, so that both databases find the same."""
    if dialect == "sqlite":
        options = "tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4'"
        op.execute(f"CREATE VIRTUAL TABLE comment_words USING fts5(words, {options})")
        return
    op.execute("CREATE TABLE comment_words (number integer PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_comment_words ON comment_words USING gin (words)")


def _imports() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False, index=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("total", "done", "taken", "known", "bad")),
        sa.Column("interruptions", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
    )
    op.create_table(
        "import_problem",
        sa.Column("job_id", sa.String(60), sa.ForeignKey("import_job.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop what was created."""
    op.drop_index("ix_audit_events_action", "audit_events")
    for table in ("own_threshold", "saved_filter", "import_problem", "import_job"):
        op.drop_table(table)
    op.execute("DROP TABLE comment_words")
    op.drop_table("comment_text")
    op.drop_table("comment_index")
