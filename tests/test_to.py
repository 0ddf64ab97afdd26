"""Destinations: what each function makes, what text means, and what is refused."""

import pytest

from cardkit import ConfigurationError, to
from cardkit.to import Destination, chosen, parse

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
    made = make()
    assert made == expected
    assert (made.kind, made.id, made.as_bot, made.users) == (
        expected.kind, expected.id, expected.as_bot, expected.users,
    )  # fmt: skip
    assert parse(str(made)) == made


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
    (lambda: to.bot("w", [5]), "a user of a bot must be a string of visible characters, not 5"),
    (
        lambda: parse("chats:1"),
        "'chats:1' is no destination; write 'chat:1' if that is meant, or else one of chat:…, channel:…, channel_id:…, bot:…, person:…, thread:…, "
        "or use cardkit.to",
    ),
    (lambda: chosen("channel:#alerts", object()), "'channel:#alerts' is no address: names stand there without # and blanks; write 'channel:alerts'"),
    (lambda: chosen(to.channel(" # alerts"), object()), "'channel: # alerts' is no address: names stand there without # and blanks; write 'channel:alerts'"),
    (lambda: chosen("channel:##", object()), "'channel:##' is no address: names stand there without # and blanks"),
    (lambda: parse("channel:alerts?as_bto=x"), "'as_bto' is no parameter of a channel's address; there are as_bot, appkey, mark_as_read; did you mean 'as_bot'?"),
    (lambda: parse("bot:w?users=%ff"), "'bot:w?users=%ff' has a % that is not followed by UTF-8; write %25 for the sign"),
    (
        lambda: parse("Bot:#w"),
        "'Bot:#w' is no destination; write 'bot:#w' if that is meant, or else one of chat:…, channel:…, channel_id:…, bot:…, person:…, thread:…, "
        "or use cardkit.to",
    ),
    (lambda: parse("bot:w?user=a"), "'user' is no parameter of a bot's address; there are users, CHANNEL_UNIQUE_NAME, extension_key; did you mean 'users'?"),
    (
        lambda: parse("Channel:alerts"),
        "'Channel:alerts' is no destination; write 'channel:alerts' if that is meant, or else one of chat:…, channel:…, channel_id:…, bot:…, person:…, thread:…, "
        "or use cardkit.to",
    ),
    (
        lambda: parse("chat"),
        "'chat' is no destination; write one of chat:…, channel:…, channel_id:…, bot:…, person:…, thread:…, "
        "or use cardkit.to",
    ),
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
