"""The plain keys of the envelope that fit."""

from __future__ import annotations

from collections.abc import Mapping

from ...limits import Limits
from ...reading.place import Json, Place
from .changes import cannot_be_cut, left_out, shortened

_TEXTS = {"hint": "button_hint", "message_topic": "message_topic", "thread_title": "thread_title_advised"}
_IDS = {"reply_to": "reply_to", "thread_chat_id": "thread_chat_id"}
_PEOPLE = ("user_ids", "userids")


def settled_keys(extra: Mapping[str, Json], place: Place, limits: Limits) -> Mapping[str, Json]:
    """The keys with shorter texts and fewer people, and without ids that are too long: cut, they would be others."""
    taken = {name: _settled(name, value, place.at(name, f"the {name}"), limits) for name, value in extra.items()}
    if all(taken[name] is value for name, value in extra.items()):
        return extra
    return {name: value for name, value in taken.items() if value is not None or extra[name] is None}


def _settled(name: str, value: Json, place: Place, limits: Limits) -> Json:
    if not isinstance(value, str):
        return value
    if name in _TEXTS:
        return shortened(value, place, limits, _TEXTS[name])
    if name in _IDS and len(value) > getattr(limits, _IDS[name]):
        cannot_be_cut(place, value, limits, _IDS[name])
        return None
    return _people(value, place, limits) if name in _PEOPLE else value


def _people(value: str, place: Place, limits: Limits) -> str:
    people = value.split(",")
    if len(people) <= limits.user_ids:
        return value
    left_out(place, len(people) - limits.user_ids, "ids", limits, "user_ids")
    return ",".join(people[: limits.user_ids])
