"""Cards from programs that notify already, each with the real other side."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import urllib3

from cardkit import AuthenticationError, ConfigurationError, ConnectionFailedError, DeliveryUnknownError, Message, to
from cardkit.integrations.alertmanager import application, card
from cardkit.sandbox import Sandbox
from cardkit.transport import MemoryTransport

OPS = to.channel("ops")
FIRING = {  # the form of its documentation, version 4
    "version": "4",
    "groupKey": '{}:{alertname="DiskFull"}',
    "truncatedAlerts": 0,
    "status": "firing",
    "receiver": "cliq",
    "groupLabels": {"alertname": "DiskFull"},
    "commonLabels": {"alertname": "DiskFull", "severity": "page"},
    "commonAnnotations": {"summary": "Disks are *full*", "runbook_url": "https://wiki.example.com/disks"},
    "externalURL": "http://alerts.example.com",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "DiskFull", "host": host, "severity": "page"},
            "annotations": {"summary": f"{host} is full"},
            "startsAt": "2026-11-25T08:15:00.000Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example.com/graph",
            "fingerprint": host,
        }
        for host in ("web-2", "web-7")
    ],
}
RESOLVED = {**FIRING, "status": "resolved", "alerts": [{**FIRING["alerts"][0], "status": "resolved"}]}


def asked(transport, body, path="/"):
    """The status that the receiver answers with; without a body it is only asked for."""

    async def ask():
        served = httpx.ASGITransport(app=application(transport, OPS))
        async with httpx.AsyncClient(transport=served, base_url="http://bridge") as client:
            return await client.request("GET" if body is None else "POST", path, content=body)

    return asyncio.run(ask()).status_code


def test_what_fires_is_a_row_each_with_links_on_red():
    body = card(FIRING).to_dict()
    assert body["text"] == "*2 firing*: DiskFull. Disks are \u2217full\u2217"
    assert body["card"]["title"] == "DiskFull"
    assert body["styles"] == {"background": "red"}
    assert body["slides"][0]["data"]["headers"] == ["Status", "host", "Since (UTC)", "Summary"]
    assert [[*row.values()] for row in body["slides"][0]["data"]["rows"]] == [
        ["firing", "web-2", "2026-11-25 08:15", "web-2 is full"],
        ["firing", "web-7", "2026-11-25 08:15", "web-7 is full"],
    ]
    assert [(button["label"], button["action"]["data"]["web"]) for button in body["buttons"]] == [
        ("Runbook", "https://wiki.example.com/disks"),
        ("Alertmanager", "http://alerts.example.com"),
    ]


def test_what_is_resolved_is_green():
    body = card(RESOLVED).to_dict()
    assert body["text"].startswith("*1 resolved*: DiskFull")
    assert body["styles"] == {"background": "green"}


def test_a_card_of_many_alerts_fits():
    many = {**FIRING, "truncatedAlerts": 7, "alerts": [
        {"status": "firing", "labels": {"host": f"web-{n}", **{f"label{k}": "x" * 50 * n for k in range(5)}}} for n in range(200)
    ]}  # fmt: skip
    message = card(many)
    assert message.to_dict()["text"].startswith("*200 firing*, and 7 more")
    assert len(message.to_json()) <= 10_000


@pytest.mark.parametrize("wrong", [{}, [], 5, {"alerts": []}, {"alerts": [5]}, {"alerts": {}}])
def test_what_is_no_notification_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="no notification of Alertmanager"):
        card(wrong)
    assert asked(MemoryTransport(), json.dumps(wrong).encode()) == 400


@pytest.mark.parametrize(("transport", "to"), [("shop.chat.outbox", OPS), (None, OPS), ({}, OPS), (MemoryTransport(), "ops"), (MemoryTransport(), None)])  # fmt: skip
def test_a_receiver_without_a_transport_or_a_place_is_refused_before_it_serves(transport, to):
    with pytest.raises(ConfigurationError, match=r"a transport has a method send|destination"):
        application(transport, to)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_refused(body):
    assert asked(MemoryTransport(), body) == 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (None, 200),
        (ConnectionFailedError("down"), 503),
        (AuthenticationError("no", status=401), 503),
        (DeliveryUnknownError("?", may_have_arrived=True), 200),
    ],
)
def test_alertmanager_is_asked_to_try_again_only_if_the_card_surely_did_not_arrive(error, status):
    class Transport(MemoryTransport):
        def send(self, body, to):
            if error is not None:
                raise error
            return super().send(body, to)

    assert asked(Transport(), json.dumps(FIRING).encode()) == status
    assert asked(Transport(), None, "/-/healthy") == 200


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def eventually(ask, what):
    """The first answer of `ask` that is not empty; other programs take their time."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    pytest.fail(f"{what} did not come")


@pytest.fixture
def alertmanager(tmp_path):
    """The real Alertmanager, which posts to the port that it is started with."""
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "there is no Alertmanager: apt-get install prometheus-alertmanager"
        )
    running = []

    def started(receiver):
        config = tmp_path / "alertmanager.yml"
        config.write_text(
            "route: {receiver: cliq, group_by: [alertname], group_wait: 0s, group_interval: 1s}\n"
            f"receivers: [{{name: cliq, webhook_configs: [{{url: 'http://127.0.0.1:{receiver}/'}}]}}]\n"
        )
        port = free_port()
        command = [program, f"--config.file={config}", f"--storage.path={tmp_path / 'data'}", f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]  # fmt: skip
        running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        return f"http://127.0.0.1:{port}"

    yield started
    for process in running:
        process.kill()
        process.wait()


def post(url, body):
    try:
        return urllib3.request("POST", url, json=body, retries=False, timeout=5).status == 200
    except urllib3.exceptions.HTTPError:
        return False


@pytest.mark.slow
def test_the_real_alertmanager_fires_and_resolves_through_the_bridge(alertmanager):
    with Sandbox() as sandbox:
        environment = {**os.environ, "CLIQ_TOKEN": sandbox.token, "CLIQ_BASE_URL": sandbox.url, "CLIQ_PACING": "none"}
        command = [sys.executable, "-m", "cardkit", "bridge", "alertmanager", "--to", "channel:ops", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as bridge:
            try:
                port = bridge.stdout.readline().rsplit(":", 1)[1].strip().strip("/")
                url = alertmanager(port) + "/api/v2/alerts"
                alert = {"labels": {"alertname": "DiskFull", "host": "web-2"}, "annotations": {"summary": "91 %"}}
                eventually(lambda: post(url, [alert]), "Alertmanager")
                first = eventually(lambda: sandbox.messages, "the card of what fires")[0]
                assert first["text"] == "*1 firing*: DiskFull. 91 %"
                assert first["slides"][0]["data"]["rows"][0]["host"] == "web-2"
                post(url, [{**alert, "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2026-01-01T00:01:00Z"}])
                second = eventually(lambda: sandbox.messages[1:], "the card of what is resolved")[0]
                assert second["text"] == "*1 resolved*: DiskFull. 91 %"
                assert second["styles"] == {"background": "green"}
            finally:
                bridge.kill()


@pytest.mark.slow
def test_apprise_sends_from_its_own_command_line(tmp_path):
    (tmp_path / "cliq.py").write_text("import cardkit.integrations.apprise\n")
    (tmp_path / "log.txt").write_text("all green")
    with Sandbox() as sandbox:
        environment = {**os.environ, "CLIQ_TOKEN": sandbox.token, "CLIQ_BASE_URL": sandbox.url, "CLIQ_PACING": "none"}
        command = [str(Path(sys.executable).with_name("apprise")), "-P", str(tmp_path), "-n", "failure", "-t", "Disk *full*", "-b", "web-2 {@all}", "-a", str(tmp_path / "log.txt"), "cliq://channel/alerts"]  # fmt: skip
        run = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert run.returncode == 0, run.stderr
        message, shared = sandbox.received
        assert message.destination == to.channel("alerts")
        assert message.body == {
            "text": "*Disk \u2217full\u2217*\nweb-2 {\u2060@\u2060all}",
            "styles": {"background": "red"},
        }
        assert shared.file.name == "log.txt"


def test_addresses_of_apprise():
    import apprise

    import cardkit.integrations.apprise  # noqa: F401

    for url in ["cliq://1000.a@channel/alerts?region=eu", "cliq://1000.a@chat/CT_1?api=v3", "https://cliq.zoho.eu/api/v2/channelsbyname/a/message?zapikey=1001.secret"]:  # fmt: skip
        (plugin,) = apprise.Apprise(url)
        assert "1000.a" not in plugin.url(privacy=True)
        assert "1001.secret" not in plugin.url(privacy=True)
        assert plugin.url() == url
    for wrong in ["cliq://1000.a@nowhere/alerts", "cliq://1000.a@channel/", "cliq://1000.a@channel/a?region=mars"]:
        assert not apprise.Apprise().add(wrong)


def test_a_notification_of_apprise_in_markdown_becomes_markup():
    import apprise

    import cardkit.integrations.apprise as plugin

    memory = MemoryTransport()
    target = plugin.NotifyCliq(memory, to.chat("CT_1"), plugin.Secret("cliq://chat/CT_1"), format="markdown")
    notifier = apprise.Apprise()
    notifier.add(target)
    assert notifier.notify("**down** since [08:15](https://example.com)", body_format="markdown")
    assert Message.from_json(memory.sent[0][0]).payload.text == "*down* since [08:15](https://example.com)"


def test_json_of_a_notification_is_that_of_the_documentation():
    assert card(json.loads(json.dumps(FIRING))) == card(FIRING)
