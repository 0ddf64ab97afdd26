"""The JSON Schema of a body, so that editors complete payload files and validators judge them as `check` does.

It is made from `limits` and from the constants of the modules that check, so that no fact stands here twice. Patterns
use what the regular expressions of Python and of ECMA-262 share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, get_args

from .actions import ARGUMENTS
from .buttons import REFERENCE_KEY
from .card import INLINE, POLL, PROMPT
from .checks import BAD_CHARACTER
from .errors import ConfigurationError
from .keys import ELSEWHERE
from .limits import BOTS, BUTTONS, CARDS, CLIQ, MESSAGES, REFERENCE, THREADS, Limits, PersonalApi, about
from .registry import KINDS
from .values import ADDRESS, UNSAFE_SCHEMES

Schema: TypeAlias = dict[str, Any]

CROSS_FIELD: Mapping[str, str] = {
    "unknown-header": "which keys a row may have stands in the headers of its table",
    "missing-cell": "which keys a row must have stands in the headers of its table",
    "width-count": "how many widths there must be stands in the headers of the table",
    "width-sum": "a schema does not add up the widths of a table",
    "duplicate-key": "a schema compares whole buttons, not their keys",
    "unused-reference": "whether an instant button is called stands in the text",
    "missing-reference": "whether a call in the text has its instant button stands in the references",
    "bad-url": "the range of a port, and whether a host is an address of IPv6 or changes its meaning by Unicode",
    "bad-id": "which characters beyond ASCII are letters",
    "not-finite": "a number that is too large for a computer is a number to a schema",
    "too-deep": "a schema does not count levels",
    "repeated-key": "a schema sees an object when it has been read, with each key once",
    "not-json": "a schema sees what has been read, not the text",
    "unreadable": "what a slide of your own takes, its registered class knows alone",
}
"""The codes of the faults that a schema cannot see, or not always, and why."""


BLANK = r"\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What is blank to Python and may stand in text, for use within a class; languages differ in what ``\\s`` is."""

_END = r"(?![\d\D])"  # `$` is also before a last line feed in Python
_BAD = "".join([sign if " " <= sign <= "~" else f"\\u{ord(sign):04x}" for sign in BAD_CHARACTER[1:-1]])
_SAFE = f"^[^{_BAD}]*{_END}"
_EMAIL = f"^[^@{BLANK}]+@[^@{BLANK}]+{_END}"
_HTTP = ("http", "https")


def _whole(pattern: str) -> str:
    r"""A pattern for the whole of a text; a `\s` of it stands within a negated class."""
    return "^(?:" + pattern.replace(r"\s", BLANK) + ")" + _END


def _any_case(schemes: Iterable[str]) -> str:
    """Schemes with a colon behind, in capitals or not."""
    letters = [[f"[{sign.upper()}{sign}]" if sign.isalpha() else f"[{sign}]" for sign in name] for name in schemes]
    return f"(?:{'|'.join(map(''.join, letters))}):"


def _url(*schemes: str) -> str:
    """An absolute address with a host, and of its port the digits; a host in brackets is taken as it is."""
    host = r"(?:(?:[^/?#]*@)?[^/?#@:\[\]]+(?::[0-9]*)?|(?=[^/?#]*\])[^/?#]*\[[^/?#]*)"
    return rf"(?=[^\s\\]+{_END}){_any_case(schemes)}//{host}(?:[/?#][^\s]*)?"


_OTHER = f"(?!{_any_case((*_HTTP, *sorted(UNSAFE_SCHEMES)))}){ADDRESS.pattern}"
# An id, or the name of an e-mail address and its host.
_PERSON = rf'[{BLANK}]*[^"(),:;<>@\[\\\]{BLANK}]+(?:@[^!-,/:-@\[-\^`{{-~{BLANK}]+)?[{BLANK}]*'


def json_schema(limits: Limits = CLIQ) -> Schema:
    """A JSON Schema, draft 2020-12, of the body of a message: it refuses what has an error to `check`.

    What a schema cannot say stands in `CROSS_FIELD` by the code of the fault. A card, slides and buttons that stand in
    the body as JSON text are not looked into. Warnings are no errors: keys and kinds of slides that no source names
    are accepted.

    Args:
        limits: other limits than the service's.

    Raises:
        ConfigurationError: `limits` are none.

    >>> json_schema()["$defs"]["table"]["properties"]["data"]["required"]
    ['headers', 'rows']
    """
    if not isinstance(limits, Limits):
        raise ConfigurationError(f"limits must be attrs.evolve(cardkit.limits.CLIQ, …), not {limits!r}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A message for Zoho Cliq",
        "description": "The body of a post to a chat, a channel, a bot or a person, as cardkit checks it.",
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/string"},
        "properties": {**_parts(limits), **_keys(limits)},
        "anyOf": [_filled("text", pattern=f"[^{BLANK}]"), _filled("card"), _filled("slides", minItems=1)],
        "allOf": _across(limits),
        "$defs": {**_texts(), **_cards(limits), **_buttons(limits), **_actions(limits), **_slides(limits)},
    }


# How a part is said


def _fact(limits: Limits, name: str) -> str:
    """What a limit measures, its number and its source."""
    fact, value = about(name), getattr(limits, name)
    number = "" if isinstance(value, tuple) else f": at most {value:,} {fact['unit']}"
    return f"{fact['what'][0].upper()}{fact['what'][1:]}{number} ({fact['source']})."


def _ref(name: str, description: str, **more: Any) -> Schema:
    return {"$ref": f"#/$defs/{name}", "description": description, **more}


def _text(description: str, **more: Any) -> Schema:
    return _ref("string", description, **more)


def _limited(limits: Limits, name: str, **more: Any) -> Schema:
    return _text(_fact(limits, name), maxLength=getattr(limits, name), **more)


def _one_of(limits: Limits, name: str, *others: str, **more: Any) -> Schema:
    return {"enum": [*dict.fromkeys((*getattr(limits, name), *others))], "description": _fact(limits, name), **more}


def _flag(description: str, **more: Any) -> Schema:
    return {"type": "boolean", "description": description, **more}


def _object(description: str, properties: Schema, required: str = "", **more: Any) -> Schema:
    needed = {"required": required.split()} if required else {}
    return {"type": "object", "description": description, **needed, "properties": properties, **more}


def _array(description: str, items: str, **more: Any) -> Schema:
    return {"type": "array", "description": description, "items": {"$ref": f"#/$defs/{items}"}, **more}


def _counted(limits: Limits, name: str, least: int = 0) -> Schema:
    return {"type": "integer", "description": _fact(limits, name), "minimum": least, "maximum": getattr(limits, name)}


def _filled(name: str, **rule: Any) -> Schema:
    """A key that is there, and what its value fulfils."""
    return {"required": [name], "properties": {name: rule}}


def _per_value(name: str, parts: Mapping[str, str]) -> list[Schema]:
    """What holds where a key has one of the values: the part of the schema that is named there."""
    return [{"if": _filled(name, const=value), "then": {"$ref": f"#/$defs/{part}"}} for value, part in parts.items()]


def _none_of(*names: str) -> Schema:
    return {name: {"maxItems": 0} for name in names}


def _one_needed(keys: Iterable[str]) -> Schema:
    return {"anyOf": [{"required": [key]} for key in keys]}


def _or_text(bracket: str, part: Schema) -> Schema:
    """A part of the body, or its JSON as text."""
    text = {"type": "string", "pattern": rf"^[ \t\n\r]*{bracket}"}
    return {"description": part["description"], "if": {"type": "string"}, "then": text, "else": part}


# The body


def _parts(limits: Limits) -> Schema:
    text = f"{_fact(limits, 'text')} More than {limits.text_advised:,} only warn."
    bot = {"name": _text("Its name."), "image": _ref("https", "The https address of a picture.")}
    instant = f"Instant buttons, by the key with which the text calls them: [label]($key) ({BUTTONS})."
    named, button = {"pattern": _whole(REFERENCE_KEY.pattern)}, {"$ref": "#/$defs/reference"}
    return {
        "text": _ref("stringOrEmpty", text, maxLength=limits.text, examples=["Deploy? [Yes]($1)"]),
        "bot": _object(f"The bot that the message is shown under ({BOTS}).", bot, "name"),
        "card": _or_text(r"\{", _ref("card", f"The card ({REFERENCE}).")),
        "slides": _or_text(r"\[", _array(f"The slides, in the order they are drawn ({REFERENCE}).", "slide")),
        "buttons": _or_text(r"\[", _array(_fact(limits, "buttons"), "buttonBelow", maxItems=limits.buttons)),
        "references": _object(instant, {}, propertyNames=named, additionalProperties=button),
    }


def _keys(limits: Limits) -> Schema:
    people = rf"^{_PERSON}(?:,{_PERSON}){{0,{max(limits.user_ids - 1, 0)}}}{_END}"
    ids = _text(_fact(limits, "user_ids"), pattern=people, examples=["1234567,ana@example.com"])
    look = {"background": _one_of(limits, "backgrounds"), "markdown": _flag("Whether the text is Markdown.")}
    return {
        "styles": _object(f"How the message looks ({BOTS}).", look),
        **{name: _limited(limits, name) for name in ("reply_to", "message_topic", "thread_chat_id")},
        "sync_message": _flag(f"Whether the answer brings the id of the message ({MESSAGES})."),
        "thread_message_id": _text(f"The id of the message that a thread starts at ({THREADS})."),
        "thread_title": _text(f"The title of a thread; over {limits.thread_title_advised:,} characters warn."),
        "post_in_parent": _flag(f"Whether the parent chat gets the message, too ({THREADS}).", default=False),
        **dict.fromkeys(("user_ids", "userids"), ids),
        "broadcast": _flag(f"Whether all who subscribed to the bot get the message ({BOTS})."),
        "mark_as_read": _flag(f"Whether the message counts as read ({MESSAGES})."),
        "notify_edit": _flag(f"Whether an edit is told ({BOTS})."),
        **dict.fromkeys(("appkey", "extension_key"), _text(f"The key of an app or extension ({MESSAGES}; {BOTS}).")),
        **{key: {"description": f"It belongs within a button, though {BUTTONS} shows it here."} for key in ELSEWHERE},
    }


def _across(limits: Limits) -> list[Schema]:
    """What one part of the body demands of another."""
    poll, prompt = [_filled("card", type="object", **_filled("theme", const=theme)) for theme in (POLL, PROMPT)]
    least = limits.prompt_buttons_least
    shares = [{"allOf": [_filled("card", **_buttons_of(n)), _buttons_of(least - n)]} for n in range(least + 1)]
    call = {"required": ["text"], "properties": {"text": {"pattern": r"\]\(\$"}}}
    calls = {"if": _filled("references", minProperties=1), "then": call}
    return [{"if": poll, "then": {"properties": _none_of("buttons")}}, {"if": prompt, "then": {"anyOf": shares}}, calls]


def _buttons_of(least: int) -> Schema:
    return _filled("buttons", minItems=least) if least else {}


def _texts() -> Schema:
    text = {"type": "string", "pattern": _SAFE}
    return {
        "stringOrEmpty": {"description": "Text without control characters, perhaps none.", **text},
        "string": {"description": "Text without control characters.", **text, "minLength": 1},
        "https": _text("An absolute https address.", pattern=_whole(_url("https"))),
        "url": _text("An http or https address.", pattern=_whole(_url(*_HTTP)), examples=["https://a.example/1.png"]),
    }


# The card, its buttons and their actions


def _cards(limits: Limits) -> Schema:
    properties = {
        "title": _limited(limits, "card_title"),
        "theme": _one_of(limits, "card_themes"),
        "thumbnail": _text(f"The https address of a picture; anything else warns ({CARDS})."),
        "options": _array(_fact(limits, "poll_options"), "option", maxItems=limits.poll_options),
        "sections": _array(f"The sections of a card of the theme {INLINE} ({CARDS}).", "section"),
        "buttons": _array(_fact(limits, "buttons"), "buttonWithin", maxItems=limits.buttons),
    }
    least = limits.poll_options_least
    poll = {"options": {"minItems": least}, **_none_of("sections", "buttons")}
    themes: Schema = {
        INLINE: {"properties": _none_of("options")},
        POLL: {"required": ["title", "options"] if least else ["title"], "properties": poll},
        PROMPT: {"required": ["title"], "properties": _none_of("options", "sections")},
    }
    bare = {"if": {"required": ["theme"]}, "else": {"properties": _none_of("sections", "buttons")}}
    rules = [*_per_value("theme", {name: name for name in themes}), bare]
    section = {"title": _text("Its title."), "fields": _array("Names and values.", "field", minItems=1)}
    field = {"title": _text("The name."), "value": _ref("stringOrEmpty", "The value.")}
    return {
        "card": _object(f"A card ({REFERENCE}).", properties, allOf=rules),
        **themes,
        "option": _object(f"An option of a poll ({CARDS}).", {"text": _limited(limits, "poll_option")}, "text"),
        "section": _object(f"A section of a card ({CARDS}).", section, "fields"),
        "field": _object(f"A name and its value ({CARDS}).", field, "title value"),
    }


def _buttons(limits: Limits) -> Schema:
    properties = {
        "label": _text("What stands on the button."),
        "type": _one_of(limits, "button_styles"),
        **{name: _limited(limits, f"button_{name}") for name in ("hint", "key")},
        "arguments": {"type": "object", "description": f"What the function of an instant button gets ({BUTTONS})."},
        "action": _ref("action", "What the button does."),
    }
    web = _one_needed([key for key, name in ARGUMENTS["open.url"].items() if name == "web"])
    opening = {"action": {"if": _filled("type", const="open.url"), "then": {"properties": {"data": web}}}}
    within = _button(limits, "card_button_label", "card_button_actions")
    reference = {"type": {"const": "button"}, "object": _ref("buttonInstant", "The button itself.")}
    return {
        "button": _object(f"A button ({BUTTONS}).", properties, "label action"),
        "buttonBelow": _button(limits, "button_label", "button_actions"),
        "buttonWithin": {"allOf": [{"properties": opening}, within]},
        "buttonInstant": _button(limits, "button_label", "instant_button_actions"),
        "reference": _object(f"An instant button ({BUTTONS}).", reference, "type object"),
    }


def _button(limits: Limits, label: str, actions: str) -> Schema:
    """A button at its place."""
    named = {"maxLength": getattr(limits, label), "description": _fact(limits, label)}
    action = {"properties": {"type": _one_of(limits, actions)}}
    return {"$ref": "#/$defs/button", "properties": {"label": named, "action": action}}


def _actions(limits: Limits) -> Schema:
    data = {name: {"properties": {"data": _data(name, values)}} for name, values in _arguments(limits).items()}
    kinds = _per_value("type", {name: name for name in data})
    properties = {
        "type": {"enum": [*ARGUMENTS], "description": "What kind of action it is."},
        "data": {"type": "object", "description": "The values of the action."},
        "confirm": _ref("confirmation", "What is asked before the action runs."),
    }
    action = _object(f"An action ({BUTTONS}).", properties, "type data", allOf=kinds)
    return {"action": action, **data, "confirmation": _confirmation(limits)}


def _data(action: str, values: Mapping[str, Schema]) -> Schema:
    """The data of an action, its keys under all names that sources give them; each argument but some is needed."""
    names = ARGUMENTS[action]
    keys = [[key for key in names if names[key] == name] for name in values if name != "owner"]
    needed = [names] if action == "open.url" else keys
    properties = {key: values[name] for key, name in names.items()}
    return _object(f"The data of {action} ({BUTTONS}).", properties, allOf=[*map(_one_needed, needed)])


def _arguments(limits: Limits) -> Mapping[str, Mapping[str, Schema]]:
    """What each argument of an action may be."""
    address = f"(?:{_url(*_HTTP)}|{_OTHER})"
    app = _limited(limits, "url", pattern=_whole(address), examples=["https://example.com"])
    web = {**app, "pattern": _whole(f"(?={_any_case(limits.url_schemes)}){address}")}
    alone = [name for name in limits.system_apis if name not in get_args(PersonalApi)]
    api = _whole("|".join([*alone, rf"(?:{'|'.join(limits.system_apis)})/[^\s/]+"]))
    apis = [name if name in alone else f"{name}/1234567" for name in limits.system_apis]
    return {
        "invoke.function": {
            "name": _text("The function's name."),
            "owner": _text("Its author's e-mail.", pattern=_EMAIL),
        },
        "open.url": {"web": web, "windows": app, "ios": app, "android": app},
        "preview.url": {"url": _ref("url", _fact(limits, "preview_url"), maxLength=limits.preview_url)},
        "copy": {"text": _limited(limits, "copy_text")},
        "system.api": {"api": _text(_fact(limits, "system_apis"), pattern=api, examples=apis)},
        "invoke.bot": {"bot": _text("The unique name of the bot."), "message": _text("The message to the bot.")},
    }


def _confirmation(limits: Limits) -> Schema:
    properties = {
        **{name: _limited(limits, f"confirm_{name}") for name in ("title", "description", "input", "button_label")},
        "cancel_button_label": _limited(limits, "confirm_button_label"),
        "emotion": _one_of(limits, "confirm_emotions", default="positive"),
        "mandatory": {"enum": ["true", "false", True, False], "description": "Whether the input must be filled."},
    }
    return _object(f"A popup that asks first ({BUTTONS}).", properties, "title input button_label")


# The slides


def _slides(limits: Limits) -> Schema:
    kind = {"type": "string", "description": "The kind of the slide; others warn.", "examples": [*KINDS]}
    kinds = _per_value("type", {name: slide.kind for name, slide in KINDS.items()})
    style = _one_of(limits, "list_styles", *limits.list_styles_shown)
    return {
        "slide": _object(f"A slide ({REFERENCE}).", {"type": kind}, "type", allOf=kinds),
        **_table(limits),
        "list": _slide("A list.", _array("The items.", "stringOrEmpty", minItems=1), {"type": style}),
        **_label(),
        "image": _slide("Pictures.", _nested(_array("The addresses of the pictures.", "url", minItems=1))),
        **_chart(limits),
        **_graph(limits),
        "text": _slide("A paragraph.", _text(f"The text; over {limits.text_slide_advised:,} characters warn.")),
    }


def _slide(description: str, data: Schema, look: Schema | None = None) -> Schema:
    styles = {"styles": _object("How the slide looks.", look)} if look else {}
    return _object(description, {"title": _text("What stands above the slide."), "data": data, **styles}, "data")


def _nested(flat: Schema) -> Schema:
    """An array, or one within another, as the examples of the reference have it."""
    deeper = {"if": {"prefixItems": [{"type": "array"}], "minItems": 1, "maxItems": 1}}
    return {"description": flat["description"], **deeper, "then": {"type": "array", "items": flat}, "else": flat}


def _table(limits: Limits) -> Schema:
    sticky = {name: _counted(limits, f"sticky_{name}") for name in ("rows", "columns")}
    width = _array(f"One width per header, together {limits.width_sum} ({REFERENCE}).", "percent", minItems=1)
    data = {
        "headers": _array("The names of the columns.", "string", minItems=1, uniqueItems=True),
        "rows": _array("The rows, each with a cell for each header.", "row"),
        "styles": {"$ref": "#/$defs/tableStyles"},
    }
    look = {"width": width, "sticky": _object("What stays while the table scrolls.", sticky)}
    table = _slide("A table.", _object("Headers, rows and styles.", data, "headers rows"))
    beside = {"properties": {"styles": {"$ref": "#/$defs/tableStyles"}}}
    return {
        "table": {**table, "if": {"properties": {"data": {"required": ["styles"]}}}, "else": beside},
        "tableStyles": _object(f"How the table looks ({REFERENCE}).", look),
        "row": _object("A row.", {}, minProperties=1, additionalProperties={"$ref": "#/$defs/stringOrEmpty"}),
        "percent": _counted(limits, "width_most", limits.width_least),
    }


def _label() -> Schema:
    """A label: its rows hold pairs, or one pair under the keys label and value, or key and value."""
    pairs = [
        {"if": {"required": [name, "value"], "maxProperties": 2}, "then": {"properties": {name: {"minLength": 1}}}}
        for name in ("label", "key")
    ]
    names, values = {"$ref": "#/$defs/string"}, {"$ref": "#/$defs/stringOrEmpty"}
    row = _object("A name and its value.", {}, propertyNames=names, additionalProperties=values, allOf=pairs)
    rows = _array("The names with their values.", "labelRow", minItems=1)
    return {"label": _slide("A label.", rows), "labelRow": {**row, "minProperties": 1, "examples": [{"Owner": "Ana"}]}}


def _chart(limits: Limits) -> Schema:
    segments = _array(_fact(limits, "chart_segments"), "segment", minItems=1, maxItems=limits.chart_segments)
    chart = _slide("A chart of shares.", _nested(segments), {"preview": _one_of(limits, "chart_previews")})
    return {"percentage_chart": chart, "segment": _point(limits, "chart_label")}


def _graph(limits: Limits) -> Schema:
    axis = _limited(limits, "graph_axis")
    titled = _object("The form of another source.", {"title": axis}, "title")
    either = {"description": axis["description"], "if": {"type": "object"}, "then": titled, "else": axis}
    look = {"preview": _one_of(limits, "graph_previews"), "x_axis": either, "y_axis": either}
    data = _array(_fact(limits, "graph_categories"), "category", maxItems=limits.graph_categories)
    values = _array(_fact(limits, "graph_values"), "point", maxItems=limits.graph_values)
    category = {"category": _limited(limits, "graph_category"), "values": values}
    return {
        "graph": _slide("A graph.", {**data, "contains": _filled("values", minItems=1)}, look),
        "category": _object("A category.", category, "category values"),
        "point": _point(limits, "graph_label"),
    }


def _point(limits: Limits, label: str) -> Schema:
    properties = {"label": _limited(limits, label), "value": {"type": "number", "description": "The number."}}
    return _object("A label and its number.", properties, "label value")
