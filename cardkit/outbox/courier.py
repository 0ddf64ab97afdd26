"""`Courier` posts one letter, and `judge` tells its next state from the outcome; the same for every backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from attrs import frozen

from ..errors import (
    AuthenticationError,
    CardkitError,
    ConfigurationError,
    RateLimitError,
    TokenLimitError,
    TransportError,
)
from ..errors.wording import escaped
from ..to import Destination
from ..transport import Receipt, Transport, outcome_of
from ..transport.answers import LOCK
from ..transport.base import Service
from ..transport.calls import returned
from ..transport.secret import said_by
from ..transport.system import uptime
from ..transport.waiting import Pause, pause_after, wait_asked
from .letter import Letter, State
from .replacing import check_editor, post_edit

AUTHENTICATION_PAUSE = 60.0
"""Seconds before the next post after a token was refused: by then there may be a new one."""
LONGEST_NOTE = 30.0
"""Seconds after which a letter whose note took so long does not leave: its slot in the budget could be over by then."""
ROOM = "room in the budget, or the end of a lock"
ANOTHER_TOKEN = "a token that the service takes"  # noqa: S105 - it says what is waited for
SETTINGS = "settings that make sense"


@frozen
class Verdict:
    """The next state of a letter after a post.

    If it is *ready* again, `pause` is the seconds before the account may post anything again, and `reason` says what
    the pause is for. `counted` says whether the post counts as a try. `finding` says what happened.
    """

    state: State
    pause: float = 0.0
    reason: str = ""
    counted: bool = False
    finding: str = ""


def judge(outcome: Receipt | Exception, *, left: bool, failures: int = 0, at_least_once: bool = False) -> Verdict:
    """Judge the outcome of a post.

    Args:
        outcome: the receipt or the error.
        left: whether the letter was recorded as *sending*; after an error that is not cardkit's, it may have arrived.
        failures: how many posts in a row failed before this one; pauses grow with it.
        at_least_once: whether a letter that may have arrived is sent again, if that may help.

    >>> from cardkit.errors import DeliveryUnknownError, NotFoundError, RateLimitError
    >>> judge(Receipt(status=200), left=True).state
    'sent'
    >>> verdict = judge(RateLimitError("…", retry_after=30.0), left=False)
    >>> verdict.state, verdict.pause, verdict.counted
    ('ready', 30.0, False)
    >>> judge(NotFoundError("…", status=404), left=True).state
    'dead'
    >>> judge(DeliveryUnknownError("…", may_have_arrived=True), left=True).state
    'unknown'
    """
    if isinstance(outcome, Receipt):
        return Verdict("sent")
    finding = escaped(str(outcome), keep="\n") if isinstance(outcome, CardkitError) else said_by(outcome)
    arrived = getattr(outcome, "may_have_arrived", left and not isinstance(outcome, CardkitError))
    if arrived and not at_least_once:
        return Verdict("unknown", finding=finding, counted=True)
    wait = _wait_of_account(outcome)
    pause = wait or pause_after(outcome, failures)
    if pause is None:
        return Verdict("unknown" if arrived else "dead", finding=finding, counted=True)
    return Verdict("ready", pause.seconds, pause.reason, counted=wait is None, finding=finding)


def _wait_of_account(error: Exception) -> Pause | None:
    """The pause after an error that concerns the whole account and no letter of it; None for other errors."""
    if isinstance(error, RateLimitError):
        return Pause(wait_asked(error) or LOCK, ANOTHER_TOKEN if isinstance(error, TokenLimitError) else ROOM)
    if isinstance(error, AuthenticationError):
        return Pause(AUTHENTICATION_PAUSE, ANOTHER_TOKEN)
    return Pause(AUTHENTICATION_PAUSE, SETTINGS) if isinstance(error, ConfigurationError) else None


class WithdrawnError(CardkitError):
    """A letter must not be sent any more, as somebody settled it or it expired. Raised right before its first byte."""


class StorageError(ConfigurationError):
    """The storage of the outbox cannot be read or written. Nothing of the current letter has left."""


@frozen
class Post:
    """One post of a letter: its outcome, and the verdict on it.

    `left` says whether the letter was recorded as *sending*, so that it may have left. `stop` is the exception that
    stopped the program meanwhile, such as a KeyboardInterrupt.
    """

    letter: Letter
    outcome: Receipt | Exception
    verdict: Verdict
    left: bool = False
    stop: BaseException | None = None

    @property
    def status(self) -> int | None:
        """That of the answer, if it is one of HTTP; nothing is read of an exception of other people's."""
        status = self.outcome.status if isinstance(self.outcome, (Receipt, TransportError)) else None
        return status if isinstance(status, int) and 0 <= status <= 999 else None

    @property
    def message_id(self) -> str | None:
        """What the service calls the message, if it was told."""
        return _id(self.outcome.message_id) if isinstance(self.outcome, Receipt) else None

    @property
    def chat_id(self) -> str | None:
        """What the service calls its chat, if it was told."""
        return _id(self.outcome.chat_id) if isinstance(self.outcome, Receipt) else None

    def columns(self) -> dict[str, Any]:
        """What a backend writes of it, as parameters of the statement; `before` is the state that the letter was in."""
        verdict, left = self.verdict, self.left
        row: dict[str, Any] = {"id": self.letter.id, "before": "sending" if left else "ready", "state": verdict.state}
        row |= {"counted": verdict.counted or left, "finding": verdict.finding}
        return row | {"status": self.status, "message_id": self.message_id, "chat_id": self.chat_id}


def _check_note(seconds: float) -> None:
    """Check that a note did not take too long.

    Raises:
        RateLimitError: it did.
    """
    if seconds > LONGEST_NOTE:
        slow = f"to note that the letter leaves took {seconds:.0f} s, so its slot in the budget may be over"
        raise RateLimitError(f"{slow}; nothing was sent", retry_after=1.0)


def _id(told: object) -> str | None:
    """An id as it can be stored, whatever a transport took for one."""
    return str(told) if isinstance(told, (str, int)) and str(told).isprintable() else None


class Courier:
    """Posts letters one by one, with ``max_wait=0``, so that the caller does all waiting.

    Args:
        transport: what carries them. If it has `using`, as `CliqTransport` has, it reports when a letter leaves.
        at_least_once: whether a letter that may have arrived is sent again.
    """

    def __init__(self, transport: Transport, *, at_least_once: bool = False) -> None:
        self._transport, self.at_least_once = transport, at_least_once
        self._url: Callable[[Destination], object] | None = getattr(transport, "url", None)
        self._failures = 0  # in a row

    def post(self, letter: Letter, note_sending: Callable[[], object]) -> Post:
        """Post a letter once.

        Args:
            letter: the letter, with its body.
            note_sending: records the letter as *sending*. It is called once there are a token, room in the budget and
                a connection, right before the first byte leaves. If it raises, nothing leaves.

        Raises:
            WithdrawnError: `note_sending` found that the letter must not be sent.
            StorageError: `note_sending` could not write.
        """
        wrong = self._wrong_address(letter)
        if wrong is not None:
            return Post(letter, wrong, Verdict("dead", finding=str(wrong)))
        left: list[bool] = []

        def leaving() -> None:
            if not left:  # a retry by the transport itself, as with a new token, counts as the same post
                left.append(True)  # before the note, as a Ctrl-C may come right after it
                began = uptime()
                try:
                    note_sending()
                except Exception:
                    left.clear()
                    raise
                _check_note(uptime() - began)

        stop: BaseException | None = None
        try:
            outcome: Receipt | Exception = self._deliver(letter, leaving)
        except (KeyboardInterrupt, SystemExit) as error:
            stop, outcome = error, outcome_of(error) or InterruptedError("the program was stopped while it was sent")
        again = self.at_least_once or letter.message_id is not None  # an edit is idempotent
        verdict = judge(outcome, left=bool(left), failures=self._failures, at_least_once=again)
        self._failures = self._failures + 1 if verdict.state == "ready" and verdict.counted else 0
        return Post(letter, outcome, verdict, bool(left), stop)

    def _wrong_address(self, letter: Letter) -> ConfigurationError | None:
        """The error if the transport has no address for a letter, checked before anything is sent."""
        try:
            if letter.message_id is not None:
                check_editor(self._transport, letter.chat or "", letter.message_id)
            elif self._url is not None:
                self._url(letter.to)
        except ConfigurationError as error:
            return error
        return None

    def _deliver(self, letter: Letter, leaving: Callable[[], object]) -> Receipt | Exception:
        using: Callable[..., Any] | None = getattr(self._transport, "using", None)
        try:
            transport: Transport = self._transport
            if using is None:
                leaving()
            else:
                transport = using(max_wait=0, on_leaving=leaving)
            if letter.message_id is None:
                return returned(transport.send(letter.body or b"", letter.to), transport)
            return returned(post_edit(cast(Service, transport), letter), transport, "edit")
        except (WithdrawnError, StorageError):
            raise
        except Exception as error:
            return error
