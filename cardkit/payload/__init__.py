"""A message as one frozen object: `Payload`, and the parts it consists of."""

from ..card import Card, Section
from .bot import Bot
from .payload import Payload

__all__ = ["Bot", "Card", "Payload", "Section"]


def __dir__() -> list[str]:
    return __all__
