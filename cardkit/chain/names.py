"""The names of steps as errors have them: Python names a function by the class that it was written in."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import isfunction
from typing import Any, get_overloads, overload


def name_steps(classes: Iterable[type[Any]]) -> None:
    """Name the public steps that classes inherit by the first class that has them.

    Module and name go together, so that a step can still be pickled; overloads are registered anew under both.

    >>> from cardkit import Message
    >>> Message("Hosts").table(titel="x")
    Traceback (most recent call last):
    TypeError: Message.table() got an unexpected keyword argument 'titel'
    """
    named = set[object]()
    for cls in classes:
        bases = [base for base in cls.__mro__ if base.__module__.startswith(f"{__package__}.")]
        own = [step for base in bases for name, step in vars(base).items() if not name.startswith("_")]
        for step in own:
            if isfunction(step) and step not in named:
                _rename(step, cls)
                named.add(step)


def _rename(step: Any, cls: type[Any]) -> None:
    overloads = get_overloads(step)
    for function in (step, *overloads):
        function.__module__, function.__qualname__ = cls.__module__, f"{cls.__qualname__}.{step.__name__}"
    for function in overloads:
        overload(function)
