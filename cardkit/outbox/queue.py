"""The letters of a file: put, found, taken in their order, and moved from state to state."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from attrs import evolve

from ..to import parse
from . import statements as sql
from .backend import Draft, Stats
from .courier import Attempt, WithdrawnError
from .drain import Noted, Turn
from .file import OutboxFile
from .lease import Left
from .letter import Letter, SettledError, State, saved_columns
from .replacing import orphaned, replaced, taken_up

T = TypeVar("T")

_, _, *_REST = sql.COLUMNS.split(", ")  # behind the id and the destination
_destination = lru_cache(maxsize=1_000)(parse)

DAY = 86_400.0
TIDIED = 20
"""Letters whose bodies are deleted at each turn, at most, so that no turn takes long."""
EXPIRED = "its time was over before it could leave"
ORPHANED = "the program that sent it ended before its answer came; it may have arrived"
FORGOTTEN = "the outbox lost its latest notes, so nobody knows whether it has left; it may have arrived"


class Moments(NamedTuple):
    """When the next letter becomes due, expires, and came into the state that its body outlives for a while."""

    due: float | None
    expiry: float | None
    settled: float | None

    def any_by(self, now: float, outlived: float) -> bool:
        """Whether one of them has come; for the bodies, by an earlier time."""
        due, expiry, settled = [math.inf if moment is None else moment for moment in self]
        return due <= now or expiry < now or settled <= outlived


class Queue:
    """The letters of one file.

    Args:
        file: where they are kept.
        clock: the time of day in seconds.
        keep: days for which settled letters are kept.
        strict_order: whether an *unknown* letter holds its chat back.
    """

    together = True

    def __init__(
        self, file: OutboxFile, clock: Callable[[], float], keep: float = 30.0, *, strict_order: bool = False
    ) -> None:
        self.file, self._clock, self._keep, self._strict = file, clock, keep * DAY, strict_order
        self._noted: Left | None = None

    # For everybody

    def put(self, draft: Draft) -> tuple[Letter, bool]:
        """Keep a letter, and tell whether it is new; of a known key, the letter there is."""

        def work(db: sqlite3.Connection) -> tuple[Letter, bool]:
            known = None if draft.key is None else db.execute(sql.BY_KEY, (draft.key,)).fetchone()
            if known is not None:
                return self._letter(known), False
            now = self._clock()
            due = draft.after is None or draft.after <= now
            row = {name: getattr(draft, name) for name in sql.GIVEN}
            row |= {"chat": draft.to.place, "destination": str(draft.to), "due": due, "now": now}
            id = db.execute(sql.INSERT, row).lastrowid
            if due:
                _set_head(db, draft.to.place)
            return self._one(db, id), True

        return self.file.work(work)

    def replace(self, id: int, draft: Draft) -> Letter:
        """Let a letter say something else, as soon as it can.

        Raises:
            ConfigurationError: it was sent, and nobody knows its ids.
        """

        def work(db: sqlite3.Connection) -> Letter:
            return self._saved(db, replaced(self._one(db, id), draft))

        return self.file.work(work)

    def get(self, id: int) -> Letter | None:
        """The letter of an id, if there is one."""
        rows = self.file.work(lambda db: db.execute(sql.BY_ID, (id,)).fetchall())
        return self._letter(rows[0]) if rows else None

    def find(self, state: State | None, behind: int, most: int) -> Sequence[Letter]:
        """The first letters whose id is above `behind`, of one state or all."""
        statement, where = sql.ALL if state is None else sql.IN_STATE, {"state": state, "behind": behind, "most": most}
        return [self._letter(row) for row in self.file.work(lambda db: db.execute(statement, where).fetchall())]

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Give a letter another state, and fields with it, if its state by now is one of those allowed.

        Raises:
            SettledError: it is another, or there is no such letter.
        """
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
            return self._saved(db, taken_up(letter))

        return self.file.work(work)

    def stats(self) -> Stats:
        """What there is."""

        def work(db: sqlite3.Connection) -> Stats:
            now = self._clock()
            (oldest,) = db.execute(sql.OLDEST).fetchone()
            (rate,) = db.execute(sql.RATE, (now - 60.0,)).fetchone()
            counts = dict(db.execute(sql.STATS).fetchall())
            return Stats(**counts, oldest=0.0 if oldest is None else max(0.0, now - oldest), rate=rate)

        return self.file.work(work)

    # For the one who sends

    def left(self) -> Left:
        """How many letters have left, as far as the file knows."""
        return self.file.work(lambda db: Left(*db.execute(sql.LEAVINGS).fetchone()))

    def take_over(self) -> Sequence[Letter]:
        """The letters that were being sent when the last worker ended: *unknown* now, or *ready* to edit again."""

        def work(db: sqlite3.Connection) -> Sequence[Letter]:
            lost = self._lost(db, "sending", ORPHANED)
            db.execute(sql.FREE_ALL)  # the last worker may have had another rule
            if self._strict:
                db.execute(sql.PARK_UNKNOWN)
            db.execute(sql.FORGET_CHATS)
            return lost

        return self.file.work(work)

    def next(self, noted: Left | None = None) -> Turn:
        """Whose turn it is.

        Args:
            noted: how many letters have left, as is noted elsewhere. Where the file knows of fewer it has lost some
                notes, and every letter that it calls *ready* may have left.
        """
        self._noted = noted
        letter = self._at_once(noted)
        if letter is not None:
            return Turn(letter, None, ())

        def work(db: sqlite3.Connection) -> Turn:
            changed = self._forgotten(db, noted) or self._tidied(db)
            row = db.execute(sql.NEXT).fetchone()
            if row is not None:
                return Turn(self._letter(row), None, changed)
            after = Moments(*db.execute(sql.MOMENTS).fetchone()).due
            return Turn(None, None if after is None else max(0.0, after - self._clock()), changed)

        return self.file.work(work)

    def _at_once(self, noted: Left | None) -> Letter | None:
        """The letter whose turn it is, where nothing else has to be done before."""
        row: tuple[Any, ...] | None = self.file.peek(lambda db: db.execute(sql.AT_ONCE).fetchone())
        if row is None:
            return None
        moments, known, now = Moments(*row[:3]), Left(*row[3:5]), self._clock()
        if moments.any_by(now, now - self._keep) or known.knows_less(noted):
            return None
        return self._letter(row[5:])

    def tidy(self) -> None:
        """Forget what is to be forgotten by now."""
        self.file.work(self._tidied)

    def note_sending(self, letter: Letter, late: Sequence[Attempt] = ()) -> Noted:
        """Note that a letter may be leaving and, in the same transaction, what came of posts before it.

        Raises:
            WithdrawnError: somebody settled or replaced it, its time is over, or the file has lost some notes.
        """

        def work(db: sqlite3.Connection) -> Noted:
            settled = [state for attempt in late for state in self._settled(db, attempt)]
            known = Left(*db.execute(sql.LEAVINGS).fetchone())
            row = {"id": letter.id, "body": letter.body, "now": self._clock()}
            if known.knows_less(self._noted) or not db.execute(sql.SENDING, row).rowcount:
                raise WithdrawnError(f"letter {letter.id} must not leave any more")
            db.execute(sql.LEFT)
            _set_head(db, letter.to.place, sql.SERVED)
            return Noted(known._replace(number=known.number + 1), settled)

        return self.file.work(work)

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post, and give the letter as it is then; and as it is next, if it was to be replaced."""
        return self.file.work(lambda db: self._settled(db, attempt))

    # Within a transaction

    def _settled(self, db: sqlite3.Connection, attempt: Attempt) -> Sequence[Letter]:
        letter, verdict, outcome = attempt.letter, attempt.verdict, attempt.outcome
        row: dict[str, Any] = {"id": letter.id, "before": "sending" if attempt.left else "ready", "now": self._clock()}
        row |= {"state": verdict.state, "counted": verdict.counted or attempt.left, "finding": verdict.finding}
        row |= {name: getattr(outcome, name, None) for name in ("status", "message_id", "chat_id")}

        moved = db.execute(sql.SETTLE, row).rowcount
        if moved and verdict.state == "unknown" and self._strict:
            db.execute(sql.PARK, (letter.to.place,))
        known = db.execute(sql.BY_ID, (letter.id,)).fetchone()
        settled = evolve(letter, state=verdict.state) if known is None else self._letter(known)
        anew = taken_up(settled)
        if anew is settled:
            if settled.state == "ready" or not attempt.left:  # else it is no head any more, since it was leaving
                _set_head(db, letter.to.place, sql.SERVED)
            return [settled]
        saved = self._saved(db, anew)
        return [saved] if saved.state == settled.state else [settled, saved]

    def _tidied(self, db: sqlite3.Connection) -> list[Letter]:
        """Do what time brings: letters become due, expire, and are forgotten. Those that expired are told."""
        now, moments = self._clock(), Moments(*db.execute(sql.MOMENTS).fetchone())
        if not moments.any_by(now, now - self._keep):
            return []
        due = db.execute(sql.BECOME_DUE, (now,)).fetchall()
        db.executemany(sql.SET_DUE, [(id,) for id, _ in due])
        for chat in dict.fromkeys([chat for _, chat in due]):
            _set_head(db, chat)
        for id, key in db.execute(sql.OUTLIVED, (now - self._keep, TIDIED)).fetchall():
            db.execute(sql.DELETE if key is None else sql.DELETE_BODY, (id,))
        expired = db.execute(sql.EXPIRED, (now, TIDIED)).fetchall()
        letters = [self._one(db, id) for (id,) in expired]
        return [self._saved(db, evolve(letter, state="dead", finding=EXPIRED)) for letter in letters]

    def _forgotten(self, db: sqlite3.Connection, noted: Left | None) -> list[Letter]:
        """The letters that may have left, as the file has lost its latest notes; none if it has not."""
        if noted is None or not Left(*db.execute(sql.LEAVINGS).fetchone()).knows_less(noted):
            return []
        db.execute(sql.SET_LEAVINGS, (noted.number,))
        return self._lost(db, "ready", FORGOTTEN)

    def _lost(self, db: sqlite3.Connection, state: State, finding: str) -> list[Letter]:
        """Call every letter of a state *unknown*, but edits that were being sent."""
        letters = [self._one(db, id) for (id,) in db.execute(sql.IDS_IN_STATE, (state,)).fetchall()]
        if state == "sending":
            lost = [orphaned(letter, finding) for letter in letters]
        else:
            lost = [evolve(letter, state="unknown", finding=finding) for letter in letters]
        saved = [self._saved(db, letter) for letter in lost]
        if self._strict:
            db.executemany(sql.PARK, [(letter.to.place,) for letter in saved if letter.state == "unknown"])
        return saved

    def _saved(self, db: sqlite3.Connection, letter: Letter) -> Letter:
        """Keep a letter as it is now."""
        db.execute(sql.SAVE, {**saved_columns(letter), "now": self._clock()})
        db.execute(sql.FREE, {"chat": letter.to.place})
        _set_head(db, letter.to.place)
        return self._one(db, letter.id)

    def _one(self, db: sqlite3.Connection, id: int | None) -> Letter:
        return self._letter(db.execute(sql.BY_ID, (id,)).fetchone())

    def _letter(self, row: tuple[Any, ...]) -> Letter:
        id, destination, *rest = row
        return Letter(id, _destination(destination), mover=self, **dict(zip(_REST, rest, strict=True)))


def _set_head(db: sqlite3.Connection, chat: str, statement: str = sql.SET_HEAD) -> None:
    """See to it that the first letter of a chat, and no other, has its turn; by `SERVED`, behind all other chats."""
    if not db.execute(statement, {"chat": chat}).rowcount:
        db.execute(sql.NO_HEAD, (chat,))
        db.execute(sql.FORGET_CHAT, (chat,))
