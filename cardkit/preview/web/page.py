"""A whole message as a fragment of HTML, as a page of its own, and as one in the browser."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from ...errors import ConfigurationError
from ...errors.wording import cut
from ...reading.json import encode
from ...reading.place import Json
from ..issues import IssueIndex
from ..views import CardView, MessageView, SectionView, first
from .buttons import buttons
from .card import content, further, header, notes, notes_about, summary
from .elements import Html, element, joined, part, picture, stylesheet
from .slides import slide
from .style import COLOURS, INLINE, card_css, read_theme
from .text import prose

_POLICY = "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'"
_LONGEST = 60  # characters of a title of the page, and of the value of a further key


def fragment(view: MessageView, theme: str) -> Html:
    """The message with its styles, for a page of any kind.

    Raises:
        ConfigurationError: there is no such theme.
    """
    read_theme(theme)
    issues = IssueIndex(view.issues)
    return element(
        "div",
        {"class": "cardkit", "data-theme": theme, "style": INLINE["message"]},
        stylesheet(card_css()),
        *_message(view, issues),
    )


def whole(view: MessageView, theme: str) -> str:
    """The message as a page."""
    message = fragment(view, theme)
    title = (view.card and view.card.title) or view.text or ""
    ground = COLOURS["page"]
    scheme = "light dark" if theme == "auto" else theme
    rules = (
        f":root{{color-scheme:{scheme}}}body{{margin:0;background:light-dark({ground.light},{ground.dark})}}"
        "@media print{:root{color-scheme:light}}"
        "main{max-width:576px;margin:0 auto;padding:24px 8px}"
        "h1{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}"
    )
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        element("title", None, cut(title.strip().partition("\n")[0], _LONGEST) or "Message"),
        stylesheet(rules),
    )
    main = element("main", None, element("h1", None, "Preview of a message"), message)
    return f"<!doctype html>\n{element('html', {'lang': 'en'}, head, element('body', None, main))}\n"


def facts(title: str, values: Mapping[str, object]) -> str:
    """A fragment of HTML: a card with a title, and the values that are there.

    >>> "message id" in facts("Receipt", {"message id": "17", "chat id": None})
    True
    """
    fields = [(name, str(value)) for name, value in values.items() if value is not None]
    return str(fragment(MessageView(card=CardView(title, sections=[SectionView(None, fields)])), "auto"))


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
    if sys.platform == "emscripten":
        raise ConfigurationError(
            f"a browser cannot open {path}, a file of the Python that runs within it; leave the message at the end of "
            "a cell, or show preview.page(message) in a frame"
        )
    import webbrowser

    if not webbrowser.open(path.resolve().as_uri()):
        raise ConfigurationError(
            f"no browser can be opened here; the page lies at {path}: open it yourself, or name a browser in the "
            "environment variable BROWSER"
        )


def _message(view: MessageView, issues: IssueIndex) -> Iterable[Html | None]:
    yield summary(issues)
    yield _bot(view)
    yield notes_about(issues, "/bot")
    if view.text is not None:
        yield _text(view)
    yield notes_about(issues, "/text")
    yield notes_about(issues, "/references")
    yield _card(view, issues)
    yield buttons(view.buttons, "below", "/buttons")
    yield further(view.buttons, "buttons")
    yield notes_about(issues, "/buttons")
    if view.extra:
        extra = [*view.extra.items()]
        yield part("div", "keys muted", *[_extra_key(name, value) for name, value in first(extra)])
        yield further(extra, "keys")
    yield notes(issues, issues.rest())


def _bot(view: MessageView) -> Html | None:
    """Who it is from, where a bot is named."""
    if view.bot is None:
        return None
    name, image = view.bot
    initial = next((letter for letter in name if letter.isalnum()), "?").upper()
    shown = initial if image is None else picture(image, "face", initial)
    face = part("span", "avatar", shown, aria_hidden="true")
    return part("div", "from", face, part("bdi", "who", name), part("span", "tag", "bot"), data_path="/bot")


def _text(view: MessageView) -> Html:
    tint = f"text tinted {view.background}" if view.background else "text"
    return part("div", tint, prose(view.text or "", view.references, markup=view.markup), data_path="/text")


def _card(view: MessageView, issues: IssueIndex) -> Html | None:
    """The card with all that stands in it; without one, the slides in a frame of their own."""
    card = view.card or CardView()
    head = header(card) if view.card else None
    level = 3 if head else 2
    parts = [
        head,
        notes_about(issues, "/card"),
        *content(card, issues, level),
        *[slide(seen, issues, level) for seen in first(view.slides)],
        further(view.slides, "slides"),
        buttons(card.buttons, "buttons", "/card/buttons"),
        further(card.buttons, "buttons"),
        notes_about(issues, "/card/buttons"),
    ]
    if not any(parts):
        return None
    return part("div", f"card {card.theme}" if card.theme in {"poll", "prompt"} else "card", joined(parts))


def _extra_key(name: str, value: Json) -> Html:
    shown = cut(value if isinstance(value, str) else encode(value), _LONGEST)
    return element("div", None, f"{name}: ", part("code", "inline", shown))
