"""`Backend`: the interface between an outbox and the storage of its letters, a file or the database of a fleet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from attrs import frozen

from ..transport import Wait
from .courier import Courier
from .letter import Draft, Letter, Mover, State


@frozen
class Event:
    """A change of a letter: its new state is ``event.letter.state``.

    If it is *ready* again, `wait` is the seconds until it is retried, and `reason` says what the wait is for.

    >>> from cardkit import Message
    >>> from cardkit.outbox import Outbox
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = f"{folder}/outbox.sqlite3"
    ...     outbox = Outbox(path, on_event=lambda event: print(event.letter.state))
    ...     letter = outbox.put(Message("Disk is full"), to="channel:alerts")
    ready
    """

    letter: Letter
    wait: float | None = None
    reason: str = ""


EventListener: TypeAlias = Callable[[Event], object]


@frozen
class Stats:
    """The number of letters in each state, and how long the oldest *ready* one has waited.

    `oldest` is in seconds since that letter was due, 0 if none is: since its put, the time of ``after=``, or its
    resending. `rate` is how many were sent in the last minute.

    >>> stats = Stats(sent=12, unknown=1)  # as `Outbox.stats` returns it
    >>> f"{stats.unknown} to settle, {stats.ready} to send"
    '1 to settle, 0 to send'
    """

    ready: int = 0
    sending: int = 0
    sent: int = 0
    unknown: int = 0
    dead: int = 0
    oldest: float = 0.0
    rate: int = 0


class Stop(Protocol):
    """Tells a worker to stop; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """Whether the worker must stop."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or less if the worker must stop; returns whether it must."""
        ...


@frozen
class Work:
    """How a worker sends letters.

    Attributes:
        courier: posts the letters.
        stop: ends the work.
        told: called with an `Event` for each change of a letter.
        once: end the work as soon as nothing can be sent now.
        max_wait: seconds that may be waited in all for room in the budget; None for no limit.
        on_wait: called with a `Wait` before each wait.
    """

    courier: Courier
    stop: Stop
    told: EventListener
    once: bool = False
    max_wait: float | None = None
    on_wait: Callable[[Wait], object] | None = None


@frozen
class Tally:
    """What a worker did: how many letters it sent, and how many became *unknown* or *dead*.

    `waiting` says that letters which are due are still *ready*, for lack of room in the budget, network or a token, or,
    with ``once``, since the work was told to stop. `elsewhere` says that another program was at work, so that this one
    did nothing.

    >>> from cardkit import Message
    >>> from cardkit.outbox import Outbox
    >>> from cardkit.transport import MemoryTransport
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     outbox = Outbox(f"{folder}/outbox.sqlite3", MemoryTransport())
    ...     letter = outbox.put(Message("Disk is full"), to="channel:alerts")
    ...     outbox.work(once=True)
    Tally(sent=1, unknown=0, dead=0, waiting=False, elsewhere=False)
    """

    sent: int = 0
    unknown: int = 0
    dead: int = 0
    waiting: bool = False
    elsewhere: bool = False


class Backend(Mover, Protocol):
    """Stores letters, and runs a worker that sends them."""

    def put(self, draft: Draft, connection: object = None) -> tuple[Letter, bool]:
        """Store a letter durably and return it, and whether it is new: if its key is known, the stored one is returned.

        With `connection`, it becomes part of a transaction of the caller's, if the backend has transactions.

        Raises:
            StorageError: it cannot be stored.
        """
        ...

    def replace(self, id: int, draft: Draft, connection: object = None) -> Letter:
        """Replace the message of a letter durably, by the rules of `replacing.replaced`, and return the letter.

        Raises:
            StorageError: it cannot be stored.
            ConfigurationError: the message was sent, but its ids are not known, so it cannot be edited.
        """
        ...

    def get(self, id: int) -> Letter | None:
        """The letter with an id, or None."""
        ...

    def find(self, state: State | None, behind: int, most: int) -> Sequence[Letter]:
        """At most `most` letters in one state, or in all, with ids above `behind`, in the order of their ids."""
        ...

    def stats(self) -> Stats:
        """Counts of the letters in each state, and more."""
        ...

    def work(self, work: Work) -> Tally:
        """Send letters until told to stop; with ``once``, until nothing can be sent now."""
        ...
