"""cardkit: message cards for Zoho Cliq, written as one chain, checked while you write, and sent without losing them."""

from typing import TYPE_CHECKING, Any

from .errors import (
    AuthenticationError,
    BadRequestError,
    CardkitError,
    ConfigurationError,
    ConnectionFailedError,
    ConstraintError,
    DeliveryUnknownError,
    ForbiddenError,
    Issue,
    NotFoundError,
    RateLimitError,
    ServerError,
    TokenLimitError,
    TransportError,
)
from .message import Message
from .slides import Chart, Graph, Image, Label, List, RawSlide, Table, Text

if TYPE_CHECKING:
    from . import actions, limits, markup, preview, slides, to, transport
    from .findings import check
    from .payload import Payload
    from .registry import register
    from .schema import json_schema

__version__ = "0.1.0"

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "CardkitError",
    "Chart",
    "ConfigurationError",
    "ConnectionFailedError",
    "ConstraintError",
    "DeliveryUnknownError",
    "ForbiddenError",
    "Graph",
    "Image",
    "Issue",
    "Label",
    "List",
    "Message",
    "NotFoundError",
    "Payload",
    "RateLimitError",
    "RawSlide",
    "ServerError",
    "Table",
    "Text",
    "TokenLimitError",
    "TransportError",
    "actions",
    "check",
    "json_schema",
    "limits",
    "markup",
    "preview",
    "register",
    "slides",
    "to",
    "transport",
]

_ON_DEMAND = {"actions", "markup", "preview", "to", "transport"}
_FUNCTIONS = {"Payload": "payload", "check": "findings", "json_schema": "schema", "register": "registry"}


def __getattr__(name: str) -> Any:
    if name in _ON_DEMAND:
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    if name in _FUNCTIONS:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_FUNCTIONS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
