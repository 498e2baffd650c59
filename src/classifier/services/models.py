"""Models changed by persons: promoted through the gates, rolled back, tried in shadow. Each step stands in the chain.

The event is committed before the pointer moves: a crash between leaves a promotion that can be done again, never a
live model that nobody answers for.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode
from classifier.cases.texts import EVENTS
from classifier.model import ArtefactError, Manifest, current_version, registry
from classifier.model.comparison import Comparison, read_comparison
from classifier.model.gates import Failed, Gates, failed
from classifier.storage import Storage


class NotPromoted(Exception):
    """A promotion that was refused, with every gate that does not hold."""

    def __init__(self, version: str, gates: Sequence[Failed]) -> None:
        super().__init__(f"{version} tas inte i drift:\n" + "\n".join(f"- {f.text}" for f in gates))
        self.gates = tuple(gates)


class NotSwitched(Exception):
    """A switch that cannot be made at all, whoever asks: says why."""


def promote(
    storage: Storage,
    models_dir: Path,
    version: str,
    *,
    gates: Gates,
    actor: Actor,
    now: datetime,
    override_reason: str = "",
) -> list[Failed]:
    """Make a candidate the live model where every gate holds, or a named person overrides them with a reason.

    Returns the gates that were overridden. Raises NotPromoted (noted in the chain, nothing changed) or NotSwitched.
    """
    require(actor, Action.MANAGE_MODELS)
    with _folder(models_dir):
        candidate, before = _usable(models_dir, version), _current(models_dir)
        if version == before:
            raise NotSwitched(f"{version} är redan i drift.")
        wrong = failed(gates, _compared(models_dir / version), candidate=candidate, champion=_old(models_dir))
        told = {"gates": " ".join(f.gate for f in wrong)} if wrong else {}
        if wrong and not override_reason.strip():
            reason = " ".join(f.text for f in wrong)
            _note(storage, EventCode.MODEL_REFUSED, candidate, actor, now, reason, {}, told)
            raise NotPromoted(version, wrong)
        code = EventCode.MODEL_OVERRIDDEN if wrong else EventCode.MODEL_PROMOTED
        reason = override_reason.strip() if wrong else EVENTS[code]
        _note(storage, code, candidate, actor, now, reason, {"live": before}, {"live": version} | told)
        _switch(storage, candidate, actor, now, lambda: registry.switch_to(models_dir, version))
    return wrong


def roll_back(storage: Storage, models_dir: Path, *, reason: str, actor: Actor, now: datetime) -> str:
    """Make the model before the live one live again and return its version. Raises NotSwitched."""
    require(actor, Action.MANAGE_MODELS)
    with _folder(models_dir):
        before, version = _current(models_dir), registry.previous_version(models_dir)
        if not version:
            raise NotSwitched(
                "Det finns ingen tidigare modell att gå tillbaka till. `lathund models` visar vilka som finns."
            )
        previous = _usable(models_dir, version)
        live = {"before": {"live": before}, "after": {"live": version}}
        reason = reason.strip() or EVENTS[EventCode.MODEL_ROLLED_BACK]
        _note(storage, EventCode.MODEL_ROLLED_BACK, previous, actor, now, reason, **live)
        _switch(storage, previous, actor, now, lambda: registry.go_back(models_dir))
    return version


def shade(storage: Storage, models_dir: Path, version: str, *, actor: Actor, now: datetime) -> None:
    """Let a candidate run beside the live model, its differences stored; an empty version ends it."""
    require(actor, Action.MANAGE_MODELS)
    with _folder(models_dir):
        running = registry.shadow_version(models_dir)
        if not version and not running:
            raise NotSwitched("Ingen modell prövas i skugga.")
        if version == _current(models_dir):
            raise NotSwitched(f"{version} är i drift; pröva en annan i skugga.")
        manifest = _usable(models_dir, version) if version else None
        code = EventCode.SHADOW_STARTED if version else EventCode.SHADOW_ENDED
        after = _facts(manifest) if manifest else {}
        _append(storage, code, version or running, actor, now, EVENTS[code], {}, after)
        registry.set_shadow(models_dir, version)


def note_training(storage: Storage, manifest: Manifest, *, actor: Actor, now: datetime) -> None:
    """Note in the chain that a candidate was trained, and on which data."""
    after = {f"data:{name}": str(d.get("sha256", "-"))[:16] for name, d in manifest.data.items()}
    code = EventCode.MODEL_TRAINED
    _append(storage, code, manifest.version, actor, now, EVENTS[code], {}, _facts(manifest) | after)


def _note(
    storage: Storage,
    code: EventCode,
    manifest: Manifest,
    actor: Actor,
    now: datetime,
    reason: str,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    _append(storage, code, manifest.version, actor, now, reason, before, _facts(manifest) | after)


def _append(
    storage: Storage,
    code: EventCode,
    version: str,
    actor: Actor,
    now: datetime,
    reason: str,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    with storage.write(now) as unit:
        unit.audit.append([AuditEvent(now, actor, code, f"model:{version}", reason, before, after)])


def _switch(storage: Storage, manifest: Manifest, actor: Actor, now: datetime, move: Callable[[], object]) -> None:
    try:
        move()
    except (OSError, ArtefactError) as error:
        _note(storage, EventCode.MODEL_SWITCH_FAILED, manifest, actor, now, str(error) or type(error).__name__, {}, {})
        raise NotSwitched(f"Bytet gick inte att genomföra, den förra modellen är kvar: {error}") from error


@contextmanager
def _folder(models_dir: Path) -> Iterator[None]:
    """Hold the folder of models, or say that it cannot be used."""
    try:
        with registry.one_at_a_time(models_dir):
            yield
    except OSError as error:
        raise NotSwitched(f"{models_dir}: går inte att skriva i ({error.strerror})") from error


def _facts(manifest: Manifest) -> dict[str, str]:
    return {"model": f"{manifest.name}@{manifest.version}", "sha256": manifest.sha256}


def _usable(models_dir: Path, version: str) -> Manifest:
    try:
        return registry.usable(models_dir, version)
    except ArtefactError as error:
        raise NotSwitched(f"{version} går inte att använda: {error}") from error


def _compared(folder: Path) -> Comparison | None:
    try:
        return read_comparison(folder)
    except ArtefactError as error:
        raise NotSwitched(str(error)) from error


def _current(models_dir: Path) -> str:
    try:
        return current_version(models_dir)
    except ArtefactError as error:
        raise NotSwitched(str(error)) from error


def _old(models_dir: Path) -> Manifest:
    return _usable(models_dir, _current(models_dir))
