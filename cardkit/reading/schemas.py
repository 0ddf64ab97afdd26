"""Builders of JSON Schema that every part uses to describe itself, with the number and the source of each limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ..limits import Limits, about
from .scalars import DIGITS
from .text import BAD_CHARACTER
from .urls import ADDRESS, HTTP, UNSAFE_SCHEMES

Schema: TypeAlias = dict[str, Any]

BLANK = r"\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""The blanks of Python that text may have, for a character class; ``\\s`` differs between languages."""
END = r"(?![\d\D])"
"""The end of the text; ``$`` is also before a last line feed in Python."""

# Without halves of surrogate pairs: a pattern that names them is none to many engines.
_SIGNS = BAD_CHARACTER[1:-1].removesuffix("\ud800-\udfff")
_BAD = "".join([sign if " " <= sign <= "~" else f"\\u{ord(sign):04x}" for sign in _SIGNS])
_SCALAR = ["string", "number", "boolean", "null"]
_SAFE = f"^[^{_BAD}]*{END}"


def matched(pattern: str) -> str:
    r"""A pattern for an entire text; a `\s` in it must be within a negated class."""
    return "^(?:" + pattern.replace(r"\s", BLANK) + ")" + END


def any_case(schemes: Iterable[str]) -> str:
    """Schemes with a colon behind, in capitals or not."""
    letters = [[f"[{sign.upper()}{sign}]" if sign.isalpha() else f"[{sign}]" for sign in name] for name in schemes]
    return f"(?:{'|'.join(map(''.join, letters))}):"


def url_pattern(*schemes: str) -> str:
    """An absolute address with a host, and of its port the digits; a host in brackets is taken as it is."""
    host = r"(?:(?:[^/?#\[\]]*@)?[^/?#@:\[\]]+(?::[0-9]*)?|(?=[^/?#]*\])[^/?#]*\[[^/?#]*)"
    return rf"(?=[^\s\\]+{END}){any_case(schemes)}//{host}(?:[/?#][^\s]*)?"


ANY_ADDRESS = f"(?:{url_pattern(*HTTP)}|(?!{any_case((*HTTP, *sorted(UNSAFE_SCHEMES)))}){ADDRESS})"
"""An address with any scheme but those that run scripts or read files."""


def optional(schema: Schema) -> Schema:
    """A text that may be empty or null, which count as not given."""
    return {"description": schema["description"], "if": {"enum": ["", None]}, "else": schema}


def nullable(schema: Schema) -> Schema:
    """A part that may be null, which counts as not given."""
    return {"description": schema["description"], "if": {"type": "null"}, "else": schema}


def fact(limits: Limits, name: str) -> str:
    """What a limit measures, its number and its source."""
    limit, value = about(name), getattr(limits, name)
    number = "" if isinstance(value, tuple) else f": at most {value:,} {limit['unit']}"
    return f"{limit['what'][0].upper()}{limit['what'][1:]}{number} ({limit['source']})."


def ref(name: str, description: str = "", **more: Any) -> Schema:
    """A part that has a definition of its own."""
    return {"$ref": f"#/$defs/{name}", **({"description": description} if description else {}), **more}


def a_text(description: str, **more: Any) -> Schema:
    """Text that is not empty."""
    return ref("string", description, **more)


def limited(limits: Limits, name: str, **more: Any) -> Schema:
    """Text of at most as many characters as the limit says."""
    return a_text(fact(limits, name), maxLength=getattr(limits, name), **more)


def limited_name(limits: Limits, name: str) -> Schema:
    """Text that is shown, of at most as many characters as the limit says; a number is shown as text."""
    return a_name(fact(limits, name), maxLength=getattr(limits, name))


def one_of(limits: Limits, name: str, *others: str, **more: Any) -> Schema:
    """One of the values that the limit lists."""
    allowed = [*dict.fromkeys((*getattr(limits, name), *others))]
    return {"enum": allowed, "description": fact(limits, name), **more}


def a_flag(description: str, **more: Any) -> Schema:
    """True or false, or their names as text, which warn."""
    return {"enum": [True, False, "true", "false"], "description": description, **more}


def an_object(description: str, properties: Schema, required: str = "", **more: Any) -> Schema:
    """An object; `required` names its keys that must be there."""
    needed = {"required": required.split()} if required else {}
    return {"type": "object", "description": description, **needed, "properties": properties, **more}


def an_array(description: str, items: str, **more: Any) -> Schema:
    """An array of parts with the definition `items`."""
    return {"type": "array", "description": description, "items": ref(items), **more}


def a_count(limits: Limits, name: str, least: int = 0) -> Schema:
    """A whole number up to the limit."""
    return {"type": "integer", "description": fact(limits, name), "minimum": least, "maximum": getattr(limits, name)}


def with_key(name: str, **rule: Any) -> Schema:
    """A key that is there, and what its value fulfils."""
    return {"required": [name], "properties": {name: rule}}


def per_value(name: str, parts: Mapping[str, str]) -> list[Schema]:
    """What holds where a key has one of the values: the definition that is named there."""
    return [{"if": with_key(name, const=value), "then": ref(part)} for value, part in parts.items()]


def none_of(*names: str) -> Schema:
    """Keys that are missing or empty."""
    return {name: {"maxItems": 0} for name in names}


def one_needed(keys: Iterable[str]) -> Schema:
    """One of the keys must be there, and given."""
    return {"anyOf": [with_key(key, **{"not": {"enum": ["", None]}}) for key in keys]}


def nested(flat: Schema) -> Schema:
    """An array, or one within another, as the examples of the reference have it."""
    deeper = {"if": {"items": {"type": "array"}, "minItems": 1, "maxItems": 1}}
    return {"description": flat["description"], **deeper, "then": {"type": "array", "items": flat}, "else": flat}


def a_slide(description: str, data: Schema, look: Schema | None = None) -> Schema:
    """A slide with its data and, where it has some, its styles."""
    styles = {"styles": nullable(an_object("How the slide looks.", look))} if look else {}
    return an_object(description, {"title": a_title("What stands above the slide."), "data": data, **styles}, "data")


def a_title(description: str, **more: Any) -> Schema:
    """Text above something, which need not be there; a number or a boolean is shown as text."""
    return ref("scalar", description, **more)


def a_name(description: str, **more: Any) -> Schema:
    """Text that is shown and not empty; a number or a boolean is shown as text."""
    return ref("name", description, **more)


def a_point(limits: Limits, label: str) -> Schema:
    """A label and its number."""
    digits = {"type": ["number", "string"], "pattern": matched(DIGITS), "description": "The number, or its digits."}
    properties = {"label": limited_name(limits, label), "value": digits}
    return an_object("A label and its number.", properties, "label value")


def texts() -> Schema:
    """The definitions of text that the others use."""
    text = {"type": "string", "pattern": _SAFE}
    examples = ["https://a.example/1.png"]
    return {
        "stringOrEmpty": {"description": "Text without control characters, perhaps none.", **text},
        "string": {"description": "Text without control characters.", **text, "minLength": 1},
        "scalar": {**text, "description": "Text, or what is shown as text.", "type": _SCALAR},
        "name": {**text, "description": "Text, or what is shown as text.", "type": _SCALAR[:-1], "minLength": 1},
        "https": a_text("An absolute https address.", pattern=matched(url_pattern("https"))),
        "url": a_text("An http or https address.", pattern=matched(url_pattern(*HTTP)), examples=examples),
    }
