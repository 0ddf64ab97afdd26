"""The card of a message: its title, theme and pictures, the options of a poll, its sections and its buttons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, final, get_args

from ..errors import Issue, Severity
from ..errors.wording import choices, counted, shown
from ..limits import CARDS, SDK, SENDERS, Api, Limits, ListedTheme
from ..reading.frozen import creator, frozen
from ..reading.guards import is_iterable
from ..reading.lists import each
from ..reading.objects import ObjectReader, object_in_array, read_array, text_under_key
from ..reading.part import Part, Raw, checked, instance, several
from ..reading.place import Json, Place, relocated
from ..reading.scalars import parse_name
from ..reading.text import is_usual, not_given, optional_text, printable, text, text_at, text_or_none
from ..reading.urls import https
from ..slides.base import given_buttons, parse_buttons
from .section import AnySection, Section, parse_sections

if TYPE_CHECKING:
    from ..buttons import AnyButton

INLINE, POLL, PROMPT = "modern-inline", "poll", "prompt"
_KEYS = ("title", "theme", "thumbnail", "icon", "options", "sections", "buttons")


@final
@frozen(eq=False, repr=False)
class Card(Part):
    """The frame around the slides.

    Attributes:
        title: at most 200 characters.
        theme: ``modern-inline``, ``poll`` or ``prompt``, or ``basic`` with a warning; None if there is no frame, only
            sections or buttons.
        thumbnail: the https address of a small picture.
        icon: the https address of a picture beside the title.
        options: those of a poll, 2 to 10 of at most 100 characters.
        sections: names and values, in a modern-inline card only.
        buttons: those within the card, at most 5; the service was seen to refuse them.

    Raises:
        ConstraintError: something is of the wrong kind. `issues` lists what is over a limit, and pictures without an
            https address.

    >>> from cardkit import Message
    >>> card = Message("Vote").poll("Which first?", "OAuth", "Dark mode").payload.card
    >>> card.theme, card.options
    ('poll', ('OAuth', 'Dark mode'))
    """

    title: str | None = None
    theme: str | None = None
    thumbnail: str | None = None
    icon: str | None = None
    options: tuple[str, ...] = ()
    sections: tuple[AnySection, ...] = ()
    buttons: tuple[AnyButton, ...] = ()

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {} if self.title is None else {"title": self.title}
        if self.theme is not None:
            body["theme"] = self.theme
        if self.thumbnail is not None:
            body["thumbnail"] = self.thumbnail
        if self.icon is not None:
            body["icon"] = self.icon
        if self.options:
            body["options"] = [{"text": option} for option in self.options]
        if self.sections:
            body["sections"] = [section.to_dict(api) for section in self.sections]
        if self.buttons:
            from ..buttons.button import button_in_card

            body["buttons"] = [button_in_card(button, api) for button in self.buttons]
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        title, theme, place = self.title, self.theme, Place("the card", source=CARDS)
        if title is not None and len(title) > limits.card_title:
            place.within("/title", "the title").too_long(title, limits, "card_title")
        if theme is not None and theme not in limits.card_themes:
            _check_unlisted(theme, place.within("/theme", "the theme"), limits)
        unread = {raw.path for raw in self.unknown}
        for name, picture, source in (("thumbnail", self.thumbnail, CARDS), ("icon", self.icon, SENDERS)):
            if picture and f"/{name}" not in unread:
                _parse_picture(picture, place.within(f"/{name}", f"the {name}", source))
        _check_options(self.options, place, limits)
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        if self.title is not None and not (self.sections or self.buttons):
            if self.theme == INLINE and not self.options:
                return ()
            if self.theme == POLL and len(self.options) >= limits.poll_options_least:
                return ()
        place, unread = Place("the card", source=CARDS), {raw.path for raw in self.unknown}
        _check_frame(self, unread, place)
        if self.theme == POLL and "/options" not in unread:
            check_enough(self.options, place, limits)
        if "/theme" not in unread:
            _check_theme(self, place)
        for index, section in enumerate(self.sections):
            place.issues += relocated(section.issues(limits), f"/sections/{index}")
        if self.buttons:
            from ..buttons.spots import WITHIN, check_buttons

            place.issues += relocated(check_buttons(self.buttons, WITHIN, limits), "/buttons")
        return place.issues


# What a caller gives

checked(
    Card,
    "the card",
    CARDS,
    {
        "title": ("the title", text_or_none),
        "theme": ("the theme", text_or_none),
        "thumbnail": ("the thumbnail", text_or_none),
        "icon": ("the icon", text_or_none),
        "options": ("the list of options", several("an option", text, '["Yes", "No"]')),
        "sections": (
            "the list of sections",
            several("a section", instance((Section, Raw), "a Section", 'Section("Summary", {"Owner": "Ana"})')),
        ),
        "buttons": ("the list of buttons", given_buttons),
    },
)
create_card = creator(Card)


def read_card(
    title: object,
    place: Place,
    *,
    theme: object,
    thumbnail: object = None,
    icon: object = None,
    options: Sequence[str] = (),
) -> Card:
    """The card that a caller describes."""
    name = optional_text(title, place, "/title", "the title")
    look = text_at(theme, place, "/theme", "the theme")
    small = _read_picture(thumbnail, place.within("/thumbnail", "the thumbnail", CARDS))
    beside = _read_picture(icon, place.within("/icon", "the icon", SENDERS))
    return create_card(name, look or None, small, beside, tuple(options))


def _read_picture(picture: object, place: Place) -> str | None:
    return None if not_given(picture) else https(picture, place)


def usual_poll(title: object, options: Sequence[object], limits: Limits) -> Card | None:
    """The poll of an ordinary title and options within the limits, which need no further check; None of any other."""
    if not is_usual(title, limits.card_title) or not limits.poll_options_least <= len(options) <= limits.poll_options:
        return None
    if not printable(options) or "" in options or max(map(len, options)) > limits.poll_option:
        return None
    return create_card(title, POLL, options=tuple(options))


def read_poll_options(options: tuple[object, ...], place: Place) -> tuple[str, ...]:
    """The options of a poll."""
    at = place.within("/options", "the list of options")
    if len(options) == 1 and is_iterable(options[0]):
        at.within("/0/text", "an option", CARDS).wrong_type(options[0], "a string", hint=".poll(title, *options)")
        return ()
    return each(options, at, "an option", _read_option)


def _read_option(option: object, place: Place) -> str:
    return text(option, place.within("/text", "an option", CARDS))


# What a body holds


def parse_card(body: Json, place: Place) -> Card:
    """The card of a body. A thumbnail or an icon that is no https address only warns."""
    reader = ObjectReader(body, place, _KEYS, meant=text_under_key("title"))
    return reader.finish(
        create_card(
            title=reader.optional_text("title", "the title", parse_name),
            theme=reader.optional_text("theme", "the theme"),
            thumbnail=reader.optional_text("thumbnail", "the thumbnail", _parse_picture, CARDS),
            icon=reader.optional_text("icon", "the icon", _parse_picture, SENDERS),
            options=reader.optional("options", "the list of options", _parse_options) or (),
            sections=reader.optional("sections", "the list of sections", parse_sections) or (),
            buttons=reader.optional("buttons", "the list of buttons", parse_buttons) or (),
        )
    )


def _parse_picture(picture: Json, place: Place) -> str:
    address = https(picture, apart := place.apart())
    place.issues += [issue.as_warning() if issue.code == "bad-url" else issue for issue in apart.issues]
    return address


def _parse_options(options: Json, place: Place) -> tuple[str, ...]:
    return each(read_array(options, place, object_in_array("text")), place, "an option", _parse_option)


def _parse_option(option: Json, place: Place) -> str:
    reader = ObjectReader(option, place, ("text",), meant=text_under_key("text"))
    said = reader.required("text", "the text of the option", parse_name, CARDS)
    reader.add_findings()
    return said or ""


# The rules


def _check_unlisted(theme: str, place: Place, limits: Limits) -> None:
    """Add the issue of a theme that no page lists; one that Zoho itself writes only warns."""
    if theme in limits.card_themes_shown:
        message = f"{shown(theme)} is a theme of {SDK}, and no page lists it"
        expected = choices(limits.card_themes)
        place.add("unlisted-theme", message, expected, shown(theme), source=SDK, severity="warning", hint=shown(INLINE))
    else:
        place.not_allowed(theme, limits, "card_themes")


def _check_options(options: Sequence[str], place: Place, limits: Limits) -> None:
    """Add the issues of options: at most 10, of at most 100 characters."""
    if len(options) > limits.poll_options:
        at = place.within("/options", "the list of options")
        at.too_many(len(options), limits, "poll_options", "leave the rest out")
    most = limits.poll_option
    for index, option in enumerate(options):
        if len(option) > most:
            place.within(f"/options/{index}/text", "an option").too_long(option, limits, "poll_option")


def check_enough(options: Sequence[str], place: Place, limits: Limits) -> None:
    """Add the issue of a poll with fewer than 2 options."""
    if len(options) >= limits.poll_options_least:
        return
    at = place.within("/options", "the list of options") if options else place
    expected, got = f"{limits.poll_options_least} to {limits.poll_options} options", str(len(options))
    message = f"the poll has {counted(len(options), 'option')}"
    at.add("too-few", message, expected, got, source=CARDS, hint='.poll("Lunch?", "Yes", "No")')


def _check_frame(card: Card, unread: Collection[str], place: Place) -> None:
    """Add the issues of a missing theme, which sections and buttons need, and of a missing title."""
    if card.theme is None and "/theme" not in unread and (card.sections or card.buttons):
        message, hint = "the sections and buttons of a card need a card with a theme", '.card(title="…")'
        place.add("no-card", message, "a card with a theme", "none", hint=hint)
    elif "/title" not in unread:
        check_title(card.title, card.theme, place)


def check_title(title: object, theme: str | None, place: Place) -> None:
    """Add the issue of a missing title: an error for polls, else a warning, since the card is drawn without one."""
    if not_given(title):
        needed = theme == POLL
        message = "a poll needs a title" if needed else "the card has no title"
        hint = {POLL: '.poll("…", "Yes", "No")', PROMPT: '.prompt("…")'}.get(theme or "", '.card(title="…")')
        severity: Severity = "error" if needed else "warning"
        place.add("no-card-title", message, "a title", "none", source=CARDS, severity=severity, hint=hint)


_BELONGS = {"options": (".poll", POLL), "sections": (".card", INLINE), "buttons": (".card or .prompt", INLINE, PROMPT)}
"""The steps that make the cards which have a part, and the themes of these."""
THEMES: Sequence[str] = get_args(ListedTheme)  # of which it is known what they take


def not_taken(theme: str) -> Sequence[str]:
    """The parts that a card of a known theme does not take, besides options, which only polls have.

    >>> not_taken("prompt")
    ['sections']
    """
    return [name for name, (_, *themes) in _BELONGS.items() if name != "options" and theme not in themes]


def _check_theme(card: Card, place: Place) -> None:
    """Add the issues of parts that cards of this theme, or without any, do not have; options belong into a poll."""
    theme = card.theme
    for name, (hint, *themes) in _BELONGS.items():
        if getattr(card, name) and theme not in themes and (theme in THEMES or name == "options"):
            kind = "a card without a theme" if theme is None else f"a card of the theme {shown(theme)}"
            message, expected = f"{kind} takes no {name}", f"the theme {choices(themes)}"
            place.at(name, name).add("wrong-theme", message, expected, shown(theme), hint=hint)


def check_prompt(card: Card, below: int, place: Place, limits: Limits) -> None:
    """Add the warning about a prompt that has no button, neither in the card nor `below` it; it is drawn without."""
    count = len(card.buttons) + below
    if card.theme == PROMPT and count < limits.prompt_buttons_least:
        message = f"the prompt has {counted(count, 'buttons')}"
        hint = '.button("Approve", actions.open_url("https://example.com"))'
        expected = f"{limits.prompt_buttons_least} to {limits.buttons} buttons"
        place.add("no-buttons", message, expected, str(count), source=CARDS, severity="warning", hint=hint)
