"""The base of the kinds of slide, the calls of a chain that create one, and the protocol of a custom slide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self, runtime_checkable

from attrs import field

from ..errors import Issue
from ..errors.issue import Displayed
from ..limits import CARDKIT, CLIQ, REFERENCE, Api, Limits, read_limits
from ..reading.frozen import frozen
from ..reading.part import Part, Raw, fill, keep_unknown
from ..reading.place import Json, Place, relocated

if TYPE_CHECKING:
    from ..buttons import AnyButton
    from ..reading.objects import ObjectReader
    from ..reading.schemas import Schema


@runtime_checkable
class Slide(Protocol):
    """What a message accepts as a slide: one of `cardkit.slides`, or any object with these three members.

    A slide of your own should be a frozen class.

    >>> from cardkit import Message
    >>> class Divider:
    ...     type = "divider"
    ...     def to_dict(self, api=None):
    ...         return {"type": self.type}
    ...     def issues(self, limits=None):
    ...         return ()
    >>> Message("Hi").slide(Divider()).to_dict()["slides"]
    [{'type': 'divider'}]
    """

    @property
    def type(self) -> str:
        """The slide's ``type`` on the wire."""
        ...

    def to_dict(self, api: Api | None = None) -> Mapping[str, Any]:
        """The slide as new dicts and lists; `api` as in `Message.to_dict`."""
        ...

    def issues(self, limits: Limits = CLIQ) -> Iterable[Issue]:
        """Every error and warning under `limits`, with paths relative to the slide."""
        ...


class Call(NamedTuple):
    """One call of a chain, with its arguments: `to_code` prints it, tests execute it."""

    name: str
    args: Sequence[Any] = ()
    named: Mapping[str, Any] = {}

    @classmethod
    def of(cls, name: str, *args: Any, **named: Any) -> Call:
        """The call without trailing empty arguments and without keywords that are None."""
        while args and not args[-1]:
            args = args[:-1]
        return cls(name, args, given(**named))


def given(**named: Any) -> dict[str, Any]:
    """The keywords that are not None.

    >>> given(title="Hosts", style=None)
    {'title': 'Hosts'}
    """
    return {key: value for key, value in named.items() if value is not None}


OWN_SLIDE = "a slide of your own is a class with type, to_dict and issues"
"""What to write instead of a subclass of a slide."""

LOADED: dict[str, type[BuiltinSlide]] = {}
"""The built-in kinds of slide that were loaded so far, by every type they may have on the wire; `kinds` loads all."""


@frozen(eq=False, repr=False)
class BuiltinSlide(Displayed, Part):
    """The base of the built-in slides. A subclass registers itself under its types on the wire.

    A kind has its fields, a constructor that reads the arguments of a caller, `parse`, which reads a body, `_written`,
    which writes it, its rules in `check_limits` and `check_complete`, its JSON Schema in `schema`, and in `calls` the
    calls of a chain that create it. The buttons, which any slide may have, are read, written and checked here.
    """

    types: ClassVar[tuple[str, ...]] = ()
    """The types it has on the wire, the usual one first."""
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data", "styles")
    """The documented keys of the slide on the wire."""
    entry_field: ClassVar[str] = ""
    """The name of the field that steps add to and that fitting cuts; empty if there is none."""

    page: ClassVar[str] = REFERENCE
    """The page that documents the slide."""

    _instead: ClassVar[str] = OWN_SLIDE

    buttons: tuple[AnyButton, ...] = field(default=(), kw_only=True)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        LOADED.update(dict.fromkeys(cls.types, cls))

    @property
    def type(self) -> str:
        """The slide's ``type`` on the wire."""
        return self.types[0]

    def to_dict(self, api: Api | None = None) -> dict[str, Any]:
        if api is None and self.source is None and not (self.unknown or self.buttons):
            return self._written(api)  # as most slides are
        body = Part.to_dict(self, api)
        if self.buttons and (api is not None or self.source is None):
            body["buttons"] = [button.to_dict(api) for button in self.buttons]
        return body

    def issues(self, limits: Limits | None = None) -> tuple[Issue, ...]:
        limits = read_limits(limits)
        return (*super().issues(limits), *button_issues(self, limits))

    @classmethod
    def parse(cls, reader: ObjectReader) -> Self:
        """The slide in an object of a body, in any documented form.

        What makes it unreadable is added to the reader's place; the slide then has what could be read.
        """
        raise NotImplementedError

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        """The definitions of the kind for a JSON Schema: the slide under its usual type, and its inner parts."""
        raise NotImplementedError

    def calls(self) -> Iterator[Call]:
        """The calls of a chain that create this slide."""
        raise NotImplementedError

    def extended(self, entries: Sequence[Any], settings: Mapping[str, Any]) -> Self:
        """This slide with more entries and other settings, both checked before."""
        name = self.entry_field
        return self.changed(**{name: (*getattr(self, name), *entries)}) if entries else self


def init_or_raise(new: BuiltinSlide, read: BuiltinSlide, place: Place, buttons: object, unknown: Iterable[Raw]) -> None:
    """The end of a constructor: copy the fields of the slide that was read and add what all have, or raise its errors.

    Raises:
        ConstraintError: the place has errors, or `buttons` are no `Button` objects.
    """
    taken = given_buttons(buttons, place.within("/buttons", "the list of buttons", CARDKIT))
    place.raise_errors()
    fill(new, read, buttons=taken)
    keep_unknown(new, unknown)


def given_buttons(buttons: object, place: Place) -> tuple[AnyButton, ...]:
    """The buttons that a caller gives; what reads them is imported when there are some."""
    if isinstance(buttons, tuple) and not buttons:
        return ()
    from ..buttons.button import read_buttons

    return read_buttons(buttons, place)


def parse_buttons(body: Json, place: Place) -> tuple[AnyButton, ...]:
    """The buttons in an array of a body; what reads them is imported when there are some."""
    from ..buttons import button

    return button.parse_buttons(body, place)


def button_issues(slide: BuiltinSlide, limits: Limits) -> Sequence[Issue]:
    """The issues of the buttons of a slide; the paths are relative to the slide."""
    if not slide.buttons:
        return ()
    from ..buttons.spots import SLIDE, check_buttons

    return relocated(check_buttons(slide.buttons, SLIDE, limits), "/buttons")
