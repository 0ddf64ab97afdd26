"""`cardkit code`: a body as the Python chain that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn

import click

from ..chain.message import Message
from ..errors import ConstraintError
from .check import UNUSABLE, Finding, unread, unusable
from .reports import complain
from .sources import Source, Unread, read
from .words import Unusable


def python_of(files: Sequence[Source]) -> str:
    """The Python module that makes the message of a file; without one, say why and end with status 2.

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
        return Message.from_json(text).to_code().rstrip("\n")
    except ConstraintError as error:
        _stop(unusable(file, text, error))


def _stop(findings: Iterable[Finding]) -> NoReturn:
    complain(findings)
    raise click.exceptions.Exit(UNUSABLE)
