"""The label slide: names with their values, one pair to a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import frozen

from .. import checks, values, wire
from ..checks import Found
from ..errors import pointer
from ..limits import Api, Limits
from ..steps import Steps
from .base import BuiltinSlide, Fields, member, nothing_in, quoted

if TYPE_CHECKING:
    from ..values import Value, ValuePairs

Field = tuple[str, str]


@frozen(init=False, repr=False)
class Label(BuiltinSlide):
    """Names with their values.

    Args:
        fields: a mapping, or pairs of a name and a value, in their order; a name may come twice. A value is a string or
            what `str` writes; None is empty.
        title: shown above the fields.

    Raises:
        ConstraintError: something is of the wrong kind, or a name is empty.

    >>> Label({"Owner": "Ana", "Points": 8}).to_dict()
    {'type': 'label', 'data': [{'Owner': 'Ana'}, {'Points': '8'}]}
    """

    kind: ClassVar[str] = "label"
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")
    entries: ClassVar[str] = "fields"
    place: ClassVar[int] = 0

    fields: tuple[Field, ...]
    title: str | None

    def __init__(self, fields: ValuePairs = (), *, title: str | None = None) -> None:
        found: Found = []
        checks.settle(self, read_label(fields, title, found), found)

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        pairs, title = fields
        return (*pairs, *added), title

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        pairs, title = fields
        rows = ",".join([f"{{{quoted(name)}:{quoted(value)}}}" for name, value in pairs])
        return f'{{"type":"label"{member("title", title)},"data":[{rows}]}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        data = wire.needed(slide, "data", "", found, "the data of the label")
        rows = () if data is wire.MISSING else wire.an_array(data, "/data", found, "the list of fields")
        pairs = [pair for at, row in enumerate(rows) for pair in _parse_row(row, f"/data/{at}", found)]
        return tuple(pairs), wire.optional_text(slide, "title", "", found, "the title")

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        return [] if fields[0] else [nothing_in("the label", '.field("Owner", "Ana")')]


class LabelSteps(Steps[None]):
    """The steps of an open label."""

    __slots__ = ()

    def field(self, name: str, value: Value) -> Self:
        """Add a name and its value.

        >>> from cardkit import Message
        >>> Message("Ticket").label().field("Owner", "Ana").slides[0].fields
        (('Owner', 'Ana'),)
        """
        return self.fields(((name, value),))

    def fields(self, fields: ValuePairs) -> Self:
        """Add many: a mapping, or pairs. Where one is wrong, none is added."""
        return self._extend(read_fields, fields)


def read_label(fields: object, title: object, found: Found, limits: Limits | None = None) -> Fields:
    """The fields of a label."""
    return read_fields(fields, found), checks.optional_text(title, "/title", found, "the title")


def read_fields(fields: object, found: Found, before: Callable[[], int] = int) -> tuple[Field, ...]:
    """Names and values as strings, behind as many as `before` tells."""
    taken = checks.pairs(fields, "/data", found, "the fields", '{"Owner": "Ana"}', before)
    if checks.plain(tuple(chain.from_iterable(taken))) and "" not in [name for name, _ in taken]:
        return taken
    return checks.each(taken, "/data", found, _read_field, before)


def _parse_row(row: object, path: str, found: Found) -> list[Field]:
    """The pairs of one row: `{name: value}`, or the forms `{label, value}` and `{key, value}` of other sources."""
    if not isinstance(row, Mapping) or not row:
        found.append(checks.wrong_type(row, path, "a row of the label", 'an object such as {"Owner": "Ana"}'))
        return []
    for name in ("label", "key"):
        if set(row) == {name, "value"}:
            value = checks.text(row["value"], f"{path}/value", found, "the value", empty=True)
            return [(checks.text(row[name], f"{path}/{name}", found, "the name"), value)]
    return [
        (
            checks.text(name, path if not name else path + pointer(name), found, "the name"),
            checks.text(value, path + pointer(name), found, "the value", empty=True),
        )
        for name, value in row.items()
    ]


def _read_field(field: tuple[object, object], found: Found) -> Field:
    name = checks.text(field[0], "", found, "the name")
    return name, values.value(field[1], pointer(name), found, "the value")


Label.read = read_label
