"""What a training run does around the modelling: its configuration, own labels, stage files, progress."""

import dataclasses
import importlib.metadata
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from classifier.model import current_version
from classifier.model.artefact import ArtefactError
from classifier.model.features import FEATURES_VERSION
from training.own_labels import Own, OwnConfig, prepare, read_own
from training.sources import Sources
from training.stages import Stages, key_of

T = TypeVar("T")
WORK: Final = ".work"
_SHARES: Final = (35.0, 10.0, 55.0)
"""Measured shares of the time: reading features, reading windows, fitting."""


class ConfigError(ValueError):
    """A configuration that cannot be used: says which file and what is wrong."""


def read_toml(path: Path | None) -> dict[str, Any]:
    """Read a TOML file, nothing where none is given. Raises ConfigError."""
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: kan inte läsas ({error})") from error


def checked(path: Path | None, kind: type[T], content: dict[str, Any]) -> T:
    """Return a configuration of this kind with what the file says over the defaults. Raises ConfigError."""
    known = [f.name for f in dataclasses.fields(kind)]  # type: ignore[arg-type]
    unknown = sorted(set(content) - set(known))
    if unknown:
        raise ConfigError(f"{path}: okänt: {', '.join(unknown)}. Välj bland {', '.join(known)}.")
    default = kind()
    for name, value in content.items():
        expected = type(getattr(default, name))
        kinds = {float: (int, float), tuple: (list, tuple)}.get(expected, expected)
        if not isinstance(value, kinds):
            raise ConfigError(f"{path}: {name}: {value!r} är inte av rätt slag ({expected.__name__}).")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in content.items()})


def add_own(sources: Sources, labels: Sequence[Path], config: OwnConfig) -> Own | None:
    """Put the own labels among the sources, checked and capped; None where none are given."""
    if not labels:
        return None
    own = prepare(read_own(labels), config, sources.rows)
    sources.add("own_labels", "own", list(labels), own.rows)
    sources.manifest["own_labels"] |= own.summary()
    return own


def stages_of(out: Path, version: str, sources: Sources, **configs: Any) -> Stages:
    """Return the stage files of this run. Raises ConfigError where the version is the live one."""
    try:
        live = current_version(out)
    except ArtefactError:
        live = ""
    if version == live:
        raise ConfigError(
            f"{out / version} är i drift och skrivs inte över. Ge kandidaten ett eget namn med --version."
        )
    libraries = {name: importlib.metadata.version(name) for name in ("scikit-learn", "numpy", "scipy", "simplemma")}
    key = key_of(
        configs={name: dataclasses.asdict(config) for name, config in configs.items()},
        data=sources.manifest,
        libraries=libraries,
        features=FEATURES_VERSION,
    )
    return Stages(out / WORK / version, key)


class Steps:
    """One bar over the whole run, with the stage in words and the time that remains."""

    def __init__(self, console: Console, *, reading: int, fits: int) -> None:
        columns: tuple[Any, ...] = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._progress = Progress(
            *columns, TimeElapsedColumn(), TextColumn("kvar"), TimeRemainingColumn(), console=console
        )
        self._task = self._progress.add_task("1 av 3: läser drag ur texterna", total=sum(_SHARES))
        self._reading, self._fits, self._done = max(reading, 1), max(fits, 1), 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._progress.stop()

    def read(self, texts: int) -> None:
        """So many more texts are read."""
        self._progress.advance(self._task, texts * _SHARES[0] / self._reading)

    def begin_windows(self) -> None:
        """Every text is read; now sentence by sentence."""
        self._progress.update(self._task, description="2 av 3: läser mening för mening", completed=_SHARES[0])

    def begin_fits(self) -> None:
        """Everything is read; the model is fitted."""
        self._update()

    def fitted(self) -> None:
        """One more part is fitted."""
        self._done += 1
        self._update()

    def _update(self) -> None:
        told = f"3 av 3: tränar, del {min(self._done + 1, self._fits)} av {self._fits}"
        completed = _SHARES[0] + _SHARES[1] + _SHARES[2] * self._done / self._fits
        self._progress.update(self._task, description=told, completed=completed)
