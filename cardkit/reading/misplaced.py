"""Known wrong places: where what is often written elsewhere belongs, and which step or key writes it there.

One table of keys, by what they stand in, and one of values, by the limit that does not list them. Nothing here changes
what is read: it only words the findings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .place import Json

_ANY = "*"  # stands for every other key
_LONGEST = 100  # characters of a value that a hint repeats
_ADDRESS = re.compile(r"https?://[\w.-]+(?:/[!-\[\]-~]*)?")
_HTTPS = re.compile(f"(?=https:){_ADDRESS.pattern}")
_PERSON = re.compile(r"\d+|[\w.+-]+@[\w.-]+")


class Home(NamedTuple):
    """Where a key or value belongs, in words, and the code that writes it there.

    The value that came replaces a ``{}`` in `hint`. If it is no short text, or does not match `like`, `sample` does.
    `key` is its name here, if it is called otherwise.
    """

    belongs: str
    hint: str = ""
    sample: str = ""
    like: re.Pattern[str] | None = None
    key: str = ""

    def written(self, value: Json) -> str:
        """The hint for a value."""
        usable = isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()
        alike = usable and (self.like is None or self.like.fullmatch(str(value)))
        return self.hint.replace("{}", repr(value if alike else self.sample))


def _called(name: str) -> Home:
    """The home of a key that has another name here."""
    return Home(f"it is called {name!r} here", repr(name), key=name)


_TEXT = Home("words stand in the text of the message, or in a text slide", ".text_slide({})", "…")
_TABLE = Home("a table is a slide", '.table(["Host"], [["web-1"]])')
_PICTURE = Home("a picture is a slide", ".image({})", "https://example.com/plan.png", _ADDRESS)
_FIELDS = Home("names with values are a section of the card, or a label slide", '.label({"Owner": "Ana"})')
_COLOUR = Home("a colour is the background of the message", '.style(background="red")')
_MENTION = Home("people are mentioned in the text", "markup.user({})", "ana@example.com", _PERSON)
_BUTTON = Home("buttons stand below the card", '.button("Open", actions.open_url("https://example.com"))')
_OPENED = ('.button("Open", actions.open_url({}))', "https://example.com", _ADDRESS)
_CHAT = Home("where a message goes is said when it is sent", 'message.send(transport, to="channel:alerts")')
_POSTED_AS = Home(
    "the bot that a message is posted as stands in the query of the address",
    'message.send(transport, to=to.channel("alerts", as_bot={}))',
    "watch",
    re.compile(r"[\w-]+"),
)
_FACE = Home("it is the picture of the bot", '.bot("Watch", {})', "https://example.com/watch.png", _HTTPS)
_WIDGET = Home("it is part of a widget, and a section of a card has fields", '.section("Order").field("Owner", "Ana")')
_CARD = Home("it stands in the card", '.card("Title")')
_LINK = Home("what a button opens is its action", "actions.open_url({})", "https://example.com", _ADDRESS)
_FUNCTION = Home("the name and the owner of a function stand in its data", "actions.invoke_function({})", "approve")
_ARGUMENT = Home(
    "what a function is handed are the arguments of the button",
    'actions.invoke_function("approve", arguments={"env": "prod"})',
)


def _by_name(homes: Mapping[str, Home]) -> Mapping[str, Home]:
    """The home of each name, where one string holds several."""
    return {name: home for names, home in homes.items() for name in names.split()}


_BY_OWNER = {
    "the message": {
        "attachments embeds blocks": Home("tables, pictures and lists are slides", _TABLE.hint),
        "rows headers table": _TABLE,
        "data slide": Home("what is shown stands in the slides", _TABLE.hint),
        "image images image_url picture": _PICTURE,
        "fields sections facts": _FIELDS,
        "title theme thumbnail options cards cardsV2": _CARD,
        "color colour background themeColor": _COLOUR,
        "markdown": Home("it stands in the styles", ".style(markdown=True)"),
        "mentions mention": _MENTION,
        "message content body msg summary fallback": _called("text"),
        "channel channel_id channel_name channel_unique_name chat chat_id to recipient recipients": _CHAT,
        "username user user_name sender bot_name": Home("who speaks is the bot", ".bot({})", "Watch"),
        "bot_unique_name": _POSTED_AS,
        "icon avatar avatar_url icon_url icon_emoji bot_image": _FACE,
        "button actions potentialAction": _BUTTON,
        "@type @context": Home("cards of other chats are not drawn here", '.card("Title")'),
        "thread thread_id thread_ts": Home("a thread starts at a message", ".thread({})", "1599383363512_117"),
        "reply": _called("reply_to"),
        "type": Home("a message has no type; its slides have one, and its card has a theme"),
    },
    "the card": {
        "slides slide attachments": Home("slides stand beside the card, not in it", _TABLE.hint),
        "rows headers data table": Home("a table is a slide beside the card", _TABLE.hint),
        "text description subtitle content message body footer": _TEXT,
        "url link href": Home("what is opened is opened by a button", *_OPENED),
        "image images": _PICTURE,
        "fields facts": _FIELDS,
        "color colour background": _COLOUR,
        "styles": Home("the styles of the message stand beside the card", _COLOUR.hint),
        "mentions mention": _MENTION,
        "button actions action": _BUTTON,
        "bot sender": Home("the bot stands beside the card", ".bot({})", "Watch"),
        "name header heading": _called("title"),
        "type": _called("theme"),
        "section": _called("sections"),
    },
    "a slide": {
        "rows headers columns": Home("headers and rows stand in the data of a slide of the type 'table'"),
        "image images url urls": Home("the addresses of pictures are the data of a slide of the type 'image'"),
        "items fields values segments categories text content": _called("data"),
        "header heading name": _called("title"),
        "preview x_axis y_axis": Home("it stands in the styles of the slide"),
        "width sticky": Home("it stands in the styles within the data of a table", ".width(60, 40)"),
        "style": _called("styles"),
        "button": _called("buttons"),
    },
    "a section": {
        "name header heading": _called("title"),
        "data rows items": _called("fields"),
        "elements widgets id": _WIDGET,
    },
    "a field": {
        "label name key": _called("title"),
        "text data": _called("value"),
        "type": Home("a value is text, and a link is written as one", 'markup.link("Open", "https://example.com")'),
    },
    "an option": {"label title value name option": _called("text")},
    "the bot": {
        "icon avatar picture icon_url image_url": _called("image"),
        "title username label": _called("name"),
    },
    "the button": {
        "value url web link href": _LINK,
        "text title name": _called("label"),
        "style color colour emotion": _called("type"),
        "id": _called("key"),
        "tooltip description": _called("hint"),
        "confirm": Home("the confirmation stands in the action"),
        "data": Home("data stand in the action"),
        "function": _FUNCTION,
    },
    "the action": {
        "name owner function": _FUNCTION,
        "url web link href": _LINK,
        "arguments params parameters": _ARGUMENT,
        "text": Home("the text to copy stands in the data", "actions.copy({})", "R-17"),
        "hint label": Home("it stands in the button, beside the action"),
    },
    "the data of the function": {
        "function function_name functionName func": _called("name"),
        "author email": _called("owner"),
        _ANY: _ARGUMENT,
    },
    "the data of the table": {
        "columns header fields": _called("headers"),
        "data items body values cells": _called("rows"),
        "width sticky": Home("it stands in the styles within the data", ".width(60, 40)"),
        "title": Home("the title stands beside the data"),
        "style": _called("styles"),
    },
    "an entry": {"name title category key": _called("label"), "count y data": _called("value")},
    "a category": {"name title label": _called("category"), "data points series": _called("values")},
}

KEYS = {owner: _by_name(homes) for owner, homes in _BY_OWNER.items()}
"""Known wrong keys, by what they stand in as its `Place` calls it."""

_OTHERWISE: Mapping[tuple[str, str], Home] = {("the button", "name"): _FUNCTION}
"""Where a key belongs if the key that it usually stands for is there, too."""

_COLOURS = {
    "red": "red danger error critical failure",
    "green": "green success ok",
    "yellow": "yellow orange warning",
    "blue": "blue info primary",
    "grey": "grey gray",
}

_BY_LIMIT = {
    "card_themes": {
        names: Home(f"a colour is set by .style(background={colour!r})", "'modern-inline'")
        for colour, names in _COLOURS.items()
    },
    "button_styles": {
        "positive primary success green ok": Home("a positive one is '+'", "'+'"),
        "negative danger red destructive cancel": Home("a negative one is '-'", "'-'"),
        "open.url preview.url copy invoke.function invoke.bot system.api": Home(
            "what it does is the type of its action", "'+'"
        ),
    },
    "actions": {
        "url link href openurl open open.link": Home("an address is opened by 'open.url'", "'open.url'"),
        "function callback invokefunction": Home("a function is called by 'invoke.function'", "'invoke.function'"),
    },
    "graph_previews": {
        "bar column bar_chart column_chart": Home("bars are 'vertical_bar'", "'vertical_bar'"),
        "stacked stacked_bar stacked_column": Home("those are 'vertical_stacked_bar'", "'vertical_stacked_bar'"),
        "line area spline line_chart": Home("lines are a 'trend'", "'trend'"),
        "pie doughnut semi_doughnut donut": Home('shares are a .chart("pie", …)'),
    },
    "chart_previews": {
        "bar column vertical_bar vertical_stacked_bar stacked_bar": Home('bars are a .graph("vertical_bar", …)'),
        "line trend area": Home('lines are a .graph("trend", …)'),
    },
    "list_styles": {
        "bullet bullets unordered": Home("points are 'disc'", "'disc'"),
        "ordered number numbers numbered": Home("numbers are 'decimal'", "'decimal'"),
    },
    "slide_types": {
        "fields field facts keyvalue key_value": Home("names with values are a label", "'label'"),
        "pie doughnut donut chart semi_doughnut": Home("it is a preview of a chart", "'percentage_chart'"),
        "bar line trend vertical_bar bar_chart line_chart": Home("it is a preview of a graph", "'graph'"),
        "paragraph markdown string": Home("words are a text slide", "'text'"),
        "picture photo gallery": Home("pictures are an image slide", "'image'"),
        "bullets bullet": Home("it is a list", "'list'"),
        "grid rows": Home("it is a table", "'table'"),
        "button buttons actions": Home("buttons stand below the card, or in the buttons of a slide"),
    },
}

VALUES = {limit: _by_name(homes) for limit, homes in _BY_LIMIT.items()}
"""Known wrong values, by the limit that does not list them; those of slides by their own name."""


def home_of(owner: str, key: str, present: Collection[str] = ()) -> Home | None:
    """Where a key belongs that stands in `owner`, or None.

    Args:
        owner: what it stands in, in the words of its place.
        key: the key.
        present: the keys beside it: nothing is renamed to what is there already.

    >>> home_of("a field", "label")
    Home(belongs="it is called 'title' here", hint="'title'", sample='', like=None, key='title')
    >>> home_of("a field", "label", ["title"]), home_of("a field", "zzz")
    (None, None)
    """
    homes = KEYS.get("a slide" if owner.startswith("a slide of ") else owner.removesuffix(" itself"), {})
    home = homes.get(key, homes.get(_ANY))
    if home is not None and home.key and home.key in present:
        return _OTHERWISE.get((owner, key))
    return home


def value_home(limit: str, value: str) -> Home | None:
    """What a value is called here that `limit` does not list, or None.

    >>> value_home("slide_types", "pie").hint
    "'percentage_chart'"
    """
    return VALUES.get(limit, {}).get(value.lower())


def name_meant(owner: str, key: str, present: Collection[str]) -> str:
    """The key beside a missing one that was meant to be it, or nothing."""
    homes = [(name, home_of(owner, name)) for name in present]
    return next((name for name, home in homes if home is not None and home.key == key), "")
