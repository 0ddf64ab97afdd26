"""What callers give with a letter: its key, its priority, and moments, from now on or by a calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from ..errors import ConfigurationError, shown
from ..reading.guards import is_number, is_text

When: TypeAlias = float | timedelta | datetime
"""Seconds or a timedelta from now on, or a datetime with a time zone."""

HIGHEST = 1_000_000
"""The highest priority, and without its sign the lowest."""


def read_key(key: object) -> str | None:
    """A key, or None where there is none.

    Raises:
        ConfigurationError: it is no text, or blank.
    """
    if key is None or (is_text(key) and key.strip()):
        return key
    raise ConfigurationError(f"key={shown(key)} must be a string that is not blank")


def read_priority(priority: object) -> int:
    """A priority.

    Raises:
        ConfigurationError: it is no whole number, or too high or low.
    """
    if isinstance(priority, int) and not isinstance(priority, bool) and abs(priority) <= HIGHEST:
        return priority
    raise ConfigurationError(
        f"priority={shown(priority)} must be a whole number from -{HIGHEST:,} to {HIGHEST:,}; higher ones leave first"
    )


def moment(when: When | None, name: str, now: float) -> float | None:
    """The seconds since 1970 that a moment stands for; None stays None.

    Args:
        when: the moment.
        name: of the argument that gave it, for errors.
        now: the seconds since 1970.

    Raises:
        ConfigurationError: it is no moment, or a datetime without a time zone.

    >>> moment(60, "after", now=1_000.0), moment(timedelta(minutes=2), "after", now=1_000.0)
    (1060.0, 1120.0)
    """
    if when is None:
        return None
    if isinstance(when, datetime):
        if when.tzinfo is None:
            raise ConfigurationError(
                f"{name}={shown(when)} has no time zone: say which, as in datetime.now(timezone.utc)"
            )
        return when.timestamp()
    seconds = when.total_seconds() if isinstance(when, timedelta) else when
    if not is_number(seconds) or not abs(seconds) < 1e11:
        raise ConfigurationError(
            f"{name}={shown(when)} must be seconds or a timedelta from now on, or a datetime with a time zone"
        )
    return now + seconds
