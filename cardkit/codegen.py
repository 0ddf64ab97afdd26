"""A message as the Python module that a person would have written for it.

Each part of a message becomes calls, kept as data. They are played back first: what would not come out as it was goes
in as JSON instead. A call is written on one line where it fits, else with each argument on a line of its own, so that
ruff and black leave the module as it is.
"""

from __future__ import annotations

import json
import keyword
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

from attrs import asdict

from . import actions
from .buttons import numbered, uses
from .card import INLINE, POLL, PROMPT
from .draft import Draft, write, written_parts
from .errors import CardkitError
from .markup import plain_label
from .message import Message
from .slides import Chart, Graph, Image, Label, List, RawSlide, Table, Text
from .slides.base import Fields, WholeSlide, fields_of


class Call(NamedTuple):
    """A call of a chain: its name, and what it is given by place and by name."""

    name: str
    args: Sequence[Any] = ()
    named: Mapping[str, Any] = MappingProxyType({})


Calls: TypeAlias = list[Call]
Parts: TypeAlias = Iterable[tuple[Sequence[str], Calls]]  # keys of a body, and the calls that write them
Piece: TypeAlias = tuple[str, Sequence[tuple[str, Any]], str]  # brackets, and each entry with what stands before it

WIDTH = 88  # the length of a line that black and ruff keep to
_RESERVED = {*keyword.kwlist, "__debug__"}
_NAMES = SimpleNamespace(Message=Message, RawSlide=RawSlide, actions=actions)


class Made(NamedTuple):
    """An argument that is made by calls of its own: an action or a raw slide."""

    calls: Calls


def to_code(draft: Draft) -> str:
    """The module that makes the message of `draft`: its imports, then ``message = …``.

    Raises:
        ConstraintError: the message is nested more than 64 levels deep, which only limits of its own allow.
    """
    calls, body = _chain(draft), json.loads(write(draft, None))
    if json.loads(write(_played(calls)._draft(), None)) != body:
        calls = [Call("Message.from_dict", [body])]
        _played(calls)
    made = {arg.calls[0].name.partition(".")[0] for call in calls for arg in call.args if isinstance(arg, Made)}
    return f"from cardkit import {', '.join(['Message', *sorted(made)])}\n\n{_statement(_pieces(calls))}\n"


def _played(calls: Calls) -> Any:
    """What comes of the calls."""
    made: Any = _NAMES
    for name, args, named in calls:
        given = [_played(arg.calls) if isinstance(arg, Made) else arg for arg in args]
        made = attrgetter(name)(made)(*given, **named)
    return made


def _comes_out(calls: Calls, wanted: Mapping[str, Any]) -> bool:
    """Whether the calls write exactly these parts of a body."""
    try:
        made = written_parts(_played([Call("Message"), *calls])._draft(), None)
    except CardkitError:
        return False
    return made.keys() == wanted.keys() and all(json.loads(text) == wanted[name] for name, text in made.items())


def _chain(draft: Draft) -> Calls:
    """All calls; the keys of a body that no step writes are in the first."""
    kept = {name: json.loads(text) for name, text in draft.read.kept.items()} if draft.read else {}
    made = {name: json.loads(text) for name, text in written_parts(draft, None).items() if name not in kept}
    calls: Calls = []
    for names, steps in _steps(draft, made):
        wanted = {name: made[name] for name in names if name in made}
        if wanted and _comes_out(steps, wanted):
            calls += steps
        else:
            kept.update(wanted)
    calls.sort(key=lambda call: _LATE.get(call.name, 0))
    named = {name: value for step, _, given in calls if step == "extra" for name, value in given.items()}
    calls = [*[call for call in calls if call.name != "extra"], *[Call("extra", [], named)] * bool(named)]
    if not kept and calls and calls[0].name == "text":
        return [Call("Message", calls[0].args), *calls[1:]]
    return [Call("Message.from_dict", [kept]) if kept else Call("Message"), *calls]


_LATE = {"instant_button": 1, **dict.fromkeys(["style", "reply_to", "thread", "sync", "extra"], 2)}


def _steps(draft: Draft, made: Mapping[str, Any]) -> Parts:
    """The steps of all parts; where a part is kept as it came, they do not matter."""
    if "text" in made and "references" in made:
        yield ["text", "references"], _instant(made["text"], draft.references)
    else:
        yield ["text"], [Call("text", [made.get("text")])]
        yield ["references"], []
    yield ["bot"], [Call("bot", _args(*draft.bot or ()))]
    yield ["card"], _card(draft.card) if draft.card else []
    slides = zip(draft.slides, made.get("slides", ()), strict=False)
    yield ["slides"], [call for slide, body in slides for call in _slide(*slide, body)]
    yield ["buttons"], [_button(fields) for fields in draft.buttons]
    keys = {name: made[name] for name in draft.extra if name in made}
    styles = keys.pop("styles", None)
    known = isinstance(styles, dict) and styles.keys() <= {"background", "markdown"}
    yield ["styles"], [Call("style", [], styles)] if known else []
    yield ["reply_to"], [Call("reply_to", [keys.pop("reply_to", None)])]
    names = ("thread_message_id", "thread_title", "post_in_parent")
    id, title, post = [keys.pop(name, None) for name in names]
    yield names, [Call("thread", [id], _given(title=title, post_in_parent=post))]
    on = keys.pop("sync_message", None)
    yield ["sync_message"], [Call("sync", [] if on is True else [on])]
    for name, value in keys.items():
        yield [name], [Call("extra", [], {name: value})]


def _instant(text: str, references: Mapping[str, Fields]) -> Calls:
    """The instant buttons behind the text, without what their steps put behind it."""
    for key, (label, *_) in reversed([*references.items()]):
        rest = text.removesuffix(f"[{plain_label(label)}](${key})")
        behind = not rest or (rest[-1] == " " and not rest.isspace())
        if rest != text and behind and key not in uses(rest):
            text = rest[:-1]
    named: list[tuple[str | None, Fields]] = [(None, fields) for fields in references.values()]
    for at, key in enumerate(references):
        if [*numbered(named, text)][at : at + 1] != [key]:
            named[at] = (key, named[at][1])
    calls: Calls = [Call("text", [text])] if text else []
    for given, (label, action, style, *_) in named:
        calls.append(Call("instant_button", [label, _action(action)], _given(style=style, key=given)))
    return calls


def _given(**named: object) -> dict[str, Any]:
    return {name: value for name, value in named.items() if value is not None}


def _args(*args: Any) -> Sequence[Any]:
    """The arguments up to the last that says something."""
    return _args(*args[:-1]) if args and not args[-1] else args


def _mapping(pairs: Sequence[tuple[str, Any]]) -> Any:
    """Pairs as a mapping, where no name comes twice."""
    return dict(pairs) if len(dict(pairs)) == len(pairs) else [*pairs]


def _card(fields: Fields) -> Calls:
    title, theme, thumbnail, options, sections, buttons = fields
    look = _given(thumbnail=thumbnail)
    calls: Calls = []
    if title is not None and (theme == PROMPT or (theme == POLL and options)):
        calls = [Call(theme, [title, *options], look)]
    elif theme is not None:
        calls = [Call("card", _args(title), look if theme == INLINE else {"theme": theme, **look})]
    for heading, pairs in sections:
        calls.append(Call("section", _args(heading)))
        if pairs:
            calls.append(Call("field", pairs[0]) if len(pairs) == 1 else Call("fields", [_mapping(pairs)]))
    return calls + [_button(button, in_card=None if theme == PROMPT else True) for button in buttons]


def _button(fields: Fields, in_card: bool | None = None) -> Call:
    label, action, style, hint, key = fields
    return Call("button", [label, _action(action)], _given(style=style, hint=hint, key=key, in_card=in_card))


def _action(action: actions.Action) -> Made:
    given: dict[str, Any] = {actions.ARGUMENTS[action.type][key]: value for key, value in action.data}
    named: dict[str, Any] = {name: given.pop(name) for name in ("owner", "windows", "ios", "android") if name in given}
    if action.arguments is not None and action.type == "invoke.function":
        named["arguments"] = json.loads(action.arguments)
    args = given["api"].split("/", 1) if "api" in given else [*given.values()]
    calls: Calls = [Call(f"actions.{actions.CONSTRUCTORS[action.type].__name__}", args, named)]
    if action.confirmation is not None:
        calls.append(Call("confirm", [], _given(**asdict(action.confirmation))))
    return Made(calls)


def _slide(kind: Any, fields: Any, body: Any) -> Calls:
    if kind is WholeSlide and type(fields) in _WRITERS:
        return _slide(type(fields), fields_of(fields), body)
    calls = _WRITERS[kind](*fields) if kind in _WRITERS else []
    return calls if _comes_out(calls, {"slides": [body]}) else [Call("slide", [Made([Call("RawSlide", [body])])])]


def _table(headers: Any, rows: Any, title: Any, width: Any, sticky_rows: Any, sticky_columns: Any) -> Calls:
    calls: Calls = [Call("table", [[*headers]], _given(title=title))]
    calls += [Call("row", row) for row in rows] if len(rows) <= 3 else [Call("rows", [[[*row] for row in rows]])]
    sticky = _given(rows=sticky_rows, columns=sticky_columns)
    calls += [Call("width", width)] if width else []
    return [*calls, Call("sticky", [], sticky)] if sticky else calls


def _graph(preview: Any, categories: Any, title: Any, x_axis: Any, y_axis: Any) -> Calls:
    calls: Calls = [Call("graph", _args(preview), _given(title=title, x_axis=x_axis, y_axis=y_axis))]
    return calls + [Call("category", _args(name, _mapping(points))) for name, points in categories]


_WRITERS: Mapping[Any, Callable[..., Calls]] = {
    Table: _table,
    List: lambda items, title, style: [Call("list", _args([*items]), _given(title=title, style=style))],
    Label: lambda pairs, title: [Call("label", _args(_mapping(pairs)), _given(title=title))],
    Image: lambda urls, title: [Call("image", urls if len(urls) < 2 else [[*urls]], _given(title=title))],
    Chart: lambda preview, segments, title: [Call("chart", _args(preview, _mapping(segments)), _given(title=title))],
    Graph: _graph,
    Text: lambda text, title: [Call("text_slide", [text], _given(title=title))],
}


def _statement(chain: Sequence[Piece]) -> str:
    """The chain on one line where it fits, else in parentheses from two steps on, as formatters have it."""
    if len(chain) < 3 or _fits(f"message = {_flat(chain)}"):
        return f"message = {_pretty(chain, 0, 'message = ')}"
    lines = [_flat(chain)] if _fits(f"    {_flat(chain)}") else [_pretty([piece], 4) for piece in chain]
    return "\n    ".join(["message = (", *lines]) + "\n)"


def _pieces(calls: Calls) -> list[Piece]:
    """A chain of calls as text."""
    pieces: list[Piece] = []
    for name, args, named in calls:
        plain = {key for key in named if key.isascii() and key.isidentifier() and key not in _RESERVED}
        odd = {key: value for key, value in named.items() if key not in plain}
        entries = [*[("", value) for value in args], *[(f"{key}=", named[key]) for key in named if key in plain]]
        pieces.append((f"{'.' if pieces else ''}{name}(", [*entries, ("**", odd)] if odd else entries, ")"))
    return pieces


def _parts(value: Any) -> list[Piece]:
    """A value as text."""
    if isinstance(value, str):
        return [(_quoted(value), (), "")]
    if isinstance(value, dict):
        return [("{", [(f"{_quoted(key)}: ", inner) for key, inner in value.items()], "}")]
    if isinstance(value, Made):
        return _pieces(value.calls)
    if isinstance(value, (list, tuple)):
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        return [(opening, [("", inner) for inner in value], closing)]
    if isinstance(value, Decimal):
        value = json.loads(str(value))
    return [(repr(value).replace("e+", "e"), (), "")]


def _quoted(text: str) -> str:
    """Text as Python writes it, between double quotes unless single ones take fewer escapes."""
    body = repr(f'{text}"')[1:-2]  # for the double quote behind it, repr takes single ones
    if text.count('"') > text.count("'"):
        return f"'{body}'"
    return '"' + body.replace("\\'", "'").replace('"', '\\"') + '"'


def _flat(pieces: Sequence[Piece]) -> str:
    """On one line."""
    line = ""
    for opening, entries, end in pieces:
        line += opening + ", ".join([before + _flat(_parts(value)) for before, value in entries]) + end
    return line


def _pretty(pieces: Sequence[Piece], indent: int, before: str = "", after: str = "") -> str:
    """On one line if that fits between `before` and `after`, else an entry to a line in the last brackets or all."""
    line, start, pad = _flat(pieces), " " * indent + before, " " * (indent + 4)
    if _fits(start + line + after):
        return line
    closed = len(pieces) - 1 if pieces[-1][1] and _fits(start + _flat(pieces[:-1]) + pieces[-1][0]) else 0
    text = _flat(pieces[:closed])
    for opening, entries, end in pieces[closed:]:
        # The comma behind the last entry tells formatters to leave it so.
        inner = [f"{pad}{name}{_pretty(_parts(value), indent + 4, name, ',')},\n" for name, value in entries]
        text += f"{opening}\n{''.join(inner)}{' ' * indent}{end}" if entries else opening + end
    return text


def _fits(line: str) -> bool:
    """Whether a screen shows it within the width: some characters take two columns, some none."""
    if line.isascii() or len(line) > 10 * WIDTH:
        return len(line) <= WIDTH
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    return len(line) + wide - sum(unicodedata.category(character) in "MnMe" for character in line) <= WIDTH
