"""Signatures as they stand in the source: with its short names, not with what these come to."""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_args, get_overloads

import attrs

from cardkit.limits import CLIQ, Limits

_MODULES = re.compile(r"\b(?:os|typing|attrs)\.(?=\w)")


class Signature(NamedTuple):
    """What stands behind a name: its arguments in brackets, and what comes back, empty where nothing is said."""

    arguments: str
    returns: str

    def __str__(self) -> str:
        return f"{self.arguments} -> {self.returns}" if self.returns else self.arguments


def signatures(function: Callable[..., Any], given: str = "Self") -> list[Signature]:
    """The signatures of a function or class without its first argument: several where it is overloaded.

    Args:
        function: what is called.
        given: what stands for `Self`.
    """
    return [_signature(one, given) for one in get_overloads(function) or [function]]


def _signature(function: Callable[..., Any], given: str) -> Signature:
    read = inspect.signature(function)
    named = [one for one in read.parameters.values() if one.name not in {"self", "cls"}]
    arguments = ", ".join(_parts(named))
    returns = "" if isinstance(function, type) else _words(read.return_annotation)
    return Signature(f"({arguments})", re.sub(r"\bSelf\b", given, returns))


def _parts(parameters: list[inspect.Parameter]) -> Iterator[str]:
    """The parameters, with the slash and the star between their kinds."""
    before = inspect.Parameter.POSITIONAL_OR_KEYWORD
    for one in parameters:
        if before is one.POSITIONAL_ONLY and one.kind is not before:
            yield "/"
        if one.kind is one.KEYWORD_ONLY and before not in {one.KEYWORD_ONLY, one.VAR_POSITIONAL}:
            yield "*"
        yield _parameter(one)
        before = one.kind
    if before is inspect.Parameter.POSITIONAL_ONLY:
        yield "/"


def _parameter(one: inspect.Parameter) -> str:
    stars = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
    words = _words(one.annotation)
    typed = f"{stars}{one.name}: {words}" if words else f"{stars}{one.name}"
    if one.default is one.empty:
        return typed
    return f"{typed} = {_default(one.default)}" if words else f"{typed}={_default(one.default)}"


def _default(value: object) -> str:
    """A default as a reader would write it."""
    if value is attrs.NOTHING:
        return "..."
    if isinstance(value, Limits):
        return "CLIQ" if value == CLIQ else "Limits(...)"
    function = value.func if isinstance(value, functools.partial) else value
    return str(function.__name__) if inspect.isroutine(function) else repr(value)


def _words(annotation: object) -> str:
    """An annotation by the names that the source has for it."""
    if annotation is inspect.Parameter.empty:
        return ""
    words = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return _MODULES.sub("", words)


def choices(choice: object, mark: str = "`") -> str:
    """The values of a `Literal` as words, each between two marks."""
    return f"One of {', '.join([f'{mark}{json.dumps(one)}{mark}' for one in get_args(choice)])}."


def with_short_names(
    _app: Any, kind: str, _name: str, documented: Any, _options: Any, arguments: str | None, returns: str | None
) -> tuple[str | None, str | None] | None:
    """What autodoc shall show behind a name; Sphinx calls it with what it would have shown."""
    if arguments is None or kind not in {"function", "method", "class", "exception"}:
        return None
    function = getattr(documented, "__func__", documented)
    try:
        shown = signatures(function)
    except (TypeError, ValueError):
        return None
    return (shown[0].arguments, shown[0].returns or None) if len(shown) == 1 else None
