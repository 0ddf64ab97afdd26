"""Bodies of the service to be read: any JSON, one that holds every part, and random changes of it."""

import contextlib
import copy
import json

from examples import WIRE
from hypothesis import strategies as st

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["text", "bot", "card", "slides", "buttons", "references", "styles", "reply_to", "sync_message", "thread_title",
     "thread_message_id", "post_in_parent", "user_ids", "hint", "confirm", "other", ""]
)  # fmt: skip
BUTTON = {"label": "Go", "action": {"type": "copy", "data": {"text": "x"}}}
FULL = {
    "text": "Deploy? [Yes]($1)",
    "bot": {"name": "B", "image": "https://a/b.png"},
    "card": {
        "title": "T",
        "theme": "modern-inline",
        "thumbnail": "https://a/b.png",
        "sections": [{"title": "S", "fields": [{"title": "n", "value": "v"}]}],
        "buttons": [{"label": "In", "action": {"type": "preview.url", "data": {"web": "https://a/b"}}}],
    },
    "slides": [*WIRE.values()],
    "buttons": [{**BUTTON, "type": "+", "key": "k", "hint": "h"}],
    "references": {"1": {"type": "button", "object": {**BUTTON, "type": "-"}}},
    "styles": {"background": "red", "markdown": True},
    "reply_to": "1",
    "sync_message": True,
    "thread_message_id": "2",
    "thread_title": "t",
    "post_in_parent": False,
    "user_ids": "1,2",
    "tomorrow": {"a": [None]},
}

_JUNK = st.sampled_from(
    [None, True, 0, 3.5, "", " ", "x", "y" * 300, "\x07", [], {}, ["a"], {"a": "b"}, [[]], "https://a/b"]
).map(lambda value: json.loads(json.dumps(value)))
_NAMES = st.sampled_from(["title", "data", "type", "text", "zz"])


@st.composite
def changed(draw, body, names=_NAMES, values=_JUNK, least=1):
    """A copy of `body` with up to three changes anywhere in it: a value replaced, removed, added, renamed or moved."""
    body = copy.deepcopy(body)
    for _ in range(draw(st.integers(least, 3))):
        holder = draw(st.sampled_from(_holders(body)))
        key = draw(st.sampled_from([*holder] if isinstance(holder, dict) else range(len(holder))))
        change = draw(st.sampled_from(["replace", "remove", "add", "rename", "move"]))
        if change == "replace":
            holder[key] = draw(values)
        elif change == "move":  # what stands elsewhere in the body
            other = draw(st.sampled_from(_holders(body)))
            parts = [*other.values()] if isinstance(other, dict) else other
            holder[key] = copy.deepcopy(draw(st.sampled_from(parts)))
        elif isinstance(holder, list) and change != "remove":
            holder.append(draw(values | st.just(copy.deepcopy(holder[key]))))
        else:
            value = holder.pop(key)
            if change == "add":
                holder[key] = value
            if change != "remove":
                holder[draw(names)] = draw(values) if change == "add" else value
        if not body:
            break
    return body


def _holders(body):
    """All objects and arrays of a body that hold something."""
    holders = [body]
    for holder in holders:
        inner = holder.values() if isinstance(holder, dict) else holder
        holders += [value for value in inner if isinstance(value, (dict, list)) and value]
    return holders


def opened(body):
    """The body without JSON text in the place of its parts; text that holds no such part is null."""
    parts = {}
    for name in ("card", "slides", "buttons"):
        if isinstance(body.get(name), str):
            parts[name] = None
            with contextlib.suppress(ValueError):
                part = json.loads(body[name])
                parts[name] = None if isinstance(part, str) else part
    return {**body, **parts}


def value_at(body, path):
    """The value at a JSON Pointer (RFC 6901), read without the code that is tested."""
    for key in _keys(path):
        body = body[int(key)] if isinstance(body, list) else body[key]
    return body


def position(body, path):
    """Where the value at a JSON Pointer stands in its document: its index among its neighbours, for each level."""
    indexes = []
    for key in _keys(path):
        indexes.append(int(key) if isinstance(body, list) else [*body].index(key))
        body = value_at(body, f"/{key.replace('~', '~0').replace('/', '~1')}")
    return indexes


def _keys(path):
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")[1:]]
