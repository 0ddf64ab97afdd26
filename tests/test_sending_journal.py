"""The journal of `send_all`: whatever happens to a run or to the file, no receipt is lost and nothing is posted twice."""

from contextlib import suppress

import pytest
from disks import full_at, posix
from sends import OK, cliq

from cardkit import ConfigurationError, Message, errors
from cardkit.outbox import Outbox
from cardkit.outbox.courier import StorageError
from cardkit.outbox.embedded.backend import Embedded
from cardkit.transport import MemoryTransport, send_all

M = Message("Hi")

MESSAGES = [Message(str(number)) for number in range(4)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal"


def run(path, transport=None, messages=MESSAGES, **options):
    return list(send_all(messages, transport or MemoryTransport(), to="chat:1", journal=path, **options))


def sent(outcomes):
    return [outcome.sent for outcome in outcomes]


def test_a_journal_tells_nothing_of_what_was_sent(path):
    run(path, messages=[Message("Rosebud")])
    assert b"Rosebud" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


@posix
@pytest.mark.parametrize("more", range(0, 60, 3))
def test_a_full_disk_hides_no_receipt_and_posts_nothing_twice(path, caplog, more):
    memory, outcomes = MemoryTransport(), []
    run(path, memory, [])
    with full_at(path.stat().st_size + more * 1_024), suppress(ConfigurationError):
        outcomes.extend(send_all(MESSAGES * 4, memory, to="chat:1", journal=path))
    assert [outcome.receipt.status for outcome in outcomes] == [200] * len(memory.sent)
    again = run(path, memory, MESSAGES * 4)
    unknown = [outcome for outcome in again if outcome.error]
    assert len(unknown) <= len([record for record in caplog.records if "will be called unknown" in record.message]) <= 1
    assert len(memory.sent) == 16  # each once, whether or not the journal knows
    assert all(isinstance(outcome.error, errors.DeliveryUnknownError) for outcome in unknown)


@posix
def test_a_full_disk_is_told_of_the_journal(path):
    with full_at(0), pytest.raises(StorageError, match=f"^the journal '{path}' cannot be used: "):
        run(path)


def test_what_could_not_be_noted_is_noted_before_the_next(path, caplog, monkeypatch):
    def failing(queue, post):
        monkeypatch.undo()
        raise StorageError("the disk is full")

    outcomes = []
    for outcome in send_all(MESSAGES, MemoryTransport(), to="chat:1", journal=path):
        outcomes.append(outcome)
        if len(outcomes) == 1:
            monkeypatch.setattr(Embedded, "settle", failing)
    (record,) = caplog.records
    told = (
        "the disk is full: letter 2 is sent, and will be called unknown if this program ends before that can be noted"
    )
    assert record.getMessage() == told
    assert sent(outcomes) == sent(run(path)) == [True] * 4


def test_a_message_that_somebody_drops_before_it_leaves_is_told_and_stops_no_other(path):
    class Dropping(MemoryTransport):
        def using(self, max_wait, on_leaving):
            self.leaving = on_leaving
            return self

        def send(self, body, to):
            if b'"1"' in body:
                next(Outbox(path).letters("ready")).drop()
            self.leaving()
            return super().send(body, to)

    memory = Dropping()
    outcomes = run(path, memory)
    assert (sent(outcomes), len(memory.sent)) == ([True, False, True, True], 3)
    assert str(outcomes[1].error) == "it did not leave, as somebody settled its letter in the journal meanwhile"
    assert not outcomes[1].error.may_have_arrived


def remove(path):
    path.unlink()


def replace(path):
    path.rename(path.with_name("other"))
    path.touch()


def put_a_folder(path):
    path.unlink()
    path.mkdir()


@posix
@pytest.mark.parametrize("change", [remove, replace, put_a_folder])
def test_a_journal_that_is_gone_stops_the_run_before_the_next_message(path, change):
    memory = MemoryTransport()
    outcomes = send_all(MESSAGES, memory, to="chat:1", journal=path)
    assert next(outcomes).sent
    change(path)
    with pytest.raises(ConfigurationError, match="was removed or replaced while it was in use"):
        next(outcomes)
    assert len(memory.sent) == 1


@posix
def test_a_journal_that_goes_while_a_message_is_posted_hides_no_receipt(path):
    class Removing(MemoryTransport):
        def send(self, body, to):
            path.unlink()
            return super().send(body, to)

    assert next(send_all(MESSAGES, Removing(), to="chat:1", journal=path)).receipt.status == 200


def test_a_journal_whose_latest_notes_were_lost_is_refused(path):
    run(path, messages=MESSAGES[:1])
    older = path.read_bytes()
    run(path)
    path.write_bytes(older)
    with pytest.raises(ConfigurationError, match="has lost its latest notes, so nobody knows what was sent"):
        run(path)
    path.unlink()
    assert sent(run(path)) == [True] * 4


@pytest.mark.parametrize("content", ["hello", "[]\n", "\0" * 50, '{"index": 0, "state": "sent"}\n' * 100])
def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(path, content):
    path.write_text(content)
    memory = MemoryTransport()
    with pytest.raises(ConfigurationError, match="is no journal of send_all") as caught:
        run(path, memory)
    assert str(path) in str(caught.value)
    assert (path.read_text(), memory.sent) == (content, [])


@posix
@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_a_device_keeps_no_journal(device):
    with pytest.raises(ConfigurationError, match="is no regular file"):
        run(device)


@pytest.mark.parametrize("wrong", [5, b"a\0b", "a\0b", object()])
def test_a_path_that_no_file_can_have_is_refused(wrong):
    with pytest.raises(ConfigurationError, match=r"cannot be opened|must be text or a path"):
        run(wrong)


@pytest.mark.parametrize("wrong", [{"text": "Hi"}, "Hi", 5, None], ids=repr)
def test_what_is_no_message_stops_the_run_before_it_leaves(wrong):
    memory = MemoryTransport()
    run = send_all([Message("One"), wrong], memory, to="chat:1")
    assert next(run).sent
    with pytest.raises(ConfigurationError, match="is no message"):
        next(run)
    assert memory.messages == [Message("One")]


class Breaks(MemoryTransport):
    """Dies in the middle of the message of its number, before or after it left."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def send(self, body, to):
        if len(self.sent) == self.number:
            raise KeyboardInterrupt
        return super().send(body, to)


def test_a_journal_keeps_a_message_from_being_sent_twice(tmp_path):
    path, messages = tmp_path / "journal", [Message(str(n)) for n in range(5)]
    first = Breaks(2)
    with pytest.raises(KeyboardInterrupt):
        list(send_all(messages, first, to="chat:1", journal=path))
    second = MemoryTransport()
    outcomes = list(send_all(messages, second, to="chat:1", journal=path))
    assert [(o.index, o.sent, o.receipt is None) for o in outcomes] == [
        (0, True, True), (1, True, True), (2, False, True), (3, True, False), (4, True, False),
    ]  # fmt: skip
    assert isinstance(outcomes[2].error, errors.DeliveryUnknownError)
    assert outcomes[2].error.may_have_arrived
    assert [body for body, _ in second.sent] == [b'{"text":"3"}', b'{"text":"4"}']
    third = MemoryTransport()
    assert [o.sent for o in send_all(messages, third, to="chat:1", journal=path)] == [True, True, False, True, True]
    assert not third.sent
    assert [o.sent for o in send_all(messages, third, to="chat:1", journal=path, resend_unknown=True)] == [True] * 5
    assert len(third.sent) == 1


def test_a_message_that_surely_failed_is_tried_in_the_next_run(tmp_path, server, clock):
    path = tmp_path / "journal"
    server.answers = [(404, {}, b"")]
    assert not next(send_all([M], cliq(server, clock), to="chat:1", journal=path)).sent
    server.answers = [OK]
    assert next(send_all([M], cliq(server, clock), to="chat:1", journal=path)).receipt.message_id == "17"
    server.answers = [(500, {}, b"")]
    path = tmp_path / "other"
    for _ in range(2):
        assert next(send_all([M], cliq(server, clock), to="chat:1", journal=path)).error.may_have_arrived
    assert len(server.requests) == 3


def test_a_journal_knows_messages_by_what_they_say_and_where_they_go(tmp_path):
    path, memory = tmp_path / "journal", MemoryTransport()
    one, two = Message("one"), Message("two")

    def run(messages, place="chat:1"):
        return [outcome.receipt is not None for outcome in send_all(messages, memory, to=place, journal=path)]

    assert run([one, two]) == [True, True]
    assert run([two, one]) == [False, False]
    assert run([Message("new"), one, one, two]) == [True, False, True, False]
    assert run([one], "chat:2") == [True]
    assert len(memory.sent) == 5


def test_a_journal_in_no_folder_or_that_is_one_is_refused(tmp_path):
    for path, why in ((tmp_path, "is no regular file"), (tmp_path / "no" / "folder", "cannot be opened")):
        with pytest.raises(ConfigurationError, match=why):
            run(path)


def test_one_run_at_a_time_has_a_journal(tmp_path):
    first = send_all([M, M], MemoryTransport(), to="chat:1", journal=tmp_path / "journal")
    next(first)
    with pytest.raises(ConfigurationError, match="another run may have it"):
        next(send_all([M], MemoryTransport(), to="chat:1", journal=tmp_path / "journal"))
    list(first)
    assert [o.sent for o in send_all([M, M], MemoryTransport(), to="chat:1", journal=tmp_path / "journal")] == [
        True,
        True,
    ]
