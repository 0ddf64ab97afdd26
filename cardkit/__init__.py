"""cardkit: message cards for Zoho Cliq, written as one chain, checked while you write, and sent without losing them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .chain.message import Message
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
from .reading.lazy import from_home

if TYPE_CHECKING:
    from . import actions, limits, markup, preview, slides, to, transport
    from .buttons import Button
    from .chain.fitting import Fitted, Parts
    from .inspection.check import check
    from .inspection.schema import json_schema
    from .payload import Payload
    from .slides import Chart, Graph, Image, Label, List, RawSlide, Table, Text
    from .slides.custom import register

__version__ = "0.1.0"

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "Button",
    "CardkitError",
    "Chart",
    "ConfigurationError",
    "ConnectionFailedError",
    "ConstraintError",
    "DeliveryUnknownError",
    "Fitted",
    "ForbiddenError",
    "Graph",
    "Image",
    "Issue",
    "Label",
    "List",
    "Message",
    "NotFoundError",
    "Parts",
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
_HOMES = {
    "Button": ".buttons",
    "Fitted": ".chain.fitting",
    "Parts": ".chain.fitting",
    "Payload": ".payload",
    "check": ".inspection.check",
    "json_schema": ".inspection.schema",
    "register": ".slides.custom",
    **dict.fromkeys(["Chart", "Graph", "Image", "Label", "List", "RawSlide", "Table", "Text"], ".slides"),
}


def __getattr__(name: str) -> Any:
    if name in _ON_DEMAND:
        return import_module(f".{name}", __name__)
    return from_home(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
