"""How a message leaves: the seam, and transports that keep it, write it to a file, or post it to Zoho Cliq."""

from typing import TYPE_CHECKING, Any

from .base import Receipt, Transport
from .file import FileTransport
from .memory import MemoryTransport

if TYPE_CHECKING:
    from .bulk import Outcome, send_all
    from .cliq import CliqTransport
    from .oauth import RefreshingToken
    from .pacing import MachinePacing, Pacing, ProcessPacing, Slot

__all__ = [
    "CliqTransport",
    "FileTransport",
    "MachinePacing",
    "MemoryTransport",
    "Outcome",
    "Pacing",
    "ProcessPacing",
    "Receipt",
    "RefreshingToken",
    "Slot",
    "Transport",
    "send_all",
]

_HOMES = {
    "CliqTransport": "cliq",
    "MachinePacing": "pacing",
    "Outcome": "bulk",
    "Pacing": "pacing",
    "ProcessPacing": "pacing",
    "RefreshingToken": "oauth",
    "Slot": "pacing",
    "send_all": "bulk",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:  # loaded when used: they need urllib3 or SQLite
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
