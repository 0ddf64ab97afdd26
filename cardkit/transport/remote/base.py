"""What a store on another machine is: one change at a time of the text under a key, by the server's clock."""

from __future__ import annotations

import importlib
import os
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias, TypeVar

from attrs import define

from ...errors import ConfigurationError, MissingExtraError
from ...reading.guards import is_number
from ..secret import MASK, Secret

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds for one change, connecting to the server included."""
SPARE = 60.0
"""Seconds for which an entry is kept beyond its end."""


class StoreError(RuntimeError):
    """A store cannot be used. Its text tells neither passwords nor what is stored."""


@define
class Entry:
    """What a store holds under a key: its text, None where there is none, and when it is over by the server's clock.

    Work on it changes `text` and `ends`; `now` is what the server's clock shows.
    """

    now: float
    text: str | None = None
    ends: float = 0.0


Work: TypeAlias = Callable[[Entry], T]
"""Changes an entry, or leaves it without a text: then nothing is kept. It may be called again, with what the store
holds by then; the last call counts."""


class RemoteStore(ABC):
    """Texts under keys, kept by a server. Threads may share one, and a process that was forked connects anew.

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
            raise ConfigurationError(f"patience={patience!r} must be a number of seconds, above 0 and at most 3600")
        self.patience, self._clock = float(patience), clock
        self._turn, self._at_work = threading.RLock(), False
        self._kept: list[Secret] = []  # the connection, if there is one; it knows the password
        weakref.finalize(self, self._finish, self._kept)
        _STORES.add(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a store holds a secret and a connection, so it cannot be pickled; make one in each process")

    def change(self, key: str, work: Work[T]) -> T:
        """Change the entry under a key, whole or not at all, while nobody else is at it; gives what the work gives.

        Raises:
            StoreError: the server cannot be used. The change may still have been made.
        """
        if not self._turn.acquire(timeout=self.patience):
            raise StoreError("another thread is still waiting for it")
        try:
            if self._at_work:
                raise StoreError("this thread is at it already, and was interrupted")
            self._at_work = True
            try:
                return self._changed(key, work)
            finally:
                self._at_work = False
        finally:
            self._turn.release()

    def forget(self) -> None:
        """Begin anew in a process that was forked: the connection is the parent's, and so is any thread at work."""
        _PARENTS.extend(self._kept)
        self._kept.clear()
        self._turn, self._at_work = threading.RLock(), False

    def _time(self, server: float) -> float:
        return server if self._clock is None else self._clock()

    @abstractmethod
    def _changed(self, key: str, work: Work[T]) -> T:
        """As `change`, while no other thread of this process is at it."""

    def close(self) -> None:
        """Close the connection, if there is one; it is opened again when there is work."""
        self._finish(self._kept)

    @staticmethod
    @abstractmethod
    def _finish(kept: list[Secret]) -> None:
        """Close what is kept, and keep it no longer."""


def driver(name: str) -> Any:
    """A module of the extra ``fleet``.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        needs = f"a fleet needs {name.partition('.')[0]}: pip install 'cardkit[fleet]'"
        raise MissingExtraError(needs) from error


def refused(what: str, example: str) -> ConfigurationError:
    """That an address is none, without a character of it."""
    return ConfigurationError(f"this is no {what}; one looks like {example}")


_STORES: weakref.WeakSet[RemoteStore] = weakref.WeakSet()
_PARENTS: list[Secret] = []  # connections of the parent, which are not to be closed here


def _forked() -> None:
    for store in list(_STORES):
        store.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
