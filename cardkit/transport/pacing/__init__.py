"""The budget of requests: how many may leave in a minute, counted for one process or for every process of the user.

The arithmetic is in `budget`, on ledgers that any store can keep. `ProcessPacing` counts in memory. `SharedPacing` is
the base for counts in a store: `MachinePacing` in a file, `PostgresPacing` and `RedisPacing` for a fleet. `pacing_of`
and `pacing_setting` read settings.
"""

from .account import fleet_setting, pacing_of, pacing_setting
from .budget import BUDGET, HOLD, WINDOW, Pacing, Slot, free_in, new_id
from .fleet import FleetPacing, PostgresPacing, RedisPacing
from .machine import MachinePacing
from .process import ProcessPacing
from .shared import SharedPacing

__all__ = [
    "BUDGET",
    "HOLD",
    "WINDOW",
    "FleetPacing",
    "MachinePacing",
    "Pacing",
    "PostgresPacing",
    "ProcessPacing",
    "RedisPacing",
    "SharedPacing",
    "Slot",
    "fleet_setting",
    "free_in",
    "new_id",
    "pacing_of",
    "pacing_setting",
]
