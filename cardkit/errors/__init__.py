"""Everything that cardkit raises on purpose: two kinds of `ValueError` before sending, and a family of sending errors.

::

    CardkitError
    ├── ConstraintError (ValueError)     the message breaks a rule; nothing was sent
    ├── ConfigurationError (ValueError)  a setting or a destination is wrong
    │   └── MissingExtraError            also an ImportError: packages of an extra are not installed
    └── TransportError                   sending failed; see `may_have_arrived`
        ├── BadRequestError              400
        ├── AuthenticationError          401
        ├── ForbiddenError               403
        ├── NotFoundError                404
        ├── RateLimitError               429, throttling, or the budget is used up
        │   └── TokenLimitError          the token address gives no more for now
        ├── ServerError                  5xx
        ├── DeliveryUnknownError         no answer came after the message had left
        └── ConnectionFailedError        no connection: it surely did not arrive
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .issue import Issue, Issues, Severity

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "CardkitError",
    "ConfigurationError",
    "ConnectionFailedError",
    "ConstraintError",
    "DeliveryUnknownError",
    "ForbiddenError",
    "Issue",
    "Issues",
    "MissingExtraError",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "Severity",
    "TokenLimitError",
    "TransportError",
]


class CardkitError(Exception):
    """The root of every error that cardkit raises on purpose.

    In a notebook, its traceback shows your line, without those within cardkit.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> try:
    ...     receipt = Message("Hi").send(MemoryTransport())
    ... except CardkitError as error:
    ...     print(type(error).__name__)
    ConfigurationError
    """

    def _render_traceback_(self) -> list[str]:
        from .tracebacks import of_caller

        return of_caller(self)


class ConstraintError(CardkitError, ValueError):
    """A message, or a part of one, breaks rules of the service; `issues` lists every one of them.

    >>> from cardkit import Message
    >>> Message("Deploys").chart("donut")
    Traceback (most recent call last):
    cardkit.errors.ConstraintError: slide 1, preview: 'donut' is not a preview of a chart
        got:     'donut'
        allowed: 'pie', 'doughnut' or 'semi_doughnut'
        source:  Zoho Cliq v3 API description, messageformat.yml
        try:     'doughnut'
        at:      /slides/0/styles/preview [not-allowed]
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__(self.issues)

    def __str__(self) -> str:
        if len(self.issues) == 1:
            return str(self.issues[0])
        return "\n".join([f"{len(self.issues)} problems", *(f"{n}. {issue}" for n, issue in enumerate(self.issues, 1))])


def raise_errors(issues: Sequence[Issue]) -> None:
    """Raise the errors among `issues`, if there are any.

    Raises:
        ConstraintError: one of `issues` has the severity ``"error"``.
    """
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors:
        raise ConstraintError(errors)


class ConfigurationError(CardkitError, ValueError):
    """A setting, a destination or an option is wrong. Nothing was sent.

    >>> from cardkit.transport import CliqTransport
    >>> CliqTransport(token="1000.abc", api="v4")
    Traceback (most recent call last):
    cardkit.errors.ConfigurationError: api='v4' must be 'v2' or 'v3'
    """


class MissingExtraError(ConfigurationError, ImportError):
    """What was asked for needs packages of an extra that are not installed; the text names the command."""


class TransportError(CardkitError):
    """Sending failed.

    Attributes:
        status: the HTTP status, or None without an answer.
        service_message: the service's own words, or None.
        code: the service's own code, or None.
        may_have_arrived: whether the message may be in the chat all the same. Then sending again may post it twice.
        retry_after: seconds until it is worth trying again, or None if they are not known.

    >>> from cardkit import Message
    >>> from cardkit.sandbox import Sandbox
    >>> with Sandbox() as sandbox:
    ...     sandbox.fault(status=502)
    ...     try:
    ...         receipt = Message("Hi").send(sandbox.transport, to="chat:CT_1")
    ...     except TransportError as error:
    ...         error.status, error.may_have_arrived
    (502, True)
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        service_message: str | None = None,
        code: str | None = None,
        may_have_arrived: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status
        self.service_message = service_message
        self.code = code
        self.may_have_arrived = may_have_arrived


class BadRequestError(TransportError):
    """400: the service refuses the message, and says why in `service_message`."""


class AuthenticationError(TransportError):
    """401, or no token could be had: it is wrong, expired, lacks a scope, or the token address gave none."""


class ForbiddenError(TransportError):
    """403: the token's user may not post there."""


class NotFoundError(TransportError):
    """404: no such chat, channel, bot, person or message; or the wrong region."""


class RateLimitError(TransportError):
    """Too many requests: the service throttles, or the budget would be overrun and nothing was sent.

    `retry_after` is never None: it is the lock that the service's answer set, or ten minutes if none is known.

    >>> from cardkit import Message
    >>> from cardkit.sandbox import Sandbox
    >>> with Sandbox(budget=1) as sandbox:
    ...     hasty = sandbox.transport.using(max_wait=0)
    ...     receipt = Message("One").send(hasty, to="chat:CT_1")
    ...     try:
    ...         receipt = Message("Two").send(hasty, to="chat:CT_1")
    ...     except RateLimitError as error:
    ...         error.retry_after
    600.0
    """

    retry_after: float

    def __init__(self, message: str, *, retry_after: float | None = None, **told: Any) -> None:
        super().__init__(message, retry_after=600.0 if retry_after is None else retry_after, **told)


class TokenLimitError(RateLimitError):
    """The token address gives no more access tokens for now, so nothing was sent. It does not limit messages."""


class ServerError(TransportError):
    """5xx: the service failed; the message may have arrived."""


class DeliveryUnknownError(TransportError):
    """The connection was lost after the message had left: it may have arrived or not."""


class ConnectionFailedError(TransportError):
    """No connection came about, so the message surely did not arrive."""


def __dir__() -> list[str]:
    return __all__
