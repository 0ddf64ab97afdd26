"""Where in a body something of a kind stands, so that something else can be put there."""

from __future__ import annotations

from collections.abc import Sequence

from .content import OURS
from .parts import (
    BELOW,
    BOT,
    CHART,
    COPY,
    FUNCTION,
    GRAPH,
    IMAGE,
    INLINE,
    INSTANT,
    LABEL,
    LIST,
    OF_SLIDE,
    OPEN,
    POLL,
    PREVIEW,
    PROMPT,
    SYSTEM,
    TABLE,
    TEXT,
    WITHIN,
    Part,
    Places,
    asked_beside,
    confirmed,
    slide_of,
    whole,
    with_one,
)

LIMITED: Sequence[tuple[str, Part, Sequence[str]]] = [
    ("text", whole, ["/text"]),
    ("reply_to", whole, ["/reply_to"]),
    ("thread_chat_id", whole, ["/thread_chat_id"]),
    ("message_topic", whole, ["/message_topic"]),
    ("card_title", INLINE, ["/title"]),
    ("card_title", PROMPT, ["/title"]),
    ("poll_option", POLL, ["/options/*/text"]),
    ("button_label", BELOW, ["/label"]),
    ("button_label", OF_SLIDE, ["/label"]),
    ("button_label", INSTANT, ["/label"]),
    ("card_button_label", WITHIN, ["/label"]),
    ("button_hint", BELOW, ["/hint"]),
    ("button_hint", whole, ["/hint"]),
    ("button_key", BELOW, ["/key"]),
    ("copy_text", COPY, ["/action/data/text"]),
    ("confirm_title", confirmed, ["/title"]),
    ("confirm_description", confirmed, ["/description"]),
    ("confirm_description", asked_beside, ["/description"]),
    ("confirm_input", confirmed, ["/input"]),
    ("confirm_button_label", confirmed, ["/button_label", "/cancel_button_label"]),
    ("chart_label", CHART, ["/data/0/*/label"]),
    ("graph_category", GRAPH, ["/data/*/category"]),
    ("graph_label", GRAPH, ["/data/*/values/*/label"]),
    ("graph_axis", GRAPH, ["/styles/x_axis", "/styles/y_axis"]),
]
"""Texts with a greatest length, by its name in the limits."""
NAMES: Places = [
    *[(part, ["/action/type"]) for part in (BELOW, WITHIN, INSTANT, OF_SLIDE)],
    (SYSTEM, ["/action/data/api"]),
    (PREVIEW, ["/action/data/url"]),
    (with_one(INSTANT), ["/references/1/type"]),
    (IMAGE, ["/data/0/*"]),
]
"""Texts that must be there and not be empty."""
OPTIONAL: Places = [
    (whole, ["/reply_to", "/thread_chat_id", "/message_topic", "/thread_message_id", "/thread_title", "/hint"]),
    (whole, ["/appkey", "/extension_key", "/user_ids", "/userids"]),
    (INLINE, ["/theme", "/thumbnail", "/icon"]),
    (FUNCTION, ["/type", "/action/data/owner"]),
    (OPEN, ["/action/data/web"]),
    (confirmed, ["/emotion"]),
    (LIST, ["/styles/type"]),
    (CHART, ["/styles/preview"]),
    (GRAPH, ["/styles/preview"]),
]
"""Texts that count as not given where they are empty or null."""
SHOWN: Places = [
    *[(slide_of(kind), ["/title"]) for kind in OURS],
    (whole, ["/bot/name"]),
    (INLINE, ["/title", "/sections/0/title", "/sections/0/fields/0/value"]),
    (TABLE, ["/data/rows/*/*"]),
    (LIST, ["/data/*"]),
    (LABEL, ["/data/*/*"]),
    (GRAPH, ["/styles/x_axis", "/styles/y_axis"]),
    (FUNCTION, ["/hint", "/key"]),
    (confirmed, ["/description", "/button_label", "/cancel_button_label"]),
]
"""Texts that may be empty, null, a number or a boolean."""
SHOWN_NAMES: Places = [
    (INLINE, ["/sections/0/fields/0/title"]),
    (POLL, ["/options/*/text"]),
    (TABLE, ["/data/headers/*"]),
    (CHART, ["/data/0/*/label"]),
    (GRAPH, ["/data/*/category", "/data/*/values/*/label"]),
    (TEXT, ["/data"]),
    *[(part, ["/label"]) for part in (BELOW, WITHIN, INSTANT, OF_SLIDE)],
    (FUNCTION, ["/action/data/name"]),
    (COPY, ["/action/data/text"]),
    (BOT, ["/action/data/bot_name", "/action/data/message"]),
    (confirmed, ["/title"]),
]
"""Texts that may be a number or a boolean, but not empty."""
ADDRESSES: Places = [
    (whole, ["/bot/image"]),
    (IMAGE, ["/data/0/*"]),
    (OPEN, ["/action/data/web"]),
    (PREVIEW, ["/action/data/url"]),
]
OBJECTS: Places = [
    (whole, ["/bot", "/card", "/references", "/styles"]),
    (with_one(TABLE), ["/slides/*"]),
    (TABLE, ["/data", "/data/rows/*", "/data/styles", "/data/styles/sticky"]),
    (LIST, ["/styles"]),
    (LABEL, ["/data/*"]),
    (CHART, ["/styles", "/data/0/*"]),
    (GRAPH, ["/styles", "/data/*", "/data/*/values/*"]),
    (POLL, ["/options/*"]),
    (INLINE, ["/sections/*", "/sections/*/fields/*"]),
    (BELOW, ["/action", "/action/data", "/action/confirm", "/arguments"]),
    (with_one(BELOW), ["/buttons/0"]),
    (with_one(INSTANT), ["/references/1", "/references/1/object"]),
]
ARRAYS: Places = [
    (whole, ["/slides", "/buttons"]),
    (TABLE, ["/data/headers", "/data/rows", "/data/styles/width"]),
    *[(part, ["/data"]) for part in (LIST, LABEL, IMAGE, CHART)],
    (GRAPH, ["/data", "/data/*/values"]),
    (INLINE, ["/sections", "/sections/*/fields"]),
    (POLL, ["/options"]),
    (PROMPT, ["/buttons"]),
]
NUMBERS: Places = [
    (CHART, ["/data/0/*/value"]),
    (GRAPH, ["/data/*/values/*/value"]),
]
COUNTS: Places = [(TABLE, ["/data/styles/sticky/rows", "/data/styles/sticky/columns"])]
FLAGS: Places = [
    (whole, ["/sync_message", "/post_in_parent", "/broadcast", "/mark_as_read", "/notify_edit", "/styles/markdown"]),
    (confirmed, ["/mandatory"]),
]
NEEDED: Places = [
    *[(slide_of(kind), ["/data"]) for kind in OURS],
    (TABLE, ["/data/headers", "/data/rows"]),
    (CHART, ["/data/0/*/label", "/data/0/*/value"]),
    (GRAPH, ["/data/*/category", "/data/*/values", "/data/*/values/*/label", "/data/*/values/*/value"]),
    (POLL, ["/options/*/text"]),
    (INLINE, ["/sections/*/fields", "/sections/*/fields/*/title", "/sections/*/fields/*/value"]),
    *[(part, ["/label", "/action", "/action/type", "/action/data"]) for part in (BELOW, WITHIN, INSTANT, OF_SLIDE)],
    (FUNCTION, ["/action/data/name"]),
    (PREVIEW, ["/action/data/url"]),
    (SYSTEM, ["/action/data/api"]),
    (COPY, ["/action/data/text"]),
    (BOT, ["/action/data/bot_name", "/action/data/message"]),
    (confirmed, ["/title"]),
    (with_one(INSTANT), ["/references/1/type", "/references/1/object"]),
]
"""Keys that must be there."""
