"""How a message leaves: the seam, and transports that keep it, write it to a file, or post it to Zoho Cliq."""

from typing import TYPE_CHECKING, Any

from .base import Receipt, Transport
from .file import FileTransport
from .memory import MemoryTransport

if TYPE_CHECKING:
    from .http import CliqTransport

__all__ = ["CliqTransport", "FileTransport", "MemoryTransport", "Receipt", "Transport"]


def __getattr__(name: str) -> Any:
    if name == "CliqTransport":  # only this one needs urllib3
        from .http import CliqTransport

        return CliqTransport
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
