"""A page in the browser of whoever sits at the machine."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

from ..errors import ConfigurationError


def opened(page: str) -> Path:
    """Write a page to a file that only this user may read, and open it.

    The file is ``card.html``, in UTF-8, in a fresh folder among the system's temporary ones. It stays, since a browser
    reads it when it likes.

    Args:
        page: the HTML.

    Returns:
        Where the page lies.

    Raises:
        ConfigurationError: no browser can be opened.
    """
    path = Path(tempfile.mkdtemp(prefix="cardkit-")) / "card.html"
    path.write_text(page, encoding="utf-8", newline="\n")
    browse(path)
    return path


def browse(path: Path) -> None:
    """Open a file in the browser.

    Raises:
        ConfigurationError: no browser can be opened.
    """
    if not webbrowser.open(path.resolve().as_uri()):
        raise ConfigurationError(
            f"no browser can be opened here; the page lies at {path}: open it yourself, or name a browser in the "
            "environment variable BROWSER"
        )
