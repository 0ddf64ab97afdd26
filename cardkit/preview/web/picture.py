"""A chart or a graph as a picture of its own."""

from __future__ import annotations

from ...errors import ConfigurationError
from ...errors.wording import shown
from ...slides import Chart, Graph
from ..points import points_of
from .chart import chart
from .graph import graph
from .style import read_theme


def picture(slide: object, theme: str) -> str:
    """The drawing with its own ground and colours, as a document of SVG.

    Raises:
        ConfigurationError: the slide is no chart and no graph, or there is no such theme.
    """
    read_theme(theme)
    if isinstance(slide, Chart):
        return chart(slide, len(slide.segments)).svg(theme)
    if isinstance(slide, Graph):
        return graph(slide, points_of(slide.categories, whole=True)).svg(theme)
    message = f"only a Chart or a Graph is drawn as SVG, not {shown(slide)}"
    raise ConfigurationError(f"{message}; preview.html shows a message with any slide")
