"""The chart slide: shares of a whole as a pie, a doughnut or half a doughnut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import frozen

from .. import checks, values, wire
from ..checks import Found
from ..errors import Issue
from ..limits import FORMAT, Api, ChartPreview, Limits
from ..steps import Steps
from .base import BuiltinSlide, Fields, labelled, member, nothing_in, quoted

if TYPE_CHECKING:
    from ..values import Number, Pairs

Segment = tuple[str, "Number"]


@frozen(init=False, repr=False)
class Chart(BuiltinSlide):
    """A chart of shares.

    Args:
        preview: ``pie``, ``doughnut`` or ``semi_doughnut``.
        segments: a mapping, or pairs of a label and a number; at most 5, each label at most 20 characters. The numbers
            count in relation to each other, whatever they add up to.
        title: shown above the chart.

    Raises:
        ConstraintError: something is of the wrong kind, or a number is not finite. How many there are, how long labels
            are and whether `preview` is allowed is checked when the chart joins a message.

    >>> chart = Chart("pie", {"Up": 3, "Down": 1})
    >>> chart.to_dict()["data"]
    [[{'label': 'Up', 'value': 3}, {'label': 'Down', 'value': 1}]]
    >>> chart.to_dict(api="v3")["data"]
    [{'label': 'Up', 'value': 3}, {'label': 'Down', 'value': 1}]
    """

    kind: ClassVar[str] = "percentage_chart"
    entries: ClassVar[str] = "segments"
    place: ClassVar[int] = 1

    preview: str | None
    segments: tuple[Segment, ...]
    title: str | None

    def __init__(self, preview: ChartPreview | None = None, segments: Pairs = (), *, title: str | None = None) -> None:
        found: Found = []
        checks.settle(self, read_chart(preview, segments, title, found), found)

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        preview, segments, title = fields
        return preview, (*segments, *added), title

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        preview, segments, title = fields
        data = labelled(segments) if api == "v3" else f"[{labelled(segments)}]"
        styles = "" if preview is None else f',"styles":{{"preview":{quoted(preview)}}}'
        return f'{{"type":"percentage_chart"{member("title", title)},"data":{data}{styles}}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        data = wire.needed(slide, "data", "", found, "the data of the chart")
        given, path = (
            () if data is wire.MISSING else wire.an_array(data, "/data", found, "the list of segments"),
            "/data",
        )
        if len(given) == 1 and isinstance(given[0], list):
            given, path = given[0], "/data/0"
        styles = wire.an_object(slide.get("styles", {}), "/styles", found, "the styles of the chart", ("preview",))
        preview = _read_preview(styles["preview"], found, limits) if "preview" in styles else None
        wrong: Found = []
        segments = values.parse_points(given, "/data/0", wrong)
        wrong += _excesses(segments, 0, limits)
        found += wire.moved(wrong, "/data/0", path)
        return preview, segments, wire.optional_text(slide, "title", "", found, "the title")

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        values = [value for _, value in fields[1]]
        if not values:
            return [nothing_in("the chart", '.segment("Growth", 25)')]
        if min(values) >= 0 and any(values):
            return []
        message = "a share is negative" if min(values) < 0 else "all shares are zero"
        expected = "shares of 0 and more, one of them more than 0"
        return [Issue("/data", "odd-shares", message, expected, checks.shown(values), FORMAT, "warning")]


class ChartSteps(Steps[None]):
    """The steps of an open chart."""

    __slots__ = ()

    def segment(self, label: str, value: Number) -> Self:
        """Add a segment.

        Raises:
            ConstraintError: it is the sixth, its label has more than 20 characters (both says the reference), or its
                value is no finite number.

        >>> from cardkit import Message
        >>> Message("Shares").chart("pie").segment("Up", 3).segment("Down", 1).slides[0].segments
        (('Up', 3), ('Down', 1))
        """
        return self.segments(((label, value),))

    def segments(self, segments: Pairs) -> Self:
        """Add many: a mapping, or pairs. Where one is wrong, none is added."""
        found: Found = []
        batch = read_segments(segments, self._count(), found, self._state[0])
        if found:
            self._refuse(found)
        return self._step("extend", batch)


def read_chart(preview: object, segments: object, title: object, found: Found, limits: Limits | None = None) -> Fields:
    """The fields of a chart; with `limits` its numbers and its preview are checked too."""
    shape = None if preview is None else _read_preview(preview, found, limits)
    return shape, read_segments(segments, 0, found, limits), checks.optional_text(title, "/title", found, "the title")


def _read_preview(preview: object, found: Found, limits: Limits | None) -> str:
    shape = checks.text(preview, "/styles/preview", found, "the preview")
    if limits is not None and shape and shape not in limits.chart_previews:
        found.append(checks.not_allowed(shape, "/styles/preview", limits, "chart_previews"))
    return shape


def read_segments(segments: object, before: int, found: Found, limits: Limits | None) -> tuple[Segment, ...]:
    """Labels and numbers, behind `before` others: together at most 5, and 20 characters for each label."""
    pairs = checks.pairs(segments, "/data/0", found, "the segments", '{"Growth": 25}', lambda: before)
    taken = values.points(pairs, "/data/0", found, lambda: before)
    if limits is not None:
        found += _excesses(taken, before, limits)
    return taken


def _excesses(taken: tuple[Segment, ...], before: int, limits: Limits) -> Found:
    found: Found = []
    if before + len(taken) > limits.chart_segments:
        found.append(checks.too_many(before + len(taken), "/data/0", limits, "chart_segments"))
    most = limits.chart_label
    for place, (label, _) in enumerate(taken, before):
        if len(label) > most:
            found.append(checks.too_long(label, f"/data/0/{place}/label", limits, "chart_label"))
    return found


Chart.read = read_chart
