"""Column types that mean the same on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, stored as whole microseconds since 1970 UTC: never naive, and sums can be made in SQL."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the microseconds."""
        return None if value is None else ticks(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else _EPOCH + value * _TICK


def ticks(moment: datetime) -> int:
    """Return whole microseconds since 1970 UTC. Raises ValueError where the moment has no zone."""
    if moment.utcoffset() is None:
        raise ValueError("a time without a zone was given")
    return (moment - _EPOCH) // _TICK
