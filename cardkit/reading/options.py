"""What a caller says about the data of a slide. Reading it is imported only when there is data to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType
from typing import NamedTuple, TypeVar

from ..errors.wording import as_code
from ..limits import CARDKIT
from .guards import ORDERED, is_ordered
from .place import Place

T = TypeVar("T")
_NOTHING = {NoneType}


class _NoData(tuple[()]):
    """The type of `NO_DATA`."""

    __slots__ = ()


NO_DATA = _NoData()
"""The default of the data of a slide: options of data are in vain where none is given, but not where it is empty."""


def not_filled(data: object) -> bool:
    """Whether the data of a slide is not given, or a list or tuple without entries."""
    return data is NO_DATA or (type(data) in ORDERED and not data)


class Options(NamedTuple):
    """About the data of a table, a label or a section; each None if it is not given."""

    columns: object = None
    format: object = None
    missing: object = None
    index_name: object = None


class Shares(NamedTuple):
    """About the data of a chart; each None if it is not given."""

    labels: object = None
    values: object = None
    top: object = None
    format: object = None
    missing: object = None


class Lines(NamedTuple):
    """About the data of a graph; each None if it is not given."""

    x: object = None
    y: object = None
    by: object = None
    format: object = None
    missing: object = None

    @property
    def names_columns(self) -> bool:
        """Whether it says which columns the data has, and not only how labels are written."""
        return any(column is not None for column in (self.x, self.y, self.by))


def options_given(kind: Callable[..., T], *values: object) -> T | None:
    """What is said about the data of a slide, as options of a kind; None if nothing is."""
    return None if {*map(type, values)} == _NOTHING else kind(*values)


def add_no_data(code: str, step: str, options: Mapping[str, object], place: Place) -> None:
    """Add the issue that a call has options of data, and no data; `step` begins the call that has both."""
    given = {name: option for name, option in options.items() if option is not None}
    message = f"the call has no data for {' and '.join([f'{name}=' for name in given])}"
    codes = {name: '"…"' if is_ordered(option) else as_code(option, "…") for name, option in given.items()}
    hint = f"{', '.join([step, *[f'{name}={code}' for name, code in codes.items()]])})"
    place.add(code, message, "data in the same call", "none", source=CARDKIT, hint=hint)
