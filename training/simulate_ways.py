"""Ways of choosing which comments a moderator is asked about, as `training.simulate` compares them."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.simulate_stream import COLUMNS, Floats, Stream

Choose = Callable[[Stream, NDArray[np.int64], Floats, int, np.random.Generator], NDArray[np.int64]]
"""(stream, pool rows, their logits, how many, chance) → places in the pool."""


def at_random(_: Stream, pool: NDArray[np.int64], __: Floats, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Choose by lot: what the random audit does."""
    return rng.choice(len(pool), n, replace=False)


def uncertain(_: Stream, __: NDArray[np.int64], logits: Floats, n: int, ___: np.random.Generator) -> NDArray[np.int64]:
    """Choose the comments one of whose labels lies nearest its boundary: the uncertain share of the queue."""
    return np.argsort(np.abs(logits).min(axis=1), kind="stable")[:n]


def per_label(_: Stream, __: NDArray[np.int64], logits: Floats, n: int, ___: np.random.Generator) -> NDArray[np.int64]:
    """Choose the nearest to the boundary label by label in turn, so that a common label does not take all places."""
    return _in_turn(np.argsort(np.abs(logits), axis=0, kind="stable"), n)


def suspected(_: Stream, __: NDArray[np.int64], logits: Floats, n: int, ___: np.random.Generator) -> NDArray[np.int64]:
    """Choose what scores highest label by label in turn: what the queue flags."""
    return _in_turn(np.argsort(-logits, axis=0, kind="stable"), n)


def disputed(
    stream: Stream, pool: NDArray[np.int64], logits: Floats, n: int, _: np.random.Generator
) -> NDArray[np.int64]:
    """Choose where rules and model differ most: the disagreements of the queue."""
    rules = stream.rules[pool - stream.real[0]][:, COLUMNS]
    return np.argsort(-np.abs(rules - 1 / (1 + np.exp(-logits))).max(axis=1), kind="stable")[:n]


def diverse(
    stream: Stream, pool: NDArray[np.int64], logits: Floats, n: int, _: np.random.Generator
) -> NDArray[np.int64]:
    """Choose, among the 4 n most uncertain label by label, those least alike one another."""
    near = _in_turn(np.argsort(np.abs(logits), axis=0, kind="stable"), min(4 * n, len(pool)))
    x = stream.x[pool[near]]
    norm = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
    like = np.asarray((x @ x.T).todense()) / np.outer(norm, norm)
    taken, closest = [0], like[0].copy()
    while len(taken) < min(n, len(near)):
        closest[taken] = np.inf
        taken.append(int(np.argmin(closest)))
        closest = np.maximum(np.where(np.isinf(closest), -1, closest), like[taken[-1]])
    return near[taken]


def mixed(
    stream: Stream, pool: NDArray[np.int64], logits: Floats, n: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose a third each: suspected, uncertain label by label, by lot. What the queue as a whole shows."""
    first = suspected(stream, pool, logits, n // 3, rng)
    second = [i for i in per_label(stream, pool, logits, n, rng) if i not in set(first)][: n // 3]
    rest = np.setdiff1d(np.arange(len(pool)), np.concatenate([first, second]))
    return np.concatenate([first, second, rng.choice(rest, n - len(first) - len(second), replace=False)]).astype(int)


WAYS: Final[dict[str, Choose]] = {
    "random": at_random,
    "uncertainty": uncertain,
    "uncertainty per label": per_label,
    "suspected": suspected,
    "disputes": disputed,
    "diverse": diverse,
    "mixed": mixed,
}


def _in_turn(order: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Take the best of each column in turn, each row once."""
    taken = dict.fromkeys(int(i) for i in order.ravel())
    return np.array(list(taken)[:n], dtype=np.int64)
