"""Figures of history and stories, and storms: names that are nobody's personal data."""

from functools import lru_cache

from classifier.names.evidence import COORDINATES, Surroundings
from classifier.names.words import lists


@lru_cache(maxsize=1)
def _figures() -> frozenset[str]:
    return lists("evidence.txt")["figure"] | lists("famous.txt")["whole"]


def figure(around: Surroundings, first: int, last: int) -> bool:
    """Tell whether the words are the name of a figure of history, of stories or of a saying.

    One word (`Palme`) may be a person whom somebody greets or is related to; several (`Kung Bore`) may not.
    """
    figures, greeted = _figures(), around.before(first)
    for low in (first, first - 1, *((first - 2,) if around.at(first - 1) in {"&", "och", "o"} else ())):
        for high in (last, last + 1, last + 2):
            name = "-".join(around.lower[max(0, low) : high + 1])
            longer = "-" in around.at(high) and name.count("-") > 1
            whole = name.rpartition("-")[0] if longer else name  # `Alfons Åberg-utställningen`
            if (name in figures or name.removesuffix("s") in figures or whole in figures) and not (
                greeted and low == high
            ):
                return True
    return False


def among_figures(around: Surroundings, first: int, last: int) -> bool:
    """Tell whether a figure of stories stands in the same row: `Elsa, Olaf och Spiderman`."""
    figures = _figures()
    for start, step in ((first - 1, -1), (last + 1, 1)):
        index, beside = start, around.token(start + step)
        while beside is not None and around.at(index) in COORDINATES and beside.shape == "Xx":
            if beside.lower in figures:
                return True
            index += 2 * step
            beside = around.token(index + step)
    return False


def stormy(around: Surroundings) -> bool:
    """Tell whether the text speaks of storms, which bear given names."""
    return any(w.startswith("storm") and w != "stormarknad" for w in around.lower)
