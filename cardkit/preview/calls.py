"""What pressing a button would call, in words that every view shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..reading.json import encode
from .views import ActionView, ButtonView

VOTE = "counts a vote for this option"
"""What choosing an option of a poll does."""
_SYSTEM = {
    "audiocall": "starts an audio call with",
    "videocall": "starts a video call with",
    "startchat": "opens a chat with",
    "invite": "invites",
    "locationpermission": "asks for leave to read the location",
}
_DEVICES = {"web": "", "windows": " on Windows", "iOS": " on iOS", "android": " on Android"}


class Call(NamedTuple):
    """What is called, in words; `targets` are its addresses and names, with what each is for."""

    words: str
    targets: tuple[tuple[str, str], ...] = ()


def called(action: ActionView | None) -> Call:
    """What an action does when its button is pressed.

    >>> called(ActionView("invoke.function", {"name": "deploy", "owner": "ops@example.com"}))
    Call(words='calls the function deploy', targets=(('owner', 'ops@example.com'),))
    >>> called(ActionView("system.api", {"api": "audiocall/1234567"})).words
    'starts an audio call with 1234567'
    """
    if action is None:
        return Call("what it does cannot be read")
    return _CALLS[action.type](action.data, action)


def function_button(label: str, called: str) -> ButtonView:
    """The button of a function that is called from within a text.

    >>> function_button("Cancel", "-|schedule||DELETE|55").action
    ActionView(type='invoke.function', data={'name': 'schedule'}, arguments='["DELETE","55"]', confirmation=None)
    """
    sign, name, *more = called.split("|")
    owner, arguments = (more[0], more[1:]) if more else ("", [])
    data = {"name": name, "owner": owner} if owner else {"name": name}
    handed = encode([*arguments]) if arguments else None
    return ButtonView(label, sign, action=ActionView("invoke.function", data, handed))


def _function(data: Mapping[str, str], action: ActionView) -> Call:
    given = {"owner": data.get("owner"), "arguments": action.arguments}
    targets = tuple([(name, value) for name, value in given.items() if value is not None])
    return Call(f"calls the function {data['name']}", targets)


def _system(data: Mapping[str, str], action: ActionView) -> Call:
    kind, _, whom = data["api"].partition("/")
    return Call(f"{_SYSTEM.get(kind, f'calls {kind} for')} {whom}".strip())


_CALLS: Mapping[str, Callable[[Mapping[str, str], ActionView], Call]] = {
    "invoke.function": _function,
    "open.url": lambda data, _: Call(
        "opens an address", tuple([(f"address{_DEVICES[key]}", url) for key, url in data.items()])
    ),
    "preview.url": lambda data, _: Call(
        "shows a preview of an address", tuple([("address", url) for url in data.values()])
    ),
    "copy": lambda data, _: Call("copies a text", (("text", data["text"]),)),
    "invoke.bot": lambda data, _: Call(f"writes to the bot {data['bot_name']}", (("message", data["message"]),)),
    "system.api": _system,
}
