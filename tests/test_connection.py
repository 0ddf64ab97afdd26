"""Whether a message left is observed: over real sockets, direct and through proxies, broken off everywhere."""

import asyncio
import contextvars
import http.client
import logging
import socket
import ssl
import threading
import time
import traceback

import pytest
import urllib3
from pacings import free
from raw_servers import (
    OK,
    Raw,
    answering,
    at_once,
    closing,
    cut_handshake,
    dripping,
    resetting,
    silent,
    then,
    tunnel,
    with_tls,
)
from servers import TOKEN
from urllib3.connection import HTTPSConnection
from ways import (
    AUTHORITY,
    CONTEXT,
    FAR,
    LONG,
    OTHER,
    SHORT,
    STRANGE,
    M,
    direct,
    direct_tls,
    forwarding_proxy,
    given_connections,
    given_pool,
    given_proxy,
    pinned,
    proxy_of_the_environment,
    proxy_with_tls,
)

from cardkit import Message, errors, to
from cardkit.transport import CliqTransport, ProcessPacing, RefreshingToken, connection
from cardkit.transport.exchange import AbortedError, Exchange, TimeLimits, current, do_meanwhile

pytestmark = pytest.mark.usefixtures("trusted")


NOTHING_LEFT = [
    (direct_tls, at_once(OK), "TLS"),  # a plain port
    (direct_tls, at_once(b""), "TLS|broken|closed"),
    (direct_tls, at_once(b"\x15\x03\x03\x00\x02\x02\x28"), "TLS"),  # an alert
    (direct_tls, at_once(b"\x00" * 50), "TLS"),
    *[(direct_tls, cut_handshake(length), "TLS|broken") for length in (1, 5, 9, 40)],
    (direct_tls, silent, "timed out"),
    (direct_tls, dripping(b"", b"\x16", after_request=False), "TLS|timed out"),
    (direct_tls, dripping(b"\x16\x03\x03\x40\x00", b"\x02", after_request=False), "TLS|timed out"),
    (proxy_of_the_environment, silent, "timed out"),
    (proxy_of_the_environment, closing, "closed"),
    (proxy_of_the_environment, resetting, "broken"),
    (proxy_of_the_environment, at_once(b"garbage\r\n\r\n"), "no answer of HTTP"),
    (proxy_of_the_environment, at_once(b"HTTP/1.1 502 Bad\r\n\r\n"), "502"),
    (proxy_of_the_environment, dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "timed out|no answer"),
    (proxy_of_the_environment, dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "timed out"),
    (proxy_of_the_environment, tunnel(silent), "timed out"),
    (proxy_with_tls, silent, "timed out"),
    (proxy_with_tls, answering(), "TLS|timed out"),
    (proxy_with_tls, with_tls(CONTEXT, closing), "closed|TLS|broken"),
    (proxy_with_tls, with_tls(CONTEXT, at_once(b"HTTP/1.1 502 Bad\r\n\r\n")), "502"),
    (proxy_of_the_environment, tunnel(at_once(b"")), "TLS|broken|closed"),
    (proxy_of_the_environment, tunnel(cut_handshake(40)), "TLS|broken"),
    (given_proxy, silent, "timed out"),
    (given_proxy, closing, "closed"),
    (given_proxy, tunnel(at_once(b"")), "TLS|broken|closed"),
]
FINAL = [
    (direct_tls, with_tls(STRANGE, answering()), "certificate"),
    (direct_tls, with_tls(OTHER, answering()), "certificate"),
    (pinned, with_tls(CONTEXT, answering()), "the certificate is not that of the host"),
    (proxy_of_the_environment, tunnel(with_tls(STRANGE, answering())), "certificate"),
    (proxy_of_the_environment, tunnel(with_tls(OTHER, answering())), "certificate"),
    (proxy_of_the_environment, at_once(b"HTTP/1.1 407 Sign in\r\n\r\n"), "407 Proxy Authentication Required"),
    (given_proxy, at_once(b"HTTP/1.1 407 Sign in\r\n\r\n"), "407"),
    (proxy_with_tls, with_tls(CONTEXT, at_once(b"HTTP/1.1 407 Sign in\r\n\r\n")), "407"),
    (proxy_with_tls, with_tls(STRANGE, answering()), "certificate"),
]


@pytest.mark.parametrize(("way", "handle", "words"), NOTHING_LEFT, ids=range(len(NOTHING_LEFT)))
def test_what_breaks_before_the_request_surely_did_not_arrive(way, handle, words, monkeypatch):
    pacing, waits = ProcessPacing(), []
    with Raw(handle) as server:
        times = SHORT if "timed out" in words else LONG
        options = {**times, "max_wait": 60, "sleep": waits.append, "pacing": pacing, "account": "a"}
        transport = CliqTransport(token=TOKEN, **{**options, **way(server, monkeypatch)})
        with pytest.raises(errors.ConnectionFailedError, match=words) as caught:
            M.send(transport, to="chat:1")
    assert not caught.value.may_have_arrived
    assert len(waits) == 3
    assert "nothing was sent to chat:1" in str(caught.value)
    cause = caught.value.__cause__
    assert isinstance(cause, (OSError, connection.http.client.HTTPException))
    assert cause.__traceback__ is cause.__cause__ is cause.__context__ is None  # their frames would hold the request
    assert not [request for request in server.requests if b"POST" in request]
    assert free(pacing) == 20


@pytest.mark.parametrize(("way", "handle", "words"), FINAL, ids=range(len(FINAL)))
def test_what_another_try_would_meet_again_is_not_tried_again(way, handle, words, monkeypatch):
    waits = []
    with Raw(handle) as server:
        options = {**LONG, "max_wait": 60, "sleep": waits.append, "pacing": None, **way(server, monkeypatch)}
        with pytest.raises(errors.ConnectionFailedError, match=words) as caught:
            M.send(CliqTransport(token=TOKEN, **options), to="chat:1")
    assert not caught.value.may_have_arrived
    assert (waits, server.connections) == ([], 1)


WAYS = [
    (direct, lambda handle: handle),
    (given_pool, lambda handle: handle),
    (given_connections, lambda handle: handle),
    (forwarding_proxy, lambda handle: handle),
    (direct_tls, lambda handle: with_tls(CONTEXT, handle)),
    (proxy_of_the_environment, lambda handle: tunnel(with_tls(CONTEXT, handle))),
    (given_proxy, lambda handle: tunnel(with_tls(CONTEXT, handle))),
]
LEFT = [
    closing, resetting, silent, then(b"HTTP/1.1 banana\r\n\r\n"), then(b"\x00\x01"), then(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"),
    then(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"), then(b"HTTP/1.1 103 Early Hints\r\n\r\n"), then(b"HTTP/1.1 101 Switching\r\n\r\n"),
    dripping(b"HTTP/1.1 200 OK\r\n", b"X"), dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), dripping(b"HTTP/1.1 102 Processing\r\n", b"X: y\r\n"),
]  # fmt: skip


@pytest.mark.parametrize("handle", LEFT, ids=range(len(LEFT)))
@pytest.mark.parametrize(("way", "wrap"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_what_breaks_after_the_request_may_have_arrived_and_is_posted_once(way, wrap, handle, monkeypatch):
    waits, pacing = [], ProcessPacing()
    with Raw(wrap(handle)) as server:
        answer = 0.04 if handle is silent or "dripping" in handle.__qualname__ else 9
        options = {"timeout": (9, answer), "max_wait": 60, "sleep": waits.append, "pacing": pacing, "account": "a"}
        transport = CliqTransport(token=TOKEN, **{**options, **way(server, monkeypatch)})
        with pytest.raises(errors.TransportError) as caught:
            M.send(transport, to="chat:1")
        assert type(caught.value) in {errors.DeliveryUnknownError, errors.TransportError}  # the latter of a 101
    assert caught.value.may_have_arrived
    assert (len(server.until(1)), waits) == (1, [])
    assert server.requests[0].endswith(b'{"text":"Hi"}')
    assert free(pacing) == 19


@pytest.mark.parametrize(("way", "wrap"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_what_is_said_before_the_answer_is_read_past(way, wrap, monkeypatch):
    before = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with Raw(wrap(answering(before + OK))) as server:
        transport = CliqTransport(token=TOKEN, **{**LONG, "pacing": None, **way(server, monkeypatch)})
        for _ in range(3):
            assert M.send(transport, to="chat:1").message_id == "17"
    assert (len(server.requests), server.connections) == (3, 1)


@pytest.mark.parametrize(("way", "wrap"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_what_is_to_be_done_while_an_answer_is_awaited_is_done_when_the_request_is_written(way, wrap, monkeypatch):
    """Only when it is done does the server answer; and only when the request has come is it done."""
    done, came = threading.Event(), []

    def handle(server, connection):
        while server.take(connection):
            assert done.wait(10)
            done.clear()
            connection.sendall(OK)

    def work():
        came.append(len(server.until(len(came) + 1)))
        done.set()

    with Raw(wrap(handle)) as server:
        transport = CliqTransport(token=TOKEN, **{**LONG, "pacing": None, **way(server, monkeypatch)})
        for text in ("Hi", "y" * 9_000):
            leaving = transport.using(on_leaving=lambda: do_meanwhile(work) or pytest.fail("nobody would do it"))
            assert Message(text).send(leaving, to="chat:1").message_id == "17"
    assert came == [1, 2]


ENDS = [
    (200, b"Content-Length: 99\r\n\r\n{"), (200, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), (204, b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz"),
    (200, b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz"), (200, b"Content-Encoding: br, zstd\r\n\r\n\xff"), (299, b"Content-Length: banana\r\n\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "rest"), ENDS, ids=range(len(ENDS)))
def test_a_status_of_success_decides_whatever_becomes_of_the_body(status, rest):
    with Raw(then(b"HTTP/1.1 %d X\r\n%b" % (status, rest))) as server:
        receipt = M.send(CliqTransport(token=TOKEN, base_url=server.url, pacing=None, **LONG), to="chat:1")
    assert (receipt.status, receipt.message_id) == (status, None)


def test_the_body_of_a_success_that_drips_does_not_hold_the_sender():
    with Raw(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x")) as server:
        receipt = M.send(CliqTransport(token=TOKEN, base_url=server.url, pacing=None, timeout=(9, 0.1)), to="chat:1")
    assert receipt.status == 200


@pytest.mark.parametrize(("way", "wrap"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_a_lost_answer_keeps_its_slot_however_it_was_lost(way, wrap, monkeypatch):
    with Raw(wrap(closing)) as server:
        transport = CliqTransport(
            token=TOKEN, **{**LONG, "pacing": ProcessPacing(), "account": "a", **way(server, monkeypatch)}
        )
        for _ in range(40):
            with pytest.raises((errors.DeliveryUnknownError, errors.RateLimitError)):
                M.send(transport, to="chat:1")
    assert len(server.requests) == 20


def test_connections_that_a_given_manager_kept_before_are_not_trusted_to_tell():
    calls, pacing = [], ProcessPacing()

    def handle(server, connection):
        if server.connections == 1:
            server.take(connection)
            connection.sendall(OK)
            server.stop.wait(10)
        closing(server, connection)

    with Raw(handle) as server:
        manager = urllib3.PoolManager()
        assert manager.request("POST", server.url, body=b"{}").status == 200
        options = {"pacing": pacing, "account": "a", "http": manager, **LONG}
        transport = CliqTransport(token=TOKEN, base_url=server.url, **options)
        with pytest.raises(errors.DeliveryUnknownError):
            M.send(transport.using(on_leaving=lambda: calls.append("left")), to="chat:1")
        assert (len(server.requests), calls) == (2, ["left"])
        assert free(pacing) == 19


class Opaque:
    """A manager whose connections nobody can watch."""

    def __init__(self, outcome):
        self.outcome = outcome

    def urlopen(self, method, url, **options):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


REFUSED = urllib3.exceptions.NewConnectionError(urllib3.connection.HTTPConnection("h"), "refused")


@pytest.mark.parametrize(
    ("outcome", "kind", "slots"),
    [
        (urllib3.HTTPResponse(b"{}", status=404), errors.NotFoundError, 19),
        (urllib3.exceptions.ProtocolError("gone"), errors.DeliveryUnknownError, 19),
        (RuntimeError("odd"), errors.DeliveryUnknownError, 19),
        (REFUSED, errors.ConnectionFailedError, 20),
    ],
    ids=["answered", "lost", "odd", "refused"],
)
def test_what_cannot_be_watched_counts_as_left_unless_it_surely_did_not(outcome, kind, slots):
    calls, pacing = [], ProcessPacing()
    options = {"pacing": pacing, "account": "a", "http": Opaque(outcome), **SHORT}
    transport = CliqTransport(token=TOKEN, **options).using(on_leaving=lambda: calls.append("left"))
    with pytest.raises(kind) as caught:
        M.send(transport, to="chat:1")
    assert caught.value.may_have_arrived == (kind is errors.DeliveryUnknownError)
    assert (calls, free(pacing)) == (["left"], slots)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("socket.getaddrinfo", errors.ConnectionFailedError),
        ("BoundedResponse.begin", errors.DeliveryUnknownError),
    ],
)
def test_a_time_limit_of_the_program_ends_a_send(monkeypatch, place, kind):
    """Celery and RQ raise theirs by the handler of a signal, wherever the program is."""

    class LimitError(Exception):
        pass

    def interrupted(*args, **options):
        raise LimitError

    waits = []
    with Raw(silent) as server:
        options = {"at_least_once": True, "pacing": None, "sleep": waits.append}
        transport = CliqTransport(token=TOKEN, base_url=server.url, **options)
        monkeypatch.setattr(f"cardkit.transport.connection.{place}", interrupted)
        with pytest.raises(kind, match="LimitError"):
            M.send(transport, to="chat:1")
    assert not waits


def test_a_connection_whose_answer_was_not_read_to_its_end_is_not_used_again(monkeypatch):
    head, body = OK[:-20], OK[-20:]

    def handle(server, connection):
        if server.connections > 1:
            return answering()(server, connection)
        server.take(connection)
        connection.sendall(head)
        server.take(connection)  # what comes next on this connection is read after the rest of the first answer
        return connection.sendall(body + OK)

    def interrupted(*args, **options):
        raise KeyboardInterrupt

    with Raw(handle) as server:
        transport = CliqTransport(token=TOKEN, base_url=server.url, pacing=None)
        with monkeypatch.context() as patch:
            patch.setattr("urllib3.response.HTTPResponse.read1", interrupted)
            with pytest.raises(KeyboardInterrupt):
                M.send(transport, to="chat:1")
        assert M.send(transport, to="chat:1").message_id == "17"


def test_certificates_that_could_not_be_read_are_read_anew(monkeypatch, tmp_path):
    """As by a program that had no files left to open, of which OpenSSL says nothing."""
    bundle = tmp_path / "bundle.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with Raw(with_tls(CONTEXT, answering())) as server:
        transport = CliqTransport(token=TOKEN, base_url=f"https://127.0.0.1:{server.port}", pacing=None, **LONG)
        with pytest.raises(errors.ConnectionFailedError, match="the certificate cannot be verified"):
            M.send(transport, to="chat:1")
        AUTHORITY.cert_pem.write_to_path(str(bundle))
        assert M.send(transport, to="chat:1").status == 200


def test_a_refresh_whose_answer_was_lost_behind_a_proxy_counts(monkeypatch):
    with Raw(tunnel(with_tls(CONTEXT, closing))) as server:
        monkeypatch.setenv("https_proxy", server.url)
        token = RefreshingToken("1000.c", "s", "1000.r", accounts_url=FAR, timeout=(9, 9))
        for _ in range(30):
            with pytest.raises((errors.ConnectionFailedError, errors.TokenLimitError)):
                token()
    assert len(server.requests) == 10


def test_an_exchange_ends_at_its_deadline_whatever_it_is_doing():
    for handle in (silent, dripping(b"HTTP/1.1 200 OK\r\n", b"X"), dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n")):
        with Raw(handle) as server:
            transport = CliqTransport(token=TOKEN, base_url=server.url, pacing=None, timeout=(5, 30), deadline=0.25)
            start = time.monotonic()
            with pytest.raises(errors.DeliveryUnknownError, match="timed out"):
                M.send(transport, to="chat:1")
            assert time.monotonic() - start < 20  # without the deadline an answer has 30 s


@pytest.mark.parametrize("call", ["recv", "sendall"])
def test_each_piece_of_tls_within_tls_has_what_is_left_of_the_deadline(monkeypatch, call):
    """A record within may come in any number of pieces, each of which is a call of the socket outside."""
    now, given = [0.0], []

    class Outer:
        settimeout = staticmethod(given.append)

        def recv(self, argument):
            now[0] += 1.0

        sendall = recv

    monkeypatch.setattr(HTTPSConnection, "_connect_tls_proxy", lambda connection, hostname, sock: sock)
    exchange = Exchange(TimeLimits(3.0, 3.0, 3.0), clock=lambda: now[0])
    with exchange:
        outer = connection.watched(HTTPSConnection)("cliq.example")._connect_tls_proxy("cliq.example", Outer())
        for _ in range(3):
            getattr(outer, call)(b"")
        with pytest.raises(TimeoutError):
            getattr(outer, call)(b"")
    assert given == [3.0, 2.0, 1.0]


def test_a_server_that_does_not_read_holds_a_long_message_until_the_deadline_only():
    message = Message("x" * 9_000)
    body = message.to_json().encode() * 2_000  # more than the buffers of the sockets hold

    def handle(server, connection):
        server.stop.wait(10)

    with Raw(handle) as server:
        transport = CliqTransport(token=TOKEN, base_url=server.url, pacing=None, timeout=(5, 0.3), max_wait=0)
        with pytest.raises(errors.DeliveryUnknownError, match="timed out"):
            transport.send(body, to.chat("1"))


OWN = [
    FileNotFoundError(2, "No such file or directory"), PermissionError(13, "Permission denied"), TimeoutError("slow"),
    ssl.SSLCertVerificationError("theirs"), socket.gaierror(socket.EAI_NONAME, "unknown"), http.client.BadStatusLine("x"),
    OSError("Tunnel connection failed: 407 no"), errors.ServerError("busy", status=503), KeyError("host"),
]  # fmt: skip


@pytest.mark.parametrize("own", OWN, ids=lambda own: type(own).__name__)
@pytest.mark.parametrize("lost", [False, True], ids=["not sent", "lost"])
def test_an_error_of_which_a_message_tells_is_no_cause_and_stays_whole(own, lost):
    waits = []
    with Raw(closing) as server:
        port = server.port if lost else 1
        cliq = CliqTransport(token=TOKEN, base_url=f"http://127.0.0.1:{port}", pacing=None, sleep=waits.append)
        told, sent = errors.DeliveryUnknownError if lost else errors.ConnectionFailedError, None
        try:
            raise own from OSError("below")
        except Exception as error:
            with pytest.raises(told, match="closed the connection" if lost else "the connection was refused") as sent:
                Message(f"It failed: {error!r}").send(cliq, to="chat:1")
    assert isinstance(sent.value.__cause__, ConnectionError)
    assert len(waits) == (0 if lost else 3)
    assert own.__traceback__ is not None
    assert str(own.__cause__) == "below"


def test_an_echo_of_the_request_shows_in_no_error():
    def echo(server, connection):
        connection.sendall(server.take(connection))

    with Raw(echo) as server:
        url = f"{server.url}/api/v2/chats/CT_1/message?zapikey=1001.s3cret"
        with pytest.raises(errors.DeliveryUnknownError) as caught:
            M.send(CliqTransport.from_webhook(url, pacing=None))
    assert "1001.s3cret" not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))


def test_the_hook_is_called_when_all_is_ready_and_before_anything_leaves():
    events, pacing = [], ProcessPacing(budget=1)

    def handle(server, connection):
        events.append("connected")
        events.append("read" if connection.recv(1, socket.MSG_PEEK) else "closed")
        answering()(server, connection)

    def leaving():
        events.append(f"leaving, {free(pacing)} slots free, {len(server.requests)} requests")

    with Raw(handle) as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=pacing, account="a", **LONG)
        assert M.send(cliq.using(on_leaving=leaving), to="chat:1").message_id == "17"
        assert sorted(events) == ["connected", "leaving, 0 slots free, 0 requests", "read"]
        assert events[-1] == "read"
        with pytest.raises(errors.RateLimitError):
            M.send(cliq.using(on_leaving=leaving), to="chat:1")  # there is no slot
        M.send(CliqTransport(token=TOKEN, base_url=server.url, pacing=None), to="chat:1")  # and here no hook
        assert events.count("leaving, 0 slots free, 0 requests") == 1


@pytest.mark.parametrize("failure", [OSError("disk full"), BrokenPipeError(), KeyError("x"), errors.TransportError("no"), KeyboardInterrupt()], ids=repr)  # fmt: skip
@pytest.mark.parametrize(("way", "wrap"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_a_hook_that_fails_keeps_the_message_here(way, wrap, failure, monkeypatch):
    def leaving():
        raise failure

    pacing = ProcessPacing()
    with Raw(wrap(answering())) as server:
        options = {"pacing": pacing, "account": "a", **LONG, **way(server, monkeypatch)}
        cliq = CliqTransport(token=TOKEN, **options)
        with pytest.raises(type(failure)) as caught:
            M.send(cliq.using(on_leaving=leaving), to="chat:1")
        assert caught.value is failure
        assert server.requests == []
        assert free(pacing) == 20


def test_the_hook_is_called_for_each_post_and_for_no_connection_that_failed():
    calls = []
    down = CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None, sleep=calls.append)
    with pytest.raises(errors.ConnectionFailedError):
        M.send(down.using(on_leaving=lambda: calls.append("left")), to="chat:1")
    assert "left" not in calls
    calls.clear()
    answers = [b"HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", OK]

    def handle(server, connection):
        while server.take(connection):
            connection.sendall(answers.pop(0))

    with Raw(handle) as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=None, sleep=lambda seconds: None)
        M.send(cliq.using(on_leaving=lambda: calls.append("left")), to="chat:1")
    assert calls == ["left", "left"]


def test_what_is_done_while_an_answer_is_awaited_takes_none_of_its_time():
    now = [0.0]
    exchange = Exchange(TimeLimits(1, 5, 6), clock=lambda: now[0])
    called = []

    def work():
        called.append(exchange.left)
        now[0] += 100.0

    assert not do_meanwhile(work)
    with exchange:
        assert not do_meanwhile(work)  # no connection of ours carries it
        exchange.watched = True
        exchange.leave()
        assert do_meanwhile(work)
        for _ in range(2):
            exchange.request_written()
    assert called == [True]
    assert exchange.remaining() == 5.0


def test_what_is_noted_before_the_first_byte_takes_none_of_the_time_of_the_answer():
    """As when another program holds the file of an outbox for longer than the whole exchange may take."""
    now = [0.0]

    def note():
        now[0] += 100.0

    exchange = Exchange(TimeLimits(1, 5, 6), note, clock=lambda: now[0])
    with exchange:
        now[0] += 1.0
        exchange.leave()
    assert exchange.remaining() == 5.0


def test_what_shares_a_thread_has_an_exchange_of_its_own():
    """Tasks, or greenlets: gunicorn loads a program with ``--preload``, and gevent makes them of its threads later."""

    async def perform():
        exchange = Exchange(TimeLimits(1, 5, 6))
        with exchange:
            await asyncio.sleep(0)
            return current() is exchange

    async def both():
        return await asyncio.gather(perform(), perform())

    assert asyncio.run(both()) == [True, True]
    assert current() is None


def test_a_thread_that_inherits_a_context_inherits_no_exchange():
    found = []
    with Exchange(TimeLimits(1, 5, 6)):
        context = contextvars.copy_context()
        thread = threading.Thread(target=lambda: found.append(context.run(current)))
        thread.start()
        thread.join()
    assert [*found, context.run(current)] == [None, None]


def test_an_exchange_that_was_called_off_never_leaves():
    exchange = Exchange(TimeLimits(1, 1, 2))
    assert exchange.abort()
    with pytest.raises(AbortedError), exchange:
        pass
    with pytest.raises(AbortedError):
        exchange.leave()
    left = Exchange(TimeLimits(1, 1, 2))
    with left:
        left.leave()
    assert not left.abort()


class Sock:
    """A socket whose first write fails."""

    def settimeout(self, seconds):
        pass

    def send(self, data):
        raise BrokenPipeError

    def close(self):
        pass


def test_a_first_write_that_fails_left_nothing():
    exchange = Exchange(TimeLimits(1, 1, 2))
    stale = connection.Watched("127.0.0.1", 1)
    stale.sock = Sock()
    with exchange:
        stale.send(b"POST / HTTP/1.1\r\n\r\n")
        with pytest.raises(urllib3.exceptions.NewConnectionError):
            stale.send(b"body")
    assert (exchange.left, exchange.watched) == (False, True)


def test_an_idle_connection_is_used_for_a_few_seconds_only(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(connection, "uptime", lambda: now[0])
    with Raw(answering()) as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=None)
        for wait in (0, 1, 2.9, 3.0, 0.5, 3600):
            now[0] += wait
            M.send(cliq, to="chat:1")
    assert (len(server.requests), server.connections) == (6, 3)


def test_what_is_raised_is_not_printed_by_a_bare_logger_too(capsys, monkeypatch):
    logger = logging.getLogger("cardkit.transport")
    monkeypatch.setattr(logger, "propagate", False)  # no handler anywhere: logging's last resort prints warnings
    with pytest.raises(errors.ConnectionFailedError):
        M.send(CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None, max_wait=0), to="chat:1")
    assert capsys.readouterr() == ("", "")


def test_raw_servers_read_whole_requests():
    with Raw(answering()) as server, socket.create_connection(("127.0.0.1", server.port)) as one:
        one.sendall(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab")
        assert one.recv(4096).startswith(b"HTTP/1.1 200")
    assert server.requests == [b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"]


@pytest.mark.parametrize("then", [b"", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"], ids=["nobody", "404"])
def test_what_may_have_arrived_stays_so_whatever_comes_of_posting_it_again(then):
    def handle(server, connection):
        if not server.take(connection) or len(server.requests) == 1:
            if not then:
                server.listener.close()
            return
        connection.sendall(then)

    with Raw(handle) as server:
        options = {**LONG, "max_wait": 99, "sleep": lambda seconds: None, "pacing": None, "at_least_once": True}
        with pytest.raises(errors.DeliveryUnknownError) as caught:
            M.send(CliqTransport(token=TOKEN, base_url=server.url, **options), to="chat:1")
    assert caught.value.may_have_arrived
    assert ("404" if then else "no connection") in caught.value.__notes__[0]
