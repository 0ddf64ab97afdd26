"""Posting one letter and judging what came of it; the same for every backend."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from attrs import frozen

from ..errors import CardkitError, ConfigurationError
from ..to import Destination
from ..transport import Receipt, Transport, outcome_of
from ..transport.base import Service
from .editing import check_editor, edited
from .letter import Letter
from .rules import Verdict, judge


class WithdrawnError(CardkitError):
    """A letter must not leave: somebody settled it, or its time is over. Raised right before it would have left."""


class KeepingError(ConfigurationError):
    """The outbox itself cannot be read or written. Of the letter whose turn it is nothing has left."""


@frozen
class Attempt:
    """One post of a letter: what came of it and what that says.

    `left` tells whether it was noted as *sending*; `stop` is what stopped the program meanwhile, if anything did.
    """

    letter: Letter
    outcome: Receipt | Exception
    verdict: Verdict
    left: bool = False
    stop: BaseException | None = None


class Courier:
    """Posts letters one by one, through a transport that waits for nothing itself.

    Args:
        transport: what carries them; if it has `using`, as `CliqTransport` has, it tells the moment a letter leaves.
        at_least_once: whether what may have arrived is sent again.
    """

    def __init__(self, transport: Transport, *, at_least_once: bool = False) -> None:
        self._transport, self.at_least_once = transport, at_least_once
        url: Callable[[Destination], object] | None = getattr(transport, "url", None)
        self._url = None if url is None else lru_cache(maxsize=1_000)(url)
        self._failures = 0  # in a row

    def attempt(self, letter: Letter, note_sending: Callable[[], object]) -> Attempt:
        """Post a letter once.

        Args:
            letter: with its body.
            note_sending: notes that it is *sending*; called when there are a token, room in the budget and a
                connection, right before the first byte may leave. If it raises, nothing leaves.

        Raises:
            WithdrawnError: the note must not be made.
            KeepingError: the note cannot be made.
        """
        wrong = self._wrong_address(letter)
        if wrong is not None:
            return Attempt(letter, wrong, Verdict("dead", finding=str(wrong)))
        left: list[bool] = []

        def leaving() -> None:
            if not left:  # a repeat of the transport's own, as with another token, is the same try
                left.append(True)  # before, for a Ctrl-C may come as soon as it is noted
                try:
                    note_sending()
                except Exception:
                    left.clear()
                    raise

        stop: BaseException | None = None
        try:
            outcome: Receipt | Exception = self._posted(letter, leaving)
        except (KeyboardInterrupt, SystemExit) as error:
            stop, outcome = error, outcome_of(error) or InterruptedError("the program was stopped while it was sent")
        again = self.at_least_once or letter.message_id is not None  # an edit that comes twice is as one
        verdict = judge(outcome, left=bool(left), failures=self._failures, at_least_once=again)
        self._failures = self._failures + 1 if verdict.state == "ready" and verdict.counted else 0
        return Attempt(letter, outcome, verdict, bool(left), stop)

    def _wrong_address(self, letter: Letter) -> ConfigurationError | None:
        """Why the transport has no address for a letter, where it can tell before anything is sent."""
        try:
            if letter.message_id is not None:
                check_editor(self._transport, letter.chat or "", letter.message_id)
            elif self._url is not None:
                self._url(letter.to)
        except ConfigurationError as error:
            return error
        return None

    def _posted(self, letter: Letter, leaving: Callable[[], object]) -> Receipt | Exception:
        using: Callable[..., Any] | None = getattr(self._transport, "using", None)
        try:
            transport: Transport = self._transport
            if using is None:
                leaving()
            else:
                transport = using(max_wait=0, on_leaving=leaving)
            if letter.message_id is None:
                return transport.send(letter.body or b"", letter.to)
            return edited(cast(Service, transport), letter)
        except (WithdrawnError, KeepingError):
            raise
        except Exception as error:
            return error
