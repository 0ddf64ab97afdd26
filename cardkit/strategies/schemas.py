"""Values that a JSON Schema describes: what a kind of slide says of itself is enough to draw slides of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

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

    def is_right(slide: Slide) -> bool:
        return isinstance(slide, cls) and not any(issue.severity == "error" for issue in slide.issues(limits))

    return bodies.map(lambda body: parse_slide({"type": kind, **body})).filter(is_right)


class Property(NamedTuple):
    """A value that a schema describes: its path, with ``*`` for any entry, its schema, and whether it must be there."""

    path: str
    schema: Schema
    needed: bool = False


def properties(
    schema: Schema, defs: Mapping[str, Schema], stop: Container[str] = (), path: str = ""
) -> Iterator[Property]:
    """All that is within a value, but for what is within one of the definitions to `stop` at."""
    whole = resolved(schema, defs)
    needed: Sequence[str] = whole.get("required", ())
    entry = whole.get("items", whole.get("additionalProperties"))
    for name, each in {**whole.get("properties", {}), **({"*": entry} if entry else {})}.items():
        found = resolved(each, defs)
        yield Property(f"{path}/{name}", found, name in needed)
        if "is" not in found or found["is"] not in stop:
            yield from properties(found, defs, stop, f"{path}/{name}")


def resolved(schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    """A schema without a reference, of two forms the second; ``is`` names its definition, ``unless`` the first form."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        own = {key: value for key, value in schema.items() if key != "$ref"}
        return resolved({**defs[name], "is": name, **own}, defs)
    if "else" in schema and "type" not in schema:
        return resolved({**schema["else"], "unless": schema["if"]}, defs)
    return schema


def described(schema: Schema, defs: Mapping[str, Schema]) -> SearchStrategy[Any]:
    """Values that a schema accepts, where `defs` holds the definitions it names; of two forms the second.

    Of several types it is the first, which is the one that the pages ask for.
    """
    schema = resolved(schema, defs)
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
    "array": lambda of, defs: some(described(of["items"], defs), of.get("maxItems", 6), of.get("minItems", 0)),
    "string": _text,
    "number": _number,
    "integer": _number,
    "boolean": lambda schema, defs: st.booleans(),
}
