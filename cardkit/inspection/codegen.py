"""Code generation: a message as the Python module that a person would have written.

Every part of a message has calls of a chain that create it. They are executed first: a part that they would not write
unchanged is given as JSON instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, TypeAlias

from attrs import evolve

from .. import actions
from ..actions.action import Action
from ..actions.kinds import KINDS
from ..buttons import Button, Instant, Reference, called_keys, with_keys
from ..card import INLINE, POLL, PROMPT, Card, Section
from ..chain.message import Message
from ..errors import CardkitError
from ..markup.links import plain_label
from ..payload.keys import ELSEWHERE
from ..payload.payload import Payload, in_key_order
from ..reading.lists import as_mapping
from ..reading.place import Json
from ..slides import RawSlide, Slide
from ..slides.base import BuiltinSlide, Call, given
from .pretty import module

Calls: TypeAlias = list[Call]
Steps: TypeAlias = Iterable[tuple[Sequence[str], Calls]]  # keys of a body, and the calls that write them

_NAMES = SimpleNamespace(Message=Message, RawSlide=RawSlide, actions=actions)


class Chained(tuple[Call, ...]):
    """An argument that is created by calls of its own: an action or a raw slide."""

    __slots__ = ()


def to_code(payload: Payload) -> str:
    """The module that creates a message: its imports, then ``message = …``.

    Raises:
        ConstraintError: the message is nested more than 64 levels deep, which only limits of its own allow.
    """
    body = payload.to_dict()
    calls = _chain(payload, body)
    if _execute(calls).to_dict(check=False) != body:
        calls = [Call("Message.from_dict", [body])]
        _execute(calls)
    return module(calls)


def _execute(calls: Sequence[Call]) -> Any:
    """Execute calls: the first on the names of a module, each further one on the result so far."""
    result: Any = _NAMES
    for name, args, named in calls:
        given = [_execute(arg) if isinstance(arg, Chained) else arg for arg in args]
        result = attrgetter(name)(result)(*given, **named)
    return result


def _writes(calls: Calls, wanted: Mapping[str, Json]) -> bool:
    """Whether the calls write exactly these parts of a body."""
    try:
        return bool(_execute([Call("Message"), *calls]).to_dict(check=False) == wanted)
    except CardkitError:
        return False


def _chain(payload: Payload, body: dict[str, Any]) -> Calls:
    """All calls; the first one is given the keys of the body that no step writes."""
    kept = in_key_order(body)
    calls: Calls = []
    for names, steps in _steps(payload, body):
        wanted = {name: kept[name] for name in names if name in kept}
        if wanted and _writes(steps, wanted):
            calls += steps
            for name in wanted:
                del kept[name]
    calls.sort(key=lambda call: _LATE.get(call.name, 0))
    named = {name: value for step, _, given in calls if step == "extra" for name, value in given.items()}
    calls = [*[call for call in calls if call.name != "extra"], *[Call("extra", [], named)] * bool(named)]
    if not kept and calls and calls[0].name == "text":
        return [Call("Message", calls[0].args), *calls[1:]]
    return [Call("Message.from_dict", [kept]) if kept else Call("Message"), *calls]


_LATE = {"instant_button": 1, **dict.fromkeys(["style", "reply_to", "thread", "sync", "extra"], 2)}


def _steps(payload: Payload, body: Mapping[str, Json]) -> Steps:
    """The steps of each part, with the keys that they write."""
    if payload.text and payload.references:
        yield ["text", "references"], _instant(payload.text, payload.references)
    yield ["text"], [Call("text", [payload.text])]
    if payload.bot is not None:
        yield ["bot"], [Call.of("bot", payload.bot.name, payload.bot.image)]
    if payload.card is not None:
        yield ["card"], _card(payload.card)
    bodies = body.get("slides")
    if isinstance(bodies, list):
        written = zip(payload.slides, bodies, strict=False)
        yield ["slides"], [call for slide, wanted in written for call in _slide(slide, wanted)]
    yield ["buttons"], [_button(button) for button in payload.buttons if isinstance(button, Button)]
    keys = {**payload.extra}
    styles = keys.pop("styles", None)
    known = isinstance(styles, dict) and styles.keys() <= {"background", "markdown"}
    yield ["styles"], [Call("style", [], styles)] if isinstance(styles, dict) and known else []
    yield ["reply_to"], [Call("reply_to", [keys.pop("reply_to", None)])]
    thread = {name: keys.pop(name, None) for name in ("thread_message_id", "thread_title", "post_in_parent")}
    title, post = thread["thread_title"], thread["post_in_parent"]
    yield [*thread], [Call("thread", [thread["thread_message_id"]], given(title=title, post_in_parent=post))]
    on = keys.pop("sync_message", None)
    yield ["sync_message"], [Call("sync", [] if on is True else [on])]
    for name, value in keys.items():
        if name and name not in ELSEWHERE:
            yield [name], [Call("extra", [], {name: value})]


def _instant(text: str, references: Sequence[Reference]) -> Calls:
    """The text without the calls that the steps of instant buttons append, and these steps."""
    for reference in reversed(references):
        rest = text.removesuffix(f"[{plain_label(reference.button.label)}](${reference.key})")
        behind = not rest or (rest[-1] == " " and not rest.isspace())
        if rest != text and behind and reference.key not in called_keys(rest):
            text = rest[:-1]
    instants = [Instant(None, reference.button) for reference in references]
    for index, reference in enumerate(references):
        if with_keys(instants, text)[index].key != reference.key:
            instants[index] = Instant(reference.key, reference.button)
    calls: Calls = [Call("text", [text])] if text else []
    for key, button in instants:
        calls.append(Call.of("instant_button", button.label, _action(button.action), style=button.style, key=key))
    return calls


def _card(card: Card) -> Calls:
    frame = evolve(card, sections=(), buttons=())
    theme, title, pictures = frame.theme, frame.title, {"thumbnail": frame.thumbnail, "icon": frame.icon}
    calls: Calls = []
    if theme is not None and (theme == PROMPT or (theme == POLL and title is not None and frame.options)):
        calls = [Call.of(theme, title, *frame.options, **pictures)]
    elif theme is not None:
        calls = [Call.of("card", title, theme=None if theme == INLINE else theme, **pictures)]
    for section in card.sections:
        calls += _section(section) if isinstance(section, Section) else []
    return calls + [_button(button, in_card=True) for button in card.buttons if isinstance(button, Button)]


def _section(section: Section) -> Calls:
    calls = [Call.of("section", section.title)]
    if len(section.fields) == 1:
        calls.append(Call("field", section.fields[0]))
    elif section.fields:
        calls.append(Call("fields", [as_mapping(section.fields)]))
    return calls


def _button(button: Button, step: str = "button", *, in_card: bool | None = None) -> Call:
    look = {"style": button.style, "hint": button.hint, "key": button.key}
    return Call.of(step, button.label, _action(button.action), **look, in_card=in_card)


def _action(action: Action) -> Chained:
    """The call of an action's constructor, and that of its confirmation."""
    kind, data = KINDS[action.type], dict(action.data)
    first, *others = kind.arguments
    args = [data[first.keys[0]]] if first.keys[0] in data else []
    args += [data[argument.keys[0]] for argument in others if not argument.optional]
    named: dict[str, Any] = {argument.name: data.get(argument.keys[0]) for argument in others if argument.optional}
    if action.type == "system.api":
        args = args[0].split("/", 1)
    if action.type == "invoke.function":
        named["arguments"] = action.arguments
    calls = [Call.of(f"actions.{kind.constructor}", *args, **named)]
    if action.confirmation is not None:
        calls.append(Call.of("confirm", **action.confirmation.asked()))
    return Chained(calls)


def _slide(slide: Slide, wanted: Json) -> Calls:
    """The calls that create a slide, or the one that adds it as a raw slide."""
    calls: Calls = []
    if isinstance(slide, BuiltinSlide):
        buttons = [_button(button, "slide_button") for button in slide.buttons if isinstance(button, Button)]
        calls = [*slide.calls(), *buttons]
    return calls if calls and _writes(calls, {"slides": [wanted]}) else [_raw(wanted)]


def _raw(slide: Json) -> Call:
    return Call("slide", [Chained([Call("RawSlide", [slide])])])
