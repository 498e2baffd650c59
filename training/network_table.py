"""What the network says of texts it has not seen: kept for the rows it was trained on, read anew for any other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.model import current_version, default_extractor
from classifier.model.artefact import ArtefactError, load_artefact, load_network
from classifier.model.network import Network
from classifier.taxonomy import LABELS
from classifier.text import default_normalizer
from training.data import TrainingRow
from training.network_data import readings, score_key
from training.parallel import in_parts, mapped

NETWORK_FILE: Final = "network.npz"
UNSEEN_FILE: Final = "unseen.npz"
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Unseen:
    """A network with its scores of texts that it, or the one that was asked, had not seen (shape (labels,) each).

    `apart`: those of a network that trained without `annotated_real`, for that set and for swetoxicity.
    """

    network: Network
    known: dict[int, Scores]
    apart: dict[int, Scores]

    @classmethod
    def read(cls, folder: Path) -> "Unseen":
        """Read what `training.network_fit` wrote, or a model holds. Raises ArtefactError, OSError."""
        apart_file = folder / NETWORK_FILE
        network = load_network(apart_file) if apart_file.exists() else load_artefact(folder)[0].network
        if network is None:
            raise ArtefactError(f"{folder}: holds no network; name a folder made by `make network`")
        with np.load(folder / UNSEEN_FILE, allow_pickle=False) as held:
            known, apart = (
                dict(zip(held[keys].tolist(), held[scores].astype(np.float64), strict=True))
                for keys, scores in (("keys", "scores"), ("apart_keys", "apart"))
            )
        return cls(network, known, apart)

    def write(self, folder: Path) -> None:
        """Put the scores beside a model that holds the network, so that it can be retrained."""
        tables: dict[str, Any] = {}
        for keys, scores, held in (("keys", "scores", self.known), ("apart_keys", "apart", self.apart)):
            tables[keys] = np.array(list(held), dtype=np.uint64)
            tables[scores] = np.array(list(held.values()), dtype=np.float16).reshape(-1, len(LABELS))
        with (folder / UNSEEN_FILE).open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **tables)

    def of(self, rows: list[TrainingRow]) -> Scores:
        """Return scores of shape (rows, labels): kept ones, and for rows it never trained on the network's own."""
        scores = np.zeros((len(rows), len(LABELS)))
        fresh = []
        for i, row in enumerate(rows):
            found = self.known.get(score_key(row.text, row.context))
            if found is None:
                fresh.append(i)
            else:
                scores[i] = found
        pairs = readings([rows[i] for i in fresh], default_extractor(), default_normalizer())

        def said(part: list[int]) -> list[NDArray[np.float32]]:
            return [self.network.logits(pairs[k][0], pairs[k][1] if pairs[k][1].words else None) for k in part]

        numbers = in_parts(range(len(fresh)), 200)
        found_anew = [s for part in mapped(said, numbers, fork=len(fresh) > 1_000) for s in part]
        for i, s in zip(fresh, found_anew, strict=True):
            scores[i] = s
        return scores


def unseen_of(folder: Path | None, models_dir: Path) -> Unseen | None:
    """Return the network of a folder, or else of the live model; none where the live model has none.

    Raises:
        ArtefactError: the folder that was named, or the live model's, cannot be used.
    """
    if folder is not None:
        return Unseen.read(folder)
    try:
        live = models_dir / current_version(models_dir)
    except ArtefactError:
        return None
    return Unseen.read(live) if (live / UNSEEN_FILE).exists() else None
