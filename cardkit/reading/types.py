"""The types of the data that slides take, for type checkers: nothing imports them at run time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, TypedDict

from .formats import Formats


class NamedTupleLike(Protocol):
    """A named tuple, or a row of a query that has the names of its cells."""

    @property
    def _fields(self) -> tuple[str, ...]: ...


class DataclassLike(Protocol):
    """An instance of a data class."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class AttrsLike(Protocol):
    """An instance of an attrs class; to pyright `attrs.AttrsInstance` would be any object at all."""

    @property
    def __attrs_attrs__(self) -> Any: ...


class PydanticLike(Protocol):
    """A model of pydantic."""

    __pydantic_fields__: ClassVar[dict[str, Any]]


class MappedLike(Protocol):
    """An object that SQLAlchemy maps to a table."""

    __mapper__: ClassVar[Any]


class StructLike(Protocol):
    """A struct of msgspec."""

    __struct_fields__: ClassVar[tuple[str, ...]]


class TypedDictLike(Protocol):
    """A typed dict, which is no mapping of values of one type."""

    __required_keys__: ClassVar[frozenset[str]]


class Series(Protocol):
    """A series of pandas, whose index holds the names."""

    @property
    def index(self) -> Any: ...
    @property
    def iloc(self) -> Any: ...


NamedRecord: TypeAlias = (
    NamedTupleLike | DataclassLike | AttrsLike | PydanticLike | MappedLike | StructLike | TypedDictLike | sqlite3.Row
)
Record: TypeAlias = Mapping[Any, Any] | NamedRecord


class Frame(Protocol):
    """A data frame in memory, of pandas, polars, pyarrow, DuckDB, modin and others."""

    @property
    def columns(self) -> Any: ...
    @property
    def shape(self) -> Any: ...


class LazyFrame(Protocol):
    """A data frame that is a query, such as a lazy one of polars."""

    @property
    def columns(self) -> Any: ...
    def collect(self) -> Any: ...


class Cursor(Protocol):
    """A cursor of the DB-API."""

    @property
    def description(self) -> Any: ...
    def fetchmany(self, size: int = ..., /) -> Any: ...


class Result(Protocol):
    """A result of SQLAlchemy."""

    def keys(self) -> Any: ...
    def fetchmany(self, size: int | None = None) -> Any: ...


Data: TypeAlias = Frame | LazyFrame | Cursor | Result | Iterable[Record]


class Names(Protocol):
    """Several strings; a single one is not, for it does not take every object after ``in``."""

    def __contains__(self, item: object, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...


Columns: TypeAlias = Names | Mapping[Any, str]
Headers: TypeAlias = Names | Iterator[str]
Records: TypeAlias = Iterable[Mapping[Any, Any]]  # apart from the others, so that literals are understood
Rows: TypeAlias = Frame | LazyFrame | Cursor | Result | Iterable[Record | Sequence[Any]]


class _Options(TypedDict, total=False):
    title: str | None
    format: Formats | None
    missing: str | None


class TableOptions(_Options, total=False):
    """What `.table` takes by keyword."""

    width: Iterable[int] | Literal["auto"] | None
    sticky_rows: int | None
    sticky_columns: int | None
    columns: Columns | None
    index: str | None


class ChartOptions(_Options, total=False):
    """What `.chart` takes by keyword."""

    labels: str | None
    values: str | None
    top: int | None


class GraphOptions(_Options, total=False):
    """What `.graph` takes by keyword."""

    x_axis: str | None
    y_axis: str | None
    x: str | None
    y: str | Sequence[str] | None
    by: str | None
    thin: bool
