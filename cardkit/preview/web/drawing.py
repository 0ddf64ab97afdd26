"""A drawing within a card and on its own, and the figure that it makes with its numbers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .elements import Html, Tag, element, escaped
from .style import COLOURS, FONT, INLINE, drawing_style, part, styled_tag
from .svg import MUTED

WIDE, NARROW = 480, 300
"""The widths of a drawing in its own units: as it fills a card, and as it fills one on a telephone."""
_ROW, _HEAD = Tag("tr", {"style": INLINE["row"]}), Tag("thead")
_NAME, _COLUMN = styled_tag("th", "figured", scope="col"), styled_tag("th", "figures", scope="col")
_LABEL, _FIGURE = styled_tag("th", "figured", scope="row"), styled_tag("td", "figures")
_TABLE, _NUMBERS = styled_tag("table", "table"), styled_tag("details", "numbers")
_SCROLL = styled_tag("div", "scroll", tabindex=0, role="group", aria_label="Numbers of the chart")
_SUMMARY = element("summary", None, "Numbers")


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
        return Html(f"<svg {names} {_TEXT}>{title}{drawing_style(theme)}{ground}{self.content}</svg>")


_TEXT = f'font-family="{FONT}" font-size="12" fill="{MUTED}"'
_FULL = 'width="100%" height="100%"'


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
