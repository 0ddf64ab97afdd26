"""Many messages, one after another, and a journal that keeps any of them from being posted twice."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import CardkitError, DeliveryUnknownError
from ..to import Destination, chosen
from .base import Receipt, Transport
from .carrier import Carrier
from .delivery import outcome_of
from .journal import Journal, name_of
from .waiting import Listener

if TYPE_CHECKING:
    from ..chain.message import Message


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
        ConfigurationError: there is no destination; or the journal is one of other messages, cannot be read, or can no
            longer be written: then the message whose turn it is was not sent.
        KeyboardInterrupt: there was a Ctrl-C; `outcome_of` tells what became of the message that was being sent.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> outcomes = send_all([Message("One"), Message("Two")], MemoryTransport(), to="chat:CT_1")
    >>> [(outcome.index, outcome.sent) for outcome in outcomes]
    [(0, True), (1, True)]
    """
    carrier = Carrier(transport, chosen(to, transport), max_wait, on_wait, sleep)
    with nullcontext() if journal is None else Journal(journal) as notes:
        for index, message in enumerate(messages):
            yield _send_one(index, message, carrier, notes, resend_unknown=resend_unknown)


def _send_one(
    index: int, message: Message, carrier: Carrier, notes: Journal | None, *, resend_unknown: bool
) -> Outcome:
    name = "" if notes is None else name_of(message, carrier.place)
    if notes is not None:
        state = notes.state(index, name)
        if state == "sent":
            return Outcome(index)
        if state == "sending" and not resend_unknown:
            text = f"message {index + 1} was being sent when an earlier run broke off; it may have arrived"
            return Outcome(index, error=DeliveryUnknownError(text, may_have_arrived=True))
        notes.begin(index, name)
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
        notes.end(index, name, "sent" if isinstance(outcome, Receipt) else "failed")
