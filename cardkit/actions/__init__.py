"""What a button does: a function for each action. `Action.confirm` adds a popup that asks first.

>>> from cardkit import Message, actions
>>> approve = actions.invoke_function("approve", owner="ops@example.com")
>>> approve.to_dict()
{'type': 'invoke.function', 'data': {'name': 'approve', 'owner': 'ops@example.com'}}
>>> message = Message("Release 3.6.1 is ready").button("Approve", approve)

The functions check types and forms. Lengths are checked when the button is added to a message. Whether the action is
allowed where its button is, is checked when the message is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, overload

from ..limits import BUTTONS, PersonalApi, SystemApi
from ..reading.lists import Field, from_pair
from ..reading.place import Json, Place
from ..reading.text import not_given, optional_text, text
from .action import Action, add_no_address, create_action, read_arguments
from .confirmation import Confirmation
from .kinds import BY_KEY, KINDS, api_path, usual_api

__all__ = [
    "Action",
    "Confirmation",
    "copy",
    "invoke_bot",
    "invoke_function",
    "open_url",
    "preview_url",
    "system_api",
]


def invoke_function(name: str, owner: str | None = None, arguments: Mapping[str, object] | None = None) -> Action:
    """Call a function that you wrote in Zoho Cliq.

    Args:
        name: the function's name.
        owner: the e-mail address of its author. Without it a message gets one warning.
        arguments: any JSON object, passed to the function.

    Raises:
        ConstraintError: the name is empty, the owner is not an e-mail address, or the arguments are not a JSON object.

    >>> invoke_function("deploy", arguments={"build": 7}).arguments
    {'build': 7}
    """
    data = {"name": name} if not_given(owner) else {"name": name, "owner": owner}
    if arguments is None:
        return _build("invoke.function", data)
    place = Place("the action", source=BUTTONS)
    handed = read_arguments(arguments, place.within("/arguments", "what the function is handed"))
    return _build("invoke.function", data, place, handed)


def open_url(
    web: str | None = None, *, windows: str | None = None, ios: str | None = None, android: str | None = None
) -> Action:
    """Open an address: `web` in the browser, the others in the apps of their systems.

    Args:
        web: http, https, tel, sms or sip, at most 256 characters. A button within the card requires it.
        windows: the address for the app on Windows, with any scheme of an app; at most 256 characters.
        ios: the same for iOS.
        android: the same for Android.

    Raises:
        ConstraintError: no address is given, or one is not absolute or would run a script.

    >>> open_url("https://example.com", ios="example://home").to_dict()["data"]
    {'web': 'https://example.com', 'iOS': 'example://home'}
    """
    data = {"web": web}
    if type(web) is not str or web == "" or windows is not None or ios is not None or android is not None:
        given = {"web": web, "windows": windows, "iOS": ios, "android": android}
        data = {key: url for key, url in given.items() if not not_given(url)}
    if not data:
        place = Place("the action", source=BUTTONS)
        add_no_address(place.within("/data", "the data of the action"))
        place.raise_errors()
    return _build("open.url", data)


def preview_url(url: str) -> Action:
    """Show the preview of a page.

    Args:
        url: an absolute http or https address of at most 500 characters.

    Raises:
        ConstraintError: it is another address. The length is checked when the button is added to a message.

    >>> preview_url("https://example.com/notes").to_dict()
    {'type': 'preview.url', 'data': {'url': 'https://example.com/notes'}}
    """
    return _build("preview.url", {"url": url})


def copy(text: str) -> Action:
    """Copy a text to the clipboard. Not for buttons within the card.

    Args:
        text: at most 200 characters.

    Raises:
        ConstraintError: it is not a string, or empty. The length is checked when the button is added to a message.

    >>> copy("build-7").to_dict()
    {'type': 'copy', 'data': {'text': 'build-7'}}
    """
    return _build("copy", {"text": text})


@overload
def system_api(api: PersonalApi, zuid: str) -> Action: ...
@overload
def system_api(api: Literal["locationpermission"], zuid: str | None = None) -> Action: ...
def system_api(api: SystemApi, zuid: str | None = None) -> Action:
    """Let the client call, chat with or invite a person, or ask for the location.

    Args:
        api: ``"audiocall"``, ``"videocall"``, ``"startchat"``, ``"invite"`` or ``"locationpermission"``.
        zuid: the id of the person; ``locationpermission`` needs none.

    Raises:
        ConstraintError: the id is missing, or has a blank or a slash.

    >>> system_api("videocall", "1234567").to_dict()["data"]
    {'api': 'videocall/1234567'}
    >>> system_api("locationpermission").to_dict()["data"]
    {'api': 'locationpermission'}
    """
    if type(api) is str and type(zuid) is str and usual_api(path := f"{api}/{zuid}"):
        return create_action("system.api", (from_pair(Field, ("api", path)),))
    place = Place("the action", source=BUTTONS)
    at = place.within("/data/api", "the system API")
    name = text(api, at)
    person = optional_text(zuid, place, "/data/api", "the id of the person")
    path = name if person is None else f"{name}/{person}"
    if not place.issues:  # with a slash in the name, the id that belongs into the second argument is refused
        path = api_path(f"{name}/{person or ''}" if "/" in name else path, at)
    place.raise_errors()
    return create_action("system.api", (Field("api", path),))


def invoke_bot(bot: str, message: str) -> Action:
    """Send a message to a bot. It warns, since senders saw the service refuse it. Not for instant buttons.

    Args:
        bot: the unique name of the bot.
        message: the text for it.

    Raises:
        ConstraintError: one of the two is not a string, or empty.

    >>> invoke_bot("watchdog", "status").to_dict()
    {'type': 'invoke.bot', 'data': {'bot_name': 'watchdog', 'message': 'status'}}
    """
    return _build("invoke.bot", {"bot_name": bot, "message": message})


def _build(
    type: str, given: Mapping[str, Any], place: Place | None = None, arguments: Mapping[str, Json] | None = None
) -> Action:
    """The action with the values under their usual keys on the wire.

    Raises:
        ConstraintError: one of them cannot be read, or `place` has issues already.
    """
    wanted = BY_KEY[type]
    data: list[Field] = []
    for key, value in given.items():
        if wanted[key].usual(value):
            data.append(from_pair(Field, (key, value)))
    if place is not None or len(data) < len(given):
        place = place or Place("the action", source=KINDS[type].page)
        places = {key: place.within(f"/data/{key}", wanted[key].what) for key in given}
        data = [Field(key, wanted[key].read(value, places[key])) for key, value in given.items()]
        place.raise_errors()
    return create_action(type, tuple(data), arguments)


def __dir__() -> list[str]:
    return __all__
