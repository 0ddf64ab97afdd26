"""One line for each kind of slide: a full one, an empty one, and how the chain writes the full one."""

from collections.abc import Callable
from typing import Any

from cardkit import Chart, Graph, Image, Label, List, Message, RawSlide, Table, Text

URL = "https://example.com/a.png"

SLIDES: dict[str, Any] = {
    "table": Table(["A", "B"], [["1", "2"]], title="T", width=[60, 40], sticky_rows=1, sticky_columns=2),
    "list": List(["one", "two"], title="T", style="decimal"),
    "label": Label({"Owner": "Ana"}, title="T"),
    "image": Image([URL], title="T"),
    "percentage_chart": Chart("pie", {"Up": 3, "Down": 1}, title="T"),
    "graph": Graph("trend", {"EU": {"Jan": 9}}, title="T", x_axis="Month", y_axis="Calls"),
    "text": Text("All green.", title="T"),
    "carousel": RawSlide({"type": "carousel", "data": [1, {"b": None}]}),
}

CHAINS: dict[str, Callable[[Message], Message]] = {
    "table": lambda m: m.table(["A", "B"], title="T").row(1, 2).width(60, 40).sticky(1, 2),
    "list": lambda m: m.list(title="T", style="decimal").items(["one"]).item("two"),
    "label": lambda m: m.label(title="T").field("Owner", "Ana"),
    "image": lambda m: m.image(title="T").url(URL),
    "percentage_chart": lambda m: m.chart("pie", title="T").segment("Up", 3).segments([("Down", 1)]),
    "graph": lambda m: m.graph("trend", title="T", x_axis="Month", y_axis="Calls").category("EU").point("Jan", 9),
    "text": lambda m: m.text_slide("All green.", title="T"),
    "carousel": lambda m: m.slide(RawSlide({"type": "carousel", "data": [1, {"b": None}]})),
}

# What the wire format says of each, by hand: the v2 form of the published examples, and what differs in the flat form.
WIRE: dict[str, dict[str, Any]] = {
    "table": {
        "type": "table",
        "title": "T",
        "data": {
            "headers": ["A", "B"],
            "rows": [{"A": "1", "B": "2"}],
            "styles": {"width": [60, 40], "sticky": {"rows": 1, "columns": 2}},
        },
    },
    "list": {"type": "list", "title": "T", "data": ["one", "two"], "styles": {"type": "decimal"}},
    "label": {"type": "label", "title": "T", "data": [{"Owner": "Ana"}]},
    "image": {"type": "image", "title": "T", "data": [[URL]]},
    "percentage_chart": {
        "type": "percentage_chart",
        "title": "T",
        "data": [[{"label": "Up", "value": 3}, {"label": "Down", "value": 1}]],
        "styles": {"preview": "pie"},
    },
    "graph": {
        "type": "graph",
        "title": "T",
        "styles": {"preview": "trend", "x_axis": "Month", "y_axis": "Calls"},
        "data": [{"category": "EU", "values": [{"label": "Jan", "value": 9}]}],
    },
    "text": {"type": "text", "title": "T", "data": "All green."},
    "carousel": {"type": "carousel", "data": [1, {"b": None}]},
}
FLAT: dict[str, dict[str, Any]] = {
    "image": {"type": "images", "data": [URL]},
    "percentage_chart": {"data": [{"label": "Up", "value": 3}, {"label": "Down", "value": 1}]},
}
