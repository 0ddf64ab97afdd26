"""`Part`: what every part of a message has in common, and `Raw`, a part that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from attrs import field, fields, frozen

from ..errors import Issue, renamed
from ..limits import CLIQ, Api, Limits
from .json import fresh, hashable
from .place import Json

if TYPE_CHECKING:
    from attrs import AttrsInstance


class Value:
    """Compares, hashes and shows an attrs object by its fields; one for all, as each made by attrs costs an import."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values = _values(self)
        return values(self) == values(other)

    def __hash__(self) -> int:
        return hash(hashable(_values(self)(self)))

    def __repr__(self) -> str:
        given = {name: getattr(self, name) for name in _names(self)}
        shown = [f"{name}={value!r}" for name, value in given.items() if name != "unknown" or value]
        return f"{type(self).__name__}({', '.join(shown)})"


def _names(value: Value) -> tuple[str, ...]:
    """The fields that count for comparing."""
    cls: type[AttrsInstance] = type(value)  # type: ignore[assignment]
    return tuple([each.name for each in fields(cls) if each.eq])


_GETTERS: dict[type[Value], Callable[[Value], tuple[object, ...]]] = {}


def _values(value: Value) -> Callable[[Value], tuple[object, ...]]:
    """What gives the values of these fields as one tuple."""
    cls = type(value)
    if cls not in _GETTERS:
        names = _names(value)
        _GETTERS[cls] = (
            attrgetter(*names) if len(names) > 1 else lambda it: tuple([getattr(it, name) for name in names])
        )
    return _GETTERS[cls]


@frozen(eq=False, repr=False)
class Raw(Value):
    """What cannot be read, or what nobody knows: its JSON, kept as it came, and the issues about it.

    `path` is a JSON Pointer relative to the part that holds it; of an entry of a list it is empty.
    """

    path: str
    json: Json
    findings: tuple[Issue, ...] = field(default=(), eq=False)

    def to_dict(self, api: Api | None = None) -> Json:
        """The JSON as it came, fresh."""
        return fresh(self.json)

    def issues(self, limits: Limits = CLIQ) -> tuple[Issue, ...]:
        """What is wrong with it, with paths relative to the part that holds it."""
        return self.findings


class Source(NamedTuple):
    """What a part was read from: its JSON, and the paths that are called otherwise there than in the normal form."""

    json: dict[str, Json]
    moved: tuple[tuple[str, str], ...] = ()


@frozen(eq=False, repr=False)
class Part(Value):
    """A part of a message: frozen, written by `to_dict` and judged by `issues`.

    A part that was read from a body has two things more: `unknown`, what of it nobody knows or can read, and `source`,
    the JSON it came as. It is written as it came, until a step changes it; then in the normal form, with what is
    unknown. `source` is not compared.
    """

    unknown: tuple[Raw, ...] = field(default=(), kw_only=True)
    source: Source | None = field(default=None, init=False, eq=False)

    def to_dict(self, api: Api | None = None) -> dict[str, Any]:
        """The part as fresh dicts and lists.

        Args:
            api: None for the form it was read in, else that of the published examples; ``"v2"`` for the latter,
                ``"v3"`` for the flat one.
        """
        if api is None and self.source is not None:
            return fresh(self.source.json)
        body = self._written(api)
        if self.unknown:
            body = with_unknown(body, self.unknown)
        return self._flat(body) if api == "v3" else body

    def issues(self, limits: Limits = CLIQ) -> tuple[Issue, ...]:
        """Every error and warning about the part under `limits`; the paths are relative to it."""
        beyond, incomplete = self.check_limits(limits), self.check_complete(limits)
        if not (beyond or incomplete or self.unknown):
            return ()
        unknown = [issue for raw in self.unknown for issue in raw.findings]
        return (*unknown, *at_source_paths(self, [*beyond, *incomplete]))

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        """The issues that no step can mend: numbers beyond `limits` and values that they do not list."""
        return ()

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        """The issues that show once the part is finished, such as that nothing is in it."""
        return ()

    def _written(self, api: Api | None) -> dict[str, Any]:
        """The fields in the form of the published examples; `api` is for the parts within."""
        raise NotImplementedError

    def _flat(self, body: dict[str, Any]) -> dict[str, Any]:
        """What was written, in the flat form where this part has one."""
        return body


P = TypeVar("P", bound=Part)
_ARRAY = {list}


def with_source(part: P, json: dict[str, Json], moved: Sequence[tuple[str, str]] = ()) -> P:
    """A part that was just made, with the JSON it was read from."""
    object.__setattr__(part, "source", Source(json, tuple(moved)))
    return part


def at_source_paths(part: Part, issues: Sequence[Issue]) -> Sequence[Issue]:
    """The issues of a part, with their paths as they are in what it was read from."""
    for normal, came in part.source.moved if part.source is not None else ():
        issues = [renamed(issue, normal, came) for issue in issues]
    return issues


def with_unknown(body: dict[str, Any], unknown: Sequence[Raw]) -> dict[str, Any]:
    """The body with what is unknown at its places; objects that are missing on the way are made."""
    for raw in unknown:
        at: Any = body  # an object or an array, as the path says
        *way, last = [step.replace("~1", "/").replace("~0", "~") for step in raw.path.split("/")[1:]]
        for step in way:
            at = at[int(step)] if type(at) in _ARRAY else at.setdefault(step, {})
        at[last] = fresh(raw.json)
    return body
