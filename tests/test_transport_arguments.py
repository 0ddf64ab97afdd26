"""`send` of every transport, called by hand: what is no body or no destination is refused, and nothing is kept or sent."""

import asyncio
import re
from types import SimpleNamespace

import pytest

from cardkit import ConfigurationError, Message, to
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox
from cardkit.transport import CliqTransport, FileTransport, MemoryTransport, Receipt, send_all

MESSAGE = Message("Hi")
BODY = b'{"text":"Hi"}'
OPS = to.channel("ops", as_bot="watchdog")
WEBHOOK = "https://cliq.zoho.com/api/v2/channelsbyname/ops/message?zapikey=1001.secret"


class Away(CliqTransport):
    """One that must not ask anybody."""

    def _driven(self, request):
        pytest.fail(f"it asked {request}")


def cliq():
    return Away(token="1000.a", pacing=None, base_url="http://127.0.0.1:9")


TRANSPORTS = {
    "memory": lambda folder: MemoryTransport(),
    "file": lambda folder: FileTransport(folder / "out.jsonl"),
    "cliq": lambda folder: cliq(),
    "webhook": lambda folder: Away.from_webhook(WEBHOOK, pacing=None),
    "outbox": lambda folder: Outbox(folder / "box.sqlite3"),
}
NO_BODIES = [MESSAGE, {"text": "Hi"}, '{"text":"Hi"}', bytearray(BODY), memoryview(BODY)]
NO_DESTINATIONS = ["channel:ops", to, None, ("channel", "ops")]


@pytest.fixture(params=TRANSPORTS)
def transport(request, tmp_path):
    return TRANSPORTS[request.param](tmp_path)


@pytest.mark.parametrize("body", NO_BODIES, ids=lambda body: type(body).__name__)
def test_a_body_is_of_bytes(transport, body, tmp_path):
    with pytest.raises(ConfigurationError, match="body must be a message as JSON in bytes, not of type ") as caught:
        transport.send(body, OPS)
    assert f"type {type(body).__name__};" in str(caught.value)
    assert not getattr(transport, "sent", None)
    assert not [*tmp_path.iterdir()]


def test_a_name_alone_is_told_the_destination_that_is_meant(transport):
    with pytest.raises(ConfigurationError, match="write 'channel:alerts' if that is meant"):
        transport.send(BODY, "alerts")


@pytest.mark.parametrize("place", NO_DESTINATIONS, ids=repr)
def test_a_destination_is_no_text(transport, place, tmp_path):
    with pytest.raises(ConfigurationError, match="to must be a Destination, not ") as caught:
        transport.send(BODY, place)
    assert repr(place)[:30] in str(caught.value)
    assert not getattr(transport, "sent", None)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("body", "place"), [*[(body, OPS) for body in NO_BODIES], *[(BODY, place) for place in NO_DESTINATIONS]])  # fmt: skip
def test_asend_refuses_the_same(body, place):
    with pytest.raises(ConfigurationError, match="must be a"):
        asyncio.run(cliq().asend(body, place))


@pytest.mark.parametrize("body", NO_BODIES, ids=lambda body: type(body).__name__)
def test_an_edit_takes_bytes_alone(body):
    with pytest.raises(ConfigurationError, match="body must be a message as JSON in bytes, not of type "):
        cliq().edit(body, "CT_1", "17")


def hint_of(error):
    return re.search("; try (.*)", str(error))[1]


@pytest.mark.parametrize("body", NO_BODIES, ids=lambda body: type(body).__name__)
def test_what_the_error_says_to_try_sends_the_same(body):
    memory = MemoryTransport()
    with pytest.raises(ConfigurationError) as caught:
        memory.send(body, OPS)
    done = eval(hint_of(caught.value), {"body": body, "message": body, "transport": memory, "Message": Message})
    if isinstance(done, bytes):
        memory.send(done, OPS)
    assert memory.sent == [(BODY, OPS)]


def test_what_the_error_says_to_try_edits_the_same():
    edits = []
    for body in NO_BODIES:
        with pytest.raises(ConfigurationError) as caught:
            cliq().edit(body, "CT_1", "17")
        receipt = SimpleNamespace(edit=lambda message: message.to_json().encode())
        edits.append(
            eval(hint_of(caught.value), {"body": body, "message": body, "receipt": receipt, "Message": Message})
        )
    assert edits == [BODY] * len(NO_BODIES)


def test_what_the_error_says_to_try_is_the_place():
    memory = MemoryTransport()
    for place in NO_DESTINATIONS:
        with pytest.raises(ConfigurationError) as caught:
            memory.send(BODY, place)
        memory.send(BODY, eval(hint_of(caught.value), {"to": to}))
    assert [str(place) for _, place in memory.sent] == ["channel:ops", *["channel:alerts"] * 3]


@pytest.mark.parametrize("place", NO_DESTINATIONS, ids=repr)
def test_what_is_no_destination_has_no_address(place):
    for transport in (cliq(), Away.from_webhook(WEBHOOK, pacing=None)):
        with pytest.raises(ConfigurationError, match="to must be a Destination, not "):
            transport.url(place)


def test_the_address_of_a_webhook_is_no_destination_and_not_shown(transport):
    with pytest.raises(ConfigurationError, match="looks like a webhook address") as caught:
        transport.send(BODY, WEBHOOK)
    assert "secret" not in str(caught.value)


FLAGS = [
    ("at_least_once", lambda path, **flag: CliqTransport(token="1000.a", **flag)),
    ("at_least_once", lambda path, **flag: CliqTransport.from_webhook(WEBHOOK, **flag)),
    ("refuses_when_busy", lambda path, **flag: CliqTransport(token="1000.a", **flag)),
    ("at_least_once", Outbox),
    ("strict_order", Outbox),
    ("resend_unknown", lambda path, **flag: send_all([MESSAGE], MemoryTransport(), OPS, **flag)),
    ("replace", lambda path, **flag: Outbox(path).put(MESSAGE, OPS, key="k", **flag)),
    ("unproven", lambda path, **flag: Outbox(path).put(MESSAGE, OPS, key="k", **flag)),
    ("fit", lambda path, **flag: Message("Hi", **flag)),
    ("strict", lambda path, **flag: Sandbox(**flag)),
]


@pytest.mark.parametrize(("name", "call"), FLAGS, ids=[f"{index} {name}" for index, (name, _) in enumerate(FLAGS)])
def test_text_is_no_yes_or_no(name, call, tmp_path):
    for given in ("no", "false", 0, None):
        with pytest.raises(ConfigurationError, match=f"^{name} must be True or False, not {given!r}$"):
            call(tmp_path / "box.sqlite3", **{name: given})
    assert not [*tmp_path.iterdir()]


def test_text_is_no_yes_to_an_edit_that_is_not_proven():
    cards = Message("Hi").card("Alert")
    for given in ("no", 0):
        with pytest.raises(ConfigurationError, match=f"^unproven must be True or False, not {given!r}$"):
            Receipt(200, "1", "CT_1", service=cliq()).edit(cards, unproven=given)
