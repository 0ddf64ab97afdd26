"""Send log records as cards, several in one message, without delaying the program that logs.

>>> import logging
>>> from cardkit.logging import CliqHandler
>>> from cardkit.transport import MemoryTransport
>>> memory = MemoryTransport()
>>> log = logging.getLogger("shop")
>>> log.addHandler(CliqHandler(memory, to="channel:alerts"))
>>> log.error("Disk %s is full", "sda1")
>>> logging.shutdown()
>>> memory.sent[0][0].decode()
'{"text":"*ERROR* shop: Disk sda1 is full","styles":{"background":"red"}}'
"""

from __future__ import annotations

from .cards import Entry, card
from .handler import CliqHandler

__all__ = ["CliqHandler", "Entry", "card"]


def __dir__() -> list[str]:
    return __all__
