"""Gallring that destroys: what the decision names is gone from database and files, the rest still tells of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from classifier.cases.codes import Refusal
from classifier.cases.parts import HoldKind
from classifier.cases.refusal import Refused
from classifier.cases.retention import RetentionClock, dry_run
from classifier.cases.transfer import Receiver, acknowledge, note_transfer
from classifier.services import intake, reading, removal, thinning
from classifier.storage.case_tables import EvidenceRow
from classifier.storage.gallring import tombstone
from tests.cases.test_retention import matter
from tests.cases.world import ANNA, REGISTRAR
from tests.handover.conftest import SECRET, closed, decision, gallra
from tests.services.office import CRITICISM, THREAT, Office
from tests.services.test_record import disarm, run
from tests.services.test_seals import behind, change, flipped, hand_over

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR the picture of Valborg"


def dump(office: Office) -> str:
    """Return everything that stands in every table."""
    names = sorted(office.database.engine.dialect.get_table_names(office.database.engine.connect()))  # type: ignore[no-untyped-call]
    with office.database.session() as session:
        return "".join(str(session.execute(text(f"SELECT * FROM {name}")).fetchall()) for name in names)


def files(office: Office) -> bytes:
    """Return every byte of the database's files (without PostgreSQL's log of writes)."""
    with office.database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            path = Path(str(office.database.engine.url.database))
            return b"".join(p.read_bytes() for p in path.parent.glob(f"{path.name}*"))
        connection.exec_driver_sql("CHECKPOINT")
        folder = Path(str(connection.exec_driver_sql("SHOW data_directory").scalar_one()))
        own = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar_one()
    return b"".join(p.read_bytes() for p in (folder / "base" / str(own)).iterdir())


def test_r65_r66_what_is_gallrat_is_gone_from_tables_and_files_and_the_trail_still_verifies(office: Office) -> None:
    case = closed(office, SECRET, screenshot=PNG, author="@valborg")
    kept = closed(office, "När öppnar Fenomenhallen i Tråvad?")
    assert b"Valborgsv" in files(office)
    office.clock.forward(days=31)
    run = thinning.due(office.desk, (decision(),), actor=REGISTRAR)
    assert [(r.case, r.destroys) for r in run.due] == sorted([(case.id, True), (kept.id, True)])
    removal.hold(office.desk, kept.id, kind=HoldKind.LEGAL, reason="granskas", actor=REGISTRAR)
    protocol = gallra(office, decision())
    with office.desk.storage.read() as unit:
        after = unit.cases.get(case.id)
        assert after is not None
        assert unit.evidence.sealed(case.evidence_digest) is None
        assert [s.comment_id for s in unit.evidence.every_screenshot()] == []
        contents = {row.digest: row.content for row in unit.evidence.every()}
    assert contents[case.evidence_digest] == tombstone(case.evidence_digest)
    assert set(after.gallrad[0].destroyed) == {d for d, c in contents.items() if c == tombstone(d)}
    for part in (case.evidence_digest, "GB-1", "även exemplaret i Lathund förstörs", "rättsligt hinder: granskas"):
        assert part in protocol.text
    assert office.wrong() == []
    for place in (dump(office).encode("utf-8", "replace"), files(office)):
        assert b"Valborg" not in place
        assert b"@valborg" not in place
        assert b"Fenomenhallen" in place
    with pytest.raises(Refused) as refused:
        reading.evidence(office.desk, case.id, actor=REGISTRAR)
    assert refused.value.code is Refusal.GALLRAD
    assert reading.case(office.desk, case.id, actor=REGISTRAR).shown.text == ""
    assert thinning.due(office.desk, (decision(),), actor=REGISTRAR).due == ()


def test_r66_a_decision_on_the_platform_alone_leaves_the_record_here(office: Office) -> None:
    case = closed(office)
    office.clock.forward(days=31)
    protocol = gallra(office, decision(destroys=False))
    assert "exemplaret i Lathund finns kvar" in protocol.text
    assert reading.evidence(office.desk, case.id, actor=REGISTRAR).evidence.text == CRITICISM


def test_r66_a_comment_that_no_person_had_to_see_is_gallrat_from_when_it_came_in(office: Office) -> None:
    loose = office.take_in("Fint väder i dag")
    assert loose.case is None
    assert thinning.due(office.desk, (decision(),), actor=REGISTRAR).due == ()
    office.clock.forward(days=30)
    assert [r.case for r in thinning.due(office.desk, (decision(),), actor=REGISTRAR).due] == [loose.comment_id]
    gallra(office, decision())
    assert thinning.due(office.desk, (decision(),), actor=REGISTRAR).due == ()
    assert "Fint väder i dag" not in dump(office)
    assert office.wrong() == []
    again = intake.Incoming("facebook", "e1", "Fint väder i dag", "lilla-edet")
    assert intake.take_in(office.desk, again, actor=ANNA).comment_id == loose.comment_id


def test_r67_nothing_that_a_decision_preserves_or_a_hold_keeps_is_destroyed(office: Office) -> None:
    case = closed(office)
    office.clock.forward(days=31)
    keeping = decision("GB-2", term=timedelta(0), destroys=False, preserves=True)
    run = thinning.due(office.desk, (decision(), keeping), actor=REGISTRAR)
    assert (run.due, run.stopped[0].why) == ((), "bevaras enligt GB-2")
    removal.hold(office.desk, case.id, kind=HoldKind.DISCLOSURE, reason="begärd", actor=REGISTRAR)
    assert thinning.due(office.desk, (decision(),), actor=REGISTRAR).stopped[0].why.startswith("begäran om utlämnande")


DESTROY = (
    "INSERT INTO evidence_destructions (digest, comment_id, protocol_id, decision, reason, confirmed_kind,"
    " confirmed_by, confirmed_name, size, at) SELECT digest, comment_id, 'p1', 'GB-1', 'skäl', '{kind}', '{by}', 'Rut',"
    " 1, 0 FROM evidence"
)
PROTOCOL = "INSERT INTO gallring_protocols (id, list_digest, confirmed_by, at, text) VALUES ('p1', 'x', 'rut', 0, 'x')"


@pytest.mark.parametrize("state", ["open", "held", "closed"])
def test_r67_the_database_itself_destroys_nothing_under_hold_nor_of_an_open_case(office: Office, state: str) -> None:
    case = office.decided(THREAT) if state == "open" else closed(office)
    if state == "held":
        removal.hold(office.desk, case.id, kind=HoldKind.LEGAL, reason="granskas", actor=REGISTRAR)
    with pytest.raises(DBAPIError):
        run(office, DESTROY.format(kind="person", by="rut"))
    run(office, PROTOCOL)
    for kind, by in (("api_key", "rut"), ("person", "bo"), ("person", " ")):
        with pytest.raises(DBAPIError):
            run(office, DESTROY.format(kind=kind, by=by))
    if state != "closed":
        with pytest.raises(DBAPIError, match="not to be destroyed"):
            run(office, DESTROY.format(kind="person", by="rut"))
        return
    postgres = office.database.engine.dialect.name == "postgresql"
    tomb = "convert_to('gallrad:' || digest, 'UTF8')" if postgres else "CAST('gallrad:' || digest AS BLOB)"
    with pytest.raises(DBAPIError, match="never changed"):
        run(office, f"UPDATE evidence SET content = {tomb}")
    run(office, DESTROY.format(kind="person", by="rut"))
    with pytest.raises(DBAPIError, match="never changed"):
        run(office, "UPDATE evidence SET content = content || content")
    run(office, f"UPDATE evidence SET content = {tomb}")
    for statement in (
        "DELETE FROM evidence_destructions",
        "UPDATE evidence_destructions SET reason = 'annat'",
        "DELETE FROM evidence",
        "DELETE FROM gallring_protocols",
    ):
        with pytest.raises(DBAPIError):
            run(office, statement)
    assert any("förstört utan stöd" in line for line in office.wrong()), "the trail knows nothing of it"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM evidence_destructions", "Gallringen stämmer inte"),
        ("UPDATE evidence_destructions SET protocol_id = 'x'", "Gallringen stämmer inte"),
        ("UPDATE evidence SET content = digest::bytea", "gallrat enligt loggen men finns kvar"),
        ("DELETE FROM gallring_protocols", "Gallringen stämmer inte"),
    ],
)
def test_what_is_changed_of_a_gallring_is_found(office: Office, statement: str, told: str) -> None:
    closed(office)
    office.clock.forward(days=31)
    gallra(office, decision())
    disarm(office)
    sqlite = office.database.engine.dialect.name == "sqlite"
    raw = office.database.engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF" if sqlite else "SET session_replication_role = replica")
    cursor.execute(statement.replace("digest::bytea", "CAST(digest AS BLOB)") if sqlite else statement)
    raw.commit()
    raw.invalidate()
    assert any(told in line for line in office.wrong()), office.wrong()


def test_one_changed_byte_of_a_tombstone_is_found(office: Office) -> None:
    hand_over(office)
    disarm(office)
    with office.desk.storage.read() as unit:
        gone = {row.digest: row.content for row in unit.evidence.every() if row.content == tombstone(row.digest)}
    assert len(gone) >= 2
    with behind(office) as connection:
        for digest, content in gone.items():
            for new in (flipped(content, EvidenceRow.__table__.columns["content"]), b" ", b"{}"):
                change(connection, "evidence", "content", new, {"digest": digest})
                assert any(digest[:12] in line for line in office.wrong()), (digest, new)
            change(connection, "evidence", "content", content, {"digest": digest})
            change(connection, "evidence", "reduced", True, {"digest": digest})
            assert office.wrong(), "the row of a tombstone was marked as reduced and nothing was found"
            change(connection, "evidence", "reduced", False, {"digest": digest})
    assert office.wrong() == []


def test_r65_the_diarium_must_have_acknowledged_before_the_only_copy_goes(office: Office) -> None:
    world = matter()
    rows = frozenset({world.case.row})
    late = world.case.closed_at + timedelta(days=31) if world.case.closed_at else office.clock.now
    platform = decision(rows=rows)
    run_ = dry_run([world.case], [platform], now=late)
    assert (run_.due, "kvitterat" in run_.stopped[0].why) == ((), True)
    sent = {"export_id": "x1", "actor": REGISTRAR}
    world.do(note_transfer, receiver=Receiver.DIARIUM, package="0" * 64, **sent)
    assert dry_run([world.case], [platform], now=late).due == ()
    world.do(acknowledge, number="KS 2026:9", **sent)
    assert [r.destroys for r in dry_run([world.case], [platform], now=late).due] == [True]
    preserved = decision("GB-9", rows=rows, clock=RetentionClock.DIARIUM, destroys=False, preserves=True)
    gone = decision("GB-8", rows=rows, clock=RetentionClock.DIARIUM)
    assert [r.clock.value for r in dry_run([world.case], [platform, gone, preserved], now=late).due] == ["platform"]
