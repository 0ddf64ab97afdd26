"""What leads out of a card: links, and the pictures that are fetched."""

from __future__ import annotations

import re

from .elements import Html, joined, written
from .style import part, styled_tag

PICTURE, THUMBNAIL, ICON, FACE = (480, 360), (40, 40), (24, 24), (28, 28)
"""The widths and heights of pictures before they have come."""
_SAFE = re.compile(r"(?:https?://|mailto:|tel:|sms:|sip:)", re.IGNORECASE)


def link(address: str, *children: str) -> Html:
    """A link, where the address is of a scheme that is safe to follow; else what it shows."""
    if not _SAFE.match(address):
        return joined(children)
    anchor = styled_tag("a", "link", target="_blank", rel="noopener noreferrer")
    return anchor.more(written({"href": address}), *children)


def picture(address: str, name: str, alternative: str, size: tuple[int, int]) -> Html:
    """A picture, fetched without telling where from; only addresses of http and https are.

    Args:
        address: where it is.
        name: its classes, as `part` takes them.
        alternative: what is shown and told where it cannot be seen.
        size: its width and height until it is there.
    """
    if not address.lower().startswith(("http://", "https://")):
        return part("div", name, alternative)
    wide, high = size
    image = styled_tag(
        "img", name, width=wide, height=high, loading="lazy", decoding="async", referrerpolicy="no-referrer"
    )
    return image.more(written({"src": address, "alt": alternative}))
