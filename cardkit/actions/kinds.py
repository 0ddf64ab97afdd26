"""The kinds of action, one entry each: its arguments with their keys on the wire, its limits and its schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard, get_args

from ..errors.wording import shown
from ..limits import BUTTONS, CARDS, Limits, PersonalApi
from ..reading import urls
from ..reading.lazy import import_lazily
from ..reading.place import Place
from ..reading.text import text

if TYPE_CHECKING:
    from ..reading import schemas as s
    from ..reading.schemas import Schema
else:
    import_lazily(globals(), s="cardkit.reading.schemas")

Reader: TypeAlias = Callable[[object, Place], str]

_USUAL_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+")
_USUAL_API = re.compile("[a-z]+/[0-9A-Za-z]+")
_PART = re.compile(r"[^\s/]+")


def _usual_text(value: object) -> TypeGuard[str]:
    return type(value) is str and value != "" and value.isprintable()


class Argument(NamedTuple):
    """One value of an action: its name in Python, its keys on the wire (the usual first), and how it is read.

    `usual` is true for ordinary values, which need no further check; `read` checks all others.
    """

    name: str
    keys: tuple[str, ...]
    what: str
    schema: Callable[[Limits], Schema]
    usual: Callable[[object], TypeGuard[str]] = _usual_text
    read: Reader = text
    optional: bool = False


class Listed(NamedTuple):
    """The rule that a value, or the text in it before a separator, is one of the values of a limit."""

    limit: str
    separator: str = "\0"  # which no text has
    any_case: bool = False

    def name(self, value: str) -> str:
        """The text that must be listed."""
        return value.partition(self.separator)[0]

    def allows(self, value: str, limits: Limits) -> bool:
        """Whether it is listed."""
        name = self.name(value)
        return (name.lower() if self.any_case else name) in getattr(limits, self.limit)


class Kind(NamedTuple):
    """One kind of action.

    `limit` names that of the length of its values, `listed` holds a further rule by key, `in_card` says which keys are
    called otherwise within the card, and `page` documents the action.
    """

    constructor: str
    arguments: tuple[Argument, ...]
    limit: str = ""
    listed: Mapping[str, Listed] = {}
    in_card: Mapping[str, str] = {}
    page: str = BUTTONS


def _usual_email(value: object) -> TypeGuard[str]:
    return type(value) is str and _USUAL_EMAIL.fullmatch(value) is not None


def usual_api(value: object) -> TypeGuard[str]:
    """Whether it is the name of an API with an ordinary id, whose form needs no further check."""
    return type(value) is str and _USUAL_API.fullmatch(value) is not None


def api_path(value: object, place: Place) -> str:
    """Read ``api/zuid``, or the name of an API that needs no id; whether it exists is checked by `Listed`."""
    before = len(place.issues)
    path = text(value, place)
    name, slash, person = path.partition("/")
    if len(place.issues) > before:
        return path
    if not _PART.fullmatch(name) or (slash and not _PART.fullmatch(person)):
        message, expected = "the system API or the id has a blank or a slash", "a name and the ZUID of a person"
        got = f"{shown(name)}, {shown(person if slash else None)}"
        place.add("bad-api", message, expected, got, hint='actions.system_api("videocall", "1234567")')
    elif not slash and name in get_args(PersonalApi):
        hint = f'actions.system_api("{name}", "1234567")'
        place.add("bad-api", f"{name!r} needs the id of a person", "the ZUID of a person", "none", hint=hint)
    return path


def _owner(limits: Limits) -> Schema:
    return s.a_text("Its author's e-mail.", pattern=f"^[^@{s.BLANK}]+@[^@{s.BLANK}]+{s.END}")


def _app(limits: Limits) -> Schema:
    return s.limited(limits, "url", pattern=s.matched(s.ANY_ADDRESS), examples=["https://example.com"])


def _web(limits: Limits) -> Schema:
    return {**_app(limits), "pattern": s.matched(f"(?={s.any_case(limits.url_schemes)}){s.ANY_ADDRESS}")}


def _preview(limits: Limits) -> Schema:
    return s.ref("url", s.fact(limits, "preview_url"), maxLength=limits.preview_url)


def _copied(limits: Limits) -> Schema:
    return s.limited_name(limits, "copy_text")


def _api(limits: Limits) -> Schema:
    alone = [name for name in limits.system_apis if name not in get_args(PersonalApi)]
    pattern = s.matched("|".join([*alone, rf"(?:{'|'.join(limits.system_apis)})/[^\s/]+"]))
    examples = [name if name in alone else f"{name}/1234567" for name in limits.system_apis]
    return s.a_text(s.fact(limits, "system_apis"), pattern=pattern, examples=examples)


def _named(description: str) -> Callable[[Limits], Schema]:
    """The schema of a text that has only a description."""
    return lambda _: s.a_name(description)


def _app_argument(name: str, *keys: str) -> Argument:
    """The address for the app of one system."""
    return Argument(name, keys, f"the {keys[0]} address", _app, urls.usual_url, urls.app_address, optional=True)


KINDS: Mapping[str, Kind] = {
    "invoke.function": Kind(
        "invoke_function",
        (
            Argument("name", ("name",), "the name of the function", _named("The function's name.")),
            Argument("owner", ("owner",), "the owner of the function", _owner, _usual_email, urls.email, optional=True),
        ),
    ),
    "open.url": Kind(
        "open_url",
        (
            Argument("web", ("web", "url"), "the web address", _web, urls.usual_url, urls.address, optional=True),
            _app_argument("windows", "windows"),
            _app_argument("ios", "iOS", "ios"),
            _app_argument("android", "android"),
        ),
        limit="url",
        listed={"web": Listed("url_schemes", ":", any_case=True)},
    ),
    "preview.url": Kind(
        "preview_url",
        (Argument("url", ("url", "web"), "the address of the preview", _preview, urls.usual_url, urls.url),),
        limit="preview_url",
        in_card={"url": "web"},
    ),
    "copy": Kind("copy", (Argument("text", ("text", "value"), "the text to copy", _copied),), limit="copy_text"),
    "system.api": Kind(
        "system_api",
        (Argument("api", ("api",), "the system API", _api, usual_api, api_path),),
        listed={"api": Listed("system_apis", "/")},
    ),
    "invoke.bot": Kind(
        "invoke_bot",
        (
            Argument("bot", ("bot_name",), "the unique name of the bot", _named("The unique name of the bot.")),
            Argument("message", ("message",), "the message to the bot", _named("The message to the bot.")),
        ),
        page=CARDS,
    ),
}
"""All kinds by their ``type`` on the wire. A further kind is an entry here and its constructor in `cardkit.actions`."""

BY_KEY: Mapping[str, Mapping[str, Argument]] = {
    type: {argument.keys[0]: argument for argument in kind.arguments} for type, kind in KINDS.items()
}
"""The arguments of each kind by their usual keys."""
