"""What the settings of a transport and of the environment mean for the pacing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from typing import Literal

from ...errors import ConfigurationError
from ...to import refuse_webhook
from .base import Pacing
from .budget import Budget
from .clocks import Clock, uptime
from .fleet import PostgresPacing, RedisPacing
from .machine import MachinePacing
from .process import OwnCount, ProcessPacing
from .shared import GuardedPacing

WORDS: Mapping[str, Literal["machine", "process"] | None] = {"machine": "machine", "process": "process", "none": None}
OURS = (ProcessPacing, MachinePacing, PostgresPacing, RedisPacing, GuardedPacing)
"""These guard themselves; whatever else there is, also classes made from them, is guarded."""


def pacing_of(setting: object, clock: Clock) -> Pacing | None:
    """What the setting `pacing` of a transport means.

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
        return GuardedPacing(setting, _BESIDE if clock is time.time else OwnCount(clock, Budget()))
    raise ConfigurationError(f"pacing={setting!r} must be 'machine', 'process', None, or have take, settle and lock")


def pacing_setting(text: str | None) -> Literal["machine", "process"] | None:
    """What ``CLIQ_PACING`` says: ``machine``, which it is where nothing is said, ``process`` or ``none``.

    Raises:
        ConfigurationError: it says something else.

    >>> pacing_setting(" Process ")
    'process'
    >>> pacing_setting("")
    'machine'
    """
    refuse_webhook(text)
    word = (text or "").strip().lower() or "machine"
    if word not in WORDS:
        raise ConfigurationError(f"CLIQ_PACING={text!r} must be one of {', '.join(WORDS)}")
    return WORDS[word]


@cache
def _machine() -> MachinePacing:
    """One for all transports of this process, so that they share the connection."""
    return MachinePacing()


_PROCESS = ProcessPacing()  # all transports of this process share one budget
_BESIDE = OwnCount(uptime, Budget())  # and one beside all pacings of other people's
