"""The record: one changed byte, a removed row or a restored older state is found; the database refuses most of it."""

import random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from classifier.cases.actors import Role
from classifier.services import record
from tests.cases.world import REGISTRAR
from tests.services.office import THREAT, Office

GUARDED = [
    "audit_events",
    "audit_head",
    "evidence",
    "screenshots",
    "cases",
    "comments",
    "deletions",
    "evidence_removals",
]


def run(office: Office, statement: str, **values: object) -> int:
    """Run a statement as the service could."""
    with office.database.session(writes=True) as session, session.begin():
        return session.execute(text(statement), values).rowcount  # type: ignore[attr-defined,no-any-return]


def disarm(office: Office) -> None:
    """Take the triggers away, as somebody with the whole database in hand would."""
    sqlite = office.database.engine.dialect.name == "sqlite"
    with office.database.session(writes=True) as session, session.begin():
        if sqlite:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                session.execute(text(f"DROP TRIGGER {name}"))
            return
        for table in GUARDED:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET document = document || ' '",
        "DELETE FROM audit_events WHERE sequence = (SELECT max(sequence) FROM audit_events)",
        "UPDATE audit_head SET count = count - 1",
        "DELETE FROM audit_head",
        "UPDATE evidence SET reduced = NOT reduced",
        "DELETE FROM evidence",
        "DELETE FROM cases",
        "DELETE FROM comments",
        "DELETE FROM deletions",
        "UPDATE comments SET external_id = 'another'",
        "UPDATE comments SET received_at = received_at + 1",
        "UPDATE cases SET version = version - 1",
        "UPDATE cases SET version = version + 1, visibility = 'deleted'",
        "UPDATE cases SET version = version + 1",
        "UPDATE cases SET version = version + 1, row = 'L1'",
        "UPDATE deletions SET status = 'carried_out', carried_out_by = 'x'",
        "UPDATE deletions SET status = 'confirmed', confirmed_by = 'key', confirmed_kind = 'api_key'",
        "UPDATE deletions SET reason = ' '",
        "UPDATE deletions SET legal_basis = ''",
        "INSERT INTO evidence_removals (digest, comment_id, replaced_by, reason, at)"
        " SELECT digest, comment_id, digest, 'gallring', 0 FROM evidence",
    ],
)
def test_the_database_itself_refuses_what_breaks_the_floor(office: Office, statement: str) -> None:
    office.requested(office.deletable())
    with pytest.raises(DBAPIError):
        run(office, statement)
    assert office.wrong() == []


def test_a_deleted_comment_needs_a_carried_out_deletion_in_the_database_too(office: Office) -> None:
    case = office.deletable()
    with office.desk.storage.read() as unit:
        document = next(r.document for r in unit.cases.stored() if r.id == case.id)
    forged = document.replace('"visibility":"visible"', '"visibility":"deleted"')
    forged = forged.replace(f'"version":{case.version}', f'"version":{case.version + 1}')
    with pytest.raises(DBAPIError, match="floor"):
        run(
            office,
            "UPDATE cases SET version = version + 1, visibility = 'deleted', document = :document WHERE id = :id",
            document=forged,
            id=case.id,
        )


def test_a_truncated_table_is_refused_on_postgresql(office: Office) -> None:
    if office.database.engine.dialect.name == "sqlite":
        return
    office.take_in(THREAT)
    with pytest.raises(DBAPIError, match="never emptied"):
        run(office, "TRUNCATE audit_events")


def test_one_changed_byte_anywhere_in_evidence_or_audit_is_found(office: Office) -> None:
    office.take_in(THREAT)
    office.deleted()
    assert office.wrong() == []
    disarm(office)
    rng = random.Random(20261121)
    tampered = 0
    with office.desk.storage.read() as unit:
        packages = {row.digest: row.content for row in unit.evidence.every()}
        documents = {row.sequence: row.document for row in unit.audit.rows()}
    for digest, content in packages.items():
        for at in rng.sample(range(len(content)), 6):
            changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            run(office, "UPDATE evidence SET content = :c WHERE digest = :d", c=changed, d=digest)
            assert any(digest[:12] in line for line in office.wrong()), (digest, at)
            run(office, "UPDATE evidence SET content = :c WHERE digest = :d", c=content, d=digest)
            tampered += 1
    for sequence, document in documents.items():
        for at in rng.sample(range(len(document)), 3):
            changed = document[:at] + chr(ord(document[at]) ^ 1) + document[at + 1 :]
            run(office, "UPDATE audit_events SET document = :c WHERE sequence = :s", c=changed, s=sequence)
            assert any(line.startswith(f"händelse {sequence}:") for line in office.wrong()), (sequence, at)
            run(office, "UPDATE audit_events SET document = :c WHERE sequence = :s", c=document, s=sequence)
            tampered += 1
    assert tampered > 50
    assert office.wrong() == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM audit_events WHERE sequence > (SELECT max(sequence) - 2 FROM audit_events)", "sista händelserna"),
        ("DELETE FROM audit_events WHERE sequence = 3", "saknas"),
        ("UPDATE audit_events SET at = at + 1 WHERE sequence = 3", "går inte att läsa"),
        ("UPDATE audit_events SET subject = 'x' WHERE sequence = 3", "går inte att läsa"),
        ("UPDATE audit_events SET action = 'x' WHERE sequence = 3", "går inte att läsa"),
        ("UPDATE audit_events SET previous = 'x' WHERE sequence = 3", "hänger inte ihop"),
        ("UPDATE audit_head SET mac = digest", "rätt nyckel"),
        ("DELETE FROM audit_head", "Kedjans slut saknas"),
        ("UPDATE cases SET document = replace(document, 'råttorna', 'x'), labels = '|spam|'", "försegling"),
        ("UPDATE cases SET document = replace(document, 'Anna Ek', 'Anna Ed')", "vad loggen säger"),
        ("UPDATE evidence SET reduced = NOT reduced", "uppgifter"),
        ("UPDATE comments SET evidence_digest = 'x'", "saknar bevis"),
    ],
)
def test_what_is_changed_or_removed_behind_the_service_is_found(office: Office, statement: str, told: str) -> None:
    office.take_in(THREAT)
    office.deleted()
    disarm(office)
    assert run(office, statement) >= 1
    assert any(told in line for line in office.wrong()), office.wrong()


def test_removed_evidence_is_found_even_with_a_removal_written_for_it(office: Office) -> None:
    taken = office.take_in("Fint väder i dag")
    with office.desk.storage.read() as unit:
        sealed = unit.evidence.sealed(taken.evidence_digest)
    assert sealed is not None
    disarm(office)
    run(
        office,
        "INSERT INTO evidence_removals (digest, comment_id, replaced_by, reason, at)"
        " VALUES (:d, :c, :b, 'child_abuse', 0)",
        d=sealed.evidence.previous,
        c=taken.comment_id,
        b=taken.evidence_digest,
    )
    run(office, "DELETE FROM evidence WHERE digest = :d", d=sealed.evidence.previous)
    assert any("utan stöd" in line for line in office.wrong())


def test_an_older_honest_state_put_back_is_found_by_the_published_heads(office: Office) -> None:
    office.take_in(THREAT)
    with office.desk.storage.read() as unit:
        head = unit.audit.head()
    assert head is not None
    office.take_in(THREAT)
    disarm(office)
    run(office, "UPDATE audit_head SET count = :n, digest = :d, mac = :m", n=head.count, d=head.digest, m=head.mac)
    run(office, "DELETE FROM audit_events WHERE sequence > :n", n=head.count)
    assert any("heads.jsonl" in line for line in office.wrong())


def test_the_trail_is_read_a_page_at_a_time_by_who_may(office: Office) -> None:
    taken = office.take_in(THREAT)
    assert taken.case is not None
    links = record.events(office.desk, actor=REGISTRAR, limit=2)
    assert [link.sequence for link in links] == [1, 2]
    more = record.events(office.desk, actor=REGISTRAR, after=2)
    assert [link.sequence for link in more] == [3, 4]
    of_case = record.events(office.desk, actor=REGISTRAR, subject=taken.case.id)
    assert [link.event.action.value for link in of_case] == ["received", "queued"]
    assert REGISTRAR.role is Role.REGISTRAR
