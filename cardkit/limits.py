"""Every number and allowed value of the service, once, with the source that states it.

`CLIQ` holds the plain values; the metadata of each attribute say what it means and who states it:

>>> CLIQ.chart_segments
5
>>> about("chart_segments")["source"]
'Zoho Cliq REST API v2 reference, Message Content'

Change a limit that is wrong for you, for one message:

>>> import attrs
>>> from cardkit import Message
>>> roomy = Message("Shares", limits=attrs.evolve(CLIQ, chart_segments=8))
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from attrs import Attribute, field, fields, fields_dict, frozen

from .errors import ConfigurationError
from .errors.wording import choices, shown

__all__ = [
    "CLIQ",
    "Api",
    "Background",
    "ButtonStyle",
    "ChartPreview",
    "Emotion",
    "GraphPreview",
    "Limits",
    "ListStyle",
    "SystemApi",
    "Theme",
    "about",
]


Api = Literal["v2", "v3"]
ListedTheme = Literal["modern-inline", "poll", "prompt"]
Theme = Literal[ListedTheme, "basic"]
Background = Literal["red", "yellow", "green", "blue", "grey"]
ListedStyle = Literal["disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"]
ListStyle = Literal[ListedStyle, "bulleted"]
ChartPreview = Literal["pie", "doughnut", "semi_doughnut"]
GraphPreview = Literal["vertical_bar", "vertical_stacked_bar", "trend"]
ButtonStyle = Literal["+", "-"]
Emotion = Literal["positive", "neutral", "negative"]
PersonalApi = Literal["audiocall", "videocall", "startchat", "invite"]
SystemApi = Literal[PersonalApi, "locationpermission"]

APIS = get_args(Api)

REFERENCE = "Zoho Cliq REST API v2 reference, Message Content"
FORMAT = "Zoho Cliq v3 API description, messageformat.yml"
CARDS = "Zoho Cliq v3 API description, messagecards.yml"
BUTTONS = "Zoho Cliq v3 API description, buttons.yml"
MENTIONS = "Zoho Cliq v3 API description, mentions.yml"
MESSAGES = "Zoho Cliq v3 API description, messages.yml"
THREADS = "Zoho Cliq v3 API description, threads.yml"
BOTS = "Zoho Cliq v3 API description, bots.yml"
EDITS = "Zoho Cliq v2 API description, Messages"
IMPLEMENTER = "observed by the implementer of n8n's Cliq node"
SDK = "Zoho's own SDK zcatalyst-cliq"
SENDERS = "seen by public senders, stated by no page of Zoho's"
CARDKIT = "cardkit's own rule"


def _limit(default: Any, what: str, unit: str, source: str, note: str = "") -> Any:
    return field(default=default, metadata={"what": what, "unit": unit, "source": source, "note": note})


def _listed(default: tuple[str, ...], what: str, source: str, note: str = "") -> Any:
    return _limit(default, what, "values", source, note)


@frozen(kw_only=True, repr=False)
class Limits:
    """The service's limits as plain values; see the module for their sources and how to change one.

    >>> Limits(chart_segments=8)
    Limits(chart_segments=8)
    >>> Limits().buttons
    5
    """

    text: int = _limit(10_000, "the text of a message", "characters", REFERENCE)
    text_advised: int = _limit(
        5_000, "the text of a message", "characters", MESSAGES, "other pages allow 10,000; longer only warns"
    )
    edit_text: int = _limit(5_000, "the text of an edit", "characters", EDITS)
    body_advised: int = _limit(
        10_000, "the whole message as JSON", "characters", BOTS, "stated for the slides of bot posts; only warns"
    )
    slides_advised: int = _limit(20, "a message", "slides", BOTS, "stated for bot posts; only warns")

    card_title: int = _limit(200, "the title of a card", "characters", CARDS)
    card_themes: tuple[str, ...] = _listed(get_args(ListedTheme), "a theme of a card", REFERENCE)
    card_themes_shown: tuple[str, ...] = _listed(("basic",), "a theme of a card", SDK, "though no page lists it; warns")

    poll_options_least: int = _limit(2, "a poll", "options", CARDS, "at least")
    poll_options: int = _limit(10, "a poll", "options", CARDS)
    poll_option: int = _limit(100, "an option of a poll", "characters", CARDS)

    buttons: int = _limit(5, "a message, its card or a slide", "buttons", BUTTONS)
    prompt_buttons_least: int = _limit(1, "a prompt", "buttons", CARDS, "at least")
    button_label: int = _limit(20, "the label of a button", "characters", BUTTONS)
    card_button_label: int = _limit(30, "the label of a button within the card", "characters", CARDS)
    button_styles: tuple[str, ...] = _listed(get_args(ButtonStyle), "a style of a button", BUTTONS)
    button_hint: int = _limit(100, "the hint of a button", "characters", BUTTONS)
    button_key: int = _limit(100, "the key of a button", "characters", BUTTONS)
    button_actions: tuple[str, ...] = _listed(
        ("invoke.function", "open.url", "preview.url", "copy", "system.api"),
        "an action of a button below the card",
        BUTTONS,
    )
    card_button_actions: tuple[str, ...] = _listed(
        ("invoke.function", "open.url", "preview.url", "system.api", "invoke.bot"),
        "an action of a button within the card",
        CARDS,
    )
    instant_button_actions: tuple[str, ...] = _listed(
        ("invoke.function", "copy", "system.api"), "an action of an instant button", BUTTONS
    )

    url: int = _limit(256, "an address that a button opens", "characters", BUTTONS)
    url_schemes: tuple[str, ...] = _listed(("http", "https", "tel", "sms", "sip"), "a scheme of a web address", BUTTONS)
    preview_url: int = _limit(500, "the address of a preview", "characters", BUTTONS)
    copy_text: int = _limit(200, "the text that a button copies", "characters", BUTTONS)
    system_apis: tuple[str, ...] = _listed(get_args(SystemApi), "a system API", BUTTONS)

    confirm_title: int = _limit(100, "the title of a confirmation", "characters", BUTTONS)
    confirm_description: int = _limit(100, "the description of a confirmation", "characters", BUTTONS)
    confirm_input: int = _limit(300, "the prompt of a confirmation's input", "characters", BUTTONS)
    confirm_button_label: int = _limit(100, "a label of a confirmation's buttons", "characters", BUTTONS)
    confirm_emotions: tuple[str, ...] = _listed(get_args(Emotion), "an emotion of a confirmation", BUTTONS)

    backgrounds: tuple[str, ...] = _listed(get_args(Background), "a background of a message", BOTS)
    reply_to: int = _limit(100, "the id of the message replied to", "characters", BOTS)
    thread_title_advised: int = _limit(
        100, "the title of a thread", "characters", BOTS, "threads.yml gives no limit; longer only warns"
    )
    thread_chat_id: int = _limit(100, "the chat id of a thread", "characters", BOTS)
    message_topic: int = _limit(255, "the topic of a message", "characters", BOTS)
    user_ids: int = _limit(100, "the list of people a bot posts to", "ids", BOTS)

    width_least: int = _limit(1, "the width of a column", "percent", FORMAT)
    width_most: int = _limit(100, "the width of a column", "percent", FORMAT)
    width_sum: int = _limit(100, "the widths of a table's columns", "percent", REFERENCE, "exactly this sum")
    sticky_rows: int = _limit(2, "the sticky rows of a table", "rows", REFERENCE)
    sticky_columns: int = _limit(2, "the sticky columns of a table", "columns", REFERENCE)

    list_styles: tuple[str, ...] = _listed(get_args(ListedStyle), "a style of a list", REFERENCE)
    list_styles_shown: tuple[str, ...] = _listed(
        ("bulleted",), "a style of a list", REFERENCE, "in an example, though not in its list; warns"
    )

    chart_segments: int = _limit(5, "a chart", "segments", REFERENCE)
    chart_label: int = _limit(20, "the label of a chart's segment", "characters", REFERENCE)
    chart_previews: tuple[str, ...] = _listed(get_args(ChartPreview), "a preview of a chart", FORMAT)

    graph_categories: int = _limit(5, "a graph", "categories", REFERENCE)
    graph_category: int = _limit(20, "the name of a graph's category", "characters", REFERENCE)
    graph_values: int = _limit(20, "a category of a graph", "values", REFERENCE)
    graph_label: int = _limit(20, "the label of a graph's value", "characters", REFERENCE)
    graph_axis: int = _limit(20, "the name of a graph's axis", "characters", REFERENCE)
    graph_previews: tuple[str, ...] = _listed(get_args(GraphPreview), "a preview of a graph", REFERENCE)

    text_slide_advised: int = _limit(1_000, "the text of a text slide", "characters", IMPLEMENTER, "only warns")
    depth: int = _limit(64, "JSON given to .extra or RawSlide", "levels", CARDKIT, "deeper bodies are no card")

    def __attrs_post_init__(self) -> None:
        for name, fact in fields_dict(Limits).items():
            value: tuple[object, ...] | int = getattr(self, name)
            if isinstance(fact.default, tuple):
                fits, kind = isinstance(value, tuple) and {*map(type, value)} <= {str}, "a tuple of strings"
            else:
                fits, kind = type(value) is int and value >= 0, "a whole number, 0 or more"
            if not fits:
                raise ConfigurationError(f"limits: {name} must be {kind}, not {shown(value)}")

    def __repr__(self) -> str:
        values = {name: (getattr(self, name), fact.default) for name, fact in fields_dict(Limits).items()}
        return f"Limits({', '.join([f'{name}={own!r}' for name, (own, usual) in values.items() if own != usual])})"


CLIQ = Limits()
"""The service's limits, as its pages state them."""


def about(name: str) -> Mapping[str, str]:
    """What the limit `name` measures: a mapping with ``what``, ``unit``, ``source`` and ``note``.

    >>> fact = about("buttons")
    >>> CLIQ.buttons, fact["unit"], fact["what"]
    (5, 'buttons', 'a message, its card or a slide')
    """
    known: Attribute[object] = getattr(fields(Limits), name)
    return known.metadata


def read_limits(limits: object) -> Limits:
    """The limits that a caller gave, or those of the service for None.

    Raises:
        ConfigurationError: they are something else.
    """
    if limits is None:
        return CLIQ
    if isinstance(limits, Limits):
        return limits
    raise ConfigurationError(f"limits must be attrs.evolve(cardkit.limits.CLIQ, …), not {shown(limits)}")


def read_api(api: object) -> None:
    """Check an `api` argument.

    Raises:
        ConfigurationError: `api` is neither None nor ``"v2"`` nor ``"v3"``.
    """
    if api is not None and not (isinstance(api, str) and api in APIS):
        raise ConfigurationError(f"api={shown(api)} is no form of a message: it must be None, {choices(APIS)}")


def __dir__() -> list[str]:
    return __all__
