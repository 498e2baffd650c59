"""The one place where things are wired: settings to pipeline and profiles."""

import os
import secrets
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.engine import make_url

from classifier import __version__
from classifier.cases.actors import SYSTEM
from classifier.cases.audit import MIN_KEY_BYTES, written_with
from classifier.lathund import Profile, load_profile, shipped_profiles
from classifier.masking import Masker
from classifier.model import ArtefactError, Predictor, current_version, default_extractor, load_artefact
from classifier.names import NamesArtefactError, Recogniser, load_names
from classifier.own_thresholds import OwnThresholds
from classifier.pipeline import NO_MODEL, Comment, Pipeline
from classifier.rules import (
    Matcher,
    PublicContacts,
    PublicContactsError,
    load_rules,
    public_contacts,
    shipped_rules_dir,
)
from classifier.services import Desk, thresholds
from classifier.services.intake import resume
from classifier.services.live_model import LiveModel
from classifier.settings import Settings
from classifier.storage import Database, PublishedHeads, Storage
from classifier.text import default_normalizer

NAMES_CURRENT: Final = "names-current"
_REMEMBERED_MASKS: Final = 2_048
"""Lists show the same texts again and again, and masking one takes milliseconds."""
_log = structlog.get_logger(__name__)


class StartError(Exception):
    """Something that must be mended before the service can start: says what and where."""


@dataclass(frozen=True, slots=True)
class Wired:
    """What a process needs to classify."""

    pipeline: Pipeline
    profiles: dict[str, Profile]
    default_policy: str
    model_problem: str
    """Why there is no model; empty when there is one."""
    masker: Masker = field(default_factory=lambda: Masker(default_normalizer()))
    names_problem: str = "no recogniser was asked for"
    """Why names of persons are not recognised; empty when they are."""
    database: Database | None = None
    """Only the service opens it; the command line classifies without."""
    desk: Desk | None = None
    """The use cases of comments and cases, where there is a database."""
    live: LiveModel | None = None
    """Only the service has it: takes a newly promoted model while it runs."""

    @property
    def serving(self) -> tuple[str, str]:
        """The model in service and why the one that should be is not; the problem is empty when all is well."""
        if self.live:
            return self.live.version, self.live.problem
        predictor = self.pipeline.predictor
        return predictor.version if predictor else NO_MODEL, self.model_problem

    def check_database(self) -> str:
        """Return why the database does not answer; empty when it does or none is used."""
        return self.database.problem() if self.database else ""


def wire(settings: Settings) -> Wired:
    """Build pipeline and profiles. Raises RuleErrors, ProfileError or StartError; a broken model is no error."""
    folders = [shipped_rules_dir(), *([settings.rules_dir] if settings.rules_dir else [])]
    profiles = dict(shipped_profiles())
    if settings.profiles_dir:
        profiles |= {p.code: p for p in map(load_profile, sorted(settings.profiles_dir.glob("*.toml")))}
    if settings.policy not in profiles:
        raise StartError(f"LATHUND_POLICY={settings.policy!r}: choose one of {', '.join(sorted(profiles))}")
    predictor, problem = load_predictor(settings.models_dir)
    recogniser, names_problem = load_recogniser(settings.models_dir)
    public = _public(settings)
    pipeline = Pipeline(default_normalizer(), Matcher(load_rules(*folders), public, recogniser), predictor)
    pipeline.classify(Comment("Hej, när plogas vår gata?"), profiles[settings.policy])
    masker = Masker(default_normalizer(), recogniser, public)
    return Wired(pipeline, profiles, settings.policy, problem, masker, names_problem)


def _public(settings: Settings) -> PublicContacts:
    if settings.public_contacts is None:
        return public_contacts()
    try:
        return public_contacts().extended(settings.public_contacts)
    except PublicContactsError as error:
        raise StartError(f"LATHUND_PUBLIC_CONTACTS: {error}") from error


def wire_service(settings: Settings, parts: Wired | None = None) -> Wired:
    """Wire for serving: opens and migrates the database and notes which versions serve from now. Raises as `wire`.

    `parts`: a pipeline that is wired already, when one process opens several databases.
    """
    parts = parts or wire(settings)
    # Each service has thresholds of its own, also where tests share a pipeline.
    parts = replace(parts, pipeline=replace(parts.pipeline, own=OwnThresholds()))
    database = Database(settings.database_url)
    rules = parts.pipeline.rules_version

    def note(model: str) -> None:
        database.record_run(version=__version__, model=model, rules=rules, policy=settings.policy)

    live = LiveModel(
        settings.models_dir,
        parts.pipeline,
        parts.model_problem,
        profile=parts.profiles[parts.default_policy],
        switched=note,
    )
    note(live.version)
    storage = wire_storage(database, settings)
    desk = Desk(
        storage,
        live.pipeline,
        parts.profiles,
        settings.policy,
        lru_cache(maxsize=_REMEMBERED_MASKS)(parts.masker.masked),
        public_url=settings.public_url,
        masker=parts.masker,
        shadow=lambda: live.shadow,
        masks=parts.masker.mask,
    )
    thresholds.refresh(desk)
    resumed = resume(desk, actor=SYSTEM)
    if resumed:
        _log.warning("intake_resumed", comments=resumed)
    return replace(parts, pipeline=live.pipeline, database=database, desk=desk, live=live)


def wire_storage(database: Database, settings: Settings, *, strict: bool = True) -> Storage:
    """Put the audit chain's key and its published heads beside an opened database. Raises StartError.

    Strict, a chain of another key or without its end stops the start; who only verifies wants to be told all of it.
    """
    beside = _beside(settings.database_url)
    key = audit_key(settings)
    heads = PublishedHeads(settings.audit_heads_file or beside.with_name(f"{beside.name}.audit-heads"))
    storage = Storage(database, key=key, heads=heads)
    with storage.read() as unit:
        head = unit.audit.head()
    if not strict:
        return storage
    if head is None or not written_with(head, key):
        raise StartError("the audit chain was written with another key, or its head is gone: see LATHUND_AUDIT_KEY")
    return storage


def audit_key(settings: Settings, *, make: bool = True) -> bytes:
    """Return the key of the audit chain: the setting, else the file beside the database. Raises StartError, OSError.

    `make`: a new file is written where there is none; who only reads must not make a key that fits nothing.
    """
    beside = _beside(settings.database_url)
    file = beside.with_name(f"{beside.name}.audit-key")
    secret = settings.audit_key.get_secret_value().encode() if settings.audit_key else b""
    key = secret or (_key_in(file) if make else file.read_bytes().strip())
    if len(key) < MIN_KEY_BYTES:
        raise StartError(f"LATHUND_AUDIT_KEY: at least {MIN_KEY_BYTES} characters are needed")
    return key


def _beside(database_url: str) -> Path:
    """Return the path of an SQLite file, or one under var/ named after the database."""
    url = make_url(database_url)
    name = url.database or "lathund"
    if url.get_backend_name() == "sqlite" and name != ":memory:":
        return Path(name)
    return Path("var") / Path(name).name


def _key_in(path: Path) -> bytes:
    """Return the key in a file that only its owner reads; a new one where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    _log.warning("audit_key_made", path=str(path))
    return _read_key(path)


def _read_key(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise StartError(f"{path}: the audit key cannot be read ({error}); see LATHUND_AUDIT_KEY") from error


def load_predictor(models_dir: Path) -> tuple[Predictor | None, str]:
    """Return the live model, or None and why: without a model rules still work and people review everything."""
    try:
        version = current_version(models_dir)
        arrays, manifest = load_artefact(models_dir / version)
    except ArtefactError as error:
        _log.error("model_not_loaded", problem=str(error))
        return None, str(error)
    return Predictor(arrays, manifest, default_extractor()), ""


def load_recogniser(models_dir: Path) -> tuple[Recogniser | None, str]:
    """Return the live recogniser of names, or None and why."""
    try:
        arrays, manifest = load_names(models_dir / current_version(models_dir, NAMES_CURRENT))
    except (ArtefactError, NamesArtefactError) as error:
        _log.error("names_not_loaded", problem=str(error))
        return None, str(error)
    return Recogniser(arrays, manifest), ""
