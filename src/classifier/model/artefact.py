"""Model files: arrays (npz, no pickle) and a JSON manifest that names, hashes and explains them."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from classifier.model.features import BLOCKS, FEATURES_VERSION
from classifier.model.network import Network, restored, stored
from classifier.taxonomy import LABELS, Label

WEIGHTS_FILE: Final = "weights.npz"
MANIFEST_FILE: Final = "manifest.json"
_NETWORK: Final = "network/"
_VECTORS: Final = ("bias", "slope", "offset", "network_slope")


class ArtefactError(Exception):
    """A model that cannot be trusted: missing, damaged, or made for other code. Says which and what to do."""


class Threshold(BaseModel):
    """Where a score sends a comment to a person, and where it stands by itself. Compared with >=."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    review: float
    act: float


class Manifest(BaseModel):
    """What the arrays are, where they come from and how they are to be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: str
    features_version: int
    labels: tuple[Label, ...]
    thresholds: dict[Label, Threshold]
    sha256: str
    data: dict[str, dict[str, Any]] = {}
    libraries: dict[str, str] = {}
    config: dict[str, Any] = {}
    metrics: dict[str, Any] = {}
    commit: str = ""


class Arrays(BaseModel):
    """The arrays of a fused linear model over L labels and, where there is one, of the network beside it.

    Per block: `vocabulary` (names, n), `idf` (n,), `weights` (n, L). `bias` (L,). Platt: the calibrated probability of
    label j is 1 / (1 + exp(-(slope[j] * logit + network_slope[j] * what the network says + offset[j]))).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)
    vocabulary: dict[str, list[str]]
    weights: dict[str, NDArray[np.float32]]
    idf: dict[str, NDArray[np.float32]]
    bias: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    network: Network | None = None
    network_slope: NDArray[np.float32] = np.zeros(len(LABELS), dtype=np.float32)


def save_artefact(folder: Path, arrays: Arrays, manifest: Manifest) -> Manifest:
    """Write both files; returns the manifest with the checksum of the arrays filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    payload: dict[str, NDArray[Any]] = {"bias": arrays.bias, "slope": arrays.slope, "offset": arrays.offset}
    for block in BLOCKS:
        names = "\n".join(arrays.vocabulary[block]).encode("utf-8")
        payload[f"{block}_vocabulary"] = np.frombuffer(names, dtype=np.uint8)
        payload[f"{block}_idf"] = arrays.idf[block].astype(np.float16)
        payload[f"{block}_weights"] = arrays.weights[block].astype(np.float16)
    if arrays.network is not None:
        payload |= {f"{_NETWORK}{name}": array for name, array in stored(arrays.network).items()}
        payload["network_slope"] = arrays.network_slope
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **payload)
    (folder / WEIGHTS_FILE).write_bytes(buffer.getvalue())
    manifest = manifest.model_copy(update={"sha256": hashlib.sha256(buffer.getvalue()).hexdigest()})
    text = json.dumps(manifest.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
    return manifest


def load_artefact(folder: Path) -> tuple[Arrays, Manifest]:
    """Read and verify a model folder. Raises ArtefactError; never runs code from the files."""
    manifest = read_manifest(folder)
    try:
        data = (folder / WEIGHTS_FILE).read_bytes()
    except OSError as error:
        raise ArtefactError(f"{folder / WEIGHTS_FILE}: cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise ArtefactError(f"{folder / WEIGHTS_FILE}: checksum differs from the manifest; restore the file")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as saved:
            return _arrays(saved, len(manifest.labels)), manifest
    except (ValueError, KeyError, OSError) as error:
        raise ArtefactError(f"{folder / WEIGHTS_FILE}: not a model of this format ({error})") from error


def load_network(path: Path) -> Network:
    """Read a network that was trained apart (`training/network_fit.py`). Raises ArtefactError."""
    try:
        with np.load(path, allow_pickle=False) as saved:
            return restored({name: saved[name] for name in saved.files})
    except (ValueError, KeyError, OSError) as error:
        raise ArtefactError(f"{path}: not a network of this format ({error})") from error


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a model folder and check that this code can serve it. Raises ArtefactError."""
    path = folder / MANIFEST_FILE
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ArtefactError(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise ArtefactError(f"{path}: not a manifest of this format: {error}") from error
    if manifest.labels != LABELS:
        raise ArtefactError(f"{path}: made for other labels ({', '.join(manifest.labels)}); retrain")
    if manifest.features_version != FEATURES_VERSION:
        message = f"features version {manifest.features_version}, this code has {FEATURES_VERSION}; retrain"
        raise ArtefactError(f"{path}: {message}")
    if set(manifest.thresholds) != set(LABELS):
        raise ArtefactError(f"{path}: thresholds are missing for some label")
    return manifest


def _arrays(saved: Any, labels: int) -> Arrays:
    vocabulary, weights, idf = {}, {}, {}
    for block in BLOCKS:
        names = saved[f"{block}_vocabulary"].tobytes().decode("utf-8")
        vocabulary[block] = names.split("\n") if names else []
        weights[block] = saved[f"{block}_weights"].astype(np.float32)
        idf[block] = saved[f"{block}_idf"].astype(np.float32)
        if weights[block].shape != (len(vocabulary[block]), labels):
            raise ValueError(f"block {block} has weights of shape {weights[block].shape}")
    held = {name.removeprefix(_NETWORK): saved[name] for name in saved.files if name.startswith(_NETWORK)}
    network = restored(held) if held else None
    vectors = {name: saved[name].astype(np.float32) for name in _VECTORS if network or name != "network_slope"}
    if any(v.shape != (labels,) for v in vectors.values()):
        raise ValueError("bias or calibration has the wrong length")
    return Arrays(vocabulary=vocabulary, weights=weights, idf=idf, network=network, **vectors)
