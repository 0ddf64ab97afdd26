"""Modules that are imported when something of them is first used, since importing them takes time."""

from __future__ import annotations

from collections.abc import Mapping
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


def from_home(package: str, homes: Mapping[str, str], name: str) -> Any:
    """What a package gives under a name, for its ``__getattr__``.

    Args:
        package: the name of the package.
        homes: the module of each name, relative to the package.
        name: the name that is wanted.

    Raises:
        AttributeError: it has no home.

    >>> from_home("email", {"Message": ".message"}, "Message").__module__
    'email.message'
    """
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return getattr(import_module(homes[name], package), name)


class _Later:
    """What stands for a module until something of it is used."""

    def __init__(self, module: str, into: dict[str, Any], name: str) -> None:
        self._module, self._into, self._name = module, into, name

    def __getattr__(self, name: str) -> Any:
        module = self._into[self._name] = import_module(self._module)
        return getattr(module, name)
