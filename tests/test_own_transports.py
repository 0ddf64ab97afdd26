"""Transports of other people's: what they return in the place of a receipt, and what they raise, is told and stops nothing."""

import asyncio
import math
from decimal import Decimal

import pytest
from outboxes import Time

from cardkit import ConfigurationError, Message, RateLimitError, ServerError, TransportError
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, MemoryTransport, Receipt, send_all

TWO = [Message("one"), Message("two")]


class Returns:
    """A transport that posts, and returns something of its own."""

    def __init__(self, answer):
        self.answer, self.posted = answer, []

    def send(self, body, to):
        self.posted.append(body)
        return self.answer


class Asynchronous:
    """A transport that somebody wrote for asyncio alone."""

    def __init__(self):
        self.posted = []

    async def send(self, body, to):
        self.posted.append(body)
        return Receipt(status=200)


class Raises:
    """A transport that fails for its first message, with an exception of its own."""

    def __init__(self, error):
        self.error, self.posted = error, []

    def send(self, body, to):
        self.posted.append(body)
        if len(self.posted) == 1:
            raise self.error
        return Receipt(status=200)


@pytest.fixture(params=[None, "run.journal"])
def journal(request, tmp_path):
    return None if request.param is None else tmp_path / request.param


def sent(transport, journal=None):
    return list(send_all(TWO, transport, to="channel:ops", journal=journal))


ADDRESS = f"https://cliq.zoho.com/api/v2/channelsbyname/ops/message?zapikey=1001.{'S3CRET' * 9}"


@pytest.mark.parametrize(
    "answer", [None, 200, "ok", b"", {"status": 200}, ADDRESS, {"zapikey": "S3CRET"}, Receipt], ids=repr
)
def test_what_returns_no_receipt_may_have_sent(answer, journal):
    transport = Returns(answer)
    outcomes = sent(transport, journal)
    assert len(transport.posted) == 2
    for outcome in outcomes:
        assert type(outcome.error) is TransportError
        assert outcome.error.may_have_arrived
        came = "None" if answer is None else f"something of type {type(answer).__name__}"
        assert str(outcome.error).startswith(f"Returns.send returned {came}, so the message may have arrived; ")
        assert str(outcome.error).endswith("send must return a Receipt, such as Receipt(status=200)")


def test_what_is_asynchronous_has_sent_nothing(journal):
    transport = Asynchronous()
    outcomes = sent(transport, journal)
    assert transport.posted == []
    for outcome in outcomes:
        assert type(outcome.error) is ConfigurationError
        assert "Asynchronous.send returned a coroutine, so nothing was sent; send must return a Receipt" in str(
            outcome.error
        )


def test_what_has_sent_nothing_is_sent_by_the_next_run(tmp_path):
    sent(Asynchronous(), tmp_path / "run.journal")
    right = Returns(Receipt(status=200))
    assert all(outcome.sent for outcome in sent(right, tmp_path / "run.journal"))
    assert len(right.posted) == 2


@pytest.mark.parametrize(
    "error", [OSError("net down"), KeyError("token"), RuntimeError(), AssertionError("odd")], ids=repr
)
def test_an_exception_of_its_own_does_not_stop_the_others(error, journal):
    transport = Raises(error)
    first, second = sent(transport, journal)
    assert second.sent
    assert first.error.__cause__ is error
    assert first.error.may_have_arrived
    assert str(first.error) == f"Raises raised {type(error).__name__}: {error}; the message may have arrived"


class OddError(Exception):
    """An exception with attributes of its own under the names that a receipt or an error of cardkit's has."""

    status = message_id = chat_id = retry_after = object()


ODD = [object(), [500], b"500", Decimal(500), -1, 10**30, math.nan, "\ud800", "a\0b"]
ERRORS = [OddError("odd"), *[TransportError("odd", status=status) for status in ODD], TransportError("\ud800 odd\0")]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error.status).__name__)
def test_whatever_an_exception_says_the_others_are_sent(error, journal, tmp_path):
    first, second = sent(Raises(error), journal)
    assert error in (first.error, first.error.__cause__)
    assert second.sent
    outbox = Outbox(tmp_path / "box.sqlite3", Raises(error), clock=Time())
    for message in TWO:
        outbox.put(message, to="channel:ops")
    assert outbox.work(once=True).sent == 1
    one, two = outbox.letters()
    assert one.state in {"unknown", "dead"}
    assert one.status is None
    assert " odd" in f" {one.finding}"
    assert two.state == "sent"


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_whatever_a_receipt_says_it_was_sent(odd, journal, tmp_path):
    receipt = Receipt(odd, odd, odd)
    assert all(outcome.sent for outcome in sent(Returns(receipt), journal))
    outbox = Outbox(tmp_path / "box.sqlite3", Returns(receipt), clock=Time())
    outbox.put(TWO[0], to="channel:ops", key="one")
    assert outbox.work(once=True).sent == 1
    (letter,) = outbox.letters()
    told = str(odd) if isinstance(odd, int) else None
    assert (letter.status, letter.message_id, letter.chat_id) == (None, told, told)


def test_parts_go_into_a_thread_of_an_id_that_is_a_number():
    parts = Message("word " * 5_000, fit=True).split(as_thread=True)
    transport = Returns(Receipt(200, 17))
    assert all(outcome.sent for outcome in send_all(parts, transport, to="channel:ops"))
    threads = [Message.from_json(body).payload.extra.get("thread_message_id") for body in transport.posted]
    assert threads == [None] + ["17"] * (len(parts) - 1)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(30, 30), (0.25, 0.25), (1e12, 3600), (math.inf, 3600), *[(odd, 600) for odd in (0, -5, math.nan, "30", True)]],
)
def test_a_limit_is_waited_out_whatever_it_asks_for(asked, waited, journal, tmp_path):
    waits, transport = [], Raises(RateLimitError("full", retry_after=asked))
    assert all(one.sent for one in send_all(TWO, transport, to="channel:ops", journal=journal, sleep=waits.append))
    assert waits == [waited]
    time = Time()
    outbox = Outbox(tmp_path / "box.sqlite3", Raises(RateLimitError("full", retry_after=asked)), clock=time)
    outbox.put(TWO[0], to="channel:ops")
    assert outbox.work(once=True, stop=time).sent == 1
    assert sum(time.waited) == waited


@pytest.mark.parametrize("asked", [0, -5, math.nan, "30"])
def test_a_service_that_is_busy_is_asked_again_whatever_it_asks_for(asked):
    waits = []
    transport = Raises(ServerError("busy", status=503, retry_after=asked))
    assert all(one.sent for one in send_all(TWO, transport, to="channel:ops", sleep=waits.append))
    assert 0.5 <= sum(waits) < 1


def test_before_it_left_nothing_has_arrived():
    class Never(Raises):
        def using(self, *, max_wait, on_leaving):
            return self

    first, second = sent(Never(OSError("no network card")))
    assert not first.error.may_have_arrived
    assert str(first.error) == "Never raised OSError: no network card; nothing was sent"
    assert second.sent


def test_the_address_of_a_webhook_in_it_is_masked():
    first, _ = sent(Raises(OSError("https://cliq.zoho.com/api/v2/chats/1/message?zapikey=1001.secret")))
    assert "secret" not in str(first.error)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_what_ends_the_program_ends_the_run(stop):
    with pytest.raises(type(stop)):
        sent(Raises(stop))


@pytest.mark.parametrize(
    ("transport", "state", "finding"),
    [
        (Returns(None), "unknown", "Returns.send returned None, so the message may have arrived"),
        (Asynchronous(), "ready", "Asynchronous.send returned a coroutine, so nothing was sent"),
    ],
    ids=["returns", "asynchronous"],
)
def test_an_outbox_tells_it_too(transport, state, finding, tmp_path):
    outbox = Outbox(tmp_path / "box.sqlite3", transport, clock=Time())
    outbox.put(TWO[0], to="channel:ops")
    outbox.work(once=True)
    (letter,) = outbox.letters()
    assert (letter.state, letter.finding.startswith(finding)) == (state, True)


def test_an_outbox_tells_it_of_edits(tmp_path):
    class Editor(Returns):
        wire = "v2"

        def send(self, body, to):
            return Receipt(status=200, message_id="17", chat_id="CT_1")

        def edit(self, body, chat_id, message_id):
            self.posted.append(body)

    outbox = Outbox(tmp_path / "box.sqlite3", Editor(None), clock=Time())
    outbox.put(TWO[0], to="chat:CT_1", key="k")
    outbox.work(once=True)
    outbox.put(TWO[1], to="chat:CT_1", key="k", replace=True)
    outbox.work(once=True)
    (letter,) = outbox.letters()
    assert "Editor.edit returned None" in letter.finding


WAYS = {
    "send": lambda transport: TWO[0].send(transport, to="channel:ops"),
    "asend": lambda transport: asyncio.run(TWO[0].asend(transport, to="channel:ops")),
}


@pytest.mark.parametrize("send", WAYS.values(), ids=WAYS)
def test_one_message_is_told_apart_in_the_same_way(send):
    with pytest.raises(TransportError, match=r"Returns\.send returned None, .*must return a Receipt") as caught:
        send(Returns(None))
    assert caught.value.may_have_arrived
    asynchronous = Asynchronous()
    with pytest.raises(ConfigurationError, match=r"Asynchronous\.send returned a coroutine, .*asend"):
        send(asynchronous)
    assert asynchronous.posted == []


@pytest.mark.parametrize(
    "transport",
    [Raises(StopIteration()), CliqTransport(token=iter(()).__next__, base_url="http://127.0.0.1:1", pacing=None)],
    ids=["send", "token"],
)
def test_what_runs_out_ends_the_wait_for_it(transport):
    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(asyncio.wait_for(TWO[0].asend(transport, to="channel:ops"), 10))


def test_an_asend_beside_send_is_awaited():
    class Both(Returns):
        async def asend(self, body, to):
            return self.send(body, to)

    assert WAYS["asend"](Both(Receipt(status=200))).status == 200
    with pytest.raises(TransportError, match=r"Both\.asend returned None"):
        WAYS["asend"](Both(None))


class SpeechlessError(Exception):
    """Cannot even say what it is."""

    def __str__(self):
        raise RuntimeError("no words")


TOLD = {
    ADDRESS: "zapikey=…",
    "{'zapikey': '1001.S3CRET'}": "{'zapikey': '…'}",
    "zapikey%3D1001.S3CRET&x": "zapikey%3D…&x",
    "zapikey: S3CRET": "zapikey: …",
    "Authorization: Zoho-oauthtoken 1000.S3CRET": "Zoho-oauthtoken …",
    "authorization: bearer S3CRET": "bearer …",
}


@pytest.mark.parametrize("said", TOLD)
def test_no_error_of_other_peoples_shows_a_secret(said, tmp_path, caplog):
    transport = Raises(RuntimeError(f"no way to {said}"))
    outcome, _ = sent(transport)
    assert TOLD[said] in str(outcome.error)
    assert "S3CRET" not in str(outcome.error)
    transport.posted.clear()
    outbox = Outbox(tmp_path / "box.sqlite", transport)
    outbox.put(TWO[0], to="channel:ops")
    outbox.work(once=True)
    (letter,) = outbox.letters()
    assert TOLD[said] in letter.finding
    assert "S3CRET" not in letter.finding + caplog.text


def test_an_error_that_cannot_be_written_is_named_by_its_type():
    outcome, _ = sent(Raises(SpeechlessError()))
    assert str(outcome.error).startswith("Raises raised SpeechlessError; ")


def test_an_asend_that_is_no_coroutine_has_sent():
    class Plain(MemoryTransport):
        def asend(self, body, to):
            return self.send(body, to)

    transport = Plain()
    receipt = asyncio.run(TWO[0].asend(transport, to="channel:ops"))
    assert (receipt.status, transport.messages) == (200, [TWO[0]])
