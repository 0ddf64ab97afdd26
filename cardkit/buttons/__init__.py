"""Buttons: below the card, within it, and instant ones in the text of the message."""

from .button import AnyButton, Button
from .instant import Instant, Reference

__all__ = ["AnyButton", "Button", "Instant", "Reference"]


def __dir__() -> list[str]:
    return __all__
