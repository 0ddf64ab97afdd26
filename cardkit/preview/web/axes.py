"""What graphs stand on: the area of the values with its ticks, the labels under it, and the legend over it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..scales import Scale, shared, span, thinned
from .elements import Html
from .measure import SIZE, fitted, measured
from .svg import coloured, rule, swatch, words

if TYPE_CHECKING:
    from ...reading.libraries import Number

LINE = 16
"""The height of a line of text."""
PLOT = 180
"""The height of the area of the values."""
FOCUS = 40
"""Values up to which each takes the focus."""
_BREAK = re.compile(r"(?<=[\s-])")
_FEW, _LEAST = 10, 40  # labels that are rather cut than left out, and the units that this takes
_NAME = 150  # units that a name in a legend may take


class Axis(NamedTuple):
    """The vertical axis of a graph and all that stands on it, however wide it is drawn.

    `heights` tells how far up each value stands, from 0 to 1, and `texts` how it is written.
    """

    scale: Scale
    ticks: Sequence[tuple[float, str]]
    zero: float
    heights: Sequence[Sequence[float | None]]
    texts: Sequence[Sequence[str]]
    room: float


def axis_of(scale: Scale, values: Sequence[Sequence[Number | None]]) -> Axis:
    """The axis of rows of values."""
    written = scale.format
    ticks = [*zip(scale.places(scale.ticks), map(written.text, scale.ticks), strict=True)]
    present = [value for row in values for value in row if value is not None]
    places, told = iter(scale.places(present)), iter(written.texts(present))
    heights = [[None if value is None else next(places) for value in row] for row in values]
    texts = [["" if value is None else next(told) for value in row] for row in values]
    zero = min(max(scale.places([0])[0], 0.0), 1.0)
    return Axis(scale, ticks, zero, heights, texts, max([measured(text) for _, text in ticks]))


class Frame(NamedTuple):
    """The area of the values: from where to where it goes in a drawing, and the middle of each label's part."""

    width: int
    left: float
    right: float
    top: float
    height: float
    axis: Axis
    xs: Sequence[float]

    @property
    def base(self) -> float:
        """Where the area ends below."""
        return self.top + self.height

    @property
    def slot(self) -> float:
        """The width that a label has."""
        return (self.right - self.left) / max(1, len(self.xs))

    @property
    def zero(self) -> float:
        """The height of zero, or of the end of the axis that is nearest to it."""
        return self.base - self.height * self.axis.zero


def framed(
    axis: Axis, labels: Sequence[str], width: int, *, top: float, height: float, left: float, end: float = 2
) -> Frame:
    """The area from `left` on, with `end` units free behind it."""
    right = width - end
    slot = (right - left) / max(1, len(labels))
    return Frame(width, left, right, top, height, axis, [left + (at + 0.5) * slot for at in range(len(labels))])


def ticks(frame: Frame) -> list[Html]:
    """The ticks with their lines, but for that of zero, which is drawn last."""
    drawn: list[Html] = []
    for value, (place, text) in zip(frame.axis.scale.ticks, frame.axis.ticks, strict=True):
        y = frame.base - frame.height * place
        drawn.append(words(frame.left - 8, y + 4, text, anchor="end"))
        if value:
            drawn.append(rule(frame.left, frame.right, y))
    return drawn


def ground_line(frame: Frame) -> Html:
    """The line of zero, or that the area stands on."""
    return rule(frame.left, frame.right, frame.zero, "axis")


def y_axis_name(frame: Frame, y_axis: str | None) -> list[Html]:
    """The name of the vertical axis, above it."""
    return [words(0, frame.top - 22, fitted(y_axis, frame.width))] if y_axis else []


def label_line(frame: Frame, labels: Sequence[str], name: str | None, *, fold: bool) -> tuple[list[Html], float]:
    """The labels under the area, the name of their axis, and where these end.

    Labels without room are folded into two lines where `fold` asks for it, or lose what all begin with, which then
    stands beside the name of the axis, and thin out.
    """
    y = frame.base + LINE + 1
    texts, chosen = _thinned(labels, frame)
    if len(chosen) == len(labels):
        return _named(frame, _level(texts, chosen, frame, y), name, y)
    lines = _on_two_lines(labels, frame) if fold else []
    if lines:
        upper, lower = zip(*lines, strict=True)
        every, below = range(len(lines)), y + LINE - 2
        return _named(frame, [*_level(upper, every, frame, y), *_level(lower, every, frame, below)], name, below)
    common = shared(labels)
    texts, chosen = _thinned([label[len(common) :] for label in labels], frame)
    notes = [f"{common.rstrip()} …"] if common else []
    return _named(frame, _level(texts, chosen, frame, y), " · ".join([*notes, *([name] if name else [])]), y)


def _thinned(labels: Sequence[str], frame: Frame) -> tuple[list[str], list[int]]:
    """Labels cut to what the drawing can hold, and which of them have room beside one another."""
    texts = [fitted(label, frame.width * 0.8) for label in labels]
    return texts, thinned(frame.xs, [measured(text) for text in texts], frame.width)


def _on_two_lines(labels: Sequence[str], frame: Frame) -> list[list[str]]:
    """Each label on two lines; none at all where they do not fit on these.

    A few labels are rather cut, unless that makes two of them alike.
    """
    room = frame.slot - 6
    lines = [_folded(label, room) for label in labels]
    if all(lines):
        return lines
    if len(labels) > _FEW or frame.slot <= _LEAST:
        return []
    lines = [each or _cut(label, room) for label, each in zip(labels, lines, strict=True)]
    return lines if len({*map(tuple, lines)}) == len({*labels}) else []


def _folded(label: str, room: float) -> list[str]:
    """A label on two lines, the second of which may be empty; nothing where it does not fit on these."""
    if measured(label) <= room:
        return [label, ""]
    parts = _BREAK.split(label)
    for at in range(len(parts) - 1, 0, -1):
        lines = ["".join(parts[:at]).rstrip(), "".join(parts[at:])]
        if all(0 < measured(line) <= room for line in lines):
            return lines
    return []


def _cut(label: str, room: float) -> list[str]:
    """A label on two lines that are cut to their room."""
    start, *rest = _BREAK.split(label)
    return [fitted(start.rstrip(), room), fitted("".join(rest), room)]


def _level(texts: Sequence[str], chosen: Iterable[int], frame: Frame, y: float) -> list[Html]:
    return [_centred(texts[at], frame.xs[at], y, frame) for at in chosen if texts[at]]


def _named(frame: Frame, drawn: list[Html], name: str | None, y: float) -> tuple[list[Html], float]:
    if not name:
        return drawn, y + 6
    middle = (frame.left + frame.right) / 2
    return [*drawn, _centred(fitted(name, frame.width), middle, y + LINE + 2, frame)], y + LINE + 8


def _centred(text: str, x: float, y: float, frame: Frame) -> Html:
    """A text centred on a place, as far as the drawing allows."""
    start, end = span(x, measured(text), frame.width)
    return words((start + end) / 2, y, text, anchor="middle")


def legend(entries: Sequence[str], width: int, values: Sequence[str] = ()) -> tuple[list[Html], float]:
    """Names with the colours of their categories, in as many lines as they need, and the height of these.

    A value of each may stand behind its name.
    """
    drawn: list[Html] = []
    x, y = 0.0, float(SIZE)
    for place, name in enumerate(entries):
        text = fitted(name, _NAME)
        value = values[place] if values else ""
        start = 16 + measured(f"{text} " if value else text, bold=True)
        taken = start + measured(value)
        if x and x + taken > width:
            x, y = 0.0, y + LINE + 2
        drawn.append(coloured(place, [swatch(x, y), words(x + 16, y, text, "ck-own", bold=True)], "ck-key"))
        if value:
            drawn.append(words(x + start, y, value))
        x += taken + 14
    return drawn, y + 10
