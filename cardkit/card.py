"""The card of a message: its title, its theme and its thumbnail."""

from __future__ import annotations

from attrs import frozen

from . import checks, values
from .checks import Found
from .errors import Issue
from .limits import CARDS, Limits, Theme
from .slides.base import member, quoted


@frozen(init=False)
class Card:
    """The frame around the slides.

    Args:
        title: at most 200 characters.
        theme: ``modern-inline``.
        thumbnail: the absolute https address of a small picture.

    Raises:
        ConstraintError: something is of the wrong kind, or the thumbnail is no https address. The length of the title
            and the theme are checked when the card joins a message.

    >>> Card("Deploys").to_json()
    '{"title":"Deploys","theme":"modern-inline"}'
    """

    title: str | None
    theme: str
    thumbnail: str | None

    def __init__(
        self, title: str | None = None, *, theme: Theme = "modern-inline", thumbnail: str | None = None
    ) -> None:
        found: Found = []
        checks.settle(self, read_card(title, theme, thumbnail, found), found)

    def to_json(self) -> str:
        """The card as JSON text."""
        return write_card((self.title, self.theme, self.thumbnail))

    def issues(self, limits: Limits) -> Found:
        """Every fault and warning of the card; the paths are relative to it."""
        found: Found = []
        read_card(self.title, self.theme, self.thumbnail, found, limits)
        if self.title is None:
            message = "the card has no title"
            found.append(
                Issue("", "no-card-title", message, "a title", "none", CARDS, "warning", hint='.card(title="…")')
            )
        return found


def read_card(
    title: object, theme: object, thumbnail: object, found: Found, limits: Limits | None = None
) -> tuple[str | None, str, str | None]:
    """The fields of a card; with `limits` the length of the title and the theme are checked too."""
    name = checks.optional_text(title, "/title", found, "the title")
    look = checks.text(theme, "/theme", found, "the theme")
    if limits is not None:
        if name is not None and len(name) > limits.card_title:
            found.append(checks.too_long(name, "/title", limits, "card_title"))
        if look and look not in limits.card_themes:
            found.append(checks.not_allowed(look, "/theme", limits, "card_themes"))
    if thumbnail is None:
        return name, look, None
    return name, look, values.url(thumbnail, "/thumbnail", found, "the thumbnail", CARDS, https=True)


def write_card(fields: tuple[str | None, str, str | None]) -> str:
    """The fields of a card as JSON text."""
    title, theme, thumbnail = fields
    first = "" if title is None else f'"title":{quoted(title)},'
    return f'{{{first}"theme":{quoted(theme)}{member("thumbnail", thumbnail)}}}'
