"""Requests to a sandbox, and bodies that go there."""

import json

import urllib3

from cardkit import Message

HTTP = urllib3.PoolManager(retries=False)


JSON = {"Content-Type": "application/json"}


HI = b'{"text":"Hi"}'


def post(sandbox, path, body=HI, **headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {**JSON, "Authorization": f"Bearer {sandbox.token}", **{n.replace("_", "-"): v for n, v in headers.items()}}
    sent = {name: value for name, value in sent.items() if value is not None}
    return HTTP.request("POST", sandbox.url + path, body=body, headers=sent, redirect=False)


def statuses(sandbox, count, path="/api/v2/chats/1/messages"):
    """Those of the answers to so many messages."""
    return [post(sandbox, path).status for _ in range(count)]


def get(sandbox, path, method="GET", **options):
    return HTTP.request(method, sandbox.url + path, **options)


PATH = "/api/v2/chats/1/messages"


TABLE = {"text": "Hosts", "slides": [{"type": "table", "data": {"headers": ["Host"], "rows": [{"Host": "web-1"}]}}]}


WRONG = {"text": "Hi", "slides": [{"type": "list", "data": []}]}


def ask(sandbox, path, body=None, method=None, **headers):
    content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    sent = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return HTTP.request(method or ("GET" if body is None else "POST"), sandbox.url + path, body=content, headers=sent)


def send(sandbox, text="Hi", where="chat:CT_1", **more):
    Message.from_dict({"text": text, **more}).send(sandbox.transport, to=where)
    return sandbox.latest
