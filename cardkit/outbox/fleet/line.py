"""The line in which chats wait for their turn, by priority; a chat goes to its end when one of its letters leaves.

`put` only inserts a letter; a worker adds it to its chat later, in a transaction of its own ("joins" it). So a long
transaction of the caller's never blocks the line. A job of procrastinate's wakes a worker, and carries no data. If the
process that should have woken one died, the workers find the letter in a poll, every second.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

from procrastinate.exceptions import AlreadyEnqueued

from . import statements as sql
from .database import Database, Row, Transaction

CALL = "cardkit:call"
"""The task of procrastinate's that wakes a worker to send one letter; the line decides which."""
BATCH = 500
"""Letters that join their chats in one transaction, at most."""


class Line:
    """The chats of one outbox that have letters to be sent.

    Args:
        database: stores them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def wake(self, db: Transaction, id: int) -> None:
        """Wake a worker for a letter that was put, if it is due and the only one that has not joined.

        It runs in the caller's transaction, so it uses no queueing lock, on which it might wait for another one.
        """
        if [row["id"] for row in db.rows(sql.NOT_JOINED)] == [id]:
            self._defer(db)

    def look(self) -> None:
        """The poll: put due letters and rested chats in line, and wake a worker if any chat is."""
        while self._join():
            pass
        with self._locked() as db:
            db.rows(sql.RESTED)
            self._call_worker(db)

    def take(self, job: int) -> int | None:
        """Assign the first chat in line to a job, and return the id of its first letter; None if there is none."""
        while self._join():
            pass
        with self._locked() as db:
            while chats := db.rows(sql.NEXT):
                head = self._ranked(db, chats[0])
                if head is not None and head["priority"] == chats[0]["priority"]:
                    db.rows(sql.SERVE, **chats[0], job=job)
                    self._call_worker(db)
                    return int(head["id"])
        return None

    def served(self, job: int) -> None:
        """Put the chat that a job has served back in line, or remove it if it has no more letters.

        It stays assigned if one of its letters is still *sending*, as its outcome could not be recorded.
        """
        with self._locked() as db:
            for chat in db.rows(sql.SERVED, job=job):
                self._ranked(db, chat)
            self._call_worker(db)

    def rest(self, job: int, seconds: float) -> None:
        """Make the chat of a job wait, keeping its turn; it stays assigned in the same case as in `served`."""
        with self._locked() as db:
            db.rows(sql.REST, job=job, seconds=seconds)
            self._call_worker(db)

    def release(self, db: Transaction, job: int) -> list[str]:
        """Put the chat of a dead job back in line, with its turn, and return it; none of its letters can leave then."""
        db.rows(sql.LOCK_LINE)
        chats = [row["chat"] for row in db.rows(sql.RELEASE, job=job)]
        self._call_worker(db)
        return chats

    def jobs(self) -> set[int]:
        """The ids of the jobs that chats are assigned to."""
        with self._database.transaction() as db:
            return {row["job"] for row in db.rows(sql.JOBS)}

    # Within a transaction

    @contextmanager
    def _locked(self) -> Generator[Transaction, None, None]:
        with self._database.transaction() as db:
            db.rows(sql.LOCK_LINE)
            yield db

    def _join(self) -> bool:
        """Add due letters to their chats, a batch at a time; returns whether there may be more."""
        with self._database.transaction() as db:
            if not db.rows(sql.NOT_JOINED):
                return False
        with self._locked() as db:
            letters = sorted(db.rows(sql.JOIN, most=BATCH), key=lambda letter: letter["id"])
            chats: dict[str, int] = {}
            for letter in letters:
                chats[letter["chat"]] = max(letter["priority"], chats.get(letter["chat"], letter["priority"]))
            for chat, priority in chats.items():
                db.rows(sql.STAND_IN_LINE, chat=chat, priority=priority)
        return len(letters) == BATCH

    def _ranked(self, db: Transaction, chat: Row) -> Row | None:
        """The first letter of a chat, whose priority the chat gets; a chat without letters is removed from the line."""
        heads = db.rows(sql.HEAD, **chat)
        if not heads:
            db.rows(sql.LEAVE_LINE, **chat)
            return None
        if heads[0]["priority"] != chat["priority"]:
            db.rows(sql.SET_PRIORITY, **{**chat, "priority": heads[0]["priority"]})
        return heads[0]

    def _call_worker(self, db: Transaction) -> None:
        """Wake a worker if a chat is in line. One job at a time is enough, since the job that runs defers the next."""
        if db.rows(sql.NEXT):
            with suppress(AlreadyEnqueued), db.connection.transaction():
                self._defer(db, queueing_lock=f"cardkit {db.queue}")

    def _defer(self, db: Transaction, **options: Any) -> None:
        app = self._database.app
        app.configure_task(CALL, queue=db.queue, connection=db.connection, **options).defer()
