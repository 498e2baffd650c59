"""The quarterly snapshot: one moment of everything, while others write; verified later by the same checks."""

import json
import threading
from pathlib import Path

import pytest

from classifier.cases.actors import SYSTEM
from classifier.cases.refusal import Refused
from classifier.cases.transfer import Receiver
from classifier.services import snapshots
from classifier.services.exports import Selection, make
from classifier.services.snapshots import SnapshotError
from tests.cases.world import ANNA, REGISTRAR
from tests.handover.conftest import SECRET, closed, decision, gallra
from tests.handover.test_gallring import PNG
from tests.services.office import KEY, THREAT, Office

KEPT = PNG.replace(b"Valborg", b"another")


def taken(office: Office, out: Path) -> Path:
    return snapshots.take(office.desk.storage, out, actor=REGISTRAR, now=office.clock.now).folder


def wrong(folder: Path, key: bytes = KEY) -> list[str]:
    return [f"{f.where}: {f.text}" for f in snapshots.check(folder, key=key).findings]


def told_of(folder: Path) -> list[str]:
    """Return what is said of a snapshot, also where it cannot be read at all."""
    try:
        return wrong(folder)
    except SnapshotError as error:
        return [str(error)]


@pytest.fixture
def full(office: Office) -> Office:
    """An office with something of everything."""
    gone = closed(office, SECRET, screenshot=PNG)
    office.clock.forward(days=31)
    gallra(office, decision())
    assert gone.closed_at is not None
    case = office.decided(THREAT, screenshot=KEPT)
    make(office.desk, Selection((case.id,)), receiver=Receiver.DIARIUM, actor=REGISTRAR)
    office.deleted()
    office.take_in("Fint väder i dag")
    return office


def test_r68_a_snapshot_holds_everything_and_verifies_without_the_database(full: Office, tmp_path: Path) -> None:
    folder = taken(full, tmp_path / "arkiv")
    found = snapshots.check(folder, key=KEY)
    assert found.findings == []
    with full.desk.storage.read() as unit:
        assert found.packages == sum(1 for _ in unit.evidence.every())
        assert found.cases == sum(1 for _ in unit.cases.every())
        assert found.events == len(list(unit.audit.rows())) - 1, "the snapshot's own event comes after"
        digests = {row.digest for row in unit.evidence.every()}
    assert found.cases == 3
    lines = (folder / "tables" / "evidence.jsonl").read_text().splitlines()
    assert {json.loads(line)["digest"] for line in lines} == digests
    assert KEPT in [p.read_bytes() for p in (folder / "screenshots").iterdir()]
    assert not [p for p in folder.rglob("*") if p.is_file() and b"Valborg" in p.read_bytes()]
    assert not (folder / "tables" / "user_session.jsonl").exists()
    assert full.wrong() == []


def test_a_byte_changed_anywhere_in_a_snapshot_is_found_and_said_where(full: Office, tmp_path: Path) -> None:
    folder = taken(full, tmp_path)
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size)
    chosen = {p.parent.name: p for p in files} | {p.name: p for p in files if p.parent == folder}
    for path in chosen.values():
        content = path.read_bytes()
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        told = told_of(folder)
        assert any(path.name[:12] in line or "Manifest" in line or str(folder) in line for line in told), (path, told)
        path.write_bytes(content)
    assert wrong(folder) == []
    (folder / "tables" / "cases.jsonl").unlink()
    assert any("cases.jsonl: Filen saknas" in line for line in wrong(folder))


def test_a_snapshot_forged_with_its_manifest_is_found_by_the_key_and_the_chain(full: Office, tmp_path: Path) -> None:
    folder = taken(full, tmp_path)
    path = folder / "tables" / "cases.jsonl"
    path.write_text(path.read_text().replace("Anna Ek", "Anna Ed"))
    (folder / "manifest-sha256.txt").unlink()
    snapshots._seal(folder, b"another key of sixteen")
    told = wrong(folder)
    assert any("annan nyckel" in line for line in told)
    assert any("vad loggen säger" in line for line in told)
    assert any("nyckel" in line for line in wrong(folder, b"another key of sixteen"))


def test_a_snapshot_is_one_moment_while_others_write(office: Office, tmp_path: Path) -> None:
    for number in range(3):
        office.take_in(THREAT, external_id=f"before-{number}")
    stop = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        number = 0
        while not stop.is_set() and number < 60:
            number += 1
            try:
                office.take_in(THREAT, external_id=f"while-{number}")
            except BaseException as error:  # noqa: BLE001 (the test tells of it)
                failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        folders = [taken(office, tmp_path / str(i)) for i in range(2)]
    finally:
        stop.set()
        writer.join()
    assert not failed
    for folder in folders:
        assert wrong(folder) == []
    assert office.wrong() == []


def test_a_snapshot_is_never_half_written_nor_overwritten(office: Office, tmp_path: Path) -> None:
    office.take_in(THREAT)
    taken(office, tmp_path / "a")
    with pytest.raises(SnapshotError, match="finns redan"):
        taken(office, tmp_path / "a")
    (tmp_path / "file").write_text("x")
    with pytest.raises(SnapshotError):
        taken(office, tmp_path / "file")
    for actor in (ANNA, SYSTEM):
        with pytest.raises(Refused):
            snapshots.take(office.desk.storage, tmp_path / "b", actor=actor, now=office.clock.now)
    assert not list((tmp_path).rglob(".lathund-*"))
    for wrong_folder in (tmp_path / "none", tmp_path):
        with pytest.raises(SnapshotError):
            snapshots.check(wrong_folder, key=KEY)
