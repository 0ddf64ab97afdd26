"""Sends to a server that answers by a script, with a clock that passes only when somebody sleeps."""

import pytest
from servers import TOKEN, Posts

from cardkit import Message
from cardkit.transport import CliqTransport

M = Message("Hi")


OK = (200, {}, b'{"message_id": "17"}')


class Scripted(Posts):
    """A server that answers with one answer after the other, the last for ever."""

    def __init__(self):
        super().__init__()
        self.answers = [OK]

    def reply(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def cliq(server, clock, **options):
    given = {"token": TOKEN, "base_url": server.url, "pacing": None, "clock": clock, "sleep": clock.sleep, **options}
    return CliqTransport(**given)


def fails(kind, transport, message=M):
    with pytest.raises(kind) as caught:
        message.send(transport, to="chat:1")
    return caught.value
