"""Series for charts and graphs, from columns of data or from pairs: the largest shares, and lines with fewer points."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import inf
from typing import Any, NamedTuple

from attrs import evolve

from ..errors.wording import shown
from ..limits import CARDKIT
from .data import NO_GRID, Grid, read_grid
from .formats import Form, one_of, read_form, read_forms, write_values
from .frames import index_of
from .guards import is_array, is_data, is_iterable, is_mapping, is_ordered, is_series, is_text, only_counts
from .hints import PAIRS, makes_frames, zipped_columns
from .libraries import is_gap, is_real
from .lists import Point, bounded, entries, pairs, points
from .options import NO_DATA, Lines, Options, Shares, add_no_data
from .place import Place
from .records import by_name
from .scalars import whole
from .text import cell

OTHER = "Other"
"""The label of the segment that holds the rest of a chart."""


class PlacedPoint(NamedTuple):
    """A point and its position along the axis, which points of other lines share."""

    position: int
    point: Point


class Line(NamedTuple):
    """The points of one category."""

    name: object
    points: Sequence[PlacedPoint]


# Shares


def read_shares(given: object, place: Place, shares: Shares, columns: str = PAIRS) -> tuple[Point, ...]:
    """The segments of a chart, from two columns of data or from pairs; those without a value are left out.

    `columns` are the options that name the columns, or without any what makes pairs, as a template.
    """
    if given is NO_DATA:
        add_no_data("empty-slide", ".chart(…, data", shares._asdict(), place)
        return ()
    read = _read_shares(given, place, shares, columns)
    if columns == PAIRS:  # nor has the call the options that a hint names
        for index, issue in enumerate(place.issues):
            if re.match("(labels|format|missing)=", issue.hint):
                place.issues[index] = evolve(issue, hint=f".chart(…, data, {issue.hint})")
    return read


def _read_shares(given: object, place: Place, shares: Shares, columns: str) -> tuple[Point, ...]:
    labels, values, gap = shares.labels, shares.values, shares.missing
    if labels is None and values is None and not is_data(given):
        taken = pairs(given, place, '{"Growth": 25}', convert=False, columns=columns)
        form, may_lack, name = read_form(shares.format, gap, place), is_series(given), None
    else:
        grid = _columns(given, place, {"labels": labels, "values": values}, [labels, values])
        taken = tuple(zip(*grid.columns, strict=True))
        form, may_lack, name = read_forms(shares.format, gap, grid.names[:1], place).of(labels), True, labels
    if place.blocked():
        return ()
    present = [(label, number) for label, number in taken if not (may_lack and is_gap(number))]
    read = points(with_labels(present, form, place, name), place)
    return read if shares.top is None or place.blocked() else _largest(read, shares.top, place)


def _largest(segments: tuple[Point, ...], top: object, place: Place) -> tuple[Point, ...]:
    """The largest segments, and the rest as one."""
    before, most = len(place.issues), whole(top, place.within("", "top=", CARDKIT))
    if most < 1:
        if len(place.issues) == before:
            place.add("too-few", "top= keeps no segment", "1 or more", shown(top), source=CARDKIT, hint="top=4")
        return ()
    ordered = sorted(segments, key=lambda segment: (segment.label == OTHER, -segment.value))
    if len(ordered) <= most:
        return tuple(ordered)
    return (*ordered[:most], Point(OTHER, total([segment.value for segment in ordered[most:]])))


def total(numbers: Sequence[int | float]) -> int | float:
    """The sum, without the digits that binary fractions would add, and never beyond the largest float.

    >>> total([0.1, 0.2])
    0.3
    """
    if all(isinstance(number, int) for number in numbers):
        return int(sum(numbers))
    summed = float(sum([Decimal(str(number)) for number in numbers]))
    return max(-sys.float_info.max, min(summed, sys.float_info.max))


# Lines


def read_lines(given: object, place: Place, lines: Lines) -> tuple[Line, ...]:
    """The lines of a graph: a column of each, or with ``by=`` one column of values and one of their names."""
    picked = _picked(lines, place)
    if place.blocked():
        return ()
    by = {} if lines.by is None else {"by": lines.by}
    grid = _columns(given, place, {"x": lines.x, "y": lines.y, **by}, picked)
    form = read_forms(lines.format, lines.missing, grid.names[:1], place).of(lines.x)
    if place.blocked():
        return ()
    told = len(place.issues)
    labels = _labels(grid.columns[0], form, place, "/0/values", name=lines.x)
    if place.blocked(told):
        return ()
    if lines.by is not None:
        names = _group_names(grid.columns[2], form.missing, place)
        return () if place.blocked() else _grouped(labels, grid.columns[1], names)
    columns = zip(grid.names[1:], grid.columns[1:], strict=True)
    return tuple([Line(name, _placed(labels, values)) for name, values in columns])


def _picked(lines: Lines, place: Place) -> tuple[object, ...]:
    """The columns that a graph needs: of the labels, of the values and of the names of categories."""
    if lines.y is None or not is_iterable(lines.y) or is_text(lines.y):
        return (lines.x, lines.y) if lines.by is None else (lines.x, lines.y, lines.by)
    several = entries(lines.y, place.within("", "y="), '["EU", "US"]')
    if lines.by is not None:
        message, hint = "by= names the category of each value, so that y= is one column", "leave by= out"
        place.add("wrong-type", message, "the name of a column", shown(lines.y), source=CARDKIT, hint=hint)
    return (lines.x, *several)


def thin(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """The lines with at most so many points each, at the same positions in all.

    Kept are the first and the last point of each line and its lowest and highest; of the others evenly what has room.
    """
    if max([len(line.points) for line in lines], default=0) <= most:
        return tuple(lines)
    positions = sorted({placed.position for line in lines for placed in line.points})
    ends = {position for line in lines if line.points for position in _extremes(line.points)}
    others = [position for position in positions if position not in ends]
    room = min(len(others), max(0, most - len(ends)))
    kept = {*sorted(ends)[:most], *[others[index * len(others) // room] for index in range(room)]}
    return tuple([Line(line.name, [placed for placed in line.points if placed.position in kept]) for line in lines])


def _positions(labels: Iterable[tuple[object, str]]) -> Iterator[int]:
    """The position of each point, given its line and its label: the nth of a label has the same in all lines."""
    times, positions = Counter[tuple[object, str]](), dict[tuple[str, int], int]()
    for line, label in labels:
        times[line, label] += 1
        yield positions.setdefault((label, times[line, label]), len(positions))


def as_lines(named: Sequence[tuple[str, Sequence[Point]]]) -> tuple[Line, ...]:
    """Categories as lines; points of the same label share a position."""
    positions = _positions((index, point.label) for index, (_, values) in enumerate(named) for point in values)
    return tuple([Line(name, [PlacedPoint(next(positions), point) for point in values]) for name, values in named])


def _extremes(points: Sequence[PlacedPoint]) -> set[int]:
    # What is no number is the highest, so that it is kept and refused when it is read.
    by_value = sorted(points, key=lambda placed: placed.point.value if is_real(placed.point.value) else inf)
    return {placed.position for placed in (points[0], points[-1], by_value[0], by_value[-1])}


def _placed(labels: Sequence[str], values: Sequence[Any]) -> list[PlacedPoint]:
    pairs = zip(labels, values, strict=True)
    return [PlacedPoint(index, Point(label, value)) for index, (label, value) in enumerate(pairs) if not is_gap(value)]


def _group_names(groups: Sequence[object], missing: str | None, place: Place) -> Sequence[str]:
    """The names of groups as text, written like cells; up to the first that cannot be written."""
    at, names = place.within("", "the name of a category", CARDKIT), list[str]()
    for group in groups:
        name = missing if is_gap(group) and missing is not None else group
        names.append(name if is_text(name) else cell(name, at))
        if place.blocked():
            break
    return names


def _grouped(labels: Sequence[str], values: Sequence[Any], groups: Sequence[str]) -> tuple[Line, ...]:
    """One line for each name of a group, in the order in which they come first."""
    rows = [row for row in zip(groups, labels, values, strict=True) if not is_gap(row[2])]
    positions, placed = _positions((group, label) for group, label, _ in rows), dict[str, list[PlacedPoint]]()
    for group, label, value in rows:
        placed.setdefault(group, []).append(PlacedPoint(next(positions), Point(label, value)))
    return tuple([Line(group, taken) for group, taken in placed.items()])


# Both


def with_labels(
    given: Sequence[tuple[object, Any]], form: Form, place: Place, name: object = None
) -> Sequence[tuple[str, Any]]:
    """The pairs of a list of values with their labels written in a form; none if one cannot be written."""
    before = len(place.issues)
    written = _labels([label for label, _ in given], form, place, name=name)
    return () if place.blocked(before) else [*zip(written, [number for _, number in given], strict=True)]


def _columns(given: object, place: Place, options: dict[str, object], columns: Sequence[object]) -> Grid:
    """The columns of data that the options of a chart or a graph name."""
    is_list = not is_data(given) and not makes_frames(given)
    rows: object = bounded(given, place) if is_list and is_ordered(given) else given
    if is_mapping(rows) or (is_array(rows) and any(by_name(row) is None for row in rows)):
        _add_no_names(rows, place, options)
        return NO_GRID
    unusable = [name for name, column in options.items() if column is None or (is_iterable(column) and name != "y")]
    if unusable:
        _add_not_named(rows, place, options, unusable)
        return NO_GRID
    return read_grid(rows, place, Options(columns, missing=""))


def _add_not_named(given: Any, place: Place, options: dict[str, object], unusable: Sequence[str]) -> None:
    """Add the issue that options which must name columns are not given, or hold the columns themselves."""
    message = f"{' and '.join([f'{name}=' for name in unusable])} must name columns of the data"
    hint = ", ".join([f'{name}="…"' for name in options])
    names = read_grid(given, Place("the data"), Options(missing="")).names
    index = index_of(given)
    if index is not None and not only_counts(index):
        own = index.name
        names, hint = (names, f"value.reset_index(), {hint}") if own is None else ((*names, str(own)), hint)
    expected = one_of(names) if names else "the name of a column"
    place.add("no-columns", message, expected, shown(options[unusable[0]]), source=CARDKIT, hint=hint)


def _add_no_names(given: object, place: Place, options: dict[str, object]) -> None:
    """Add the issue that options name columns of what has none: numbers, pairs, or columns that are no records."""
    rows, names = zipped_columns(given), [f"{name}=" for name, column in options.items() if column is not None]
    named = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
    message, expected = f"the data has no columns for {named}", "a frame, records or the result of a query"
    hint = rows or f"leave {named} out"
    place.add("wrong-type", message, expected, shown(given), source=CARDKIT, hint=hint)


def _labels(names: Sequence[object], form: Form, place: Place, path: str = "", name: object = None) -> Sequence[str]:
    """Labels, of a column of this name if they have one, as text. `path` leads to the list of the labelled numbers."""
    at = Place("the label", place.path + path)
    told_elsewhere = {"bad-character", "missing-value"}  # of points, and below
    written = write_values(names, form, at, lambda index: f"/{index}/label", name)
    for index, (label, text) in enumerate(zip(names, written, strict=True)):
        if is_gap(label) and not text and form.missing is None:
            gap = place.within(f"{path}/{index}/label", at.what)
            gap.missing_value(label, "text", source=CARDKIT, hint="missing='n/a'")
    place.issues += [issue for issue in at.issues if issue.code not in told_elsewhere]
    return written
