"""`cardkit verify`, against sandboxes that play organisations of both kinds."""

import json
import os
import re
from functools import partial
from pathlib import Path

import attrs
import pytest
from command_line import run

from cardkit import Message, limits
from cardkit.cli.verify import command
from cardkit.sandbox import Sandbox
from cardkit.transport import CliqTransport

REPORT = Path("report.json")
COUNT = 40  # messages to a chat


@pytest.fixture
def organisation(monkeypatch, here, request):
    """A sandbox that plays the organisation of the test's parameter, with the environment to post to it."""
    with Sandbox(**getattr(request, "param", {})) as sandbox:
        monkeypatch.setenv("CLIQ_TOKEN", sandbox.token)
        monkeypatch.setenv("CLIQ_BASE_URL", sandbox.url)
        monkeypatch.setenv("CLIQ_PACING", "none")
        yield sandbox


def playing(*names):
    """Tests with a sandbox of each of these organisations."""
    return pytest.mark.parametrize("organisation", [{"organisation": name} for name in names], indirect=True, ids=names)


def verify(*options, to="chat:CT_1", stdin=None):
    return run("verify", *(["--to", to] if to else []), *options, stdin=stdin)


@pytest.fixture
def person(monkeypatch):
    """Somebody at the terminal, who says yes, and what was drawn: all but what is in the set."""
    hidden = set()

    def ask(what):
        name = re.match(r"\d+/\d+ ([\w-]+): .+", what)[1]
        return "not drawn" if name in hidden else "drawn"

    monkeypatch.setattr(command, "_somebody", lambda: True)
    monkeypatch.setattr(command, "_ask", ask)
    return hidden


def found():
    """The conclusions of a report by their questions: what was found, and how to set it."""
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    return {one["question"]: (one["found"], one["setting"]) for one in report["conclusions"]}


def test_a_dry_run_shows_every_message_and_posts_none(organisation, monkeypatch):
    for name in ("CLIQ_TOKEN", "CLIQ_BASE_URL"):
        monkeypatch.delenv(name)
    result = verify("--dry-run")
    assert result.exit_code == 0
    requests = re.findall(r"^POST (/api/v[23]/chats/CT_1/messages?)\n(\{.*\})$", result.output, re.M)
    assert len(requests) == COUNT
    bodies = [json.loads(body) for _, body in requests]
    assert len({json.dumps(body) for body in bodies}) == COUNT
    assert [len(body["text"]) for body in bodies if len(body["text"]) > 1000] == [5000, 5001, 10000, 10001]
    assert {path for path, _ in requests[:4]} == {f"/api/v{n}/chats/CT_1/message{s}" for n in (2, 3) for s in ("", "s")}
    assert organisation.messages == []


def test_nothing_is_posted_without_a_yes(organisation, monkeypatch):
    result = verify()
    assert result.exit_code == 2
    assert "add --yes" in result.output
    monkeypatch.setattr(command, "_somebody", lambda: True)
    result = verify(stdin="n\n")
    assert result.exit_code == 1
    assert f"Post {COUNT} messages to chat:CT_1, where everybody sees them? [y/N]" in result.output
    assert organisation.received == organisation.refused == []


@playing("reference")
def test_the_defaults_fit_an_organisation_as_the_reference_has_it(organisation, person):
    result = verify("--report", REPORT, stdin="y\n")
    assert result.exit_code == 0
    answers = found()
    assert answers["the address"] == ("/api/v2/chats/CT_1/messages takes messages", "")
    assert answers["pictures and charts"] == ("arrays within arrays, type image", "")
    assert answers["buttons of a prompt"] == ("below the card", "")
    assert answers["buttons within a card"] == answers["unknown keys"] == ("works", "")
    assert {answers[name] for name in answers if "limit" in name} == {("holds", "")}
    assert "the limit text = 10,000" in answers
    for line in ("the address  ", "pictures and charts  "):
        assert re.search(f"^{line}.*the default fits$", result.output, re.M)


@playing("field")
def test_what_an_organisation_of_the_field_needs_is_told_and_works(organisation, person):
    assert verify("--report", REPORT, stdin="y\n").exit_code == 0
    answers = found()
    assert answers["the address"][1] == "CliqTransport(paths={'chat': '/chats/{id}/message'})"
    assert answers["pictures and charts"] == ("flat arrays, type images", 'CliqTransport(wire="v3")')
    assert answers["buttons within a card"] == ("do not work", ".button(…) without in_card=True")
    assert answers["unknown keys"][0] == "are refused"
    assert answers["the limit text = 10,000"] == (
        "5,000 are taken",
        "Message(limits=attrs.evolve(limits.CLIQ, text=5000))",
    )
    assert answers["the limit chart_segments = 5"] == answers["the limit chart_label = 20"] == ("holds", "")
    names = {"CliqTransport": partial(dict), "Message": Message, "attrs": attrs, "limits": limits}
    settings = [eval(answers[name][1], names) for name in ("the address", "pictures and charts")]
    base = {"token": organisation.token, "base_url": organisation.url, "pacing": None}
    cliq = CliqTransport(**base, **settings[0], **settings[1])
    organisation.clear()
    message = eval(answers["the limit text = 10,000"][1], names)
    message.text("x").image("https://a.example/b.png").chart("pie", {"a": 1}).send(cliq, to="chat:CT_1")
    assert len(organisation.messages) == 1


def test_what_was_taken_but_not_drawn_does_not_work(organisation, person):
    person |= {"image-nested", "chart", "prompt-below", "card-icon", "segments-5"}
    assert verify("--report", REPORT, "--yes").exit_code == 0
    answers = found()
    assert answers["pictures and charts"] == ("flat arrays, type images", 'CliqTransport(wire="v3")')
    assert answers["buttons of a prompt"] == ("within the card", ".button(…, in_card=True)")
    assert answers["the icon of a card"] == ("does not work", ".card(thumbnail=…)")
    assert answers["the limit chart_segments = 5"] == ("holds", "")


def test_where_nobody_looks_nothing_is_concluded_from_what_is_drawn(organisation):
    result = verify("--yes", "--report", REPORT)
    assert result.exit_code == 0
    answers = found()
    assert answers["the address"][0] == "/api/v2/chats/CT_1/messages takes messages"
    assert answers["pictures and charts"] == ("taken, but nobody looked", "")
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    assert {probe["seen"] for probe in report["probes"]} == {"not seen"}
    assert len(report["probes"]) == COUNT
    assert re.search(r"^pictures and charts +taken, but nobody looked +-$", result.output, re.M)


def test_answers_are_kept_when_the_person_has_enough(organisation, monkeypatch):
    monkeypatch.setattr(command, "_somebody", lambda: True)
    assert verify("--report", REPORT, stdin="y\ny\nx\nn\ns\n").exit_code == 0  # then the input ends
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    seen = [probe["seen"] for probe in report["probes"] if probe["taken"] and probe["shows"]]
    assert seen == ["drawn", "not drawn", *["not seen"] * (len(seen) - 2)]


def test_each_message_says_what_to_look_for(organisation):
    assert verify("--yes").exit_code == 0
    texts = [message["text"] for message in organisation.messages]
    assert len(texts) == len({*texts})
    for text in texts:
        assert re.match(rf"\d+/{COUNT} cardkit verify, [\w-]+(: do you see .+\?.*)?$", text)


def test_a_report_holds_no_secret(organisation, person):
    organisation.fault(status=400, body={"message": f"bad \x1b[31m {organisation.token}", "code": "no_way"}, times=6)
    result = verify("--yes", "--report", REPORT)
    text = REPORT.read_text(encoding="utf-8")
    assert "no_way" in text + result.output
    assert organisation.token not in text + result.output
    assert "\x1b" not in result.output


def waiting_by(monkeypatch, sleep):
    monkeypatch.setattr(CliqTransport, "from_env", staticmethod(partial(CliqTransport.from_env, sleep=sleep)))


@pytest.mark.parametrize("organisation", [{"budget": 20}], indirect=True)
def test_a_lock_is_waited_out(organisation, monkeypatch, person):
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        organisation.fast_forward(seconds)

    waiting_by(monkeypatch, sleep)
    result = verify("--yes", "--report", REPORT)
    assert result.exit_code == 0
    assert waits
    assert len(json.loads(REPORT.read_text(encoding="utf-8"))["probes"]) == COUNT


def test_a_service_that_throttles_again_stops_it(organisation, monkeypatch):
    waiting_by(monkeypatch, organisation.fast_forward)
    organisation.fault("throttle", times=3)
    result = verify("--yes", "--report", REPORT)
    assert result.exit_code == 1
    assert "stopped: " in result.output
    assert json.loads(REPORT.read_text(encoding="utf-8"))["probes"] == []
    assert organisation.messages == []


def test_a_token_that_is_refused_stops_it(organisation, monkeypatch):
    monkeypatch.setenv("CLIQ_TOKEN", "1000.other")
    result = verify("--yes", "--report", REPORT)
    assert result.exit_code == 1
    assert "stopped: no address took a message" in result.output
    assert found()["the address"] == ("none was accepted", "check the destination, the region and the token")
    assert re.search(r"^the address  +none was accepted  +check the destination", result.output, re.M)
    assert organisation.messages == []


def test_one_refused_for_another_reason_than_its_body_stops_it(organisation):
    for status in (401, 403, 404):
        organisation.clear()
        organisation.fault(status=200, times=3)  # the fourth address is none, and meets no fault
        organisation.fault(status=status)
        result = verify("--yes")
        assert result.exit_code == 1
        assert f"stopped: {status}: " in result.output
        assert [refused.status for refused in organisation.refused] == [404, status]


def test_what_nobody_knows_is_open(organisation, person):
    for _ in range(2):
        organisation.fault("cut", deliver=True)
    assert verify("--yes", "--report", REPORT).exit_code == 0
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    assert [probe["taken"] for probe in report["probes"][:3]] == [None, None, True]


def test_a_webhook_settles_the_address(organisation, monkeypatch, person):
    url = organisation.webhook_url("ops")
    for name in ("CLIQ_TOKEN", "CLIQ_BASE_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLIQ_WEBHOOK_URL", url)
    assert "POST the webhook's address" in verify("--dry-run", to=None).output
    result = verify("--yes", "--report", REPORT, to=None)
    assert result.exit_code == 0
    assert "the address" not in found()
    assert {str(received.destination) for received in organisation.received} == {"channel:ops"}
    assert "zapikey" not in result.output + REPORT.read_text(encoding="utf-8")
    assert verify("--yes", to="chat:CT_1").exit_code == 2


def test_a_bot_is_asked_for_the_name_of_its_users(organisation, person):
    assert verify("--yes", "--report", REPORT, to="bot:watch?users=1").exit_code == 0
    queries = {received.exchange.path.rpartition("?")[2] for received in organisation.received[:4]}
    assert queries == {"userids=1", "user_ids=1"}


@pytest.mark.parametrize(
    "options",
    [
        ("--yes", "--report", "no/such/folder.json"),
        ("--yes", "--picture", "http://a/b.png"),
        ("--yes", "--picture", "x"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_posted(organisation, options):
    result = verify(*options)
    assert result.exit_code == 2
    assert organisation.received == organisation.refused == []


@pytest.mark.parametrize("there", [True, False])
def test_a_report_that_may_not_be_written_is_told_before_anything_is_posted(organisation, tmp_path, monkeypatch, there):
    report = tmp_path / "report.json"
    if there:
        report.touch()
    asked = []
    monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK or asked.append(path))
    result = verify("--yes", "--report", str(report))
    assert (result.exit_code, "you may not write there" in result.output) == (2, True)
    assert asked == [report if there else tmp_path]
    assert organisation.received == organisation.refused == []


def test_without_a_destination_or_a_sign_in_it_says_so(organisation, monkeypatch):
    result = verify("--yes", to=None)
    assert result.exit_code == 2
    assert "--to" in result.output
    assert verify("--yes", to="nowhere").exit_code == 2
    monkeypatch.delenv("CLIQ_TOKEN")
    result = verify("--yes")
    assert result.exit_code == 2
    assert "CLIQ_TOKEN" in result.output
    assert organisation.received == organisation.refused == []
