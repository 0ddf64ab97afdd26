"""The parts of a message that was split, sent as one unit."""

import json

import pytest
from pacings import free
from sends import OK, cliq

from cardkit import Message, errors
from cardkit.transport import MachinePacing, MemoryTransport, ProcessPacing, send_all

M = Message("Hi")


def parts_of(count, **options):
    """A message in so many parts."""
    parts = Message("word " * (1_000 * count), fit=True).split(**options)
    assert len(parts) == count
    return parts


@pytest.fixture(params=["process", "machine"])
def pacing(request, clock, tmp_path):
    """A budget of four requests."""
    if request.param == "process":
        return ProcessPacing(clock=clock, budget=4)
    return MachinePacing(tmp_path / "pacing", clock=clock, budget=4)


def texts(server):
    return [json.loads(body)["text"][:4] for _, _, body in server.requests]


def test_no_part_leaves_before_there_is_room_for_all(server, clock, pacing):
    transport = cliq(server, clock, pacing=pacing, max_wait=0, account="a")
    seen = []
    for outcome in send_all([M, M, parts_of(3)], transport, to="chat:1", sleep=clock.sleep):
        seen.append((outcome.index, outcome.sent, len(clock.slept)))
    assert [(index, sent) for index, sent, _ in seen] == [(index, True) for index in range(5)]
    waits = [count for _, _, count in seen]
    assert waits[:2] == [0, 0]
    assert waits[2] > 0
    assert waits[2] == waits[3] == waits[4], "it waited within the message"


def test_where_the_wait_would_be_too_long_nothing_of_it_leaves(server, clock, pacing):
    transport = cliq(server, clock, pacing=pacing, account="a")
    outcomes = [*send_all([M, M, parts_of(3), M], transport, to="chat:1", max_wait=5, sleep=clock.sleep)]
    assert [(o.index, o.sent) for o in outcomes] == [
        (0, True),
        (1, True),
        (2, False),
        (3, False),
        (4, False),
        (5, True),
    ]
    assert isinstance(outcomes[2].error, errors.RateLimitError)
    assert outcomes[2].error.retry_after > 5
    assert not outcomes[3].error.may_have_arrived
    assert texts(server) == ["Hi"] * 3


def test_a_message_longer_than_the_budget_is_sent_with_waits_within(server, clock, pacing):
    transport = cliq(server, clock, pacing=pacing, max_wait=0, account="a")
    outcomes = [*send_all(parts_of(6), transport, to="chat:1", sleep=clock.sleep)]
    assert [(o.index, o.sent) for o in outcomes] == [(index, True) for index in range(6)]
    assert len(clock.slept) > 0


def test_behind_a_part_that_fails_none_is_sent_and_the_rest_is_told(server, clock, pacing):
    server.answers = [OK, (403, {}, b""), OK]
    transport = cliq(server, clock, pacing=pacing, account="a")
    outcomes = [*send_all([parts_of(4), M], transport, to="chat:1", sleep=clock.sleep)]
    assert [o.sent for o in outcomes] == [True, False, False, False, True]
    assert isinstance(outcomes[1].error, errors.ForbiddenError)
    assert str(outcomes[2].error) == "it was not sent, as part 2 of the message did not get through"
    assert len(server.requests) == 3
    assert clock.slept == []
    assert free(pacing) == 1, "what was taken for the rest is given back"


def test_the_parts_of_a_thread_go_into_one_of_the_first(server, clock):
    server.answers = [(200, {}, b'{"message_id": "17_1"}'), OK]
    transport = cliq(server, clock)
    assert all(o.sent for o in send_all(parts_of(3, as_thread=True), transport, to="chat:1"))
    bodies = [json.loads(body) for _, _, body in server.requests]
    assert [(body.get("sync_message"), body.get("thread_message_id")) for body in bodies] == [
        (True, None),
        (None, "17_1"),
        (None, "17_1"),
    ]


def test_parts_of_a_message_that_stands_in_a_thread_stay_there(server, clock):
    parts = Message("word " * 2_000, fit=True).thread("9_9").split(as_thread=True)
    assert all(o.sent for o in send_all(parts, cliq(server, clock), to="chat:1"))
    assert [json.loads(body).get("thread_message_id") for _, _, body in server.requests] == ["9_9", "9_9"]


def test_without_an_id_of_the_first_the_others_go_where_it_went(server, clock):
    server.answers = [(204, {}, b"")]
    assert all(o.sent for o in send_all(parts_of(2, as_thread=True), cliq(server, clock), to="chat:1"))
    assert "thread_message_id" not in json.loads(server.requests[1][2])


def test_a_journal_takes_up_where_a_message_stopped(server, clock, tmp_path):
    server.answers = [OK, (403, {}, b""), OK]
    parts, journal = parts_of(3, as_thread=True), tmp_path / "journal"
    first = [*send_all(parts, cliq(server, clock), to="chat:1", journal=journal)]
    assert [o.sent for o in first] == [True, False, False]
    again = [*send_all(parts, cliq(server, clock), to="chat:1", journal=journal)]
    assert [o.sent for o in again] == [True, True, True]
    bodies = [json.loads(body) for _, _, body in server.requests]
    assert [body.get("thread_message_id") for body in bodies] == [None, "17", "17", "17"]


def test_any_transport_takes_parts():
    memory = MemoryTransport()
    assert all(o.sent for o in send_all([M, parts_of(2)], memory, to="chat:1"))
    assert len(memory.sent) == 3
