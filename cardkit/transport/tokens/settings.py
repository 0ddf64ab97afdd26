"""Reads the setting `cache=` of a `RefreshingToken`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from ...errors import ConfigurationError
from ...reading.guards import is_text
from ..pacing import FleetPacing
from ..secret import Secret
from .base import TokenCache
from .file import FileCache
from .fleet import FleetCache


def cache_of(setting: Secret, clock: Callable[[], float], lease: float) -> TokenCache | None:
    """The cache for the setting `cache` of a `RefreshingToken`.

    Args:
        setting: as a secret, since a wrong one may hold a password.
        clock: the time in seconds.
        lease: seconds after which a process that holds a fleet's cache is considered dead.

    Raises:
        ConfigurationError: it is neither a path nor a pacing of a fleet; an address of a server is not shown.
    """
    reveal = cast("Callable[[], Any]", setting.reveal)
    if reveal() is None:
        return None
    if isinstance(reveal(), FleetPacing):
        return FleetCache(reveal().store, clock, lease)
    if is_text(reveal()) and "://" in reveal():
        raise ConfigurationError("cache= takes a path, or a PostgresPacing(…) or RedisPacing(…), but no address")
    return FileCache(reveal())
