"""A package as files: manifest, deterministic ZIP and TAR, and reading one back. Same content, same bytes."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from classifier.cases.canonical import sha256

Files = Mapping[str, bytes]
"""Content by path inside the package, with `/` between folders."""

MANIFEST: Final = "manifest-sha256.txt"
MAX_UNPACKED: Final = 2_000_000_000
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can hold: the same for every file, so that it says nothing."""


class Form(StrEnum):
    """How a package is packed."""

    ZIP = "zip"
    TAR = "tar"


class PackageError(ValueError):
    """A package cannot be read: says where and why."""


def with_manifest(files: Files) -> dict[str, bytes]:
    """Return the files with their manifest: one line each, SHA-256, two spaces, path (as `sha256sum -c` reads it)."""
    lines = [f"{sha256(files[path])}  {path}\n" for path in sorted(files)]
    return {**files, MANIFEST: "".join(lines).encode("utf-8")}


def problems(files: Files) -> list[str]:
    """Return what is wrong with a package, held against its manifest; nothing wrong: an empty list."""
    if MANIFEST not in files:
        return [f"{MANIFEST} saknas"]
    said: dict[str, str] = {}
    for line in files[MANIFEST].decode("utf-8", "replace").splitlines():
        digest, _, path = line.partition("  ")
        said[path] = digest
    found = [f"{path}: saknas" for path in sorted(said.keys() - files.keys())]
    found += [f"{path}: står inte i {MANIFEST}" for path in sorted(files.keys() - said.keys() - {MANIFEST})]
    changed = [path for path in sorted(said.keys() & files.keys()) if sha256(files[path]) != said[path]]
    return found + [f"{path}: har ändrats" for path in changed]


def packed(files: Files, root: str, form: Form) -> bytes:
    """Return the files under one folder as a ZIP or TAR: sorted, without times and owners of their own."""
    return _zipped(files, root) if form is Form.ZIP else _tarred(files, root)


def _zipped(files: Files, root: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{root}/{path}", date_time=_EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, files[path])
    return out.getvalue()


def _tarred(files: Files, root: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(files):
            info = tarfile.TarInfo(f"{root}/{path}")
            info.size, info.mode, info.mtime = len(files[path]), 0o644, 0
            archive.addfile(info, io.BytesIO(files[path]))
    return out.getvalue()


def unpacked(data: bytes) -> tuple[str, dict[str, bytes]]:
    """Return root folder and files of a ZIP or TAR. Raises PackageError; nothing is written anywhere."""
    try:
        found = _from_zip(data) if data[:2] == b"PK" else _from_tar(data)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, RuntimeError) as error:
        raise PackageError(f"inte ett paket som går att läsa: {error}") from error
    roots = {PurePosixPath(path).parts[0] for path in found}
    unsafe = [path for path in found if path.startswith("/") or ".." in PurePosixPath(path).parts]
    if unsafe or len(roots) != 1:
        raise PackageError("paketet har inte en enda rotmapp" if not unsafe else f"otillåten sökväg: {unsafe[0]}")
    root = roots.pop()
    return root, {path.removeprefix(f"{root}/"): content for path, content in found.items()}


def _from_zip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_size(sum(i.file_size for i in archive.infolist()))
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


def _from_tar(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = [m for m in archive.getmembers() if m.isfile()]
        _check_size(sum(m.size for m in members))
        return {m.name: file.read() for m in members if (file := archive.extractfile(m)) is not None}


def _check_size(size: int) -> None:
    if size > MAX_UNPACKED:
        raise PackageError(f"paketet är för stort: {size} byte uppackat")
