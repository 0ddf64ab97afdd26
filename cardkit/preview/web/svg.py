"""Drawings in SVG: their elements, a drawing of these, and the figure that it makes with its numbers.

Text comes from outside and is escaped here; all else is numbers and our own names.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .elements import Html, Tag, element, escaped, part, styled_tag, stylesheet
from .measure import measured
from .style import COLOURS, FONT, INLINE, SERIES, drawing_css

WIDE, NARROW = 480, 300
"""The widths of a drawing in its own units: as it fills a card, and as it fills one on a telephone."""
_MUTED = COLOURS["muted"].light
_FILLS = {"ck-own": "currentColor", "ck-ink": COLOURS["ink"].light, "ck-faint": _MUTED}
_TEXT = f'font-family="{FONT}" font-size="12" fill="{_MUTED}"'
_FULL = 'width="100%" height="100%"'
_ROW, _HEAD = Tag("tr", {"style": INLINE["row"]}), Tag("thead")
_NAME, _COLUMN = styled_tag("th", "figured", scope="col"), styled_tag("th", "figures", scope="col")
_LABEL, _FIGURE = styled_tag("th", "figured", scope="row"), styled_tag("td", "figures")
_TABLE, _NUMBERS = styled_tag("table", "table"), styled_tag("details", "numbers")
_SCROLL = styled_tag("div", "scroll", tabindex=0, role="group", aria_label="Numbers of the chart")
_SUMMARY = element("summary", None, "Numbers")


def words(
    x: float, y: float, content: str, names: str = "", *, anchor: str = "", size: float = 0, bold: bool = False,
    fill: str = ""
) -> Html:  # fmt: skip
    """A line of text at a point, in the colour of what it stands in.

    Its names give it another: ``ck-ink``, ``ck-faint``, or ``ck-own`` for the colour of its group.
    """
    return Html(f'<text{_look(names, anchor, size, bold, fill)} x="{x:.5g}" y="{y:.5g}">{escaped(content)}</text>')


@lru_cache(256)
def _look(names: str, anchor: str, size: float, bold: bool, fill: str) -> str:
    fill = fill or next((colour for name, colour in _FILLS.items() if name in names), "")
    look = f' class="{names}"' if names else ""
    look += f' fill="{fill}"' if fill else ""
    look += f' text-anchor="{anchor}"' if anchor else ""
    look += f' font-size="{size:.4g}"' if size else ""
    return f'{look} font-weight="600"' if bold else look


def tip(x: float, y: float, content: str, width: int) -> Html:
    """A value that is seen while its mark is pointed at or has the focus, kept within the width of the drawing."""
    half = measured(content, bold=True) / 2
    middle = min(max(x, half), width - half)
    look = 'class="ck-tip" opacity="0" text-anchor="middle"'
    return Html(f'<text {look} x="{middle:.5g}" y="{y:.5g}">{escaped(content)}</text>')


def path(d: str, names: str = "", style: str = "") -> Html:
    """A path; `style` holds attributes of its own."""
    look = f' class="{names}"' if names else ""
    return Html(f'<path{look}{" " if style else ""}{style} d="{d}"/>')


def rule(x1: float, x2: float, y: float, kind: str = "grid", dash: str = "") -> Html:
    """A level line: of the grid, or of the axis."""
    colour = COLOURS["axis" if kind == "axis" else "line"].light
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return Html(f'<path class="ck-{kind}" stroke="{colour}"{dashes} d="M{x1:.5g} {y:.5g}H{x2:.5g}"/>')


def dot(x: float, y: float, radius: float, names: str = "", style: str = "") -> Html:
    """A round mark."""
    look = f' class="{names}"' if names else ""
    return Html(f'<circle{look} cx="{x:.5g}" cy="{y:.5g}" r="{radius:g}"{" " if style else ""}{style}/>')


def swatch(x: float, y: float) -> Html:
    """The square of a colour beside a name whose line stands at `y`."""
    return Html(f'<rect x="{x:.5g}" y="{y - 9:.5g}" width="10" height="10" rx="3"/>')


def group(children: Iterable[Html], names: str) -> Html:
    """Elements of one class."""
    return Html(f'<g class="{names}">{"".join(children)}</g>')


def coloured(place: int, children: Iterable[Html], names: str = "ck-s") -> Html:
    """A group in the colour of the segment or category of a place."""
    at = place % len(SERIES)
    colour = SERIES[at].text.light if names == "ck-key" else SERIES[at].mark.light
    return Html(f'<g class="{names} ck-c{at + 1}" color="{colour}" fill="currentColor">{"".join(children)}</g>')


def mark(hint: str, children: Iterable[Html], *, focus: bool = True) -> Html:
    """What stands for a value: it tells of it when pointed at, and takes the focus where there are not too many."""
    stop = ' tabindex="0" role="img"' if focus else ""
    return Html(f'<g class="ck-m"{stop}><title>{escaped(hint)}</title>{"".join(children)}</g>')


def moved(to: tuple[float, float], content: Html) -> Html:
    """Elements that stand together at a place of their own; nothing where there are none."""
    return Html(f'<g transform="translate({to[0]:.5g} {to[1]:.5g})">{content}</g>' if content else "")


class Drawing(NamedTuple):
    """What is drawn, how large it is, and what it tells those who do not see it."""

    width: int
    height: float
    name: str
    content: Html

    def live(self, size: str) -> Html:
        """The drawing within a card, which gives it its colours."""
        about = f'class="ck-drawing ck-{size}" viewBox="0 0 {self.width} {self.height:.5g}"'
        return Html(f'<svg {about} role="group" aria-label="{escaped(self.name)}" {_TEXT}>{self.content}</svg>')

    def still(self, description: str) -> Html:
        """The drawing as a picture in its light colours, for where no drawing may stand."""
        size = f'width="{self.width}" height="{self.height:.0f}"'
        box = f'viewBox="0 0 {self.width} {self.height:.5g}"'
        text = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} {_TEXT}>{self.content}</svg>'
        source = Html(f"data:image/svg+xml;base64,{b64encode(text.encode()).decode()}")
        return part("img", "still", src=source, alt=description, width=self.width, height=round(self.height))

    def alone(self, theme: str, description: str) -> Html:
        """The drawing as a document of its own, on a ground, with the colours of a theme."""
        margin = 16
        box = f"{-margin} {-margin} {self.width + 2 * margin} {self.height + 2 * margin:.5g}"
        ground = f'<rect class="ck-ground" fill="{COLOURS["surface"].light}" x="{-margin}" y="{-margin}" {_FULL}/>'
        title = element("title", None, description)
        names = f'xmlns="http://www.w3.org/2000/svg" class="ck-drawing ck-{theme}" viewBox="{box}" role="img"'
        return Html(f"<svg {names} {_TEXT}>{title}{stylesheet(drawing_css(theme))}{ground}{self.content}</svg>")


class Figure(NamedTuple):
    """A chart or a graph: what draws it at a width, what it tells, and its numbers in rows under their heads."""

    draw: Callable[[int], Drawing]
    description: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def html(self) -> Html:
        """The drawing with its numbers as a table under it.

        The drawing stands there as a picture, for hosts that take drawings away, and live: wide and narrow. The
        stylesheet shows one of the three.
        """
        wide = self.draw(WIDE)
        live = part("div", "live", wide.live("wide"), self.draw(NARROW).live("narrow"))
        return part("figure", "figure", wide.still(self.description), live, self._numbers())

    def svg(self, theme: str) -> Html:
        """The drawing alone."""
        return self.draw(WIDE).alone(theme, self.description)

    def _numbers(self) -> Html:
        """The numbers of the drawing, as a table that opens."""
        name, *others = self.heads
        top = _HEAD(_ROW(_NAME(name), *map(_COLUMN, others)))
        body = element("tbody", None, *[_ROW(_LABEL(label), *map(_FIGURE, figures)) for label, *figures in self.rows])
        return _NUMBERS(_SUMMARY, _SCROLL(_TABLE(top, body)))
