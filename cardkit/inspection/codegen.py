"""Code generation: a message as the Python module that a person would have written.

Every part of a message has calls of a chain that create it. They are executed first: a part that they would not write
unchanged is given as JSON instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors.issue import pointer
from ..limits import CLIQ, Api
from ..payload.keys import KEYS
from ..payload.order import JSON_TEXT_KEYS, in_key_order
from ..payload.parse import decoded_part, parse_body
from ..payload.payload import Payload
from ..reading.place import Json
from ..slides.base import BuiltinSlide, Call
from .calls import Calls, candidates, execute, start, writes
from .normal import normal
from .notes import Note, Reasons, comments, notes
from .pretty import module


class GeneratedCode(NamedTuple):
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


def code_of(payload: Payload, api: Api | None) -> GeneratedCode:
    """The calls that create a message, or with `api` its normal form, in which `made` then is."""
    written = payload if api is None else normal(payload)
    body = written.to_dict()
    calls = _chain(written, body)
    message = execute(calls)
    if message.to_dict(check=False) != body:
        calls = [Call("Message.from_dict", [body])]
        message = execute(calls)
    return GeneratedCode(calls, message.to_dict(check=False, api=api), [*_raw_paths(calls, message.payload)])


def notes_of(payload: Payload, code: GeneratedCode, api: Api | None) -> Sequence[Note]:
    """What the code changes in a message and what it gives as JSON, each with the reason."""
    form = f"the form of {api}"
    before = payload.to_dict(None if payload.source else api)
    texts = {
        name: decoded_part(name, before[name], CLIQ) for name in JSON_TEXT_KEYS if isinstance(before.get(name), str)
    }
    opened = {name: part for name, part in texts.items() if api and not isinstance(part, str)}
    if opened:
        before |= opened
        payload = parse_body({**before}, CLIQ)
    told = [Note(f"/{name}", "written as the JSON that its text holds", form) for name in opened]
    return [*told, *notes(before, code.made, code.raw, Reasons(payload.issues(), form))]


def _raw_paths(calls: Calls, made: Payload) -> Iterator[str]:
    """The paths of what is given as JSON."""
    given: Mapping[str, Json] = calls[0].args[0] if calls[0].name == "Message.from_dict" else {}
    yield from [pointer(name) for name in given]
    slide, counts = -1, Counter[str]()
    openers = {next(one.calls()).name for one in made.slides if isinstance(one, BuiltinSlide)}
    for call in calls:
        if call.name == "slide" or call.name in openers:
            slide += 1
            if call.name == "slide":
                yield f"/slides/{slide}"
        elif call.name.endswith("button") and call.name != "instant_button":
            within = f"/slides/{slide}" if call.name.endswith("slide_button") else ""
            holder = "/card" if call.named.get("in_card") else within
            if call.name.startswith("raw_"):
                yield f"{holder}/buttons/{counts[holder]}"
            counts[holder] += 1


def _chain(payload: Payload, body: dict[str, Any]) -> Calls:
    """All calls; the first one is given what no step writes."""
    kept, done = in_key_order(body), set[str]()
    calls: Calls = []
    for candidate in candidates(payload, body):
        wanted = {name: kept[name] for name in candidate.keys if name in kept}
        if wanted and done.isdisjoint(wanted) and writes(candidate, wanted):
            calls += candidate.calls
            done |= wanted.keys()
            for name in wanted:
                del kept[name]
            kept |= candidate.left
    calls.sort(key=lambda call: _LATE.get(call.name, 0))
    named = {name: value for step, _, given in calls if step == "extra" for name, value in given.items()}
    calls = [call for call in calls if call.name != "extra"]
    if named:
        calls.append(Call("extra", [], named))
    if not kept and calls and calls[0].name == "text":
        return [Call("Message", calls[0].args), *calls[1:]]
    return [start(in_key_order(kept)), *calls]


_LATE = {"instant_button": 1, **{key.step[1:]: 2 for key in KEYS.values() if key.step}, "extra": 2}
