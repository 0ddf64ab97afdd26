"""Clocks that a budget can go by: one that nobody sets, and the time of day for when the machine was started anew."""

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
    """One moment: by a clock that nobody sets, by the time of day, and which start of the machine the former is of."""

    ticks: float
    wall: float
    boot: str

    def shift_from(self, then: Moment) -> float:
        """What to add to ends that were noted in ticks at another moment, so that as much is left as there should be.

        Within one start of the machine the ticks go on, whatever was done to the time of day. Across a start the time
        of day tells how long it took, and where that goes backwards, no time has passed.
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
        """What they show."""
        return Moment(self.ticks(), self.wall(), self.boot)


def uptime() -> float:
    """Seconds since the machine was started, also of those it slept, as far as the system tells.

    >>> uptime() <= uptime()
    True
    """
    return time.clock_gettime(_UPTIME) if _UPTIME is not None else time.monotonic()


_UPTIME = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None) if sys.platform == "darwin" else None)


@cache
def boot() -> str:
    """A name for the present start of this machine; where the system has none, that of the machine."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return platform.node()


def clocks(clock: Clock | Clocks) -> Clocks:
    """The clocks to go by: those of this machine for `time.time`; else the given one, which is both."""
    if isinstance(clock, Clocks):
        return clock
    return Clocks(uptime, time.time, boot()) if clock is time.time else Clocks(clock, clock, "")
