"""`Displayed`: the methods by which a notebook shows an object as a preview does."""

from __future__ import annotations

from typing import Any


class Displayed:
    """Base of classes that a preview can show: a notebook draws them, IPython in a terminal writes them."""

    __slots__ = ()

    def _repr_html_(self: Any) -> str:
        from ..preview import html

        return html(self)

    def _repr_mimebundle_(self: Any, include: object = None, exclude: object = None) -> dict[str, str]:
        from ..preview import terminal

        return {"text/html": self._repr_html_(), "text/plain": terminal(self, color=False)}
