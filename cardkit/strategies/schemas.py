"""Values that a JSON Schema describes: what a kind of slide says of itself is enough to draw slides of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..limits import Limits
from ..reading.schemas import Schema, texts
from ..slides import Slide
from ..slides.base import BuiltinSlide
from ..slides.raw import parse_slide
from .values import FREE, some, text


def slides_of(cls: type[BuiltinSlide], limits: Limits) -> SearchStrategy[Slide]:
    """Slides of one of our kinds, as its schema describes them, without an error."""
    kind, defs = cls.types[0], {**texts(), **cls.schema(limits)}
    bodies = described(defs[kind], defs)
    read = bodies.map(lambda body: parse_slide({"type": kind, **body}))
    return read.filter(lambda slide: isinstance(slide, cls) and not slide.issues(limits))


def described(schema: Schema, defs: Mapping[str, Schema]) -> SearchStrategy[Any]:
    """Values that a schema accepts, where `defs` holds the definitions it names; of two forms the second.

    Of several types it is the first, which is the one that the pages ask for.
    """
    if "$ref" in schema:
        schema = {**defs[schema["$ref"].rpartition("/")[2]], **schema}
    if "else" in schema:
        return described(schema["else"], defs)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "examples" in schema:
        return st.sampled_from(schema["examples"])
    kinds = schema["type"]
    return _KINDS[kinds if isinstance(kinds, str) else kinds[0]](schema, defs)


def _object(schema: Schema, defs: Mapping[str, Schema]) -> SearchStrategy[Any]:
    properties = {name: described(inner, defs) for name, inner in schema["properties"].items()}
    needed = {name: properties.pop(name) for name in schema.get("required", ())}
    fixed = st.fixed_dictionaries(needed, optional=properties)
    if "additionalProperties" not in schema:
        return fixed
    names, values = text(12), described(schema["additionalProperties"], defs)
    more = st.dictionaries(names, values, min_size=schema.get("minProperties", 0), max_size=4)
    return st.tuples(more, fixed).map(lambda pair: {**pair[0], **pair[1]})


def _array(schema: Schema, defs: Mapping[str, Schema]) -> SearchStrategy[Any]:
    return some(described(schema["items"], defs), schema.get("maxItems", 6), schema.get("minItems", 0))


def _text(schema: Schema, defs: Mapping[str, Schema]) -> SearchStrategy[str]:
    least = schema.get("minLength", 0)
    return text(schema.get("maxLength", 40), least) if least else FREE


def _number(schema: Schema, defs: Mapping[str, Schema]) -> SearchStrategy[Any]:
    least, most = schema.get("minimum"), schema.get("maximum")
    whole = st.integers(least, most)
    if schema["type"] == "integer":
        return whole
    return whole | st.floats(least, most, allow_nan=False, allow_infinity=False)


Described: TypeAlias = Callable[[Schema, Mapping[str, Schema]], SearchStrategy[Any]]

_KINDS: Mapping[str, Described] = {
    "object": _object,
    "array": _array,
    "string": _text,
    "number": _number,
    "integer": _number,
    "boolean": lambda schema, defs: st.booleans(),
}
