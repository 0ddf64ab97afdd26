"""Many messages, one after another, and a journal that keeps any of them from being posted twice."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from attrs import frozen

from ..errors import CardkitError, ConfigurationError, DeliveryUnknownError
from ..to import Destination, chosen
from .base import Receipt, Transport
from .carrier import Carrier
from .delivery import outcome_of
from .waiting import Listener

if TYPE_CHECKING:
    from ..message import Message


@frozen
class Outcome:
    """What became of one message.

    `index` is its place among those given; `receipt` is there if it was sent, `error` if not, and neither if the
    journal says that an earlier run sent it.
    """

    index: int
    receipt: Receipt | None = None
    error: CardkitError | None = None

    @property
    def sent(self) -> bool:
        """Whether it was sent, now or in an earlier run."""
        return self.error is None


def send_all(
    messages: Iterable[Message],
    transport: Transport,
    to: Destination | str | None = None,
    journal: str | os.PathLike[str] | None = None,
    *,
    resend_unknown: bool = False,
    max_wait: float | None = None,
    on_wait: Listener | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Outcome]:
    """Send messages one after another, waiting out the service's budget and locks.

    A first Ctrl-C lets the request that is under way come to its end and notes what became of it; a second stops at
    once.

    Args:
        messages: any iterable; a message is taken from it when its turn comes.
        transport: what carries them.
        to: where all of them go, as in `Message.send`.
        journal: a file that notes *sending* before each message and *sent* after it. Given again, what was sent is
            skipped, and what was being sent when the run broke off is reported with a `DeliveryUnknownError` and not
            sent again.
        resend_unknown: send the latter again all the same.
        max_wait: seconds that may be waited in all, over all messages and whatever for; unlimited by default. What
            would need more fails with its `RateLimitError`.
        on_wait: called with a `Wait` before each wait, as that of `CliqTransport`.
        sleep: waits so many seconds; for tests.

    Yields:
        One `Outcome` for each message, in order. An error does not stop the others.

    Raises:
        ConfigurationError: there is no destination, or the journal is one of other messages or cannot be read.
        KeyboardInterrupt: there was a Ctrl-C; `outcome_of` tells what became of the message that was being sent.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> outcomes = send_all([Message("One"), Message("Two")], MemoryTransport(), to="chat:CT_1")
    >>> [(outcome.index, outcome.sent) for outcome in outcomes]
    [(0, True), (1, True)]
    """
    carrier = Carrier(transport, chosen(to, transport), max_wait, on_wait, sleep)
    with ExitStack() as stack:
        notes = None if journal is None else stack.enter_context(Journal(Path(journal)))
        for index, message in enumerate(messages):
            yield _send_one(index, message, carrier, notes, resend_unknown=resend_unknown)


def _send_one(
    index: int, message: Message, carrier: Carrier, notes: Journal | None, *, resend_unknown: bool
) -> Outcome:
    name = "" if notes is None else _name(message, carrier.place)
    if notes is not None:
        state = notes.state(index, name)
        if state == "sent":
            return Outcome(index)
        if state == "sending" and not resend_unknown:
            text = f"message {index + 1} was being sent when an earlier run broke off; it may have arrived"
            return Outcome(index, error=DeliveryUnknownError(text, may_have_arrived=True))
        notes.write(index, name, "sending")
    try:
        receipt = carrier.carry(message.send)
    except CardkitError as error:
        _note(notes, index, name, error)
        return Outcome(index, error=error)
    except KeyboardInterrupt as stop:
        _note(notes, index, name, outcome_of(stop))
        raise
    _note(notes, index, name, receipt)
    return Outcome(index, receipt)


def _note(notes: Journal | None, index: int, name: str, outcome: Receipt | CardkitError | None) -> None:
    """Note what became of a message, unless nobody knows."""
    if notes is not None and outcome is not None and not getattr(outcome, "may_have_arrived", False):
        notes.write(index, name, "sent" if isinstance(outcome, Receipt) else "failed")


def _name(message: Message, place: Destination) -> str:
    """What tells a message at its place from others, without telling what it says."""
    body = message.to_json(check=False)
    return hashlib.sha256(f"{place!r}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Journal:
    """A file with one line for each change: the message's place, its name, and what became of it.

    It belongs to one run at a time. Each line is on the disk before the next thing happens. A last line that was cut
    off by a crash is dropped, as what it would have told had not happened yet.

    Raises:
        ConfigurationError: the file cannot be opened, is no journal, or another run has it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._states: dict[int, tuple[str, str]] = {}
        try:
            self._file = path.open("a+b")
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"the journal {path} cannot be opened: {error}") from error
        try:
            lock(self._file)
            self._read()
        except OSError as error:
            self._file.close()
            raise ConfigurationError(f"the journal {path} cannot be used; another run may have it: {error}") from error
        except ConfigurationError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def state(self, index: int, name: str) -> str | None:
        """What became of a message: ``"sending"``, ``"sent"``, ``"failed"`` or None.

        Raises:
            ConfigurationError: the journal has another message at this place.
        """
        known, state = self._states.get(index, (name, ""))
        if known != name:
            raise ConfigurationError(
                f"the journal {self._path} has another message at place {index + 1}; start a new one"
            )
        return state or None

    def write(self, index: int, name: str, state: str) -> None:
        """Note what becomes of a message, on the disk before this returns."""
        line = json.dumps({"index": index, "name": name, "state": state}) + "\n"
        try:
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise ConfigurationError(f"the journal {self._path} cannot be written: {error}") from error
        self._states[index] = name, state

    def _read(self) -> None:
        self._file.seek(0)
        whole, end, cut = self._file.read().rpartition(b"\n")
        for line in whole.splitlines():
            self._take(line)
        if cut:
            if not end and not cut.startswith(b'{"index"'):
                raise ConfigurationError(f"{self._path} is no journal of send_all")
            self._file.truncate(len(whole) + len(end))

    def _take(self, line: bytes) -> None:
        try:
            note: Any = json.loads(line)
            self._states[int(note["index"])] = str(note["name"]), str(note["state"])
        except (ValueError, TypeError, LookupError) as error:
            raise ConfigurationError(f"{self._path} is no journal of send_all") from error


def lock(file: BinaryIO) -> None:
    """Keep other processes and runs out of a file until it is closed.

    Raises:
        OSError: somebody has it already.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 30)  # a place far behind, so that the lines themselves can be read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
