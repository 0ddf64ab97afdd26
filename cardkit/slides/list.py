"""The list slide: items under one another, with a marker of one of the list styles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import frozen

from .. import checks, values, wire
from ..checks import Found
from ..errors import Issue
from ..limits import REFERENCE, Api, Limits, ListStyle
from ..steps import Steps
from .base import BuiltinSlide, Fields, member, nothing_in, quoted, texts

if TYPE_CHECKING:
    from ..values import Value


@frozen(init=False, repr=False)
class List(BuiltinSlide):
    """A list.

    Args:
        items: strings, or values that `str` writes; None is an empty item.
        title: shown above the list.
        style: the marker: ``disc``, ``circle``, ``square``, ``decimal``, ``lower-alpha``, ``upper-alpha``,
            ``lower-roman`` or ``upper-roman``. ``bulleted``, which the reference uses in an example, is taken with a
            warning.

    Raises:
        ConstraintError: something is of the wrong kind. Whether `style` is allowed is checked when the list joins a
            message.

    >>> List(["Drain traffic", "Swap disk"], style="decimal").to_dict()
    {'type': 'list', 'data': ['Drain traffic', 'Swap disk'], 'styles': {'type': 'decimal'}}
    """

    kind: ClassVar[str] = "list"
    entries: ClassVar[str] = "items"
    place: ClassVar[int] = 0

    items: tuple[str, ...]
    title: str | None
    style: str | None

    def __init__(
        self, items: Iterable[Value] = (), *, title: str | None = None, style: ListStyle | None = None
    ) -> None:
        found: Found = []
        checks.settle(self, read_list(items, title, style, found), found)

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        items, title, style = fields
        return (*items, *added), title, style

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        items, title, style = fields
        styles = "" if style is None else f',"styles":{{"type":{quoted(style)}}}'
        return f'{{"type":"list"{member("title", title)},"data":{texts(items)}{styles}}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        data = wire.needed(slide, "data", "", found, "the data of the list")
        items = () if data is wire.MISSING else wire.an_array(data, "/data", found, "the list of items")
        styles = wire.an_object(slide.get("styles", {}), "/styles", found, "the styles of the list", ("type",))
        style = _read_style(styles["type"], found, limits) if "type" in styles else None
        title = wire.optional_text(slide, "title", "", found, "the title")
        return wire.texts(items, "/data", found, "the item"), title, style

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        items, _, style = fields
        found = [] if items else [nothing_in("the list", '.item("…")')]
        if style in limits.list_styles_shown and style not in limits.list_styles:
            message = f"{style!r} stands in an example of the reference, but not among its styles"
            expected, hint = checks.choices(limits.list_styles), "'disc'"
            found.append(
                Issue("/styles/type", "unlisted-style", message, expected, repr(style), REFERENCE, "warning", hint=hint)
            )
        return found


class ListSteps(Steps[None]):
    """The steps of an open list."""

    __slots__ = ()

    def item(self, item: Value) -> Self:
        """Add an item.

        >>> from cardkit import Message
        >>> Message("Todo").list(["Rest"]).item("Eat").item(3).slides[0].items
        ('Rest', 'Eat', '3')
        """
        return self.items((item,))

    def items(self, items: Iterable[Value]) -> Self:
        """Add many items. Where one is wrong, none is added."""
        return self._extend(read_items, items)


def read_list(items: object, title: object, style: object, found: Found, limits: Limits | None = None) -> Fields:
    """The fields of a list; with `limits` the style is checked too."""
    marker = None if style is None else _read_style(style, found, limits)
    return read_items(items, found), checks.optional_text(title, "/title", found, "the title"), marker


def _read_style(style: object, found: Found, limits: Limits | None) -> str:
    marker = checks.text(style, "/styles/type", found, "the style")
    if limits is not None and marker and marker not in limits.list_styles and marker not in limits.list_styles_shown:
        found.append(checks.not_allowed(marker, "/styles/type", limits, "list_styles"))
    return marker


def read_items(items: object, found: Found, before: Callable[[], int] = int) -> tuple[str, ...]:
    """Items as strings, behind as many as `before` tells."""
    taken = checks.entries(items, "/data", found, "the list of items", '["One", "Two"]')
    if checks.plain(taken):
        return taken
    return checks.each(taken, "/data", found, lambda item, wrong: values.value(item, "", wrong, "the item"), before)


List.read = read_list
