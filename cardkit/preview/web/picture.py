"""A chart or a graph as a picture of its own."""

from __future__ import annotations

from ...errors import ConfigurationError
from ...errors.wording import shown
from ...slides import Chart, Graph
from .chart import chart_drawing
from .graph import graph_drawing
from .style import drawing_style, read_theme


def picture(slide: object, theme: str) -> str:
    """The drawing with its own ground and colours, as a document of SVG.

    Raises:
        ConfigurationError: the slide is no chart and no graph, or there is no such theme.
    """
    read_theme(theme)
    if isinstance(slide, Chart):
        drawn, description = chart_drawing(slide)
    elif isinstance(slide, Graph):
        drawn, description = graph_drawing(slide)
    else:
        message = f"only a Chart or a Graph is drawn as SVG, not {shown(slide)}"
        raise ConfigurationError(f"{message}; preview.html shows a message with any slide")
    return drawn.alone(theme, drawing_style(theme), description)
