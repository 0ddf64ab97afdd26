"""Transports post a message to Zoho Cliq, keep it in memory, or write it to a file; `send_all` sends many."""

from typing import TYPE_CHECKING, Any

from ..reading.lazy import from_home
from .base import Receipt, Transport
from .local import FileTransport, MemoryTransport

if TYPE_CHECKING:
    from ..outbox.bulk import Outcome, send_all
    from .cliq import CliqTransport
    from .delivery import outcome_of
    from .endpoint import Endpoint
    from .oauth import RefreshingToken
    from .pacing import MachinePacing, Pacing, PostgresPacing, ProcessPacing, RedisPacing, Slot
    from .waiting import Patience, Wait

__all__ = [
    "CliqTransport",
    "Endpoint",
    "FileTransport",
    "MachinePacing",
    "MemoryTransport",
    "Outcome",
    "Pacing",
    "Patience",
    "PostgresPacing",
    "ProcessPacing",
    "Receipt",
    "RedisPacing",
    "RefreshingToken",
    "Slot",
    "Transport",
    "Wait",
    "outcome_of",
    "send_all",
]

_LATER = {  # loaded when used: they need urllib3 or SQLite; a run of many messages is an outbox's work
    ".cliq": ("CliqTransport",),
    ".delivery": ("outcome_of",),
    ".endpoint": ("Endpoint",),
    ".oauth": ("RefreshingToken",),
    ".pacing": ("MachinePacing", "Pacing", "PostgresPacing", "ProcessPacing", "RedisPacing", "Slot"),
    ".waiting": ("Patience", "Wait"),
    "..outbox.bulk": ("Outcome", "send_all"),
}
_HOMES = {name: home for home, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    return from_home(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return __all__
