"""What was probably meant by a text that is no destination: a name alone, or a kind that is misspelt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors.wording import closest
from .guards import is_text

_NAMED = re.compile(r"#?([\w.-]+)")
_CHAT = re.compile(r"CT_[\w-]+")
_MAILED = re.compile(r"[\w.+-]+@[\w.-]+")


def place_meant(destination: object, kinds: Sequence[str]) -> str:
    """The text form that was probably meant, of one of the kinds of destination; empty where none can be told.

    >>> kinds = ["chat", "channel", "person", "thread"]
    >>> place_meant("#ops", kinds), place_meant("Chat:CT_1207", kinds), place_meant("CT_1207-T-3", kinds)
    ('channel:ops', 'chat:CT_1207', 'thread:CT_1207-T-3')
    """
    if not is_text(destination) or destination in kinds:
        return ""
    kind, colon, name = destination.partition(":")
    if colon:
        known = kind.lower() if kind.lower() in kinds else closest(kind, kinds)
        name = channel_name(name) if known == "channel" else name
        return f"{known}:{name}" if known and name else ""
    if _CHAT.fullmatch(destination):
        return f"{'thread' if '-T-' in destination else 'chat'}:{destination}"
    if _MAILED.fullmatch(destination):
        return f"person:{destination}"
    named = _NAMED.fullmatch(destination)
    return f"channel:{named[1]}" if named else ""


def channel_name(name: str) -> str:
    """The unique name of a channel, without the # that people write before it."""
    return name.strip().lstrip("#").strip()
