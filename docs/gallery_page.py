"""The gallery: each example is run, and a browser takes its picture in light and dark."""

from __future__ import annotations

import ast
import os
import re
import runpy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args
from urllib.parse import quote, urlsplit

from cardkit import Message, preview

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

HERE = Path(__file__).parent
EXAMPLES, MADE, PAGE = HERE / "gallery", HERE / "gallery_pictures", HERE / "gallery.md"
DRAWINGS = EXAMPLES / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
THEMES = [theme for theme in get_args(preview.Theme) if theme != "auto"]
_NAMES = "|".join([drawing.stem for drawing in DRAWINGS.glob("*.svg")])
_AT_EXAMPLE = re.compile(rf'(src|href)="https://example\.com/pictures/({_NAMES})\.png"')
_LINK_AGAIN = re.compile(
    r'(<a class="reference external image-reference" href="(#[^"]+)"><img [^>]+>)\s*</a>\s*<a [^>]*href="\2">'
)
SANDBOX = "http://127.0.0.1:8025"
HEAD = f"""# Gallery

Each of these cards was built by the code below it and drawn by [the preview](how-to/preview.md); the service's clients
draw them in their own way. Press one, copy its code, change the words, and it is yours. "Open in the sandbox" puts it
into the composer of [your sandbox](how-to/sandbox.md), which `cardkit sandbox` starts at {SANDBOX}.
"""


class Example(NamedTuple):
    """A file of the gallery: its title and sentence are those of its docstring."""

    name: str
    title: str
    sentence: str
    code: str
    message: Message


def gallery_page() -> str:
    """The page as Markdown; the pictures are written beside it, or stand in it as HTML where there is no browser."""
    examples = [_example(path) for path in sorted(EXAMPLES.glob("*.py"))]
    shutil.rmtree(MADE, ignore_errors=True)
    taken = _take(examples)
    return "\n".join([HEAD, *([_wall(examples)] if taken else []), *[_entry(one, taken=taken) for one in examples]])


def _example(path: Path) -> Example:
    source = path.read_text(encoding="utf-8")
    module = ast.parse(source)
    title, _, sentence = (ast.get_docstring(module) or "").partition("\n\n")
    code = "\n".join(source.splitlines()[module.body[0].end_lineno :])
    return Example(path.stem, title.rstrip("."), sentence, code.strip(), runpy.run_path(str(path))["message"])


def _wall(examples: list[Example]) -> str:
    """All cards at a glance, each leading to its code."""
    pictures = [_pictures(example, f"#{_anchor(example)}") for example in examples]
    return "\n".join([":::{container} wall", *pictures, ":::\n"])


def _anchor(example: Example) -> str:
    """The address of an entry on the page."""
    return re.sub(r"[^a-z0-9]+", "-", example.title.lower()).strip("-")


def _entry(example: Example, *, taken: bool) -> str:
    shown = _pictures(example) if taken else f"```{{raw}} html\n{preview.html(example.message)}\n```\n"
    body = quote(example.message.to_json(), safe="")
    link = f'<p class="sandbox-link"><a href="{SANDBOX}/#compose={body}">Open in the sandbox</a></p>'
    code = f"```python\n{example.code}\n```\n\n```{{raw}} html\n{link}\n```\n"
    return f"## {example.title}\n\n{example.sentence}\n\n{shown}\n{code}"


def _pictures(example: Example, target: str = "") -> str:
    """The pictures of a card, one for each theme; as links to a place on the page where there is one."""
    option = f':target: "{target}"\n' if target else ":width: 560px\n"
    return "\n".join(
        [
            f"```{{image}} {MADE.name}/{_file(example, theme)}\n:alt: {example.title}, as a card\n"
            f"{option}:class: only-{theme}\n```\n"
            for theme in THEMES
        ]
    )


def _file(example: Example, theme: str) -> str:
    return f"{example.name}-{theme}.png"


def _take(examples: list[Example]) -> bool:
    """Take all pictures, or none where there is no browser."""
    with browser() as page:
        if page is None:
            return False
        for example in examples:
            for theme in THEMES:
                page.set_content(preview.page(example.message, theme=theme))
                page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
                page.locator(".cardkit").screenshot(path=MADE / _file(example, theme))
    return True


def chromium() -> str | None:
    """Where the browser is: what CARDKIT_CHROMIUM says, or else what is found."""
    return os.environ.get("CARDKIT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def browser() -> Iterator[Page | None]:
    """A page of Chromium that has no network, only the drawings; None where Chromium or Playwright is not installed."""
    path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*SWITCHES])
        page = running.new_page(viewport={"width": 600, "height": 2400}, device_scale_factor=2)
        page.context.route("**/*", _answer)
        yield page
        running.close()


def _answer(route: Route) -> None:
    """Answer a request for a picture with the drawing of its name, and no other."""
    drawing = DRAWINGS / f"{Path(urlsplit(route.request.url).path).stem}.svg"
    if drawing.exists():
        route.fulfill(path=drawing, content_type="image/svg+xml")
    else:
        route.abort()


def with_drawings(_app: Any, _page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Let a page show the drawings where it names a picture at example.com, and a card's two pictures be one link."""

    def local(found: re.Match[str]) -> str:
        return f'{found[1]}="{context["pathto"](f"_static/{found[2]}.svg", 1)}"'

    if "body" in context:
        context["body"] = _LINK_AGAIN.sub(r"\1", _AT_EXAMPLE.sub(local, context["body"]))
