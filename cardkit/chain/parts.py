"""The modules of the parts that steps create, each imported when a step first uses something of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..reading.lazy import import_lazily

if TYPE_CHECKING:
    from ..buttons import button as buttons
    from ..buttons import instant, spots
    from ..payload import keys as plain_keys
    from ..slides import category as categories
    from ..slides import chart as charts
    from ..slides import custom
    from ..slides import graph as graphs
    from ..slides import image as images
    from ..slides import label as labels
    from ..slides import list as lists
    from ..slides import table as tables
    from ..slides import text as texts
else:
    import_lazily(
        globals(),
        buttons="cardkit.buttons.button",
        categories="cardkit.slides.category",
        charts="cardkit.slides.chart",
        custom="cardkit.slides.custom",
        graphs="cardkit.slides.graph",
        images="cardkit.slides.image",
        instant="cardkit.buttons.instant",
        labels="cardkit.slides.label",
        lists="cardkit.slides.list",
        plain_keys="cardkit.payload.keys",
        spots="cardkit.buttons.spots",
        tables="cardkit.slides.table",
        texts="cardkit.slides.text",
    )

__all__ = [
    "buttons", "categories", "charts", "custom", "graphs", "images", "instant", "labels", "lists", "plain_keys",
    "spots", "tables", "texts",
]  # fmt: skip
