"""Where a connection goes: the addresses of a host, which share its time, and proxies, which not every host is asked through."""

import contextlib
import errno
import socket

import pytest
from pacings import free
from raw_servers import Raw, answering, tunnel, with_tls
from servers import TOKEN, locals_of
from ways import CONTEXT, FAR, LONG, SHORT, M

from cardkit import ConfigurationError, errors
from cardkit.transport import CliqTransport, ProcessPacing, connection
from cardkit.transport.proxy import proxy_for

pytestmark = pytest.mark.usefixtures("trusted")


@pytest.fixture
def full():
    """An address where connections hang, as nobody accepts them."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening, contextlib.ExitStack() as stack:
        for _ in range(4):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        yield (socket.AF_INET, socket.SOCK_STREAM, 6, "", listening.getsockname())


def test_all_addresses_of_a_host_share_the_time_to_connect(monkeypatch, full):
    limits = []

    class Limited(socket.socket):
        def connect(self, address):
            limits.append(self.gettimeout())
            super().connect(address)

    monkeypatch.setattr(connection.socket, "getaddrinfo", lambda *args, **options: [full] * 3)
    monkeypatch.setattr(connection.socket, "socket", Limited)
    transport = CliqTransport(token=TOKEN, base_url="http://localhost:1", pacing=None, **SHORT)
    with pytest.raises(errors.ConnectionFailedError, match="timed out"):
        M.send(transport, to="chat:1")
    assert sum(limits) <= SHORT["timeout"][0]


def test_an_address_that_never_answers_leaves_time_for_the_next(monkeypatch, full):
    """As one of IPv6 where its way is broken: it comes first, and each try anew."""
    with Raw(answering()) as server:
        real = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
        monkeypatch.setattr(connection.socket, "getaddrinfo", lambda *args, **options: [full, real])
        transport = CliqTransport(token=TOKEN, base_url="http://localhost:1", pacing=None, timeout=(1, 5))
        assert M.send(transport, to="chat:1").message_id == "17"


def test_the_next_address_is_tried_where_the_system_knows_no_such_family(monkeypatch):
    """As of IPv6 where a kernel was started without it; whoever looks names up tells its addresses all the same."""

    class Older(socket.socket):
        def __init__(self, family=-1, *args, **options):
            if family == socket.AF_INET6:
                raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
            super().__init__(family, *args, **options)

    with Raw(answering()) as server:
        kinds = [(socket.AF_INET6, "::1"), (socket.AF_INET, "127.0.0.1")]
        found = [(family, socket.SOCK_STREAM, 6, "", (host, server.port)) for family, host in kinds]
        monkeypatch.setattr(connection.socket, "getaddrinfo", lambda *args, **options: found)
        monkeypatch.setattr(connection.socket, "socket", Older)
        transport = CliqTransport(token=TOKEN, base_url="http://localhost:1", pacing=None, max_wait=0)
        assert M.send(transport, to="chat:1").message_id == "17"


def test_the_next_address_is_tried_where_one_refuses(monkeypatch):
    with Raw(answering()) as server:
        real = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
        none = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))
        monkeypatch.setattr(connection.socket, "getaddrinfo", lambda *args, **options: [none, real])
        transport = CliqTransport(token=TOKEN, base_url=f"http://localhost:{server.port}", pacing=None)
        assert M.send(transport, to="chat:1").message_id == "17"


def test_a_ctrl_c_while_it_connects_leaves_no_socket_open(monkeypatch):
    opened = []

    class Interrupted(socket.socket):
        def connect(self, address):
            opened.append(self)
            raise KeyboardInterrupt

    monkeypatch.setattr(connection.socket, "socket", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        M.send(CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None), to="chat:1")
    assert [one.fileno() for one in opened] == [-1]


def no_such_host(*args, **options):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_the_words_name_the_cause(monkeypatch):
    refused = CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None, max_wait=0)
    with pytest.raises(errors.ConnectionFailedError, match="the connection was refused") as caught:
        M.send(refused, to="chat:1")
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)
    monkeypatch.setattr(connection.socket, "getaddrinfo", no_such_host)
    far = CliqTransport(token=TOKEN, base_url=FAR, pacing=None, max_wait=0)
    with pytest.raises(errors.ConnectionFailedError, match="no such host") as caught:
        M.send(far, to="chat:1")
    assert isinstance(caught.value.__cause__, socket.gaierror)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_this_machine_is_never_asked_for_through_a_proxy(host, monkeypatch):
    with Raw(answering(b"HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n")) as proxy, Raw(answering()) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        if host == "127.0.0.2":
            transport = CliqTransport(token=TOKEN, base_url=f"https://{host}:{server.port}", pacing=None, **LONG)
            with pytest.raises(errors.ConnectionFailedError):
                M.send(transport, to="chat:1")
        else:
            M.send(CliqTransport(token=TOKEN, base_url=f"http://{host}:{server.port}", pacing=None), to="chat:1")
    assert proxy.connections == 0


RANGES = [
    ("10.0.0.0/8, fd00::/8", "10.1.2.3", True), ("10.0.0.0/8,fd00::/8", "[fd00::1]", True), ("10.1.2.3", "10.1.2.3", True),
    ("10.0.0.0/8", "11.1.2.3", False), ("10.0.0.7/8", "10.255.255.255", True), ("10.0.0.0/33,::/x", "10.0.0.1", False),
    ("0.0.0.0/0", "cliq.example", False), ("cliq.example,10.0.0.0/8", "cliq.example", True),
]  # fmt: skip


@pytest.mark.parametrize(("no_proxy", "host", "direct"), RANGES)
def test_names_and_ranges_of_addresses_are_asked_without_a_proxy(no_proxy, host, direct, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert (proxy_for(f"https://{host}:8443") is None) == direct


def test_a_proxy_is_told_its_name_and_password_and_nobody_else_is(monkeypatch):
    with Raw(tunnel(with_tls(CONTEXT, answering()))) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://me:s3cret%21@"))
        transport = CliqTransport(token=TOKEN, base_url=FAR, pacing=None)
        M.send(transport, to="chat:1")
    assert b"proxy-authorization: Basic bWU6czNjcmV0IQ==" in proxy.connects[0]
    assert b"Proxy-Authorization" not in proxy.requests[0]
    seen = repr([vars(transport), vars(transport._client), *map(deep, transport._client._openers.values())])
    assert "s3cret" not in seen
    assert "bWU6" not in seen


def deep(opener):
    """All that can be reached from what posts through a proxy, as `vars` shows it."""
    managers = [cell.cell_contents for cell in opener.__closure__ if hasattr(cell.cell_contents, "pools")]
    assert managers
    pools = [pool for manager in managers for pool in manager.pools._container.values()]
    return [[vars(manager), manager.pools._container, [vars(pool) for pool in pools]] for manager in managers]


MALFORMED = ["http://", "http://me:s3cret@", "http://me:s3cret@h:port", "http://me:s3cret@h:99999", "http://me:s3cret@[::1", "http://me:s3cret@h h", "socks5://me:s3cret@h:1", "http://me:s3cret@:3128"]  # fmt: skip


@pytest.mark.parametrize("address", MALFORMED)
def test_a_malformed_proxy_is_a_configuration_error_that_costs_nothing(address, monkeypatch):
    monkeypatch.setenv("https_proxy", address)
    pacing = ProcessPacing()
    with pytest.raises(ConfigurationError, match="https_proxy in the environment") as caught:
        M.send(CliqTransport(token=TOKEN, base_url=FAR, pacing=pacing, account="a"), to="chat:1")
    assert not [shown for shown in [str(caught.value), *locals_of(caught.value)] if "s3cret" in shown]
    assert free(pacing) == 20
