"""How a message leaves: the seam, and transports that keep it, write it to a file, or post it to Zoho Cliq."""

from typing import TYPE_CHECKING, Any

from .base import Receipt, Transport
from .file import FileTransport
from .memory import MemoryTransport

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

_HOMES = {  # a run of many messages is an outbox's work, though it is asked for here
    "CliqTransport": "cliq",
    "Endpoint": "endpoint",
    "MachinePacing": "pacing",
    "Outcome": "..outbox.bulk",
    "Pacing": "pacing",
    "Patience": "waiting",
    "PostgresPacing": "pacing",
    "ProcessPacing": "pacing",
    "RedisPacing": "pacing",
    "RefreshingToken": "oauth",
    "Slot": "pacing",
    "Wait": "waiting",
    "outcome_of": "delivery",
    "send_all": "..outbox.bulk",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:  # loaded when used: they need urllib3 or SQLite
        from importlib import import_module

        home = _HOMES[name]
        return getattr(import_module(home if home.startswith(".") else f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
