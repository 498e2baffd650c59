"""Train the network that reads words in order, and what it says of every training row without having seen it.

Usage: `make network`, or python -m training.network_fit OUT [FOLDS] where PyTorch is installed. Writes OUT/network.npz,
which `lathund train` puts into the model, and OUT/unseen.npz: for every training row the scores of a network that
trained on no row of its group, so that the two models are joined and calibrated on texts that neither has seen.
"""

import os
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from classifier.model import default_extractor
from classifier.model.network import Network, Reading, stored
from classifier.text import default_normalizer
from training.augment import augmented
from training.data import TrainingRow
from training.evaluation.sets import toxic_windows
from training.fit import Targets, folds
from training.network import Parameters, Schedule, fit, fresh, logits, plain, served
from training.network_data import Ints, Names, Packed, readings, score_key
from training.network_table import NETWORK_FILE, Unseen
from training.network_words import pretrained
from training.parallel import alone, mapped
from training.sources import load_sources
from training.train import Config
from training.unlabelled import texts_without_labels

FOLDS: Final = 3


def main(out: Path, parts: int = FOLDS) -> None:
    """Train one network on everything, one for each fold and one without `annotated_real`, a process each."""
    config, plan = Config(), Schedule()
    rows = load_sources().rows
    every = rows + augmented(rows, seed=config.seed, share=config.augment_share)
    toxic = [TrainingRow(text, frozenset(), "toxic", "toxic") for text in toxic_windows()[0]]
    measure = [r.text for r in every if r.source.startswith("real/")] + [r.text for r in toxic]
    seen = {r.text for r in every}
    more = [TrainingRow(t, frozenset(), "words", "words") for t in texts_without_labels(measure) if t not in seen]
    pairs = readings([*every, *toxic, *more], default_extractor(), default_normalizer())
    real = np.array([r.source.startswith("real/") for r in every])
    free = np.concatenate([np.flatnonzero(~real), np.arange(len(every) + len(toxic), len(pairs))])
    names = Names.of([pairs[i] for i in free])
    data, targets = Packed.of(pairs, names), Targets.of(every)
    measured = np.concatenate([np.flatnonzero(real[: len(rows)]), np.arange(len(every), len(every) + len(toxic))])
    began = time.monotonic()

    def trained(job: tuple[str, Ints, Ints]) -> tuple[dict[str, NDArray[np.float32]], NDArray[np.float32]]:
        name, training, asked = job
        torch.set_num_threads(1)

        def told(line: str) -> None:
            print(f"{name}, {line}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

        p = fit(data, training, targets, fresh(names, plan, config.seed, known), plan, config.seed, told)
        return plain(p), logits(p, data, asked)

    def learned(rows: Ints) -> Parameters:
        torch.set_num_threads(os.cpu_count() or 1)
        return plain(pretrained(data, rows, names, plan, config.seed))

    known = {n: torch.from_numpy(v) for n, v in alone(learned, free).items()}

    groups = np.array([r.group for r in every])
    held = [np.asarray(h) for _, h in folds(rows, parts, config.seed)]
    jobs = [
        ("everything", np.arange(len(every)), np.arange(0)),
        ("without annotated_real", np.flatnonzero(~real), measured),
    ]
    for number, some in enumerate(held):
        left = np.flatnonzero(~np.isin(groups, list({groups[i] for i in some})))
        jobs.append((f"fold {number}", left, some))
    (weights, _), (_, apart), *scored = list(mapped(trained, jobs, fork=True))
    network = served(weights, names)
    unseen = np.zeros((len(rows), apart.shape[1]), dtype=np.float32)
    for some, (_, scores) in zip(held, scored, strict=True):
        unseen[some] = scores
    out.mkdir(parents=True, exist_ok=True)
    with (out / NETWORK_FILE).open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **stored(network))

    def by_key(some: list[TrainingRow], scores: NDArray[np.float32]) -> dict[int, NDArray[np.float64]]:
        return {score_key(r.text, r.context): z for r, z in zip(some, scores.astype(np.float64), strict=True)}

    everything = [*every, *toxic]
    Unseen(network, by_key(rows, unseen), by_key([everything[i] for i in measured], apart)).write(out)
    _same(network, pairs, data, weights)


def _same(
    network: Network,
    pairs: list[tuple[Reading, Reading]],
    data: Packed,
    weights: dict[str, NDArray[np.float32]],
) -> None:
    """Let what serves and what was trained read the same rows. Raises AssertionError where they differ."""
    asked = np.arange(0, len(data), max(1, len(data) // 200))
    here = logits({n: torch.from_numpy(v) for n, v in weights.items()}, data, asked)
    there = [network.logits(pairs[i][0], pairs[i][1] if pairs[i][1].words else None) for i in asked]
    np.testing.assert_allclose(here, np.array(there), atol=1e-3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
