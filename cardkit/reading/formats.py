"""How values of data become text: by format specs, functions or mappings, and what stands for missing ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from math import isfinite
from types import NoneType
from typing import Any, NamedTuple, TypeAlias, TypeGuard

from attrs import evolve

from ..errors import Issue
from ..errors.wording import as_code, cut, shown, suggestion
from ..limits import CARDKIT
from .guards import is_mapping, is_text
from .hints import member_code
from .libraries import LARGE, has_python_time, is_flag, is_gap, is_missing, is_real, python_time, shortest_of
from .options import Options
from .place import SUGGESTED, Place, relocated
from .text import cell, check_characters, text_or_empty

Format: TypeAlias = str | Callable[[Any], str] | Mapping[Any, Any]
"""A format spec such as ``".1%"`` or ``"%d %b"``, a function from a value to text, or texts by value."""
Formats: TypeAlias = Format | Mapping[str, Format]
"""One `Format` for all values, or one by name; a mapping is always by name, but for a list, which has no names."""

_OF_TIMES = "%[-_0^#:EO]*[A-Za-z]"  # what dates replace in a format spec
_CUTTING = re.compile(r"(?:.?[<>^=])?0?\d*\.\d+", re.DOTALL)  # digits of a number, where no type of value is named
_OF_ALL = {"wrong-type", "bad-format"}  # all values of a column share these faults, so that one error is enough


class Form(NamedTuple):
    """How the values of one name are written; without a format as `cell` writes them."""

    format: Format | None = None
    missing: str | None = None


class Forms(NamedTuple):
    """How the values of each name are written."""

    by_name: Mapping[str, Format]
    otherwise: Form

    def of(self, name: object) -> Form:
        """The form of the values of one name."""
        return Form(self.by_name.get(str(name), self.otherwise.format), self.otherwise.missing)


def read_forms(format: object, missing: object, names: Iterable[str], place: Place) -> Forms:
    """Read ``format=`` and ``missing=`` for values of these names."""
    names = dict.fromkeys(names)
    by_name: Mapping[Any, Any] = format if is_mapping(format) else {}
    otherwise = read_form(None if is_mapping(format) else format, missing, place)
    for name, one in by_name.items():
        _read_format(one, place.within("", f"the format of {shown(name)}"))
    odd = [name for name in by_name if name not in names]
    unknown_columns(odd, names, place, "the format is for {}, and nothing here is called so")
    return Forms(by_name, otherwise)


def read_form(format: object, missing: object, place: Place) -> Form:
    """Read ``format=`` and ``missing=`` for values without names; a mapping is then of values."""
    gap = None if missing is None else text_or_empty(missing, place.within("", "missing=", CARDKIT))
    return Form(_read_format(format, place.within("", "format=")), gap)


def unknown_columns(
    odd: Sequence[object], names: Iterable[object], place: Place, message: str = "the data has no column {}"
) -> None:
    """Add the issues of columns, or fields, that a caller names and the data does not have."""
    known = [*map(str, names)] if odd else []
    expected = one_of(known)
    for index, name in enumerate(odd):
        hint = suggestion(name, known) if index < SUGGESTED else ""
        place.add("unknown-column", message.format(shown(name)), expected, shown(name), source=CARDKIT, hint=hint)


def one_of(names: Sequence[str]) -> str:
    """The columns that a caller may name, in words."""
    return f"one of {cut(', '.join(map(shown, names)))}" if names else "no column: there is none"


def write_values(
    values: Sequence[object], form: Form, place: Place, path: Callable[[int], str], name: object = None
) -> Sequence[str]:
    """The values as text.

    Args:
        values: those of one name, or of a list.
        form: how they are written.
        place: where the values stand together, and what one of them is called.
        path: the path of a value below `place`, by its index.
        name: the name of the values, which the hint of an error repeats.
    """
    if form.format is None and (usual := _usual(values, form.missing or "")) is not None:
        return usual
    at, texts = Place(place.what, "", [], place.source), list[str]()
    for index, value in enumerate(values):
        texts.append(_write(value, form, at))
        if not at.issues:
            continue
        wrong = any(issue.code in _OF_ALL for issue in at.issues)
        meant = _meant(form.format, value, values) if is_text(form.format) else ""
        hinted = [_with_hint(issue, value, name, meant) for issue in at.issues]
        place.issues += relocated(hinted, place.path + path(index))
        at.issues.clear()
        if wrong:  # so are the others of a column
            return [*texts, *[""] * (len(values) - len(texts))]
    return texts


def write_pairs(
    pairs: Sequence[tuple[Any, Any]], options: Options, place: Place, path: Callable[[int, Any], str]
) -> Sequence[tuple[Any, Any]]:
    """The pairs of a label or a section with their values as text; no pairs if there are issues."""
    forms = read_forms(options.format, options.missing, [name for name, _ in pairs], place)
    if place.blocked():
        return ()
    at = Place("the value", place.path, place.issues, place.source)

    def text(index: int, name: Any, value: Any) -> str:
        return write_values([value], forms.of(name), at, lambda _: path(index, name), name)[0]

    written = [(name, text(index, name, value)) for index, (name, value) in enumerate(pairs)]
    name_formats(forms, [(name, [value]) for name, value in pairs], place)
    return () if place.blocked() else written


def _read_format(format: object, place: Place) -> Format | None:
    if format is None or _is_format(format):
        return format
    place.wrong_type(format, "a format spec, a function or a mapping of values", source=CARDKIT, hint="'.1%'")
    return None


def _is_format(value: object) -> TypeGuard[Format]:
    return isinstance(value, (str, Mapping)) or callable(value)


def _usual(values: Sequence[Any], gap: str) -> Sequence[str] | None:
    """The text of values that are all of one plain kind, in few passes; None of others."""
    kinds = {*map(type, values)}
    present: Sequence[Any] = [value for value in values if value is not None] if NoneType in kinds else values
    kinds -= {NoneType}
    if len(kinds) > 1:
        return None
    kind = next(iter(kinds), NoneType)
    if kind is str:
        texts = present if "".join(present).isprintable() else None
    elif kind is int:
        texts = [*map(str, present)] if max(present) < LARGE and min(present) > -LARGE else None
    elif kind is float:
        texts = shortest_of(present) if all(map(isfinite, present)) else None
    else:
        texts = [*map(str, present)] if kind is bool or not present else None
    if texts is None or len(present) == len(values):
        return texts
    written = iter(texts)
    return [gap if value is None else next(written) for value in values]


def _write(value: object, form: Form, place: Place) -> str:
    format, read = form.format, python_time(value) if has_python_time(value) and not is_missing(value) else value
    if is_mapping(format) and _has(format, read):
        return cell(format[read], place)
    if value is None or (is_missing(value) and form.missing is not None):
        return form.missing or ""
    if is_missing(value):
        return cell(value, place)
    if is_text(format):
        return check_characters(_formatted(read, format, place), place)
    if callable(format):
        return text_or_empty(_called(format, read, place), place)
    return cell(value, place)


def _has(mapping: Mapping[object, object], value: object) -> bool:
    try:
        return value in mapping
    except TypeError:  # a list has no hash
        return False


def _formatted(value: object, spec: str, place: Place) -> str:
    """A value as a spec writes it.

    Python also writes a bool as a number, for a date what is no spec of dates, and of text no more than the digits that
    a number would have.
    """
    try:
        if spec and is_flag(value):
            raise ValueError("a bool is no number")
        if is_text(value) and _CUTTING.fullmatch(spec):
            raise ValueError("it would cut text")
        write: Callable[[str], str] | None = getattr(value, "strftime", None) if spec else None
        if write is None:
            return format(value, spec)
        if not re.search(_OF_TIMES, spec):
            raise ValueError("it names no part of a date, such as %d")
        return write(spec)
    except (TypeError, ValueError) as error:
        message = f"{place.what} cannot be written with the format {shown(spec)}: {cut(str(error))}"
        expected = f"a format spec for values of type {type(value).__name__}, or a function"
        place.add("bad-format", message, expected, shown(value), source=CARDKIT)
        return ""


def _meant(spec: str, value: Any, values: Sequence[Any]) -> str:
    """The code of a format that writes all values where a spec does not write one of them; nothing if none is near."""
    inner = re.fullmatch(r"%([^%]+)|\{:([^{}]+)\}", spec)
    near: list[tuple[str, Format]] = [(repr(one), one) for one in (inner.groups() if inner else ()) if one]
    near += [(f"{spec!r}.__mod__", spec.__mod__)] if "%" in spec else []
    near += [(f"{spec!r}.format", spec.format)] if "{" in spec else []
    if hasattr(value, "strftime"):
        of_times = "%d %b" if hasattr(value, "year") else "%H:%M"
        near = [(repr(of_times), of_times)]
    elif is_flag(value):
        near = [("{True: 'yes', False: 'no'}", {True: "yes", False: "no"})]
    elif is_text(value) and _CUTTING.fullmatch(spec):
        near = [(repr(f"{spec}s"), f"{spec}s")]
    elif spec.endswith("d") and all(is_real(one) and one % 1 == 0 for one in values if one is not None):
        near += [(repr(spec[:-1] + ".0f"), spec[:-1] + ".0f")]
    return next((code for code, format in near if _writes(format, values)), "")


def _writes(format: Format, values: Sequence[object]) -> bool:
    """Whether a format writes all of the values that are not missing, of which there are some."""
    present, place = [value for value in values if not is_gap(value)], Place("")
    with suppress(Exception):
        for value in present:
            _write(value, Form(format), place)
        return bool(present) and not place.issues
    return False


def name_formats(forms: Forms, columns: Iterable[tuple[Any, Sequence[object]]], place: Place) -> None:
    """Let the hints about a format spec for all, which does not write some columns, name those that it writes."""
    spec = forms.otherwise.format
    bad = [index for index, issue in enumerate(place.issues) if issue.code == "bad-format"]
    hint = as_code({name: spec for name, values in columns if _writes(spec, values)}) if bad and is_text(spec) else ""
    if hint not in {"", "{}"}:
        for index in bad:
            place.issues[index] = evolve(place.issues[index], hint=f"format={hint}")


def _called(function: Callable[[Any], object], value: object, place: Place) -> object:
    """What a function of the caller returns; where it fails, its error says at which value."""
    try:
        return function(value)
    except Exception as error:
        error.add_note(f"while format= wrote {place.what} {shown(value)}")
        raise


def _with_hint(issue: Issue, value: object, name: object, meant: str) -> Issue:
    """The issue with the option that writes the values of its column; `meant` is the code of a format that does."""
    if issue.code in _OF_ALL:
        member = member_code(value, as_text=True, name="member")
        written = meant if issue.code == "bad-format" else member and f"lambda member: {member}"
        form = f"format={written or 'str'}" if name is None else f"format={{{name!r}: {written or 'str'}}}"
        return evolve(issue, hint=form if written else f"{form}, or another function that writes it")
    if issue.code == "missing-value":
        return evolve(issue, hint="missing='n/a'")
    return issue
