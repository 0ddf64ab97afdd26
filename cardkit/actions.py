"""What a button does: typed constructors for the six actions, and the confirmation that may be asked first.

>>> from cardkit import actions
>>> actions.invoke_function("approve", owner="ops@example.com").to_dict()
{'type': 'invoke.function', 'data': {'name': 'approve', 'owner': 'ops@example.com'}}

An action made alone checks kinds and forms; lengths, and whether the action may stand where its button goes, are
checked when the button joins a message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, Self, TypeAlias, get_args, overload

from attrs import fields, frozen

from . import checks, values, wire
from .checks import Found, shown
from .errors import ConstraintError, Issue
from .limits import BUTTONS, CLIQ, Emotion, Limits, PersonalApi, SystemApi
from .slides.base import fields_of, member, quoted

_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+")  # the usual ones; others are looked at twice
_PERSONAL = re.compile("[a-z]+/[0-9A-Za-z]+")
_PART = re.compile(r"[^\s/]+")


Data: TypeAlias = tuple[tuple[str, str], ...]


@frozen
class Confirmation:
    """The popup that asks before an action runs. Make it with `Action.confirm`, which says what each field is."""

    title: str
    description: str | None
    input: str
    button_label: str
    cancel_button_label: str | None
    emotion: str | None
    mandatory: bool | None


class _Parts(NamedTuple):
    type: str
    data: Data
    arguments: str | None = None
    confirmation: Confirmation | None = None


class Action(_Parts):
    """One of the six actions, ready for a button; the functions of this module make it.

    `type` is the service's name for it, `data` its values by the service's keys, `arguments` what a function is handed,
    as JSON text, and `confirmation` what is asked before. It never changes.

    Raises:
        TypeError: it is made in another way.
    """

    __slots__ = ()

    def __new__(cls, *_: object, **__: object) -> Self:
        """Refuse what would not have been checked."""
        raise TypeError("an action is made by one of the functions of cardkit.actions, such as actions.copy(…)")

    def __reduce__(self) -> tuple[Any, ...]:
        return Action._make, (tuple(self),)

    def confirm(
        self,
        *,
        title: str,
        input: str,
        button_label: str,
        description: str | None = None,
        cancel_button_label: str | None = None,
        emotion: Emotion | None = None,
        mandatory: bool | None = None,
    ) -> Action:
        """The same action with a popup that asks before it runs; an earlier one is replaced.

        Args:
            title: at most 100 characters.
            input: the prompt of the popup's input field, at most 300 characters. The service's description requires it,
                though its prose calls it optional.
            button_label: of the button that goes on, at most 100 characters.
            description: at most 100 characters.
            cancel_button_label: at most 100 characters.
            emotion: ``positive`` (what the service takes where none is given), ``neutral`` or ``negative``.
            mandatory: whether the input must be filled; written as the string that the service wants.

        Raises:
            ConstraintError: something is of the wrong kind. The numbers are checked when the button joins a message.

        >>> action = copy("R-17").confirm(title="Copy?", input="Why", button_label="Copy", mandatory=True)
        >>> action.to_dict()["confirm"]
        {'title': 'Copy?', 'input': 'Why', 'button_label': 'Copy', 'mandatory': 'true'}
        """
        found: Found = []
        asked = (title, description, input, button_label, cancel_button_label, emotion, mandatory)
        confirmation = Confirmation(*read_confirmation(asked, found))
        checks.refuse(checks.cited(found, BUTTONS), "/confirm")
        return self._replace(confirmation=confirmation)

    def to_dict(self) -> dict[str, Any]:
        """The action as fresh dicts, in the form of a button below the card; `arguments` stand beside it there."""
        action: dict[str, Any] = json.loads(write_action(self))
        return action


def invoke_function(name: str, owner: str | None = None, arguments: Mapping[str, object] | None = None) -> Action:
    """Call a function of the service's.

    Args:
        name: the function's name.
        owner: the e-mail address of its author; a button below the card without one gets a warning.
        arguments: any JSON object, handed to the function. Documented for instant buttons; elsewhere it warns.

    Raises:
        ConstraintError: the name is empty, the owner no e-mail address, or the arguments are no JSON object.
    """
    found: Found = []
    data: Data = (("name", checks.text(name, "/data/name", found, "the name of the function")),)
    if owner is not None:
        data = (*data, ("owner", _email(owner, "/data/owner", found, "the owner of the function")))
    handed = None if arguments is None else read_arguments(arguments, found)
    return _settled("invoke.function", data, found, handed)


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
        ConstraintError: none is given, or one is not absolute or would run a script.

    >>> open_url("https://example.com", ios="example://home").to_dict()["data"]
    {'web': 'https://example.com', 'iOS': 'example://home'}
    """
    found: Found = []
    data: Data = () if web is None else (("web", values.address(web, "/data/web", found, "the web address")),)
    for key, url in (("windows", windows), ("iOS", ios), ("android", android)):
        if url is not None:
            data = (*data, (key, values.address(url, f"/data/{key}", found, f"the {key} address")))
    if not data:
        message, hint = "the action opens no address", 'open_url("https://example.com")'
        found.append(Issue("/data", "no-address", message, "at least one address", "none", BUTTONS, hint=hint))
    return _settled("open.url", data, found)


def preview_url(url: str) -> Action:
    """Show the preview of an absolute http or https address of at most 500 characters."""
    found: Found = []
    address = values.url(url, "/data/url", found, "the address of the preview", BUTTONS)
    return _settled("preview.url", (("url", address),), found)


def copy(text: str) -> Action:
    """Copy a text of at most 200 characters. Not for buttons within the card."""
    found: Found = []
    return _settled("copy", (("text", checks.text(text, "/data/text", found, "the text to copy")),), found)


@overload
def system_api(api: PersonalApi, zuid: str) -> Action: ...
@overload
def system_api(api: Literal["locationpermission"], zuid: str | None = None) -> Action: ...
def system_api(api: SystemApi, zuid: str | None = None) -> Action:
    """Let the client do something: ``audiocall``, ``videocall``, ``startchat`` or ``invite`` with a person's id.

    ``locationpermission`` needs no id.

    >>> system_api("videocall", "1234567").to_dict()["data"], system_api("locationpermission").to_dict()["data"]
    ({'api': 'videocall/1234567'}, {'api': 'locationpermission'})
    """
    found: Found = []
    path = f"{api}/{zuid}"
    if type(api) is not str or type(zuid) is not str or not _PERSONAL.fullmatch(path):
        path = _read_api(api, zuid, found)
    return _settled("system.api", (("api", path),), found)


def invoke_bot(bot: str, message: str) -> Action:
    """Send a bot, by its unique name, a message. Only for buttons within the card."""
    found: Found = []
    name = checks.text(bot, "/data/bot_name", found, "the unique name of the bot")
    text = checks.text(message, "/data/message", found, "the message to the bot")
    return _settled("invoke.bot", (("bot_name", name), ("message", text)), found)


_action = tuple.__new__


def _settled(type: str, data: Data, found: Found, arguments: str | None = None) -> Action:
    """The action, or the refusal of what was found."""
    if found:
        checks.refuse(checks.cited(found, BUTTONS))
    return _action(Action, (type, data, arguments, None))


def _email(value: object, path: str, found: Found, what: str) -> str:
    if type(value) is str and _EMAIL.fullmatch(value):
        return value
    address = checks.text(value, path, found, what)
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        message, expected = f"{what} is no e-mail address", "the e-mail address of its author"
        found.append(Issue(path, "bad-email", message, expected, shown(address), BUTTONS, hint="ana@example.com"))
    return address


def _read_api(api: object, zuid: object, found: Found) -> str:
    """``api/zuid``, or ``locationpermission`` alone; whether there is such an API is seen where it joins."""
    name = checks.text(api, "/data/api", found, "the system API")
    person = checks.optional_text(zuid, "/data/api", found, "the id of the person")
    if not found and ((person is not None and not _PART.fullmatch(person)) or not _PART.fullmatch(name)):
        message, expected = "the system API or the id has a blank or a slash", "a name and the ZUID of a person"
        hint = 'system_api("videocall", "1234567")'
        got = f"{shown(name)}, {shown(person)}"
        found.append(Issue("/data/api", "bad-api", message, expected, got, BUTTONS, hint=hint))
    if person is None and name in get_args(PersonalApi):
        message, hint = f"{name!r} needs the id of a person", f'system_api("{name}", "1234567")'
        found.append(Issue("/data/api", "bad-api", message, "the ZUID of a person", "none", BUTTONS, hint=hint))
    return name if person is None else f"{name}/{person}"


def read_arguments(arguments: object, found: Found) -> str:
    """What a function is handed, as JSON text; faults are told beside the action, where it is written."""
    if not isinstance(arguments, Mapping):
        hint = '{"env": "prod"}'
        found.append(checks.wrong_type(arguments, "/arguments", "what the function is handed", "a mapping", hint=hint))
        return "{}"
    arguments = dict(arguments)
    return values.json_text(arguments, "/arguments", found, "what the function is handed", CLIQ.depth)


ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "invoke.function": {"name": "name", "owner": "owner"},
    "open.url": {"web": "web", "windows": "windows", "iOS": "ios", "android": "android", "ios": "ios", "url": "web"},
    "preview.url": {"url": "url", "web": "url"},
    "copy": {"text": "text", "value": "text"},
    "system.api": {"api": "api"},
    "invoke.bot": {"bot_name": "bot", "message": "message"},
}
"""The keys of each action's data with the arguments of its constructor; other sources' names for a key come last."""

CONSTRUCTORS: Mapping[str, Callable[..., Action]] = {
    "invoke.function": invoke_function,
    "open.url": open_url,
    "preview.url": preview_url,
    "copy": copy,
    "system.api": system_api,
    "invoke.bot": invoke_bot,
}
_OPTIONAL = {"owner", "web", "windows", "ios", "android"}


def parse_action(action: object, found: Found, limits: Limits) -> Action | None:
    """The action of a body's button, or None where it cannot be made; the paths are relative to it."""
    whole = wire.an_object(action, "", found, "the action", ("type", "data", "confirm"))
    if not isinstance(action, Mapping):
        return None
    type = wire.text(whole, "type", "", found, "the type of the action")
    if type and type not in ARGUMENTS:
        hint = checks.suggestion(type, ARGUMENTS)
        message, allowed = f"{type!r} is no action", checks.choices(ARGUMENTS)
        found.append(Issue("/type", "not-allowed", message, allowed, shown(type), BUTTONS, hint=hint))
    data = wire.needed(whole, "data", "", found, "the data of the action")
    made = None
    if type in ARGUMENTS and data is not wire.MISSING:
        known = ARGUMENTS[type]
        made = _parse_data(type, wire.an_object(data, "/data", found, "the data of the action", known), found, limits)
    confirmation = _parse_confirmation(whole["confirm"], found, limits) if "confirm" in whole else None
    return made and made._replace(confirmation=confirmation)


def _parse_data(type: str, data: Mapping[str, Any], found: Found, limits: Limits) -> Action | None:
    """The action with the data of a body; of two names for one value the first counts, and both are judged."""
    names = ARGUMENTS[type]
    first = {names[key]: key for key in reversed([*data]) if key in names}
    made = _parse_named(type, {key: data[key] for key in first.values()}, found, limits)
    for key in data:
        if key in names and key != first[names[key]]:
            other = {**{kept: data[kept] for kept in first.values() if kept != first[names[key]]}, key: data[key]}
            wrong: Found = []
            made = _parse_named(type, other, wrong, limits) and made
            found += [issue for issue in wrong if issue.path == f"/data/{key}"]
    return made


def _parse_named(type: str, data: Mapping[str, Any], found: Found, limits: Limits) -> Action | None:
    names = ARGUMENTS[type]
    given = {names[key]: value for key, value in data.items()}
    before = len(found)
    for key, name in names.items():
        if name not in given and name not in _OPTIONAL:
            wire.needed(data, key, "/data", found, f"the {name}")
            given[name] = None
        if key in data and data[key] is None:
            found.append(checks.wrong_type(None, f"/data/{key}", f"the {key}", "a string", BUTTONS))
    if len(found) > before:
        return None
    if type == "system.api" and isinstance(given["api"], str) and "/" in given["api"]:
        given["api"], _, given["zuid"] = given["api"].partition("/")
    wrong: Found = []
    made = None
    try:
        made = CONSTRUCTORS[type](**given)
        wrong += action_excesses(made, limits)
    except ConstraintError as error:
        wrong += error.issues
    for key in data:
        known = next(other for other in names if names[other] == names[key])
        wrong = wire.moved(wrong, f"/data/{known}", f"/data/{key}")
    found += wrong
    return made


def _parse_confirmation(asked: object, found: Found, limits: Limits) -> Confirmation | None:
    names = [field.name for field in fields(Confirmation)]
    whole = wire.an_object(asked, "/confirm", found, "the confirmation", names)
    if not isinstance(asked, Mapping):
        return None
    before = len(found)
    given = {name: whole.get(name) for name in names}
    for name in ("title", "input", "button_label"):
        if wire.needed(whole, name, "/confirm", found, f"the {name} of the confirmation") is wire.MISSING:
            given[name] = "x"
    for name in names:
        if name in whole and whole[name] is None:
            found.append(checks.wrong_type(None, f"/confirm/{name}", f"the {name}", "a string", BUTTONS))
            given[name] = "x" if name in {"title", "input", "button_label"} else None
    if given["mandatory"] in ("true", "false"):
        given["mandatory"] = given["mandatory"] == "true"
    wrong: Found = []
    confirmation = Confirmation(*read_confirmation(tuple(given.values()), wrong))
    found += [issue.under("/confirm") for issue in wrong] or _confirmation_excesses(confirmation, limits)
    return None if len(found) > before else confirmation


_ASKED = {
    "title": "confirm_title",
    "description": "confirm_description",
    "input": "confirm_input",
    "button_label": "confirm_button_label",
    "cancel_button_label": "confirm_button_label",
}


def read_confirmation(asked: tuple[object, ...], found: Found) -> tuple[Any, ...]:
    """The fields of a confirmation, in the order of its class."""
    title, description, prompt, label, cancel, emotion, mandatory = asked
    if mandatory is not None and not isinstance(mandatory, bool):
        expected = "True, False or None"
        found.append(checks.wrong_type(mandatory, "/mandatory", "mandatory", expected, BUTTONS, hint="True"))
    return (
        checks.text(title, "/title", found, "the title"),
        checks.optional_text(description, "/description", found, "the description"),
        checks.text(prompt, "/input", found, "the prompt of the input"),
        checks.text(label, "/button_label", found, "the label of the button"),
        checks.optional_text(cancel, "/cancel_button_label", found, "the label of the cancel button"),
        checks.optional_text(emotion, "/emotion", found, "the emotion"),
        mandatory,
    )


LIMITED = {"open.url": "url", "preview.url": "preview_url", "copy": "copy_text", "system.api": ""}
"""The actions whose values have limits, and the name of that of their length."""


def action_excesses(action: Action, limits: Limits) -> Found:
    """Numbers beyond `limits`, and schemes, system APIs and emotions that they do not list."""
    found: Found = []
    limit = LIMITED.get(action.type)
    for key, text in action.data:
        if limit and len(text) > getattr(limits, limit):
            found.append(checks.too_long(text, f"/data/{key}", limits, limit))
        if key == "web" and text.partition(":")[0].lower() not in limits.url_schemes:
            found.append(checks.not_allowed(text.partition(":")[0], "/data/web", limits, "url_schemes"))
        if key == "api" and text.partition("/")[0] not in limits.system_apis:
            found.append(checks.not_allowed(text.partition("/")[0], "/data/api", limits, "system_apis"))
    if action.confirmation is not None:
        found += _confirmation_excesses(action.confirmation, limits)
    return found


def _confirmation_excesses(confirmation: Confirmation, limits: Limits) -> Found:
    found: Found = []
    for name, limit in _ASKED.items():
        value = getattr(confirmation, name)
        if value is not None and len(value) > getattr(limits, limit):
            found.append(checks.too_long(value, f"/confirm/{name}", limits, limit))
    emotion = confirmation.emotion
    if emotion is not None and emotion not in limits.confirm_emotions:
        found.append(checks.not_allowed(emotion, "/confirm/emotion", limits, "confirm_emotions"))
    return found


def write_action(action: Action, *, in_card: bool = False) -> str:
    """The action as JSON text; within the card an address to preview is called ``web`` instead of ``url``."""
    type, data, _, confirmation = action
    members = ""
    for key, value in data:
        members += f',"{key}":{quoted(value)}'
    if in_card and type == "preview.url":
        members = members.replace('"url"', '"web"', 1)
    if confirmation is None:
        return f'{{"type":"{type}","data":{{{members[1:]}}}}}'
    return f'{{"type":"{type}","data":{{{members[1:]}}},"confirm":{_write_confirmation(confirmation)}}}'


def _write_confirmation(confirmation: Confirmation) -> str:
    *texts, mandatory = fields_of(confirmation)
    names = [field.name for field in fields(Confirmation)]
    members = "".join([member(name, text) for name, text in zip(names, texts, strict=False)])
    if mandatory is not None:
        members += member("mandatory", "true" if mandatory else "false")
    return f"{{{members[1:]}}}"
