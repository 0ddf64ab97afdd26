"""The methods that show a message: in a browser, in a terminal, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors.issue import Displayed

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console, ConsoleOptions, RenderableType

    from ..preview import Theme as PreviewTheme


class Views(Displayed):
    """The methods that show a message, finished or not."""

    __slots__ = ()

    def open(self: Any, *, theme: PreviewTheme = "auto") -> Path:
        """Show the message in the browser, finished or not, and return the path of the page, a temporary file.

        Args:
            theme: ``"light"``, ``"dark"``, or ``"auto"`` for that of the machine.

        Raises:
            ConfigurationError: there is no such theme, or no browser. In the second case the error says where the page
                is.
        """
        from ..preview import page
        from ..preview.web.page import opened

        return opened(page(self, theme=theme))

    def __str__(self: Any) -> str:
        from ..preview import terminal

        return terminal(self, color=False)

    def __rich_console__(self: Any, console: Console, options: ConsoleOptions) -> Iterable[RenderableType]:
        from rich.text import Text as RichText

        from ..preview import terminal

        width = max(options.max_width, 20)
        yield RichText.from_ansi(terminal(self, width, color=not console.no_color), no_wrap=True)

    def to_text(self: Any) -> str:
        """The message as plain text, for logs and the text part of a mail: no markup, and nothing cut.

        It works for a message that is not finished, too. The address of a link follows its label, a table is aligned,
        and control characters are made visible.

        >>> from cardkit import Message
        >>> full = Message("*Disk full* on web_01").table(["Host", "Used"])
        >>> print(full.row("web_01", "97 %").to_text())
        Disk full on web_01
        <BLANKLINE>
        Host    Used
        ------  ----
        web_01  97 %
        """
        from ..preview.documents import to_text

        return to_text(self)

    def to_markdown(self: Any) -> str:
        """The message as CommonMark with GitHub's tables, for mail, tickets and wikis; text in it is escaped.

        `markup.from_markdown` converts in the other direction.

        >>> from cardkit import Message
        >>> full = Message("*Disk full* on web_01")
        >>> print(full.list(["Drain", "Swap"], title="Steps").to_markdown())
        **Disk full** on web_01
        <BLANKLINE>
        ### Steps
        <BLANKLINE>
        - Drain
        - Swap
        """
        from ..preview.documents import to_markdown

        return to_markdown(self)
