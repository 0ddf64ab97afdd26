"""The course of one request: which retries it gets is decided here, and how long they wait in `waiting`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial

from attrs import define, field

from ..errors import (
    AuthenticationError,
    CardkitError,
    ConnectionFailedError,
    DeliveryUnknownError,
    RateLimitError,
    ServerError,
    TransportError,
)
from ..reading.guards import require_flags
from .answers import receipt
from .api_requests import ApiRequest, extra_headers, secrets_in
from .base import Receipt, Service
from .delivery import Attempt, Course, Perform, attach_outcome
from .endpoint import Endpoint
from .exchange import Exchange
from .http import Answer, Client, LostError, NotSentError
from .pacing import Slot
from .pacing.account import AccountBudget
from .secret import Secret, digest, masked, same
from .waiting import Patience, Pause, Wait, backoff, pause_after

ATTEMPTS = 4
"""Posts of one message at most, whatever `max_wait` allows."""

LOG = logging.getLogger("cardkit.transport")


@define(eq=False)
class _History:
    """One request, the budget that counts it, and what is known from its earlier attempts.

    `refused` is the last token that was refused, `refusal` the error that it led to. `final` says that another post
    would fail as well, or come too late. `doubtful` is the last outcome after which the message may have arrived.
    """

    request: ApiRequest
    budget: AccountBudget
    posts: int = 0
    final: bool = False
    throttled: bool = False
    refused: Secret | None = None
    refusal: AuthenticationError | None = None
    doubtful: TransportError | None = None


@define(eq=False, repr=False)
class Poster:
    """Posts messages to one endpoint, within one budget.

    Attributes:
        endpoint: where to post and how to sign in.
        client: performs the requests.
        budget: counts them.
        service: the transport that receipts use to edit and delete.
        headers: extra headers of every request, as `extra_headers` takes them.
        at_least_once: post again also where the message may have arrived.
        refuses_when_busy: a 503 with Retry-After is known to come before a message is taken.
        clock: the time in seconds.
    """

    _endpoint: Endpoint
    _client: Client
    _budget: AccountBudget
    _service: Service
    _headers: Mapping[str, str] = field(converter=extra_headers)
    _at_least_once: bool
    _refuses_when_busy: bool
    _clock: Callable[[], float]
    _not_renewable: set[str] = field(factory=set[str], init=False)
    """Digests of tokens that were refused although they were new."""
    _header_secrets: tuple[Secret, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        require_flags(at_least_once=self._at_least_once, refuses_when_busy=self._refuses_when_busy)
        self._header_secrets = secrets_in(self._headers)

    def course(self, request: ApiRequest, patience: Patience, on_leaving: Callable[[], object] | None = None) -> Course:
        """The attempts and waits that bring one request to its receipt, or to the error of all its posts."""
        to, history = request.to, _History(request, self._budget.of(request.counted).within(patience.left))
        try:
            while True:
                exchange = Exchange(self._client.limits, on_leaving)
                attempt = yield Perform(partial(self._attempt, exchange, history), exchange)
                assert attempt is not None  # noqa: S101 - what a driver answers to a Perform
                outcome, pause = attempt.outcome, attempt.pause
                if isinstance(outcome, Receipt):
                    if LOG.isEnabledFor(logging.INFO):
                        _log_end(outcome, history)
                    return outcome
                if outcome.may_have_arrived:
                    history.doubtful = outcome
                if pause is None or history.posts == ATTEMPTS or not patience.spend(pause.seconds):
                    break
                if pause.seconds:
                    yield Wait(*pause, str(to), history.posts, outcome.status)
        except TransportError as error:  # the driver was stopped
            outcome = error
        if history.doubtful is not None and history.doubtful is not outcome:
            history.doubtful.add_note(f"what came of the next try: {outcome}")
            outcome = history.doubtful  # as it says that the message may have arrived
        _log_end(outcome, history)
        raise outcome

    def _attempt(self, exchange: Exchange, history: _History) -> Attempt:
        """Post once, if there is a token and room in the budget. The slot is settled whatever happens."""
        budget = history.budget
        try:
            token = self._endpoint.token()
        except (ConnectionFailedError, ServerError) as error:  # it may be there in a moment, as any other address
            history.posts += 1
            return Attempt(error, Pause(backoff(history.posts - 1), "another try to reach the token address"))
        except Exception as error:
            if history.doubtful is None:
                raise
            # The text of an error of others may hold the token
            told = str(error) if isinstance(error, CardkitError) else type(error).__name__
            return Attempt(TransportError(told))
        if history.refusal is not None and same(token, history.refused):
            return Attempt(history.refusal)  # the refusal of the only token there is
        slot = budget.take()
        if slot is not None and not isinstance(slot, Slot):
            why, reason = budget.no_slot
            failure = RateLimitError(f"{why} for {slot:.0f} s; nothing was sent", retry_after=slot)
            return Attempt(failure, Pause(slot, reason))
        history.posts += 1
        try:
            outcome = self._posted(exchange, token, history)
        finally:
            budget.settle(slot, used=exchange.left)
        if isinstance(outcome, Receipt):
            return Attempt(outcome)
        return Attempt(outcome, self._pause(outcome, history, token))

    def _posted(self, exchange: Exchange, token: Secret | None, history: _History) -> Receipt | TransportError:
        """Perform one post, and return its outcome."""
        request, to, root = history.request, history.request.to, self._endpoint.root
        try:
            answer = self._answer(request, exchange, token)
            return receipt(
                *answer,
                to,
                what=request.what,
                refuses_when_busy=self._refuses_when_busy,
                by_key=token is None,
                service=self._service,
                clock=self._clock,
            )
        except NotSentError as error:
            failed = ConnectionFailedError(f"no connection to {root}: {error}; nothing was sent to {to}")
            failed.__cause__ = error.__cause__
            history.final = error.failure.final
            return failed
        except LostError as error:
            lost = f"no answer from {root}: {error}; the {request.what} for {to} had left, so it may have arrived"
            history.final = error.failure.final
            return _delivery_unknown(lost, error.__cause__)
        except Exception as error:
            if exchange.failure is not None or not exchange.left:
                raise
            if isinstance(error, TransportError):
                return error
            odd = f"the answer of {root} to the {request.what} for {to} cannot be read ({type(error).__name__})"
            return _delivery_unknown(f"{odd}; it may have arrived", None)

    def _answer(self, request: ApiRequest, exchange: Exchange, token: Secret | None) -> Answer:
        """The response to one post, with all secrets in it masked."""
        headers = {**self._headers, **self._endpoint.headers(token)}
        if request.content_type is not None:
            headers["Content-Type"] = request.content_type
        came = self._client.request(request.method, request.url, request.body, headers, exchange)
        secrets = (*self._endpoint.secrets(token), *self._header_secrets)
        return Answer(came.status, came.headers, masked(came.content, secrets))

    def _pause(self, failure: TransportError, history: _History, token: Secret | None) -> Pause | None:
        """The pause before a retry; None if there must be no retry."""
        if isinstance(failure, RateLimitError):
            history.budget.lock(failure.retry_after)
            again, history.throttled = not history.throttled, True
            return Pause(failure.retry_after, "the end of the service's lock") if again else None
        if isinstance(failure, AuthenticationError):
            return Pause(0.0, "another token") if self._may_renew(failure, history, token) else None
        if history.final or (failure.may_have_arrived and not self._at_least_once and not history.request.repeatable):
            return None
        return pause_after(failure, history.posts - 1)

    def _may_renew(self, failure: AuthenticationError, history: _History, token: Secret | None) -> bool:
        """Whether there may be another token than the refused one; a second refused token in a row ends it."""
        if token is None:
            return False
        name, renewed = digest(token.reveal()), history.refused is not None
        history.refused, history.refusal = token, failure
        if renewed or name in self._not_renewable:
            self._not_renewable.add(name)
            return False
        return self._endpoint.refused(token)


def _log_end(outcome: Receipt | TransportError, history: _History) -> None:
    """Log the outcome of a course.

    Raises:
        KeyboardInterrupt: there was a Ctrl-C meanwhile; it has the outcome.
    """
    if not LOG.isEnabledFor(logging.INFO):
        return
    to = history.request.to
    said = ("sent to %s", to) if isinstance(outcome, Receipt) else ("%s for %s", type(outcome).__name__, to)
    fields = {"destination": str(to), "attempt": history.posts, "status": outcome.status}
    try:
        LOG.info(*said, extra=fields)
    except KeyboardInterrupt as stop:
        raise attach_outcome(stop, outcome) from None


def _delivery_unknown(message: str, cause: BaseException | None) -> DeliveryUnknownError:
    error = DeliveryUnknownError(message, may_have_arrived=True)
    error.__cause__ = cause
    return error
