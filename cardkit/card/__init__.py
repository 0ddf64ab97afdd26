"""The frame around the slides: `Card`, and its sections."""

from .card import (
    INLINE,
    POLL,
    PROMPT,
    Card,
    check_enough,
    check_prompt,
    check_title,
    create_card,
    parse_card,
    read_card,
    read_poll_options,
    usual_poll,
)
from .section import AnySection, Section, create_section, parse_section, read_section_fields

__all__ = [
    "INLINE",
    "POLL",
    "PROMPT",
    "AnySection",
    "Card",
    "Section",
    "check_enough",
    "check_prompt",
    "check_title",
    "create_card",
    "create_section",
    "parse_card",
    "parse_section",
    "read_card",
    "read_poll_options",
    "read_section_fields",
    "usual_poll",
]
