"""The line in which chats wait for their turn, by priority; they go to its end as a letter of theirs leaves.

A letter joins its chat in a transaction of a worker's. So one that is put is only inserted, and a transaction of the
caller's holds nobody up, however long it lasts. A job of procrastinate's calls a worker to the line, and says nothing
more: what is not called for, since whoever was to call has died, a worker finds when it looks, every second.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from procrastinate.exceptions import AlreadyEnqueued

from . import statements as sql
from .database import Database, Row
from .tasks import CALL

BATCH = 500
"""Letters that join their chats in one transaction, at most."""


class Line:
    """The chats of one outbox that have letters to be sent.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def wake(self, db: psycopg.Connection[Any], id: int) -> None:
        """Call a worker for a letter that was put, if its time has come and nobody has called for another.

        It happens in the caller's transaction, so it must not wait for another's call.
        """
        if [row["id"] for row in self._database.rows(db, sql.NOT_JOINED)] == [id]:
            self._defer(db)

    def look(self) -> None:
        """Let what time has come for stand in line, and call a worker if anybody does."""
        while self._joined():
            pass
        with self._alone() as db:
            self._database.run(db, sql.RESTED)
            self._call(db)

    def take(self, job: int) -> int | None:
        """The letter whose turn it is, which a job sends now; None if there is none."""
        while self._joined():
            pass
        with self._alone() as db:
            while chats := self._database.rows(db, sql.NEXT):
                head = self._ranked(db, chats[0])
                if head is not None and head["priority"] == chats[0]["priority"]:
                    self._database.run(db, sql.SERVE, {**chats[0], "job": job})
                    self._call(db)
                    return int(head["id"])
        return None

    def served(self, job: int) -> None:
        """Let the chat that a job has served stand in line again, or leave it.

        It stays where it is if one of its letters is *sending* still, as what came of it could not be noted.
        """
        with self._alone() as db:
            for chat in self._database.rows(db, sql.SERVED, {"job": job}):
                self._ranked(db, chat)
            self._call(db)

    def rest(self, job: int, seconds: float) -> None:
        """Let the chat that a job was to serve wait, with its turn; it stays where it is for the same reason."""
        with self._alone() as db:
            self._database.run(db, sql.REST, {"job": job, "seconds": seconds})
            self._call(db)

    def release(self, db: psycopg.Connection[Any], job: int) -> None:
        """Give the chat of a job that is gone its turn back."""
        self._database.rows(db, sql.ALONE_IN_LINE)
        self._database.run(db, sql.RELEASE, {"job": job})
        self._call(db)

    def jobs(self) -> set[int]:
        """The jobs that serve a chat at present."""
        with self._database.transaction() as db:
            return {row["job"] for row in self._database.rows(db, sql.JOBS)}

    # Within a transaction

    @contextmanager
    def _alone(self) -> Generator[psycopg.Connection[Any], None, None]:
        with self._database.transaction() as db:
            self._database.rows(db, sql.ALONE_IN_LINE)
            yield db

    def _joined(self) -> bool:
        """Let letters join their chats; tell whether there may be more."""
        with self._database.transaction() as db:
            if not self._database.rows(db, sql.NOT_JOINED):
                return False
        with self._alone() as db:
            letters = sorted(self._database.rows(db, sql.JOIN, {"most": BATCH}), key=lambda letter: letter["id"])
            chats: dict[str, int] = {}
            for letter in letters:
                chats[letter["chat"]] = max(letter["priority"], chats.get(letter["chat"], letter["priority"]))
            for chat, priority in chats.items():
                self._database.run(db, sql.STAND_IN_LINE, {"chat": chat, "priority": priority})
        return len(letters) == BATCH

    def _ranked(self, db: psycopg.Connection[Any], chat: Row) -> Row | None:
        """The first letter of a chat, which ranks as that does; a chat without one leaves the line."""
        heads = self._database.rows(db, sql.HEAD, chat)
        if not heads:
            self._database.run(db, sql.LEAVE_LINE, chat)
            return None
        if heads[0]["priority"] != chat["priority"]:
            self._database.run(db, sql.SET_PRIORITY, {**chat, "priority": heads[0]["priority"]})
        return heads[0]

    def _call(self, db: psycopg.Connection[Any]) -> None:
        """Call a worker if anybody stands in line; one call is enough, for who answers it makes the next."""
        if self._database.rows(db, sql.NEXT):
            with suppress(AlreadyEnqueued), db.transaction():
                self._defer(db, queueing_lock=f"cardkit {self._database.queue}")

    def _defer(self, db: psycopg.Connection[Any], **options: Any) -> None:
        app, queue = self._database.connections.app, self._database.queue
        app.configure_task(CALL, queue=queue, connection=db, **options).defer()
