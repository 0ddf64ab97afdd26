"""How a message leaves: the seam, and transports that keep it, write it to a file, or post it to Zoho Cliq."""

from typing import TYPE_CHECKING, Any

from .base import Receipt, Transport
from .file import FileTransport
from .memory import MemoryTransport

if TYPE_CHECKING:
    from .bulk import Outcome, send_all
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

_HOMES = {
    "CliqTransport": "cliq",
    "Endpoint": "endpoint",
    "MachinePacing": "pacing",
    "Outcome": "bulk",
    "Pacing": "pacing",
    "Patience": "waiting",
    "PostgresPacing": "pacing",
    "ProcessPacing": "pacing",
    "RedisPacing": "pacing",
    "RefreshingToken": "oauth",
    "Slot": "pacing",
    "Wait": "waiting",
    "outcome_of": "delivery",
    "send_all": "bulk",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:  # loaded when used: they need urllib3 or SQLite
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
