"""Every number and allowed value of the service, once, with the source that states it.

`CLIQ` holds the plain values; what each one means and who says so stands in the attribute's metadata:

>>> CLIQ.chart_segments
5
>>> about("chart_segments")["source"]
'Zoho Cliq REST API v2 reference, Message Content'

A limit that is known to be wrong for you is changed for one message:

>>> import attrs
>>> from cardkit import Message
>>> roomy = Message("Shares", limits=attrs.evolve(CLIQ, chart_segments=8))
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from attrs import field, fields_dict, frozen

from .errors import ConfigurationError

Api = Literal["v2", "v3"]
Theme = Literal["modern-inline"]
ListedStyle = Literal["disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"]
ListStyle = Literal[ListedStyle, "bulleted"]
ChartPreview = Literal["pie", "doughnut", "semi_doughnut"]
GraphPreview = Literal["vertical_bar", "vertical_stacked_bar", "trend"]

APIS = get_args(Api)

REFERENCE = "Zoho Cliq REST API v2 reference, Message Content"
FORMAT = "Zoho Cliq v3 API description, messageformat.yml"
CARDS = "Zoho Cliq v3 API description, messagecards.yml"
MESSAGES = "Zoho Cliq v3 API description, messages.yml"
BOTS = "Zoho Cliq v3 API description, bots.yml"
IMPLEMENTER = "observed by the implementer of n8n's Cliq node"
CARDKIT = "cardkit's own rule"


def _limit(default: Any, what: str, unit: str, source: str, note: str = "") -> Any:
    return field(default=default, metadata={"what": what, "unit": unit, "source": source, "note": note})


@frozen(kw_only=True)
class Limits:
    """The service's limits as plain values; see the module for their sources and how to change one."""

    text: int = _limit(10_000, "the text of a message", "characters", REFERENCE)
    text_advised: int = _limit(
        5_000, "the text of a message", "characters", MESSAGES, "other pages allow 10,000; longer only warns"
    )
    body_advised: int = _limit(
        10_000, "the whole message as JSON", "characters", BOTS, "stated for the slides of bot posts; only warns"
    )
    slides_advised: int = _limit(20, "a message", "slides", BOTS, "stated for bot posts; only warns")

    card_title: int = _limit(200, "the title of a card", "characters", CARDS)
    card_themes: tuple[str, ...] = _limit(get_args(Theme), "a theme of a card", "values", REFERENCE)

    width_least: int = _limit(1, "the width of a column", "percent", FORMAT)
    width_most: int = _limit(100, "the width of a column", "percent", FORMAT)
    width_sum: int = _limit(100, "the widths of a table's columns", "percent", REFERENCE, "exactly this sum")
    sticky_rows: int = _limit(2, "the sticky rows of a table", "rows", REFERENCE)
    sticky_columns: int = _limit(2, "the sticky columns of a table", "columns", REFERENCE)

    list_styles: tuple[str, ...] = _limit(get_args(ListedStyle), "a style of a list", "values", REFERENCE)
    list_styles_shown: tuple[str, ...] = _limit(
        ("bulleted",), "a style of a list", "values", REFERENCE, "in an example, though not in its list; warns"
    )

    chart_segments: int = _limit(5, "a chart", "segments", REFERENCE)
    chart_label: int = _limit(20, "the label of a chart's segment", "characters", REFERENCE)
    chart_previews: tuple[str, ...] = _limit(get_args(ChartPreview), "a preview of a chart", "values", FORMAT)

    graph_categories: int = _limit(5, "a graph", "categories", REFERENCE)
    graph_category: int = _limit(20, "the name of a graph's category", "characters", REFERENCE)
    graph_values: int = _limit(20, "a category of a graph", "values", REFERENCE)
    graph_label: int = _limit(20, "the label of a graph's value", "characters", REFERENCE)
    graph_axis: int = _limit(20, "the name of a graph's axis", "characters", REFERENCE)
    graph_previews: tuple[str, ...] = _limit(get_args(GraphPreview), "a preview of a graph", "values", REFERENCE)

    text_slide_advised: int = _limit(1_000, "the text of a text slide", "characters", IMPLEMENTER, "only warns")
    depth: int = _limit(64, "JSON given to .extra or RawSlide", "levels", CARDKIT, "deeper bodies are no card")

    def __attrs_post_init__(self) -> None:
        for name, fact in fields_dict(Limits).items():
            value = getattr(self, name)
            if isinstance(fact.default, tuple):
                right = isinstance(value, tuple) and all(isinstance(v, str) for v in value)
            else:
                right = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            if not right:
                kind = "a tuple of strings" if isinstance(fact.default, tuple) else "a whole number, 0 or more"
                raise ConfigurationError(f"limits: {name} must be {kind}, not {value!r}")


CLIQ = Limits()

_FIELDS = fields_dict(Limits)


def about(name: str) -> Mapping[str, str]:
    """What the limit `name` measures: a mapping with ``what``, ``unit``, ``source`` and ``note``."""
    return _FIELDS[name].metadata
