"""A whole message as a fragment of HTML, and as a page of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..bounds import first
from ..reading import Framed, Notes, Reading
from .buttons import buttons
from .card import content, found, further, header, listed
from .elements import Html, document, element, joined, stylesheet
from .links import picture
from .slides import slide
from .style import COLOURS, INLINE, card_style, part, read_theme
from .text import prose

_POLICY = "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'"
_LONGEST = 60  # characters of a title of the page, and of the value of a further key


def fragment(reading: Reading, theme: str) -> Html:
    """The message with its styles, for a page of any kind.

    Raises:
        ConfigurationError: there is no such theme.
    """
    read_theme(theme)
    notes = Notes(reading.issues)
    return element(
        "div",
        {"class": "cardkit", "data-theme": theme, "style": INLINE["message"]},
        card_style(),
        *_message(reading, notes),
    )


def whole(reading: Reading, theme: str) -> str:
    """The message as a page."""
    message = fragment(reading, theme)
    title = (reading.card and reading.card.title) or reading.text or "Message"
    ground = COLOURS["page"]
    scheme = "light dark" if theme == "auto" else theme
    rules = (
        f":root{{color-scheme:{scheme}}}body{{margin:0;background:light-dark({ground.light},{ground.dark})}}"
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
        element("title", None, _cut(title.strip().partition("\n")[0])),
        stylesheet(rules),
    )
    main = element("main", None, element("h1", None, "Preview of a message"), message)
    return document(element("html", {"lang": "en"}, head, element("body", None, main)))


def _message(reading: Reading, notes: Notes) -> Iterable[Html | None]:
    yield _writer(reading)
    yield found(notes, "/bot")
    if reading.text is not None:
        yield _text(reading)
    yield found(notes, "/text")
    yield found(notes, "/references")
    yield _card(reading, notes)
    if reading.buttons:
        yield buttons(reading.buttons, "below", "/buttons")
        yield further(reading.buttons, "button", "buttons")
    yield found(notes, "/buttons")
    if reading.extra:
        extra = [*reading.extra.items()]
        yield part("div", "muted", *[_further(name, text) for name, text in first(extra)])
        yield further(extra, "key", "keys")
    yield listed(notes.rest())


def _writer(reading: Reading) -> Html | None:
    """Who it is from, where a bot is named."""
    if reading.bot is None:
        return None
    name, image = reading.bot
    initial = next((letter for letter in name if letter.isalnum()), "?").upper()
    face = part("span", "avatar", initial if image is None else picture(image, "face", ""), aria_hidden="true")
    tag = part("span", "tag", "bot")
    return part("div", "from", face, element("span", {"dir": "auto"}, name), tag, data_path="/bot")


def _text(reading: Reading) -> Html:
    tint = f"text tinted {reading.background}" if reading.background else "text"
    return part("div", tint, prose(reading.text or "", reading.references, markup=reading.markup), data_path="/text")


def _card(reading: Reading, notes: Notes) -> Html | None:
    """The card with all that stands in it; without one, the slides in a frame of their own."""
    card = reading.card or Framed(None, None, None, (), (), ())
    parts = [
        header(card) if reading.card else None,
        found(notes, "/card"),
        *content(card, notes),
        *[slide(seen, notes) for seen in first(reading.slides)],
        further(reading.slides, "slide", "slides"),
        buttons(card.buttons, "buttons", "/card/buttons") if card.buttons else None,
        further(card.buttons, "button", "buttons"),
        found(notes, "/card/buttons"),
    ]
    if not any(parts):
        return None
    return part("div", f"card {card.theme}" if card.theme in {"poll", "prompt"} else "card", joined(parts))


def _further(name: str, text: str) -> Html:
    value = json.loads(text)
    shown = value if isinstance(value, str) else text
    return element("div", None, f"{name}: ", element("code", None, _cut(shown)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
