"""The table of a fleet's letters, and every statement that is run on it. The time is that of the server."""

from __future__ import annotations

from collections.abc import Iterable

NOW = "extract(epoch from clock_timestamp())::float8"
COLUMNS = (
    "id, destination, body, put, state, key, priority, after, not_after, changed, tries, status, message_id, chat_id"
    ", finding, replacement"
)
MISSING = (
    "SELECT NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('cardkit_letters')"
    " AND attname = 'replacement' AND NOT attisdropped) AS missing"
)
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('cardkit_letters', 0))"
TABLE = """
CREATE TABLE IF NOT EXISTS cardkit_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, queue text NOT NULL, key text, chat text NOT NULL,
    destination text NOT NULL, body bytea, state text NOT NULL, priority integer NOT NULL,
    after double precision, not_after double precision, put double precision NOT NULL,
    changed double precision NOT NULL, tries integer NOT NULL DEFAULT 0, status integer, message_id text, chat_id text,
    finding text NOT NULL DEFAULT '', UNIQUE (queue, key)
);
ALTER TABLE cardkit_letters ADD COLUMN IF NOT EXISTS replacement bytea;
CREATE INDEX IF NOT EXISTS cardkit_letters_state ON cardkit_letters (queue, state, id);
CREATE INDEX IF NOT EXISTS cardkit_letters_expiry ON cardkit_letters (not_after)
    WHERE state = 'ready' AND not_after IS NOT NULL;
CREATE INDEX IF NOT EXISTS cardkit_letters_unknown ON cardkit_letters (queue, chat) WHERE state = 'unknown';
CREATE INDEX IF NOT EXISTS cardkit_letters_kept ON cardkit_letters (changed)
    WHERE state IN ('sent', 'dead') AND body IS NOT NULL;
"""

GIVEN = ("key", "body", "priority", "after", "not_after", "chat_id")
INSERT = (
    "INSERT INTO cardkit_letters (queue, key, chat, destination, body, state, priority, after, not_after, chat_id, put,"
    " changed) VALUES (%(queue)s, %(key)s, %(chat)s, %(destination)s, %(body)s, 'ready', %(priority)s, %(after)s,"
    f" %(not_after)s, %(chat_id)s, {NOW}, {NOW}) ON CONFLICT (queue, key) DO NOTHING RETURNING {COLUMNS}"
)
BY_ID = f"SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND id = %(id)s"
LOCKED = f"{BY_ID} FOR UPDATE"
BY_KEY = f"SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND key = %(key)s"
FIND = (
    f"SELECT {COLUMNS} FROM cardkit_letters WHERE queue = %(queue)s AND id > %(behind)s"
    " AND (%(state)s::text IS NULL OR state = %(state)s) ORDER BY id LIMIT %(most)s"
)

SENDING = (
    f"UPDATE cardkit_letters SET state = 'sending', changed = {NOW} WHERE queue = %(queue)s AND id = %(id)s"
    f" AND state = 'ready' AND body = %(body)s AND (not_after IS NULL OR not_after >= {NOW}) RETURNING id"
)
SAVE = (
    "UPDATE cardkit_letters SET body = %(body)s, replacement = %(replacement)s, state = %(state)s,"
    " priority = %(priority)s, after = %(after)s, not_after = %(not_after)s, tries = %(tries)s, chat_id = %(chat_id)s,"
    f" finding = %(finding)s, put = CASE WHEN state = 'ready' OR %(state)s <> 'ready' THEN put ELSE {NOW} END,"
    f" changed = CASE WHEN state = %(state)s THEN changed ELSE {NOW} END"
    f" WHERE queue = %(queue)s AND id = %(id)s RETURNING {COLUMNS}"
)
# The second case: a worker that was thought to be gone knows what became of its letter after all.
SETTLE = (
    f"UPDATE cardkit_letters SET state = %(state)s, changed = {NOW}, tries = tries + %(counted)s::int,"
    " status = %(status)s, finding = %(finding)s, message_id = coalesce(%(message_id)s, message_id),"
    " chat_id = coalesce(%(chat_id)s, chat_id) WHERE queue = %(queue)s AND id = %(id)s AND (state = %(before)s"
    f" OR %(before)s = 'sending' AND state = 'unknown' AND finding = %(orphaned)s) RETURNING {COLUMNS}"
)
EXPIRE = (
    f"UPDATE cardkit_letters SET state = 'dead', changed = {NOW}, finding = %(finding)s"
    f" WHERE queue = %(queue)s AND state = 'ready' AND not_after < {NOW} RETURNING {COLUMNS}"
)
FORGET = (
    "DELETE FROM cardkit_letters WHERE queue = %(queue)s AND state IN ('sent', 'dead') AND key IS NULL"
    f" AND body IS NOT NULL AND changed <= {NOW} - %(keep)s"
)
FORGET_BODY = (
    "UPDATE cardkit_letters SET body = NULL WHERE queue = %(queue)s AND state IN ('sent', 'dead')"
    f" AND key IS NOT NULL AND body IS NOT NULL AND changed <= {NOW} - %(keep)s"
)
PARKED = (
    "SELECT parked.id FROM cardkit_letters letter JOIN cardkit_letters parked USING (queue, chat)"
    " WHERE letter.queue = %(queue)s AND letter.id = %(id)s AND letter.state = 'ready' AND parked.state = 'unknown'"
    " LIMIT 1"
)
STATS = (
    "SELECT state, count(*) AS count, min(put) AS oldest,"
    f" count(*) FILTER (WHERE changed > {NOW} - 60) AS lately, {NOW} AS now"
    " FROM cardkit_letters WHERE queue = %(queue)s GROUP BY state"
)


def change(fields: Iterable[str]) -> str:
    """The statement that gives a letter another state, and fields with it, if its state is one of those allowed."""
    sets = "".join([f", {name} = %({name})s" for name in fields])
    return (
        f"UPDATE cardkit_letters SET state = %(state)s, changed = {NOW}{sets}"
        f" WHERE queue = %(queue)s AND id = %(id)s AND state = ANY(%(allowed)s) RETURNING {COLUMNS}"
    )
