"""The kinds of slide by their ``type`` on the wire: ours, and those that users register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import attrs

from .errors import ConfigurationError
from .slides import Chart, Graph, Image, Label, List, Slide, Table, Text
from .slides.base import BuiltinSlide

KINDS: Mapping[str, type[BuiltinSlide]] = {
    "table": Table,
    "list": List,
    "label": Label,
    "image": Image,
    "images": Image,
    "percentage_chart": Chart,
    "graph": Graph,
    "text": Text,
}
"""Our kinds, under all names that sources give them."""

STRANGERS: dict[str, type[Readable]] = {}
"""The registered kinds of users."""


class Readable(Slide, Protocol):
    """A stranger's slide that can be read from a body, too."""

    @classmethod
    def from_dict(cls, slide: Mapping[str, Any], /) -> Slide:
        """The slide from a dict of a body."""
        ...


S = TypeVar("S", bound="type[Readable]")


def register(cls: S) -> S:
    """Make slides of a class of your own readable: `Message.from_dict` and `check` use its ``from_dict``.

    Args:
        cls: a class with the form of `Slide`, a classmethod ``from_dict``, and its ``type`` as a class attribute or as
            the default of an attrs field. Works as a decorator. A class registered before under the type is replaced.

    Raises:
        ConfigurationError: the class has no such type or no ``from_dict``, or the type is one of cardkit's own.
    """
    kind = _type_of(cls)
    if not kind or kind in KINDS:
        raise ConfigurationError(f"{cls!r} cannot be registered: its type must be a string of its own, not {kind!r}")
    for name in ("from_dict", "to_dict", "issues"):
        if not callable(getattr(cls, name, None)):
            raise ConfigurationError(f"{cls!r} cannot be registered: it has no method {name}")
    STRANGERS[kind] = cls
    return cls


def _type_of(cls: type[Any]) -> str | None:
    kind = getattr(cls, "type", None)
    if not isinstance(kind, str) and isinstance(cls, type) and attrs.has(cls) and "type" in attrs.fields_dict(cls):
        kind = attrs.fields_dict(cls)["type"].default
    return kind if isinstance(kind, str) else None
