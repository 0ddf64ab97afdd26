"""The page of limits, made from `cardkit.limits`."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, get_origin

import attrs
from signatures import choices

from cardkit import limits


class Ways(NamedTuple):
    """What `Message(fit=True)` and `Message.split` do about what is beyond a limit."""

    fit: str
    split: str


SHORTENED = Ways("shortened", "an error, with `fit=True` shortened")
REFUSED = Ways("an error", "an error")
FALLS_AWAY = Ways("what has it falls away", "an error, with `fit=True` it falls away")
BUTTON_FALLS = Ways("the button falls away", "an error, with `fit=True` the button falls away")
ADJUSTED = Ways("brought into the range", "an error, with `fit=True` brought into the range")

WAYS = {
    **dict.fromkeys(
        [
            "card_title", "poll_option", "button_label", "card_button_label", "button_hint", "confirm_title",
            "confirm_description", "confirm_input", "confirm_button_label", "message_topic", "chart_label",
            "graph_category", "graph_label", "graph_axis",
        ],
        SHORTENED,
    ),
    **dict.fromkeys(["url", "preview_url", "copy_text"], BUTTON_FALLS),
    **dict.fromkeys(["button_key", "reply_to", "thread_chat_id"], FALLS_AWAY),
    **dict.fromkeys(["sticky_rows", "sticky_columns"], ADJUSTED),
    **dict.fromkeys(["width_least", "width_most", "width_sum"], Ways("scaled", "an error, with `fit=True` scaled")),
    "text": Ways("shortened to what is advised", "several messages"),
    "text_advised": Ways("shortened", "several messages"),
    "text_slide_advised": Ways("shortened", "several slides"),
    "body_advised": Ways("the largest parts lose most", "several messages"),
    "slides_advised": Ways("the rest is counted in the last", "several messages"),
    "poll_options": Ways("the rest is left out", "an error, with `fit=True` the rest is left out"),
    "poll_options_least": Ways("a plain card", "an error, with `fit=True` a plain card"),
    "prompt_buttons_least": Ways("kept, with a warning", "kept, with a warning"),
    "buttons": Ways("the rest is left out", "further messages; below a slide an error, with `fit=True` left out"),
    "thread_title_advised": Ways("shortened", "kept, with a warning; with `fit=True` shortened"),
    "user_ids": Ways("the first", "an error, with `fit=True` the first"),
    "chart_segments": Ways('the rest becomes "Other"', "several charts"),
    "graph_categories": Ways("the rest is counted in the title", "several graphs"),
    "graph_values": Ways("the rest is counted in the title", "several graphs"),
}  # fmt: skip
"""By the name of a limit; of all others what is beyond is an error."""

IN_CODE = (
    "## In code",
    "",
    "```{eval-rst}",
    ".. py:class:: cardkit.limits.Limits",
    "",
    "   Frozen, with a field for each name above.",
    "",
    ".. autodata:: cardkit.limits.CLIQ",
    "   :no-value:",
    ".. autofunction:: cardkit.limits.about",
)


def limits_page() -> str:
    """The page as Markdown: one row for each limit, with its unit, its source and its note."""
    rows = [_row(field) for field in attrs.fields(limits.Limits)]
    head = [
        "# Limits",
        "",
        "Every limit that cardkit checks, with the source that states it. Nothing here was tried against the live "
        "service. `Message(limits=attrs.evolve(limits.CLIQ, …))` changes a limit for one message. The last two columns "
        "say what `Message(fit=True)` and `.split()` do [about what is beyond a limit](../how-to/too-big.md). This "
        "page is made from `cardkit.limits`.",
        "",
        ":::{container} stacked limits",
        "| Name | Of | Limit | Source | With `fit=True` | `.split()` |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ":::", "", *IN_CODE, *_choices(), "```", ""])


def _choices() -> Iterator[str]:
    """Each word of the signatures that stands for some values, and these."""
    for name in limits.__all__:
        if get_origin(getattr(limits, name)) is Literal:
            yield f".. py:data:: cardkit.limits.{name}\n\n   {choices(getattr(limits, name), mark='``')}\n"


def _row(field: "attrs.Attribute[object]") -> str:
    value, fact = getattr(limits.CLIQ, field.name), limits.about(field.name)
    shown = ", ".join(f"`{v}`" for v in value) if isinstance(value, tuple) else f"{value:,} {fact['unit']}"
    source = "; ".join(filter(None, [fact["source"], fact["note"]]))
    ways = WAYS.get(field.name, REFUSED)
    cells = [f"`{field.name}`", fact["what"], shown, source, *ways]
    return f"| {' | '.join(cells)} |"
