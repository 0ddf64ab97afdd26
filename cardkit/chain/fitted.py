"""What `Message.fitted` and `Message.split` return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import Issue

if TYPE_CHECKING:
    from .message import Message


class Fitted(NamedTuple):
    """A message that fits, and what was changed to make it so."""

    message: Message
    changes: tuple[Issue, ...]
