"""`Fleet`: the backend that keeps letters in tables of PostgreSQL, which every machine changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import procrastinate

from ...errors import ConfigurationError
from ...errors.wording import shown
from ...reading.guards import is_number, require_flags
from ...to import parse
from ..arguments import seconds_kept
from ..backend import Stats, Tally, Work
from ..courier import Post, StorageError, WithdrawnError
from ..drain import Turn
from ..letter import EXPIRED, ORPHANED, Draft, Letter, SettledError, State
from ..replacing import orphaned, replaced, with_replacement
from . import statements as sql
from .database import Database, Row, Transaction
from .line import Line


class Fleet:
    """A backend: letters in PostgreSQL, with jobs of procrastinate's that wake workers.

    Args:
        app: an app of procrastinate's, whose database is used.
        queue: the queue of its jobs, and so the name of this outbox.
        keep: days for which settled letters are kept.
        strict_order: whether an *unknown* letter blocks the later ones of its chat.
        stalled_after: seconds without a heartbeat after which a worker is considered dead.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    def __init__(
        self, app: procrastinate.App, queue: str, keep: float, *, strict_order: bool, stalled_after: float
    ) -> None:
        if not is_number(stalled_after) or not 0 < stalled_after <= 3600:
            raise ConfigurationError(f"stalled_after={shown(stalled_after)} must be seconds, above 0 and at most 3600")
        require_flags(strict_order=strict_order)
        self.database, self._keep = Database(app, queue), seconds_kept(keep)
        self.line = Line(self.database)
        self.strict_order, self.stalled_after = strict_order, float(stalled_after)

    def __str__(self) -> str:
        return str(self.database)

    # For everybody

    def put(self, draft: Draft, connection: object = None) -> tuple[Letter, bool]:
        with self.database.transaction(connection) as db:
            new = db.rows(sql.INSERT, **draft.columns())
            if new:
                letter = self._letter(new[0])
                self.line.wake(db, letter.id)
                return letter, True
            known = db.rows(sql.BY_KEY, key=draft.key)
            if not known:
                raise StorageError(f"the letter of key {shown(draft.key)} is not in sight of this transaction")
            return self._letter(known[0]), False

    def replace(self, id: int, draft: Draft, connection: object = None) -> Letter:
        with self.database.transaction(connection) as db:
            before = self._letter(db.rows(sql.BY_ID_LOCKED, id=id)[0])
            return self._save(db, before, replaced(before, draft))

    def get(self, id: int) -> Letter | None:
        with self.database.transaction() as db:
            rows = db.rows(sql.BY_ID, id=id)
        return self._letter(rows[0]) if rows else None

    def find(self, state: State | None, behind: int, most: int) -> Sequence[Letter]:
        with self.database.transaction() as db:
            rows = db.rows(sql.FIND, state=state, behind=behind, most=most)
        return [self._letter(row) for row in rows]

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        with self.database.transaction() as db:
            moved = db.rows(sql.change(changes), id=id, state=state, allowed=[*allowed], **changes)
            known = moved or db.rows(sql.BY_ID, id=id)
            if not known:
                raise SettledError(f"there is no letter {id} in the outbox {self}, or none any more")
            letter = self._letter(known[0])
            if not moved:
                raise SettledError.of(letter, allowed, state)
            if state == "ready":
                self.line.wake(db, letter.id)
            return self._save(db, letter, with_replacement(letter))

    def stats(self) -> Stats:
        with self.database.transaction() as db:
            rows = {row["state"]: row for row in db.rows(sql.STATS)}
        counts: dict[str, Any] = {state: row["count"] for state, row in rows.items()}
        ready, sent = rows.get("ready"), rows.get("sent")
        oldest = 0.0 if ready is None or ready["oldest"] is None else max(0.0, ready["now"] - ready["oldest"])
        return Stats(**counts, oldest=oldest, rate=0 if sent is None else sent["lately"])

    def work(self, work: Work) -> Tally:
        from .worker import FleetWorker

        return FleetWorker(self, work).run()

    # For workers

    def turn(self, id: int) -> Turn:
        """The letter with an id, if it may leave: it is *ready*, not expired, and a worker serves its chat."""
        with self.database.transaction() as db:
            rows = db.rows(sql.TURN, id=id)
        return Turn(self._letter(rows[0]) if rows else None)

    def note_sending(self, letter: Letter) -> None:
        """Record that a letter is *sending*.

        Raises:
            WithdrawnError: somebody settled or replaced it, it expired, or this worker was considered dead.
        """
        with self.database.transaction() as db:
            row: Row = {"id": letter.id, "changed": letter.changed, "body": letter.body}
            if not db.rows(sql.SENDING, **row) or not db.rows(sql.TO_THE_END, chat=letter.to.place):
                raise WithdrawnError(f"letter {letter.id} must not leave any more")

    def settle(self, post: Post) -> Sequence[Letter]:
        """Record the outcome of a post, and return the letter; twice, if a replacement then changed it again."""
        letter, row = post.letter, {**post.columns(), "orphaned": ORPHANED}
        row |= {"put": letter.put, "tries": letter.tries, "body": letter.body}
        with self.database.transaction() as db:
            rows = db.rows(sql.SETTLE, **row) or db.rows(sql.BY_ID_LOCKED, id=letter.id)
            if not rows:
                return [letter]
            settled = self._letter(rows[0])
            saved = self._save(db, settled, with_replacement(settled))
        return [saved] if saved.state == settled.state else [settled, saved]

    def orphan(self, job: int) -> list[Letter]:
        """Settle what a dead job was sending (*unknown*, or *ready* for an edit), and put its chat back in line."""
        with self.database.transaction() as db:
            chats = self.line.release(db, job)
            lost = [self._letter(row) for row in db.rows(sql.LEFT_SENDING, chats=chats)]
            return [self._save(db, letter, orphaned(letter, ORPHANED)) for letter in lost]

    def parked(self, id: int) -> bool:
        """Whether an *unknown* letter of its chat blocks a letter."""
        with self.database.transaction() as db:
            return bool(db.rows(sql.PARKED, id=id))

    def tidy(self) -> list[Letter]:
        """Delete what is older than `keep`, expire letters, and return those that expired."""
        with self.database.transaction() as db:
            db.rows(sql.FORGET, keep=self._keep)
            db.rows(sql.FORGET_BODY, keep=self._keep)
            return [self._letter(row) for row in db.rows(sql.EXPIRE, finding=EXPIRED)]

    # Within a transaction

    def _save(self, db: Transaction, before: Letter, letter: Letter) -> Letter:
        """Write a changed letter, and wake a worker if it became *ready*; returns it as stored."""
        if letter is before:
            return letter
        saved = self._letter(db.rows(sql.SAVE, **letter.columns())[0])
        if letter.state == "ready" != before.state:
            self.line.wake(db, saved.id)
        return saved

    def _letter(self, row: Row) -> Letter:
        named: Row = {**row, "body": None if row["body"] is None else bytes(row["body"])}
        return Letter(to=parse(named.pop("destination")), mover=self, **named)
