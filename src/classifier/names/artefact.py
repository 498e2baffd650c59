"""The files of a name recogniser: arrays (npz, no pickle) and a JSON manifest with their checksum."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from classifier.names.features import FEATURES_VERSION, LEXICAL_BITS, LEXICAL_CLASSES, TAGGER_BITS

WEIGHTS_FILE: Final = "weights.npz"
MANIFEST_FILE: Final = "manifest.json"


class NamesArtefactError(Exception):
    """A recogniser that cannot be trusted: missing, damaged, or made for other code. Says which and what to do."""


class NamesManifest(BaseModel):
    """What the arrays are, where they come from and at which probability a token counts as a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: str
    features_version: int
    threshold: float
    join_threshold: float
    """A word beside a name belongs to it from this probability."""
    sha256: str
    data: dict[str, dict[str, Any]] = {}
    libraries: dict[str, str] = {}
    config: dict[str, Any] = {}
    metrics: dict[str, Any] = {}


class NamesArrays(BaseModel):
    """`lexical` (classes, 2^18) and its bias, `tagger` (2^19,) and its bias, `genitive` (2^18,) and its bias."""

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)
    lexical: NDArray[np.float32]
    lexical_bias: NDArray[np.float32]
    tagger: NDArray[np.float32]
    tagger_bias: float
    genitive: NDArray[np.float32]
    genitive_bias: float


def save_names(folder: Path, arrays: NamesArrays, manifest: NamesManifest) -> NamesManifest:
    """Write both files; returns the manifest with the checksum of the arrays filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        allow_pickle=False,
        lexical=arrays.lexical.astype(np.float16),
        lexical_bias=arrays.lexical_bias,
        tagger=arrays.tagger.astype(np.float16),
        genitive=arrays.genitive.astype(np.float16),
        biases=np.array([arrays.tagger_bias, arrays.genitive_bias], dtype=np.float32),
    )
    (folder / WEIGHTS_FILE).write_bytes(buffer.getvalue())
    manifest = manifest.model_copy(update={"sha256": hashlib.sha256(buffer.getvalue()).hexdigest()})
    text = json.dumps(manifest.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
    return manifest


def load_names(folder: Path) -> tuple[NamesArrays, NamesManifest]:
    """Read and verify a folder. Raises NamesArtefactError; never runs code from the files."""
    try:
        manifest = NamesManifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
        data = (folder / WEIGHTS_FILE).read_bytes()
    except OSError as error:
        raise NamesArtefactError(f"{folder}: cannot be read ({error})") from error
    except ValidationError as error:
        raise NamesArtefactError(f"{folder / MANIFEST_FILE}: not a manifest of this format: {error}") from error
    if manifest.features_version != FEATURES_VERSION:
        message = f"features version {manifest.features_version}, this code has {FEATURES_VERSION}; retrain"
        raise NamesArtefactError(f"{folder / MANIFEST_FILE}: {message}")
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise NamesArtefactError(f"{folder / WEIGHTS_FILE}: checksum differs from the manifest; restore the file")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return _arrays(stored), manifest
    except (ValueError, KeyError, OSError) as error:
        raise NamesArtefactError(f"{folder / WEIGHTS_FILE}: not a recogniser of this format ({error})") from error


def _arrays(stored: Any) -> NamesArrays:
    arrays = {name: stored[name].astype(np.float32) for name in ("lexical", "lexical_bias", "tagger", "genitive")}
    shapes = {
        "lexical": (len(LEXICAL_CLASSES), 1 << LEXICAL_BITS),
        "lexical_bias": (len(LEXICAL_CLASSES),),
        "tagger": (1 << TAGGER_BITS,),
        "genitive": (1 << LEXICAL_BITS,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has shape {arrays[name].shape}, not {shape}")
    tagger_bias, genitive_bias = (float(b) for b in stored["biases"])
    return NamesArrays(**arrays, tagger_bias=tagger_bias, genitive_bias=genitive_bias)
