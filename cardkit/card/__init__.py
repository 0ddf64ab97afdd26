"""The frame around the slides: `Card`, and its sections."""

from .card import INLINE, POLL, PROMPT, Card
from .section import AnySection, Section

__all__ = ["INLINE", "POLL", "PROMPT", "AnySection", "Card", "Section"]
