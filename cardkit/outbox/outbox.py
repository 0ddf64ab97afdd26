"""The outbox: messages that were handed over survive a crash, a lock and a night without network, and leave once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Self

from ..errors import ConfigurationError
from ..errors.wording import choices, shown
from ..reading.guards import is_text
from ..to import Destination, chosen
from ..transport import Receipt, Transport
from ..transport.calls import check_handed
from ..transport.remote.base import driver
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
    """Keeps messages in a file until they are sent; a transport around a transport.

    Any number of programs may put letters into the file, and one of them at a time sends, whichever began first; if it
    dies the next takes over. What was leaving at that moment is *unknown* then, and is never sent again unasked.

    Args:
        path: the file; it is made where it is missing, for its owner alone. It never holds a token.
        transport: what carries the letters, such as a `CliqTransport`. None for a program that only puts and lists.
        keep: days after which the bodies of settled letters are deleted, and the letters with them that have no key.
        at_least_once: send again what may have arrived, instead of parking it as *unknown*; but not after an answer
            that no retry mends, such as one of an unexpected status.
        strict_order: let an *unknown* letter hold back those behind it in its chat, until it is settled.
        on_event: called with an `Event` when a letter was put, and after each change that sending brings; what it
            raises is logged, and changes nothing.
        clock: the time of day in seconds; for tests.

    Raises:
        ConfigurationError: a setting makes no sense.

    >>> from cardkit import Message
    >>> from cardkit.transport import MemoryTransport
    >>> from tempfile import mkdtemp
    >>> memory = MemoryTransport()
    >>> outbox = Outbox(f"{mkdtemp()}/outbox.sqlite3", memory)
    >>> Message("Disk is full").send(outbox, to="channel:alerts").status
    202
    >>> outbox.work(once=True).sent, len(memory.sent)
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
        from .embedded import Embedded
        from .file import OutboxFile

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
        """An outbox of a fleet: letters in PostgreSQL, to which procrastinate calls workers.

        Every machine may put letters, and any number may `work`; letters to one chat leave one after another, in the
        order of their priority and of their putting, and chats take turns. ``put(…, connection=…)`` makes a letter part
        of a transaction of yours: rolled back, it is never sent. It takes ``pip install 'cardkit[fleet]'``, and the
        tables of procrastinate's (``app.schema_manager.apply_schema()``); its own, ``cardkit_letters`` and
        ``cardkit_chats``, are made where they are missing.

        Args:
            app: a `procrastinate.App` with a `PsycopgConnector` or a `SyncPsycopgConnector`; only its settings are
                used. Whether and how it is open does not matter.
            transport: what carries the letters; it should count in a `PostgresPacing` or `RedisPacing`. None for a
                program that only puts and lists.
            queue: the name of this outbox in the database, and the queue of its jobs.
            keep: as for the class.
            at_least_once: as for the class.
            strict_order: as for the class.
            stalled_after: seconds without a sign of life after which a worker is thought to be gone. Its letter is
                *unknown* then, if it was being sent; another worker takes it, if not.
            on_event: as for the class.

        Raises:
            ConfigurationError: a setting makes no sense, or procrastinate is not installed.
        """
        for name in ("psycopg", "psycopg_pool", "procrastinate"):
            driver(name)
        from .fleet import Fleet

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
        """An outbox whose letters another backend keeps; the other settings are those of the class."""
        outbox = cls.__new__(cls)
        Sender.__init__(outbox, backend, transport, at_least_once=at_least_once, on_event=on_event, clock=clock)
        return outbox

    def __repr__(self) -> str:
        return f"Outbox({self._backend}, {self._transport!r})"

    # Putting

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Keep a message, durably before this returns; so ``message.send(outbox, to=…)`` is a `put`.

        Returns:
            A receipt of the status 202, "accepted", with the letter's id: ``receipt.data["id"]``.

        Raises:
            ConfigurationError: the outbox cannot keep it, the transport has no address for the destination, the body is
                not of bytes, or ``to`` is no `Destination`.
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
        """Check a message and keep it, durably before this returns.

        Args:
            message: what to send.
            to: where, as in `Message.send`.
            key: the caller's own name for it. If there is a letter of this key already, in whatever state, it stays as
                it is and is returned, unless it is to be replaced. A message with a key is sent with `Message.sync`,
                where the service tells its id.
            after: do not send it before that: seconds or a timedelta from now on, or a datetime with a time zone.
            not_after: do not send it later; it is *dead* then.
            priority: letters with a higher one leave first. Of one chat and priority, the one put first does.
            replace: let the message take the place of the one put under the key before: one that waits still says this
                instead, at its turn; one that was sent is edited. What replaces another is a text of at most 5,000
                characters, as in `Receipt.edit`; the same message again changes nothing.
            chat: the id of the chat, for edits, where the address is not that of a chat and the service tells none: of
                channels and people.
            unproven: let what replaces another hold cards, slides and buttons too. No source says whether the service
                takes them in an edit.
            connection: an open transaction of yours that the letter becomes part of, where a database keeps letters.

        Raises:
            ConstraintError: the message has errors, or too long a text to replace another; nothing was kept.
            ConfigurationError: the outbox cannot keep it, an argument makes no sense, or what is sent there cannot be
                edited; nothing was kept.
        """
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
        """The letters in one state, or all of them, in the order they were put.

        Raises:
            ConfigurationError: there is no such state, or the outbox cannot be read.
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
        """The letter of an id, as receipts have it; None if there is none, or none any more."""
        return self._backend.get(id) if type(id) is int and 0 < id <= LAST else None

    def stats(self) -> Stats:
        """How many letters there are in each state, how long the oldest has waited, and how many leave a minute."""
        return self._backend.stats()
