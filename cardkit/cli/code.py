"""`cardkit code`: a body as the Python chain that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn

import click

from ..chain.message import Message
from ..errors import ConstraintError
from ..inspection.codegen import code_of, notes_of
from ..inspection.notes import Note, comments
from ..inspection.positions import positions
from ..inspection.pretty import module
from ..limits import Api
from .check import UNUSABLE, Finding, unread, unusable
from .reports import complain
from .sources import Source, Unread, read
from .words import Unusable, plain, say


def python_of(files: Sequence[Source], api: Api | None = None, *, explain: bool = False) -> str:
    """The Python module that makes the message of a file; without one, say why and end with status 2.

    What it changes and what it keeps as JSON is told on standard error.

    Args:
        files: what `sources` found.
        api: the version whose normal form is written; None keeps the message as it is.
        explain: begin the module with comments on the same.

    Raises:
        Unusable: there is more than one file.
    """
    if len(files) != 1:
        raise Unusable(f"{len(files)} files are too many: one can be written as code at a time")
    file = files[0]
    text = read(file)
    if isinstance(text, Unread):
        _stop([unread(file, text)])
    try:
        payload = Message.from_json(text).payload
        code = code_of(payload, api)
    except ConstraintError as error:
        _stop(unusable(file, text, error))
    noted = notes_of(payload, code, api)
    if noted:
        say("\n".join(_told(file, text, noted)), err=True)
    return module(code.calls, comments(noted) if explain else "").rstrip("\n")


def _told(file: Source, text: str, noted: Sequence[Note]) -> Iterator[str]:
    """The notes as lines: `file:line:column: note: pointer: what happened`."""
    for note, position in zip(noted, positions(text, [note.path for note in noted]), strict=True):
        where = ":".join([plain(file.name), *map(str, position or ())])
        yield f"{where}: note: {plain(str(note))}"


def _stop(findings: Iterable[Finding]) -> NoReturn:
    complain(findings)
    raise click.exceptions.Exit(UNUSABLE)
