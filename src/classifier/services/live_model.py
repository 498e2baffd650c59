"""The model in service, exchanged while requests flow: read and tried beside the old one, then one reference changes.

Each worker watches `models/current` (and `models/shadow`) by itself. A request holds one pipeline from its first line
to its last, so no answer mixes two models. A new model that cannot be read, or fails its trial, never replaces one
that works: the old one stays and /healthz, /readyz and the metrics say why.
"""

import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import structlog
from prometheus_client import Counter, Gauge

from classifier.lathund.profile import Profile
from classifier.model import ArtefactError, Predictor, current_version, default_extractor, load_artefact
from classifier.model.artefact import MANIFEST_FILE, WEIGHTS_FILE
from classifier.model.registry import CURRENT, SHADOW
from classifier.pipeline import NO_MODEL, Classification, Comment, Context, Pipeline

_log = structlog.get_logger("lathund.model")
PROBLEM: Final = Gauge("lathund_model_problem", "1 while the model that should be live could not be taken")
SWITCHES: Final = Counter("lathund_model_switches_total", "Models taken into service while running")
SERVING: Final = Gauge("lathund_model_serving", "1 for the version in service", ["model"])
TRIAL: Final = (
    Comment("Hej, när plogas vår gata?"),
    Comment("Skandal! Ni lovade en ny skola. Jag vet var du bor 😡", context=Context("Nytt om skolan", "Håller med.")),
    Comment(""),
)


class LivePipeline(Pipeline):
    """A pipeline that can be exchanged: every call goes to the one that is in service when it begins."""

    __slots__ = ("_now",)
    _now: Pipeline

    def __init__(self, first: Pipeline) -> None:
        object.__setattr__(self, "_now", first)

    @property
    def now(self) -> Pipeline:
        """The pipeline in service. Hold it where several calls must be answered by the same model."""
        held: Pipeline = self._now
        return held

    def exchange(self, other: Pipeline) -> None:
        """Put another pipeline in service; calls that have begun end with the one they began with."""
        object.__setattr__(self, "_now", other)

    def classify(self, comment: Comment, profile: Profile) -> Classification:
        """Classify one comment with the pipeline in service."""
        return self.now.classify(comment, profile)

    normalizer = property(lambda self: self.now.normalizer)
    matcher = property(lambda self: self.now.matcher)
    predictor = property(lambda self: self.now.predictor)
    rules_version = property(lambda self: self.now.rules_version)
    own = property(lambda self: self.now.own)


class LiveModel:
    """Watches the pointers of a models folder and exchanges the pipeline in service."""

    def __init__(
        self,
        models_dir: Path,
        first: Pipeline,
        problem: str,
        *,
        profile: Profile,
        switched: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`problem`: why `first` has no model. `switched` is told the version after each exchange."""
        self.pipeline = LivePipeline(first)
        self.problem = problem
        self.shadow: Pipeline | None = None
        self.shadow_problem = ""
        self._models_dir = models_dir
        self._profile = profile
        self._switched = switched
        self._seen: dict[str, tuple[Any, ...]] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()
        # What is loaded already need not be loaded again; what failed or was switched meanwhile must.
        if first.predictor is not None and _pointed(models_dir, CURRENT) == first.predictor.manifest.version:
            self._seen[CURRENT] = _state(models_dir, CURRENT)
        self._tell()

    @property
    def version(self) -> str:
        """Name and version of the model in service, `none` without one."""
        predictor = self.pipeline.now.predictor
        return predictor.version if predictor else NO_MODEL

    @property
    def shadow_version(self) -> str:
        """Name and version of the model in shadow, empty without one."""
        shadow = self.shadow
        return shadow.predictor.version if shadow and shadow.predictor else ""

    def check(self) -> bool:
        """Look at the pointers and take what is new; returns whether the model in service was exchanged."""
        with self._turn:
            self._check_shadow()
            return self._check_live()

    def start(self, seconds: float) -> None:
        """Look every so many seconds until `stop`."""
        self._thread = threading.Thread(target=self._run, args=(seconds,), name="live-model", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=30)

    def _run(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            try:
                self.check()
            except Exception as error:  # noqa: BLE001 (the last net: a strange disk now is no reason to stop looking)
                _log.error("model_check_failed", error=type(error).__name__)

    def _check_live(self) -> bool:
        state = _state(self._models_dir, CURRENT)
        if state == self._seen.get(CURRENT):
            return False
        before = self.version
        self._seen[CURRENT] = state
        try:
            new = self._tried(current_version(self._models_dir))
        except ArtefactError as error:
            self.problem = str(error)
            self._tell()
            _log.error("model_not_taken", problem=str(error), serving=before)
            return False
        same = new.predictor is not None and self._is_in_service(new.predictor)
        self.problem = ""
        if not same:
            self.pipeline.exchange(new)
            SWITCHES.inc()
            _log.warning("model_switched", before=before, now=self.version)
            self._switched(self.version)
        self._tell()
        return not same

    def _is_in_service(self, new: Predictor) -> bool:
        held = self.pipeline.now.predictor
        return held is not None and held.manifest.sha256 == new.manifest.sha256 and held.version == new.version

    def _check_shadow(self) -> None:
        state = _state(self._models_dir, SHADOW)
        if state == self._seen.get(SHADOW):
            return
        self._seen[SHADOW] = state
        self.shadow, self.shadow_problem = None, ""
        if not (self._models_dir / SHADOW).exists():
            return
        try:
            self.shadow = self._tried(current_version(self._models_dir, SHADOW))
        except ArtefactError as error:
            self.shadow_problem = str(error)
            _log.error("shadow_not_taken", problem=str(error))

    def _tried(self, version: str) -> Pipeline:
        """Read a version and let it answer a few comments. Raises ArtefactError where any answer is unsound."""
        arrays, manifest = load_artefact(self._models_dir / version)
        held = self.pipeline.now
        predictor = Predictor(arrays, manifest, default_extractor())
        new = Pipeline(held.normalizer, held.matcher, predictor, held.rules_version, held.own)
        for comment in TRIAL:
            said = new.classify(comment, self._profile)
            if not all(math.isfinite(s) for s in said.scores.values()) or "degraded:model" in said.review_reasons:
                raise ArtefactError(f"{self._models_dir / version}: the model fails on an ordinary comment; retrain")
        return new

    def _tell(self) -> None:
        PROBLEM.set(1 if self.problem else 0)
        SERVING.clear()
        SERVING.labels(self.version).set(1)


def _pointed(models_dir: Path, pointer: str) -> str:
    try:
        return current_version(models_dir, pointer)
    except ArtefactError:
        return ""


def _state(models_dir: Path, pointer: str) -> tuple[Any, ...]:
    """Return what changes when the pointer, or the model it names, does: cheap enough to ask every second."""
    version = _pointed(models_dir, pointer)
    paths = [models_dir / pointer]
    if version:
        paths += [models_dir / version / MANIFEST_FILE, models_dir / version / WEIGHTS_FILE]
    return (version, *map(_stamp, paths))


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
