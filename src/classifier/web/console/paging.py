"""Pages of a list: which one, how many, and where it begins."""

from dataclasses import dataclass
from typing import Final

PER_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One page of `total` things; `number` starts at 1."""

    number: int
    total: int
    size: int = PER_PAGE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many things come before this page."""
        return (self.number - 1) * self.size
