"""The elements of drawings. Text comes from outside and is escaped here; all else is numbers and our own names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .elements import Html, escaped, joined
from .style import COLOURS, SERIES

MUTED = COLOURS["muted"].light
_FILLS = {"ck-own": "currentColor", "ck-ink": COLOURS["ink"].light, "ck-faint": MUTED}


def number(value: float) -> str:
    """A coordinate, to five digits.

    >>> number(10.0), number(1 / 3), number(-0.00001)
    ('10', '0.33333', '-1e-05')
    """
    return f"{value:.5g}"


def words(
    x: float, y: float, content: str, names: str = "", *, anchor: str = "", size: float = 0, bold: bool = False,
    fill: str = ""
) -> Html:  # fmt: skip
    """A line of text at a point, in the colour of what it stands in.

    Its names give it another: ``ck-ink``, ``ck-faint``, or ``ck-own`` for the colour of its group.
    """
    fill = fill or next((colour for name, colour in _FILLS.items() if name in names), "")
    fill = f' fill="{fill}"' if fill else ""
    look = f' class="{names}"{fill}' if names else ""
    look += f' text-anchor="{anchor}"' if anchor else ""
    look += f' font-size="{size:g}"' if size else ""
    look += ' font-weight="600"' if bold else ""
    return Html(f'<text{look} x="{x:.5g}" y="{y:.5g}">{escaped(content)}</text>')


def tip(x: float, y: float, content: str, anchor: str = "middle") -> Html:
    """A value that is seen while its mark is pointed at or has the focus."""
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return Html(f'<text class="ck-tip" opacity="0"{anchored} x="{x:.5g}" y="{y:.5g}">{escaped(content)}</text>')


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


def group(children: Iterable[str | None], names: str) -> Html:
    """Elements of one class."""
    return Html(f'<g class="{names}">{joined(children)}</g>')


def coloured(place: int, children: Iterable[str | None], names: str = "ck-s") -> Html:
    """A group in the colour of the segment or category of a place."""
    at = place % len(SERIES)
    colour = SERIES[at].text.light if names == "ck-key" else SERIES[at].mark.light
    return Html(f'<g class="{names} ck-c{at + 1}" color="{colour}" fill="currentColor">{joined(children)}</g>')


def mark(hint: str, children: Sequence[str | None], *, focus: bool = True) -> Html:
    """What stands for a value: it tells of it when pointed at, and takes the focus where there are not too many."""
    stop = ' tabindex="0" role="img"' if focus else ""
    return Html(f'<g class="ck-m"{stop}><title>{escaped(hint)}</title>{joined(children)}</g>')
