"""Bars, stacked bars and trend lines over their labels, with axes, ticks and a legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..bounds import CATEGORIES, first
from ..numbers import Scale, scale, shown, stacked, tick
from ..slots import Slot, Values, slots_of
from .card import further
from .drawing import WIDTH, Drawing, coloured, figure, legend, marker, measured, number, words
from .elements import Html, element, joined
from .style import COLOURS

if TYPE_CHECKING:
    from ...slides import Graph
    from ...values import Number

_PLOT = 170  # the height of the area of the values
_WIDEST = 44  # of a bar
_FEW = 10  # bars that have their values above them
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4")


class Frame(NamedTuple):
    """The area of the values, and what stands where in it."""

    left: float
    top: float
    places: Mapping[Slot, int]
    scale: Scale

    @property
    def slot(self) -> float:
        """The width that a label has."""
        return (WIDTH - 4 - self.left) / max(1, len(self.places))

    def x(self, place: int) -> float:
        """The middle of a label's part."""
        return self.left + (place + 0.5) * self.slot

    def y(self, value: Number) -> float:
        """The height of a value."""
        return self.top + _PLOT * (1 - self.scale.place(value))


def graph(slide: Graph) -> Html:
    """A graph with its numbers; the first of its labels, where there are too many."""
    categories = first(slide.categories, CATEGORIES)
    every, found = slots_of(categories)
    slots = first(every)
    values = [{slot: each[slot] for slot in slots if slot in each} for each in found]
    heads = (slide.x_axis or "Label", *[name for name, _ in categories])
    rows = [(slot[0], *[shown(each[slot]) if slot in each else "-" for each in values]) for slot in slots]
    return joined([figure(_drawing(slide, categories, slots, values), heads, rows), further(every, "label", "labels")])


def graph_drawing(slide: Graph) -> Drawing:
    """The drawing alone."""
    return _drawing(slide, slide.categories, *slots_of(slide.categories))


def _drawing(slide: Graph, categories: Categories, slots: Sequence[Slot], values: Sequence[Values]) -> Drawing:
    preview, title, x_axis, y_axis = slide.preview, slide.title, slide.x_axis, slide.y_axis
    names, height = legend([name for name, _ in categories], points=preview == "trend")
    places = {slot: at for at, slot in enumerate(slots)}
    frame = Frame(0, height + 8, places, _scale(preview, slots, values))
    ticks = [tick(value, frame.scale.ticks) for value in frame.scale.ticks]
    frame = frame._replace(left=max([measured(text, 11) for text in ticks]) + (22 if y_axis else 4) + 6)
    labels, bottom = _labels(frame)
    drawn = [*names, *_grid(frame, ticks), *_KINDS.get(preview or "", _bars)(frame, values, categories), *labels]
    if y_axis:
        middle = frame.top + _PLOT / 2
        drawn.append(words(11, middle, y_axis, anchor="middle", room=_PLOT + 20, turn=-90))
    if x_axis:
        bottom += 20
        drawn.append(words((frame.left + WIDTH) / 2, bottom, x_axis, anchor="middle"))
    told = "; ".join(
        [
            f"{name}: {', '.join([f'{label} {shown(value)}' for (label, _), value in each.items()])}"
            for (name, _), each in zip(categories, values, strict=True)
        ]
    )
    kind = (preview or "vertical_bar").replace("_", " ")
    return Drawing(bottom + 8, f"{kind} graph{f' {title}' if title else ''}: {told or 'no values'}", drawn)


def _scale(preview: str | None, slots: Sequence[Slot], values: Sequence[Values]) -> Scale:
    every = [value for each in values for value in each.values()]
    if preview == "vertical_stacked_bar":
        return scale(
            [end for slot in slots for _, pair in stacked([each.get(slot) for each in values]) for end in pair]
        )
    return scale(every, zero=preview != "trend")


def _grid(frame: Frame, ticks: Sequence[str]) -> Iterator[Html]:
    for value, text in zip(frame.scale.ticks, ticks, strict=True):
        y = number(frame.y(value))
        look = "axis" if not value else "grid"
        colour = COLOURS["axis" if not value else "line"].light
        yield element(
            "line",
            {"class": f"ck-{look}", "stroke": colour, "x1": number(frame.left), "x2": WIDTH, "y1": y, "y2": y},
        )
        yield words(frame.left - 6, frame.y(value) + 4, text, anchor="end", size=11)


def _labels(frame: Frame) -> tuple[list[Html], float]:
    """The labels under the area, turned where they have no room, and where they end."""
    base = frame.top + _PLOT
    widest = max([measured(label, 11) for label, _ in frame.places], default=0)
    if widest <= frame.slot - 4:
        level = [
            words(frame.x(at), base + 17, label, anchor="middle", size=11) for at, (label, _) in enumerate(frame.places)
        ]
        return level, base + 17
    room = min(92.0, widest + 2)
    every = max(1, -(-13 // int(max(1, frame.slot))))
    turned = [
        words(
            frame.x(at) + 4,
            base + 14,
            label,
            anchor="end",
            size=11,
            turn=-40,
            room=min(room, (frame.x(at) - 2) / 0.77),
        )
        for at, (label, _) in enumerate(frame.places)
        if at % every == 0
    ]
    return turned, base + 14 + 0.66 * room


def _bars(frame: Frame, values: Sequence[Values], categories: Sequence[tuple[str, object]]) -> Iterator[Html]:
    width = min(_WIDEST, frame.slot * 0.78 / max(1, len(values)))
    few = sum(map(len, values)) <= _FEW
    for place, each in enumerate(values):
        bars: list[Html] = []
        for slot, value in each.items():
            x = frame.x(frame.places[slot]) + (place - len(values) / 2) * width
            bars.append(_bar(frame, x, width, (0, value), _hint(categories[place][0], slot, value)))
            if few and measured(shown(value), 11) <= width + 10:
                y = frame.y(value) + (13 if value < 0 else -4)
                yield words(x + width / 2, y, shown(value), anchor="middle", size=11, halo=True)
        yield coloured(place, *bars)


def _stacks(frame: Frame, values: Sequence[Values], categories: Sequence[tuple[str, object]]) -> Iterator[Html]:
    width = min(_WIDEST, frame.slot * 0.7)
    bars: list[list[Html]] = [[] for _ in values]
    for at, slot in enumerate(frame.places):
        for place, ends in stacked([each.get(slot) for each in values]):
            hint = _hint(categories[place][0], slot, values[place][slot])
            bars[place].append(_bar(frame, frame.x(at) - width / 2, width, ends, hint))
    for place, each in enumerate(bars):
        yield coloured(place, *each)


def _bar(frame: Frame, x: float, width: float, ends: tuple[Number, Number], hint: str) -> Html:
    top, bottom = sorted([frame.y(ends[0]), frame.y(ends[1])])
    attributes: dict[str, str | int | float | bool | None] = {
        "class": "ck-gap",
        "stroke": COLOURS["surface"].light,
        "stroke-width": number(min(1, width / 8)),
        "x": number(x),
        "y": number(top),
        "width": number(width),
        "height": number(bottom - top),
    }
    return element("rect", attributes, element("title", None, hint))


def _trend(frame: Frame, values: Sequence[Values], categories: Sequence[tuple[str, object]]) -> Iterator[Html]:
    for place, each in enumerate(values):
        points = [(frame.x(frame.places[slot]), frame.y(value)) for slot, value in each.items()]
        line = element(
            "polyline",
            {
                "points": " ".join([f"{number(x)},{number(y)}" for x, y in points]),
                "fill": "none",
                "stroke": "currentColor",
                "stroke-width": 2,
                "stroke-linejoin": "round",
                "stroke-dasharray": _DASHES[place % len(_DASHES)] or None,
            },
        )
        hints = [_hint(categories[place][0], slot, value) for slot, value in each.items()]
        dots = [marker(place, x, y, hint) for (x, y), hint in zip(points, hints, strict=True)]
        yield coloured(place, line if len(points) > 1 else None, *dots)


def _hint(name: str, slot: Slot, value: Number) -> str:
    return f"{name}, {slot[0]}: {shown(value)}"


_KINDS = {"vertical_bar": _bars, "vertical_stacked_bar": _stacks, "trend": _trend}
