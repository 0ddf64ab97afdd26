"""`Letter`: one message in an outbox, with its destination and its state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal, Protocol, TypeAlias, get_args

from attrs import asdict, field, filters, frozen

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import is_text
from ..to import Destination

State: TypeAlias = Literal["ready", "sending", "sent", "unknown", "dead"]
STATES: tuple[State, ...] = get_args(State)
"""The states of a letter.

*ready* waits for its turn, *sending* may be leaving at this moment, *sent* has a receipt, *unknown* may have arrived
and is parked until somebody settles it, *dead* will not be sent: it was refused, expired or dropped.
"""
COLUMNS = (
    "id, destination, body, put, state, key, priority, after, not_after, changed, tries, status, message_id, chat_id, "
    "finding, replacement"
)
"""Those that a backend reads of a letter, in this order."""

# The findings of letters that changed without a post.
DROPPED = "dropped by hand"
MARKED = "marked as sent by hand"
EXPIRED = "its time was over before it could leave"
ORPHANED = "the program that sent it ended before its answer came; it may have arrived"
FORGOTTEN = "the outbox lost its latest notes, so nobody knows whether it has left; it may have arrived"

RESEND_CHANGES: Mapping[str, Any] = {"after": None, "not_after": None, "tries": 0, "finding": ""}
"""The fields that are reset when a letter is to be sent again."""


class SettledError(ConfigurationError):
    """A letter cannot change as asked: it is in another state by now, or was deleted."""

    @classmethod
    def of(cls, letter: Letter, allowed: tuple[State, ...], state: State) -> SettledError:
        """The error for a letter that cannot become `state`, as it is in none of the allowed states."""
        wanted = f"only one that is {' or '.join(allowed)} can become {state}"
        return cls(f"letter {letter.id} is {letter.state} by now: {wanted}")


def read_name(value: object, name: str) -> str:
    """Check an argument that names something, such as a key, and return it.

    Raises:
        ConfigurationError: it is no text, or blank.
    """
    if is_text(value) and value.strip():
        return value
    raise ConfigurationError(f"{name}={shown(value)} must be a string that is not blank")


class Mover(Protocol):
    """The part of a backend that a letter needs: it changes the states of letters."""

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Change the state of a letter, and other fields, if its present state is one of those allowed.

        Raises:
            SettledError: it is in another state, or there is no such letter.
        """
        ...


@frozen
class Draft:
    """A letter before it is stored; the fields are those of `Letter`."""

    to: Destination
    body: bytes
    key: str | None = None
    priority: int = 0
    after: float | None = None
    not_after: float | None = None
    chat_id: str | None = None

    def columns(self) -> dict[str, Any]:
        """What a backend stores of it, by the names in its statements."""
        row = asdict(self, recurse=False, filter=filters.exclude("to"))
        return {**row, "chat": self.to.place, "destination": str(self.to)}


@frozen
class Letter:
    """One message in an outbox. Times are in seconds since 1970.

    Attributes:
        id: its number in the outbox.
        to: the destination.
        body: the JSON that is posted; None once it was deleted.
        put: when it was put, or resent.
        state: one of `STATES`.
        key: your own name for it, or None.
        priority: letters with a higher one leave first.
        after: the earliest time to send it, or None.
        not_after: the latest time to send it, or None.
        changed: when it got its `state`.
        tries: the number of posts.
        status: the HTTP status of the last answer, or None.
        message_id: the service's id of the message. A letter that has one and is *ready* again edits that message.
        chat_id: the service's id of its chat.
        finding: why it is *unknown* or *dead*, or waits once more.
        replacement: the JSON that replaces `body` as soon as the outcome of a post is known.

    >>> from cardkit import Message
    >>> from cardkit.outbox import Outbox
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     outbox = Outbox(f"{folder}/outbox.sqlite3")
    ...     letter = outbox.put(Message("Disk is full"), to="channel:alerts")
    ...     dropped = letter.drop()
    ...     dropped.state, dropped.resend().state, letter.mark_sent().state
    ('dead', 'ready', 'sent')
    >>> letter.state, str(letter.to), letter.body
    ('ready', 'channel:alerts', b'{"text":"Disk is full"}')
    """

    id: int
    to: Destination
    body: bytes | None = field(repr=False)
    put: float
    state: State = "ready"
    key: str | None = field(default=None, kw_only=True)
    priority: int = field(default=0, kw_only=True)
    after: float | None = field(default=None, kw_only=True)
    not_after: float | None = field(default=None, kw_only=True)
    changed: float = field(default=0.0, kw_only=True)
    tries: int = field(default=0, kw_only=True)
    status: int | None = field(default=None, kw_only=True)
    message_id: str | None = field(default=None, kw_only=True)
    chat_id: str | None = field(default=None, kw_only=True)
    finding: str = field(default="", kw_only=True)
    replacement: bytes | None = field(default=None, kw_only=True, repr=False)
    _mover: Mover | None = field(default=None, kw_only=True, repr=False, eq=False, alias="mover")

    @property
    def chat(self) -> str | None:
        """The id of the chat that its message is in, if it is known."""
        return self.chat_id or self.to.chat_id

    def to_dict(self) -> dict[str, Any]:
        """All fields but the bodies, as strings, numbers and None.

        >>> from cardkit import to
        >>> letter = Letter(7, to.chat("CT_1"), b'{"text":"Disk is full"}', 1765400000.0)
        >>> letter.to_dict()["id"], letter.to_dict()["to"], letter.to_dict()["state"]
        (7, 'chat:CT_1', 'ready')
        """
        shown = filters.exclude("body", "replacement", "_mover")
        return {**asdict(self, recurse=False, filter=shown), "to": str(self.to)}

    def columns(self) -> dict[str, Any]:
        """What a backend writes of it when it was changed, by the names in its statements."""
        return asdict(self, recurse=False, filter=filters.exclude("to", "_mover"))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the outbox, which is open here: a copy says the same, and cannot be settled."""
        return partial(Letter, **asdict(self, recurse=False, filter=filters.exclude("_mover"))), ()

    def resend(self) -> Letter:
        """Make it *ready* again. An *unknown* letter may then arrive twice. `after` and `not_after` are removed.

        Raises:
            ConfigurationError: it is neither *unknown* nor *dead* by now, or its body was deleted.
        """
        if self.body is None:
            raise ConfigurationError(
                f"the body of letter {self.id} was deleted, so it cannot be sent again; put it anew"
            )
        return self._moved(("unknown", "dead"), "ready", **RESEND_CHANGES)

    def drop(self) -> Letter:
        """Do not send it, nor its replacement; it is kept as *dead*.

        Raises:
            ConfigurationError: it is being sent, or it is settled already.
        """
        return self._moved(("ready", "unknown"), "dead", finding=DROPPED, replacement=None)

    def mark_sent(self, message_id: str | None = None) -> Letter:
        """Record that it arrived; `message_id` is the service's id of the message, if you know it.

        Raises:
            ConfigurationError: it is being sent, or sent already; or the id is blank.
        """
        known = {} if message_id is None else {"message_id": read_name(message_id, "message_id")}
        return self._moved(("ready", "unknown", "dead"), "sent", finding=MARKED, **known)

    def _moved(self, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        if self._mover is None:
            raise ConfigurationError("this letter is in no outbox; take it from outbox.letters()")
        return self._mover.move(self.id, allowed, state, **changes)
