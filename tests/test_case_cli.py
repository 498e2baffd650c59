"""`lathund queue`, `labels export`, `audit verify`, `gallra`: on the service's own database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from classifier.bootstrap import StartError, Wired, wire_service
from classifier.cases.codes import Refusal
from classifier.cases.refusal import Refused
from classifier.cli.main import app
from classifier.services import Desk, handling, thinning
from classifier.services.thinning import GallringFileError, read_decisions
from classifier.settings import Settings
from classifier.storage import Database
from tests.cases.world import ANNA, REGISTRAR, lawful
from tests.conftest import ROOT
from tests.services.office import THREAT, Clock, Office

runner = CliRunner()
DECISIONS = """
[[beslut]]
id = "GB-2026-1"
regel = "Inlägg av ringa betydelse gallras efter en månad"
rader = ["L1", "L2"]
klocka = "platform"
dagar = 30
beslutad_av = "Kommunstyrelsen"
beslutad = 2026-01-15
"""


def run(*args: str):
    return runner.invoke(app, [*args], catch_exceptions=False)


@pytest.fixture
def office(database_url: str, wired: Wired, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    (tmp_path / "gallring.toml").write_text(DECISIONS, encoding="utf-8")
    for name, value in {
        "DATABASE_URL": database_url,
        "MODELS_DIR": str(ROOT / "models"),
        "AUDIT_KEY": "a key for the tests of the command",
        "AUDIT_HEADS_FILE": str(tmp_path / "heads"),
        "GALLRING_FILE": str(tmp_path / "gallring.toml"),
    }.items():
        monkeypatch.setenv(f"LATHUND_{name}", value)
    parts = wire_service(Settings(), wired)
    assert parts.desk is not None
    assert parts.database is not None
    clock = Clock(datetime.now(UTC) - timedelta(days=60))
    desk = Desk(parts.desk.storage, parts.pipeline, parts.profiles, "lilla-edet", parts.desk.mask, clock)
    yield Office(desk, parts.database, clock)
    parts.database.close()


def test_the_queue_is_shown_masked_most_pressing_first(office: Office) -> None:
    office.take_in("När plogas det? Ring 070-1740605")
    office.take_in(THREAT)
    shown = [json.loads(line) for line in run("queue", "--json").stdout.splitlines()]
    assert shown[0]["row"] == "L4"
    assert "1740605" not in str(shown)
    assert "2 ärenden väntar." in run("queue").stdout


def test_labels_are_exported_to_a_file(office: Office, tmp_path: Path) -> None:
    office.decided(THREAT)
    done = run("labels", "export", "--out", str(tmp_path / "labels.jsonl"))
    assert "1 bekräftade etiketter." in done.output
    assert json.loads((tmp_path / "labels.jsonl").read_text(encoding="utf-8"))["labels"] == ["threat"]


def test_verify_says_what_it_went_through_and_exits_1_where_something_is_wrong(office: Office) -> None:
    office.decided(THREAT)
    fine = run("audit", "verify")
    assert (fine.exit_code, "inget är ändrat" in fine.output) == (0, True)
    with office.database.session(writes=True) as session, session.begin():
        postgres = office.database.engine.dialect.name == "postgresql"
        off = "ALTER TABLE audit_events DISABLE TRIGGER USER" if postgres else "DROP TRIGGER guard_audit_kept"
        session.execute(text(off))
        session.execute(text("DELETE FROM audit_events WHERE sequence > 4"))
    wrong = run("audit", "verify")
    assert wrong.exit_code == 1
    assert "De sista händelserna saknas" in wrong.output


def test_gallring_is_listed_confirmed_and_written_in_a_protocol(office: Office) -> None:
    case = office.decided("Skandal att vägen aldrig plogas!", lawful())
    handling.do(office.desk, case.id, case.steps[0].code, handling.Doing(text="Vi plogar i dag."), actor=ANNA)
    handling.shut(office.desk, case.id, reason="", actor=ANNA)
    listed = run("gallra", "--dry-run").output
    assert case.id in listed
    assert "1 får gallras, 0 hindras, 1 gallringsbeslut." in listed
    digest = listed.split("Kontrollsumma: ")[1].strip()
    stale = run("gallra", "--confirm", "0" * 64, "--reason", "frist ute", "--person", "Rut Berg")
    assert stale.exit_code == 1
    done = run("gallra", "--confirm", digest, "--reason", "frist ute", "--person", "Rut Berg")
    assert done.exit_code == 0
    assert "Bekräftat av: Rut Berg" in done.output
    assert "0 får gallras" in run("gallra", "--dry-run").output
    assert office.wrong() == []
    assert run("gallra").exit_code == 2


def test_gallring_is_for_those_who_keep_the_records(office: Office, tmp_path: Path) -> None:
    decisions = read_decisions(tmp_path / "gallring.toml")
    with pytest.raises(Refused) as refused:
        thinning.due(office.desk, decisions, actor=ANNA)
    assert refused.value.code is Refusal.NOT_ALLOWED
    assert thinning.due(office.desk, decisions, actor=REGISTRAR).due == ()


@pytest.mark.parametrize("wrong", ["[[beslut]]\nid = ''", "x = 1", "[[", DECISIONS + DECISIONS])
def test_a_file_of_decisions_that_cannot_be_used_is_told(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "g.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(GallringFileError, match=r"g\.toml"):
        read_decisions(tmp_path / "g.toml")


def test_another_key_stops_the_start_and_a_key_file_is_made_where_none_is_given(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/l.sqlite"
    plain = Settings(models_dir=ROOT / "models", database_url=url)
    first = wire_service(plain)
    again = wire_service(plain)
    for parts in (first, again):
        assert parts.database is not None
        parts.database.close()
    key = tmp_path / "l.sqlite.audit-key"
    assert key.stat().st_mode & 0o077 == 0
    other = Settings(models_dir=ROOT / "models", database_url=url, audit_key="quite another key")  # type: ignore[arg-type]
    with pytest.raises(StartError, match="another key"):
        wire_service(other)
    short = Settings(models_dir=ROOT / "models", database_url=url, audit_key="short")  # type: ignore[arg-type]
    with pytest.raises(StartError, match="at least 16"):
        wire_service(short)


def test_the_migration_makes_what_the_tables_say(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from classifier.storage.tables import Base

    def known(_thing: object, name: str | None, kind: str, *_: object) -> bool:
        """The index of words is each database's own kind of table, made by the migration alone."""
        return not (kind == "table" and str(name).startswith("comment_words"))

    database = Database(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": known})
        assert compare_metadata(context, Base.metadata) == []
    database.close()
