"""Pictures of figures, drawn here: plain shapes that templates place in inline SVG. Text stands outside the pictures.

A picture is `WIDTH` × `HEIGHT` units and is stretched to its place; every one has its figures in a table beside it.
Colours are classes (`fill-…`), so that light and dark are the style sheet's matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 1000.0
HEIGHT: Final = 100.0
_FILLED: Final = 0.82
"""How much of its place a bar takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `fill` is the end of its class."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars on top of each other, one pile a column; `top` is what the full height stands for."""

    bars: tuple[Bar, ...]
    top: int


def stacked(series: Mapping[str, Sequence[int]]) -> Stacked:
    """Return piles: each series gives one part to every pile, in the order given, from the bottom up."""
    columns = max((len(counts) for counts in series.values()), default=0)
    piles = [sum(counts[i] for counts in series.values()) for i in range(columns)]
    top, step = nice(max(piles, default=0)), WIDTH / max(columns, 1)
    bars = []
    for i in range(columns):
        y = HEIGHT
        for fill, counts in series.items():
            part = HEIGHT * counts[i] / top
            if part:
                y -= part
                bars.append(Bar(_r(step * i), _r(y), _r(step * _FILLED), _r(part), fill))
    return Stacked(tuple(bars), top)


def line(counts: Sequence[int], *, top: int) -> str:
    """Return an area under a line as the path data of SVG, empty where there is nothing to draw."""
    if not counts or not any(counts):
        return ""
    step = WIDTH / max(len(counts) - 1, 1)
    points = [f"{_r(step * i)} {_r(HEIGHT - HEIGHT * count / max(top, 1))}" for i, count in enumerate(counts)]
    if len(points) == 1:
        points.append(f"{_r(WIDTH)} {points[0].split()[1]}")
    return f"M0 {_r(HEIGHT)}L{'L'.join(points)}L{_r(WIDTH)} {_r(HEIGHT)}Z"


def parts(counts: Sequence[int]) -> tuple[float, ...]:
    """Return how wide each count is beside the largest, 0 to WIDTH."""
    top = max([*counts, 1])
    return tuple(_r(WIDTH * count / top) for count in counts)


def nice(largest: int) -> int:
    """Return a round number (1, 2, 5, 10, 20, 50, …) at or above the largest, so that the scale can be read."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if largest <= step * size:
                return step * size
        size *= 10


def _r(value: float) -> float:
    return round(value, 2)
