"""The index of all public names on one page, one line a name, made from the modules' `__all__` and docstrings."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, NamedTuple, get_origin

from docutils.nodes import Node
from signatures import choices
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from steps_page import message_names

import cardkit

PAGE = "reference/api"
MODULES = (
    "actions",
    "markup",
    "to",
    "slides",
    "payload",
    "errors",
    "limits",
    "preview",
    "transport",
    "outbox",
    "sandbox",
    "testing",
    "strategies",
    "logging",
    "integrations.alertmanager",
    "integrations.apprise",
)
"""Those whose names are public, beside `cardkit` itself."""
HEAD = """# All names

Every public name, with one line about it and a link to its documentation. This page is made from the docstrings.
"""


class Name(NamedTuple):
    """A public name: its module, its words on the page, and what stands behind it."""

    module: str
    words: str
    value: Any

    @property
    def link(self) -> str:
        """The name, leading to its section of this page if it is a module, or else to where it is told."""
        if isinstance(self.value, ModuleType):
            return f"[`{self.words}`](#{_label(self.value.__name__)})"
        return f"{{py:obj}}`{self.words} <{self.module}.{self.words}>`"

    @property
    def about(self) -> str:
        """The first sentence of its docstring; of a choice its values."""
        if get_origin(self.value) is Literal:
            return choices(self.value)
        paragraph = self._docstring().split("\n\n")[0].replace("\n", " ").replace("``", "`")
        return re.split(r"(?<=\.)\s(?=[A-Z])", paragraph)[0]

    def _docstring(self) -> str:
        """Its own docstring, not that of its type; of plain data what stands below it in the source."""
        value = getattr(self.value, "__func__", self.value)
        if isinstance(value, ModuleType | type | property) or inspect.isroutine(value):
            return inspect.cleandoc(value.__doc__ or "")
        homes = [name for name in sorted(sys.modules) if f"{name}.".startswith(f"{self.module}.")]
        told = [ModuleAnalyzer.for_module(home).find_attr_docs().get(("", self.words)) for home in homes]
        return "\n".join(next(filter(None, told)))


def api_page() -> str:
    """The page as Markdown: a table for `cardkit`, one for the steps of a message, and one for each further module."""
    names = public_names()
    steps = [Name("cardkit", f"Message.{name}", value) for name, value in sorted(message_names().items())]
    tables = [
        _table("`cardkit`", "names-cardkit", names.pop("cardkit")),
        _table("Methods of a message", "names-message", steps),
    ]
    tables += [_table(f"`{module}`", _label(module), found) for module, found in names.items()]
    return "\n".join([HEAD, *tables])


def public_names() -> dict[str, list[Name]]:
    """The public names by their modules; what `cardkit` itself has stands there alone."""
    first = _public(cardkit)
    known = {id(name.value) for name in first}
    modules = [import_module(f"cardkit.{name}") for name in MODULES]
    others = {module.__name__: [name for name in _public(module) if id(name.value) not in known] for module in modules}
    return {"cardkit": first, **{module: names for module, names in others.items() if names}}


def _public(module: ModuleType) -> list[Name]:
    """The names in a module's `__all__`; where it has none, those that it defines itself."""
    names = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    ]
    return [Name(module.__name__, name, getattr(module, name)) for name in sorted(names, key=str.casefold)]


def _table(heading: str, label: str, names: Sequence[Name]) -> str:
    lines = [f"({label})=", f"## {heading}", "", ":::{container} stacked", "| Name | What it is |", "|---|---|"]
    rows = [f"| {name.link} | {name.about.replace('|', '&#124;')} |" for name in names]
    return "\n".join([*lines, *rows, ":::", ""])


def _label(module: str) -> str:
    """The label of a module's section; those of the commands have no such word before them."""
    return f"names-{module.replace('.', '-')}"


def without_target(_app: Any, _env: Any, node: Node, _child: Node) -> None:
    """Warn of a name on the page that is told nowhere; Sphinx calls it with each link that leads nowhere."""
    if node.get("refdoc") == PAGE:  # type: ignore[attr-defined]
        logging.getLogger(__name__).warning("%s is documented nowhere", node["reftarget"], location=node)  # type: ignore[index]
