"""Text on its way to a terminal: nothing that came from a file may steer it, whatever it holds."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ..errors.wording import escaped

CLEAN, ERRORS, UNUSABLE = 0, 1, 2
"""Exit statuses: nothing is wrong, there are errors, and something cannot be used."""
MOST = 1_000  # characters of one line


class Unusable(click.ClickException):
    """What a command was given is of no use; it ends with status 2."""

    exit_code = UNUSABLE


def plain(text: str, keep: str = "") -> str:
    r"""The text on one line: what cannot be printed is escaped as Python does, and what is long is cut.

    >>> plain("red \x1b[31m\n\u202e…")
    'red \\x1b[31m\\n\\u202e…'
    """
    if len(text) > MOST:
        text = text[:MOST] + "…"
    return escaped(text, keep)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns with two blanks between them; the last one is as long as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join([cell.ljust(width) for cell, width in zip(row, widths, strict=True)]) for row in rows]
    return "\n".join([line.rstrip() for line in lines])


def encoded(text: str, *, err: bool = False) -> str:
    """The text with what the terminal's encoding does not have escaped."""
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    return text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding)


def say(text: str, *, color: bool | None = None, err: bool = False) -> None:
    """Print text, with what the terminal's encoding does not have escaped.

    Raises:
        Unusable: it cannot be written; a reader that has gone is left to click.
    """
    try:
        click.echo(encoded(text, err=err), err=err, color=color)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise _unwritten("the output", error) from error


def say_anyway(text: str, *, err: bool = False) -> None:
    """Print text, if it can be written; otherwise nothing more is printed there, and the work goes on."""
    try:
        say(text, err=err)
    except (OSError, Unusable):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
        os.close(nowhere)


def write(text: str, out: Path | None) -> None:
    """Write text for a program to a file, or print it where there is none; as UTF-8, but to a terminal.

    Raises:
        Unusable: the file cannot be written.
    """
    if out is None or str(out) == "-":
        stream: Any = sys.stdout
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
        say(text)
        return
    with writing(str(out)):
        out.write_text(text + "\n", encoding="utf-8", newline="\n")


@contextmanager
def writing(what: str) -> Generator[None, None, None]:
    """Tell an error of the disk as one of the command's.

    Raises:
        Unusable: `what` cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise _unwritten(what, error) from error


def _unwritten(what: str, error: OSError) -> Unusable:
    return Unusable(f"{plain(what)} cannot be written: {error.strerror or error}")


def to_terminal() -> bool:
    """Whether a person watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()
