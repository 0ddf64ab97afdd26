"""What all views draw: a message as plain records with named fields, and how much of a huge one they show.

`cardkit.preview.reading` alone fills the records; everything else in this package draws them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..errors.wording import more
from ..reading.guards import is_mapping
from ..reading.json import encode

if TYPE_CHECKING:
    from ..actions import Action
    from ..actions.confirmation import Confirmation
    from ..errors import Issue
    from ..reading.place import Json
    from ..slides.base import BuiltinSlide

T = TypeVar("T")

MOST = 200
"""How many entries of one kind are shown: rows, items, fields, labels."""
CATEGORIES = 20
"""How many categories of a graph are shown, and how many segments of a chart."""
FINDINGS = 20
"""How many findings of one part are shown."""
_SYSTEM = {
    "audiocall": "starts an audio call with",
    "videocall": "starts a video call with",
    "startchat": "opens a chat with",
    "invite": "invites",
    "locationpermission": "asks for permission to read the location",
}
_DEVICES = {"web": "", "windows": " on Windows", "iOS": " on iOS", "android": " on Android"}


class Call(NamedTuple):
    """What a button calls, in words; `targets` are its addresses and names, with what each is for."""

    words: str
    targets: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        told = ", ".join([f"{name}: {value}" for name, value in self.targets])
        return f"{self.words} ({told})" if told else self.words


UNREADABLE = Call("what it does cannot be read")


class ButtonView(NamedTuple):
    """A button: `style` is ``"+"``, ``"-"`` or None; `action` is what it calls when it is pressed."""

    label: str
    style: str | None = None
    hint: str | None = None
    key: str | None = None
    action: Call = UNREADABLE
    confirmation: Confirmation | None = None


class BotView(NamedTuple):
    """Who a message is from: a name, and the address of a picture."""

    name: str
    image: str | None = None


class SectionView(NamedTuple):
    """Names with their values under a title."""

    title: str | None = None
    fields: Sequence[tuple[str, str]] = ()


class CardView(NamedTuple):
    """A card; `theme` may be one that nobody knows."""

    title: str | None = None
    theme: str | None = None
    thumbnail: str | None = None
    icon: str | None = None
    options: Sequence[str] = ()
    sections: Sequence[SectionView] = ()
    buttons: Sequence[ButtonView] = ()


class SlideView(NamedTuple):
    """A slide at its place: one of ours, or None and what stands in the body where it is of another kind."""

    path: str
    slide: BuiltinSlide | None
    raw: object = None
    buttons: Sequence[ButtonView] = ()

    @property
    def title(self) -> str | None:
        """Its title, where it has one."""
        return self._said("title") if self.slide is None else getattr(self.slide, "title", None)

    @property
    def kind(self) -> str | None:
        """The type that a slide of another kind has in the body.

        >>> other = SlideView("/slides/0", None, {"type": "carousel", "title": 5})
        >>> other.kind, other.title
        ('carousel', None)
        """
        return self._said("type")

    def json(self) -> str:
        """What stands in the body, as lines of JSON."""
        return json.dumps(self.raw, ensure_ascii=False, indent=2)

    def _said(self, key: str) -> str | None:
        value = self.raw.get(key) if is_mapping(self.raw) else None
        return value if isinstance(value, str) else None


class MessageView(NamedTuple):
    """The parts of a message, and all that was found about it.

    `markup` tells whether the text's markup is read; `extra` holds the keys of the envelope that no part shows; the
    paths of `issues` are those of the body.
    """

    text: str | None = None
    markup: bool = True
    background: str | None = None
    bot: BotView | None = None
    card: CardView | None = None
    slides: Sequence[SlideView] = ()
    buttons: Sequence[ButtonView] = ()
    references: Mapping[str, ButtonView] = {}
    extra: Mapping[str, Json] = {}
    issues: Sequence[Issue] = ()


def call_of(action: Action) -> Call:
    """What an action does when its button is pressed.

    >>> from cardkit import actions
    >>> call_of(actions.invoke_function("deploy", owner="ops@example.com"))
    Call(words='calls the function deploy', targets=(('owner', 'ops@example.com'),))
    >>> call_of(actions.system_api("audiocall", "1234567")).words
    'starts an audio call with 1234567'
    """
    data = dict(action.data)
    match action.type:
        case "invoke.function":
            handed = None if action.arguments is None else encode(dict(action.arguments))
            return _function(data["name"], data.get("owner"), handed)
        case "open.url":
            return Call("opens an address", tuple([(f"address{_DEVICES[key]}", url) for key, url in data.items()]))
        case "preview.url":
            return Call("shows a preview of an address", tuple([("address", url) for url in data.values()]))
        case "invoke.bot":
            return Call(f"writes to the bot {data['bot_name']}", (("message", data["message"]),))
        case "system.api":
            kind, _, whom = data["api"].partition("/")
            return Call(f"{_SYSTEM.get(kind, f'calls {kind} for')} {whom}".strip())
        case kind:
            return Call("copies a text" if kind == "copy" else f"does {kind}", action.data)


def function_button(label: str, called: str) -> ButtonView:
    """The button of a function that is called from within a text.

    >>> function_button("Cancel", "-|schedule||DELETE|55").action
    Call(words='calls the function schedule', targets=(('arguments', '["DELETE","55"]'),))
    """
    sign, name, *rest = called.split("|")
    owner, arguments = (rest[0], rest[1:]) if rest else ("", [])
    handed = encode([*arguments]) if arguments else None
    return ButtonView(label, sign, action=_function(name, owner or None, handed))


def _function(name: str, owner: str | None, arguments: str | None) -> Call:
    given = {"owner": owner, "arguments": arguments}
    targets = tuple([(name, value) for name, value in given.items() if value is not None])
    return Call(f"calls the function {name}", targets)


def first(entries: Sequence[T], most: int = MOST) -> Sequence[T]:
    """The entries that are shown."""
    return entries[:most]


def omitted(entries: Sequence[object], unit: str, most: int = MOST) -> str:
    """How many entries are not shown, in words; empty where all are.

    >>> omitted(range(1_201), "rows"), omitted([1], "rows")
    ('… and 1,001 more rows', '')
    """
    count = len(entries) - most
    return more(count, unit) if count > 0 else ""
