"""What keeps the letters of an outbox: the seam between its public methods and a file, or a database of a fleet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from attrs import frozen

from ..to import Destination
from ..transport import Wait
from .courier import Courier
from .letter import Letter, Mover, State


@frozen
class Event:
    """A change of a letter: its new state is ``event.letter.state``.

    `wait` is the seconds until it is tried again and `reason` what for, where it is *ready* once more.
    """

    letter: Letter
    wait: float | None = None
    reason: str = ""


Listener: TypeAlias = Callable[[Event], object]


@frozen
class Stats:
    """What is in an outbox: how many letters are in each state, and how long the oldest *ready* one has waited.

    `oldest` is in seconds, 0 where none waits; `rate` is how many were sent in the last minute.
    """

    ready: int = 0
    sending: int = 0
    sent: int = 0
    unknown: int = 0
    dead: int = 0
    oldest: float = 0.0
    rate: int = 0


@frozen
class Draft:
    """A letter that is to be kept, as `Letter` has the fields."""

    to: Destination
    body: bytes
    key: str | None = None
    priority: int = 0
    after: float | None = None
    not_after: float | None = None
    chat_id: str | None = None


class Stop(Protocol):
    """What tells a worker to stop, such as `threading.Event`."""

    def is_set(self) -> bool:
        """Whether it is to stop."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or until it is to stop."""
        ...


@frozen
class Work:
    """How letters are to be sent.

    `courier` posts them, `stop` ends the work, `once` ends it where nothing can leave now; `max_wait` is the seconds
    that may be waited in all for room in the budget, None for as long as it takes; `told` hears of each
    change, and `on_wait` of each wait before it begins.
    """

    courier: Courier
    stop: Stop
    told: Listener
    once: bool = False
    max_wait: float | None = None
    on_wait: Callable[[Wait], object] | None = None


@frozen
class Tally:
    """What a worker did: how many letters it sent, and how many became *unknown* or *dead*.

    `waiting` is whether some that could leave are *ready* still, as there is no room, no network or no token, or, with
    ``once``, the work was told to stop;
    `elsewhere` whether another program was at work, so that this one did nothing.
    """

    sent: int = 0
    unknown: int = 0
    dead: int = 0
    waiting: bool = False
    elsewhere: bool = False


class Backend(Mover, Protocol):
    """Keeps letters and works on them."""

    def put(self, draft: Draft, connection: object = None) -> tuple[Letter, bool]:
        """Keep a letter, durably before this returns, and tell whether it is new; of a known key, the letter there is.

        `connection` is a transaction of the caller's that it becomes part of, where the backend has such.

        Raises:
            KeepingError: it cannot be kept.
        """
        ...

    def replace(self, id: int, draft: Draft, connection: object = None) -> Letter:
        """Let a letter say something else, as `replacing.replaced` has it, durably before this returns.

        Raises:
            KeepingError: it cannot be kept.
            ConfigurationError: the message was sent, and nobody knows its ids.
        """
        ...

    def get(self, id: int) -> Letter | None:
        """The letter of an id, if there is one."""
        ...

    def find(self, state: State | None, behind: int, most: int) -> Sequence[Letter]:
        """The first letters, in the order of their ids, whose id is above `behind`; of one state or all."""
        ...

    def stats(self) -> Stats:
        """What there is."""
        ...

    def work(self, work: Work) -> Tally:
        """Send letters until told to stop; with ``once`` until nothing can leave now."""
        ...
