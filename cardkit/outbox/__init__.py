"""An outbox keeps messages in a file until they are sent, so that none is lost."""

from .backend import Backend, Event, Stats, Tally, Work
from .courier import Verdict, judge
from .letter import STATES, Draft, Letter, State
from .outbox import Outbox

__all__ = [
    "STATES",
    "Backend",
    "Draft",
    "Event",
    "Letter",
    "Outbox",
    "State",
    "Stats",
    "Tally",
    "Verdict",
    "Work",
    "judge",
]


def __dir__() -> list[str]:
    return __all__
