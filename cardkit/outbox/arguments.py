"""Reads the arguments of an outbox: how long letters are kept, and of `put` the key, the priority and the times."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TypeAlias

from attrs import frozen

from ..chain.message import Message
from ..errors import ConfigurationError
from ..errors.wording import shown
from ..limits import Api
from ..reading.guards import is_iterable, is_mapping, is_number, is_text, refuse_webhook
from ..to import Destination, chat
from ..transport.base import no_message, returns_id
from .letter import Draft, read_name

DAY = 86_400.0

When: TypeAlias = float | timedelta | datetime
"""Seconds or a timedelta from now on, or a datetime with a time zone."""

HIGHEST = 1_000_000
"""The highest priority; the lowest is the same number negated."""


@frozen
class PutArguments:
    """The arguments of `Outbox.put` besides the message and its destination, not validated yet."""

    key: object
    after: When | None
    not_after: When | None
    priority: object
    chat: str | None


def read_draft(message: Message, to: Destination, terms: PutArguments, *, wire: Api | None, now: float) -> Draft:
    """Make a draft from the arguments of `put`; a message with a key asks for its id, if the service can return one.

    Raises:
        ConstraintError: the message has errors.
        ConfigurationError: an argument makes no sense.
    """
    message = read_message(message)
    key = None if terms.key is None else read_name(terms.key, "key")
    priority = read_priority(terms.priority)
    if key is not None and returns_id(to) and "sync_message" not in message.payload.extra:
        message = message.sync()
    body = message.to_json(api=wire).encode()
    begins, ends = read_time(terms.after, "after", now), read_time(terms.not_after, "not_after", now)
    if ends is not None and ends < (begins or now):
        raise ConfigurationError(f"not_after={shown(terms.not_after)} is over before the letter may leave")
    return Draft(to, body, key, priority, begins, ends, None if terms.chat is None else chat(terms.chat).id)


def read_message(message: object) -> Message:
    """Check that an argument is a `Message`, and return it.

    Raises:
        ConfigurationError: it is something else, such as a body.
    """
    if isinstance(message, Message):
        return message
    raise no_message(message)


def check_several(messages: object) -> None:
    """Check that an argument is something to go through for messages; what these are is checked in their turn.

    Raises:
        ConfigurationError: it is one message, or no iterable.

    >>> check_several(Message("Hi"))
    Traceback (most recent call last):
    cardkit.errors.ConfigurationError: messages must be several, such as a list, not <Message text='Hi'>; try [message]
    """
    if is_iterable(messages) and not is_mapping(messages):
        return
    refuse_webhook(messages)
    came, hint = f"of type {type(messages).__name__}", ""
    if isinstance(messages, Message):
        came, hint = shown(messages), "; try [message]"
    elif is_mapping(messages):
        hint = "; try [Message.from_dict(body)]"
    elif is_text(messages):
        hint = "; try [Message(text)]"
    raise ConfigurationError(f"messages must be several, such as a list, not {came}{hint}")


def read_priority(priority: object) -> int:
    """Check a priority, and return it.

    Raises:
        ConfigurationError: it is no whole number, or too high or low.
    """
    if isinstance(priority, int) and not isinstance(priority, bool) and abs(priority) <= HIGHEST:
        return priority
    raise ConfigurationError(
        f"priority={shown(priority)} must be a whole number from -{HIGHEST:,} to {HIGHEST:,}; higher ones leave first"
    )


def read_time(when: When | None, name: str, now: float) -> float | None:
    """Convert a time to seconds since 1970; None stays None.

    Args:
        when: seconds or a timedelta from `now` on, or a datetime.
        name: the name of the argument, for errors.
        now: the seconds since 1970.

    Raises:
        ConfigurationError: it is none of these, or a datetime without a time zone.

    >>> read_time(60, "after", now=1_000.0), read_time(timedelta(minutes=2), "after", now=1_000.0)
    (1060.0, 1120.0)
    """
    if when is None:
        return None
    if isinstance(when, datetime):
        if when.utcoffset() is None:
            raise ConfigurationError(
                f"{name}={shown(when)} has no time zone: say which, as in datetime.now(timezone.utc)"
            )
        return when.timestamp()
    seconds = when.total_seconds() if isinstance(when, timedelta) else when
    if not is_number(seconds) or not abs(seconds) < 1e11:
        raise ConfigurationError(
            f"{name}={shown(when)} must be seconds or a timedelta from now on, or a datetime with a time zone"
        )
    return now + seconds


def seconds_kept(keep: object) -> float:
    """The seconds of so many days, for which settled letters are kept.

    Raises:
        ConfigurationError: it is no number of days.
    """
    if not is_number(keep) or not 0 <= keep < math.inf:
        raise ConfigurationError(f"keep={shown(keep)} must be a number of days, 0 or more")
    return keep * DAY
