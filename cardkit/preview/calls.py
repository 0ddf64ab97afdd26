"""What pressing a button would call, in words that every view shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..reading.json import encode
from .views import ButtonView, Call

if TYPE_CHECKING:
    from ..actions import Action

_SYSTEM = {
    "audiocall": "starts an audio call with",
    "videocall": "starts a video call with",
    "startchat": "opens a chat with",
    "invite": "invites",
    "locationpermission": "asks for leave to read the location",
}
_DEVICES = {"web": "", "windows": " on Windows", "iOS": " on iOS", "android": " on Android"}


def call_of(action: Action) -> Call:
    """What an action does when its button is pressed.

    >>> from cardkit import actions
    >>> call_of(actions.invoke_function("deploy", owner="ops@example.com"))
    Call(words='calls the function deploy', targets=(('owner', 'ops@example.com'),))
    >>> call_of(actions.system_api("audiocall", "1234567")).words
    'starts an audio call with 1234567'
    """
    data = dict(action.data)
    if action.type == "invoke.function":
        handed = None if action.arguments is None else encode(dict(action.arguments))
        return _function(data["name"], data.get("owner"), handed)
    return _CALLS[action.type](data)


def function_button(label: str, called: str) -> ButtonView:
    """The button of a function that is called from within a text.

    >>> function_button("Cancel", "-|schedule||DELETE|55").action
    Call(words='calls the function schedule', targets=(('arguments', '["DELETE","55"]'),))
    """
    sign, name, *more = called.split("|")
    owner, arguments = (more[0], more[1:]) if more else ("", [])
    handed = encode([*arguments]) if arguments else None
    return ButtonView(label, sign, action=_function(name, owner or None, handed))


def _function(name: str, owner: str | None, arguments: str | None) -> Call:
    given = {"owner": owner, "arguments": arguments}
    targets = tuple([(name, value) for name, value in given.items() if value is not None])
    return Call(f"calls the function {name}", targets)


def _system(data: Mapping[str, str]) -> Call:
    kind, _, whom = data["api"].partition("/")
    return Call(f"{_SYSTEM.get(kind, f'calls {kind} for')} {whom}".strip())


_CALLS: Mapping[str, Callable[[Mapping[str, str]], Call]] = {
    "open.url": lambda data: Call(
        "opens an address", tuple([(f"address{_DEVICES[key]}", url) for key, url in data.items()])
    ),
    "preview.url": lambda data: Call(
        "shows a preview of an address", tuple([("address", url) for url in data.values()])
    ),
    "copy": lambda data: Call("copies a text", (("text", data["text"]),)),
    "invoke.bot": lambda data: Call(f"writes to the bot {data['bot_name']}", (("message", data["message"]),)),
    "system.api": _system,
}
