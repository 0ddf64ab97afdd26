"""The outbox: messages that were handed over survive a crash, a lock and a night without network, and leave once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Self

from ..errors import ConfigurationError
from ..errors.wording import choices, shown
from ..reading.guards import is_text, require_flags
from ..to import Destination, chosen
from ..transport import Receipt, Transport
from ..transport.calls import check_handed
from ..transport.remote.base import require_drivers
from .arguments import PutArguments, When, read_draft
from .backend import Backend, Event, EventListener, Stats
from .letter import STATES, Draft, Letter, State
from .replacing import check_editable, check_replacement
from .sender import Sender

if TYPE_CHECKING:
    from procrastinate import App

    from ..chain.message import Message

PAGE = 100
"""Letters that are read at once."""
LAST = 2**63 - 1
"""The highest id that a letter can have."""
ACCEPTED = 202
"""The status of the receipt for a letter that is kept, and not sent yet (RFC 9110)."""


class Outbox(Sender):
    """Keep messages in a file until they are sent. An outbox is a transport around another transport.

    Any number of programs may put letters into the file. One of them at a time sends; if it dies, the next takes over.
    What was leaving at that moment is *unknown* then, and is not sent again unless you say so.

    Args:
        path: the file. It is created if it is missing, for its owner alone. It never holds a token.
        transport: what carries the letters, such as a `CliqTransport`. None for a program that only puts and lists.
        keep: days after which the bodies of settled letters are deleted, and those letters that have no key.
        at_least_once: send again what may have arrived, instead of making it *unknown*; but not after an answer that no
            retry mends, such as one with an unexpected status.
        strict_order: let an *unknown* letter hold back those behind it in its chat, until it is settled.
        on_event: called with an `Event` after each put and each change of a letter. What it raises is logged, and
            changes nothing.
        clock: the time of day in seconds; for tests.

    Raises:
        ConfigurationError: a setting makes no sense.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> from tempfile import TemporaryDirectory
    >>> memory = MemoryTransport()
    >>> with TemporaryDirectory() as folder:
    ...     outbox = Outbox(f"{folder}/outbox.sqlite3", memory)
    ...     receipt = Message("Disk is full").send(outbox, to="channel:alerts")
    ...     outbox.work(once=True).sent, len(memory.sent)
    (1, 1)
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        transport: Transport | None = None,
        *,
        keep: float = 30.0,
        at_least_once: bool = False,
        strict_order: bool = False,
        on_event: EventListener | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        from .embedded.backend import Embedded
        from .embedded.file import OutboxFile

        backend = Embedded(OutboxFile(path), clock, keep, strict_order=strict_order)
        super().__init__(backend, transport, at_least_once=at_least_once, on_event=on_event, clock=clock)

    @classmethod
    def on(
        cls,
        app: App,
        transport: Transport | None = None,
        *,
        queue: str = "cardkit",
        keep: float = 30.0,
        at_least_once: bool = False,
        strict_order: bool = False,
        stalled_after: float = 30.0,
        on_event: EventListener | None = None,
    ) -> Self:
        """An outbox for several machines: letters in PostgreSQL, which procrastinate hands to workers.

        Any number of machines may put letters and `work`. Letters to one chat leave one after another, by priority and
        then in the order of the puts; chats take turns. ``put(…, connection=…)`` makes a letter part of your
        transaction: if that is rolled back, the letter is never sent.

        It needs ``pip install 'cardkit[fleet]'`` and procrastinate's tables (``app.schema_manager.apply_schema()``).
        Its own tables, ``cardkit_letters`` and ``cardkit_chats``, are created if they are missing.

        Args:
            app: a `procrastinate.App` with a `PsycopgConnector` or a `SyncPsycopgConnector`, of which only the settings
                are used.
            transport: what carries the letters; it should count in a `PostgresPacing` or `RedisPacing`. None for a
                program that only puts and lists.
            queue: the name of this outbox in the database, and the queue of its jobs.
            keep: as for the class.
            at_least_once: as for the class.
            strict_order: as for the class.
            stalled_after: seconds without a sign of life after which a worker counts as dead. A letter that it was
                sending is *unknown* then; another worker takes the rest.
            on_event: as for the class.

        Raises:
            ConfigurationError: a setting makes no sense, or procrastinate is not installed.
        """
        require_drivers("psycopg", "psycopg_pool", "procrastinate")
        from .fleet.backend import Fleet

        if not is_text(queue) or not queue.strip():
            raise ConfigurationError(f"queue={shown(queue)} must be text that is not blank")
        backend = Fleet(app, queue, keep, strict_order=strict_order, stalled_after=stalled_after)
        return cls.around(backend, transport, at_least_once=at_least_once, on_event=on_event)

    @classmethod
    def around(
        cls,
        backend: Backend,
        transport: Transport | None = None,
        *,
        at_least_once: bool = False,
        on_event: EventListener | None = None,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """An outbox that keeps its letters in a `Backend` of your own; the other arguments are those of the class."""
        outbox = cls.__new__(cls)
        Sender.__init__(outbox, backend, transport, at_least_once=at_least_once, on_event=on_event, clock=clock)
        return outbox

    def __repr__(self) -> str:
        return f"Outbox({self._backend}, {self._transport!r})"

    # Putting

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Keep a message: it is on the disk before this returns. ``message.send(outbox, to=…)`` calls it.

        Returns:
            A receipt with the status 202 ("accepted") and the letter's id in ``receipt.data["id"]``.

        Raises:
            ConfigurationError: the outbox cannot keep it, the transport has no address for the destination, the body is
                not bytes, or ``to`` is not a `Destination`.

        >>> from cardkit import Message
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     outbox = Outbox(f"{folder}/outbox.sqlite3")
        ...     receipt = Message("Disk is full").send(outbox, to="channel:alerts")
        >>> receipt.status, receipt.data
        (202, {'id': 1})
        """
        check_handed(body, to)
        return Receipt(ACCEPTED, data={"id": self._keep(Draft(to, body), None)[0].id})

    def put(
        self,
        message: Message,
        to: Destination | str | None = None,
        *,
        key: str | None = None,
        after: When | None = None,
        not_after: When | None = None,
        priority: int = 0,
        replace: bool = False,
        chat: str | None = None,
        unproven: bool = False,
        connection: object = None,
    ) -> Letter:
        """Check a message and keep it: it is on the disk before this returns.

        Args:
            message: what to send.
            to: where it goes, as in `Message.send`.
            key: your own name for it. If a letter with this key exists, in whatever state, that letter is returned and
                nothing is put, unless `replace` is true. A message with a key is sent as with `Message.sync`.
            after: the earliest time: seconds or a timedelta from now, or a datetime with a time zone.
            not_after: the latest time, likewise; after it the letter is *dead*.
            priority: letters with a higher priority leave first. Within one chat and priority, the order is that of
                the puts.
            replace: replace what was put under the key before. A message that still waits is exchanged; one that was
                sent is edited. A replacement is a text of at most 5,000 characters, as in `Receipt.edit`. The same
                message again changes nothing.
            chat: the id of the chat, which an edit needs for messages to channels and people.
            unproven: allow cards, slides and buttons in a replacement. No source says whether the service takes them in
                an edit.
            connection: your open transaction, which the letter becomes part of; with `Outbox.on` only.

        Raises:
            ConstraintError: the message has errors, or too long a text for a replacement; nothing was kept.
            ConfigurationError: the outbox cannot keep it, an argument makes no sense, or a message there cannot be
                edited; nothing was kept.

        >>> from cardkit import Message
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     outbox = Outbox(f"{folder}/outbox.sqlite3")
        ...     outbox.put(Message("Disk is full"), to="channel:alerts", key="disk").state
        'ready'
        """
        require_flags(replace=replace, unproven=unproven)
        place = chosen(to, self)
        terms = PutArguments(key, after, not_after, priority, chat)
        draft = read_draft(message, place, terms, wire=self.wire, now=self._clock())
        if not replace:
            return self._keep(draft, connection)[0]
        if key is None:
            raise ConfigurationError("replace=True takes the key= of what the message replaces")
        check_editable(place, draft.chat_id, self._transport)
        letter, new = self._keep(draft, connection)
        if new or (letter.replacement or letter.body) == draft.body:
            return letter
        check_replacement(letter, draft, unproven=unproven)
        letter = self._backend.replace(letter.id, draft, connection)
        self._tell(Event(letter))
        return letter

    def _keep(self, draft: Draft, connection: object) -> tuple[Letter, bool]:
        url: Callable[[Destination], object] | None = getattr(self._transport, "url", None)
        if url is not None:
            url(draft.to)  # that there is such an address shows here, where somebody sees it
        letter, new = self._backend.put(draft, connection)
        if new:
            self._tell(Event(letter))
        return letter, new

    # Seeing

    def letters(self, state: State | None = None) -> Iterator[Letter]:
        """The letters in one state, or all letters, in the order in which they were put.

        Raises:
            ConfigurationError: there is no such state, or the outbox cannot be read.

        >>> from cardkit import Message
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     outbox = Outbox(f"{folder}/outbox.sqlite3")
        ...     receipt = Message("Disk is full").send(outbox, to="channel:alerts")
        ...     [(letter.id, str(letter.to)) for letter in outbox.letters("ready")]
        [(1, 'channel:alerts')]
        """
        if state not in (None, *STATES):
            raise ConfigurationError(f"state={shown(state)} must be {choices(STATES)}")
        return self._pages(state)

    def _pages(self, state: State | None) -> Iterator[Letter]:
        last = 0
        while page := self._backend.find(state, last, PAGE):
            yield from page
            last = page[-1].id

    def letter(self, id: int) -> Letter | None:
        """The letter with an id, which receipts have in ``data["id"]``; None if it does not exist, or no longer.

        >>> from cardkit import Message
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     outbox = Outbox(f"{folder}/outbox.sqlite3")
        ...     receipt = Message("Disk is full").send(outbox, to="channel:alerts")
        ...     outbox.letter(receipt.data["id"]).state
        'ready'
        """
        return self._backend.get(id) if type(id) is int and 0 < id <= LAST else None

    def stats(self) -> Stats:
        """Count the letters in each state, and say how long the oldest has waited and how many left in a minute.

        >>> from cardkit import Message
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     outbox = Outbox(f"{folder}/outbox.sqlite3")
        ...     receipt = Message("Disk is full").send(outbox, to="channel:alerts")
        ...     outbox.stats().ready
        1
        """
        return self._backend.stats()
