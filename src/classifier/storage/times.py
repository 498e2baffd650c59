"""Times in the database are UTC without zone (SQLite keeps none); outside it they always have one."""

from datetime import UTC, datetime

from classifier.cases.moments import aware


def to_stored(moment: datetime) -> datetime:
    """Return the moment as it is stored."""
    return aware(moment).astimezone(UTC).replace(tzinfo=None)


def from_stored(moment: datetime) -> datetime:
    """Return a stored moment with its zone."""
    return moment.replace(tzinfo=UTC)
