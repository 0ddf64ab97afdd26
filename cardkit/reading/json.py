"""JSON: decoding text, copying any value as JSON, and the limit of its depth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, overload

from ..errors import ConstraintError
from ..errors.wording import cut, shown
from ..limits import CARDKIT, REFERENCE
from .guards import is_array, is_mapping
from .hints import content_code, text_code
from .libraries import LARGE, characters, finite, is_flag, is_missing, is_real
from .place import RFC, Json, Place
from .scalars import nearest

DEEPEST = 400
"""Levels that Python itself handles safely; how deep a message may be is in the limits."""
_SHORTEST = '{"text": "…"}'  # a body, as the hint of an error shows it
_CONTAINERS: Any = (dict, list, tuple, Mapping)

_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))


def _compact_writer() -> Callable[[Json], str]:
    """The function that does what `_encoder.encode` does, with one writer in C for all calls instead of one for each.

    Where the standard library has no such writer, as in PyPy, it is `_encoder.encode` itself.
    """
    in_c, quoted = getattr(json.encoder, "c_make_encoder", None), json.encoder.encode_basestring
    if in_c is None:
        return _encoder.encode
    write = in_c(None, _encoder.default, quoted, None, ":", ",", False, False, False)
    return lambda value: "".join(write(value, 0))


compact = _compact_writer()
"""JSON as compact text, with halves of surrogate pairs as they are."""


def encode(value: Json) -> str:
    """JSON as compact text; characters beyond ASCII stay as they are.

    Halves of surrogate pairs, which UTF-8 cannot carry, are written as escapes.
    """
    text = compact(value)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)
    return text


def read_json(text: str | bytes | bytearray, depth: int) -> dict[str, Any]:
    """Decode JSON text that holds an object.

    Raises:
        ConstraintError: it is no JSON, no object, has a key twice in one object, a number that is not finite or has
            thousands of digits, or is nested more than `depth` levels deep.
    """
    place = Place("the body", source=RFC)
    body: Json = {}
    try:
        body = decoded(text)
    except RecursionError:
        _too_deep(text, depth, place)
    except ConstraintError:
        raise
    except ValueError as error:
        _not_json(text, error, place)
    except (TypeError, AttributeError):
        hint = "Message.from_dict(body)" if is_mapping(text) else content_code(text, "body")
        place.wrong_type(text, "JSON text, as str or bytes", hint=hint)
    if isinstance(body, str) and object_or_empty(body):
        message, hint = "the text is JSON within a string of JSON", "json.loads(text)"
        place.add("not-json", message, "a JSON object", shown(text), hint=hint)
    elif not isinstance(body, dict):
        place.wrong_type(body, "an object", source=REFERENCE, hint=_SHORTEST)
    check_depth(body, depth, place)
    place.raise_errors()
    return body if isinstance(body, dict) else {}


def _not_json(text: str | bytes | bytearray, error: ValueError, place: Place) -> None:
    """Add the issue of text that is no JSON."""
    hint = ""
    if isinstance(error, json.JSONDecodeError):
        from .not_json import hint_at

        text = _as_text(text)
        hint = hint_at(text, error)
    message = f"the text is no JSON: {error}"
    place.add("not-json", message, "a JSON object", shown(text), hint=hint or _SHORTEST)


def object_or_empty(text: str | bytes) -> dict[str, Json]:
    """The object of JSON text that others wrote, or an empty one where it is none."""
    try:
        data: Json = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def decoded(text: str | bytes | bytearray) -> Json:
    """Decode JSON text; no object may have a key twice, and each number must be finite.

    Raises:
        ConstraintError: one of the two.
        ValueError: it is no JSON.
        RecursionError: it is nested very deeply.
    """
    value: Json = json.loads(_as_text(text), object_pairs_hook=_object, parse_constant=_not_finite, parse_float=_finite)
    return value


def _as_text(text: str | bytes | bytearray) -> str:
    """JSON text as a string, without a byte order mark."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    return text.decode(json.detect_encoding(text), "surrogatepass")


def json_object(value: object, depth: int) -> dict[str, Any]:
    """A body as a JSON object, copied.

    Raises:
        ConstraintError: it is no mapping, cannot be written as JSON, or is nested more than `depth` levels deep.
    """
    place = Place("the body")
    hint = "" if is_mapping(value) else _reading(value) or _SHORTEST
    body = json_dict(value, place, depth, hint)
    place.raise_errors()
    return body


def _reading(value: Any) -> str:
    """The code that makes a body or a message of what is no mapping: of text, a file or a message."""
    if isinstance(value, (str, bytes, bytearray)):
        return "Message.from_json(body)"
    if content := content_code(value, "body"):
        return f"Message.from_json({content})"
    return "body.to_dict()" if hasattr(value, "to_dict") else ""


def json_dict(value: object, place: Place, depth: int, hint: str = "", source: str = "") -> dict[str, Json]:
    """A mapping copied as a JSON object; empty, with an issue, if it is none or cannot be one."""
    if not is_mapping(value):
        place.wrong_type(value, "a mapping", source=source, hint=hint)
        return {}
    taken = json_value(value, place, depth)
    return taken if isinstance(taken, dict) else {}


def json_value(value: object, place: Place, depth: int) -> Json:
    """A value copied as JSON, independent of the original; None, with an issue, if it cannot be written as JSON."""
    try:
        return _copied(value, place, depth)
    except RecursionError:
        _too_deep(value, depth, place)
    except _UnwritableError:
        pass
    return None


class _UnwritableError(Exception):
    """A value cannot be written as JSON; its issue is told."""


def _copied(value: object, place: Place, depth: int) -> Json:
    """A value copied as JSON.

    Raises:
        RecursionError: it is nested more than `depth` levels deep, or holds itself.
        _UnwritableError: a value in it cannot be written as JSON, and its issue is in the place.
    """
    if depth < 1 and isinstance(value, _CONTAINERS):
        raise RecursionError
    if is_mapping(value):
        copied: dict[str, Json] = {}
        for key, inner in value.items():
            if not isinstance(key, str):
                _refuse(value, f"the key {shown(key)} is no string", place)
            name = characters(key)
            if type(inner) is str or type(inner) is bool or inner is None:
                copied[name] = inner
            else:
                copied[name] = _copied(inner, place.at(key, shown(key)), depth - 1)
        return copied
    if is_array(value):
        return [
            inner
            if type(inner) is str or type(inner) is bool or inner is None
            else _copied(inner, place.at(index, "the item"), depth - 1)
            for index, inner in enumerate(value)
        ]
    return _scalar(value, place)


def _scalar(value: object, place: Place) -> Json:
    """A value that holds no others, as JSON has it."""
    if value is None or type(value) is str or type(value) is bool:
        return value
    if (type(value) is int or type(value) is float) and -LARGE < value < LARGE:
        return value
    try:
        copied: Json = json.loads(json.dumps(value, allow_nan=False, default=_plain))
        return copied
    except TypeError as error:
        _refuse(value, str(error), place)
    except ValueError:
        message = f"{place.what} is a number that JSON cannot say"
        place.add("not-finite", message, "a finite number", shown(value), source=RFC, hint="None")
        raise _UnwritableError from None


def _refuse(value: object, reason: str, place: Place) -> NoReturn:
    message = f"{place.what} cannot be written as JSON: {reason}"
    expected = "what json.dumps can write, without NaN and Infinity"
    hint = "None" if is_missing(value) else text_code(value)
    place.add("not-json", message, expected, shown(value), source=RFC, hint=hint)
    raise _UnwritableError


def check_depth(value: object, depth: int, place: Place) -> None:
    """Add the issue of a value that is nested more than `depth` levels deep."""
    if too_deep(value, depth):
        _too_deep(value, depth, place)


@overload
def fresh(value: dict[str, Json]) -> dict[str, Json]: ...
@overload
def fresh(value: Json) -> Json: ...
def fresh(value: Json) -> Json:
    """A deep copy of a JSON value."""
    if isinstance(value, dict):
        return {key: inner if type(inner) is str else fresh(inner) for key, inner in value.items()}
    return [inner if type(inner) is str else fresh(inner) for inner in value] if isinstance(value, list) else value


def too_deep(value: object, depth: int) -> bool:
    """Whether a value is nested more than `depth` levels deep."""
    for inner in value.values() if is_mapping(value) else value if is_array(value) else ():
        if isinstance(inner, _CONTAINERS) and (depth < 2 or too_deep(inner, depth - 1)):
            return True
    return depth < 1 and isinstance(value, _CONTAINERS)


def _plain(value: object) -> object:
    """Convert a number or a flag of another library, or a Decimal, for `json.dumps`."""
    if is_flag(value):
        return bool(value)
    if is_real(value):
        number = finite(value)
        return float("nan") if number is None else nearest(number)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    taken = dict(pairs)
    if len(taken) != len(pairs):
        before: set[str] = set()
        for name, _ in pairs:
            if name in before:
                place = Place("an object", source=RFC)
                message = f"an object has the key {shown(name)} twice, and only one can be meant"
                place.add("repeated-key", message, "each key once", shown(name), hint="remove one")
                place.raise_errors()
            before.add(name)
    return taken


def _not_finite(name: str) -> None:
    place, name = Place("a number", source=RFC), cut(name)
    place.add("not-finite", f"{name} is no JSON number", "a finite number", name, hint="null, or a number")
    place.raise_errors()


def _finite(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf"):
        _not_finite(text)
    return number


def _too_deep(value: object, depth: int, place: Place) -> None:
    expected = f"at most {depth} levels"
    place.add("too-deep", f"{place.what} is nested too deeply", expected, shown(value), source=CARDKIT)
