"""Makes a pacing from the settings of a transport or of the environment."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from typing import Literal

from ...errors import ConfigurationError
from ...reading.guards import refuse_webhook
from ..secret import MASK, Secret, hidden
from .base import Pacing
from .budget import Budget
from .clocks import Clock, uptime
from .fleet import FleetPacing, PostgresPacing, RedisPacing
from .machine import MachinePacing
from .process import OwnCount, ProcessPacing
from .shared import GuardedPacing

WORDS: Mapping[str, Literal["machine", "process"] | None] = {"machine": "machine", "process": "process", "none": None}
SERVERS: Mapping[str, type[PostgresPacing | RedisPacing]] = {
    "postgresql://": PostgresPacing,
    "postgres://": PostgresPacing,
    "redis://": RedisPacing,
    "rediss://": RedisPacing,
    "unix://": RedisPacing,
}
"""The class that counts at an address, by its scheme."""
OURS = (ProcessPacing, MachinePacing, PostgresPacing, RedisPacing, GuardedPacing)
"""These classes handle their own failures; any other, including their subclasses, is wrapped in `GuardedPacing`."""


def pacing_of(setting: object, clock: Clock) -> Pacing | None:
    """The pacing for the setting `pacing` of a transport.

    Args:
        setting: ``"machine"``, ``"process"``, None or a `Pacing`.
        clock: that of the transport.

    Raises:
        ConfigurationError: it is none of the words and no `Pacing`.
    """
    if setting is None:
        return None
    if setting == "machine":
        return _machine() if clock is time.time else MachinePacing(clock=clock)
    if setting == "process":
        return _PROCESS if clock is time.time else ProcessPacing(clock=clock)
    if isinstance(setting, OURS) and type(setting) in OURS:
        return setting
    if isinstance(setting, Pacing) and not isinstance(setting, type):
        return GuardedPacing(setting, _OWN_COUNT if clock is time.time else OwnCount(clock, Budget()))
    raise _no_pacing(setting)


def _no_pacing(setting: object) -> ConfigurationError:
    """The error for what is no pacing; of an address, which may hold a password, it shows the scheme alone."""
    for scheme, kind in SERVERS.items():
        if isinstance(setting, str) and setting.startswith(scheme):
            return ConfigurationError(
                f"pacing={scheme + MASK!r} is an address, and a transport takes the object that counts there: "
                f"pacing={kind.__name__}(address), from cardkit.transport"
            )
    came = MASK if isinstance(setting, str) and "://" in setting else setting
    return ConfigurationError(f"pacing={came!r} must be 'machine', 'process', None, or have take, settle and lock")


def pacing_setting(text: str | Secret | None) -> Literal["machine", "process"] | FleetPacing | None:
    """Read ``CLIQ_PACING``: ``machine`` (the default), ``process``, ``none``, or an address.

    Raises:
        ConfigurationError: it says something else; an address is not shown.

    >>> pacing_setting(" Process ")
    'process'
    >>> pacing_setting("")
    'machine'
    """
    held, text = hidden(text or ""), MASK
    if fleet := fleet_setting(held):
        return fleet
    refuse_webhook(held.reveal())
    word = MASK if "://" in held.reveal() else held.reveal().strip().lower() or "machine"
    if word not in WORDS:
        shown = word if word == MASK else held.reveal()
        allowed = f"one of {', '.join(WORDS)}, or an address that begins with {', '.join(SERVERS)}"
        raise ConfigurationError(f"CLIQ_PACING={shown!r} must be {allowed}")
    return WORDS[word]


def fleet_setting(address: Secret) -> FleetPacing | None:
    """The pacing of a fleet for an address of PostgreSQL or Redis; None if it is neither.

    Raises:
        ConfigurationError: it cannot be one, or its driver is not installed.
    """
    for scheme, kind in SERVERS.items():
        if address.reveal().startswith(scheme):
            return kind(address)
    return None


@cache
def _machine() -> MachinePacing:
    """One object for all transports of this process, so that they share the connection."""
    return MachinePacing()


_PROCESS = ProcessPacing()  # all transports of this process share one budget
_OWN_COUNT = OwnCount(uptime, Budget())  # likewise, for all pacings of callers
