"""Clocks for a budget: a monotonic one, and the time of day, which bridges a restart of the machine."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

Clock: TypeAlias = Callable[[], float]


class Moment(NamedTuple):
    """One moment by both clocks: `ticks` is the monotonic time since the machine started, `boot` names that start."""

    ticks: float
    wall: float
    boot: str

    def shift_from(self, then: Moment) -> float:
        """What to add to times that were stored in ticks at the moment `then`, to convert them to the present ticks.

        Without a restart of the machine, ticks simply go on, even if the time of day was set. After a restart, the time
        of day tells how much time has passed; if it went backwards, none has.
        """
        if self.boot == then.boot and self.ticks >= then.ticks:
            return 0.0
        return self.ticks - then.ticks - max(0.0, self.wall - then.wall)


class Clocks(NamedTuple):
    """The two clocks of a machine, and a name for its present start."""

    ticks: Clock
    wall: Clock
    boot: str

    def moment(self) -> Moment:
        """The present moment."""
        return Moment(self.ticks(), self.wall(), self.boot)


def uptime() -> float:
    """Seconds since the machine was started, including sleep if the system counts it.

    >>> uptime() <= uptime()
    True
    """
    return time.clock_gettime(_UPTIME) if _UPTIME is not None else time.monotonic()


_UPTIME = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None) if sys.platform == "darwin" else None)


@cache
def boot() -> str:
    """An id that changes with each start of this machine; the name of the machine if the system has no such id."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return platform.node()


def clocks(clock: Clock | Clocks) -> Clocks:
    """The clocks for a setting: those of this machine for `time.time`; any other clock serves as both."""
    if isinstance(clock, Clocks):
        return clock
    return Clocks(uptime, time.time, boot()) if clock is time.time else Clocks(clock, clock, "")
