"""The tables of a fleet's outbox, and all SQL. Times are the server's.

``cardkit_letters`` has a row for each letter; `joins` is when a *ready* letter is to join its chat, NULL once it has.
``cardkit_chats`` is the line: a row for each chat with letters to send; `turn` is its place, `job` the job that serves
it, `rests` until when it waits. So the next letter is found by one index lookup, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..letter import COLUMNS

NOW = "extract(epoch from statement_timestamp())::float8"
MISSING = """SELECT to_regclass('cardkit_chats') IS NULL OR NOT EXISTS (SELECT 1 FROM pg_attribute
    WHERE attrelid = to_regclass('cardkit_letters') AND attname = 'joins' AND NOT attisdropped) AS missing"""
LOCK_TABLES = "SELECT pg_advisory_xact_lock(hashtextextended('cardkit_letters', 0))"
TABLE = """
CREATE TABLE IF NOT EXISTS cardkit_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, queue text NOT NULL, key text, chat text NOT NULL,
    destination text NOT NULL, body bytea, state text NOT NULL, priority integer NOT NULL,
    after double precision, not_after double precision, put double precision NOT NULL,
    changed double precision NOT NULL, tries integer NOT NULL DEFAULT 0, status integer, message_id text, chat_id text,
    finding text NOT NULL DEFAULT '', UNIQUE (queue, key)
);
ALTER TABLE cardkit_letters ADD COLUMN IF NOT EXISTS replacement bytea;
ALTER TABLE cardkit_letters ADD COLUMN IF NOT EXISTS joins double precision;
UPDATE cardkit_letters SET joins = coalesce(after, 0) WHERE state = 'ready';
CREATE TABLE IF NOT EXISTS cardkit_chats (
    queue text NOT NULL, chat text NOT NULL, priority integer NOT NULL,
    turn bigint NOT NULL GENERATED ALWAYS AS IDENTITY, job bigint, rests double precision, PRIMARY KEY (queue, chat)
);
CREATE INDEX IF NOT EXISTS cardkit_chats_next ON cardkit_chats (queue, priority DESC, turn)
    WHERE job IS NULL AND rests IS NULL;
CREATE INDEX IF NOT EXISTS cardkit_chats_rests ON cardkit_chats (queue, rests) WHERE rests IS NOT NULL;
CREATE INDEX IF NOT EXISTS cardkit_chats_job ON cardkit_chats (queue, job) WHERE job IS NOT NULL;
CREATE INDEX IF NOT EXISTS cardkit_letters_joins ON cardkit_letters (queue, joins)
    WHERE state = 'ready' AND joins IS NOT NULL;
CREATE INDEX IF NOT EXISTS cardkit_letters_line ON cardkit_letters (queue, chat, priority DESC, id)
    WHERE state = 'ready' AND joins IS NULL;
CREATE INDEX IF NOT EXISTS cardkit_letters_sending ON cardkit_letters (queue, chat) WHERE state = 'sending';
CREATE INDEX IF NOT EXISTS cardkit_letters_state ON cardkit_letters (queue, state, id);
CREATE INDEX IF NOT EXISTS cardkit_letters_expiry ON cardkit_letters (not_after)
    WHERE state = 'ready' AND not_after IS NOT NULL;
CREATE INDEX IF NOT EXISTS cardkit_letters_unknown ON cardkit_letters (queue, chat) WHERE state = 'unknown';
CREATE INDEX IF NOT EXISTS cardkit_letters_kept ON cardkit_letters (changed)
    WHERE state IN ('sent', 'dead') AND body IS NOT NULL;
"""

INSERT = f"""INSERT INTO cardkit_letters (queue, key, chat, destination, body, state, priority, after, not_after,
    chat_id, put, changed, joins) VALUES (%(queue)s, %(key)s, %(chat)s, %(destination)s, %(body)s, 'ready',
    %(priority)s, %(after)s::float8, %(not_after)s, %(chat_id)s, {NOW}, {NOW}, coalesce(%(after)s::float8, 0))
    ON CONFLICT (queue, key) DO NOTHING RETURNING {COLUMNS}"""
BY_ID = f"SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND id = %(id)s"
BY_ID_LOCKED = f"{BY_ID} FOR UPDATE"
BY_KEY = f"SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND key = %(key)s"
FIND = f"""SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND id > %(behind)s
    AND (%(state)s::text IS NULL OR state = %(state)s) ORDER BY id LIMIT %(most)s"""

_MAY_LEAVE = f"state = 'ready' AND (not_after IS NULL OR not_after >= {NOW})"
TURN = f"""{BY_ID} AND {_MAY_LEAVE} AND EXISTS (SELECT 1 FROM cardkit_chats WHERE queue = %(queue)s
    AND chat = cardkit_letters.chat AND job IS NOT NULL)"""
SENDING = f"""UPDATE cardkit_letters SET state = 'sending', changed = {NOW} WHERE queue = %(queue)s AND id = %(id)s
    AND {_MAY_LEAVE} AND changed = %(changed)s AND body = %(body)s RETURNING id"""
SAVE = f"""UPDATE cardkit_letters SET body = %(body)s, replacement = %(replacement)s, state = %(state)s,
    priority = %(priority)s, after = %(after)s::float8, not_after = %(not_after)s, tries = %(tries)s,
    chat_id = %(chat_id)s, finding = %(finding)s,
    put = CASE WHEN state = 'ready' OR %(state)s <> 'ready' THEN put ELSE {NOW} END,
    changed = CASE WHEN state = %(state)s THEN changed ELSE {NOW} END,
    joins = CASE WHEN state = 'ready' OR %(state)s <> 'ready' THEN joins ELSE coalesce(%(after)s::float8, 0) END
    WHERE queue = %(queue)s AND id = %(id)s RETURNING {COLUMNS}"""
# Times and tries tell this post from a later one. It may be *unknown* as its worker was considered dead, or *ready* as
# the database has lost, with its last moments, that the letter left.
SETTLE = f"""UPDATE cardkit_letters SET state = %(state)s, changed = {NOW}, tries = tries + %(counted)s::int,
    status = %(status)s, finding = %(finding)s, message_id = coalesce(%(message_id)s, message_id),
    chat_id = coalesce(%(chat_id)s, chat_id), joins = CASE WHEN state = %(before)s THEN joins ELSE 0 END
    WHERE queue = %(queue)s AND id = %(id)s AND put = %(put)s AND tries = %(tries)s AND (state = %(before)s
    OR %(before)s = 'sending' AND (state = 'unknown' AND finding = %(orphaned)s OR state = 'ready' AND body = %(body)s))
    RETURNING {COLUMNS}"""
EXPIRE = f"""UPDATE cardkit_letters SET state = 'dead', changed = {NOW}, finding = %(finding)s
    WHERE queue = %(queue)s AND state = 'ready' AND not_after < {NOW} RETURNING {COLUMNS}"""
FORGET = f"""DELETE FROM cardkit_letters WHERE queue = %(queue)s AND state IN ('sent', 'dead') AND key IS NULL
    AND body IS NOT NULL AND changed <= {NOW} - %(keep)s"""
FORGET_BODY = f"""UPDATE cardkit_letters SET body = NULL WHERE queue = %(queue)s AND state IN ('sent', 'dead')
    AND key IS NOT NULL AND body IS NOT NULL AND changed <= {NOW} - %(keep)s"""
PARKED = """SELECT parked.id FROM cardkit_letters letter JOIN cardkit_letters parked USING (queue, chat)
    WHERE letter.queue = %(queue)s AND letter.id = %(id)s AND letter.state = 'ready' AND parked.state = 'unknown'
    LIMIT 1"""
STATS = f"""SELECT state, count(*) AS count,
    min(greatest(put, after)) FILTER (WHERE after IS NULL OR after <= {NOW}) AS oldest,
    count(*) FILTER (WHERE changed > {NOW} - 60) AS lately, {NOW} AS now
    FROM cardkit_letters WHERE queue = %(queue)s GROUP BY state"""

# The line. Changes of it hold its lock, only briefly: a put, perhaps in a long transaction of the caller's, inserts a
# letter without that lock, and a worker later joins it to its chat.
LOCK_LINE = "SELECT pg_advisory_xact_lock(hashtextextended('cardkit_chats ' || %(queue)s, 0))"
NOT_JOINED = f"""SELECT id FROM cardkit_letters WHERE queue = %(queue)s AND state = 'ready'
    AND joins <= {NOW} ORDER BY joins LIMIT 2"""
JOIN = f"""UPDATE cardkit_letters SET joins = NULL WHERE id = ANY(ARRAY(SELECT id FROM cardkit_letters
    WHERE queue = %(queue)s AND state = 'ready' AND joins <= {NOW} ORDER BY joins LIMIT %(most)s
    FOR UPDATE SKIP LOCKED)) RETURNING id, chat, priority"""
# A chat that rests, as its first letter waits for a retry, is woken by a letter of a higher priority.
STAND_IN_LINE = """INSERT INTO cardkit_chats (queue, chat, priority) VALUES (%(queue)s, %(chat)s, %(priority)s)
    ON CONFLICT (queue, chat) DO UPDATE SET priority = excluded.priority, rests = NULL
    WHERE cardkit_chats.priority < excluded.priority"""
NEXT = """SELECT chat, priority FROM cardkit_chats WHERE queue = %(queue)s AND job IS NULL AND rests IS NULL
    ORDER BY priority DESC, turn LIMIT 1"""
HEAD = f"""SELECT id, priority FROM cardkit_letters WHERE queue = %(queue)s AND chat = %(chat)s AND {_MAY_LEAVE}
    AND joins IS NULL ORDER BY priority DESC, id LIMIT 1"""
SET_PRIORITY = "UPDATE cardkit_chats SET priority = %(priority)s WHERE queue = %(queue)s AND chat = %(chat)s"
LEAVE_LINE = "DELETE FROM cardkit_chats WHERE queue = %(queue)s AND chat = %(chat)s"
SERVE = "UPDATE cardkit_chats SET job = %(job)s WHERE queue = %(queue)s AND chat = %(chat)s"
TO_THE_END = """UPDATE cardkit_chats SET turn = DEFAULT WHERE queue = %(queue)s AND chat = %(chat)s AND job IS NOT NULL
    RETURNING chat"""
_NONE_SENDING = """NOT EXISTS (SELECT 1 FROM cardkit_letters letter WHERE letter.queue = cardkit_chats.queue
    AND letter.chat = cardkit_chats.chat AND letter.state = 'sending')"""
SERVED = f"""UPDATE cardkit_chats SET job = NULL WHERE queue = %(queue)s AND job = %(job)s
    AND {_NONE_SENDING} RETURNING chat, priority"""
REST = f"""UPDATE cardkit_chats SET job = NULL, rests = {NOW} + %(seconds)s::float8
    WHERE queue = %(queue)s AND job = %(job)s AND {_NONE_SENDING}"""
RESTED = f"UPDATE cardkit_chats SET rests = NULL WHERE queue = %(queue)s AND rests <= {NOW}"
RELEASE = "UPDATE cardkit_chats SET job = NULL WHERE queue = %(queue)s AND job = %(job)s RETURNING chat"
JOBS = "SELECT job FROM cardkit_chats WHERE queue = %(queue)s AND job IS NOT NULL"
LEFT_SENDING = f"""SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND state = 'sending'
    AND chat = ANY(%(chats)s) FOR UPDATE"""


def change(fields: Iterable[str]) -> str:
    """The statement that changes the state and some fields of a letter, if its state is one of those allowed."""
    sets = "".join([f", {name} = %({name})s" for name in fields])
    return f"""UPDATE cardkit_letters SET state = %(state)s, changed = {NOW}, joins = 0,
        put = CASE %(state)s WHEN 'ready' THEN {NOW} ELSE put END{sets}
        WHERE queue = %(queue)s AND id = %(id)s AND state = ANY(%(allowed)s) RETURNING {COLUMNS}"""
