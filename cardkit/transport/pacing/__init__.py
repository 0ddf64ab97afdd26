"""The budget of requests: how many may leave in a minute, counted for one process or for every process of the user.

The arithmetic is in `budget`, on ledgers that any store can keep; `SharedPacing` is a count in a store, `MachinePacing`
that in a file, `PostgresPacing` and `RedisPacing` that of a fleet; `pacing_of` and `pacing_setting` read settings.
"""

from ..store import BUSY, FAILURES, Store
from .base import HOLD, Pacing, Slot, new_id
from .budget import BUDGET, WINDOW, Budget, Ledger, free_in
from .clocks import Clocks
from .fleet import FleetPacing, PostgresPacing, RedisPacing
from .machine import MachinePacing
from .process import ProcessPacing
from .settings import fleet_setting, pacing_of, pacing_setting
from .shared import GuardedPacing, SharedPacing

__all__ = [
    "BUDGET",
    "BUSY",
    "FAILURES",
    "HOLD",
    "WINDOW",
    "Budget",
    "Clocks",
    "FleetPacing",
    "GuardedPacing",
    "Ledger",
    "MachinePacing",
    "Pacing",
    "PostgresPacing",
    "ProcessPacing",
    "RedisPacing",
    "SharedPacing",
    "Slot",
    "Store",
    "fleet_setting",
    "free_in",
    "new_id",
    "pacing_of",
    "pacing_setting",
]
