"""One entry for each kind of slide: a full one, how the chain writes it, and what stands on the wire."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cardkit import Chart, Graph, Image, Label, List, Message, RawSlide, Table, Text

URL = "https://example.com/a.png"


class Example(NamedTuple):
    """A slide; the steps that make it; by hand what the wire format says of it, and what differs in the flat form."""

    slide: Any
    chain: Callable[[Message], Message]
    wire: Mapping[str, Any]
    flat: Mapping[str, Any] = {}


EXAMPLES: dict[str, Example] = {
    "table": Example(
        Table(["A", "B"], [["1", "2"]], title="T", width=[60, 40], sticky_rows=1, sticky_columns=2),
        lambda m: m.table(["A", "B"], title="T").row(1, 2).width(60, 40).sticky(1, 2),
        {
            "type": "table",
            "title": "T",
            "data": {
                "headers": ["A", "B"],
                "rows": [{"A": "1", "B": "2"}],
                "styles": {"width": [60, 40], "sticky": {"rows": 1, "columns": 2}},
            },
        },
    ),
    "list": Example(
        List(["one", "two"], title="T", style="decimal"),
        lambda m: m.list(title="T", style="decimal").items(["one"]).item("two"),
        {"type": "list", "title": "T", "data": ["one", "two"], "styles": {"type": "decimal"}},
    ),
    "label": Example(
        Label({"Owner": "Ana"}, title="T"),
        lambda m: m.label(title="T").field("Owner", "Ana"),
        {"type": "label", "title": "T", "data": [{"Owner": "Ana"}]},
    ),
    "image": Example(
        Image([URL], title="T"),
        lambda m: m.image(title="T").url(URL),
        {"type": "image", "title": "T", "data": [[URL]]},
        {"type": "images", "data": [URL]},
    ),
    "percentage_chart": Example(
        Chart("pie", {"Up": 3, "Down": 1}, title="T"),
        lambda m: m.chart("pie", title="T").segment("Up", 3).segments([("Down", 1)]),
        {
            "type": "percentage_chart",
            "title": "T",
            "data": [[{"label": "Up", "value": 3}, {"label": "Down", "value": 1}]],
            "styles": {"preview": "pie"},
        },
        {"data": [{"label": "Up", "value": 3}, {"label": "Down", "value": 1}]},
    ),
    "graph": Example(
        Graph("trend", {"EU": {"Jan": 9}}, title="T", x_axis="Month", y_axis="Calls"),
        lambda m: m.graph("trend", title="T", x_axis="Month", y_axis="Calls").category("EU").point("Jan", 9),
        {
            "type": "graph",
            "title": "T",
            "styles": {"preview": "trend", "x_axis": "Month", "y_axis": "Calls"},
            "data": [{"category": "EU", "values": [{"label": "Jan", "value": 9}]}],
        },
    ),
    "text": Example(
        Text("All green.", title="T"),
        lambda m: m.text_slide("All green.", title="T"),
        {"type": "text", "title": "T", "data": "All green."},
    ),
    "carousel": Example(
        RawSlide({"type": "carousel", "data": [1, {"b": None}]}),
        lambda m: m.slide(RawSlide({"type": "carousel", "data": [1, {"b": None}]})),
        {"type": "carousel", "data": [1, {"b": None}]},
    ),
}

SLIDES: dict[str, Any] = {kind: example.slide for kind, example in EXAMPLES.items()}
CHAINS: dict[str, Callable[[Message], Message]] = {kind: example.chain for kind, example in EXAMPLES.items()}
WIRE: dict[str, Any] = {kind: example.wire for kind, example in EXAMPLES.items()}
FLAT: dict[str, Any] = {kind: example.flat for kind, example in EXAMPLES.items() if example.flat}
