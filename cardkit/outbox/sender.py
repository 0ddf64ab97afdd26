"""`Sender`: the side of an outbox that sends its letters, here or in a thread beside the program, and tells of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Self

from ..errors import ConfigurationError
from ..limits import Api
from ..reading.guards import require_flags, require_transport
from ..to import Destination
from ..transport import Transport, Wait
from ..transport.system import background, join
from .backend import Backend, Event, EventListener, Stop, Tally, Work
from .courier import Courier

LOG = logging.getLogger("cardkit.outbox")
_LEVELS = {"unknown": logging.WARNING, "dead": logging.WARNING}


class Sender:
    """What `Outbox` sends by: its letters, its transport, and whom it tells."""

    def __init__(
        self,
        backend: Backend,
        transport: Transport | None,
        *,
        at_least_once: bool,
        on_event: EventListener | None,
        clock: Callable[[], float],
    ) -> None:
        if transport is not None:
            require_transport(transport)
        require_flags(at_least_once=at_least_once)
        self._backend, self._transport, self._clock = backend, transport, clock
        self._at_least_once, self.on_event = at_least_once, on_event
        self.wire: Api | None = getattr(transport, "wire", None)
        """The form in which messages are written."""
        self.destination: Destination | None = getattr(transport, "destination", None)
        """Where messages go that are put without ``to``."""

    def work(
        self,
        *,
        once: bool = False,
        max_wait: float | None = None,
        on_wait: Callable[[Wait], object] | None = None,
        stop: Stop | None = None,
    ) -> Tally:
        """Send letters in this thread until `stop` is set, or until Ctrl-C.

        It waits for room in the budget, for the end of a lock, for the network, and for another worker of the same
        outbox to end.

        Args:
            once: return as soon as nothing can leave now: nothing is due, there is no network or no token that works,
                another worker is active, or `max_wait` is used up.
            max_wait: with ``once``, the seconds that it may wait in all for room in the budget or the end of a lock;
                unlimited by default.
            on_wait: called with a `Wait` before each of these waits, as that of `CliqTransport`.
            stop: a `threading.Event` that ends the work, after the post that is under way.

        Raises:
            ConfigurationError: there is no transport, with ``once`` the outbox cannot be read or written, or this
                thread runs a loop of asyncio, beside which that of a fleet's outbox cannot run.
            KeyboardInterrupt: there was a Ctrl-C; what became of the post under way is recorded.
        """
        work = Work(self._courier(), stop or threading.Event(), self._tell, once, max_wait, on_wait)
        return self._backend.work(work)

    def _courier(self) -> Courier:
        if self._transport is None:
            raise ConfigurationError("this outbox has no transport to send with: Outbox(path, transport)")
        return Courier(self._transport, at_least_once=self._at_least_once)

    @contextmanager
    def working(self) -> Generator[Self, None, None]:
        """Send letters in a thread while the ``with`` block lasts.

        At the end of the block the post under way is finished; what is still *ready* stays in the outbox.

        Raises:
            ConfigurationError: there is no transport, or no thread can start, as in a browser.
        """
        self._courier()
        stop = threading.Event()
        thread = background(lambda: self.work(stop=stop), "cardkit-outbox")
        try:
            thread.start()
        except RuntimeError as error:
            alone = "outbox.work(once=True) sends what is ready without one"
            raise ConfigurationError(f"no thread can start here, as in a browser ({error}); {alone}") from error
        try:
            yield self
        finally:
            stop.set()
            join(thread)

    def _tell(self, event: Event) -> None:
        """Log a change of a letter, and call the listener; an exception of the listener is only logged."""
        letter = event.letter
        level = _LEVELS.get(letter.state, logging.INFO)
        if LOG.isEnabledFor(level):
            why = f": {letter.finding}" if letter.finding and letter.state != "sent" else ""
            said = ("letter %d to %s is %s%s", letter.id, letter.to, letter.state, why)
            LOG.log(level, *said, extra=_log_fields(event))
        if self.on_event is not None:
            try:
                self.on_event(event)
            except Exception:
                LOG.exception("what listens to the outbox failed with letter %d", letter.id, extra=_log_fields(event))


def _log_fields(event: Event) -> dict[str, Any]:
    letter, known = event.letter, ("key", "state", "tries", "status")
    fields = {"letter": letter.id, "destination": str(letter.to), "wait": event.wait, "reason": event.reason}
    return {**fields, **{name: getattr(letter, name) for name in known}}
