"""Opens the database, brings it to the current schema, and tells whether it answers."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from classifier.storage.tables import ServiceRun


class DatabaseProblem(Exception):
    """The database cannot be opened or migrated: says which and why."""


class Database:
    """One engine. Use `with database.session() as session:`."""

    def __init__(self, url: str) -> None:
        """Open and migrate. Raises DatabaseProblem."""
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
                Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(parsed)
            if parsed.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", _sqlite_pragmas)
            self._migrate()
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseProblem(f"the database {make_url(url)!r} cannot be used: {error}") from error

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(files("classifier.storage").joinpath("migrations")))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def session(self) -> Session:
        """Return a new session; the caller commits."""
        return Session(self._engine)

    def record_run(self, *, version: str, model: str, rules: str, policy: str, now: datetime | None = None) -> None:
        """Note that a service process with these versions has started."""
        started = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
        with self.session() as session:
            session.add(ServiceRun(started_at=started, version=version, model=model, rules=rules, policy=policy))
            session.commit()

    def runs(self) -> list[ServiceRun]:
        """Return all noted starts, oldest first."""
        with self.session() as session:
            return list(session.scalars(select(ServiceRun).order_by(ServiceRun.id)))

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


def _sqlite_pragmas(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
