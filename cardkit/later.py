"""A module of ours that is loaded when it is first used, so that importing cardkit stays light."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module: its names are looked up once, at their first use.

    Where types are checked the module itself stands in its place, under ``if TYPE_CHECKING``.

    >>> Later("to").chat("CT_1").kind
    'chat'
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(f".{self._name}", __package__), name)
        setattr(self, name, value)
        return value
