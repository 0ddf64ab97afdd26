"""The chart slide: shares of a whole as a pie, a doughnut or half a doughnut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Unpack, final, overload

from attrs import evolve

from ..errors import Issue
from ..errors.wording import shown
from ..limits import FORMAT, Api, ChartPreview, Limits
from ..reading.frozen import creator, frozen
from ..reading.guards import is_data, is_series
from ..reading.hints import PAIRS
from ..reading.lists import Count, Point, as_mapping, pairs, points, usual_points, written_points
from ..reading.objects import ObjectReader, parse_points, points_by_label, read_nested_array
from ..reading.options import NO_DATA, Shares, options_given
from ..reading.place import Json, Place
from ..reading.scalars import parse_name
from ..reading.text import is_usual_title, optional_text
from .base import BuiltinSlide, Call, init_or_raise
from .drawn import add_long_label, read_preview

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.formats import Formats
    from ..reading.lists import Pairs
    from ..reading.part import Raw
    from ..reading.schemas import Schema
    from ..reading.types import ChartOptions, Data, Records, Series

    class ChartArguments(ChartOptions, total=False):
        """What `Chart` takes by keyword."""

        buttons: Iterable[Button]
        unknown: Iterable[Raw]


_COLUMNS = "labels={!r}, values={!r}"


@final
@frozen(init=False, eq=False, repr=False)
class Chart(BuiltinSlide):
    """A chart of shares.

    Args:
        preview: ``pie``, ``doughnut`` or ``semi_doughnut``.
        segments: a mapping, or pairs of a label and a number; at most 5, each label at most 20 characters. The shares
            are relative, so the numbers may add up to anything. Or a series of pandas, by its index; or data as
            `Table` takes it.
        title: shown above the chart.
        labels: the column of the data that holds the labels.
        values: the column of the data that holds the numbers; a row without one is left out.
        top: how many of the largest segments are kept; the rest become one, "Other".
        format: how labels that are not text are written, as in `Table`, or one format for all.
        missing: the label for None, NaN, NaT and pandas' NA.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: something is of the wrong kind, a column does not exist, or a number is not finite. The count,
            the labels' lengths and `preview` are checked when the chart is added to a message.

    >>> chart = Chart("pie", {"Up": 3, "Down": 1})
    >>> chart.to_dict()["data"]
    [[{'label': 'Up', 'value': 3}, {'label': 'Down', 'value': 1}]]
    >>> chart.to_dict(api="v3")["data"]
    [{'label': 'Up', 'value': 3}, {'label': 'Down', 'value': 1}]
    >>> countries, sums = ["DE", "FR", "PL"], [628, 214, 47]
    >>> orders = [{"country": c, "sum": s} for c, s in zip(countries, sums)]
    >>> Chart("pie", orders, labels="country", values="sum", top=1).segments
    (Point(label='DE', value=628), Point(label='Other', value=261))
    """

    types: ClassVar[tuple[str, ...]] = ("percentage_chart",)
    entry_field: ClassVar[str] = "segments"

    preview: str | None = None
    segments: tuple[Point, ...] = ()
    title: str | None = None

    @overload
    def __init__(
        self, preview: ChartPreview | None = None, segments: Pairs | Series = (), **options: Unpack[ChartArguments]
    ) -> None: ...
    @overload
    def __init__(self, preview: ChartPreview | None, data: Records, /, **options: Unpack[ChartArguments]) -> None: ...
    @overload
    def __init__(self, preview: ChartPreview | None, data: Data, /, **options: Unpack[ChartArguments]) -> None: ...
    def __init__(
        self,
        preview: ChartPreview | None = None,
        segments: Any = NO_DATA,
        *,
        title: str | None = None,
        labels: str | None = None,
        values: str | None = None,
        top: int | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        buttons: Iterable[Button] = (),
        unknown: Iterable[Raw] = (),
    ) -> None:
        place, shares = Place("the chart"), options_given(Shares, labels, values, top, format, missing)
        init_or_raise(self, read_chart(place, preview, segments, title=title, shares=shares), place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Chart:
        styles = reader.inner("styles", "the styles of the chart", ("preview",))
        return _create(
            preview=styles.optional_text("preview", "the preview"),
            segments=reader.required("data", "the list of segments", partial(_parse_segments, owner=reader)) or (),
            title=reader.optional_text("title", "the title", parse_name),
        )

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {"type": "percentage_chart"}
        if self.title is not None:
            body["title"] = self.title
        body["data"] = [written_points(self.segments)]
        if self.preview is not None:
            body["styles"] = {"preview": self.preview}
        return body

    def _flat(self, body: dict[str, Any]) -> dict[str, Any]:
        body["data"] = body["data"][0]
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the chart")
        if self.preview is not None and self.preview not in limits.chart_previews:
            place.within("/styles/preview", "the preview").not_allowed(self.preview, limits, "chart_previews")
        check_segments(self.segments, place, limits)
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        if not self.segments:
            return Place("the chart").empty_slide('.segment("Growth", 25)')
        odd = [value for _, value in self.segments if value <= 0]
        if not odd or (min(odd) == 0 and len(odd) < len(self.segments)):
            return ()
        place, expected = Place("the shares", "/data", source=FORMAT), "shares of 0 and more, one of them more than 0"
        message = "a share is negative" if min(odd) < 0 else "all shares are zero"
        values = [value for _, value in self.segments]
        place.add("odd-shares", message, expected, shown(values), severity="warning")
        return place.issues

    def calls(self) -> Iterator[Call]:
        yield Call.of("chart", self.preview, as_mapping(self.segments), title=self.title)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        most = limits.chart_segments
        segments = s.an_array(s.fact(limits, "chart_segments"), "segment", minItems=1, maxItems=most)
        look = {"preview": s.optional(s.one_of(limits, "chart_previews"))}
        chart = s.a_slide("A chart of shares.", s.nested(segments), look)
        return {"percentage_chart": chart, "segment": s.a_point(limits, "chart_label")}


_create = creator(Chart)


def usual_chart(preview: object, segments: object, title: object, limits: Limits) -> Chart | None:
    """The chart of ordinary arguments within the limits, which need no further check; None of any others."""
    taken = usual_points(segments, limits.chart_label)
    if taken is None or len(taken) > limits.chart_segments or not is_usual_title(title):
        return None
    if preview is not None and not (type(preview) is str and preview in limits.chart_previews):
        return None
    return _create(preview, taken, title)


def read_chart(place: Place, preview: object, segments: object, *, title: object, shares: Shares | None) -> Chart:
    """The chart that a caller describes; its issues are added to the place."""
    shape = read_preview(preview, place, "chart", "pie", segments)
    taken = read_segments(segments, place, shares=shares, columns=_COLUMNS)
    return _create(shape, taken, optional_text(title, place, "/title", "the title"))


def read_segments(
    segments: object, place: Place, before: Count = int, shares: Shares | None = None, *, columns: str = PAIRS
) -> tuple[Point, ...]:
    """Labels and numbers, or the columns of data that `shares` names; the slide has `before()` already.

    `columns` are the options that name such columns, or without any what makes pairs, as a template.
    """
    at = place.within("/data/0", "the list of segments")
    if shares is not None or is_data(segments) or is_series(segments):
        from ..reading.series import read_shares

        read = read_shares(segments, at, shares or Shares(), columns)
    else:
        read = points(pairs(segments, at, '{"Growth": 25}', columns=columns), at)
    read = at.behind(before, read)
    if place.issues:  # of all segments, which are the data
        whole = at.path.removesuffix("/0")
        place.issues[:] = [evolve(issue, path=whole) if issue.path == at.path else issue for issue in place.issues]
    return read


def check_segments(segments: Sequence[Point], place: Place, limits: Limits, before: int | None = None) -> None:
    """Add the issues of segments, of a step if they follow `before` others: at most 5, with labels of 20 characters."""
    most, count = limits.chart_label, len(segments) + (before or 0)
    if count > limits.chart_segments:
        step = "top=4 in .chart(…)" if before is None else "all segments in one .chart(…, data, top=4)"
        hint = f'{step}, which makes the rest one segment, "Other"'
        place.within("/data/0", "the list of segments").too_many(count, limits, "chart_segments", hint)
    for index, segment in enumerate(segments, before or 0):
        if len(segment.label) > most:
            at = place.within(f"/data/0/{index}/label", "the label")
            add_long_label(segment.label, at, limits, "chart_label", ".chart(…)")


def _parse_segments(data: Json, place: Place, owner: ObjectReader) -> tuple[Point, ...]:
    taken, at = read_nested_array(data, place, owner, points_by_label)
    return parse_points(taken, at, owner, "/data/0")
