"""The chain: `Message`, and a subclass with further steps for each kind of slide that may be open."""

from .hints import install_hints, name_steps
from .message import Message
from .openers import opened_classes
from .slides import ChartMessage, GraphMessage, ImageMessage, LabelMessage, ListMessage, SectionMessage, SlideMessage
from .tables import TableMessage

__all__ = [
    "ChartMessage",
    "GraphMessage",
    "ImageMessage",
    "LabelMessage",
    "ListMessage",
    "Message",
    "SectionMessage",
    "SlideMessage",
    "TableMessage",
]

_OPEN = (SlideMessage, TableMessage)  # used here first, so that lazy imports of Python 3.15 load all that is opened
_OPENED = opened_classes()
install_hints(Message, _OPENED)
name_steps((Message, *_OPEN, *_OPENED.values()))


def __dir__() -> list[str]:
    return __all__
