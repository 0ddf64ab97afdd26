"""`RemoteStore`, the base of stores on a server: atomic changes of the text under a key, with the server's time."""

from __future__ import annotations

import importlib
import os
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NoReturn, TypeAlias, TypeVar

from attrs import define

from ...errors import ConfigurationError, MissingExtraError
from ...errors.wording import shown
from ...reading.guards import is_number
from ..secret import MASK, Secret
from ..system import PerProcess

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds for one change, connecting to the server included."""
SPARE = 60.0
"""Seconds for which an entry is kept after its end."""


class StoreError(RuntimeError):
    """A store cannot be used. The text of the error shows neither passwords nor stored values."""


@define
class Entry:
    """An entry of a store while it is changed.

    `now` is the server's time. The work on it sets `text`, None if there is none, and `ends`, the server's time after
    which the entry may be deleted.
    """

    now: float
    text: str | None = None
    ends: float = 0.0


Work: TypeAlias = Callable[[Entry], T]
"""A function that changes an entry; without a text nothing is stored. It may be called again, with a newer entry; the
last call counts."""


class _ProcessLock:
    """The lock that a thread holds while it changes an entry, and whether one is being changed."""

    def __init__(self) -> None:
        self.lock, self.at_work = threading.RLock(), False


class RemoteStore(ABC):
    """Texts under keys, kept by a server. Threads may share one; a forked process opens its own connection.

    Args:
        clock: the time in seconds, the same for all who share the store; None for the server's clock.
        patience: seconds for one change.

    Raises:
        ConfigurationError: the patience makes no sense.
    """

    name = MASK
    """What the store is called in logs."""

    def __init__(self, clock: Callable[[], float] | None, patience: float) -> None:
        if not is_number(patience) or not 0 < patience <= 3600:
            raise ConfigurationError(f"patience={shown(patience)} must be seconds, above 0 and at most 3600")
        self.patience, self._clock = float(patience), clock
        self._locks = PerProcess[_ProcessLock]()
        self._kept = PerProcess[Secret]()  # the open connections; secrets, as they hold the password
        weakref.finalize(self, self._kept.end, self._disconnect)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a store holds a secret and a connection, so it cannot be pickled; make one in each process")

    def change(self, key: str, work: Work[T]) -> T:
        """Change the entry under a key atomically, and return what the work returns.

        Raises:
            StoreError: the server cannot be used. The change may still have been made.
        """
        own = self._locks.own(_ProcessLock)
        if not own.lock.acquire(timeout=self.patience):
            raise StoreError("another thread is still waiting for it")
        try:
            if own.at_work:
                raise StoreError("this thread is at it already, and was interrupted")
            own.at_work = True
            try:
                return self._changed(key, work)
            finally:
                own.at_work = False
        finally:
            own.lock.release()

    def _time(self, server: float) -> float:
        return server if self._clock is None else self._clock()

    @abstractmethod
    def _changed(self, key: str, work: Work[T]) -> T:
        """As `change`; called with the lock of this process held."""

    def close(self) -> None:
        """Close the connection, if there is one; the next change opens a new one."""
        kept = self._kept.pop(os.getpid(), None)
        if kept is not None:
            self._disconnect(kept)

    @staticmethod
    @abstractmethod
    def _disconnect(kept: Secret) -> None:
        """Close a connection; static, so that the finalizer, which calls it, does not hold the store."""


def require_drivers(*names: str) -> None:
    """Import modules that the extra ``fleet`` installs.

    Raises:
        MissingExtraError: one is not installed.
    """
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise MissingExtraError(f"a fleet needs {name}: pip install 'cardkit[fleet]'") from error


def bad_address(what: str, example: str) -> ConfigurationError:
    """The error for an invalid address, which shows nothing of it."""
    return ConfigurationError(f"this is no {what}; one looks like {example}")
