"""The databases that tests run against: SQLite always, a real PostgreSQL started here from the machine's binaries.

`LATHUND_TEST_DATABASES` (default: `sqlite,postgresql`) chooses. A PostgreSQL that is asked for by name and cannot be
started fails the tests; without the variable and without binaries pytest's header says that only SQLite is tested.
"""

import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from classifier.storage import Database

ASKED = os.environ.get("LATHUND_TEST_DATABASES", "")
FSYNC = os.environ.get("LATHUND_TEST_FSYNC", "off")
"""`make prove` turns it on for the kills; elsewhere nothing is proved by waiting for a disk."""
TEMPLATE = "lathund_template"


def binaries() -> Path | None:
    """Return the folder with PostgreSQL's programs, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(p) for p in [shutil.which("initdb")] if p]
    return found[-1].resolve().parent if found else None


def chosen() -> list[str]:
    """Return the kinds of database that tests run against."""
    if ASKED:
        return ASKED.split(",")
    return ["sqlite", "postgresql"] if binaries() else ["sqlite"]


class Server:
    """A PostgreSQL of our own, reached by a socket in its folder; as root it runs as `postgres`."""

    def __init__(self, folder: Path) -> None:
        programs = binaries()
        assert programs is not None, "PostgreSQL is asked for but not installed (apt-get install postgresql)"
        self._programs, self._folder = programs, folder
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "lathund", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -c listen_addresses='' -c max_connections=200 -c fsync={FSYNC}"
        self._run("pg_ctl", "-D", f"{folder}/data", "-w", "-o", options, "-l", f"{folder}/log", "start")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql+psycopg://lathund@/{name}?host={self._folder}"

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def new(self) -> str:
        """Return the URL of a new database with the current schema."""
        name = f"t{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def stop(self) -> None:
        """Stop the server at once."""
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    folder = Path(f"/tmp/lathund-pg-{uuid.uuid4().hex[:8]}")
    folder.mkdir()
    server = Server(folder)
    try:
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        Database(server.url(TEMPLATE)).close()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=chosen())
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database: SQLite or PostgreSQL."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path}/lathund.sqlite"
    server: Server = request.getfixturevalue("postgresql_server")
    return server.new()


def pytest_report_header() -> str:
    return f"databases: {', '.join(chosen())}"
