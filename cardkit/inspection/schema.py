"""The JSON Schema of a body, for completion in editors and for validators, which find what `check` finds.

It is built from `limits` and from the parts themselves, so that no fact is repeated here. Patterns use only what the
regular expressions of Python and of ECMA-262 have in common.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..actions.confirmation import confirmation_schema
from ..actions.kinds import KINDS as ACTIONS
from ..actions.kinds import Kind
from ..buttons.instant import REFERENCE_KEY
from ..buttons.spots import BELOW, INSTANT, WITHIN, Spot
from ..card import INLINE, POLL
from ..card.card import THEMES, not_taken
from ..limits import BOTS, BUTTONS, CARDS, REFERENCE, SENDERS, Limits, read_limits
from ..payload.keys import ELSEWHERE, KEYS
from ..reading import schemas as s
from ..reading.schemas import Schema
from ..slides.kinds import KINDS

CROSS_FIELD: Mapping[str, str] = {
    "unknown-header": "the headers of the table decide which keys a row may have",
    "missing-cell": "the headers of the table decide which keys a row must have",
    "width-count": "the headers of the table decide how many widths there are",
    "width-sum": "a schema does not add up the widths of a table",
    "duplicate-key": "a schema compares whole buttons, not their keys",
    "unused-reference": "the text decides whether an instant button is called",
    "missing-reference": "the references decide whether a call in the text has its button",
    "bad-url": "a schema does not check the range of a port, addresses of IPv6, or hosts that Unicode changes",
    "bad-character": "many regular-expression engines know no lone surrogates",
    "too-long": "a schema does not count the characters that a number takes as text",
    "bad-id": "a schema does not know which characters beyond ASCII are letters",
    "not-finite": "to a schema a number that is too large for a float is a number",
    "too-deep": "a schema does not count levels",
    "repeated-key": "a schema sees the parsed object, with each key once",
    "not-json": "a schema sees the parsed object, not the text",
    "unreadable": "only its registered class knows what a slide of your own accepts",
}
"""The codes of errors that a schema cannot detect, or not always, and why."""


def json_schema(limits: Limits | None = None) -> Schema:
    """A JSON Schema (draft 2020-12) of the body of a message, which rejects what `check` calls an error.

    It cannot detect the errors whose codes `CROSS_FIELD` lists, and does not look into a card, slides or buttons that
    are JSON text in the body. It accepts what is only a warning, such as undocumented keys and kinds of slides.

    Args:
        limits: other limits than the service's.

    Raises:
        ConfigurationError: `limits` are not `Limits`.

    >>> json_schema()["$defs"]["table"]["properties"]["data"]["required"]
    ['headers', 'rows']
    """
    limits = read_limits(limits)
    called = {"required": ["text"], "properties": {"text": {"pattern": r"\]\(\$"}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A message for Zoho Cliq",
        "description": "The body of a post to a chat, a channel, a bot or a person, as cardkit checks it.",
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/string"},
        "properties": {**_parts(limits), **{name: key.schema(limits) for name, key in {**KEYS, **ELSEWHERE}.items()}},
        "anyOf": [
            s.with_key("text", type="string", pattern=f"[^{s.BLANK}]"),
            s.with_key("card", type=["object", "string"]),
            s.with_key("slides", type=["array", "string"], minItems=1),
        ],
        "allOf": [{"if": s.with_key("references", type="object", minProperties=1), "then": called}],
        "$defs": {**s.texts(), **_cards(limits), **_buttons(limits), **_actions(limits), **_slides(limits)},
    }


def _or_text(bracket: str, part: Schema) -> Schema:
    """A part of the body, or its JSON as text."""
    text = {"type": "string", "pattern": rf"^[ \t\n\r]*{bracket}"}
    return {"description": part["description"], "if": {"type": "string"}, "then": text, "else": s.nullable(part)}


# The body


def _parts(limits: Limits) -> Schema:
    text = f"{s.fact(limits, 'text')} More than {limits.text_advised:,} only warn."
    bot = {"name": s.a_title("Its name."), "image": s.optional(s.ref("https", "The https address of a picture."))}
    instant = f"Instant buttons, by the key with which the text calls them: [label]($key) ({BUTTONS})."
    named, button = {"pattern": s.matched(REFERENCE_KEY.pattern)}, {"$ref": "#/$defs/reference"}
    return {
        "text": s.nullable(s.ref("stringOrEmpty", text, maxLength=limits.text, examples=["Deploy? [Yes]($1)"])),
        "bot": s.nullable(s.an_object(f"The bot that the message is shown under ({BOTS}).", bot)),
        "card": _or_text(r"\{", s.ref("card", f"The card ({REFERENCE}).")),
        "slides": _or_text(r"\[", s.an_array(f"The slides, in the order they are drawn ({REFERENCE}).", "slide")),
        "buttons": _or_text(r"\[", s.an_array(s.fact(limits, "buttons"), "buttonBelow", maxItems=limits.buttons)),
        "references": s.nullable(s.an_object(instant, {}, propertyNames=named, additionalProperties=button)),
    }


# The card, its buttons and their actions


def _cards(limits: Limits) -> Schema:
    properties = {
        "title": s.a_title(s.fact(limits, "card_title"), maxLength=limits.card_title),
        "theme": s.optional(s.one_of(limits, "card_themes", *limits.card_themes_shown)),
        "thumbnail": s.optional(s.a_text(f"The https address of a picture; anything else warns ({CARDS}).")),
        "icon": s.optional(s.a_text(f"The https address of a picture; anything else warns ({SENDERS}).")),
        "options": s.nullable(s.an_array(s.fact(limits, "poll_options"), "option", maxItems=limits.poll_options)),
        "sections": s.nullable(s.an_array(f"The sections of a card of the theme {INLINE} ({CARDS}).", "section")),
        "buttons": s.nullable(s.an_array(s.fact(limits, "buttons"), "buttonWithin", maxItems=limits.buttons)),
    }
    least = limits.poll_options_least
    poll = {"title": s.a_name("What the poll asks."), "options": {"type": "array", "minItems": least}}
    themes: Schema = {theme: {"properties": s.none_of(*not_taken(theme))} for theme in THEMES if not_taken(theme)}
    poll |= themes[POLL]["properties"]
    themes[POLL] = {"required": ["title", "options"] if least else ["title"], "properties": poll}
    framed = s.with_key("theme", type="string", minLength=1)
    bare = {"if": framed, "else": {"properties": s.none_of("sections", "buttons")}}
    other = {"if": s.with_key("theme", const=POLL), "else": {"properties": s.none_of("options")}}
    rules = [*s.per_value("theme", {name: name for name in themes}), bare, other]
    section = {"title": s.a_title("Its title."), "fields": s.an_array("Names and values.", "field", minItems=1)}
    field = {"title": s.a_name("The name."), "value": s.ref("scalar", "The value.")}
    option = {"text": s.limited_name(limits, "poll_option")}
    return {
        "card": s.an_object(f"A card ({REFERENCE}).", properties, allOf=rules),
        **themes,
        "option": s.an_object(f"An option of a poll ({CARDS}).", option, "text"),
        "section": s.an_object(f"A section of a card ({CARDS}).", section, "fields"),
        "field": s.an_object(f"A name and its value ({CARDS}).", field, "title value"),
    }


def _buttons(limits: Limits) -> Schema:
    properties = {
        "label": s.a_name("What stands on the button."),
        "type": s.optional(s.one_of(limits, "button_styles")),
        **{name: s.optional(s.limited_name(limits, f"button_{name}")) for name in ("hint", "key")},
        "arguments": {"type": ["object", "null"], "description": f"What the function of the button gets ({BUTTONS})."},
        "action": s.ref("action", "What the button does."),
    }
    web = s.one_needed(ACTIONS["open.url"].arguments[0].keys)
    opening = {"action": {"if": s.with_key("type", const="open.url"), "then": {"properties": {"data": web}}}}
    within = _button(limits, WITHIN)
    reference = {"type": {"const": "button"}, "object": s.ref("buttonInstant", "The button itself.")}
    return {
        "button": s.an_object(f"A button ({BUTTONS}).", properties, "label action"),
        "buttonBelow": _button(limits, BELOW),
        "buttonWithin": {"allOf": [{"properties": opening}, within]},
        "buttonInstant": _button(limits, INSTANT),
        "reference": s.an_object(f"An instant button ({BUTTONS}).", reference, "type object"),
    }


def _button(limits: Limits, spot: Spot) -> Schema:
    """A button at its place; one that asks a bot only warns outside of the text."""
    named = {"maxLength": getattr(limits, spot.label), "description": s.fact(limits, spot.label)}
    others = () if spot is INSTANT else ("invoke.bot",)
    action = {"properties": {"type": s.one_of(limits, spot.actions, *others)}}
    return {"$ref": "#/$defs/button", "properties": {"label": named, "action": action}}


def _actions(limits: Limits) -> Schema:
    data = {name: {"properties": {"data": _data(name, kind, limits)}} for name, kind in ACTIONS.items()}
    kinds = s.per_value("type", {name: name for name in data})
    properties = {
        "type": {"enum": [*ACTIONS], "description": "What kind of action it is."},
        "data": {"type": "object", "description": "The values of the action."},
        "confirm": s.nullable(s.ref("confirmation", "What is asked before the action runs.")),
    }
    action = s.an_object(f"An action ({BUTTONS}).", properties, "type data", allOf=kinds)
    return {"action": action, **data, "confirmation": confirmation_schema(limits)}


def _data(name: str, kind: Kind, limits: Limits) -> Schema:
    """The data of an action, its keys under all names that sources give them."""
    properties: Schema = {}
    for argument in kind.arguments:
        schema, alone = argument.schema(limits), len(argument.keys) == 1
        properties |= dict.fromkeys(argument.keys, schema if alone and not argument.optional else s.optional(schema))
    needed = [argument.keys for argument in kind.arguments if not argument.optional] or [tuple(properties)]
    return s.an_object(f"The data of {name} ({BUTTONS}).", properties, allOf=[*map(s.one_needed, needed)])


# The slides


def _slides(limits: Limits) -> Schema:
    kind = {"type": "string", "description": "The kind of the slide; others warn.", "examples": [*KINDS]}
    below = {"buttons": s.nullable(s.an_array(s.fact(limits, "buttons"), "buttonBelow", maxItems=limits.buttons))}
    kinds = s.per_value("type", {name: slide.types[0] for name, slide in KINDS.items()})
    kinds = [{**rule, "then": {**rule["then"], "properties": below}} for rule in kinds]
    slide = s.an_object(f"A slide ({REFERENCE}).", {"type": kind}, "type", allOf=kinds)
    defs: Schema = {"slide": slide}
    for each in dict.fromkeys(KINDS.values()):
        defs.update(each.schema(limits))
    return defs
