"""Calls as Python text, laid out so that ruff and black leave it as it is.

A call is written on one line where it fits, else with each argument on a line of its own. A string that is too long
for its line becomes several: one for each of its own lines, and for as many words as fit.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from ..reading.graphemes import columns_of
from ..reading.guards import is_array, is_mapping
from ..slides.base import Call
from .calls import Chained

Piece: TypeAlias = tuple[str, Sequence[tuple[str, Any]], str]  # brackets, and each entry with what stands before it

WIDTH = 88  # the length of a line that black and ruff keep to
_RESERVED = {*keyword.kwlist, "__debug__"}
_WORD = re.compile("[^ ]* +|[^ ]+")  # with the blanks behind it


def module(calls: Sequence[Call], comments: str) -> str:
    """The module of a chain of calls: its imports, comments, then ``message = …``."""
    names = {arg[0].name.partition(".")[0] for call in calls for arg in call.args if isinstance(arg, Chained)}
    return f"from cardkit import {', '.join(['Message', *sorted(names)])}\n\n{comments}{_statement(_pieces(calls))}\n"


def _statement(chain: Sequence[Piece]) -> str:
    """The chain on one line where it fits, else in parentheses from two steps on, as formatters have it."""
    if len(chain) < 3 or _fits(f"message = {_flat(chain)}"):
        return f"message = {_pretty(chain, 0, 'message = ')}"
    lines = [_flat(chain)] if _fits(f"    {_flat(chain)}") else [_pretty([piece], 4) for piece in chain]
    return "\n    ".join(["message = (", *lines]) + "\n)"


def _pieces(calls: Sequence[Call]) -> list[Piece]:
    """A chain of calls as text."""
    pieces: list[Piece] = []
    for name, args, named in calls:
        plain = {key for key in named if key.isascii() and key.isidentifier() and key not in _RESERVED}
        odd = {key: value for key, value in named.items() if key not in plain}
        entries = [*[("", value) for value in args], *[(f"{key}=", named[key]) for key in named if key in plain]]
        pieces.append((f"{'.' if pieces else ''}{name}(", [*entries, ("**", odd)] if odd else entries, ")"))
    return pieces


def _parts(value: Any) -> list[Piece]:
    """A value as text."""
    if isinstance(value, str):
        return [(_quoted(value), (), "")]
    if is_mapping(value):
        return [("{", [(f"{_quoted(str(key))}: ", inner) for key, inner in value.items()], "}")]
    if isinstance(value, Chained):
        return _pieces(value)
    if is_array(value):
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        return [(opening, [("", inner) for inner in value], closing)]
    return [(repr(value).replace("e+", "e"), (), "")]


def _quoted(text: str) -> str:
    """Text as Python writes it, between double quotes unless single ones take fewer escapes."""
    body = repr(f'{text}"')[1:-2]  # for the double quote behind it, repr takes single ones
    if text.count('"') > text.count("'"):
        return f"'{body}'"
    return '"' + body.replace("\\'", "'").replace('"', '\\"') + '"'


def _flat(pieces: Sequence[Piece]) -> str:
    """On one line."""
    line = ""
    for opening, entries, end in pieces:
        line += opening + ", ".join([before + _flat(_parts(value)) for before, value in entries]) + end
    return line


def _pretty(pieces: Sequence[Piece], indent: int, before: str = "", after: str = "") -> str:
    """On one line if that fits between `before` and `after`, else an entry to a line in the last brackets or all."""
    line, start, pad = _flat(pieces), " " * indent + before, " " * (indent + 4)
    if _fits(start + line + after):
        return line
    closed = len(pieces) - 1 if pieces[-1][1] and _fits(start + _flat(pieces[:-1]) + pieces[-1][0]) else 0
    text = _flat(pieces[:closed])
    for opening, entries, end in pieces[closed:]:
        # Because of the comma after the last entry, formatters keep one entry to a line.
        argued = len(opening) > 1 and opening.endswith("(")
        inner = [f"{pad}{name}{_entry(value, indent + 4, name, argued)},\n" for name, value in entries]
        text += f"{opening}\n{''.join(inner)}{' ' * indent}{end}" if entries else opening + end
    return text


def _entry(value: Any, indent: int, name: str, argued: bool) -> str:
    """A value behind its name; a long string in parts, within parentheses unless it is an argument without a name."""
    line = _pretty(_parts(value), indent, name, ",")
    if not isinstance(value, str) or _fits(" " * indent + name + line + ","):
        return line
    alone = argued and not name
    pad = " " * (indent if alone else indent + 4)
    parts = [_quoted(value)] if _fits(pad + _quoted(value)) else [*_literals(value, pad)]
    if len(parts) < 2 and not _fits(pad + parts[0]):
        return line
    wrapped = f"\n{pad}".join(parts)
    return wrapped if alone else f"(\n{pad}{wrapped}\n{' ' * indent})"


def _literals(text: str, pad: str) -> Iterator[str]:
    """A text as literals: a new one behind each line break, and before a word that does not fit."""
    for line in re.findall("[^\n]*\n|[^\n]+", text):
        part = ""
        for word in _WORD.findall(line):
            if part and not _fits(f"{pad}{_quoted(part + word)},"):
                yield _quoted(part)
                part = ""
            part += word
        yield _quoted(part)


def _fits(line: str) -> bool:
    """Whether a screen shows it within the width: some characters take two columns, some none."""
    return len(line) <= 10 * WIDTH and columns_of(line) <= WIDTH
