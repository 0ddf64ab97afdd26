"""Calls of a chain, and what they write: code is executed before it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

from .. import actions
from ..chain.message import Message
from ..errors import CardkitError
from ..reading.place import Json
from ..slides import RawSlide
from ..slides.calls import Call

Calls: TypeAlias = list[Call]

_NAMES = SimpleNamespace(Message=Message, RawSlide=RawSlide, actions=actions)


class Chained(tuple[Call, ...]):
    """An argument that is created by calls of its own: an action or a raw slide."""

    __slots__ = ()


class Attempt(NamedTuple):
    """Calls that may write some keys of a body, and what they leave of these keys as JSON."""

    keys: Sequence[str]
    calls: Calls
    left: Mapping[str, Json] = {}


def execute(calls: Sequence[Call]) -> Any:
    """Execute calls: the first on the names of a module, each further one on the result so far."""
    result: Any = _NAMES
    for name, args, named in calls:
        given = [execute(arg) if isinstance(arg, Chained) else arg for arg in args]
        result = attrgetter(name)(result)(*given, **named)
    return result


def start(left: Mapping[str, Json]) -> Call:
    """The first call of a chain, which begins with what is left as JSON."""
    return Call("Message.from_dict", [left]) if left else Call("Message")


def writes(attempt: Attempt, wanted: Mapping[str, Json]) -> bool:
    """Whether the calls write exactly these parts of a body."""
    try:
        return bool(execute([start(attempt.left), *attempt.calls]).to_dict(check=False) == wanted)
    except CardkitError:
        return False
