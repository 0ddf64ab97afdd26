"""Caches in which processes share an access token: a file on this machine, or a store of a fleet.

A cache keeps the token, its life, and the times of refreshes. One process at a time holds it, and only that one may
refresh.
"""

from .base import REFRESHES, WINDOW, AccessToken, BusyError, OpenCache, TokenCache
from .file import FileCache
from .fleet import FleetCache
from .settings import cache_of

__all__ = [
    "REFRESHES",
    "WINDOW",
    "AccessToken",
    "BusyError",
    "FileCache",
    "FleetCache",
    "OpenCache",
    "TokenCache",
    "cache_of",
]
