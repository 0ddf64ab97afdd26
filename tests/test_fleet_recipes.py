"""The outbox pattern with SQLAlchemy and Django: a letter and what it tells of are kept together, or not at all."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import sqlalchemy
from fleets import PASSWORD
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from cardkit import Message
from cardkit.outbox import Outbox
from cardkit.transport import MemoryTransport


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


def test_with_sqlalchemy_order_and_letter_are_kept_together_or_not_at_all(app, postgres_dsn):
    engine = sqlalchemy.create_engine(postgres_dsn.replace("postgresql://", "postgresql+psycopg://"))
    Base.metadata.create_all(engine)
    memory = MemoryTransport()
    outbox = Outbox.on(app, memory)

    def order(number, total=1):
        with Session(engine) as session, session.begin():
            session.add(Order(id=number))
            connection = session.connection().connection.driver_connection
            outbox.put(Message(f"Order {number}"), to="channel:sales", key=f"order-{number}", connection=connection)
            assert total / number

    order(1)
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        order(1)  # the row is there already; its letter was put before that showed
    with pytest.raises(ZeroDivisionError):
        order(0)
    outbox.work(once=True)
    assert [body for body, _ in memory.sent] == [b'{"text":"Order 1","sync_message":true}']
    engine.dispose()


DJANGO = """
import sys
import django
from django.conf import settings
host, name = sys.argv[1:]
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "HOST": host, "NAME": name, "USER": "cardkit", "PASSWORD": %r}})
django.setup()
from django.db import connection, transaction
import procrastinate
from cardkit import Message
from cardkit.outbox import Outbox
from cardkit.transport import MemoryTransport

app = procrastinate.App(connector=procrastinate.PsycopgConnector(kwargs={"host": host, "dbname": name, "user": "cardkit", "password": %r}))
memory = MemoryTransport()
outbox = Outbox.on(app, memory)

def order(number):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS orders (id int PRIMARY KEY)")
        outbox.put(Message(f"Order {number}"), to="channel:sales", key=f"order-{number}", connection=connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO orders VALUES (%%s)", [number])
        if number == 2:
            raise ZeroDivisionError

order(1)
try:
    order(2)
except ZeroDivisionError:
    pass
outbox.work(once=True)
print([body for body, _ in memory.sent])
connection.close()
"""


def test_with_django_order_and_letter_are_kept_together_or_not_at_all(app, postgres_dsn):
    parts = urlsplit(postgres_dsn)
    command = [
        sys.executable,
        "-c",
        DJANGO % (PASSWORD, PASSWORD),
        parts.query.removeprefix("host="),
        parts.path.strip("/"),
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, '[b\'{"text":"Order 1","sync_message":true}\']\n'), run.stderr
