"""One changed byte in any column of any stored row is found, and so are removed and inserted rows; older records too.

Everything is changed behind the service's back, with triggers and constraints out of the way.
"""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Column, Connection, DateTime, create_engine, text

from classifier.bootstrap import Wired
from classifier.cases.accounts import Capability
from classifier.cases.actors import Role
from classifier.cases.audit import append, empty_head
from classifier.cases.codec import event_to_json
from classifier.cases.codes import EventCode
from classifier.cases.parts import HoldKind
from classifier.cases.transfer import Receiver
from classifier.services import accounts, api_keys, disclosures, exports, handling, removal, thresholds, users
from classifier.services.record import verify
from classifier.storage import Database, Storage, journal
from classifier.storage.audit import link_of, row_of
from classifier.storage.seals import CHECKED_OTHERWISE, SEALED, UNSEALED
from classifier.storage.tables import Base
from classifier.storage.writing import writing
from classifier.taxonomy import Label
from tests.cases.world import ADMIN, ANNA, NOW, REGISTRAR
from tests.handover.conftest import closed, decision, gallra
from tests.services.office import KEY, POLICY, QUESTION, THREAT, Office, opened

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
FOUND_BY_VERIFY = {**dict.fromkeys(SEALED), **CHECKED_OTHERWISE}


def fill(office: Office) -> None:
    """Leave at least one row in every table that is verified."""
    office.take_in(THREAT, screenshot=PNG, author="@nisse")
    held = office.deleted()
    removal.hold(office.desk, held.id, kind=HoldKind.DISCLOSURE, reason="begäran", actor=REGISTRAR)
    abuse = office.take_in("säljer barnporr, skriv på telegram")
    assert abuse.case is not None
    seen = office.take_in("Fin väg! Vilken idiot du är")
    assert seen.case is not None
    removal.flag_abuse(office.desk, seen.case.id, reason="bilden visar ett barn", actor=ANNA)
    asked = office.decided(QUESTION)
    handling.do(office.desk, asked.id, asked.steps[0].code, handling.Doing(text="Klockan åtta."), actor=ANNA)
    withdrawn = office.requested(office.deletable())
    handling.undo(office.desk, withdrawn.id, reason="för tidigt", actor=ANNA)
    hand_over(office)
    now = office.clock()
    thresholds.choose(office.desk, "lilla-edet", Label.INSULT, review=0.2, act=0.4, reason="för sent", actor=ADMIN)
    act = {"actor": ADMIN, "now": now}
    users.add_user(office.database, "anna.ek", name="Anna Ek", role=Role.MODERATOR, password=None, **act)
    api_keys.create_key(office.database, name="Sprinklr", scopes=["read"], owner="anna.ek", **act)
    accounts.enter_account(
        office.database,
        "fb",
        platform="facebook",
        name="K",
        capabilities=[Capability.HIDE],
        owner="A",
        deputy="B",
        **act,
    )


def hand_over(office: Office) -> None:
    """Destroy a case's package and that of a comment without a case; export a case, and disclose a comment."""
    closed(office, author="@valborg")
    while office.take_in("Fint väder i dag").case is not None:
        pass  # drawn into the random audit sample
    office.clock.forward(days=31)
    protocol = gallra(office, decision())
    assert len(protocol.destroyed) >= 2, "a case and a comment without one"
    exported = office.decided(THREAT)
    exports.make(office.desk, exports.Selection((exported.id,)), receiver=Receiver.DIARIUM, actor=REGISTRAR)
    asked = disclosures.Asked("Allt om vägen", (exported.id,), reference="KS 2026:77")
    disclosures.open_request(office.desk, asked, actor=REGISTRAR)


@contextmanager
def behind(office: Office) -> Iterator[Connection]:
    """Give a connection that no trigger, key or condition of the database holds back, each statement by itself."""
    sqlite = office.database.engine.dialect.name == "sqlite"
    engine = create_engine(office.database.engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        off = "PRAGMA ignore_check_constraints=ON" if sqlite else "SET session_replication_role = replica"
        connection.exec_driver_sql(off)
        yield connection
    engine.dispose()


def disarm(office: Office) -> None:
    """Take triggers and conditions away for good, as somebody with the whole database in hand would."""
    with behind(office) as connection:
        if connection.dialect.name == "sqlite":
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            return
        conditions = text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'")
        for table, name in connection.execute(conditions).all():
            if table in Base.metadata.tables:
                connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))


def flipped(value: Any, column: Column[Any]) -> Any:
    """Return a value in which one byte or bit is another; where there is nothing, something."""
    if value is None:
        return datetime(2026, 11, 21) if isinstance(column.type, DateTime) else 1
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 2**20  # far from any other row's key
    if isinstance(value, float):
        return value + 2**-20
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, str):
        middle = len(value) // 2
        other = chr(ord(value[middle]) ^ 32) if value and value[middle] != " " else "x"
        return value[:middle] + other + value[middle + 1 :]
    return value.replace(microsecond=value.microsecond ^ 1)


def columns() -> list[tuple[str, str]]:
    left_out = {(table, column) for table, names in SEALED.items() for column in names}
    return [
        (name, column.name)
        for name in FOUND_BY_VERIFY
        for column in Base.metadata.tables[name].columns
        if (name, column.name) not in left_out and name != "access_journal"
    ]


def change(connection: Connection, table: str, column: str, new: Any, key: dict[str, Any]) -> None:
    where = " AND ".join(f"{name} = :k_{name}" for name in key)
    given = {"new": new, **{f"k_{name}": value for name, value in key.items()}}
    done = connection.execute(text(f"UPDATE {table} SET {column} = :new WHERE {where}"), given)
    assert done.rowcount == 1, (table, column, new)


def test_every_table_is_sealed_checked_or_said_not_to_matter() -> None:
    """A new table: name it in `storage/seals.py`, and call `touch` where it is written if decisions rest on it."""
    named = [*SEALED, *CHECKED_OTHERWISE, *UNSEALED]
    assert sorted(named) == sorted(Base.metadata.tables)


def test_one_changed_byte_in_any_column_of_any_row_is_found(office: Office) -> None:
    fill(office)
    assert office.wrong() == []
    disarm(office)
    with behind(office) as connection:
        for number, (table, column) in enumerate(columns()):
            described = Base.metadata.tables[table]
            keys = [c.name for c in described.primary_key.columns]
            rows = connection.execute(text(f"SELECT * FROM {table} ORDER BY {', '.join(keys)}")).mappings().all()
            assert rows, f"nothing is stored in {table}"
            row = rows[number % len(rows)]
            new = flipped(row[column], described.columns[column])
            change(connection, table, column, new, {k: row[k] for k in keys})
            assert office.wrong(), f"{table}.{column}: {row[column]!r} became {new!r} and nothing was found"
            moved = {k: new if k == column else row[k] for k in keys}
            change(connection, table, column, row[column], moved)
    assert office.wrong() == []


def test_a_flag_that_became_another_number_that_also_means_true_is_found(office: Office) -> None:
    if office.database.engine.dialect.name != "sqlite":
        return  # PostgreSQL stores no number there
    fill(office)
    disarm(office)
    with behind(office) as connection:
        for (digest,) in connection.execute(text("SELECT digest FROM evidence WHERE reduced = 1")).all():
            for value, found in [(1048577, True), (1, False)]:
                change(connection, "evidence", "reduced", value, {"digest": digest})
                assert bool(office.wrong()) is found


def test_a_damaged_byte_that_is_no_text_any_more_is_told_and_stops_nothing(office: Office) -> None:
    if office.database.engine.dialect.name != "sqlite":
        return  # PostgreSQL takes no such text
    fill(office)
    disarm(office)
    for table, column in [("replies", "text"), ("cases", "document"), ("audit_events", "document")]:
        with behind(office) as connection:
            row, kept = connection.execute(text(f"SELECT rowid, CAST({column} AS BLOB) FROM {table} LIMIT 1")).one()
            broken = kept[:-3] + b"\xff" + kept[-2:]
            put = text(f"UPDATE {table} SET {column} = CAST(:v AS TEXT) WHERE rowid = :r")
            connection.execute(put, {"v": broken, "r": row})
        assert office.wrong(), table
        with behind(office) as connection:
            connection.execute(put, {"v": kept, "r": row})
    assert office.wrong() == []


def test_a_removed_row_is_found_in_every_table(office: Office) -> None:
    fill(office)
    disarm(office)
    for name in FOUND_BY_VERIFY:
        if name == "access_journal":
            continue
        table = Base.metadata.tables[name]
        key = next(iter(table.primary_key.columns))
        with behind(office) as connection:
            row = connection.execute(table.select().order_by(key.desc()).limit(1)).mappings().one()
            connection.execute(table.delete().where(key == row[key.name]))
        assert office.wrong(), f"a row of {name} was removed and nothing was found"
        with behind(office) as connection:
            connection.execute(table.insert(), dict(row))
    assert office.wrong() == []


def test_an_inserted_user_key_or_decision_is_found(office: Office) -> None:
    fill(office)
    disarm(office)
    with behind(office) as connection:
        for table, key in [("app_user", "login"), ("api_key", "id"), ("labels", "case_id"), ("holds", "id")]:
            names = [c.name for c in Base.metadata.tables[table].columns]
            taken = ", ".join("'insatt'" if n == key else n for n in names)
            connection.execute(text(f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table} LIMIT 1"))
    told = [line for line in office.wrong() if "inlagd vid sidan av tjänsten" in line]
    assert len(told) == 4, office.wrong()


def test_what_is_sealed_is_never_written_without_an_event(office: Office) -> None:
    users.add_user(office.database, "anna.ek", name="Anna Ek", role=Role.ADMIN, password=None, actor=ADMIN, now=NOW)

    def behind_the_back() -> None:
        with writing(office.database) as session:
            users.store.set_role(session, "anna.ek", Role.READER)

    with pytest.raises(RuntimeError, match="without an audit event"):
        behind_the_back()
    assert [u.role for u in users.list_users(office.database, actor=ADMIN)] == [Role.ADMIN]
    assert office.wrong() == []


def test_a_database_opened_without_the_key_writes_nothing_audited(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(RuntimeError, match="key of the audit chain"):
        users.add_user(database, "anna.ek", name="Anna", role=Role.ADMIN, password=None, actor=ADMIN, now=NOW)
    database.close()


def as_before_seals(office: Office) -> None:
    """Make the record what the version before left: no seals, users and accounts in a journal of their own."""
    with office.desk.storage.read() as unit:
        events = [dataclasses.replace(link_of(row).event, seals={}) for row in unit.audit.rows()]
    head, rows = empty_head(KEY), []
    own = [event for event in events if event.case.startswith(("user:", "key:", "account:"))]
    for event in events:
        if event not in own:
            link, head = append(head, event, KEY)
            rows.append(row_of(link))
    with behind(office) as connection:
        connection.execute(text("DELETE FROM audit_events"))
        connection.execute(Base.metadata.tables["audit_events"].insert(), rows)
        ends = {"c": head.count, "d": head.digest, "m": head.mac}
        connection.execute(text("UPDATE audit_head SET count = :c, digest = :d, mac = :m, format = 1"), ends)
        for event in own:
            said = {"at": event.at.replace(tzinfo=None), "subject": event.case, "event": event_to_json(event)}
            connection.execute(Base.metadata.tables["access_journal"].insert(), said)
    office.desk.storage.heads.path.unlink()


def test_an_older_record_is_carried_over_once_and_sealed(office: Office, wired: Wired, tmp_path: Any) -> None:
    fill(office)
    disarm(office)
    as_before_seals(office)
    assert any("format 1" in line for line in office.wrong())
    url = office.database.engine.url.render_as_string(hide_password=False)
    for _ in range(2):
        with opened(url, wired, tmp_path) as again:
            assert again.wrong() == []
            with again.database.session() as session:
                assert [e.action for e in journal.history(session, "user:anna.ek")] == [EventCode.USER_ADDED]
                assert [e.action for e in journal.history(session, "record:format")] == [EventCode.CARRIED_OVER] * 2
            again.decided(THREAT)
    with behind(office) as connection:
        row = connection.execute(text("SELECT event FROM access_journal WHERE id = 1")).scalar_one()
        forged = json.dumps(json.loads(row) | {"reason": "ingenting"})
        connection.execute(text("UPDATE access_journal SET event = :e WHERE id = 1"), {"e": forged})
    assert any("äldre journalrad 1" in line for line in office.wrong())


def test_rows_cannot_be_sealed_again_after_they_were_changed(office: Office) -> None:
    case = office.decided(THREAT)
    disarm(office)
    with behind(office) as connection:
        connection.execute(text("UPDATE labels SET decided_by = 'bo'"))
        connection.execute(text("UPDATE audit_head SET format = 1"))
    Storage(office.database, key=KEY, heads=office.desk.storage.heads)
    told = office.wrong()
    assert any("förseglats i efterhand" in line for line in told)
    assert case.decision is not None


def test_verify_says_how_many_rows_it_went_through(office: Office) -> None:
    office.deleted()
    found = verify(office.desk.storage)
    assert found.rows >= 5
    assert POLICY
