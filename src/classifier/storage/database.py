"""Opens the database, brings it to the current schema, and tells whether it answers."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from classifier.storage.audit import Ledger
from classifier.storage.tables import ServiceRun

_MIGRATION_LOCK: Final = 20_261_121
"""Any number, the same in every process: PostgreSQL lets one of them migrate at a time."""

_TURN: Final = text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
_WRITES: Final = "lathund_writes"
_log = structlog.get_logger("lathund.database")


class DatabaseProblem(Exception):
    """The database cannot be opened or migrated: says which and why."""


class Database:
    """One engine. Use `with database.session() as session:`."""

    def __init__(self, url: str) -> None:
        """Open and migrate. Raises DatabaseProblem."""
        self.ledger: Ledger | None = None
        """Key and published heads of the audit chain, given by `Storage`; without it nothing audited can be written."""
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
                Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(parsed, max_overflow=64, pool_timeout=60)
            if parsed.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", _sqlite_connect)
                event.listen(self._engine, "begin", _sqlite_begin)
            self._writing = self._engine.execution_options(**{_WRITES: True})
            self._migrate()
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseProblem(f"the database {make_url(url)!r} cannot be used: {error}") from error

    @classmethod
    def unguarded(cls, url: str) -> "Database":
        """Open a database for a passing use, with neither schema nor foreign keys: what is put in is to be examined."""
        database = cls.__new__(cls)
        database._engine = create_engine(url)
        database._writing = database._engine.execution_options()
        return database

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(files("classifier.storage").joinpath("migrations")))
        with self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_TURN)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @property
    def engine(self) -> Engine:
        """The engine, for whoever needs to look at the database itself."""
        return self._engine

    def session(self, *, writes: bool = False) -> Session:
        """Return a new session; the caller commits. One that writes takes its turn at once (BEGIN IMMEDIATE)."""
        return Session(self._writing if writes else self._engine, expire_on_commit=False)

    def take_turns(self, session: Session) -> None:
        """Let one process at a time do what is done once (PostgreSQL; SQLite has one writer anyway)."""
        session.execute(_TURN)

    def record_run(self, *, version: str, model: str, rules: str, policy: str, now: datetime | None = None) -> None:
        """Note that a service process with these versions has started."""
        started = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
        with self.session(writes=True) as session:
            session.add(ServiceRun(started_at=started, version=version, model=model, rules=rules, policy=policy))
            session.commit()

    def runs(self) -> list[ServiceRun]:
        """Return all noted starts, oldest first."""
        with self.session() as session:
            return list(session.scalars(select(ServiceRun).order_by(ServiceRun.id)))

    def scrub(self, *tables: str) -> str:
        """Let what was removed from these tables disappear from the files too; return why that must wait, else empty.

        SQLite writes over what it removes (secure_delete) and here empties its log; PostgreSQL writes the tables anew.
        Backups and archived logs are outside of what a database can reach.
        """
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if connection.dialect.name == "sqlite":
                    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
                    return "the log is in use" if busy else ""
                connection.exec_driver_sql("SET lock_timeout = '20s'")
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM FULL {table}")
        except SQLAlchemyError as error:
            return type(error).__name__
        return ""

    def problem(self) -> str:
        """Return why the database does not answer, or an empty string."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            return type(error).__name__
        return ""

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _sqlite_connect(connection: Any, _: Any) -> None:
    """Leave BEGIN to `_sqlite_begin`; wait for other writers; let triggers see what REPLACE removes."""
    connection.isolation_level = None
    # A damaged byte is to be told by `lathund audit verify`, not to stop it: it is read as half a surrogate pair.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    pragmas = (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=60000",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "secure_delete=ON",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    """Take the write lock at the beginning: a transaction that reads first and writes later can be thrown out."""
    immediate = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
