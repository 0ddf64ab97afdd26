"""The kinds of slide, one file each: its data, its checks, its JSON and the steps of its chain."""

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
