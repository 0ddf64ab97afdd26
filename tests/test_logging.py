"""The handler of `logging`: what its cards say, that it never blocks, and what becomes of records that cannot be sent."""

import io
import json
import logging
import math
import sys
import threading

import pytest
from logs import bodies, handled

from cardkit import ConfigurationError, ConnectionFailedError, DeliveryUnknownError, Message, NotFoundError
from cardkit.logging import CliqHandler, Entry, card
from cardkit.outbox import Outbox
from cardkit.outbox.courier import StorageError
from cardkit.sandbox import Sandbox
from cardkit.transport import MemoryTransport


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


class Objects(logging.Formatter):
    """A formatter for a handler that writes JSON."""

    def format(self, record):
        return {"said": super().format(record)}


@pytest.mark.parametrize(
    "odd", [{"created": math.nan}, {"created": 1e20}, {"created": "noon"}, {"name": None}, {"name": 5}], ids=repr
)
@pytest.mark.parametrize("formatter", [None, Objects()], ids=["plain", "of objects"])
def test_a_record_of_another_program_does_not_take_the_others_with_it(log, odd, formatter):
    memory = MemoryTransport()
    handler = handled(log, memory)
    handler.setFormatter(formatter)
    log.error("before")
    log.handle(logging.makeLogRecord({"name": "far", "levelno": logging.ERROR, "msg": "odd", **odd}))
    log.error("after")
    handler.flush()
    (body,) = bodies(memory)
    assert body["text"] == "*3 log records*: 3 ERROR"
    said = [row["Message"] for row in body["slides"][0]["data"]["rows"]]
    assert [word in cell for word, cell in zip(["before", "odd", "after"], said, strict=True)] == [True] * 3


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


MAY_HAVE_ARRIVED = DeliveryUnknownError("?", may_have_arrived=True)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionFailedError("down"), "*2 log records*: 2 ERROR"),
        (StorageError("the disk is full"), "*2 log records*: 2 ERROR"),
        (MAY_HAVE_ARRIVED, "*ERROR* shop.cart: second"),
    ],
)
def test_what_surely_did_not_arrive_goes_with_the_next_records(log, error, told, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)

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
    assert [body["text"] for body in bodies(broken)] == [told]


def test_what_the_sending_logs_is_not_sent():
    root = logging.getLogger("cardkit.transport")
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


def test_with_an_outbox_records_survive_a_night_without_network(log, tmp_path):
    outbox, memory = Outbox(tmp_path / "outbox.sqlite3"), MemoryTransport()
    handler = handled(log, outbox)
    log.error("down")
    handler.close()
    Outbox(tmp_path / "outbox.sqlite3", memory).work(once=True)
    assert bodies(memory)[0]["text"] == "*ERROR* shop.cart: down"


def test_with_an_outbox_what_the_worker_logs_of_the_records_leads_to_no_more_of_them(tmp_path):
    class Refusing(MemoryTransport):
        def send(self, body, to):
            raise NotFoundError("there is no such channel", status=404)

    outbox, root = Outbox(tmp_path / "outbox.sqlite3", Refusing()), logging.getLogger()
    handler = handled(root, outbox, level=logging.WARNING)
    try:
        logging.getLogger("shop.cart").error("down")
        outbox.put(Message("Hi"), to="channel:alerts")  # a letter of others, which is told of
        for _ in range(3):
            handler.flush()
            outbox.work(once=True)
        texts = [json.loads(letter.body)["text"] for letter in outbox.letters()]
    finally:
        root.removeHandler(handler)
        handler.close()
    starts = [text.partition(" to ")[0] for text in texts]
    assert starts == ["Hi", "*ERROR* shop.cart: down", "*WARNING* cardkit.outbox: letter 1"]


def test_settings_that_make_no_sense_are_told_at_once():
    for options in [{"gather": -1}, {"gather": "x"}, {"most": 0}, {"most": True}, {"most": 2.5}, {"most": "9"}]:
        with pytest.raises(ConfigurationError, match="gather="):
            CliqHandler(MemoryTransport(), to="channel:a", **options)
    with pytest.raises(ConfigurationError, match="a message needs a destination"):
        CliqHandler(MemoryTransport())


def test_the_handler_is_set_up_by_a_configuration_of_the_standard_library():
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


NO_TRANSPORTS = {
    "a name without ext://": "shop.chat.outbox",
    "a token": "1000.secret",
    "settings": {"class": "cardkit.transport.CliqTransport", "token": "1000.secret"},
    "several tokens": ["1000.secret"],
    "bytes": b"1000.secret",
    "nothing": None,
    "a class": MemoryTransport,
    "a function": print,
}


@pytest.mark.parametrize("given", NO_TRANSPORTS.values(), ids=NO_TRANSPORTS)
def test_what_is_no_transport_is_told_when_logging_is_configured(given):
    import logging.config

    handler = {"class": "cardkit.logging.CliqHandler", "transport": given, "to": "channel:a"}
    config = {"version": 1, "disable_existing_loggers": False, "handlers": {"cliq": handler}}
    with pytest.raises(ValueError, match="Unable to configure handler 'cliq'") as caught:
        logging.config.dictConfig(config)
    error = caught.value.__cause__
    assert isinstance(error, ConfigurationError)
    assert "a transport " in str(error)
    assert ("begins with ext://" in str(error)) == isinstance(given, (str, bytes, dict, list))
    assert "secret" not in str(error)


@pytest.mark.parametrize("wrap", [str, lambda address: {"url": address}, lambda address: [address]])
def test_the_address_of_a_webhook_is_told_where_it_belongs(wrap):
    with pytest.raises(ConfigurationError, match="from_webhook") as caught:
        CliqHandler(wrap("https://cliq.zoho.eu/api/v2/bots/b/message?zapikey=1001.secret"), to="channel:a")
    assert "secret" not in str(caught.value)
    assert "ext://" not in str(caught.value)


def test_what_the_error_says_to_try_configures_it(monkeypatch):
    import logging.config
    import types

    chat = types.ModuleType("shop.chat")
    chat.outbox = MemoryTransport()
    monkeypatch.setitem(sys.modules, "shop", types.ModuleType("shop"))
    monkeypatch.setitem(sys.modules, "shop.chat", chat)
    sys.modules["shop"].chat = chat
    with pytest.raises(ConfigurationError) as caught:
        CliqHandler("shop.chat.outbox", to="channel:a")
    hint = str(caught.value).rsplit("such as ", 1)[1]
    handler = {"class": "cardkit.logging.CliqHandler", "transport": hint, "to": "channel:a"}
    logger = {"handlers": ["cliq"]}
    logging.config.dictConfig(
        {"version": 1, "disable_existing_loggers": False, "handlers": {"cliq": handler}, "loggers": {"shop3": logger}}
    )
    logging.getLogger("shop3").error("down")
    logging.getLogger("shop3").handlers.pop().close()
    assert len(chat.outbox.sent) == 1


def test_the_level_of_a_card_is_that_of_its_worst_record():
    entries = [Entry(0.0, level, "a", str(level)) for level in (10, 50, 30)]
    assert card(entries).to_dict()["styles"]["background"] == "red"
    assert card(entries[:1]).to_dict()["styles"]["background"] == "blue"


# What a formatter writes


def trouble(log):
    """The record of an exception."""
    try:
        raise ValueError("odd")
    except ValueError:
        log.exception("failed")


FORMATS = [
    None,
    "%(asctime)s %(levelname)s %(message)s",
    "%(message)s [%(process)d %(thread)d %(relativeCreated)d]",
    "%(created)f",
]


@pytest.mark.parametrize("form", FORMATS)
def test_whatever_the_formatter_writes_equal_records_are_counted_and_a_traceback_stands_once(log, form):
    memory = MemoryTransport()
    handler = handled(log, memory)
    handler.setFormatter(None if form is None else logging.Formatter(form))
    for number in range(3):
        record = log.makeRecord(log.name, logging.ERROR, "cart.py", 1, "%s is out", ("it",), None)
        record.created += number
        record.relativeCreated += number * 1_000
        log.handle(record)
    trouble(log)
    handler.flush()
    (body,) = bodies(memory)
    rows = [row["Message"] for row in body["slides"][0]["data"]["rows"]]
    assert len(rows) == 2
    assert rows[0].endswith(" (× 3)")
    assert "Traceback" not in str(rows)
    assert str(body).count("ValueError: odd") == 1
    assert "ValueError: odd" in body["slides"][1]["data"]


def test_what_the_formatter_writes_is_shown(log):
    memory = MemoryTransport()
    handler = handled(log, memory)
    handler.setFormatter(logging.Formatter("in %(funcName)s: %(message)s"))
    trouble(log)
    handler.flush()
    assert bodies(memory)[0]["text"] == "*ERROR* shop.cart: in trouble: failed"
    assert bodies(memory)[0]["slides"][0]["data"].count("Traceback") == 1


class Coloured(logging.Formatter):
    """A formatter of a console: colours around the level and in the traceback, and a link."""

    def format(self, record):
        return f"\x1b[1;31m{record.levelname}\x1b[0m \x1b]8;;file:///log\x1b\\{super().format(record)}\x1b]8;;\x1b\\"

    def formatException(self, exc_info):  # noqa: N802 (its name in the standard library)
        return super().formatException(exc_info).replace("ValueError", "\x1b[35mValueError\x1b[0m")


@pytest.mark.parametrize("another", [False, True])
def test_what_colours_a_console_does_not_reach_the_card(log, another):
    memory = MemoryTransport()
    console = logging.StreamHandler(io.StringIO())
    console.setFormatter(Coloured())
    if another:  # it leaves its traceback on the record, for all that come behind it
        log.addHandler(console)
    handler = handled(log, memory)
    if not another:
        handler.setFormatter(Coloured())
    try:
        raise ValueError("\x1b[32modd\x1b[0m")
    except ValueError:
        log.exception("\x1b[33mfailed\x1b[0m")
    handler.flush()
    (body,) = bodies(memory)
    assert body["text"] == f"*ERROR* shop.cart: {'' if another else 'ERROR '}failed"
    assert "\nValueError: odd\n" in body["slides"][0]["data"]
    assert not set("\x1b␛") & set(body["slides"][0]["data"])
    log.removeHandler(console)


def test_the_record_itself_keeps_its_traceback_for_other_handlers(log):
    seen = []

    class Other(logging.Handler):
        def emit(self, record):
            seen.append(record.exc_info[0])

    handler = handled(log, MemoryTransport())
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(Other())
    trouble(log)
    assert seen == [ValueError]


def test_the_stack_of_a_record_stands_below_too(log):
    memory = MemoryTransport()
    handler = handled(log, memory)
    log.error("where", stack_info=True)
    handler.flush()
    assert bodies(memory)[0]["text"] == "*ERROR* shop.cart: where"
    assert "Stack (most recent call last)" in bodies(memory)[0]["slides"][0]["data"]


def test_the_stack_stands_below_the_traceback_where_there_are_both(log):
    memory = MemoryTransport()
    handler = handled(log, memory)
    try:
        raise ValueError("odd")
    except ValueError:
        log.exception("both", stack_info=True)
    handler.flush()
    below = bodies(memory)[0]["slides"][0]["data"]
    assert below.index("ValueError: odd") < below.index("Stack (most recent call last)")


# What there is no room for


@pytest.mark.parametrize("at", [0, 200, 399])
def test_what_is_most_severe_is_on_the_card_wherever_it_came(log, at):
    memory = MemoryTransport()
    handler = handled(log, memory)
    for number in range(400):
        if number == at:
            log.critical("the database is gone")
        log.error("request %d failed", number)
    handler.flush()
    (body,) = bodies(memory)
    assert body["text"] == "*401 log records*: 1 CRITICAL, 400 ERROR"
    rows = body["slides"][0]["data"]["rows"]
    assert rows[0]["Message"] == "the database is gone"
    assert rows[1]["Message"] == "request 0 failed"
    assert rows[-1]["Time"].startswith("… and ")


def test_where_there_is_room_rows_are_in_the_order_of_time(log):
    memory = MemoryTransport()
    handler = handled(log, memory)
    log.error("first")
    log.critical("second")
    log.error("third")
    handler.flush()
    rows = bodies(memory)[0]["slides"][0]["data"]["rows"]
    assert [row["Message"] for row in rows] == ["first", "second", "third"]


def test_where_too_many_wait_the_most_severe_do(log):
    memory = MemoryTransport()
    handler = handled(log, memory, most=2)
    for number in range(5):
        log.error("failure %d", number)
    log.critical("the database is gone")
    handler.flush()
    (body,) = bodies(memory)
    assert body["text"] == "*2 log records*: 1 CRITICAL, 1 ERROR, and 4 more for which there was no room"
    assert [row["Message"] for row in body["slides"][0]["data"]["rows"]] == ["failure 0", "the database is gone"]
