"""The calls of a chain that create each part of a message; they are executed before they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

from .. import actions
from ..actions.action import Action
from ..actions.kinds import KINDS
from ..buttons import AnyButton, Button, Reference
from ..buttons.instant import call_counts, without_keys
from ..card import INLINE, POLL, PROMPT, Card, Section
from ..chain.message import Message
from ..errors import CardkitError
from ..limits import CLIQ
from ..markup.links import plain_label
from ..payload.keys import KEYS, STYLE_KEYS
from ..payload.payload import Payload
from ..reading.lists import as_mapping
from ..reading.place import Json
from ..slides import RawSlide, Slide
from ..slides.base import BuiltinSlide, Call, given

Calls: TypeAlias = list[Call]

_NAMES = SimpleNamespace(Message=Message, RawSlide=RawSlide, actions=actions)


class Chained(tuple[Call, ...]):
    """An argument that is created by calls of its own: an action or a raw slide."""

    __slots__ = ()


class Candidate(NamedTuple):
    """Calls that may write some keys of a body, and what they leave of these keys as JSON."""

    keys: Sequence[str]
    calls: Calls
    left: Mapping[str, Json] = {}


def candidates(payload: Payload, body: Mapping[str, Json]) -> Iterator[Candidate]:
    """The steps of each part; of two for the same keys the first that writes them counts."""
    if payload.text and payload.references:
        keys = [reference.key for reference in payload.references]
        calls, left = _instant(payload.text, payload.references), _without(body, "references", keys)
        yield Candidate(["text", "references"], calls, left)
    yield Candidate(["text"], [Call("text", [payload.text])])
    if payload.bot is not None:
        yield Candidate(["bot"], [Call.of("bot", payload.bot.name, payload.bot.image)])
    if payload.card is not None:
        buttons = _buttons(payload.card.buttons, body.get("card"), in_card=True)
        yield Candidate(["card"], [*_card(payload.card), *buttons])
        if any(call.name == "button" for call in buttons):
            yield Candidate(["card"], buttons, _without({"card": _ordered(payload.card, body)}, "card", ["buttons"]))
    bodies = body.get("slides")
    if isinstance(bodies, list):
        written = zip(payload.slides, bodies, strict=False)
        yield Candidate(["slides"], [call for slide, wanted in written for call in _slide(slide, wanted)])
    yield Candidate(["buttons"], _buttons(payload.buttons, {**body}))
    yield from _keys({**payload.extra})


def _ordered(card: Card, body: Mapping[str, Json]) -> Json:
    """The card of a body with its keys in the order in which a card with more buttons has them."""
    given = body.get("card")
    return {key: given[key] for key in card.to_dict("v2") if key in given} if isinstance(given, dict) else None


def _without(body: Mapping[str, Json], name: str, keys: Collection[str]) -> Mapping[str, Json]:
    """An object of a body without some of its keys; nothing if no key is left."""
    given = body.get(name)
    rest = {key: value for key, value in given.items() if key not in keys} if isinstance(given, dict) else {}
    return {name: rest} if rest else {}


def _keys(keys: dict[str, Json]) -> Iterator[Candidate]:
    """The steps of the plain keys."""
    styles = keys.pop("styles", None)
    known = isinstance(styles, dict) and styles.keys() <= {*STYLE_KEYS}
    yield Candidate(["styles"], [Call("style", [], styles)] if isinstance(styles, dict) and known else [])
    yield Candidate(["reply_to"], [Call("reply_to", [keys.pop("reply_to", None)])])
    thread = {name: keys.pop(name, None) for name in ("thread_message_id", "thread_title", "post_in_parent")}
    title, post = thread["thread_title"], thread["post_in_parent"]
    yield Candidate([*thread], [Call.of("thread", thread["thread_message_id"], title=title, post_in_parent=post)])
    for name, value in keys.items():
        key = KEYS.get(name)
        if key is not None and key.step:
            yield Candidate([name], [Call(key.step[1:], [] if key.flag and value is True else [value])])
        elif name:
            yield Candidate([name], [Call("extra", [], {name: value})])


def _instant(text: str, references: Sequence[Reference]) -> Calls:
    """The text without the calls that the steps of instant buttons append, and these steps."""
    times = call_counts(text)
    for reference in reversed(references):
        rest = text.removesuffix(f"[{plain_label(reference.button.label)}](${reference.key})")
        behind = not rest or (rest[-1] == " " and not rest.isspace())
        if rest != text and behind and times[reference.key] == 1:
            text = rest[:-1]
    calls: Calls = [Call("text", [text])] if text else []
    for key, button in without_keys(references, text):
        calls.append(Call.of("instant_button", button.label, _action(button.action), style=button.style, key=key))
    return calls


def _card(card: Card) -> Calls:
    frame = card.changed(sections=(), buttons=())
    theme, title, pictures = frame.theme, frame.title, {"thumbnail": frame.thumbnail, "icon": frame.icon}
    calls: Calls = []
    if theme == PROMPT:
        calls = [Call.of("prompt", title, **pictures)]
    elif theme == POLL and title is not None and frame.options:
        calls = [Call.of("poll", title, *frame.options, **pictures)]
    elif theme is not None:
        calls = [Call.of("card", title, theme=None if theme == INLINE else theme, **pictures)]
    for section in card.sections:
        calls += _section(section) if isinstance(section, Section) else []
    return calls


def _section(section: Section) -> Calls:
    calls = [Call.of("section", section.title)]
    if len(section.fields) == 1:
        calls.append(Call("field", section.fields[0]))
    elif section.fields:
        calls.append(Call("fields", [as_mapping(section.fields)]))
    return calls


def _buttons(buttons: Sequence[AnyButton], holder: Json, step: str = "button", *, in_card: bool | None = None) -> Calls:
    """The calls that add buttons: as JSON each that its step would not write as the body that holds them has it."""
    bodies = holder.get("buttons") if isinstance(holder, dict) else None
    calls: Calls = []
    for index, (button, wanted) in enumerate(zip(buttons, bodies if isinstance(bodies, list) else (), strict=False)):
        call = button_call(button, step, in_card) if isinstance(button, Button) else None
        beyond = step == "slide_button" and _is_beyond(buttons, index)
        written = call is not None and not beyond and _writes_button(call, wanted)
        calls.append(call if call and written else Call(f"raw_{step}", [wanted], given(in_card=in_card)))
    return calls


def _is_beyond(buttons: Sequence[AnyButton], index: int) -> bool:
    """Whether the step of a slide refuses a button because of those before it: their number, or its key."""
    key = getattr(buttons[index], "key", None)
    return index >= CLIQ.buttons or (key is not None and key in [getattr(one, "key", None) for one in buttons[:index]])


def button_call(button: Button, step: str, in_card: bool | None = None) -> Call:
    """The step that adds a button."""
    look = {"style": button.style, "hint": button.hint, "key": button.key}
    return Call.of(step, button.label, _action(button.action), **look, in_card=in_card)


def _writes_button(call: Call, wanted: Json) -> bool:
    """Whether a call, in the card or below it or below a slide, writes exactly this button."""
    try:
        payload: Payload = execute([Call("Message"), Call("text_slide", ["-"]), call]).payload
    except CardkitError:
        return False
    body = payload.to_dict()
    holder = body["card"] if payload.card else body if payload.buttons else body["slides"][0]
    return bool(holder["buttons"] == [wanted])


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
        objects = {raw.path[1:]: raw.json for raw in action.confirmation.unknown if raw.path == "/input"}
        calls.append(Call.of("confirm", **{**action.confirmation.asked(), **objects}))
    return Chained(calls)


def _slide(slide: Slide, wanted: Json) -> Calls:
    """The calls that create a slide, or the one that adds it as a raw slide."""
    if isinstance(slide, BuiltinSlide):
        calls = [*slide.calls(), *_buttons(slide.buttons, wanted, "slide_button")]
        if writes(Candidate(["slides"], calls), {"slides": [wanted]}):
            return calls
    return [Call("slide", [Chained([Call("RawSlide", [wanted])])])]


# Executing them


def execute(calls: Sequence[Call], result: Any = _NAMES) -> Any:
    """Execute calls: the first on an object or on the names of a module, each further one on the result so far."""
    for name, args, named in calls:
        given = [execute(arg) if isinstance(arg, Chained) else arg for arg in args]
        result = attrgetter(name)(result)(*given, **named)
    return result


def start(left: Mapping[str, Json]) -> Call:
    """The first call of a chain, which begins with what is left as JSON."""
    return Call("Message.from_dict", [left]) if left else Call("Message")


def writes(candidate: Candidate, wanted: Mapping[str, Json]) -> bool:
    """Whether the calls write exactly these parts of a body."""
    try:
        return bool(execute([start(candidate.left), *candidate.calls]).to_dict(check=False) == wanted)
    except CardkitError:
        return False
