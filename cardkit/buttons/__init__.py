"""Buttons: below the card, within it, and instant ones in the text of the message."""

from .button import (
    BELOW,
    INSTANT,
    SLIDE,
    WITHIN,
    AnyButton,
    Button,
    Spot,
    build_button,
    button_dict,
    check_buttons,
    check_spot,
    parse_button,
    parse_buttons,
    read_button,
    read_buttons,
)
from .instant import (
    REFERENCE_KEY,
    Instant,
    Reference,
    called_keys,
    check_calls,
    check_key,
    next_key,
    parse_reference,
    read_instant,
    with_calls,
    with_keys,
)

__all__ = [
    "BELOW",
    "INSTANT",
    "REFERENCE_KEY",
    "SLIDE",
    "WITHIN",
    "AnyButton",
    "Button",
    "Instant",
    "Reference",
    "Spot",
    "build_button",
    "button_dict",
    "called_keys",
    "check_buttons",
    "check_calls",
    "check_key",
    "check_spot",
    "next_key",
    "parse_button",
    "parse_buttons",
    "parse_reference",
    "read_button",
    "read_buttons",
    "read_instant",
    "with_calls",
    "with_keys",
]


def __dir__() -> list[str]:
    return __all__
