"""Names and their values as a preview draws them, for what is no message."""

from __future__ import annotations

from collections.abc import Mapping

from .views import CardView, MessageView, SectionView
from .web.page import fragment


def facts(title: str, values: Mapping[str, object]) -> str:
    """A fragment of HTML: a card with a title, and the values that are there.

    >>> "message id" in facts("Receipt", {"message id": "17", "chat id": None})
    True
    """
    fields = [(name, str(value)) for name, value in values.items() if value is not None]
    return fragment(MessageView(card=CardView(title, sections=[SectionView(None, fields)])), "auto")
