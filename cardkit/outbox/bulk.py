"""`send_all`: sends many messages one after another, through an outbox of its own, and yields the outcome of each."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from attrs import define, field, frozen

from ..chain.fitting import Parts
from ..chain.message import Message
from ..errors import CardkitError, ConstraintError, DeliveryUnknownError, RateLimitError, TransportError
from ..reading.guards import require_flags, require_transport
from ..to import Destination, chosen
from ..transport import Receipt, Transport
from ..transport.calls import own_error
from ..transport.delivery import wait_between_posts
from ..transport.system import path_of
from ..transport.waiting import CONNECTION, SERVICE, Patience, Wait, WaitListener
from .arguments import check_several, read_message
from .courier import ROOM, Courier, Post
from .drain import Drain, Turn
from .embedded.backend import Embedded
from .journal import InMemory, open_journal
from .letter import Draft, Letter

ATTEMPTS = 4
"""The most posts of one message while posts fail."""


@frozen
class Outcome:
    """What became of one message.

    `index` is its place among those given, where each part of a message that was split counts. `receipt` is set if it
    was sent, `error` if not, and neither if the journal says that an earlier run sent it.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport, send_all
    >>> _, empty = send_all([Message("Hi"), Message()], MemoryTransport(), to="chat:CT_1")
    >>> empty.index, empty.sent, [issue.code for issue in empty.error.issues]
    (1, False, ['empty-message'])
    """

    index: int
    receipt: Receipt | None = None
    error: CardkitError | None = None

    @property
    def sent(self) -> bool:
        """Whether it was sent, now or in an earlier run."""
        return self.error is None


def send_all(
    messages: Iterable[Message | Parts],
    transport: Transport,
    to: Destination | str | None = None,
    journal: str | os.PathLike[str] | None = None,
    *,
    resend_unknown: bool = False,
    max_wait: float | None = None,
    on_wait: WaitListener | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Outcome]:
    """Send messages one after another, waiting out the service's budget and locks.

    Each message is sent when its outcome is asked for, so loop over all outcomes. After a first Ctrl-C the request that
    is under way comes to its end and is recorded; a second stops at once.

    Args:
        messages: any iterable; a message is taken from it when its turn comes. What `Message.split` returns, alone or
            among others, is one unit: it leaves only when the budget has room for all its parts, if it ever has. If
            a part fails, those behind it are not sent. With ``split(as_thread=True)`` they go into a thread of the
            first, if the service tells its id.
        transport: what carries them.
        to: where all of them go, as in `Message.send`.
        journal: a file that records what becomes of each message. A later run with the same journal skips what was
            sent; what was being sent when a run broke off is reported with a `DeliveryUnknownError`. A message is
            recognised by its content and destination, not by its place; of equal messages each is sent once.
        resend_unknown: send again what may have been sent when a run broke off.
        max_wait: seconds that the whole run may wait, for whatever reason; unlimited by default. What would need more
            fails with its `RateLimitError`.
        on_wait: called with a `Wait` before each wait, as that of `CliqTransport`.
        sleep: waits so many seconds; for tests.

    Returns:
        One `Outcome` for each message, in order. An error does not stop the others; one that is not of cardkit's is the
        cause of a `TransportError`.

    Raises:
        ConfigurationError: there is no transport, no destination or no iterable, or another argument makes no sense;
            nothing was sent. During the run: something is not a message, or the journal cannot be read or written;
            then the message whose turn it is was not sent.
        KeyboardInterrupt: there was a Ctrl-C; `outcome_of` says what became of the message that was being sent.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> messages = [Message("One"), Message("Two")]
    >>> outcomes = send_all(messages, MemoryTransport(), to="chat:CT_1")
    >>> [(outcome.index, outcome.sent) for outcome in outcomes]
    [(0, True), (1, True)]
    """
    check_several(messages)
    require_transport(transport)
    require_flags(resend_unknown=resend_unknown)
    place = chosen(to, transport)
    path = None if journal is None else path_of(journal, "journal")
    listener = on_wait or getattr(transport, "on_wait", None)
    run = _Run(transport, place, Patience.of(max_wait), listener, sleep, resend_unknown)
    return run.outcomes(messages, path)


def name_of(message: Message, place: Destination) -> str:
    """A hash that identifies a message at a destination, without revealing its content."""
    body = message.to_json(check=False)
    return hashlib.sha256(f"{place!r}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@define
class _Run:
    """One run of `send_all`: what it was given, its letters and their drain, and where it stands."""

    transport: Transport
    place: Destination
    patience: Patience
    on_wait: WaitListener | None
    sleep: Callable[[float], object]
    resend_unknown: bool
    letters: Embedded | InMemory = field(init=False)
    drain: Drain = field(init=False)
    id: int = field(default=0, init=False)
    """That of the letter whose turn it is."""
    message_id: str | None = field(default=None, init=False)
    """That of the last message that was sent, now or in an earlier run."""
    seen: Counter[str] = field(factory=Counter[str], init=False)
    """How many messages there were of each name."""

    def outcomes(self, messages: Iterable[Message | Parts], journal: Path | None) -> Iterator[Outcome]:
        """Send messages and yield what becomes of them."""
        with ExitStack() as stack:
            self.letters = InMemory() if journal is None else stack.enter_context(open_journal(journal))
            self.drain = Drain(self.letters, self._turn, Courier(self.transport), lambda event: None, quiet=True)
            stack.callback(self.drain.try_to_record)
            index = 0
            for unit in [messages] if isinstance(messages, Parts) else messages:
                parts = unit if isinstance(unit, Parts) else (unit,)
                yield from self.send_parts(index, parts) if len(parts) > 1 else [self.outcome(index, parts[0])]
                index += len(parts)

    def _turn(self) -> Turn:
        return Turn.of(self.letters.get(self.id))

    def _wait(self, wait: Wait) -> bool:
        """Wait, announced first, or return False if there is not enough patience left.

        Raises:
            KeyboardInterrupt: there was a Ctrl-C.
        """
        if not self.patience.spend(wait.seconds):
            return False
        wait_between_posts(wait, self.sleep, self.on_wait)
        return True

    def send_parts(self, first: int, parts: Sequence[Message]) -> Iterator[Outcome]:
        """Send the parts of one message once there is room for all; after one that fails, no other is sent."""
        failed: Outcome | None = self._wait_for_room(first, len(parts))
        thread: str | None = None
        try:
            for index, part in enumerate(parts, first):
                if failed is not None:
                    behind = f"it was not sent, as part {failed.index - first + 1} of the message did not get through"
                    yield failed if failed.index == index else Outcome(index, error=TransportError(behind))
                    continue
                outcome = self.outcome(index, part, thread)
                if index == first and getattr(parts, "as_thread", False):
                    thread = self.message_id
                failed = None if outcome.sent else outcome
                yield outcome
        finally:
            getattr(self.transport, "release", lambda: None)()

    def _wait_for_room(self, first: int, count: int) -> Outcome | None:
        """Reserve room in the budget for `count` messages; the outcome of the first one if the wait is too long."""
        reserve: Callable[[int], float] = getattr(self.transport, "reserve", lambda count: 0.0)
        while seconds := reserve(count):
            if not self._wait(Wait(seconds, ROOM, str(self.place), 0, None)):
                text = f"the budget leaves no room for {count} parts for {seconds:.0f} s; nothing was sent"
                return Outcome(first, error=RateLimitError(text, retry_after=seconds))
        return None

    def outcome(self, index: int, message: Message, thread: str | None = None) -> Outcome:
        """Store a message and send it, unless an earlier run did; `thread` is the id of the message that it threads."""
        try:
            letter = self._put(read_message(message), thread)
        except ConstraintError as error:
            return Outcome(index, error=error)
        if letter.state == "sent":
            self.message_id = letter.message_id
            return Outcome(index)
        if letter.state == "unknown":
            text = f"message {index + 1} was being sent when an earlier run broke off; it may have arrived"
            return Outcome(index, error=DeliveryUnknownError(text, may_have_arrived=True))
        return self._outcome_of(index, self._send(letter))

    def _outcome_of(self, index: int, post: Post | None) -> Outcome:
        if post is None:
            text = "it did not leave, as somebody settled its letter in the journal meanwhile"
            return Outcome(index, error=TransportError(text))
        if isinstance(post.outcome, Receipt):
            self.message_id = post.message_id
            return Outcome(index, post.outcome)
        if isinstance(post.outcome, CardkitError):
            return Outcome(index, error=post.outcome)
        return Outcome(index, error=own_error(post.outcome, self.transport, left=post.left))

    def _put(self, message: Message, thread: str | None) -> Letter:
        name = name_of(message, self.place)  # without the thread, whose id differs in each run
        key = f"{name}.{self.seen[name]}"
        self.seen[name] += 1
        if thread is not None and "thread_message_id" not in message.payload.extra:
            message = message.thread(thread)
        body = message.to_json(api=getattr(self.transport, "wire", None)).encode()
        letter, _ = self.letters.put(Draft(self.place, body, key))
        if letter.state == "dead" or (letter.state == "unknown" and self.resend_unknown):
            return self.letters.move(letter.id, ("dead", "unknown"), "ready", body=body)
        return letter

    def _send(self, letter: Letter) -> Post | None:
        """Send a letter, and return the last post; None if the letter was settled before it could leave.

        It waits for room as often as needed, once for the lock of a throttled post, and for retries.
        """
        posts: list[Post] = []
        self.id = letter.id
        for step in self.drain.steps():
            if isinstance(step, Post):
                posts.append(step)
                if step.verdict.state != "ready" and step.stop is None:
                    break
            elif not isinstance(step, Wait) or not _worthwhile(step, posts) or not self._wait(step):
                break
        return posts[-1] if posts else None


def _worthwhile(wait: Wait, posts: list[Post]) -> bool:
    """Whether a wait may help. It does not after a second throttled post, or if the token is wrong."""
    if wait.reason == ROOM:
        return wait.status is None or sum(post.left for post in posts) < 2
    return wait.reason in {CONNECTION, SERVICE} and len(posts) < ATTEMPTS
