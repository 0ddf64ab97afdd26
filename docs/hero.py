"""The picture on top of the README and the documentation: a chain, and the card it makes.

``python docs/hero.py`` runs ``hero_example.py`` and takes the pictures in light and dark, wide and narrow. In each PNG
stands a digest of the page it was taken of, so that a test can tell a picture that has become wrong.
"""

from __future__ import annotations

import hashlib
import runpy
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from gallery_page import THEMES, browser
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from cardkit import preview

HERE = Path(__file__).parent
EXAMPLE, PICTURES, README = HERE / "hero_example.py", HERE / "pictures", HERE.parent / "README.md"
STYLES = {"light": "friendly", "dark": "github-dark"}
CSS = (HERE / "hero.css").read_text(encoding="utf-8")
_KEY = b"cardkit-page"


class Picture(NamedTuple):
    """One picture: its theme, its name, its width in CSS pixels, and the page it is taken of."""

    theme: str
    name: str
    width: int
    page: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return PICTURES / f"{self.name}.png"

    @property
    def digest(self) -> str:
        """What tells the page from any other."""
        return hashlib.sha256(f"{self.width}\n{self.page}".encode()).hexdigest()


def pictures() -> Iterator[Picture]:
    """The pictures as they are to be: one for each theme, wide and narrow."""
    for theme in THEMES:
        page = _page(theme)
        yield Picture(theme, f"hero-{theme}", 1200, page)
        yield Picture(theme, f"hero-{theme}-narrow", 480, page)
        yield Picture(theme, f"first-{theme}", 460, _card(theme))


def _card(theme: str) -> str:
    """The card of the README's first example alone."""
    names: dict[str, Any] = {}
    exec(README.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0], names)  # noqa: S102
    card = preview.html(names["alert"], theme=theme)  # type: ignore[arg-type]
    return f"<!doctype html><meta charset=utf-8><style>{CSS}</style><body class={theme}><main class=card>{card}</main>"


def _page(theme: str) -> str:
    """The chain beside its card, or above it where the page is narrow."""
    code = EXAMPLE.read_text(encoding="utf-8")
    message = runpy.run_path(str(EXAMPLE))["message"]
    formatter = HtmlFormatter(style=STYLES[theme], noclasses=True, nobackground=True)
    chain = highlight(code, PythonLexer(), formatter)
    card = preview.html(message, theme=theme)  # type: ignore[arg-type]
    head = f"<!doctype html><meta charset=utf-8><style>{CSS}</style>"
    return f"{head}<body class={theme}><main>{chain}<section>{card}</section></main>"


def taken(picture: Picture) -> str | None:
    """The digest within the PNG of a picture."""
    data = picture.path.read_bytes()
    start = data.find(b"tEXt" + _KEY + b"\0")
    return None if start < 0 else data[start + 5 + len(_KEY) :][:64].decode()


def _marked(png: bytes, digest: str) -> bytes:
    """A PNG with a text chunk behind its header."""
    body = b"tEXt" + _KEY + b"\0" + digest.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with browser() as page:
        if page is None:
            raise SystemExit("there is no Chromium: apt-get install chromium")
        for picture in pictures():
            page.set_viewport_size({"width": picture.width, "height": 600})
            page.set_content(picture.page)
            shot = page.locator("main").screenshot()
            picture.path.write_bytes(_marked(shot, picture.digest))


if __name__ == "__main__":
    main()
