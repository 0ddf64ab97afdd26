"""Outboxes whose clock passes only when a worker waits, and transports that answer by a script."""

import json
from contextlib import contextmanager

from cardkit import Message, errors
from cardkit.outbox import Outbox
from cardkit.transport import Receipt
from cardkit.transport.exchange import AbortedError, Exchange, TimeLimits

OK = Receipt(status=200, message_id="17", chat_id="CT_1")
UNKNOWN = errors.DeliveryUnknownError("the answer was lost", may_have_arrived=True)


class Time:
    """The clock of an outbox, and the event that stops its worker: after so many waits, or when nothing is left."""

    def __init__(self, waits=1_000):
        self.now, self.waited, self.left = 1_000_000.0, [], waits

    def __call__(self):
        return self.now

    def is_set(self):
        return self.left <= 0

    def wait(self, timeout=None):
        self.left -= 1
        self.waited.append(timeout)
        self.now += timeout
        return self.is_set()


class Script:
    """Answers with one receipt or error after the other, the last for ever; `sent` are the texts and places."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers) or [OK], []

    def send(self, body, to):
        answer = self.answer()
        if isinstance(answer, BaseException):
            raise answer
        self.sent.append((Message.from_json(body).to_dict()["text"], str(to)))
        return answer

    def answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def texts(self):
        return [text for text, _ in self.sent]


def put(outbox, *texts, to="chat:1", **options):
    return [outbox.put(Message(text), to=to, **options) for text in texts]


def texts(memory):
    """The texts of what a `MemoryTransport` has sent."""
    return [json.loads(body)["text"] for body, _ in memory.sent]


def states(outbox):
    return [letter.state for letter in outbox.letters()]


def opened(path, transport=None, time=None, **options):
    time = time or Time()
    return Outbox(path, transport or Script(), clock=time, **options)


class Connected(Script):
    """A script within an exchange, as over a connection: what is done while an answer is awaited is done before it."""

    def using(self, max_wait, on_leaving):
        self.exchange = Exchange(TimeLimits(60, 60, 60), on_leaving)
        return self

    @contextmanager
    def connection(self):
        with self.exchange:
            self.exchange.watched = True
            try:
                self.exchange.leave()
            except AbortedError:
                raise self.exchange.failure from None
            self.exchange.request_written()
            yield

    def send(self, body, to):
        with self.connection():
            return super().send(body, to)


class Editor(Script):
    """A script that edits as well; `edits` are the bodies with the ids of chat and message."""

    def __init__(self, *answers):
        super().__init__(*answers)
        self.edits, self.answers_to_edits = [], [Receipt(status=204)]

    def edit(self, body, chat_id, message_id):
        script = self.answers_to_edits
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, BaseException):
            raise answer
        self.edits.append((json.loads(body), chat_id, message_id))
        return answer


class ConnectedEditor(Connected, Editor):
    """An editor over a connection."""

    def edit(self, *edit):
        with self.connection():
            return super().edit(*edit)
