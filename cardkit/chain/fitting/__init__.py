"""Payloads over a limit: `fit` cuts one down, `split` divides it over several payloads.

`fit` works in three stages. It repairs what no division could help (long labels, bad characters, empty slides), cuts
what has too many entries, and shrinks the largest parts of a body that is too large. `split` divides instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from ...errors import Issue

if TYPE_CHECKING:
    from ..message import Message


class Fitted(NamedTuple):
    """What `Message.fitted` returns: a message within all limits, and the changes that were made.

    >>> from cardkit import Message
    >>> message, changes = Message("word " * 2_500, fit=True).fitted()
    >>> [change.code for change in changes], len(message.payload.text) <= 10_000
    (['shortened'], True)
    """

    message: Message
    changes: tuple[Issue, ...]


class Parts(tuple["Message", ...]):
    """The messages that one message was split into, in order; `send_all` takes them as one unit.

    Attributes:
        as_thread: whether all but the first go into a thread of the first.
        changes: what had to be shortened or left out, as in `Fitted.changes`.

    >>> from cardkit import Message
    >>> hosts = Message("Hosts").table(["Host"], [["web-1"]] * 1_000)
    >>> parts = hosts.split(as_thread=True)
    >>> len(parts), parts.as_thread, parts.changes
    (2, True, ())
    """

    as_thread: bool
    changes: tuple[Issue, ...]

    def __new__(cls, messages: Iterable[Message], *, as_thread: bool = False, changes: tuple[Issue, ...] = ()) -> Self:
        """The parts of one message."""
        new = super().__new__(cls, messages)
        new.as_thread, new.changes = as_thread, changes
        return new

    def __getnewargs_ex__(self) -> tuple[tuple[tuple[Message, ...]], dict[str, Any]]:
        return (tuple(self),), {"as_thread": self.as_thread, "changes": self.changes}
