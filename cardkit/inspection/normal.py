"""The normal form of a message: the one that steps write, for code that a person would keep.

A part forgets the JSON it was read from, and unknown keys that only warn. A slide that a few bad values keep from
being read is mended: an object in the place of text becomes its JSON text, a missing cell is empty, one without a
header goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import fields

from ..card import INLINE, POLL, AnySection, Card
from ..card.section import parse_section
from ..errors import Issue
from ..errors.issue import keys_of
from ..limits import CLIQ
from ..payload.bot import Bot
from ..payload.keys import STYLE_KEYS, shown_keys
from ..payload.parse import parse_body
from ..payload.payload import Payload, create_payload
from ..reading.guards import is_array
from ..reading.json import fresh
from ..reading.objects import AN_ARRAY
from ..reading.part import Part, Raw
from ..reading.place import Json
from ..reading.text import UNSENDABLE
from ..slides import RawSlide
from ..slides.base import BuiltinSlide
from ..slides.raw import parse_slide

Mend: TypeAlias = Callable[[Any, str | int, Sequence[str]], None]  # what holds a bad value, its key, and the headers

P = TypeVar("P", bound=Part)


def normal(payload: Payload) -> Payload:
    """The message as steps write it; what has errors and cannot be mended is kept.

    >>> from cardkit import Message
    >>> message = Message.from_dict({"text": "Hi", "slides": [{"type": "image", "data": ["https://example.com/a.png"]}]})
    >>> normal(message.payload).to_dict()["slides"]
    [{'type': 'image', 'data': [['https://example.com/a.png']]}]
    """
    plain = _plain(_listed(payload))
    text = None if plain.text is None or plain.text.isspace() else plain.text or None
    bot = None if plain.bot == Bot() else plain.bot
    card = _themed(plain.card)
    if card is None and payload.card is not None and not (text or plain.slides):
        card = Card(theme=INLINE)  # else there would be nothing to post
    references, keys = plain.references, _plain_keys(plain.extra)
    return create_payload(text, bot, card, plain.slides, plain.buttons, references, keys, unknown=plain.unknown)


def _listed(payload: Payload) -> Payload:
    """The message with a slide or a button that stands there alone in an array."""
    body = payload.to_dict()
    alone = {name: [body[name]] for name in ("slides", "buttons") if isinstance(body.get(name), dict)}
    return parse_body({**body, **alone}, CLIQ) if alone else payload


def _themed(card: Card | None) -> Card | None:
    """The card with the theme that a step gives it; None if it is empty."""
    if card is None or card == Card():
        return None
    framed = card.changed(sections=(), buttons=()) != Card()
    return card.changed(theme=POLL if card.options else INLINE) if framed and card.theme is None else card


def _plain_value(value: Any) -> Any:
    """A value whose parts, however deep, are plain."""
    if is_array(value) and type(value) is tuple:
        return tuple([_plain_value(entry) for entry in value])
    if isinstance(value, RawSlide):
        return _mended_slide(value)
    if isinstance(value, Raw):
        return _mended_section(value)
    return _plain(value) if isinstance(value, Part) else value


def _plain(part: P) -> P:
    """A part without what it was read from, and without the unknown keys that only warn."""
    dropped = {raw.path: _is_documented(raw) for raw in part.unknown if _is_dropped(raw)}
    values: dict[str, Any] = {
        each.name: each.default if dropped.get(f"/{each.name}") else _plain_value(getattr(part, each.name))
        for each in fields(type(part))
        if each.name != "source"
    }
    values["unknown"] = tuple([raw for raw in part.unknown if raw.path not in dropped])
    return part.changed(**values)


def _is_dropped(raw: Raw) -> bool:
    """Whether an unknown key, or a value that cannot be used, is left out: it only warns, and is of the right kind."""
    return not any(issue.severity == "error" or issue.code == "wrong-type" for issue in raw.findings)


def _is_documented(raw: Raw) -> bool:
    """Whether it is the value of a documented key, which the part then has as well."""
    return any(issue.code != "unknown-key" for issue in raw.findings)


def _plain_keys(extra: Mapping[str, Json]) -> dict[str, Json]:
    """Plain keys as steps write them, the style of the message without unknown ones."""
    keys = {name: value for name, value in shown_keys(extra).items() if name}
    styles = keys.pop("styles", None)
    if isinstance(styles, dict):
        styles = {name: styles[name] for name in STYLE_KEYS if name in styles} or None
    return keys if styles is None else {"styles": styles, **keys}


# Mending


def _mended_slide(raw: RawSlide) -> Any:
    """The slide that a raw one becomes where its bad values are mended, or the raw one."""
    first = parse_slide(fresh(raw.json)) if raw.findings is None else raw
    if not isinstance(first, RawSlide):
        return _plain_value(first)
    if not isinstance(first.partial, BuiltinSlide):
        return raw
    body = fresh(raw.json)
    _mend(body, first.findings or (), getattr(first.partial, "headers", ()))
    slide = parse_slide(body)
    return raw if isinstance(slide, RawSlide) else _plain_value(slide)


def _mended_section(raw: Raw) -> AnySection | Raw:
    """The section that raw JSON of a card becomes where its bad values are mended, or the raw JSON."""
    if not isinstance(raw.json, dict) or "fields" not in raw.json:
        return raw
    body = fresh(raw.json)
    _mend(body, raw.findings, ())
    section = parse_section(body)
    return raw if isinstance(section, Raw) else _plain(section)


def _mend(body: Json, issues: Sequence[Issue], headers: Sequence[str]) -> None:
    """Mend in place what issues tell of."""
    for issue in issues:
        *way, last = keys_of(issue.path) or [""]
        mend = _put_in_array if issue.expected == AN_ARRAY else _MENDS.get(issue.code)
        if mend is None or (mend is not _put_in_array and not way):
            continue
        at: Json = body
        for key in way:
            at = at[int(key)] if isinstance(at, list) else at.get(key) if isinstance(at, dict) else None
        if isinstance(at, list):
            mend(at, int(last), headers)
        elif isinstance(at, dict) and last in at:
            mend(at, last, headers)


def _as_text(holder: Any, key: str | int, headers: Sequence[str]) -> None:
    """An object or a list in the place of text becomes its JSON text, and a row that is a list one with names."""
    value: Json = holder[key]
    if isinstance(value, list) and headers and isinstance(key, int):
        holder[key] = dict(zip(headers, value, strict=False)) if len(value) == len(headers) else value
    elif isinstance(value, (list, dict)):
        holder[key] = json.dumps(value, ensure_ascii=False)


def _put_in_array(holder: Any, key: str | int, headers: Sequence[str]) -> None:
    """A single entry stands in an array, as do others."""
    if isinstance(holder[key], (dict, str)):
        holder[key] = [holder[key]]


def _fill(holder: Any, key: str | int, headers: Sequence[str]) -> None:
    """A row gets the cells it lacks; at most as many as it has, so that a short body makes no long code."""
    row = holder[key]
    if 2 * len(row) >= len(headers):
        holder[key] = {**dict.fromkeys(headers, ""), **row}


def _remove(holder: Any, key: str | int, headers: Sequence[str]) -> None:
    del holder[key]


def _clean(holder: Any, key: str | int, headers: Sequence[str]) -> None:
    """Text loses the characters that no text may have, and whole sequences that steer a terminal."""
    if isinstance(holder[key], str):
        holder[key] = re.sub(UNSENDABLE, "", holder[key])


_MENDS: Mapping[str, Mend] = {
    "wrong-type": _as_text,
    "missing-cell": _fill,
    "unknown-header": _remove,
    "bad-character": _clean,
}
