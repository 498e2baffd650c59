"""Work spread over the machine's cores: processes that are forked, so that what they share is not copied to each.

Never a thread: liblinear keeps its random state per process, and reading features holds the interpreter. The outcome is
that of one process doing everything, in the same order.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")
_CAN_FORK: Final = "fork" in multiprocessing.get_all_start_methods()
_work: Callable[[Any], Any] | None = None


def mapped(work: Callable[[Item], Done], items: list[Item], *, fork: bool) -> Iterator[Done]:
    """Yield `work` of each item, in order; in a process for each core if `fork` says it is worth it.

    `work` may be a closure over large matrices: the forked processes inherit them. What it returns is pickled.

    Raises:
        BrokenProcessPool: a process was killed, as where memory ran out.
    """
    workers = min(os.cpu_count() or 1, len(items))
    if not fork or workers < 2 or not _CAN_FORK:
        yield from map(work, items)
        return
    with _shared(work), ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_do, items)


def alone(work: Callable[[Item], Done], item: Item) -> Done:
    """Return `work` of one item, done in a process of its own: threads it starts are not there when others fork."""
    if not _CAN_FORK:
        return work(item)
    with _shared(work), ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        return pool.submit(_do, item).result()  # type: ignore[no-any-return]


@contextmanager
def _shared(work: Callable[[Any], Any]) -> Iterator[None]:
    global _work  # noqa: PLW0603 (what the forked workers inherit)
    _work = work
    try:
        yield
    finally:
        _work = None


def _do(item: Any) -> Any:
    assert _work is not None
    return _work(item)


def in_parts(rows: Iterable[Item], size: int) -> list[list[Item]]:
    """Return the rows in consecutive parts of `size`; one empty part where there are none."""
    whole = list(rows)
    return [whole[start : start + size] for start in range(0, len(whole), size)] or [[]]
