"""Time as the domain takes it: always given by the caller, always with a zone, shown in Swedish local time."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


def utc_now() -> datetime:
    """Return the present moment, for whoever stands outside the domain and gives it the time."""
    return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """Return the moment, or raise ValueError where it has no zone: a programming error, not a refusal."""
    if moment.utcoffset() is None:
        raise ValueError("a time without a zone was given")
    return moment


def iso(moment: datetime) -> str:
    """Return one spelling of a moment: UTC, microseconds always there. Equal moments give equal text."""
    return aware(moment).astimezone(UTC).isoformat(timespec="microseconds")


def shown(moment: datetime) -> str:
    """Return the moment as a person in Sweden reads it."""
    return aware(moment).astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
