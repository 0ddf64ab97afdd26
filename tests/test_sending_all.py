"""`send_all`: many messages one after the other, what it waits for, and what it is called with."""

import pytest
from sends import OK, cliq

import cardkit
from cardkit import ConfigurationError, Message, errors
from cardkit.transport import MemoryTransport, ProcessPacing, send_all

M = Message("Hi")
THROTTLE = (400, {}, b'{"message": "URL throttles limit exceeded"}')


def test_send_all_waits_out_locks_and_goes_on_after_errors(server, clock):
    server.answers = [OK, THROTTLE, OK, (404, {}, b""), OK]
    messages = [Message(str(n)) for n in range(4)]
    outcomes = list(send_all(messages, cliq(server, clock, max_wait=0), to="chat:1", sleep=clock.sleep))
    assert [(o.index, o.sent) for o in outcomes] == [(0, True), (1, True), (2, False), (3, True)]
    assert isinstance(outcomes[2].error, errors.NotFoundError)
    assert clock.slept == [600.0]


def test_send_all_waits_out_one_lock_of_a_message_and_no_second(server, clock):
    server.answers = [THROTTLE]
    (outcome,) = send_all([M], cliq(server, clock, max_wait=0), to="chat:1", sleep=clock.sleep)
    assert isinstance(outcome.error, errors.RateLimitError)
    assert (clock.slept, len(server.requests)) == ([600.0], 2)


def test_send_all_takes_one_message_at_a_time_and_tells_those_with_errors():
    memory, taken = MemoryTransport(), []

    def messages():
        for number in range(3):
            taken.append(number)
            yield Message(str(number)) if number != 1 else Message().list()

    outcomes = send_all(messages(), memory, to="chat:1")
    assert next(outcomes).receipt.status == 200
    assert taken == [0]
    assert [type(o.error) for o in outcomes] == [cardkit.ConstraintError, type(None)]
    with pytest.raises(ConfigurationError):
        next(send_all([M], MemoryTransport()))


def test_send_all_waits_for_room_as_often_as_it_takes(server, clock):
    pacing = ProcessPacing(clock=clock, budget=1)
    transport = cliq(server, clock, pacing=pacing, max_wait=0, account="a")
    taken = []

    def sleep(seconds):
        clock.sleep(seconds)
        if len(taken) < 3:
            taken.append(pacing.settle(pacing.take("a")))  # somebody else was quicker

    assert all(outcome.sent for outcome in send_all([M, M], transport, to="chat:1", sleep=sleep))
    assert len(taken) == 3


MANY = [Message("one"), Message("two")]
WRONG_CALLS = {
    "a single message": ((MANY[0], MemoryTransport(), "chat:1"), "messages must be several, such as a list, not <Message"),
    "a body": (({"text": "one"}, MemoryTransport(), "chat:1"), "messages must be several"),
    "a text": (("one", MemoryTransport(), "chat:1"), "messages must be several"),
    "bytes": ((b"one", MemoryTransport(), "chat:1"), "messages must be several"),
    "nothing": ((None, MemoryTransport(), "chat:1"), "messages must be several"),
    "no transport": ((MANY, "no transport", "chat:1"), r"a transport has a method send\(body, to\)"),
    "the class of a transport": ((MANY, MemoryTransport, "chat:1"), "MemoryTransport is a class"),
    "no destination": ((MANY, MemoryTransport(), None), "a message needs a destination"),
    "a wrong destination": ((MANY, MemoryTransport(), "alerts"), "is no destination"),
    "a journal that is no path": ((MANY, MemoryTransport(), "chat:1", 5), "journal=5 must be text or a path"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_call_of_send_all_is_told_though_nobody_asks_for_outcomes(arguments, told):
    with pytest.raises(ConfigurationError, match=told):
        send_all(*arguments)


def test_a_wrong_patience_is_told_at_the_call():
    with pytest.raises(ConfigurationError, match="max_wait=-1 must be a number of seconds"):
        send_all(MANY, MemoryTransport(), to="chat:1", max_wait=-1)


@pytest.mark.parametrize("given", [MANY[0], {"text": "one"}, "one"], ids=repr)
def test_what_that_error_says_to_try_sends_it(given):
    memory = MemoryTransport()
    with pytest.raises(ConfigurationError) as caught:
        send_all(given, memory, to="chat:1")
    hint = str(caught.value).rsplit("; try ", 1)[1]
    several = eval(hint, {"message": given, "body": given, "text": given, "Message": Message})
    assert [outcome.sent for outcome in send_all(several, memory, to="chat:1")] == [True]
    assert memory.messages == [Message("one")]


def test_sending_stays_lazy(tmp_path):
    taken, memory = [], MemoryTransport()

    def messages():
        for message in MANY:
            taken.append(message)
            yield message

    outcomes = send_all(messages(), memory, to="chat:1", journal=tmp_path / "run.journal")
    assert (taken, memory.sent, [*tmp_path.iterdir()]) == ([], [], [])
    assert next(outcomes).sent
    assert (len(taken), len(memory.sent)) == (1, 1)
    assert next(outcomes).index == 1
    assert next(outcomes, None) is None


@pytest.mark.parametrize("several", [MANY, (*MANY,), {*MANY}, iter(MANY), Message("x" * 9_000).split()], ids=lambda value: type(value).__name__)  # fmt: skip
def test_whatever_can_be_gone_through_is_taken(several):
    assert len([*send_all(several, MemoryTransport(), to="chat:1")]) == 2
