"""Stage files: a training that was interrupted goes on where it stopped, and ends as it would have ended.

The key holds everything that decides the outcome (configuration, data, libraries, code): under another key nothing is
taken over. Arrays only, no pickle; each file is written whole or not at all; all are removed when the model is saved.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

import classifier
import training
from classifier.model import BLOCKS
from training.fit import Targets, fit_all
from training.vectorize import Counts

_CODE: Final = (Path(training.__file__).parent, Path(classifier.__file__).parent)
Fitted = tuple[NDArray[np.float64], NDArray[np.float64]]
Fit = Callable[[str, sp.csr_matrix, Targets, float, int], Fitted]
"""(name of the stage, matrix, targets, C, seed) → coefficients and intercepts."""


def fit_stage(_: str, x: sp.csr_matrix, targets: Targets, c: float, seed: int) -> Fitted:
    """Fit without keeping the stage."""
    return fit_all(x, targets, c, seed)


class Stages:
    """The stage files of one training run, in a folder of their own. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None = None, key: str = "") -> None:
        self._folder = folder
        self.resumed: list[str] = []
        """Names of the stages that were read instead of done."""
        if folder is None:
            return
        noted = folder / "key"
        if folder.exists() and (not noted.exists() or noted.read_text(encoding="ascii") != key):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        noted.write_text(key, encoding="ascii")

    def counts(self, name: str, make: Callable[[], Counts]) -> Counts:
        """Return feature counts, read where they were made before."""

        def store(made: Counts) -> dict[str, NDArray[Any]]:
            held: dict[str, NDArray[Any]] = {}
            for block in BLOCKS:
                matrix = made.matrices[block]
                held |= {f"{block}_data": matrix.data, f"{block}_indices": matrix.indices}
                held |= {f"{block}_indptr": matrix.indptr, f"{block}_shape": np.array(matrix.shape)}
                held[f"{block}_names"] = np.frombuffer(json.dumps(made.names[block]).encode(), dtype=np.uint8)
            return held

        held = self._read(name)
        if held is None:
            made = make()
            self._write(name, store(made))
            return made
        matrices = {
            b: sp.csr_matrix((held[f"{b}_data"], held[f"{b}_indices"], held[f"{b}_indptr"]), shape=held[f"{b}_shape"])
            for b in BLOCKS
        }
        return Counts({b: json.loads(held[f"{b}_names"].tobytes()) for b in BLOCKS}, matrices)

    def fit(self, name: str, x: sp.csr_matrix, targets: Targets, c: float, seed: int) -> Fitted:
        """Return coefficients and intercepts as `fit_all`, read where they were fitted before."""
        held = self._read(name)
        if held is not None:
            return held["coefficients"], held["intercepts"]
        coefficients, intercepts = fit_all(x, targets, c, seed)
        self._write(name, {"coefficients": coefficients, "intercepts": intercepts})
        return coefficients, intercepts

    def done(self) -> None:
        """Remove the stage files: the model is saved."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, name: str) -> dict[str, NDArray[Any]] | None:
        path = self._folder / f"{name}.npz" if self._folder else None
        if path is None or not path.exists():
            return None
        with np.load(path, allow_pickle=False) as stored:
            held = {key: stored[key] for key in stored.files}
        self.resumed.append(name)
        return held

    def _write(self, name: str, held: dict[str, NDArray[Any]]) -> None:
        if self._folder is None:
            return
        beside = self._folder / f".{name}.npz"
        with beside.open("wb") as file:
            np.savez(file, allow_pickle=False, **held)
        beside.replace(self._folder / f"{name}.npz")


def key_of(**decides: Any) -> str:
    """Return one digest of everything that decides the outcome, the code of training and product included."""
    digest = hashlib.sha256(json.dumps(decides, sort_keys=True, default=str).encode())
    for folder in _CODE:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in {".py", ".txt"} and p.is_file()):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
