"""An error as notebooks show it: the line of the caller, and no frame within cardkit."""

from __future__ import annotations

import linecache
import os
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

_INSTALLED = [sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")]
PACKAGE = f"{Path(__file__).parent.parent}{os.sep}"
"""How the names of cardkit's own files begin."""
_NOT_THE_CALLERS = (PACKAGE, *[f"{folder}{os.sep}" for folder in _INSTALLED])
_AROUND = 2  # lines before and behind the one that failed


def of_caller(error: BaseException) -> list[str]:
    """The lines for an error: where it was raised in code that is neither cardkit's nor installed, and what it says.

    Where there is no such code, the whole traceback.
    """
    last: tuple[FrameType, int] | None = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if not frame.f_code.co_filename.startswith(_NOT_THE_CALLERS):
            last = frame, line
    if last is None:
        return "".join(traceback.format_exception(error)).splitlines()
    frame, line = last
    said = "".join(traceback.format_exception_only(error)).splitlines()
    return [f"{_named(frame)}, line {line}", *_lines(frame, line), "", *said]


def _named(frame: FrameType) -> str:
    """The name of a file, or of a cell where IPython knows it as one."""
    file, shell = frame.f_code.co_filename, frame.f_globals.get("get_ipython")
    compiler = getattr(shell(), "compile", None) if callable(shell) else None
    named = getattr(compiler, "format_code_name", None)  # of IPython
    name = None if named is None else named(file)
    return " ".join(name) if name else f"File {file}"


def _lines(frame: FrameType, failed: int) -> Iterator[str]:
    """The line that failed with an arrow, and those around it."""
    code = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    for number in range(max(1, failed - _AROUND), min(len(code), failed + _AROUND) + 1):
        arrow = "---->" if number == failed else "     "
        yield f"{arrow} {number:>3} {code[number - 1].rstrip()}".rstrip()
