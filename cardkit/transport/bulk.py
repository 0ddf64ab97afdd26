"""Many messages, one after another, none of them posted twice if there is a journal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import CardkitError, DeliveryUnknownError, RateLimitError
from ..to import Destination, chosen
from .answers import LOCK, LONGEST_LOCK
from .base import Receipt, Transport
from .journal import Journal, name_of

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
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Outcome]:
    """Send messages one after another, waiting out the service's budget and locks.

    Args:
        messages: any iterable; a message is taken from it when its turn comes.
        transport: what carries them.
        to: where all of them go, as in `Message.send`.
        journal: a file that notes *sending* before each message and *sent* after it. Given again, what was sent is
            skipped, and what was being sent when the run broke off is reported with a `DeliveryUnknownError` and not
            sent again.
        resend_unknown: send the latter again all the same.
        sleep: waits so many seconds; for tests.

    Yields:
        One `Outcome` for each message, in order. An error does not stop the others.

    Raises:
        ConfigurationError: there is no destination; or the journal is one of other messages, cannot be read, or can no
            longer be written: then the message whose turn it is was not sent.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> outcomes = send_all([Message("One"), Message("Two")], MemoryTransport(), to="chat:CT_1")
    >>> [(outcome.index, outcome.sent) for outcome in outcomes]
    [(0, True), (1, True)]
    """
    place = chosen(to, transport)
    with ExitStack() as stack:
        notes = None if journal is None else stack.enter_context(Journal(journal))
        for index, message in enumerate(messages):
            yield _send_one(index, message, transport, place, notes, resend_unknown=resend_unknown, sleep=sleep)


def _send_one(
    index: int,
    message: Message,
    transport: Transport,
    place: Destination,
    notes: Journal | None,
    *,
    resend_unknown: bool,
    sleep: Callable[[float], object],
) -> Outcome:
    name = "" if notes is None else name_of(message, place)
    if notes is not None:
        state = notes.state(index, name)
        if state == "sent":
            return Outcome(index)
        if state == "sending" and not resend_unknown:
            text = f"message {index + 1} was being sent when an earlier run broke off; it may have arrived"
            return Outcome(index, error=DeliveryUnknownError(text, may_have_arrived=True))
        notes.begin(index, name)
    try:
        receipt = _patient(message, transport, place, sleep)
    except CardkitError as error:
        if notes is not None and not getattr(error, "may_have_arrived", False):
            notes.end(index, name, "failed")
        return Outcome(index, error=error)
    if notes is not None:
        notes.end(index, name, "sent")
    return Outcome(index, receipt)


def _patient(message: Message, transport: Transport, place: Destination, sleep: Callable[[float], object]) -> Receipt:
    """Send a message, waiting for room in the budget as often as needed, and once for the lock of a throttle answer."""
    throttled = False
    while True:
        try:
            return message.send(transport, place)
        except RateLimitError as error:
            if error.status is not None and throttled:
                raise
            throttled = throttled or error.status is not None
            wait = LOCK if error.retry_after is None else error.retry_after
        sleep(min(max(wait, 0.01), LONGEST_LOCK))
