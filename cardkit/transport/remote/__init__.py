"""Small values that several machines share, in a server of their own: PostgreSQL or Redis.

A store knows neither budgets nor tokens. It lets one at a time change the text under a key, by the server's clock.
"""

from .base import Entry, RemoteStore, StoreError, Work
from .postgres import PostgresStore
from .redis import RedisStore

__all__ = ["Entry", "PostgresStore", "RedisStore", "RemoteStore", "StoreError", "Work"]
