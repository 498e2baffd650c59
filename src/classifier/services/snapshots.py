"""A snapshot of everything, from one moment, while the service runs: every record, all evidence, the audit chain.

A folder of plain files that can be read without Lathund: a JSON line for each row under `tables/`, each package and
image under its digest, a manifest, and over the manifest an HMAC with the audit key. It is verified by being put into
an empty database, by the very checks of `audit verify`. Passwords, sessions and secrets are left out.
"""

import hashlib
import hmac
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from classifier import __version__
from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.canonical import sha256
from classifier.cases.codes import EventCode
from classifier.cases.moments import iso
from classifier.cases.packages.files import MANIFEST
from classifier.cases.texts import EVENTS
from classifier.services.record import Finding, Verified, verify
from classifier.storage import Database, PublishedHeads, Storage
from classifier.storage.snapshot import Tables, bare

FORMAT: Final = 1
_ABOUT: Final = "snapshot.json"
_SEAL: Final = "manifest.hmac"
_HEADS: Final = "published-heads.jsonl"
_BLOCK: Final = 1 << 20


class SnapshotError(Exception):
    """A snapshot cannot be written or read: says where and why."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot that was written: where, how many rows of each table, and the SHA-256 of its manifest."""

    folder: Path
    rows: dict[str, int]
    manifest: str


def take(storage: Storage, out: Path, *, actor: Actor, now: datetime) -> Taken:
    """Write a snapshot into a new folder under `out` and note it in the audit trail. Raises SnapshotError.

    It is written beside and renamed when it is whole: a folder with the name is a whole snapshot.
    """
    require(actor, Action.EXPORT_RECORDS)
    name = f"lathund-{now.strftime('%Y%m%dT%H%M%SZ')}"
    if (out / name).exists():
        raise SnapshotError(f"{out / name} finns redan")
    try:
        out.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=out))
        try:
            rows = _write(storage, part, actor, now)
            manifest = _seal(part, storage.key)
            _synced(part)
            part.rename(out / name)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    except OSError as error:
        raise SnapshotError(f"{out}: {error}") from error
    with storage.write(now) as unit:
        after = {"manifest": manifest, "name": name}
        reason = EVENTS[EventCode.SNAPSHOT_TAKEN]
        unit.audit.append([AuditEvent(now, actor, EventCode.SNAPSHOT_TAKEN, f"snapshot:{name}", reason, {}, after)])
    return Taken(out / name, rows, manifest)


def check(folder: Path, *, key: bytes) -> Verified:
    """Go through a snapshot as `audit verify` goes through a database. Raises SnapshotError where it is none."""
    about = _about(folder)
    found = Verified(findings=[Finding(where, text) for where, text in _changed(folder, key)])
    try:
        with _restored(folder) as database:
            heads = PublishedHeads(folder / _HEADS)
            told = verify(Storage.opened(database, key=key, heads=heads))
            with database.session() as session:
                counted = Tables(session).counts()
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise SnapshotError(f"{folder}: raderna går inte att läsa: {error}") from error
    found.findings += told.findings
    for table, count in about["rows"].items():
        if counted.get(table) != count:
            found.findings.append(Finding(f"tables/{table}.jsonl", f"{counted.get(table, 0)} rader av {count}."))
    found.events, found.packages, found.cases = told.events, told.packages, told.cases
    return found


def _write(storage: Storage, part: Path, actor: Actor, now: datetime) -> dict[str, int]:
    rows: dict[str, int] = {}
    published = storage.heads.path.read_bytes() if storage.heads.path.exists() else b""
    # Read before the database: what is published meanwhile is beyond the moment of the snapshot.
    with storage.read() as unit:
        head = unit.audit.head()
        for table, lines in Tables(unit.session).dumped(part):
            path = part / "tables" / f"{table}.jsonl"
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="ascii") as file:
                rows[table] = sum(1 for line in lines if file.write(line))
    (part / _HEADS).write_bytes(published)
    said = {"count": head.count, "digest": head.digest, "mac": head.mac} if head else {}
    about = {"format": FORMAT, "version": __version__, "made": iso(now), "by": actor.name, "head": said, "rows": rows}
    (part / _ABOUT).write_text(json.dumps(about, indent=1, sort_keys=True), encoding="ascii")
    return rows


def _seal(part: Path, key: bytes) -> str:
    lines = [f"{digest}  {path}\n" for path, digest in _digests(part)]
    manifest = "".join(lines).encode("utf-8")
    (part / MANIFEST).write_bytes(manifest)
    (part / _SEAL).write_text(_mac(manifest, key) + "\n", encoding="ascii")
    return sha256(manifest)


def _changed(folder: Path, key: bytes) -> Iterator[tuple[str, str]]:
    try:
        manifest = (folder / MANIFEST).read_bytes()
        seal = (folder / _SEAL).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        yield MANIFEST, f"Manifestet går inte att läsa: {error}"
        return
    if not hmac.compare_digest(seal, _mac(manifest, key)):
        yield MANIFEST, "Manifestet är ändrat eller skrivet med en annan nyckel."
    lines = [line.partition("  ") for line in manifest.decode("utf-8", "replace").splitlines()]
    said = {path: digest for digest, _, path in lines}
    present = dict(_digests(folder))
    for path in sorted(said.keys() | present.keys()):
        if path not in present:
            yield path, "Filen saknas."
        elif path not in said:
            yield path, "Filen står inte i manifestet."
        elif said[path] != present[path]:
            yield path, "Filen har ändrats."


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in {MANIFEST, _SEAL}:
            with path.open("rb") as file:
                yield name, hashlib.file_digest(file, "sha256").hexdigest()


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="ascii"))
        rows = about["rows"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"{folder}: ingen ögonblicksbild som går att läsa: {error}") from error
    if about.get("format") != FORMAT or not isinstance(rows, dict):
        raise SnapshotError(f"{folder}: formatet {about.get('format')} är okänt")
    return dict(about)


@contextmanager
def _restored(folder: Path) -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="lathund-snapshot-") as place:
        database = bare(Path(place) / "snapshot.sqlite")
        try:
            with database.session(writes=True) as session, session.begin():
                Tables(session).load(folder)
            yield database
        finally:
            database.close()


def _synced(part: Path) -> None:
    """Let every file be on disk before the folder gets its name."""
    for path in part.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _mac(manifest: bytes, key: bytes) -> str:
    return hmac.new(key, b"snapshot:" + manifest, hashlib.sha256).hexdigest()
