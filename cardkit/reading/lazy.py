"""Modules that are imported when something of them is first used, since importing them takes time."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def import_lazily(into: dict[str, Any], **modules: str) -> None:
    """Put each module under its name among the globals of the caller: a stand-in, until something of it is used.

    Type checkers are told by an import under ``if TYPE_CHECKING``.

    >>> import_lazily(globals(), colours="colorsys")
    >>> colours.rgb_to_hsv(0, 0, 1)[2]
    1
    >>> type(colours).__name__
    'module'
    """
    for name, module in modules.items():
        into[name] = _Later(module, into, name)


class _Later:
    """What stands for a module until something of it is used."""

    def __init__(self, module: str, into: dict[str, Any], name: str) -> None:
        self._module, self._into, self._name = module, into, name

    def __getattr__(self, name: str) -> Any:
        module = self._into[self._name] = import_module(self._module)
        return getattr(module, name)
