"""A drawing within a card and on its own, and the figure that it makes with its numbers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from .elements import Html, Tag, element, escaped, joined
from .style import COLOURS, FONT, INLINE, part, styled_tag
from .svg import MUTED

WIDE, NARROW = 480, 300
"""The widths of a drawing in its own units: as it fills a card, and as it fills one on a telephone."""
_ROW = Tag("tr", {"style": INLINE["row"]})


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
        source = f"data:image/svg+xml;base64,{b64encode(text.encode()).decode()}"
        return part("img", "still", src=source, alt=description, width=self.width, height=round(self.height))

    def alone(self, style: Html, description: str) -> Html:
        """The drawing as a document of its own, on a ground, with a style that colours it."""
        margin = 16
        box = f"{-margin} {-margin} {self.width + 2 * margin} {self.height + 2 * margin:.5g}"
        ground = f'<rect class="ck-ground" fill="{COLOURS["surface"].light}" x="{-margin}" y="{-margin}" {_FULL}/>'
        title = element("title", None, description)
        names = f'xmlns="http://www.w3.org/2000/svg" class="ck-drawing" viewBox="{box}" role="img"'
        return Html(f"<svg {names} {_TEXT}>{title}{style}{ground}{self.content}</svg>")


_TEXT = f'font-family="{FONT}" font-size="12" fill="{MUTED}"'
_FULL = 'width="100%" height="100%"'


def figure(
    draw: Callable[[int], Drawing], description: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> Html:
    """A drawing with its numbers as a table under it.

    The drawing stands there as a picture, for hosts that take drawings away, and live: wide and narrow. The stylesheet
    shows one of the three.
    """
    wide = draw(WIDE)
    live = part("div", "live", wide.live("wide"), draw(NARROW).live("narrow"))
    return element("figure", None, wide.still(description), live, numbers(heads, rows))


def numbers(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """The numbers of a drawing, as a table that opens."""
    name, *others = heads
    top = [styled_tag("th", "figured", scope="col")(name), *map(styled_tag("th", "figures", scope="col"), others)]
    body = joined([_row(row) for row in rows])
    table = part("table", "table", element("thead", None, _ROW(*top)), element("tbody", None, body))
    scroll = styled_tag("div", "scroll", tabindex=0, role="group", aria_label="Numbers of the chart")(table)
    return part("details", "numbers", element("summary", None, "Numbers"), scroll)


def _row(cells: Sequence[str]) -> Html:
    name, *others = cells
    return _ROW(styled_tag("th", "figured", scope="row")(name), *map(styled_tag("td", "figures"), others))
