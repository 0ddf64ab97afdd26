"""The tables of an outbox file, their migrations, and all SQL.

``letters`` has a row for each letter. ``chats`` has a row for each chat with letters to send: `head` is the id of the
first of them, `turn` the place of the chat in line. So the next letter is found by one index lookup, however many there
are. ``leavings`` has one row: the random id of the outbox, and how many letters have left.
"""

from __future__ import annotations

from ..letter import COLUMNS

APPLICATION = 0x436C6971
"""The ``application_id`` that marks a SQLite file as an outbox."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE letters (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, chat TEXT NOT NULL,"
        " destination TEXT NOT NULL, body BLOB, state TEXT NOT NULL, priority INTEGER NOT NULL, due INTEGER NOT NULL,"
        " after REAL, not_after REAL, put REAL NOT NULL, changed REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
        " status INTEGER, message_id TEXT, chat_id TEXT, finding TEXT NOT NULL DEFAULT '')",
        "CREATE UNIQUE INDEX letters_key ON letters (key) WHERE key IS NOT NULL",
        "CREATE INDEX letters_state ON letters (state, id)",
        "CREATE INDEX letters_queue ON letters (chat, priority DESC, id) WHERE state = 'ready' AND due = 1",
        "CREATE INDEX letters_later ON letters (after) WHERE state = 'ready' AND due = 0",
        "CREATE INDEX letters_expiry ON letters (not_after) WHERE state = 'ready' AND not_after IS NOT NULL",
        "CREATE INDEX letters_unknown ON letters (chat) WHERE state = 'unknown'",
        "CREATE INDEX letters_kept ON letters (changed) WHERE state IN ('sent', 'dead') AND body IS NOT NULL",
        "CREATE TABLE chats (chat TEXT PRIMARY KEY, head INTEGER, priority INTEGER, turn INTEGER NOT NULL,"
        " parked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
        "CREATE INDEX chats_next ON chats (priority DESC, turn) WHERE head IS NOT NULL AND parked = 0",
        "CREATE INDEX chats_turn ON chats (turn)",
        "CREATE TABLE leavings (outbox TEXT NOT NULL, number INTEGER NOT NULL)",
        "INSERT INTO leavings VALUES (lower(hex(randomblob(16))), 0)",
    ),
    ("ALTER TABLE letters ADD COLUMN replacement BLOB",),
)
"""The statements that migrate the tables from each version to the next; ``user_version`` counts those done."""

INSERT = """INSERT INTO letters (key, chat, destination, body, state, priority, due, after, not_after, put, changed,
    chat_id) VALUES (:key, :chat, :destination, :body, 'ready', :priority, :due, :after, :not_after, :now, :now,
    :chat_id)"""
BY_ID = f"SELECT {COLUMNS} FROM letters WHERE id = ?"
BY_KEY = f"SELECT {COLUMNS} FROM letters WHERE key = ?"
ALL = f"SELECT {COLUMNS} FROM letters WHERE id > :behind ORDER BY id LIMIT :most"
IN_STATE = f"SELECT {COLUMNS} FROM letters WHERE state = :state AND id > :behind ORDER BY id LIMIT :most"

# INDEXED BY: without statistics, which nobody gathers here, SQLite might choose another index and read all rows.

# The head of a chat, and the order of chats.
LAST_TURN = "SELECT coalesce(max(turn), 0) + 1 FROM chats"
SET_HEAD = f"""INSERT INTO chats (chat, head, priority, turn) SELECT chat, id, priority, ({LAST_TURN})
    FROM letters INDEXED BY letters_queue WHERE chat = :chat AND state = 'ready' AND due = 1
    ORDER BY priority DESC, id LIMIT 1
    ON CONFLICT (chat) DO UPDATE SET head = excluded.head, priority = excluded.priority"""
NO_HEAD = "UPDATE chats SET head = NULL WHERE chat = ?"
FORGET_CHAT = "DELETE FROM chats WHERE chat = ? AND head IS NULL AND parked = 0"
SERVED = f"{SET_HEAD}, turn = excluded.turn"
PARK = f"""INSERT INTO chats (chat, turn, parked) VALUES (?, ({LAST_TURN}), 1)
    ON CONFLICT (chat) DO UPDATE SET parked = 1"""
FREE = """UPDATE chats SET parked = 0 WHERE chat = :chat AND parked = 1
    AND NOT EXISTS (SELECT 1 FROM letters WHERE chat = :chat AND state = 'unknown')"""
PARK_UNKNOWN = f"""INSERT INTO chats (chat, turn, parked) SELECT DISTINCT chat, ({LAST_TURN}), 1 FROM letters
    WHERE state = 'unknown' ON CONFLICT (chat) DO UPDATE SET parked = 1"""
FREE_ALL = "UPDATE chats SET parked = 0 WHERE parked = 1"
FORGET_CHATS = "DELETE FROM chats WHERE head IS NULL AND parked = 0"
_NEXT = """(SELECT head FROM chats INDEXED BY chats_next WHERE head IS NOT NULL AND parked = 0
    ORDER BY priority DESC, turn LIMIT 1)"""
NEXT = f"SELECT {COLUMNS} FROM letters WHERE id = {_NEXT}"

# Changes that come with time: when each comes next, and the letters that it concerns now.
NEXT_TIMES = """SELECT (SELECT min(after) FROM letters INDEXED BY letters_later WHERE state = 'ready' AND due = 0),
    (SELECT min(not_after) FROM letters INDEXED BY letters_expiry WHERE state = 'ready' AND not_after IS NOT NULL),
    (SELECT min(changed) FROM letters INDEXED BY letters_kept WHERE state IN ('sent', 'dead') AND body IS NOT NULL)"""
EXPIRED = """SELECT id FROM letters INDEXED BY letters_expiry
    WHERE state = 'ready' AND not_after IS NOT NULL AND not_after < ? ORDER BY not_after LIMIT ?"""
BECOME_DUE = """SELECT id, chat FROM letters INDEXED BY letters_later WHERE state = 'ready' AND due = 0 AND after <= ?
    ORDER BY after, id"""
SET_DUE = "UPDATE letters SET due = 1 WHERE id = ?"
TO_FORGET = """SELECT id, key FROM letters INDEXED BY letters_kept
    WHERE state IN ('sent', 'dead') AND body IS NOT NULL AND changed <= ? ORDER BY changed LIMIT ?"""
DELETE = "DELETE FROM letters WHERE id = ?"
DELETE_BODY = "UPDATE letters SET body = NULL WHERE id = ?"

# Changes of a letter.
SENDING = """UPDATE letters SET state = 'sending', changed = :now WHERE id = :id AND state = 'ready'
    AND changed = :changed AND body IS :body AND (not_after IS NULL OR not_after >= :now)"""
COUNT_DEPARTURE = "UPDATE leavings SET number = number + 1"
DEPARTURES = "SELECT outbox, number FROM leavings"
SET_DEPARTURES = "UPDATE leavings SET number = ?"
IDS_IN_STATE = "SELECT id FROM letters WHERE state = ? ORDER BY id"
SAVE = """UPDATE letters SET body = :body, replacement = :replacement, state = :state, priority = :priority,
    after = :after, not_after = :not_after, tries = :tries, chat_id = :chat_id, finding = :finding,
    put = CASE WHEN state = 'ready' OR :state <> 'ready' THEN put ELSE :now END,
    changed = CASE WHEN state = :state THEN changed ELSE :now END,
    due = CASE WHEN state = :state THEN due ELSE :after IS NULL OR :after <= :now END WHERE id = :id"""
SETTLE = """UPDATE letters SET state = :state, changed = :now, tries = tries + :counted, status = :status,
    finding = :finding, message_id = coalesce(:message_id, message_id), chat_id = coalesce(:chat_id, chat_id)
    WHERE id = :id AND state = :before"""

STATS = "SELECT state, count(*) FROM letters GROUP BY state"
OLDEST = """SELECT min(max(put, coalesce(after, put))) FROM letters
    WHERE state = 'ready' AND (after IS NULL OR after <= ?)"""
RATE = """SELECT count(*) FROM letters INDEXED BY letters_kept
    WHERE state IN ('sent', 'dead') AND body IS NOT NULL AND changed > ? AND state = 'sent'"""


def change(fields: tuple[str, ...], allowed: int) -> str:
    """The statement that changes the state and some fields of a letter, if its state is one of `allowed` many."""
    sets = "".join([f", {name} = :{name}" for name in fields])
    states = ", ".join([f":allowed{number}" for number in range(allowed)])
    return f"""UPDATE letters SET state = :state, changed = :now, due = 1,
        put = CASE :state WHEN 'ready' THEN :now ELSE put END{sets} WHERE id = :id AND state IN ({states})"""
