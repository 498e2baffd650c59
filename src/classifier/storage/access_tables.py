"""Tables of who may come in: users, sessions, API keys, failed sign-ins, the journal of changes, own secrets.

Nothing here can be used to sign in by whoever reads it: passwords as argon2, session ids and keys as SHA-256.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from classifier.storage.tables import Base


class UserRow(Base):
    """A person. The login is never reused: it is what the audit trail names."""

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint("role IN ('reader', 'moderator', 'registrar', 'data_staff', 'admin')", name="ck_app_user_role"),
        CheckConstraint("trim(name) <> ''", name="ck_app_user_name"),
        Index(
            "uq_app_user_oidc",
            "oidc_subject",
            unique=True,
            sqlite_where=text("oidc_subject <> ''"),
            postgresql_where=text("oidc_subject <> ''"),
        ),
    )
    login: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(Text)
    """Empty where the person signs in by OIDC only."""
    oidc_subject: Mapped[str] = mapped_column(String(500))
    """Issuer and subject, bound at the first sign-in by OIDC; empty before."""
    active: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(DateTime)


class SessionRow(Base):
    """A browser that is signed in. Only the digest of the id is kept."""

    __tablename__ = "user_session"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("app_user.login", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    seen_at: Mapped[datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime] = mapped_column(DateTime, index=True)


class KeyRow(Base):
    """An API key. Only the digest of its secret is kept."""

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint("trim(name) <> '' AND trim(scopes) <> ''", name="ck_api_key_named"),)
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(400))
    owner: Mapped[str] = mapped_column(ForeignKey("app_user.login"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)


class AttemptRow(Base):
    """How many sign-ins failed for an account or an address since when. The key is a keyed digest, not the address."""

    __tablename__ = "sign_in_attempt"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(DateTime)


class JournalRow(Base):
    """What was changed in users, keys and accounts, by whom. Triggers refuse every UPDATE and DELETE."""

    __tablename__ = "access_journal"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    subject: Mapped[str] = mapped_column(String(200), index=True)
    event: Mapped[str] = mapped_column(Text)


class SecretRow(Base):
    """A secret the service made for itself at its first start, where the settings give none."""

    __tablename__ = "service_secret"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
