"""Faults that a sandbox plays on demand, as the client sees them; how it starts and ends; and its fixture."""

import gc
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from urllib.parse import urlsplit

import pytest
import urllib3
from blocks import ROOT, python
from programs import running
from sandboxes import HI, HTTP, JSON, PATH, get, post, statuses

from cardkit import ConfigurationError, Message, to
from cardkit.sandbox import Fault, Sandbox

CARD = {"text": "Hi", "card": {"title": "T", "theme": "modern-inline"}, "slides": [{"type": "text", "data": "D"}]}


# Faults, as the client sees them

FAULTS = [
    ({"status": 500}, 500, {}, {"message": "a fault on demand"}),
    ({"status": 429, "headers": {"Retry-After": "30"}}, 429, {"Retry-After": "30"}, {"message": "a fault on demand"}),
    ({"status": 403, "body": {"code": "bot_message_forbidden"}}, 403, {}, {"code": "bot_message_forbidden"}),
    ({"kind": "throttle"}, 400, {}, {"message": "URL throttles limit exceeded"}),
    ({"kind": "redirect", "location": "http://127.0.0.1:1/"}, 302, {"Location": "http://127.0.0.1:1/"}, None),
]


@pytest.mark.parametrize(("options", "status", "headers", "body"), FAULTS)
def test_the_next_request_gets_the_answer_that_was_asked_for(sandbox, options, status, headers, body):
    kind = {**options}.pop("kind", None)
    sandbox.fault(kind, **{name: value for name, value in options.items() if name != "kind"})
    answer = post(sandbox, PATH)
    assert (answer.status, body is None or answer.json() == body) == (status, True)
    assert {name: answer.headers[name] for name in headers} == headers
    assert sandbox.messages == []
    assert post(sandbox, PATH).status == 204, "it is met once"
    assert get(sandbox, "/sandbox/faults", "POST", headers=JSON, body=json.dumps(options)).json() == {"faults": 1}
    assert post(sandbox, PATH).status == status


def test_a_success_on_demand_keeps_the_message(sandbox):
    for options, kept in [({}, 1), ({"deliver": False}, 1), ({"deliver": True}, 2)]:
        sandbox.fault(status=204, body={"a": "b"}, **options)
        assert (post(sandbox, PATH).status, len(sandbox.messages)) == (204, kept)
    sandbox.fault(status=200, body={"message_id": "1_1"}, headers={"content-type": "text/html"})
    answer = post(sandbox, PATH)
    assert (answer.json(), answer.headers["Content-Type"]) == ({"message_id": "1_1"}, "text/html")


@pytest.mark.parametrize(("kind", "kept"), [("cut", False), ("garbage", False), ("cut-body", True)])
@pytest.mark.parametrize("deliver", [None, True, False])
def test_connections_broken_on_demand(sandbox, kind, kept, deliver, caplog):
    sandbox.fault(kind, deliver=deliver)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        post(sandbox, PATH)
    assert len(sandbox.messages) == (kept if deliver is None else deliver)
    assert post(sandbox, PATH).status == 204
    assert caplog.records == []


def test_half_a_body_after_a_whole_status_line(sandbox):
    sandbox.fault("cut-body")
    connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc)
    connection.request("POST", PATH, HI, {**JSON, "Authorization": f"Bearer {sandbox.token}"})
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead) as caught:
        answer.read()
    assert 0 < len(caught.value.partial) < int(answer.headers["Content-Length"])
    connection.close()


def test_a_body_without_end_until_the_client_hangs_up(sandbox, caplog):
    sandbox.fault("endless")
    headers = {**JSON, "Authorization": f"Bearer {sandbox.token}"}
    answer = HTTP.request("POST", sandbox.url + PATH, body=HI, headers=headers, preload_content=False)
    assert answer.status == 200
    assert len(answer.read(3_000_000)) == 3_000_000
    answer.close()
    assert post(sandbox, PATH).status == 204
    assert len(sandbox.messages) == 2
    assert caplog.records == []


def test_a_slow_answer_lets_others_pass_and_comes_in_the_end(sandbox):
    sandbox.fault("slow", seconds=0.05)
    sandbox.fault("slow", seconds=3600, deliver=False)
    assert post(sandbox, PATH).status == 204
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        HTTP.request("POST", sandbox.url + PATH, body=HI, timeout=0.05, headers={**JSON, "Authorization": f"Bearer {sandbox.token}"})  # fmt: skip
    assert len(sandbox.messages) == 1
    assert post(sandbox, PATH).status == 204


def test_faults_come_in_order_and_only_to_requests_with_the_right_token_and_address(sandbox):
    sandbox.fault(status=503, times=2)
    sandbox.fault(status=502)
    assert post(sandbox, PATH, Authorization="Bearer 1000.wrong").status == 401
    assert post(sandbox, "/api/v2/other").status == 404
    assert statuses(sandbox, 4) == [503, 503, 502, 204]
    sandbox.fault(status=503, deliver=True)
    assert post(sandbox, PATH, b"{").status == 503
    assert len(sandbox.messages) == 1, "what has errors is not kept, whatever is answered"
    sandbox.fault("cut", times=1000)
    assert get(sandbox, "/sandbox/faults", "DELETE").status == 204
    assert post(sandbox, PATH).status == 204


WRONG_FAULTS = [
    {}, {"kind": "slo"}, {"kind": "slow"}, {"kind": "slow", "seconds": -1}, {"kind": "slow", "seconds": "1"}, {"status": 99}, {"status": 600}, {"status": True},
    {"status": "500"}, {"kind": "redirect"}, {"kind": "redirect", "location": "a\r\nb"}, {"kind": "cut", "status": 500}, {"kind": "cut", "seconds": 1},
    {"status": 500, "times": 0}, {"status": 500, "times": 1.5}, {"status": 500, "headers": {"a b": "c"}}, {"status": 500, "headers": {"a": "ü"}},
    {"status": 500, "headers": {"Content-Length": "3"}}, {"status": 500, "headers": 3}, {"status": 500, "body": "text"}, {"kind": "cut", "deliver": "yes"},
    {"kind": "cut", "cls": 1}, {"kind": ["cut"]}, {"kind": "slow", "seconds": 10**400},
]  # fmt: skip


@pytest.mark.parametrize("options", WRONG_FAULTS, ids=str)
def test_a_wrong_fault_is_told(sandbox, options):
    answer = get(sandbox, "/sandbox/faults", "POST", headers=JSON, body=json.dumps(options))
    assert answer.status == 400
    kind = {**options}.pop("kind", None)
    rest = {name: value for name, value in options.items() if name not in {"kind", "times"}}
    with pytest.raises(ConfigurationError) as caught:
        Fault.made(kind, **rest) if "times" not in options else sandbox.fault(kind, **rest, times=options["times"])
    assert str(caught.value) == answer.json()["message"]
    assert post(sandbox, PATH).status == 204


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"3"])
def test_a_fault_is_an_object(sandbox, body):
    assert get(sandbox, "/sandbox/faults", "POST", headers=JSON, body=body).status == 400


def test_a_body_that_json_cannot_write_is_no_fault(sandbox):
    with pytest.raises(ConfigurationError, match="cannot be written as JSON"):
        sandbox.fault(status=500, body={"a": {1}})


# Starting and stopping


def test_two_at_once_know_nothing_of_each_other():
    with Sandbox() as one, Sandbox() as other:
        assert one.url != other.url
        post(one, PATH)
        assert post(other, PATH, Authorization=f"Bearer {one.token}").status == 401
        assert (len(one.messages), len(other.messages)) == (1, 0)


def test_messages_can_be_read_after_the_end_and_nobody_listens():
    with Sandbox() as sandbox:
        post(sandbox, PATH)
    assert sandbox.messages == [{"text": "Hi"}]
    with pytest.raises(urllib3.exceptions.NewConnectionError):
        post(sandbox, PATH)
    with sandbox:
        post(sandbox, PATH)
        with pytest.raises(ConfigurationError, match="running already"), sandbox:
            pass
    assert len(sandbox.messages) == 2


@pytest.mark.filterwarnings("error")
def test_a_sandbox_stops_whatever_its_clients_do(caplog):
    before = threading.active_count()
    with Sandbox() as sandbox:
        netloc = urlsplit(sandbox.url)
        head = f"POST {PATH} HTTP/1.1\r\nHost: {netloc.netloc}\r\nAuthorization: Bearer {sandbox.token}\r\nContent-Type: application/json\r\nContent-Length: "
        sandbox.fault("endless")
        sandbox.fault("slow", seconds=3600)
        clients = []
        for sent in (
            "",
            head,
            f"{head}99\r\n\r\n{{",
            f"{head}13\r\n\r\n{HI.decode()}",
            f"{head}13\r\n\r\n{HI.decode()}",
        ):
            client = socket.create_connection((netloc.hostname, netloc.port))
            client.sendall(sent.encode())
            clients.append(client)
        post(sandbox, "/api/v2/other")
        while len(sandbox.messages) < 2:
            post(sandbox, "/api/v2/other")
    assert threading.active_count() == before
    for client in clients:
        client.close()
    gc.collect()
    assert caplog.records == []


def test_a_port_that_is_taken_is_told():
    with Sandbox() as sandbox:
        port = urlsplit(sandbox.url).port
        with pytest.raises(ConfigurationError, match=f"cannot listen at port {port} of 127.0.0.1"), Sandbox(port=port):
            pass
    with Sandbox(port=port) as again:
        assert again.url == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("options", [{"budget": 0}, {"budget": 1.5}, {"lock": -1}, {"lock": 0}, {"lock": "1"}, {"capacity": 0}, {"port": -1}, {"port": None}, {"token": ""}, {"token": "a b"}, {"zapikey": "a\nb"}], ids=str)  # fmt: skip
def test_a_wrong_setting_is_told(options):
    with pytest.raises(ConfigurationError):
        Sandbox(**options)


@pytest.mark.parametrize(
    "options", [{"port": 70_000}, {"host": "no.such.host.invalid"}, {"host": 5}, {"host": ""}], ids=str
)
def test_a_place_where_nobody_can_listen_is_told(options):
    with pytest.raises(ConfigurationError, match="cannot listen"), Sandbox(**options):
        pass


def test_who_listens_everywhere_is_named_by_this_machine():
    with Sandbox(host="0.0.0.0") as sandbox:
        assert sandbox.url.startswith("http://127.0.0.1:")
        assert post(sandbox, PATH).status == 204
        assert post(sandbox, PATH, Host=f"0.0.0.0:{urlsplit(sandbox.url).port}").status == 403


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows is not interrupted by a signal alone")
def test_run_serves_until_it_is_interrupted():
    code = "from cardkit.sandbox import run; run(port=0, token='1000.mine', zapikey='1000.key')"
    with running(sys.executable, "-c", code, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline().split()[-1] for _ in range(3)]
        url = lines[0]
        assert lines[1:] == ["1000.mine", f"{url}/api/v2/channelsbyname/alerts/message?zapikey=1000.key"]
        assert HTTP.request("POST", lines[2], body=HI, headers=JSON).status == 204
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_a_listener_that_fails_changes_no_answer(sandbox, caplog):
    told = []
    sandbox.tell(lambda line: 1 / 0)
    sandbox.tell(told.append)
    assert post(sandbox, PATH).status == 204
    assert post(sandbox, PATH, b"{").status == 400
    assert len(told) == 2
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * 2


def test_before_it_starts_it_has_no_address():
    with pytest.raises(ConfigurationError, match="with Sandbox"):
        Sandbox().url
    with pytest.raises(ConfigurationError, match="from 0"):
        Sandbox().fast_forward(-1)
    assert repr(Sandbox()) == "Sandbox('not started')"


def test_without_the_extra_the_import_says_what_to_install():
    code = "import sys; sys.modules['uvicorn'] = None\ntry:\n import cardkit.sandbox\nexcept ImportError as e: import cardkit; print(isinstance(e, cardkit.ConfigurationError), e)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True the sandbox needs uvicorn: pip install 'cardkit[sandbox]'"


# The fixture, and cardkit's own sender

from cardkit.testing.plugin import cliq_sandbox  # noqa: E402, F401


def test_the_fixture_is_a_running_sandbox_with_a_transport(cliq_sandbox):  # noqa: F811
    Message("Hi").send(cliq_sandbox.transport, to="channel:ops")
    assert cliq_sandbox.messages == [{"text": "Hi"}]
    assert cliq_sandbox.latest.destination == to.channel("ops")


def test_the_fixture_is_each_tests_own(cliq_sandbox):  # noqa: F811
    assert cliq_sandbox.messages == []


def test_the_plugin_loads_nothing_of_the_sandbox():
    code = "import sys, cardkit.testing.plugin; print({'starlette', 'uvicorn', 'urllib3', 'cardkit.sandbox'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "destination", [to.chat("CT_1"), to.channel("ops", as_bot="w"), to.channel_id("O1"), to.bot("w", users=["1", "2"]), to.person("a@b.c"), to.thread("CT_1-T-2")], ids=str
)  # fmt: skip
def test_what_the_transport_sends_arrives_where_it_was_to_go(sandbox, destination):
    receipt = Message("Hi").sync().send(sandbox.transport, to=destination)
    assert sandbox.latest.destination == destination
    assert receipt.message_id == (None if destination.as_bot else sandbox.latest.id)


def test_the_tests_on_the_page_pass(cliq_sandbox, tmp_path, monkeypatch):  # noqa: F811
    cliq_sandbox.transport
    monkeypatch.chdir(tmp_path)
    page, names = ROOT / "docs" / "how-to" / "sandbox.md", {"__name__": "__main__"}
    exec(compile(python(page), str(page), "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        cliq_sandbox.clear()
        test(cliq_sandbox)


def test_a_program_that_never_ends_its_block_ends():  # from Python 3.13 on, a join would wait for ever
    code = """
from cardkit.sandbox import Sandbox
def sandboxes():
    with Sandbox() as sandbox:
        yield sandbox
kept = sandboxes()
print(next(kept).url)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("http://127.0.0.1:")
