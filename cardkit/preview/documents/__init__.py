"""A message as a document that no client draws: plain text for logs and mail, and CommonMark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...reading.text import BAD_CHARACTER
from ..numbers import exact_context
from ..reading import view_of
from .markdown import MarkdownWriter
from .text import TextWriter
from .writer import document

if TYPE_CHECKING:
    from ...chain.message import Message


def to_text(message: Message) -> str:
    """The message as plain text; `Message.to_text` tells of it."""
    with exact_context():
        return document(view_of(message), TextWriter())


def to_markdown(message: Message) -> str:
    """The message as CommonMark; `Message.to_markdown` tells of it."""
    with exact_context():
        return re.sub(BAD_CHARACTER, "\ufffd", document(view_of(message), MarkdownWriter()))
