"""What stands around a post: headers for gateways, networks, the people of a bot."""

import re

import pytest
from servers import TOKEN, Server, locals_of

from cardkit import ConfigurationError, Message, to
from cardkit.errors import ForbiddenError
from cardkit.sandbox import Sandbox
from cardkit.transport import CliqTransport
from cardkit.transport.addresses import PATHS, address
from cardkit.transport.api_requests import OURS

M = Message("Hi")
SECRET = "gateway-s3cret"


@pytest.fixture
def server():
    with Server() as server:
        yield server


def cliq(server, **options):
    return CliqTransport(token=TOKEN, base_url=server.url, pacing=None, max_wait=0, **options)


def test_headers_go_along_with_every_message(server):
    transport = cliq(server, headers={"orgId": "60001", "X-Api-Key": SECRET})
    M.send(transport, to="chat:1")
    _, headers, _ = server.requests[0]
    assert (headers["orgId"], headers["X-Api-Key"]) == ("60001", SECRET)
    assert (headers["Authorization"], headers["Content-Type"]) == (f"Bearer {TOKEN}", "application/json")
    assert SECRET not in repr(vars(transport))
    url = f"{server.url}/api/v2/channelsbyname/alerts/message?zapikey=1001.a"
    M.send(CliqTransport.from_webhook(url, pacing=None, headers={"orgId": "7"}))
    assert server.requests[1][1]["orgId"] == "7"


@pytest.mark.parametrize(
    "words", ["60001: X-Api-Key: {}", '{{"message": "60001 has no key Basic {}"}}', '{{"message": "60001: \\u0067{}"}}']
)
def test_what_a_gateway_repeats_of_its_headers_is_masked(server, words):
    """But not the number of an organisation, which any text may have."""
    key = SECRET[1:] if "u0067" in words else SECRET
    server.answer = (403, {}, words.format(key).encode())
    with pytest.raises(ForbiddenError, match="60001") as caught:
        M.send(cliq(server, headers={"orgId": "60001", "X-Api-Key": f"Basic {SECRET}"}), to="chat:1")
    assert SECRET[1:] not in f"{caught.value} {vars(caught.value)}"


@pytest.mark.parametrize("name", [*OURS, *map(str.title, OURS)])
def test_what_cardkit_writes_itself_cannot_be_given(name):
    with pytest.raises(ConfigurationError, match=f"headers: {name} cannot be given, for "):
        CliqTransport(token=TOKEN, pacing=None, headers={name: SECRET})


BAD = [
    {"": "a"}, {"a b": "a"}, {"a:": "a"}, {"é": "a"}, {5: "a"}, {"a\n": "a"},
    {"a": SECRET + "\r\nAuthorization: x"}, {"a": SECRET + "\n"}, {"a": ""}, {"a": " "}, {"a": SECRET + "é"}, {"a": 5}, {"a": None},
    {"orgId": "1", "ORGID": "2"}, [("a", "b")], "orgId: 5", 5,
]  # fmt: skip


@pytest.mark.parametrize("headers", BAD, ids=repr)
def test_headers_that_http_does_not_allow_are_refused_without_their_values(headers):
    with pytest.raises(ConfigurationError, match="headers") as caught:
        CliqTransport(token=TOKEN, pacing=None, headers=headers)
    assert not [shown for shown in [str(caught.value), *locals_of(caught.value)] if SECRET in shown]


def test_what_headers_say_is_among_no_locals_when_another_setting_is_wrong():
    with pytest.raises(ConfigurationError) as caught:
        CliqTransport(token=TOKEN, region="mars", headers={"X-Api-Key": SECRET})
    assert not [shown for shown in locals_of(caught.value) if SECRET in shown]


@pytest.mark.parametrize("prefix", ["", "/company/60001", "/network/zylker-partners", "/network/Zylker%20Partners"])
def test_a_webhook_may_be_that_of_a_network(server, prefix):
    url = f"{server.url}{prefix}/api/v2/channelsbyname/alerts/message?zapikey=1001.a"
    transport = CliqTransport.from_webhook(url, pacing=None)
    assert transport.destination == to.channel("alerts")
    M.send(transport)
    assert server.requests[0][0] == f"{prefix}/api/v2/channelsbyname/alerts/message?zapikey=1001.a"


@pytest.mark.parametrize("prefix", ["/network", "/network/a/b", "/networks/a", "/network//"])
def test_other_prefixes_are_no_webhooks(prefix):
    with pytest.raises(ConfigurationError, match="this is no webhook's address"):
        CliqTransport.from_webhook(f"https://cliq.zoho.com{prefix}/api/v2/channelsbyname/a/message?zapikey=1001.a")


def test_what_a_webhooks_query_says_is_part_of_its_destination():
    url = "https://cliq.zoho.com/api/v2/bots/watch/message?zapikey=1001.a&userids=1,ana@example.com&extension_key=x"
    transport = CliqTransport.from_webhook(url, pacing=None)
    assert transport.destination == to.bot("watch", users=["1", "ana@example.com"], query={"extension_key": "x"})
    assert to.parse(str(transport.destination)) == transport.destination


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"api": "v2"}, "userids"),
        ({"api": "v3"}, "user_ids"),
        ({"api": "v3", "recipients": "userids"}, "userids"),
        ({"api": "v2", "recipients": "user_ids"}, "user_ids"),
    ],
)
def test_the_people_of_a_bot_are_named_as_the_version_or_an_option_has_it(server, options, expected):
    M.send(cliq(server, **options), to=to.bot("watch", users=["1", "2"]))
    assert re.search(r"\?(\w+)=1%2C2$", server.requests[0][0])[1] == expected
    with Sandbox() as sandbox:
        sent = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, **options)
        M.send(sent, to=to.bot("watch", users=["1", "2"]))
        assert sandbox.latest.users == ("1", "2")


@pytest.mark.parametrize("wrong", ["users", "", 5, ["userids"]])
def test_another_name_for_the_people_of_a_bot_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="must be userids or user_ids"):
        CliqTransport(token=TOKEN, pacing=None, recipients=wrong)
    with pytest.raises(ConfigurationError, match="recipients is settled by the webhook's address"):
        CliqTransport.from_webhook("https://cliq.zoho.com/api/v2/bots/a/message?zapikey=1001.a", recipients="userids")


def test_a_destination_without_people_has_no_such_parameter():
    assert address(to.bot("watch"), "v3", PATHS["v3"], "userids") == "/bots/watch/messages"


@pytest.mark.parametrize("prefix", ["", "/company/60001", "/network/zylker-partners"])
def test_the_sandbox_takes_the_webhook_of_a_network(prefix):
    with Sandbox() as sandbox:
        url = sandbox.webhook_url("alerts").replace("/api/", f"{prefix}/api/")
        M.send(CliqTransport.from_webhook(url, pacing=None))
        assert sandbox.latest.destination == to.channel("alerts")


WEBHOOK = "https://cliq.zoho.com/api/v2/channelsbyname/a/message?zapikey=1001.secret"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CLIQ_TOKEN", "Bearer 1000.secret", "the word Bearer and a token: leave the word out"),
        ("CLIQ_TOKEN", "Zoho-oauthtoken 1000.secret", "the word Zoho-oauthtoken and a token"),
        ("CLIQ_TOKEN", '"1000.secret"', "in quotes: leave them out"),
        ("CLIQ_TOKEN", "1000.secret x", "a string of 13 characters"),
        ("CLIQ_WEBHOOK_URL", f"'{WEBHOOK}'", "it is in quotes"),
        ("CLIQ_WEBHOOK_URL", WEBHOOK.replace("https", "http"), "it begins with http:, not https:"),
        ("CLIQ_WEBHOOK_URL", WEBHOOK.removeprefix("https://"), "it does not begin with https://"),
        ("CLIQ_WEBHOOK_URL", WEBHOOK.partition("?")[0], "it has no key, ?zapikey=…"),
        ("CLIQ_WEBHOOK_URL", "http://127.0.0.1:8025/api/v2/chats/a/message", "it has no key, ?zapikey=…"),
        ("CLIQ_WEBHOOK_URL", WEBHOOK.replace("https", "http").replace(".zoho", ""), "it begins with http:, not https:"),
        ("CLIQ_WEBHOOK_URL", WEBHOOK.replace("channelsbyname/a/message", "bots/a/incoming"), "messages of a bot go to"),
        (
            "CLIQ_WEBHOOK_URL",
            WEBHOOK.replace("channelsbyname/a/message", "applications/1/incoming") + "&appkey=2",
            "parameters to a handler",
        ),
    ],
)
def test_what_is_odd_about_a_setting_is_told_and_never_shown(name, value, told, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        CliqTransport.from_env()
    assert told in str(caught.value)
    assert not [shown for shown in [str(caught.value), *locals_of(caught.value)] if ".secret" in shown]


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("1000.secret\n", "in blanks or line ends: take them away"),
        (" 1000.secret", "in blanks"),
        (" \n", "the token is empty"),
    ],
)
def test_blanks_around_a_token_are_told(token, told):
    with pytest.raises(ConfigurationError) as caught:
        CliqTransport(token=token)
    assert told in str(caught.value)
    assert not [shown for shown in [str(caught.value), *locals_of(caught.value)] if ".secret" in shown]
