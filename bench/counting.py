"""Opcodes and Python frames of a call: the same on every machine with one version of Python."""

from __future__ import annotations

import gc
import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple


class Counts(NamedTuple):
    """How many opcodes ran, and in how many frames of Python code."""

    opcodes: int
    frames: int


def counted(call: Callable[[], object]) -> Counts:
    """The opcodes and frames of one call, after a first call, which creates what is created only once.

    The garbage collector rests meanwhile: callbacks of what it would take from others are no work of the call's.
    """
    call()
    opcodes = frames = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal opcodes, frames
        if event == "call":
            frames += 1
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
        elif event == "opcode":
            opcodes += 1
        return trace

    before, collecting = sys.gettrace(), gc.isenabled()
    frame = inspect.currentframe()
    if frame is not None:
        frame.f_trace_opcodes = True  # without one frame that asks for them, Python 3.12 and later tell none
    gc.disable()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
        if collecting:
            gc.enable()
    return Counts(opcodes, frames)
