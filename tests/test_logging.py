"""The handler of `logging`: what its cards say, that it never blocks, and what becomes of records that cannot be sent."""

import logging
import threading

import pytest

from cardkit import ConfigurationError, ConnectionFailedError, DeliveryUnknownError, Message
from cardkit.logging import CliqHandler, Entry, card
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox
from cardkit.transport import MemoryTransport


@pytest.fixture
def log():
    logger = logging.Logger("shop.cart")
    yield logger
    for handler in [*logger.handlers]:
        handler.close()


def handled(log, transport, **options):
    options = {"gather": 3600.0, **options}  # only what is flushed is sent
    handler = CliqHandler(transport, to="channel:alerts", **options)
    log.addHandler(handler)
    return handler


def bodies(memory):
    return [Message.from_json(body).to_dict(check=False) for body, _ in memory.sent]


def test_one_record_is_a_line_on_the_colour_of_its_level(log):
    memory = MemoryTransport()
    handler = handled(log, memory, level="WARNING")
    log.warning("disk at %d %%", 91)
    log.info("nothing")
    handler.flush()
    assert bodies(memory) == [{"text": "*WARNING* shop.cart: disk at 91 %", "styles": {"background": "yellow"}}]


def test_several_records_are_one_table_that_counts_equal_ones(log):
    memory = MemoryTransport()
    handler = handled(log, memory, level=logging.INFO)
    for message in ["timeout", "timeout", "refused"]:
        log.error(message)
    log.info("started")
    handler.flush()
    (body,) = bodies(memory)
    assert body["text"] == "*4 log records*: 3 ERROR, 1 INFO"
    assert body["styles"] == {"background": "red"}
    rows = body["slides"][0]["data"]["rows"]
    assert [[row[name] for name in ("Level", "Logger", "Message")] for row in rows] == [
        ["ERROR", "shop.cart", "timeout (× 2)"],
        ["ERROR", "shop.cart", "refused"],
        ["INFO", "shop.cart", "started"],
    ]


def test_a_traceback_stands_below_as_code(log):
    memory = MemoryTransport()
    handler = handled(log, memory)
    try:
        raise ValueError("odd")
    except ValueError:
        log.exception("failed")
    handler.flush()
    slide = bodies(memory)[0]["slides"][0]
    assert slide["type"] == "text"
    assert slide["data"].startswith("```")
    assert "ValueError: odd" in slide["data"]


@pytest.mark.parametrize("text", ["*{@all}*\n[x](https://evil.example)", "a" * 50_000, "\x1b[31m\x00\ud800", ""])
def test_whatever_is_logged_can_be_sent_and_steers_nothing(log, text):
    memory = MemoryTransport()
    handler = handled(log, memory)
    log.error("%s", text)
    handler.flush()
    log.error("%s", text)
    log.error("second")
    handler.flush()
    assert len(memory.sent) == 2
    assert all("{@all}" not in str(body) and "](https" not in str(body) for body in bodies(memory))
    assert not [
        issue for body in bodies(memory) for issue in Message.from_dict(body).issues() if issue.severity == "error"
    ]


def test_whoever_logs_never_waits_for_the_transport(log):
    held, entered = threading.Event(), threading.Event()

    class Slow(MemoryTransport):
        def send(self, body, to):
            entered.set()
            held.wait(60)
            return super().send(body, to)

    slow = Slow()
    handled(log, slow, gather=0.0)
    log.error("first")
    assert entered.wait(60)
    log.error("second")  # returns while the first is under way
    assert slow.sent == []
    held.set()


def test_records_beyond_the_room_are_counted(log):
    memory = MemoryTransport()
    handler = handled(log, memory, most=2)
    for number in range(5):
        log.error("failure %d", number)
    handler.flush()
    assert bodies(memory)[0]["text"] == "*2 log records*: 2 ERROR, and 3 more for which there was no room"


@pytest.mark.parametrize(("arrived", "sent"), [(False, 2), (True, 1)])
def test_what_surely_did_not_arrive_goes_with_the_next_records(log, arrived, sent, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    error = DeliveryUnknownError("?", may_have_arrived=True) if arrived else ConnectionFailedError("down")

    class Broken(MemoryTransport):
        broken = True

        def send(self, body, to):
            if self.broken:
                raise error
            return super().send(body, to)

    broken = Broken()
    handler = handled(log, broken)
    log.error("first")
    handler.flush()
    broken.broken = False
    log.error("second")
    handler.flush()
    (body,) = bodies(broken)
    assert len(body["slides"][0]["data"]["rows"]) == 2 if sent == 2 else body["text"].endswith("second")


def test_what_the_sending_logs_is_not_sent():
    root, memory = logging.getLogger("cardkit.transport"), MemoryTransport()
    with Sandbox() as sandbox:
        handler = CliqHandler(sandbox.transport, to="channel:alerts", level=logging.DEBUG, gather=3600.0)
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            root.error("by hand")
            handler.flush()
            handler.flush()
            assert len(sandbox.messages) == 1
        finally:
            root.removeHandler(handler)
            root.setLevel(logging.NOTSET)
            handler.close()
    assert not memory.sent


def test_with_an_outbox_records_survive_a_night_without_network(log, tmp_path):
    outbox, memory = Outbox(tmp_path / "outbox.sqlite3"), MemoryTransport()
    handler = handled(log, outbox)
    log.error("down")
    handler.close()
    Outbox(tmp_path / "outbox.sqlite3", memory).work(once=True)
    assert bodies(memory)[0]["text"] == "*ERROR* shop.cart: down"


def test_settings_that_make_no_sense_are_told_at_once():
    for options in [{"gather": -1}, {"gather": "x"}, {"most": 0}, {"most": True}]:
        with pytest.raises(ConfigurationError, match="gather="):
            CliqHandler(MemoryTransport(), to="channel:a", **options)
    with pytest.raises(ConfigurationError, match="a message needs a destination"):
        CliqHandler(MemoryTransport())


def test_it_is_set_up_by_a_configuration_of_the_standard_library():
    import logging.config

    memory = MemoryTransport()
    handler = {"class": "cardkit.logging.CliqHandler", "transport": memory, "to": "channel:a", "level": "ERROR"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"cliq": handler},
            "loggers": {"shop2": {"handlers": ["cliq"]}},
        }
    )
    logging.getLogger("shop2").error("down")
    logging.getLogger("shop2").handlers[0].flush()
    assert len(memory.sent) == 1
    logging.getLogger("shop2").handlers[0].close()
    logging.getLogger("shop2").handlers.clear()


def test_the_level_of_a_card_is_that_of_its_worst_record():
    entries = [Entry(0.0, level, "a", str(level)) for level in (10, 50, 30)]
    assert card(entries).to_dict()["styles"]["background"] == "red"
    assert card(entries[:1]).to_dict()["styles"]["background"] == "blue"
