"""Messages that were handed over are not lost: an outbox keeps them until they are sent."""

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
