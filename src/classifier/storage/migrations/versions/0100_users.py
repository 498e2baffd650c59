"""Users, sessions, API keys, failed sign-ins, the journal of changes, own secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0100_users"
down_revision = "0003"

_WORDS = "access_journal is append-only"
_POSTGRES = (
    f"CREATE FUNCTION access_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$",
    "CREATE TRIGGER access_journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse()",
)


def upgrade() -> None:
    """Create the tables and the triggers of the journal."""
    _users_and_sessions()
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(400), nullable=False),
        sa.Column("owner", sa.String(120), sa.ForeignKey("app_user.login"), nullable=False, index=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_used_at", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
        sa.CheckConstraint("trim(name) <> '' AND trim(scopes) <> ''", name="ck_api_key_named"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    op.create_table(
        "access_journal",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("subject", sa.String(200), nullable=False, index=True),
        sa.Column("event", sa.Text, nullable=False),
    )
    op.create_table(
        "service_secret",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    _append_only()


def _users_and_sessions() -> None:
    op.create_table(
        "app_user",
        sa.Column("login", sa.String(120), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("oidc_subject", sa.String(500), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.CheckConstraint(
            "role IN ('reader', 'moderator', 'registrar', 'data_staff', 'admin')", name="ck_app_user_role"
        ),
        sa.CheckConstraint("trim(name) <> ''", name="ck_app_user_name"),
    )
    bound = sa.text("oidc_subject <> ''")
    op.create_index(
        "uq_app_user_oidc", "app_user", ["oidc_subject"], unique=True, sqlite_where=bound, postgresql_where=bound
    )
    owner = sa.ForeignKey("app_user.login", ondelete="CASCADE")
    op.create_table(
        "user_session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("login", sa.String(120), owner, nullable=False, index=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
    )


def _append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in _POSTGRES:
            op.execute(statement)
        return
    for move in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER access_journal_no_{move.lower()} BEFORE {move} ON access_journal "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        )


def downgrade() -> None:
    """Drop what was created."""
    for table in ("service_secret", "access_journal", "sign_in_attempt", "api_key", "user_session", "app_user"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION access_journal_refuse")
