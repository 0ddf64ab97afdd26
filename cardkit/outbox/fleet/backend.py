"""What keeps the letters of a fleet: a table of PostgreSQL, changed by every machine."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import procrastinate
import psycopg
from procrastinate import exceptions
from psycopg.rows import dict_row

from ...errors import ConfigurationError, shown
from ...reading.guards import is_number
from ...to import parse
from ..backend import Draft, Stats, Tally, Work
from ..courier import Attempt, KeepingError, WithdrawnError
from ..letter import Letter, State, saved_columns
from ..queue import DAY, EXPIRED, ORPHANED
from ..replacing import orphaned, replaced, taken_up
from . import statements as sql
from .connections import Connections
from .tasks import SEND, WAKE

Row = dict[str, Any]


class Fleet:
    """A backend: letters in PostgreSQL, brought to workers by procrastinate.

    Args:
        app: an app of procrastinate's, whose database is used.
        queue: the queue of its jobs, and so the name of this outbox.
        keep: days for which settled letters are kept.
        strict_order: whether an *unknown* letter holds its chat back.
        stalled_after: seconds without a sign of life after which a worker is gone.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    lease = None  # any number of workers may send

    def __init__(
        self, app: procrastinate.App, queue: str, keep: float, *, strict_order: bool, stalled_after: float
    ) -> None:
        if not is_number(keep) or not 0 <= keep < math.inf:
            raise ConfigurationError(f"keep={shown(keep)} must be a number of days, 0 or more")
        if not is_number(stalled_after) or not 0 < stalled_after <= 3600:
            raise ConfigurationError(f"stalled_after={shown(stalled_after)} must be seconds, above 0 and at most 3600")
        self.connections, self.queue, self._keep = Connections(app), queue, keep * DAY
        self.strict_order, self.stalled_after = strict_order, float(stalled_after)

    def __str__(self) -> str:
        return f"{self.connections.name!r}, queue={self.queue!r}"

    # For everybody

    def put(self, draft: Draft, connection: object = None) -> tuple[Letter, bool]:
        row: Row = {name: getattr(draft, name) for name in sql.GIVEN}
        row |= {"chat": draft.to.place, "destination": str(draft.to)}
        with self._transaction(connection) as db:
            new = self._rows(db, sql.INSERT, row)
            if new:
                letter = self._letter(new[0])
                self._enqueue(db, letter, later=draft.after is not None)
                return letter, True
            known = self._rows(db, sql.BY_KEY, {"key": draft.key})
            if not known:
                raise KeepingError(f"the letter of key {shown(draft.key)} is not in sight of this transaction")
            return self._letter(known[0]), False

    def replace(self, id: int, draft: Draft, connection: object = None) -> Letter:
        with self._transaction(connection) as db:
            before = self._letter(self._rows(db, sql.LOCKED, {"id": id})[0])
            return self._saved(db, before, replaced(before, draft))

    def get(self, id: int) -> Letter | None:
        with self._transaction() as db:
            rows = self._rows(db, sql.BY_ID, {"id": id})
        return self._letter(rows[0]) if rows else None

    def find(self, state: State | None, behind: int, most: int) -> Sequence[Letter]:
        with self._transaction() as db:
            rows = self._rows(db, sql.FIND, {"state": state, "behind": behind, "most": most})
        return [self._letter(row) for row in rows]

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        with self._transaction() as db:
            moved = self._rows(db, sql.change(changes), {"id": id, "state": state, "allowed": [*allowed], **changes})
            known = moved or self._rows(db, sql.BY_ID, {"id": id})
            if not known:
                raise ConfigurationError(f"there is no letter {id} in the outbox {self}, or none any more")
            letter = self._letter(known[0])
            if not moved:
                wanted = f"only one that is {' or '.join(allowed)} can become {state}"
                raise ConfigurationError(f"letter {id} is {letter.state} by now: {wanted}")
            if state == "ready":
                self._enqueue(db, letter)
            return self._saved(db, letter, taken_up(letter))

    def stats(self) -> Stats:
        with self._transaction() as db:
            rows = {row["state"]: row for row in self._rows(db, sql.STATS, {})}
        counts: dict[str, Any] = {state: row["count"] for state, row in rows.items()}
        ready, sent = rows.get("ready"), rows.get("sent")
        oldest = 0.0 if ready is None else max(0.0, ready["now"] - ready["oldest"])
        return Stats(**counts, oldest=oldest, rate=0 if sent is None else sent["lately"])

    def work(self, work: Work) -> Tally:
        from .worker import FleetWorker

        return FleetWorker(self, work).run()

    # For workers

    def note_sending(self, letter: Letter) -> None:
        """Note that a letter may be leaving.

        Raises:
            WithdrawnError: somebody settled or replaced it, another worker has it, or its time is over.
        """
        with self._transaction() as db:
            if not self._rows(db, sql.SENDING, {"id": letter.id, "body": letter.body}):
                raise WithdrawnError(f"letter {letter.id} must not leave any more")

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post, and give the letter as it is then; and as it is next, if it was to be replaced."""
        letter, verdict, outcome = attempt.letter, attempt.verdict, attempt.outcome
        row: Row = {"id": letter.id, "before": "sending" if attempt.left else "ready", "orphaned": ORPHANED}
        row |= {"state": verdict.state, "counted": verdict.counted or attempt.left, "finding": verdict.finding}
        row |= {name: getattr(outcome, name, None) for name in ("status", "message_id", "chat_id")}
        with self._transaction() as db:
            rows = self._rows(db, sql.SETTLE, row) or self._rows(db, sql.LOCKED, {"id": letter.id})
            if not rows:
                return [letter]
            settled = self._letter(rows[0])
            saved = self._saved(db, settled, taken_up(settled))
        return [saved] if saved.state == settled.state else [settled, saved]

    def wake(self, id: int) -> None:
        """Let a letter whose time has come join its chat."""
        with self._transaction() as db:
            for row in self._rows(db, sql.BY_ID, {"id": id}):
                self._enqueue(db, self._letter(row))

    def orphan(self, id: int) -> list[Letter]:
        """Call a letter *unknown* whose worker is gone, if it was being sent; an edit is *ready* again."""
        with self._transaction() as db:
            letters = [self._letter(row) for row in self._rows(db, sql.LOCKED, {"id": id})]
            lost = [letter for letter in letters if letter.state == "sending"]
            return [self._saved(db, letter, orphaned(letter, ORPHANED)) for letter in lost]

    def parked(self, id: int) -> bool:
        """Whether a letter is held back by one of its chat that is *unknown*."""
        with self._transaction() as db:
            return bool(self._rows(db, sql.PARKED, {"id": id}))

    def tidy(self) -> list[Letter]:
        """Do what time brings: forget bodies, and call *dead* what expired; these are told."""
        with self._transaction() as db:
            db.execute(sql.FORGET, {"queue": self.queue, "keep": self._keep})  # pyright: ignore[reportArgumentType]
            db.execute(sql.FORGET_BODY, {"queue": self.queue, "keep": self._keep})  # pyright: ignore[reportArgumentType]
            return [self._letter(row) for row in self._rows(db, sql.EXPIRE, {"finding": EXPIRED})]

    # Within a transaction

    @contextmanager
    def _transaction(self, given: object = None) -> Generator[psycopg.Connection[Any], None, None]:
        """A transaction: a savepoint of the caller's, or one of our own.

        Raises:
            KeepingError: the database cannot be used; the error tells no password.
        """
        reason = None
        try:
            with self.connections.transaction(given) as db:
                yield db
        except (psycopg.Error, exceptions.ProcrastinateException) as error:
            if given is not None:
                raise  # it is the caller's transaction, and for the caller to handle
            reason = (str(error.__cause__ or error).splitlines() or [type(error).__name__])[0]
        if reason is not None:
            raise KeepingError(f"the outbox {self} cannot be used: {reason}")

    def _rows(self, db: psycopg.Connection[Any], statement: str, values: Mapping[str, Any]) -> list[Row]:
        with db.cursor(row_factory=dict_row) as cursor:
            cursor.execute(statement, {"queue": self.queue, **values})  # pyright: ignore[reportArgumentType]
            return cursor.fetchall()

    def _saved(self, db: psycopg.Connection[Any], before: Letter, letter: Letter) -> Letter:
        """Keep a letter as it is now, and have a worker come to it if it is *ready* once more."""
        if letter is before:
            return letter
        saved = self._letter(self._rows(db, sql.SAVE, saved_columns(letter))[0])
        if letter.state == "ready" != before.state:
            self._enqueue(db, saved, later=saved.after is not None)
        return saved

    def _enqueue(self, db: psycopg.Connection[Any], letter: Letter, *, later: bool = False) -> None:
        """Have a worker come to a letter: in the order of its chat, or when its time has come."""
        options: dict[str, Any] = {"lock": f"{self.queue} {letter.to.place}", "priority": letter.priority}
        if later and letter.after is not None:
            options = {"schedule_at": datetime.fromtimestamp(letter.after, UTC)}
        task = self.connections.app.configure_task(WAKE if later else SEND, queue=self.queue, connection=db, **options)
        task.defer(letter=letter.id)

    def _letter(self, row: Row) -> Letter:
        named: Row = {**row, "body": None if row["body"] is None else bytes(row["body"])}
        return Letter(to=parse(named.pop("destination")), mover=self, **named)
