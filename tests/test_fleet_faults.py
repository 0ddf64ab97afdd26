"""A fleet's outbox when its database or a worker fails in the midst of a post: what it tells stays true, nothing comes twice."""

import os

import procrastinate
import psycopg
import pytest

from cardkit import Message, errors
from cardkit.outbox import Outbox
from cardkit.outbox.fleet.database import Database
from cardkit.transport import MemoryTransport

M = Message("Hi")


# Settings of the server


@pytest.mark.timeout(60)
@pytest.mark.parametrize("setting", ["extra_float_digits=0", "default_transaction_isolation=serializable", r"default_transaction_isolation=repeatable\ read"])  # fmt: skip
def test_it_sends_whatever_the_servers_settings_are(app, postgres_dsn, setting):
    connector = procrastinate.PsycopgConnector(conninfo=postgres_dsn, kwargs={"options": f"-c {setting}"})
    outbox = Outbox.on(procrastinate.App(connector=connector), MemoryTransport())
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True).sent == 1
    with outbox._backend.database.transaction() as db:  # else what waited for a lock reads what was before it
        assert db.rows("SHOW transaction_isolation") == [{"transaction_isolation": "read committed"}]


def test_tables_that_were_lost_are_made_anew(outbox, postgres_dsn):
    outbox.put(M, to="chat:1")
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("DROP TABLE cardkit_letters, cardkit_chats")
    with pytest.raises(errors.ConfigurationError, match="does not exist"):
        outbox.put(M, to="chat:1")
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True).sent == 1


def test_a_connection_that_another_thread_was_faster_to_take_is_no_error(app):
    class Taken(list):
        def __bool__(self):
            return True

    database = Database(app, "cardkit")
    database._by_process[os.getpid()] = Taken()
    with database.transaction() as transaction:
        assert transaction.rows("SELECT 1 AS one") == [{"one": 1}]
