"""Opcodes and Python frames of a call: the same on every machine with one version of Python."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from threading import get_ident
from types import FrameType
from typing import Any


class Counts:
    """How many opcodes ran, and in how many frames of Python code, in the thread that made it."""

    def __init__(self) -> None:
        self.opcodes = self.frames = 0
        self._thread = get_ident()

    def add_opcode(self, *_: object) -> None:
        """An opcode ran."""
        self.opcodes += get_ident() == self._thread  # `sys.monitoring` tells of all threads

    def add_frame(self, *_: object) -> None:
        """A frame began."""
        self.frames += get_ident() == self._thread

    if sys.version_info >= (3, 12):

        def during(self, call: Callable[[], object]) -> None:
            """Count what runs within a call: by `sys.monitoring`, as `sys.settrace` does not tell of each opcode."""
            tools, events, own = sys.monitoring, sys.monitoring.events, sys.monitoring.PROFILER_ID
            tools.use_tool_id(own, __name__)
            tools.register_callback(own, events.INSTRUCTION, self.add_opcode)
            tools.register_callback(own, events.PY_START, self.add_frame)
            tools.set_events(own, events.INSTRUCTION | events.PY_START)
            try:
                call()
            finally:
                tools.set_events(own, events.NO_EVENTS)
                tools.free_tool_id(own)

    else:

        def during(self, call: Callable[[], object]) -> None:
            """Count what runs within a call."""
            before = sys.gettrace()
            sys.settrace(self._trace)
            try:
                call()
            finally:
                sys.settrace(before)

        def _trace(self, frame: FrameType, event: str, argument: object) -> Any:
            if event == "call":
                self.add_frame()
                frame.f_trace_opcodes = True
                frame.f_trace_lines = False
            elif event == "opcode":
                self.add_opcode()
            return self._trace


def counted(call: Callable[[], object]) -> Counts:
    """The opcodes and frames of one call, after a first call, which creates what is created only once.

    The garbage collector rests meanwhile: callbacks of what it would take from others are no work of the call's.
    """
    call()
    counts, collecting = Counts(), gc.isenabled()
    gc.disable()
    try:
        counts.during(call)
    finally:
        if collecting:
            gc.enable()
    return counts
