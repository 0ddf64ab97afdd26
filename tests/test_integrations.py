"""Cards from programs that notify already, each with the real other side."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from refusals import errors

import cardkit
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


def asked(transport, body, path="/", **headers):
    """The status that the receiver answers with; without a body it is only asked for."""

    async def ask():
        served = httpx.ASGITransport(app=application(transport, OPS), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=served, base_url="http://bridge") as client:
            return await client.request("GET" if body is None else "POST", path, content=body, headers=headers)

    return asyncio.run(ask()).status_code


def test_what_fires_is_a_row_each_with_links_on_red():
    body = card(FIRING).to_dict()
    assert body["text"] == "*2 firing*: DiskFull. Disks are \u2217full\u2217\nseverity: page"
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


def test_no_label_is_lost():
    """Those of the group are in the title, those in common in the text, and the others in columns."""
    common = {"alertname": "DiskFull", "severity": "critical", "cluster": "eu"}
    alerts = [{"status": "firing", "labels": {**common, "host": host}} for host in ("web-2", "web-7")]
    grouped = {"status": "firing", "groupLabels": {"alertname": "DiskFull"}, "commonLabels": common}
    several = card({**grouped, "alerts": alerts}).to_dict()
    assert several["text"].splitlines() == ["*2 firing*: DiskFull", "severity: critical · cluster: eu"]
    assert several["slides"][0]["data"]["headers"] == ["Status", "host", "Since (UTC)", "Summary"]
    single = card({**grouped, "alerts": alerts[:1]}).to_dict()
    assert single["text"] == "*1 firing*: DiskFull"
    assert single["slides"][0]["data"]["headers"][1:4] == ["severity", "cluster", "host"]


def test_alerts_of_several_names_in_a_group_are_told_apart():
    alerts = [
        {"status": "firing", "labels": {"alertname": name, "severity": name, "cluster": "eu"}} for name in ("a", "b")
    ]
    body = card({"groupLabels": {"cluster": "eu"}, "commonLabels": {"cluster": "eu"}, "alerts": alerts}).to_dict()
    assert body["card"]["title"] == "eu"
    assert body["slides"][0]["data"]["headers"][1:3] == ["alertname", "severity"]


def test_without_a_group_the_name_of_the_alerts_is_in_the_title_alone():
    common = {"alertname": "DiskFull", "severity": "page"}
    alerts = [{"status": "firing", "labels": {**common, "host": host}} for host in ("a", "b")]
    body = card({"commonLabels": common, "alerts": alerts}).to_dict()
    assert body["text"] == "*2 firing*: DiskFull · page\nseverity: page"
    assert body["slides"][0]["data"]["headers"][1:-2] == ["host"]


def test_labels_of_a_notification_without_those_in_common_are_shown_all_the_same():
    alerts = [{"status": "firing", "labels": {"severity": "page", "host": host}} for host in ("a", "b")]
    assert card({"alerts": alerts}).to_dict()["text"] == "*2 firing*: Alerts\nseverity: page"


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


def statuses(notification):
    """The first two cells of each row of the card's table."""
    rows = card(notification).to_dict()["slides"][0]["data"]["rows"]
    return [tuple(row.values())[:2] for row in rows]


@pytest.mark.parametrize("resolved", [0, 1, 60, 150, 2_000])
def test_of_too_many_alerts_those_that_are_resolved_are_left_out_first(resolved):
    over = [{"status": "resolved", "labels": {"pod": f"shop-{n}-{'x' * 60}"}} for n in range(resolved)]
    firing = [{"status": "firing", "labels": {"pod": name}} for name in ("cart", "pay")]
    rows = statuses({"alerts": [firing[0], *over, firing[1]]})
    assert rows[:2] == [("firing", "cart"), ("firing", "pay")]
    assert [pod for _, pod in rows[2:4]] == [alert["labels"]["pod"] for alert in over[:2]]


SINCE = {
    "2026-11-25T08:15:00Z": "2026-11-25 08:15",
    "2026-11-25T08:15:00.1+01:00": "2026-11-25 07:15",
    "2026-11-25T23:15:59.123456789-05:00": "2026-11-26 04:15",
    "2026-01-01T00:00:00.12345678901+05:30": "2025-12-31 18:30",
    "0001-01-01T00:00:00Z": "0001-01-01 00:00",
    "0001-01-01T00:00:00+05:00": "0001-01-01T00:00:00+05:00",
    "2026-11-25T08:15:00": "2026-11-25T08:15:00",
    "2026-11-25": "2026-11-25",
    "a while ago, as it seems": "a while ago, as it seems",
    "": "",
    None: "",
}


@pytest.mark.parametrize("came", SINCE)
def test_since_when_is_told_in_utc_and_what_is_no_time_as_it_came(came):
    (row,) = card({"alerts": [{"status": "firing", "labels": {}, "startsAt": came}]}).to_dict()["slides"][0]["data"][
        "rows"
    ]
    assert row["Since (UTC)"] == SINCE[came]


WITHOUT_SERVER = """
import sys
sys.modules |= dict.fromkeys(["starlette", "uvicorn", "anyio", "h11"])
from cardkit import to
from cardkit.errors import MissingExtraError
from cardkit.integrations.alertmanager import application, card
from cardkit.transport import MemoryTransport
print(card({"alerts": [{"status": "firing", "labels": {"host": "web-2"}}]}).payload.text)
try:
    application(MemoryTransport(), to.channel("ops"))
except MissingExtraError as error:
    print(error)
"""


def test_a_card_needs_no_server_and_a_receiver_without_one_says_what_to_install():
    done = subprocess.run([sys.executable, "-c", WITHOUT_SERVER], capture_output=True, text=True)
    told = ["*1 firing*: Alerts", "a receiver needs starlette: pip install 'cardkit[sandbox]'"]
    assert done.stdout.splitlines() == told, done.stderr


@pytest.mark.parametrize(
    "wrong", [{}, [], 5, {"alerts": []}, {"alerts": [5]}, {"alerts": [{"status": "firing"}, 5]}, {"alerts": {}}]
)
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


@pytest.mark.parametrize("origin", ["https://evil.example", "http://bridge", "null"])
def test_what_a_page_in_a_browser_posts_is_refused(origin):
    memory = MemoryTransport()
    assert asked(memory, json.dumps(FIRING).encode(), origin=origin) == 403
    assert not memory.sent


URLS = ["https://wiki/disk full", "http://", "https://[::1", "http://a:b/", "https://wiki\n/", "ftp://wiki", "javascript:1", 5, None, "https://wiki/" + "x" * 5_000]  # fmt: skip


@pytest.mark.parametrize("url", URLS, ids=lambda url: str(url)[:30])
@pytest.mark.parametrize("place", ["runbook_url", "dashboard_url", "externalURL", "generatorURL"])
def test_no_address_keeps_an_alert_from_its_card(url, place):
    odd = {"alerts": [{**FIRING["alerts"][0], "generatorURL": "http://ok"}], "externalURL": "http://ok"}
    if place == "generatorURL":
        odd["alerts"][0][place] = url
    else:
        odd[place] = url
    notes = {place: url} if place.endswith("_url") else {}
    memory = MemoryTransport()
    assert asked(memory, json.dumps({**FIRING, **odd, "commonAnnotations": notes}).encode()) == 200
    (message,) = memory.messages
    assert not errors(message.issues())
    assert {button["action"]["data"]["web"] for button in message.to_dict()["buttons"]} == {"http://ok"}


NAMES = [
    "Status",
    "Summary",
    "Since (UTC)",
    "",
    " ",
    "(no name)",
    "Status 2",
    "a\x00",
    "\ud800",
    "x" * 5_000,
    "*{@all}*",
]


@pytest.mark.parametrize("names", [[name] for name in NAMES] + [NAMES], ids=lambda names: str(names)[:30])
def test_no_name_of_a_label_keeps_an_alert_from_its_card(names):
    labels = {name: f"value {number}" for number, name in enumerate(names)}
    alert = {"status": "firing", "labels": {**labels, "alertname": "DiskFull"}}
    message = card({**FIRING, "alerts": [alert]})
    assert not errors(message.issues())
    assert asked(MemoryTransport(), json.dumps({**FIRING, "alerts": [alert]}).encode()) == 200
    if len(names) == 1 and len(names[0]) < 100:
        (row,) = message.to_dict()["slides"][0]["data"]["rows"]
        assert "value 0" in row.values()
        assert row["Status"] == "firing"


texts = st.text(st.characters(codec=None), max_size=40)
labels = st.dictionaries(st.one_of(texts, st.sampled_from(NAMES[:7])), texts, max_size=6)
alerts = st.fixed_dictionaries(
    {"status": st.sampled_from(["firing", "resolved"]), "labels": labels},
    optional={"annotations": labels, "startsAt": texts, "generatorURL": texts.map("https://{}".format)},
)
links = st.dictionaries(st.sampled_from(["summary", "runbook_url", "dashboard_url"]), st.one_of(texts, texts.map("http://{}".format)))  # fmt: skip
notifications = st.fixed_dictionaries(
    {"alerts": st.lists(alerts, min_size=1, max_size=5)},
    optional={"groupLabels": labels, "commonLabels": labels, "commonAnnotations": links, "externalURL": texts.map("http://{}".format)},
)  # fmt: skip


@given(notifications)
def test_whatever_alertmanager_says_is_a_card_that_can_be_sent(notification):
    memory = MemoryTransport()
    card(notification).send(memory, to=OPS)
    assert len(memory.sent) == 1


@pytest.mark.parametrize(
    "error", [ConfigurationError("the token must be text"), cardkit.ConstraintError([]), OSError("net down")], ids=repr
)
def test_a_fault_of_the_receiver_is_no_fault_of_the_notification(error):
    """Alertmanager tries again after 5xx, and drops what is answered with 4xx."""

    class Broken(MemoryTransport):
        def send(self, body, to):
            raise error

    assert asked(Broken(), json.dumps(FIRING).encode()) == 500


def answered(receive):
    """What the receiver answers to a request that comes piece by piece."""
    answers = []

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    asyncio.run(application(MemoryTransport(), OPS)(scope, receive, send))
    return answers


def test_what_is_too_large_is_not_kept():
    pieces = []

    async def receive():
        pieces.append(b"x" * (1 << 20))
        assert len(pieces) < 100, "it reads on and on"
        return {"type": "http.request", "body": pieces[-1], "more_body": True}

    assert answered(receive)[0]["status"] == 413


def test_who_stops_amid_a_notification_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("cardkit.integrations.receiver.PATIENCE", 0.05)

    async def receive():
        await asyncio.sleep(30)

    answers = answered(receive)
    assert answers[0]["status"] == 503
    assert (b"connection", b"close") in answers[0]["headers"]


def test_who_goes_amid_a_notification_is_no_error():
    messages = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    async def receive():
        return messages.pop(0)

    answered(receive)
    assert messages == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (None, 200),
        (ConnectionFailedError("down"), 503),
        (AuthenticationError("no", status=401), 503),
        (DeliveryUnknownError("?", may_have_arrived=True), 200),
    ],
)
def test_alertmanager_is_asked_to_try_again_only_if_the_card_surely_did_not_arrive(error, status, caplog):
    class Transport(MemoryTransport):
        def send(self, body, to):
            if error is not None:
                raise error
            return super().send(body, to)

    assert asked(Transport(), json.dumps(FIRING).encode()) == status
    logged = [record.name for record in caplog.records if record.name.startswith("cardkit.integrations")]
    assert logged == ([] if error is None else [card.__module__])
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


def test_an_address_of_apprise_comes_back_and_shows_no_secret():
    import apprise

    import cardkit.integrations.apprise  # noqa: F401

    for url in ["cliq://1000.a@channel/alerts?region=eu", "cliq://1000.a@chat/CT_1?api=v3", "https://cliq.zoho.eu/api/v2/channelsbyname/a/message?zapikey=1001.secret"]:  # fmt: skip
        (plugin,) = apprise.Apprise(url)
        assert "1000.a" not in plugin.url(privacy=True)
        assert "1001.secret" not in plugin.url(privacy=True)
        assert plugin.url() == url
    for wrong in ["cliq://1000.a@nowhere/alerts", "cliq://1000.a@channel/", "cliq://1000.a@channel/a?region=mars"]:
        assert not apprise.Apprise().add(wrong)


def test_apprise_takes_the_webhook_of_a_sandbox_and_tells_why_it_takes_no_other(caplog):
    import apprise

    import cardkit.integrations.apprise  # noqa: F401

    with Sandbox() as sandbox:
        assert apprise.Apprise(sandbox.webhook_url("alerts")).notify("down")
        assert sandbox.latest.body["text"] == "down"
    for wrong in ("http://cliq.example/api/v2/chats/1/message", "https://cliq.zoho.com/api/v2/nothing"):
        caplog.clear()
        with caplog.at_level("WARNING", logger="apprise"):
            assert not apprise.Apprise().add(f"{wrong}?zapikey=1001.secret")
        assert "this is no webhook's address for messages" in caplog.text
        assert "cardkit: " in caplog.text


def test_an_address_of_apprise_with_a_token_takes_the_rest_from_the_environment(monkeypatch):
    import apprise

    import cardkit.integrations.apprise  # noqa: F401

    with Sandbox() as sandbox:
        for name, value in {"CLIQ_BASE_URL": sandbox.url, "CLIQ_PACING": "none", "CLIQ_API": "v3"}.items():
            monkeypatch.setenv(name, value)
        for query in ("", "?api=v2"):
            assert apprise.Apprise(f"cliq://{sandbox.token}@channel/alerts{query}").notify("down")
        assert [message.api for message in sandbox.received] == ["v3", "v2"]
    monkeypatch.delenv("CLIQ_BASE_URL")
    monkeypatch.setenv("CLIQ_REGION", "mars")
    assert not apprise.Apprise().add("cliq://1000.a@channel/alerts")


@pytest.mark.parametrize("address", ["cliq://1000.a@channel/alerts", "cliq://channel/alerts"])
@pytest.mark.parametrize(
    ("query", "said"), [("regoin=eu", "'regoin' is no parameter.* did you mean 'region'"), ("base_url=http://x", "there are region, api")]
)  # fmt: skip
def test_a_parameter_of_apprise_that_nobody_knows_is_refused(monkeypatch, caplog, address, query, said):
    import apprise

    import cardkit.integrations.apprise  # noqa: F401

    monkeypatch.setenv("CLIQ_TOKEN", "1000.a")
    with caplog.at_level("WARNING", logger="apprise"):
        assert not apprise.Apprise().add(f"{address}?{query}")
    assert re.search(said, caplog.text)
    assert apprise.Apprise().add(f"{address}?region=eu&overflow=split&format=text&verify=no&rto=2")


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
