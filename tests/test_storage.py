"""The embedded database: made and migrated at start, says which versions served."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifier.bootstrap import wire_service
from classifier.settings import Settings
from classifier.storage import Database, DatabaseProblem
from tests.conftest import ROOT


def test_sqlite_is_made_migrated_and_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/lathund.sqlite"
    database = Database(url)
    now = datetime(2026, 11, 21, 8, tzinfo=UTC)
    database.record_run(version="1", model="m@1", rules="r", policy="nybro", now=now)
    database.close()
    again = Database(url)
    assert [(r.model, r.started_at) for r in again.runs()] == [("m@1", now.replace(tzinfo=None))]
    assert again.problem() == ""
    again.close()


def test_a_database_that_cannot_be_opened_is_told() -> None:
    with pytest.raises(DatabaseProblem, match="cannot be used"):
        Database("sqlite:////proc/nowhere/x.sqlite")


def test_the_service_notes_which_versions_serve(tmp_path: Path) -> None:
    settings = Settings(models_dir=ROOT / "models", database_url=f"sqlite:///{tmp_path}/l.sqlite")
    parts = wire_service(settings)
    assert parts.check_database() == ""
    assert parts.database is not None
    assert parts.database.runs()[-1].model == parts.pipeline.predictor.version  # type: ignore[union-attr]
    parts.database.close()
