"""Code generation: a message as the Python module that a person would have written.

Every part of a message has calls of a chain that create it. They are executed first: a part that they would not write
unchanged is given as JSON instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

from attrs import evolve

from .. import actions
from ..actions.action import Action
from ..actions.kinds import KINDS
from ..buttons import AnyButton, Button, Instant, Reference, called_keys, with_keys
from ..card import INLINE, POLL, PROMPT, Card, Section
from ..chain.message import Message
from ..errors import CardkitError, pointer
from ..limits import CLIQ, Api
from ..markup import plain_label
from ..payload.order import AS_TEXT
from ..payload.parse import decoded_part, parse_body
from ..payload.payload import Payload, in_key_order
from ..reading.lists import as_mapping
from ..reading.part import Raw
from ..reading.place import Json
from ..slides import RawSlide, Slide
from ..slides.base import BuiltinSlide, Call, given
from .normal import normal
from .notes import Note, Reasons, comments, notes
from .pretty import module

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


class Code(NamedTuple):
    """The code of a message: its calls, the body they make, and the paths of what they are given as JSON."""

    calls: Calls
    made: dict[str, Any]
    raw: list[str]


def to_code(payload: Payload, api: Api | None = None, *, explain: bool = False) -> str:
    """The module that creates a message: its imports, then ``message = …``.

    Args:
        payload: the message.
        api: the form whose normal form it is; None keeps the message as it was read.
        explain: begin with what was normalised and what stays raw, as comments.

    Raises:
        ConstraintError: the message is nested more than 64 levels deep, which only limits of its own allow.
    """
    code = code_of(payload, api)
    return module(code.calls, comments(notes_of(payload, code, api)) if explain else "")


def code_of(payload: Payload, api: Api | None = None) -> Code:
    """The calls that create a message, or with `api` its normal form, in which `made` then is."""
    written = payload if api is None else normal(payload)
    body = written.to_dict()
    calls = _chain(written, body)
    message = _execute(calls)
    if message.to_dict(check=False) != body:
        calls = [Call("Message.from_dict", [body])]
        message = _execute(calls)
    return Code(calls, message.to_dict(check=False, api=api), [*_raw_paths(calls, message.payload)])


def notes_of(payload: Payload, code: Code, api: Api | None = None) -> Sequence[Note]:
    """What the code changes in a message and what it gives as JSON, each with the reason."""
    form = f"the form of {api}" if api else "as it was read"
    before = payload.to_dict(None if payload.source else api)
    texts = {name: decoded_part(name, before[name], CLIQ) for name in AS_TEXT if isinstance(before.get(name), str)}
    opened = {name: part for name, part in texts.items() if api and not isinstance(part, str)}
    if opened:
        before |= opened
        payload = parse_body({**before}, CLIQ)
    told = [Note(f"/{name}", "written as the JSON that its text holds", form) for name in opened]
    return [*told, *notes(before, code.made, code.raw, Reasons(payload.issues(), form))]


def _raw_paths(calls: Calls, made: Payload) -> Iterator[str]:
    """The paths of what is given as JSON."""
    given = calls[0].args[0] if calls[0].name == "Message.from_dict" else {}
    yield from [pointer(name) for name in given]
    lists = {"slides": made.slides, "buttons": made.buttons, "card/buttons": made.card.buttons if made.card else ()}
    for name, parts in lists.items():
        if name.partition("/")[0] not in given:
            yield from [f"/{name}/{at}" for at, part in enumerate(parts) if isinstance(part, (Raw, RawSlide))]


def _execute(calls: Sequence[Call]) -> Any:
    """Execute calls: the first on the names of a module, each further one on the result so far."""
    result: Any = _NAMES
    for name, args, named in calls:
        given = [_execute(arg) if isinstance(arg, Chained) else arg for arg in args]
        result = attrgetter(name)(result)(*given, **named)
    return result


def _start(left: Mapping[str, Json]) -> Call:
    return Call("Message.from_dict", [left]) if left else Call("Message")


def _writes(attempt: Attempt, wanted: Mapping[str, Json]) -> bool:
    """Whether the calls write exactly these parts of a body."""
    try:
        return bool(_execute([_start(attempt.left), *attempt.calls]).to_dict(check=False) == wanted)
    except CardkitError:
        return False


def _chain(payload: Payload, body: dict[str, Any]) -> Calls:
    """All calls; the first one is given what no step writes."""
    kept, done = in_key_order(body), set[str]()
    calls: Calls = []
    for attempt in _attempts(payload, body):
        wanted = {name: kept[name] for name in attempt.keys if name in kept}
        if wanted and not done & wanted.keys() and _writes(attempt, wanted):
            calls += attempt.calls
            done |= wanted.keys()
            kept = {name: value for name, value in kept.items() if name not in wanted} | {**attempt.left}
    calls.sort(key=lambda call: _LATE.get(call.name, 0))
    named = {name: value for step, _, given in calls if step == "extra" for name, value in given.items()}
    calls = [*[call for call in calls if call.name != "extra"], *[Call("extra", [], named)] * bool(named)]
    if not kept and calls and calls[0].name == "text":
        return [Call("Message", calls[0].args), *calls[1:]]
    return [_start(in_key_order(kept)), *calls]


_LATE = {"instant_button": 1, **dict.fromkeys(["style", "reply_to", "thread", "sync", "extra"], 2)}


def _attempts(payload: Payload, body: Mapping[str, Json]) -> Iterator[Attempt]:
    """The steps of each part; of two for the same keys the first that writes them counts."""
    if payload.text and payload.references:
        keys = [reference.key for reference in payload.references]
        calls, left = _instant(payload.text, payload.references), _without(body, "references", keys)
        yield Attempt(["text", "references"], calls, left)
    yield Attempt(["text"], [Call("text", [payload.text])])
    if payload.bot is not None:
        yield Attempt(["bot"], [Call.of("bot", payload.bot.name, payload.bot.image)])
    if payload.card is not None:
        buttons = _buttons(payload.card.buttons, body.get("card"), in_card=True)
        yield Attempt(["card"], [*_card(payload.card), *buttons])
        if any(call.name == "button" for call in buttons):
            yield Attempt(["card"], buttons, _without(body, "card", ["buttons"]))
    bodies = body.get("slides")
    if isinstance(bodies, list):
        written = zip(payload.slides, bodies, strict=False)
        yield Attempt(["slides"], [call for slide, wanted in written for call in _slide(slide, wanted)])
    yield Attempt(["buttons"], _buttons(payload.buttons, {**body}))
    yield from _keys({**payload.extra})


def _without(body: Mapping[str, Json], name: str, keys: Collection[str]) -> Mapping[str, Json]:
    """An object of a body without some of its keys; nothing if no key is left."""
    given = body.get(name)
    rest = {key: value for key, value in given.items() if key not in keys} if isinstance(given, dict) else {}
    return {name: rest} if rest else {}


def _keys(keys: dict[str, Json]) -> Iterator[Attempt]:
    """The steps of the plain keys."""
    styles = keys.pop("styles", None)
    known = isinstance(styles, dict) and styles.keys() <= {"background", "markdown"}
    yield Attempt(["styles"], [Call("style", [], styles)] if isinstance(styles, dict) and known else [])
    yield Attempt(["reply_to"], [Call("reply_to", [keys.pop("reply_to", None)])])
    thread = {name: keys.pop(name, None) for name in ("thread_message_id", "thread_title", "post_in_parent")}
    title, post = thread["thread_title"], thread["post_in_parent"]
    yield Attempt([*thread], [Call("thread", [thread["thread_message_id"]], given(title=title, post_in_parent=post))])
    on = keys.pop("sync_message", None)
    yield Attempt(["sync_message"], [Call("sync", [] if on is True else [on])])
    for name, value in keys.items():
        if name:
            yield Attempt([name], [Call("extra", [], {name: value})])


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
    for button, wanted in zip(buttons, bodies if isinstance(bodies, list) else (), strict=False):
        call = _button(button, step, in_card) if isinstance(button, Button) else None
        written = call is not None and _writes_button(call, wanted)
        calls.append(call if call and written else Call(f"raw_{step}", [wanted], given(in_card=in_card)))
    return calls


def _button(button: Button, step: str, in_card: bool | None) -> Call:
    look = {"style": button.style, "hint": button.hint, "key": button.key}
    return Call.of(step, button.label, _action(button.action), **look, in_card=in_card)


def _writes_button(call: Call, wanted: Json) -> bool:
    """Whether a call, in the card or below it or below a slide, writes exactly this button."""
    try:
        payload: Payload = _execute([Call("Message"), Call("text_slide", ["-"]), call]).payload
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
        calls.append(Call.of("confirm", **action.confirmation.asked()))
    return Chained(calls)


def _slide(slide: Slide, wanted: Json) -> Calls:
    """The calls that create a slide, or the one that adds it as a raw slide."""
    if isinstance(slide, BuiltinSlide):
        calls = [*slide.calls(), *_buttons(slide.buttons, wanted, "slide_button")]
        if _writes(Attempt(["slides"], calls), {"slides": [wanted]}):
            return calls
    return [_raw(wanted)]


def _raw(slide: Json) -> Call:
    return Call("slide", [Chained([Call("RawSlide", [slide])])])
