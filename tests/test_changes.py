"""Edits, deletions, answers and shared files, against the sandbox and against a server of another make."""

import json
import pickle
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import urllib3
from refusals import refused
from servers import TOKEN

from cardkit import ConfigurationError, Message, NotFoundError, TransportError, to
from cardkit.sandbox import Sandbox
from cardkit.sandbox.records import SharedFile
from cardkit.transport import CliqTransport, MemoryTransport, Receipt

ID = "1700000000000 1"
ENCODED = "1700000000000%201"


@pytest.fixture
def asked():
    """What a server was asked, as (method, path, content type, body); it tells an encoded id, as the service does."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            requests.append((self.command, self.path, self.headers.get("Content-Type"), body))
            said = json.dumps({"message_id": ENCODED}).encode() if self.command == "POST" else b""
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        yield CliqTransport(token=TOKEN, base_url=url, pacing="process"), requests
        server.shutdown()


def test_an_edit_is_a_put_of_the_text_at_the_message_that_was_sent(asked):
    cliq, requests = asked
    receipt = Message("down").sync().send(cliq, to="chat:CT_1")
    edited = receipt.edit(Message("up ünï").extra(notify_edit=True))
    method, path, kind, body = requests[1]
    assert (method, path) == ("PUT", f"/api/v2/chats/CT_1/messages/{ENCODED}")
    assert kind == "application/json"
    assert json.loads(body) == {"text": "up ünï", "notify_edit": True}
    edited.edit(Message("up again"))
    assert requests[2][:2] == requests[1][:2]


def test_a_deletion_names_the_message(asked):
    cliq, requests = asked
    Message("down").sync().send(cliq, to="thread:CT_1-T-2").delete()
    assert requests[1][:2] == ("DELETE", f"/api/v2/chats/CT_1-T-2/messages/{ENCODED}")


def test_an_answer_goes_to_the_same_chat(asked):
    cliq, requests = asked
    Message("down").sync().send(cliq, to="chat:CT_1").reply(Message("up"))
    assert requests[1][:2] == ("POST", "/api/v2/chats/CT_1/messages")
    assert json.loads(requests[1][3]) == {"text": "up", "reply_to": ID}


def test_a_message_to_a_channel_is_changed_once_its_chat_is_told(asked):
    cliq, requests = asked
    receipt = Message("down").sync().send(cliq, to="channel:ops")
    with pytest.raises(ConfigurationError, match="the service told no chat of channel:ops; give its id, such as chat="):
        receipt.delete()
    receipt.delete(chat="CT_9")
    assert requests[1][1] == f"/api/v2/chats/CT_9/messages/{ENCODED}"


def test_ids_fill_one_segment_of_the_path_whatever_they_hold(asked):
    cliq, requests = asked
    cliq.delete("../x", "a/b?c=1")
    assert requests[0][1] == "/api/v2/chats/..%2Fx/messages/a%2Fb%3Fc%3D1"


def test_an_edit_holds_a_text_alone_unless_more_is_asked_for(asked):
    cliq, requests = asked
    receipt = Message("down").sync().send(cliq, to="chat:CT_1")
    card = Message("up").card("Host")
    with pytest.raises(
        ConfigurationError, match="no source says that an edit may hold card: edit with a text, or try unproven=True"
    ):
        receipt.edit(card)
    receipt.edit(card, unproven=True)
    assert json.loads(requests[-1][3])["card"] == {"title": "Host", "theme": "modern-inline"}


def test_the_message_that_was_sent_can_be_changed_and_be_its_own_edit(asked):
    cliq, requests = asked
    alert = Message("down").sync()
    alert.send(cliq, to="chat:CT_1").edit(alert.text("up"))
    assert json.loads(requests[-1][3]) == {"text": "up"}


def test_the_text_of_an_edit_at_its_limit_and_one_beyond(asked):
    cliq, requests = asked
    receipt = Message("down").sync().send(cliq, to="chat:CT_1")
    receipt.edit(Message("ü" * 5_000))
    issue = refused(receipt.edit, Message("ü" * 5_001))
    assert (issue.code, issue.path, issue.expected) == ("too-long", "/text", "at most 5,000 characters")
    assert len(requests) == 2


@pytest.mark.parametrize(
    "change", [lambda r: r.delete(), lambda r: r.edit(Message("x")), lambda r: r.reply(Message("x"))]
)
def test_a_receipt_that_cannot_change_anything_says_why(change):
    with pytest.raises(ConfigurationError, match="this receipt came from none"):
        change(Message("x").send(MemoryTransport(), to="chat:CT_1"))
    with Sandbox() as sandbox:
        receipt = Message("x").send(sandbox.transport, to="chat:CT_1")
        with pytest.raises(ConfigurationError, match=r"send the message with \.sync\(\) to learn it"):
            change(receipt)


CHANGES = [lambda r, **chat: r.delete(**chat), lambda r, **chat: r.edit(Message("x"), **chat), lambda r, **chat: r.reply(Message("x"), **chat)]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("api", ["v2", "v3"])
def test_of_a_message_to_several_people_one_is_changed_by_its_chat(change, api):
    """Of several, the first alone would be changed: Zoho Cliq v2 API description, Bots, ``message_details``."""
    with Sandbox() as sandbox:
        cliq = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, api=api)
        receipt = Message("x").sync().send(cliq, to="bot:watch?users=60001,60002")
        with pytest.raises(ConfigurationError, match=r"a message for each.* give its chat, such as chat='CT_60001'"):
            change(receipt)
        assert len(sandbox.messages) == 1
        change(receipt, chat="CT_60001")
        if api == "v2":
            with pytest.raises(ConfigurationError, match=r"receipt.data.'message_details'. has the others"):
                change(receipt, chat="CT_7")


def test_each_of_several_people_is_told_with_the_ids_that_the_receipt_has():
    details = {"1": {"chat_id": "CT_1", "message_id": "17_1"}, "2": {"chat_id": "CT_2", "message_id": "17_2"}}
    edited = []

    class Service(MemoryTransport):
        wire = "v2"

        def edit(self, body, chat_id, message_id):
            edited.append((chat_id, message_id))
            return Receipt(204)

    receipt = Receipt(200, "17_1", "CT_1", {"message_details": details}, to.bot("w"), Service())
    for one in receipt.data["message_details"].values():
        assert receipt.edit(Message("x"), chat=one["chat_id"]).message_id == one["message_id"]
    assert edited == [("CT_1", "17_1"), ("CT_2", "17_2")]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("place", [to.channel("ops", as_bot="w"), to.channel_id("P1", as_bot="w")])
def test_an_id_that_is_never_told_is_not_promised_for_sync(change, place):
    with Sandbox() as sandbox:
        receipt = Message("x").sync().send(sandbox.transport, to=place)
        with pytest.raises(ConfigurationError, match=r"tells no id of what a bot posts to a channel.*leave as_bot out"):
            change(receipt)


@pytest.mark.parametrize("place", ["channel:ops", "channel_id:P1", "person:ana@example.com"])
def test_an_answer_goes_where_the_message_went(place):
    with Sandbox() as sandbox:
        receipt = Message("down").sync().send(sandbox.transport, to=place)
        receipt.reply(Message("up"))
        first, second = sandbox.received
        assert second.destination == first.destination
        assert second.body["reply_to"] == receipt.message_id
        with pytest.raises(ConfigurationError, match=f"told no chat of {place}"):
            receipt.edit(Message("up"))


@pytest.mark.parametrize(
    ("place", "chat", "answered"),
    [
        ("chat:CT_1?as_bot=w", None, "chat:CT_1?as_bot=w"),
        ("chat:CT_1?as_bot=w", "CT_9", "chat:CT_9?as_bot=w"),
        ("bot:w?users=60001&extension_key=1", None, "bot:w?users=60001&extension_key=1"),
        ("bot:w?users=60001", "CT_9", "chat:CT_9?as_bot=w"),
        ("bot:w?users=60001,60002", "CT_60002", "chat:CT_60002?as_bot=w"),
        ("bot:w", "CT_60000001", "chat:CT_60000001?as_bot=w"),
        ("channel:ops", "CT_9", "chat:CT_9"),
    ],
)
@pytest.mark.parametrize("api", ["v2", "v3"])
def test_the_bot_that_sent_a_message_answers_it(place, chat, answered, api):
    with Sandbox() as sandbox:
        cliq = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, api=api)
        Message("down").sync().send(cliq, to=place).reply(Message("up"), chat=chat)
        first, second = sandbox.received
        named = to.parse(answered)
        assert (second.destination.place, second.as_bot, second.users) == (named.place, named.as_bot, named.users)
        assert second.body["reply_to"] == first.id


def test_a_bot_answers_in_the_thread_that_its_message_began():
    with Sandbox() as sandbox:
        began = Message("log").thread("17_1").send(sandbox.transport, to="channel:ops?as_bot=w")
        began.reply(Message("more"))
        first, second = sandbox.received
        assert (second.chat_id, second.as_bot) == (first.chat_id, "w")


@pytest.mark.parametrize("path", ["chats/CT_1/message?bot_unique_name=w&", "bots/w/message?userids=60001&"])
def test_a_webhook_that_posts_as_a_bot_answers_at_its_own_address(path):
    with Sandbox() as sandbox:
        key = sandbox.webhook_url("ops").partition("?")[2]
        cliq = CliqTransport.from_webhook(f"{sandbox.url}/api/v2/{path}{key}", pacing=None)
        Message("down").sync().send(cliq).reply(Message("up"))
        first, second = sandbox.received
        assert (second.destination, second.as_bot, second.users) == (first.destination, first.as_bot, first.users)


@pytest.mark.parametrize("verb", ["edit", "reply"])
@pytest.mark.parametrize(
    ("given", "hint"), [("up", r'Message\("…"\) makes one'), ({"text": "up"}, "Message.from_dict"), (5, "Message")]
)
def test_what_is_no_message_is_told_with_what_makes_one(asked, verb, given, hint):
    cliq, requests = asked
    receipt = Message("down").sync().send(cliq, to="chat:CT_1")
    with pytest.raises(ConfigurationError, match=f"is no message: .*{hint}"):
        getattr(receipt, verb)(given)
    assert len(requests) == 1


def test_a_receipt_is_a_record_that_travels_without_its_transport(asked):
    cliq, _ = asked
    receipt = Message("x").sync().send(cliq, to="chat:CT_1")
    copy = pickle.loads(pickle.dumps(receipt))
    assert copy == receipt == Receipt(200, ENCODED, None, {"message_id": ENCODED})
    assert len({copy, receipt}) == 1
    with pytest.raises(ConfigurationError, match="this receipt came from none, or is a copy, which has none"):
        copy.reply(Message("y"))
    assert copy.destination == to.chat("CT_1")
    assert copy.service is None
    assert TOKEN not in repr(receipt)


def test_a_webhook_changes_nothing():
    cliq = CliqTransport.from_webhook("https://cliq.zoho.com/api/v2/channelsbyname/ops/message?zapikey=1001.a")
    sent = Receipt(200, message_id="1", destination=cliq.destination, service=cliq)
    by_transport = [lambda: cliq.delete("CT_1", "1"), lambda: cliq.edit(b"{}", "CT_1", "1")]
    by_receipt = [sent.delete, lambda: sent.edit(Message("x")), lambda: sent.edit(Message("x"), chat="CT_1")]
    for change in by_transport + by_receipt:
        with pytest.raises(ConfigurationError, match="a webhook posts messages and files only"):
            change()


@pytest.mark.parametrize(
    ("place", "files"),
    [
        ("/api/v2/channelsbyname/message/message", "/api/v2/channelsbyname/message/files"),
        ("/company/600/api/v2/bots/watch/message", "/company/600/api/v2/bots/watch/files"),
        ("/api/v3/chats/CT_1/messages", "/api/v3/chats/CT_1/files"),
    ],
)
def test_a_webhook_takes_files_beside_its_messages(tmp_path, place, files):
    log = tmp_path / "night.log"
    log.write_text("green")
    with Sandbox(zapikey="1001.secret") as sandbox:
        query = "bot_unique_name=watch&zapikey=1001.secret"
        cliq = CliqTransport.from_webhook(f"{sandbox.url}{place}?{query}", pacing=None)
        cliq.share(log, text="last night")
        (received,) = sandbox.received
        assert received.exchange.path == f"{files}?bot_unique_name=watch&zapikey=***"
        assert (received.file.name, received.as_bot) == ("night.log", "watch")
        with pytest.raises(ConfigurationError, match="leave `to` out"):
            cliq.share(log, to="channel:other")
        sandbox.fault("status", status=400)
        with pytest.raises(Exception, match="a fault on demand") as caught:
            cliq.share(log)
        assert "1001.secret" not in str(caught.value)


def test_a_file_goes_as_a_form_with_its_comment(asked, tmp_path):
    cliq, requests = asked
    log = tmp_path / "lög.txt"
    log.write_bytes(b"\x00line\r\n--")
    cliq.share(log, to="channel:ops", text='for {@all} "now"')
    method, path, kind, body = requests[0]
    assert (method, path) == ("POST", "/api/v2/channelsbyname/ops/files")
    assert kind.startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="l\xc3\xb6g.txt"' in body
    assert b"\r\n\r\n\x00line\r\n--\r\n" in body
    assert json.dumps(['for {@all} "now"']).encode() in body


def test_half_of_a_character_goes_as_an_escape_as_in_a_message(asked, tmp_path):
    """UTF-8 cannot carry one (RFC 3629); JSON can name it (RFC 8259)."""
    cliq, requests = asked
    half = Message.from_dict({"text": "up", "note": "a\ud83d"})
    receipt = half.sync().send(cliq, to="chat:CT_1")
    receipt.edit(half, unproven=True)
    (tmp_path / "a.txt").write_text("x")
    cliq.share(tmp_path / "a.txt", to="channel:ops", text="a\ud83d")
    assert [b'"a\\ud83d"' in body for *_, body in requests] == [True] * 3


def test_a_file_that_cannot_be_read_is_told_before_anything_leaves(asked, tmp_path):
    cliq, requests = asked
    for path, reason in [(tmp_path / "none.txt", "No such file"), (tmp_path, "Is a directory")]:
        with pytest.raises(ConfigurationError, match=reason):
            cliq.share(path, to="chat:CT_1")
    assert not requests


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, "the service refuses the file "),
        (413, "the service refuses the file "),
        (500, "the service failed, and the file may have"),
        (418, "neither a success nor a known refusal, and the file may have"),
    ],
)
def test_a_refused_file_is_called_one(sandbox, tmp_path, status, told):
    (tmp_path / "a.txt").write_text("x")
    sandbox.fault("status", status=status)
    with pytest.raises(TransportError, match=told):
        sandbox.transport.share(tmp_path / "a.txt", to="chat:CT_1")


def test_people_take_no_files_in_v3(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(ConfigurationError, match="has no address under api='v3'"):
        CliqTransport(token=TOKEN, api="v3").share(tmp_path / "a.txt", to="person:ana@example.com")


def test_each_kind_of_request_has_a_budget_of_its_own():
    with Sandbox(budget=1) as sandbox:
        cliq = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, max_wait=0)
        receipt = Message("down").sync().send(cliq, to="chat:CT_1")
        receipt.edit(Message("up"))
        receipt.delete()
        assert not sandbox.messages


def test_an_edit_that_may_have_arrived_is_asked_again_for_twice_is_as_once():
    with Sandbox() as sandbox:
        cliq = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, sleep=lambda seconds: None)
        receipt = Message("down").sync().send(cliq, to="chat:CT_1")
        sandbox.fault("cut", deliver=True)
        receipt.edit(Message("up"))
        assert sandbox.messages == [{"text": "up"}]
        assert sandbox.received[0].edits == 2


def test_a_deletion_that_may_have_arrived_is_not_asked_again():
    with Sandbox() as sandbox:
        cliq = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, sleep=lambda seconds: None)
        receipt = Message("down").sync().send(cliq, to="chat:CT_1")
        sandbox.fault("cut", deliver=True)
        with pytest.raises(Exception, match="the deletion for chat:CT_1 had left, so it may have arrived"):
            receipt.delete()
        with pytest.raises(NotFoundError):
            receipt.delete()


def test_the_sandbox_takes_changes_of_the_messages_it_has():
    with Sandbox() as sandbox:
        cliq = sandbox.transport
        receipt = Message("down").sync().send(cliq, to="chat:CT_1")
        receipt.edit(Message("up"))
        assert [one.edits for one in sandbox.received] == [1]
        for wrong in [
            lambda: cliq.edit(b'{"text": "x"}', "CT_2", receipt.message_id),
            lambda: cliq.delete("CT_1", "1_1"),
        ]:
            with pytest.raises(NotFoundError, match="there is no message"):
                wrong()
        receipt.delete()
        assert not sandbox.messages


def test_the_sandbox_knows_the_name_type_and_size_of_a_file(tmp_path):
    log = tmp_path / "lög.txt"
    log.write_bytes(b"x" * 3_000_000)
    with Sandbox() as sandbox:
        sandbox.transport.share(log, to="channel:ops", text="last night")
        (received,) = sandbox.received
        assert (received.file.name, received.file.type, received.file.size) == ("lög.txt", "text/plain", 3_000_000)
        assert received.body["comments"] == ["last night"]


@pytest.mark.parametrize("path", ["missing.log", "a\0b", 5, None])
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_sent(asked, path):
    cliq, requests = asked
    with pytest.raises(ConfigurationError, match=r"the file .* cannot be read: "):
        cliq.share(path, to="channel:ops")
    assert requests == []


@pytest.mark.parametrize("part", ["file", "files"])
def test_the_sandbox_takes_a_file_by_both_names_that_zoho_gives_its_part(part):
    with Sandbox() as sandbox:
        url, headers = f"{sandbox.url}/api/v2/channelsbyname/ops/files", {"Authorization": f"Bearer {sandbox.token}"}
        answer = urllib3.request("POST", url, fields={part: ("plan.txt", b"12:00", "text/plain")}, headers=headers)
        assert answer.status == 204
        assert sandbox.latest.file == SharedFile("plan.txt", "text/plain", 5)


def form(name, content, *more):
    disposition = b"--x\r\nContent-Disposition: form-data; name=%b\r\n\r\n%b\r\n" % (name, content)
    return disposition + (form(*more) if more else b"--x--\r\n")


FILE, FORM = (b'"file"; filename="a"', b"a"), "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/json", b"{}", "multipart/form-data"),
        ("multipart/form-data", b"", "cannot be read"),
        (FORM, form(b'"other"', b"a"), "there is no file"),
        (FORM, form(*FILE, b'"comments"', b"5"), "array of strings"),
        (FORM, form(*FILE, b'"comments"', b"[" * 100_000), "array of strings"),
    ],
)
def test_the_sandbox_says_what_is_wrong_with_a_form(kind, body, words):
    with Sandbox() as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": kind}
        answer = urllib3.request("POST", f"{sandbox.url}/api/v2/chats/CT_1/files", body=body, headers=headers)
        assert answer.status == 400
        assert words in answer.json()["message"]


def test_the_sandbox_keeps_whatever_comments_json_can_hold():
    with Sandbox() as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": FORM}
        body = form(*FILE, b'"comments"', rb'["half of a pair: \ud83d"]')
        answer = urllib3.request("POST", f"{sandbox.url}/api/v2/chats/CT_1/files", body=body, headers=headers)
        assert (answer.status, sandbox.latest.body["comments"]) == (204, ["half of a pair: \ud83d"])
