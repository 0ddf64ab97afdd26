"""Destinations: what each function makes, the one text form of each, which is read back, and what is refused."""

import pickle
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cardkit import ConfigurationError, to
from cardkit.sandbox.addresses import address_of
from cardkit.to import KINDS, QUERIES, Destination, chosen, parse
from cardkit.transport import CliqTransport
from cardkit.transport.addresses import PATHS, address, webhook
from cardkit.transport.endpoint import KNOWN
from cardkit.transport.secret import Secret

WORDS = st.text("ab%?&,=+#/:@ é😀25F", min_size=1, max_size=8) | st.text(min_size=1, max_size=20)
PLAIN = WORDS.filter(lambda text: text.strip() and text.isprintable() and "zapikey" not in text.lower())


@st.composite
def destinations(draw):
    kind = draw(st.sampled_from(KINDS))
    query = draw(st.dictionaries(st.sampled_from(QUERIES[kind]), PLAIN)) if kind in QUERIES else {}
    users = draw(st.lists(PLAIN, max_size=4))
    return Destination(kind, draw(PLAIN), as_bot=draw(st.none() | PLAIN), users=users, query=query)


@given(destinations())
def test_a_text_form_is_read_back(destination):
    assert parse(str(destination)) == destination
    alone = evolve(destination, as_bot=None, users=(), query=())
    assert parse(destination.place) == alone
    assert str(alone) == destination.place


FORMS = [
    (to.chat("CT_1"), "chat:CT_1"),
    (to.chat("CT_1", as_bot="watch dog"), "chat:CT_1?as_bot=watch dog"),
    (to.channel("50% off?", as_bot="a&b"), "channel:50%25 off%3F?as_bot=a%26b"),
    (to.channel_id("O1", query={"mark_as_read": "true", "appkey": "k"}), "channel_id:O1?appkey=k&mark_as_read=true"),
    (to.bot("watch", users="ana@example.com"), "bot:watch?users=ana@example.com"),
    (to.bot("watch", users="XYZ-7"), "bot:watch?users=XYZ-7"),
    (to.bot("watch", users=["a,b", "2"], query={"extension_key": "x=y"}), "bot:watch?users=a%2Cb,2&extension_key=x=y"),
]


@pytest.mark.parametrize(("destination", "text"), FORMS, ids=[text for _, text in FORMS])
def test_a_destination_has_one_text_form_which_is_read_back(destination, text):
    assert str(destination) == text
    assert parse(text) == destination
    assert pickle.loads(pickle.dumps(destination)) == destination


@pytest.mark.parametrize(
    "text", ["channel:ops/alerts", "channel:a=b&c,d", "person:a+b@example.com", "chat:é😀", "channel:50% off"]
)
def test_a_name_that_needs_no_escaping_is_taken_as_it_is(text):
    assert parse(text).id == text.partition(":")[2]


WRONG = [
    ("channel:what?", "a \\? in a name is %3F"),
    ("channel:what?ever", "behind \\? come as_bot="),
    ("chat:1?as_bot=", "as_bot, the unique name of a bot"),
    ("chat:1?as_bot=a&as_bot=b", "once each"),
    ("bot:b?users=", "a user of a bot"),
    ("bot:b?users=1,,2", "a user of a bot"),
    ("chat:1?appkey=k", "'appkey' is no parameter of a chat's address; there are as_bot"),
    ("channel:%0a", "must be a string of visible characters"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_text_that_names_nothing_is_refused(text, message):
    with pytest.raises(ConfigurationError, match=message):
        parse(text)


@pytest.mark.parametrize("wrong", [5, None, b"chat:1", ["chat:1"]])
def test_what_is_no_text_is_refused(wrong):
    with pytest.raises(ConfigurationError):
        parse(wrong)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Destination("cat", "1"),
        lambda: Destination("bot", "b", users=[""]),
        lambda: Destination("bot", "b", users=5),
        lambda: to.channel("a", query={"appkey": 5}),
        lambda: to.channel("a", query={5: "a"}),
        lambda: to.channel("a", query="appkey"),
        lambda: to.channel("a", query={"bot_unique_name": "b"}),
        lambda: to.channel("a", query={"userids": "b"}),
    ],
)
def test_a_destination_that_makes_no_sense_is_refused(make):
    with pytest.raises(ConfigurationError):
        make()


def test_other_parameters_are_in_the_address():
    place = to.channel("ops", as_bot="watch", query={"mark_as_read": "true", "appkey": "a b"})
    expected = "/channelsbyname/ops/message?bot_unique_name=watch&appkey=a+b&mark_as_read=true"
    assert address(place, "v2", PATHS["v2"]) == expected
    place = to.bot("watch", users=["1", "2"], query={"CHANNEL_UNIQUE_NAME": "ops"})
    expected = "/bots/watch/messages?user_ids=1%2C2&CHANNEL_UNIQUE_NAME=ops"
    assert address(place, "v3", PATHS["v3"]) == expected


def test_places_that_are_written_to_again_and_again_keep_apart():
    cliq = CliqTransport(token="1000.t", pacing=None)
    for _ in range(2):
        for number in range(2 * KNOWN):
            place = parse(f"chat:{number}")
            assert place == to.chat(f"{number}")
            assert cliq._endpoint.url(place).reveal() == f"https://cliq.zoho.com/api/v2/chats/{number}/messages"
            with pytest.raises(ConfigurationError, match="is no destination"):
                parse(f"chats:{number}")
    assert len(cliq._endpoint._known) == KNOWN


MADE = [
    (lambda: to.chat("CT_1"), Destination("chat", "CT_1")),
    (lambda: to.chat("CT_1", as_bot="w"), Destination("chat", "CT_1", as_bot="w")),
    (lambda: to.channel("ops"), Destination("channel", "ops")),
    (lambda: to.channel("ops", "w"), Destination("channel", "ops", as_bot="w")),
    (lambda: to.channel_id("O1"), Destination("channel_id", "O1")),
    (lambda: to.channel_id("O1", "w"), Destination("channel_id", "O1", as_bot="w")),
    (lambda: to.bot("w"), Destination("bot", "w")),
    (lambda: to.bot("w", "7"), Destination("bot", "w", users=("7",))),
    (lambda: to.bot("w", ["7", "a@b.c"]), Destination("bot", "w", users=("7", "a@b.c"))),
    (lambda: to.person("a@b.c"), Destination("person", "a@b.c")),
    (lambda: to.thread("CT_1-T-2"), Destination("thread", "CT_1-T-2")),
]


@pytest.mark.parametrize(("make", "expected"), MADE, ids=[str(expected) for _, expected in MADE])
def test_each_function_makes_its_destination(make, expected):
    assert make() == expected


def test_each_kind_has_a_function_that_is_public_an_example_here_and_one_in_the_guide():
    assert {*to.__all__} == {*KINDS, "Destination", "parse"}
    assert {expected.kind for _, expected in MADE} == {*KINDS}
    guide = (Path(__file__).parent.parent / "docs/how-to/send.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f'# "{kind}:' not in guide] == []


@pytest.mark.parametrize(("api", "kind"), [(api, kind) for api in PATHS for kind in PATHS[api]])
def test_the_address_of_each_kind_is_read_back_as_a_webhook_and_by_the_sandbox(api, kind):
    place = Destination(kind, "CT_1-T-2" if kind == "thread" else "a/b")
    path = f"/api/{api}{address(place, api, PATHS[api])}"
    assert address_of(path).destination == place
    chat = evolve(place, kind="chat") if kind == "thread" else place  # both have the same address
    assert webhook(Secret(f"https://cliq.zoho.com{path}?zapikey=1001.a")).destination == chat


ONE_OF = f"one of {', '.join(f'{kind}:…' for kind in KINDS)}, or use cardkit.to"
REFUSED = [
    (lambda: to.chat(""), "the chat to send to must be a string of visible characters, not ''"),
    (lambda: to.channel("a\n"), "the channel to send to must be a string of visible characters, not 'a\\n'"),
    (lambda: to.channel_id(5), "the channel_id to send to must be a string of visible characters, not 5"),
    (lambda: to.chat(None), "the chat to send to must be a string of visible characters, not None"),
    (lambda: to.chat("a\r\nb"), "the chat to send to must be a string of visible characters, not 'a\\r\\nb'"),
    (lambda: to.person("\x00"), "the person to send to must be a string of visible characters, not '\\x00'"),
    (lambda: to.person(" "), "the person to send to must be a string of visible characters, not ' '"),
    (lambda: to.chat("1", as_bot=""), "as_bot, the unique name of a bot, must be a string of visible characters, not ''"),
    (lambda: to.channel("a", query={"appkey": " "}), "appkey must be a string of visible characters, not ' '"),
    (lambda: to.channel("a", query={5: "x"}), "a name in query must be a string of visible characters, not 5"),
    (lambda: to.bot("w", [5]), "a user of a bot must be a string of visible characters, not 5"),
    (lambda: parse("chats:1"), f"'chats:1' is no destination; write 'chat:1' if that is meant, or else {ONE_OF}"),
    (lambda: chosen("channel:#alerts", object()), "'channel:#alerts' is no address: names stand there without # and blanks; write 'channel:alerts'"),
    (lambda: chosen(to.channel(" # alerts"), object()), "'channel: # alerts' is no address: names stand there without # and blanks; write 'channel:alerts'"),
    (lambda: chosen("channel:##", object()), "'channel:##' is no address: names stand there without # and blanks"),
    (lambda: parse("channel:alerts?as_bto=x"), "'as_bto' is no parameter of a channel's address; there are as_bot, appkey, mark_as_read; did you mean 'as_bot'?"),
    (lambda: parse("bot:w?users=%ff"), "'bot:w?users=%ff' has a % that is not followed by UTF-8; write %25 for the sign"),
    (lambda: parse("Bot:#w"), f"'Bot:#w' is no destination; write 'bot:#w' if that is meant, or else {ONE_OF}"),
    (lambda: parse("bot:w?user=a"), "'user' is no parameter of a bot's address; there are users, CHANNEL_UNIQUE_NAME, extension_key; did you mean 'users'?"),
    (lambda: parse("Channel:alerts"), f"'Channel:alerts' is no destination; write 'channel:alerts' if that is meant, or else {ONE_OF}"),
    (lambda: parse("chat"), f"'chat' is no destination; write {ONE_OF}"),
    (
        lambda: chosen(None, object()),
        'a message needs a destination such as to="chat:CT_1207" or to=to.channel("alerts"), but nothing was given',
    ),
    (
        lambda: chosen(5, object()),
        'a message needs a destination such as to="chat:CT_1207" or to=to.channel("alerts"), but 5 was given',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
def test_what_is_no_destination_is_refused(call, message):
    with pytest.raises(ConfigurationError) as caught:
        call()
    assert str(caught.value) == message


def test_the_destination_given_counts_before_the_transports_own():
    class Own:
        destination = "channel:ops"

    assert chosen("chat:a:b", Own()) == to.chat("a:b")
    assert chosen(to.bot("w"), Own()) == to.bot("w")
    assert chosen(None, Own()) == to.channel("ops")
