"""What a transport counts in: the pacing that a setting names, and how slots are taken from it for one account."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Literal, TypeAlias
from weakref import WeakSet

from attrs import evolve, field, frozen

from ...errors import ConfigurationError
from ...errors.wording import shown
from ...reading.guards import refuse_webhook
from ..answers import LONGEST_LOCK
from ..secret import MASK, Secret, hidden
from ..system import in_each_child, uptime
from .budget import Budget, Pacing, Slot
from .fleet import FleetPacing, PostgresPacing, RedisPacing
from .machine import MachinePacing
from .process import Clock, OwnCount, ProcessPacing
from .shared import GuardedPacing, SharedPacing

WORDS: Mapping[str, Literal["machine", "process"] | None] = {"machine": "machine", "process": "process", "none": None}
SERVERS: Mapping[str, type[PostgresPacing | RedisPacing]] = {
    "postgresql://": PostgresPacing,
    "postgres://": PostgresPacing,
    "redis://": RedisPacing,
    "rediss://": RedisPacing,
    "unix://": RedisPacing,
}
"""The class that counts at an address, by its scheme."""
NO_ROOM = "the budget or lock of this account leaves no room", "room in the account's budget, or the end of its lock"
UNCOUNTED = "the budget's shared count cannot be used: no slot", "the budget's shared count to work again"
Count: TypeAlias = ProcessPacing | SharedPacing | GuardedPacing
OURS = (ProcessPacing, MachinePacing, GuardedPacing, *SERVERS.values())
"""These classes handle their own failures; any other, including their subclasses, is wrapped in `GuardedPacing`."""


@frozen(eq=False)
class AccountBudget:
    """The budget of one account.

    Attributes:
        account: the name of the account in the pacing.
        hold: seconds that a request can be under way.
        pacing: what `pacing_of` returned, which guards against faulty pacings of callers; None counts nothing.
        reserved: slots taken ahead by `reserve`; `take` uses them first.
    """

    account: str
    hold: float
    pacing: Count | None
    reserved: list[Slot] = field(factory=list[Slot])

    def of(self, kind: str) -> AccountBudget:
        """The budget of a kind of request, such as edits, of the same account; for "" this one, that of messages."""
        return evolve(self, account=f"{self.account} {kind}", reserved=[]) if kind else self

    def within(self, seconds: float) -> AccountBudget:
        """The same budget for a send that may wait so many seconds in all, so not longer for a busy store."""
        if not isinstance(self.pacing, SharedPacing):
            return self
        pacing = self.pacing.within(seconds)
        return self if pacing is self.pacing else evolve(self, pacing=pacing)

    def take(self) -> Slot | float | None:
        """A slot, or the seconds until there may be one, or None if nothing is counted."""
        if self.pacing is None:
            return None
        if self.reserved:
            with suppress(IndexError):  # another thread has it
                return self.reserved.pop()
        return self._take_from(self.pacing, self.hold)

    def reserve(self, count: int) -> float:
        """Take slots ahead for `count` requests, or for the whole budget if that is smaller.

        Returns:
            0 if all were free, else the seconds until it is worth trying again; then none is taken.
        """
        if self.pacing is None:
            return 0.0
        wanted = min(count, self.pacing.requests)
        taken: list[Slot] = []
        while len(taken) < wanted:
            answer = self._take_from(self.pacing, self.hold * wanted)
            if not isinstance(answer, Slot):
                self._give_back(taken)
                return answer
            taken.append(answer)
        self.reserved.extend(taken)
        _RESERVING.add(self)
        return 0.0

    def release(self) -> None:
        """Give back what was reserved and not used."""
        self._give_back(self.reserved)

    def _give_back(self, slots: list[Slot]) -> None:
        while slots:
            self.settle(slots.pop(), used=False)

    def _take_from(self, pacing: Count, hold: float) -> Slot | float:
        answer = pacing.take(self.account, hold)
        return answer if isinstance(answer, Slot) else min(answer, LONGEST_LOCK)

    @property
    def no_slot(self) -> tuple[str, str]:
        """Why there was no slot, as an error says it, and what a wait is for."""
        return UNCOUNTED if isinstance(self.pacing, SharedPacing) and self.pacing.failing else NO_ROOM

    def settle(self, slot: Slot | None, *, used: bool) -> None:
        """Report that the request of a slot ended, or with ``used=False`` that nothing of it was sent."""
        if self.pacing is not None and slot is not None:
            self.pacing.settle(slot, used=used)

    def lock(self, seconds: float) -> None:
        """Lock the account: nobody gets a slot for so many seconds."""
        if self.pacing is not None:
            self.pacing.lock(self.account, seconds)


_RESERVING: WeakSet[AccountBudget] = WeakSet()

in_each_child(_RESERVING, lambda budget: budget.reserved.clear())  # they are the parent's, to use and to give back


def pacing_of(setting: object, clock: Clock) -> Count | None:
    """The pacing for the setting `pacing` of a transport.

    Args:
        setting: ``"machine"``, ``"process"``, None or a `Pacing`.
        clock: that of the transport.

    Raises:
        ConfigurationError: it is none of the words and no `Pacing`.
    """
    if setting is None:
        return None
    if setting == "machine":
        return _machine() if clock is time.time else MachinePacing(clock=clock)
    if setting == "process":
        return _PROCESS if clock is time.time else ProcessPacing(clock=clock)
    if isinstance(setting, OURS) and type(setting) in OURS:
        return setting
    if isinstance(setting, Pacing) and not isinstance(setting, type):
        return GuardedPacing(setting, _OWN_COUNT if clock is time.time else OwnCount(clock, Budget()))
    raise _no_pacing(setting)


def _no_pacing(setting: object) -> ConfigurationError:
    """The error for what is no pacing; of an address, which may hold a password, it shows the scheme alone."""
    for scheme, kind in SERVERS.items():
        if isinstance(setting, str) and setting.startswith(scheme):
            return ConfigurationError(
                f"pacing={scheme + MASK!r} is an address, and a transport takes the object that counts there: "
                f"pacing={kind.__name__}(address), from cardkit.transport"
            )
    came = MASK if isinstance(setting, str) and "://" in setting else setting
    return ConfigurationError(f"pacing={shown(came)} must be 'machine', 'process', None, or have take, settle and lock")


def pacing_setting(text: str | Secret | None) -> Literal["machine", "process"] | FleetPacing | None:
    """Read ``CLIQ_PACING``: ``machine`` (the default), ``process``, ``none``, or an address.

    Raises:
        ConfigurationError: it says something else; an address is not shown.

    >>> pacing_setting(" Process ")
    'process'
    >>> pacing_setting("")
    'machine'
    """
    held, text = hidden(text or ""), MASK
    if fleet := fleet_setting(held):
        return fleet
    refuse_webhook(held.reveal())
    word = MASK if "://" in held.reveal() else held.reveal().strip().lower() or "machine"
    if word not in WORDS:
        came = word if word == MASK else held.reveal()
        allowed = f"one of {', '.join(WORDS)}, or an address that begins with {', '.join(SERVERS)}"
        raise ConfigurationError(f"CLIQ_PACING={came!r} must be {allowed}")
    return WORDS[word]


def fleet_setting(address: Secret) -> FleetPacing | None:
    """The pacing of a fleet for an address of PostgreSQL or Redis; None if it is neither.

    Raises:
        ConfigurationError: it cannot be one, or its driver is not installed.
    """
    for scheme, kind in SERVERS.items():
        if address.reveal().startswith(scheme):
            return kind(address)
    return None


_machine = cache(MachinePacing)  # one for all transports of this process, so that they share the connection
_PROCESS = ProcessPacing()  # all transports of this process share one budget
_OWN_COUNT = OwnCount(uptime, Budget())  # likewise, for all pacings of callers
