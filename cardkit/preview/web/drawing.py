"""What charts and graphs are drawn with: text that fits, the legend, and the frame of a drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from .elements import Child, Html, element
from .style import COLOURS, FONT, SERIES, part, series

WIDTH = 400
"""The width of a drawing in its own units; it is shown up to 460 pixels wide."""
SIZE = 12
"""The height of text."""
_THIN, _BROAD = frozenset("iljtfrI.,'|!:;()[] "), frozenset("mwMW@%")


def measured(text: str, size: float = SIZE) -> float:
    """About how wide a text is, a little more than less: a drawing knows no fonts.

    >>> measured("ab", 10) < measured("AB", 10) < measured("漢字", 10) == 20
    True
    """
    return size * sum([_broad(letter) for letter in text])


def _broad(letter: str) -> float:
    if letter in _THIN:
        return 0.34
    if letter in _BROAD:
        return 0.88
    if letter > "\u02ff":
        return 1.0 if letter > "\u10ff" and east_asian_width(letter) in "WF" else 0.62
    return 0.68 if letter.isupper() else 0.58


def fitted(text: str, room: float, size: float = SIZE) -> str:
    """The text, cut where it is wider than its room."""
    if measured(text, size) <= room:
        return text
    end, used = 0, size
    while end < len(text) and (used := used + size * _broad(text[end])) <= room:
        end += 1
    return f"{text[:end].rstrip()}…"


def number(value: float) -> str:
    """A coordinate, to the hundredth.

    >>> number(10.0), number(1 / 3), number(-0.001)
    ('10', '0.33', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def words(
    x: float, y: float, text: str, *, anchor: str = "start", tone: str = "faint", room: float = WIDTH,
    size: float = SIZE, bold: bool = False, turn: float = 0, halo: bool = False
) -> Html:  # fmt: skip
    """A line of text at a point; where it does not fit in its room it is cut, and tells the whole when pointed at."""
    shown = fitted(text, room, size)
    attributes: dict[str, str | int | float | bool | None] = {
        "class": f"ck-{tone} ck-halo" if halo else f"ck-{tone}",
        "x": number(x),
        "y": number(y),
        "font-size": number(size),
        "fill": COLOURS["ink" if tone == "ink" else "muted"].light,
        "text-anchor": anchor if anchor != "start" else None,
        "font-weight": 600 if bold else None,
        "transform": f"rotate({number(turn)} {number(x)} {number(y)})" if turn else None,
    }
    return element("text", attributes, element("title", None, text) if shown != text else None, shown)


def coloured(place: int, *children: Child) -> Html:
    """A group in the colour of a segment or category."""
    colour = SERIES[place % len(SERIES)].light
    return element("g", {"class": series(place), "color": colour, "fill": "currentColor"}, *children)


class Drawing(NamedTuple):
    """What is drawn, how high it is, and what it tells those who do not see it."""

    height: float
    description: str
    children: Sequence[Child]

    def inline(self) -> Html:
        """The drawing within a card, which gives it its colours."""
        return self._framed({}, 0, self.children)

    def alone(self, style: Html) -> Html:
        """The drawing as a document of its own, on a ground, with a style that colours it."""
        margin = 16
        whole: dict[str, str | int] = {
            "x": -margin,
            "y": -margin,
            "width": WIDTH + 2 * margin,
            "height": number(self.height + 2 * margin),
        }
        ground = element("rect", {"class": "ck-ground", "fill": COLOURS["surface"].light, **whole})
        names = {"xmlns": "http://www.w3.org/2000/svg", "class": "ck-drawing"}
        return self._framed(names, margin, [style, ground, *self.children])

    def _framed(self, names: Mapping[str, str], margin: int, children: Sequence[Child]) -> Html:
        box = f"{-margin} {-margin} {WIDTH + 2 * margin} {number(self.height + 2 * margin)}"
        about = {"viewBox": box, "role": "img", "aria-label": self.description, "font-family": FONT}
        return element("svg", {**names, **about}, *children)


def marker(place: int, x: float, y: float, title: Child = None, size: float = 3.6) -> Html:
    """A point of a trend line: each category has a shape of its own."""
    hint = None if title is None else element("title", None, title)
    sides = (0, 4, 3, -4, -3)[place % 5]
    if not sides:
        return element("circle", {"cx": number(x), "cy": number(y), "r": size}, hint)
    start = math.pi / 4 if sides == 4 else -math.pi / 2 if sides != -3 else math.pi / 2
    corners = [start + turn * 2 * math.pi / abs(sides) for turn in range(abs(sides))]
    reach = size * (1.35 if abs(sides) == 3 else 1.25)
    points = " ".join([f"{number(x + reach * math.cos(at))},{number(y + reach * math.sin(at))}" for at in corners])
    return element("polygon", {"points": points}, hint)


def swatch(x: float, y: float) -> Html:
    """The square of a colour in a legend."""
    return element("rect", {"x": number(x), "y": number(y - 9), "width": 10, "height": 10, "rx": 2.5})


def legend(names: Sequence[str], *, points: bool) -> tuple[list[Html], float]:
    """The names of categories with their colours, in as many lines as they need, and the height of these."""
    drawn: list[Html] = []
    x, y = 0.0, 12.0
    for place, name in enumerate(names):
        shown = fitted(name, 150)
        width = 16 + measured(shown) + 14
        if x and x + width > WIDTH:
            x, y = 0.0, y + 19
        sign = marker(place, x + 5, y - 4) if points else swatch(x, y)
        drawn += [coloured(place, sign), words(x + 16, y, name, tone="ink", room=150)]
        x += width
    return drawn, y + 10


def figure(drawn: Drawing, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A drawing with its numbers as a table under it."""
    top = [element("th", {"scope": "col", "class": "ck-number" if at else None}, head) for at, head in enumerate(heads)]
    body = [element("tr", None, element("th", {"scope": "row"}, first), *map(_cell, others)) for first, *others in rows]
    table = part("table", "table", element("thead", None, element("tr", None, *top)), element("tbody", None, *body))
    scroll = part("div", "scroll", table, tabindex=0, role="group", aria_label="Numbers of the chart")
    return element(
        "figure", None, drawn.inline(), part("details", "numbers", element("summary", None, "Numbers"), scroll)
    )


def _cell(text: str) -> Html:
    return element("td", {"class": "ck-number"}, text)
