"""The kinds of slide: table, list, label, image, chart, graph, text, and `RawSlide` for any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..reading.lazy import from_home

if TYPE_CHECKING:
    from .base import Slide
    from .chart import Chart
    from .graph import Graph
    from .image import Image
    from .label import Label
    from .list import List
    from .raw import RawSlide
    from .table import Table
    from .text import Text

__all__ = ["Chart", "Graph", "Image", "Label", "List", "RawSlide", "Slide", "Table", "Text"]

_HOMES = {name: f".{name.lower()}" for name in __all__} | {"RawSlide": ".raw", "Slide": ".base"}


def __getattr__(name: str) -> Any:
    return from_home(__name__, _HOMES, name)


def __dir__() -> Sequence[str]:
    return __all__
