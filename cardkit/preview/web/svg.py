"""The elements of drawings. Text comes from outside and is escaped here; all else is numbers and our own names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from .elements import Html, escaped
from .measure import measured
from .style import COLOURS, SERIES

Point: TypeAlias = tuple[float, float]
MUTED = COLOURS["muted"].light
_FILLS = {"ck-own": "currentColor", "ck-ink": COLOURS["ink"].light, "ck-faint": MUTED}


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


def moved(to: Point, children: Iterable[Html]) -> Html:
    """Elements that stand together at a place of their own; nothing where there are none."""
    inner, (x, y) = "".join(children), to
    return Html(f'<g transform="translate({x:.5g} {y:.5g})">{inner}</g>' if inner else "")
