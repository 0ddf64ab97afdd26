"""Ways to a server: direct, with TLS, through proxies and by managers of a caller's; and the authority that signs its name."""

import socket
import ssl

import trustme
import urllib3
from raw_servers import server_context
from urllib3.connection import HTTPConnection

from cardkit import Message

M = Message("Hi")
SHORT = {"timeout": (0.04, 0.04), "max_wait": 0}  # where something is meant to time out
LONG = {"timeout": (9, 9), "max_wait": 0}
AUTHORITY = trustme.CA()
CONTEXT = server_context(AUTHORITY, "cliq.example", "127.0.0.1", "localhost")
OTHER = server_context(AUTHORITY, "other.example")
STRANGE = server_context(trustme.CA(), "cliq.example", "127.0.0.1")
FAR = "https://cliq.example"


def direct(server, monkeypatch):
    return {"base_url": server.url}


def direct_tls(server, monkeypatch):
    return {"base_url": f"https://127.0.0.1:{server.port}"}


def proxy_of_the_environment(server, monkeypatch):
    monkeypatch.setenv("https_proxy", server.url)
    return {"base_url": FAR}


def proxy_with_tls(server, monkeypatch):
    monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{server.port}")
    return {"base_url": FAR}


def given_proxy(server, monkeypatch):
    return {"base_url": FAR, "http": urllib3.ProxyManager(server.url, ca_certs=ssl.get_default_verify_paths().cafile)}


def forwarding_proxy(server, monkeypatch):
    return {"base_url": "http://127.0.0.1:9", "http": urllib3.ProxyManager(server.url)}


def pinned(server, monkeypatch):
    """By a manager that knows the certificate, which is another."""
    pool = urllib3.PoolManager(ca_certs=ssl.get_default_verify_paths().cafile, assert_fingerprint="a" * 64)
    return {"base_url": f"https://127.0.0.1:{server.port}", "http": pool}


def given_pool(server, monkeypatch):
    return {"base_url": server.url, "http": urllib3.PoolManager()}


def given_connections(server, monkeypatch):
    """By a manager whose connections open their sockets in a way of their own, as those of urllib3's for SOCKS do."""

    class Connection(HTTPConnection):
        def _new_conn(self):
            return socket.create_connection(("127.0.0.1", server.port), self.timeout)

    class Pool(urllib3.HTTPConnectionPool):
        ConnectionCls = Connection

    manager = urllib3.PoolManager()
    manager.pool_classes_by_scheme = {"http": Pool}
    return {"base_url": "http://127.0.0.1:9", "http": manager}
