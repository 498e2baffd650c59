"""Which model is live: folders of models, the file `current` that names one, and the history to go back along.

Every write is to a new file that then takes the old one's name, on disk before it does: whoever reads `current` reads
the old version or the new one, never half of either, whenever the machine stops.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.model.artefact import ArtefactError, Manifest, load_artefact, read_manifest

CURRENT: Final = "current"
SHADOW: Final = "shadow"
HISTORY: Final = "history"
_LOCK: Final = ".lock"
_NAMES: Final = "names-"
"""Folders of the recogniser of names begin so; they have a pointer of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model folder. `manifest` is None where it cannot be used, and `problem` says why."""

    version: str
    manifest: Manifest | None
    problem: str
    live: bool
    shadow: bool


def current_version(models_dir: Path, name: str = CURRENT) -> str:
    """Return the version that a pointer names (`current`, `names-current`, `shadow`). Raises ArtefactError."""
    path = models_dir / name
    try:
        version = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ArtefactError(f"{path}: cannot be read; it should name the live model version ({error})") from error
    return checked_name(models_dir, version, path)


def checked_name(models_dir: Path, version: str, where: object = "version") -> str:
    """Return the name of a version folder; anything that could point outside the folder is refused."""
    if not version or version.startswith(".") or any(c in version for c in "/\\\n\x00"):
        raise ArtefactError(f"{where}: {version!r} is not a version folder of {models_dir}")
    return version


def shadow_version(models_dir: Path) -> str:
    """Return the version that runs in shadow, empty where none does."""
    return current_version(models_dir, SHADOW) if (models_dir / SHADOW).exists() else ""


def entries(models_dir: Path) -> list[Entry]:
    """Return every model folder by name, those that cannot be used with the reason."""
    live = _or_none(models_dir, CURRENT)
    shadow = _or_none(models_dir, SHADOW)
    found = []
    for folder in sorted(p for p in models_dir.glob("*") if p.is_dir() and not p.name.startswith((".", _NAMES))):
        manifest, problem = None, ""
        try:
            manifest = read_manifest(folder)
        except ArtefactError as error:
            problem = str(error)
        found.append(Entry(folder.name, manifest, problem, folder.name == live, folder.name == shadow))
    return found


def usable(models_dir: Path, version: str) -> Manifest:
    """Read a version whole, with its checksum, before anything is allowed to name it. Raises ArtefactError."""
    _, manifest = load_artefact(models_dir / checked_name(models_dir, version))
    if manifest.version != version:
        raise ArtefactError(f"{models_dir / version}: the manifest is that of version {manifest.version}")
    return manifest


def previous_version(models_dir: Path) -> str:
    """Return the version that was live before the present one, empty where none is known."""
    past = _past(models_dir)
    return past[-2] if len(past) > 1 else ""


def switch_to(models_dir: Path, version: str) -> None:
    """Make a version the live one. Raises ArtefactError where it cannot be used; nothing is changed then."""
    usable(models_dir, version)
    past = _past(models_dir)
    # History first: what it says after the live version counts for nothing until `current` says so too.
    write_atomically(models_dir / HISTORY, "\n".join([*past, version]) + "\n")
    write_atomically(models_dir / CURRENT, version + "\n")


def go_back(models_dir: Path) -> str:
    """Make the version before the live one live again and return it. Raises ArtefactError where there is none."""
    past = _past(models_dir)
    if len(past) < 2:
        raise ArtefactError(f"{models_dir / HISTORY}: no earlier version is known; name one with `lathund promote`")
    usable(models_dir, past[-2])
    write_atomically(models_dir / CURRENT, past[-2] + "\n")
    write_atomically(models_dir / HISTORY, "\n".join(past[:-1]) + "\n")
    return past[-2]


def set_shadow(models_dir: Path, version: str) -> None:
    """Let a version run beside the live one; an empty name ends it."""
    if version:
        usable(models_dir, version)
        write_atomically(models_dir / SHADOW, version + "\n")
    else:
        (models_dir / SHADOW).unlink(missing_ok=True)


@contextmanager
def one_at_a_time(models_dir: Path) -> Iterator[None]:
    """Hold the folder's lock: two persons who switch at once do it one after the other."""
    with (models_dir / _LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_atomically(path: Path, text: str) -> None:
    """Put a text in place of a file's content, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _past(models_dir: Path) -> list[str]:
    """Return the versions that were live, oldest first, ending with the present one."""
    live = current_version(models_dir)
    path = models_dir / HISTORY
    lines = path.read_text(encoding="utf-8").split() if path.exists() else []
    if live not in lines:
        return [live]
    last = len(lines) - 1 - lines[::-1].index(live)
    return lines[: last + 1]


def _or_none(models_dir: Path, name: str) -> str | None:
    try:
        return current_version(models_dir, name)
    except ArtefactError:
        return None
