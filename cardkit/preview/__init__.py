"""See a message before it is sent: as HTML, as a page, as SVG, and in the terminal.

A preview also shows a message that has errors or is not finished, with each error and warning at its part.

>>> from cardkit import Message
>>> message = Message("Two hosts are down").card("Alert").table(["Host"]).row("web-2")
>>> html(message).startswith('<div class="cardkit"')
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from .numbers import exact_context
from .reading import view_of

if TYPE_CHECKING:
    from ..slides import Slide
    from .reading import Viewed

Theme: TypeAlias = Literal["auto", "light", "dark"]

__all__ = ["Theme", "html", "page", "svg", "terminal"]


def html(message: Viewed, *, theme: Theme = "auto") -> str:
    """The message as a fragment of HTML, for a page of your own.

    It has its own styles, needs no script, and fetches nothing but the pictures of the message.

    Args:
        message: a message, finished or not; a built payload, a slide, the tuple of `issues()`, a mapping, or JSON text.
        theme: ``"light"``, ``"dark"``, or ``"auto"`` for that of the reader's machine, notebook or documentation.

    Raises:
        ConfigurationError: there is no such theme, or `message` is of another kind.

    >>> from cardkit import Message
    >>> fragment = html(Message("Disk is full").card("Alert"), theme="dark")
    >>> "Disk is full" in fragment
    True
    """
    from .web.page import fragment

    with exact_context():
        return str(fragment(view_of(message), theme))


def page(message: Viewed, *, theme: Theme = "auto") -> str:
    """The message as a whole page of HTML, without a script. Arguments and errors are those of `html`.

    >>> from cardkit import Message
    >>> page(Message("Disk is full")).startswith("<!doctype html>")
    True
    """
    from .web.page import whole

    with exact_context():
        return whole(view_of(message), theme)


def svg(slide: Slide, *, theme: Theme = "auto") -> str:
    """A chart or a graph as a picture, in SVG.

    Args:
        slide: a `Chart` or a `Graph`, such as ``message.slides[0]``.
        theme: as for `html`.

    Raises:
        ConfigurationError: there is no such theme, or the slide is neither of the two.

    >>> from cardkit import Chart
    >>> svg(Chart("pie", {"Up": 3, "Down": 1})).startswith("<svg ")
    True
    """
    from .web.slides import svg as drawing

    with exact_context():
        return str(drawing(slide, theme))


def terminal(message: Viewed, width: int | None = None, color: bool | None = None) -> str:
    """The message as lines of text for a terminal.

    Args:
        message: as for `html`.
        width: the number of columns, at least 20; None takes those of the terminal, at most 100.
        color: whether to write colours and bold text as ANSI codes. None does so if standard output is a terminal and
            ``NO_COLOR`` is not set, or if ``FORCE_COLOR`` is set.

    Raises:
        ConfigurationError: `width` is not a whole number from 20 on, or `message` is of another kind.

    >>> from cardkit import Message
    >>> print(terminal(Message("Disk is full"), width=40, color=False))
    Disk is full
    """
    from .console.message import written

    with exact_context():
        return written(view_of(message), width, color)


def __dir__() -> list[str]:
    return __all__
