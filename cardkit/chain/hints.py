"""The errors for steps that are called wrongly: of a slide that is not open, or with other arguments.

The steps of a kind of slide exist only on the class for that kind. The other classes have a descriptor of the same
name, which raises AttributeError and says what to call first; `dir()` does not show it.

Where the arguments are wrong, Python itself names the step, by the class that it was written in: `name_steps` makes
that the class whose step the caller knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import getattr_static, isfunction
from typing import Any, NoReturn, get_overloads, overload


class StepHint:
    """A descriptor in place of a step that only other classes have."""

    def __init__(self, name: str, kinds: list[str]) -> None:
        self._name = name
        self._kinds = kinds

    def __get__(self, message: object, cls: type[Any]) -> NoReturn:
        """Raise the error that says which slide must be open.

        Raises:
            AttributeError: always.
        """
        state = f"a {cls._opener} is" if cls._opener else "none is"
        call = " or ".join([f".{kind}(…)" for kind in self._kinds])
        raise AttributeError(
            f".{self._name} works while a {' or '.join(self._kinds)} is open, and {state}: call {call} first"
        )


class StepsMeta(type):
    """The metaclass of chains: `dir()` of a class lists the steps that can be called, and leaves the hints out."""

    def __dir__(cls) -> Iterable[str]:
        return [name for name in super().__dir__() if not isinstance(getattr_static(cls, name, None), StepHint)]


def install_hints(message: type[Any], openers: Mapping[str, type[Any]]) -> None:
    """Put a hint on `message` for each step that only some of its subclasses have.

    Args:
        message: the class without an open slide.
        openers: the subclass that each opening step returns, by the name of the step.

    >>> from cardkit import Message
    >>> Message("Hosts").row("web-1")
    Traceback (most recent call last):
    AttributeError: .row works while a table is open, and none is: call .table(…) first
    >>> "row" in dir(Message), "row" in dir(Message("Hosts").table(["Host"]))
    (False, True)
    """
    kinds: dict[str, list[str]] = {}
    for kind, opened in openers.items():
        own = {name for base in opened.__mro__ if base not in message.__mro__ for name in vars(base)}
        for name in sorted(own):
            if not name.startswith("_") and not hasattr(message, name):
                kinds.setdefault(name, []).append(kind)
    for name, owners in kinds.items():
        setattr(message, name, StepHint(name, owners))


def name_steps(classes: Iterable[type[Any]]) -> None:
    """Name the public steps that classes inherit by the first class that has them.

    Module and name go together, so that a step can still be pickled; overloads are registered anew under both.

    >>> from cardkit import Message
    >>> Message("Hosts").table(titel="x")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    TypeError: Message.table() got an unexpected keyword argument 'titel'...
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
