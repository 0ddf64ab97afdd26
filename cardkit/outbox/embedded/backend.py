"""`Embedded`: the backend that keeps letters in a file on this machine."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from attrs import evolve

from ...errors import ConfigurationError
from ...reading.guards import require_flags
from ...to import parse
from ..arguments import seconds_kept
from ..backend import Stats, Tally, Work
from ..courier import Post, StorageError, WithdrawnError
from ..drain import Turn, retried
from ..letter import COLUMNS, EXPIRED, FORGOTTEN, ORPHANED, Draft, Letter, SettledError, State
from ..replacing import orphaned, replaced, with_replacement
from . import statements as sql
from .file import Departures, Lease, OutboxFile
from .worker import POLL, EmbeddedWorker

T = TypeVar("T")

_, _, *_REST = COLUMNS.split(", ")  # without the id and the destination

MOST_TIDIED = 20
"""The most letters that expire, or whose bodies are deleted, in one transaction, so that none takes long."""


class Embedded:
    """A backend: letters in a SQLite file.

    Args:
        file: the file that stores them.
        clock: the time of day in seconds.
        keep: days for which settled letters are kept.
        strict_order: whether an *unknown* letter blocks the later ones of its chat.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    def __init__(
        self, file: OutboxFile, clock: Callable[[], float], keep: float = 30.0, *, strict_order: bool = False
    ) -> None:
        require_flags(strict_order=strict_order)
        self.file, self._clock = file, clock
        self._keep, self._strict = seconds_kept(keep), strict_order
        self.held: Lease | None = None
        """The right to send, of whoever has taken it; what has left is noted in it."""
        self._noted: Departures | None = None

    def __str__(self) -> str:
        return str(self.file)

    # For everybody

    def put(self, draft: Draft, connection: object = None) -> tuple[Letter, bool]:
        _refuse(connection)

        def work(db: sqlite3.Connection) -> tuple[Letter, bool]:
            known = None if draft.key is None else db.execute(sql.BY_KEY, (draft.key,)).fetchone()
            if known is not None:
                return self._letter(known), False
            now = self._clock()
            due = draft.after is None or draft.after <= now
            id = db.execute(sql.INSERT, {**draft.columns(), "due": due, "now": now}).lastrowid
            if due:
                _set_head(db, draft.to.place)
            return self._letter_by_id(db, id), True

        return self.file.work(work)

    def replace(self, id: int, draft: Draft, connection: object = None) -> Letter:
        _refuse(connection)
        return self.file.work(lambda db: self._save(db, replaced(self._letter_by_id(db, id), draft)))

    def get(self, id: int) -> Letter | None:
        rows = self.file.work(lambda db: db.execute(sql.BY_ID, (id,)).fetchall())
        return self._letter(rows[0]) if rows else None

    def find(self, state: State | None, behind: int, most: int) -> Sequence[Letter]:
        statement, where = sql.ALL if state is None else sql.IN_STATE, {"state": state, "behind": behind, "most": most}
        return [self._letter(row) for row in self.file.work(lambda db: db.execute(statement, where).fetchall())]

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        values: dict[str, Any] = {f"allowed{number}": name for number, name in enumerate(allowed)}
        values |= {"id": id, "state": state, "now": self._clock(), **changes}

        def work(db: sqlite3.Connection) -> Letter:
            moved = db.execute(sql.change(tuple(changes), len(allowed)), values).rowcount
            row = db.execute(sql.BY_ID, (id,)).fetchone()
            if row is None:
                raise SettledError(f"there is no letter {id} in the outbox {self.file}, or none any more")
            letter = self._letter(row)
            if not moved:
                raise SettledError.of(letter, allowed, state)
            return self._save(db, with_replacement(letter))

        return self.file.work(work)

    def stats(self) -> Stats:
        def work(db: sqlite3.Connection) -> Stats:
            now = self._clock()
            (oldest,) = db.execute(sql.OLDEST, (now,)).fetchone()
            (rate,) = db.execute(sql.RATE, (now - 60.0,)).fetchone()
            counts = dict(db.execute(sql.STATS).fetchall())
            return Stats(**counts, oldest=0.0 if oldest is None else max(0.0, now - oldest), rate=rate)

        return self.file.work(work)

    def work(self, work: Work) -> Tally:
        lease = retried(work, self.lease)
        if lease is None:
            return Tally()
        with lease:
            while not retried(work, lease.acquire):
                if work.once:
                    return Tally(elsewhere=True)
                if work.stop.wait(POLL):
                    return Tally()
            self.held = lease
            try:
                return EmbeddedWorker(self, lease, work).run()
            finally:
                self.held = None

    def lease(self) -> Lease:
        """The right to send, not taken yet.

        Raises:
            StorageError: the lock file cannot be created beside the outbox.
        """
        try:
            return Lease(self.file.path)
        except OSError as error:
            raise StorageError(f"the outbox {self.file} cannot be used: {error}") from error

    # For the holder of the lease

    def departures(self) -> Departures:
        """How many letters have left, according to the file."""
        return self.file.work(_departures)

    def take_over(self) -> Sequence[Letter]:
        """Settle the letters that were *sending* when the last worker ended, and return them.

        They become *unknown*, or *ready* if they are edits, which may be repeated.
        """

        def work(db: sqlite3.Connection) -> Sequence[Letter]:
            lost = self._mark_lost(db, "sending", ORPHANED)
            db.execute(sql.FREE_ALL)  # the last worker may have had another `strict_order`
            if self._strict:
                db.execute(sql.PARK_UNKNOWN)
            db.execute(sql.FORGET_CHATS)
            return lost

        return self.file.work(work)

    def next(self) -> Turn:
        """The next letter to send, if one is due.

        If the file says that fewer have left than the lease, it has lost writes, and every letter that is *ready* in it
        may have left: all become *unknown*.
        """
        self._noted = None if self.held is None else self.held.noted

        def work(db: sqlite3.Connection) -> Turn:
            changed = self._mark_forgotten(db) or self._tidy(db)
            row = db.execute(sql.NEXT).fetchone()
            if row is not None:
                return Turn(self._letter(row), changed=changed)
            due, _, _ = _next_times(db)
            return Turn(None, max(0.0, due - self._clock()), changed)

        return self.file.work(work)

    def tidy(self) -> None:
        """Delete what is older than `keep`, and expire letters."""
        self.file.work(self._tidy)

    def note_sending(self, letter: Letter) -> None:
        """Record that a letter is *sending*, and note in the lease how many have left by now.

        Raises:
            WithdrawnError: somebody settled or replaced it, it expired, or the file has lost writes.
        """

        def work(db: sqlite3.Connection) -> Departures:
            known = _departures(db)
            row = {"id": letter.id, "changed": letter.changed, "body": letter.body, "now": self._clock()}
            if known.is_behind(self._noted) or not db.execute(sql.SENDING, row).rowcount:
                raise WithdrawnError(f"letter {letter.id} must not leave any more")
            db.execute(sql.COUNT_DEPARTURE)
            _set_head(db, letter.to.place, sql.SERVED)
            return known._replace(number=known.number + 1)

        left = self.file.work(work)
        if self.held is not None:
            self.held.note(left)

    def settle(self, post: Post) -> Sequence[Letter]:
        """Record the outcome of a post, and return the letter; twice, if a replacement then changed it again.

        That a letter was sent does not wait for the disk: if a power cut undoes it, the letter becomes *unknown*.
        """
        return self.file.work(lambda db: self._settle(db, post), durable=post.verdict.state != "sent")

    # Within a transaction

    def _settle(self, db: sqlite3.Connection, post: Post) -> Sequence[Letter]:
        letter, verdict = post.letter, post.verdict
        moved = db.execute(sql.SETTLE, {**post.columns(), "now": self._clock()}).rowcount
        if moved and verdict.state == "unknown" and self._strict:
            db.execute(sql.PARK, (letter.to.place,))
        known = db.execute(sql.BY_ID, (letter.id,)).fetchone()
        settled = evolve(letter, state=verdict.state) if known is None else self._letter(known)
        anew = with_replacement(settled)
        if anew is settled:
            if settled.state == "ready" or not post.left:  # else `note_sending` has set another head already
                _set_head(db, letter.to.place, sql.SERVED)
            return [settled]
        saved = self._save(db, anew)
        return [saved] if saved.state == settled.state else [settled, saved]

    def _tidy(self, db: sqlite3.Connection) -> list[Letter]:
        """Make letters due, expire them and delete old ones, as the clock says; returns those that expired."""
        now, (due, expiry, settled) = self._clock(), _next_times(db)
        if now < due and now <= expiry and now - self._keep < settled:
            return []
        rows = db.execute(sql.BECOME_DUE, (now,)).fetchall()
        db.executemany(sql.SET_DUE, [(id,) for id, _ in rows])
        for chat in dict.fromkeys([chat for _, chat in rows]):
            _set_head(db, chat)
        for id, key in db.execute(sql.TO_FORGET, (now - self._keep, MOST_TIDIED)).fetchall():
            db.execute(sql.DELETE if key is None else sql.DELETE_BODY, (id,))
        expired = db.execute(sql.EXPIRED, (now, MOST_TIDIED)).fetchall()
        letters = [self._letter_by_id(db, id) for (id,) in expired]
        return [self._save(db, evolve(letter, state="dead", finding=EXPIRED)) for letter in letters]

    def _mark_forgotten(self, db: sqlite3.Connection) -> list[Letter]:
        """If the file has lost writes, make all *ready* letters *unknown*, as they may have left, and return them."""
        if self._noted is None or not _departures(db).is_behind(self._noted):
            return []
        db.execute(sql.SET_DEPARTURES, (self._noted.number,))
        return self._mark_lost(db, "ready", FORGOTTEN)

    def _mark_lost(self, db: sqlite3.Connection, state: State, finding: str) -> list[Letter]:
        """Make every letter in a state *unknown*, except edits that were *sending*, which become *ready*."""
        letters = [self._letter_by_id(db, id) for (id,) in db.execute(sql.IDS_IN_STATE, (state,)).fetchall()]
        if state == "sending":
            lost = [orphaned(letter, finding) for letter in letters]
        else:
            lost = [evolve(letter, state="unknown", finding=finding) for letter in letters]
        saved = [self._save(db, letter) for letter in lost]
        if self._strict:
            db.executemany(sql.PARK, [(letter.to.place,) for letter in saved if letter.state == "unknown"])
        return saved

    def _save(self, db: sqlite3.Connection, letter: Letter) -> Letter:
        """Write a changed letter, set the head of its chat, and return it as stored."""
        db.execute(sql.SAVE, {**letter.columns(), "now": self._clock()})
        db.execute(sql.FREE, {"chat": letter.to.place})
        _set_head(db, letter.to.place)
        return self._letter_by_id(db, letter.id)

    def _letter_by_id(self, db: sqlite3.Connection, id: int | None) -> Letter:
        return self._letter(db.execute(sql.BY_ID, (id,)).fetchone())

    def _letter(self, row: tuple[Any, ...]) -> Letter:
        id, destination, *rest = row
        return Letter(id, parse(destination), mover=self, **dict(zip(_REST, rest, strict=True)))


def _departures(db: sqlite3.Connection) -> Departures:
    return Departures(*db.execute(sql.DEPARTURES).fetchone())


def _next_times(db: sqlite3.Connection) -> list[float]:
    """When a letter becomes due, when one expires, and when the oldest was settled; infinity where there is none."""
    return [math.inf if moment is None else moment for moment in db.execute(sql.NEXT_TIMES).fetchone()]


def _refuse(connection: object) -> None:
    if connection is not None:
        raise ConfigurationError("an outbox in a file takes no connection=; Outbox.on(app) does")


def _set_head(db: sqlite3.Connection, chat: str, statement: str = sql.SET_HEAD) -> None:
    """Make the first *ready* letter of a chat its head; with `SERVED` the chat also goes to the end of the line."""
    if not db.execute(statement, {"chat": chat}).rowcount:
        db.execute(sql.NO_HEAD, (chat,))
        db.execute(sql.FORGET_CHAT, (chat,))
