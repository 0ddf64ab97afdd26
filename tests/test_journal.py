"""The journal: whatever happens to the file, no receipt is lost and nothing is posted twice."""

import json
import logging
import os
import resource
import signal
from contextlib import contextmanager

import pytest

from cardkit import ConfigurationError, Message, errors
from cardkit.transport import FileTransport, MemoryTransport, send_all

MESSAGES = [Message(str(number)) for number in range(4)]
HEAD = '{"journal": "cardkit.transport.send_all", "version": 1}\n'
posix = pytest.mark.skipif(os.name != "posix", reason="limits and files of POSIX")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal"


def run(path, transport=None, messages=MESSAGES, **options):
    return list(send_all(messages, transport or MemoryTransport(), to="chat:1", journal=path, **options))


def sent(outcomes):
    return [outcome.sent for outcome in outcomes]


@contextmanager
def full_at(size):
    """No file grows beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_each_change_is_a_line(path):
    run(path, messages=MESSAGES[:2])
    head, *lines = path.read_text().splitlines(keepends=True)
    notes = [json.loads(line) for line in lines]
    assert head == HEAD
    assert [(note["index"], note["state"]) for note in notes] == [
        (0, "sending"), (0, "sent"), (1, "sending"), (1, "sent"),
    ]  # fmt: skip
    assert len({note["name"] for note in notes}) == 2


@posix
@pytest.mark.parametrize("more", range(1, 400, 23))
def test_a_full_disk_hides_no_receipt_and_posts_nothing_twice(path, caplog, more):
    memory, outcomes = MemoryTransport(), []
    with full_at(len(HEAD) + more), pytest.raises(ConfigurationError, match="cannot be written") as caught:
        outcomes.extend(send_all(MESSAGES * 2, memory, to="chat:1", journal=path))
    assert str(path) in str(caught.value)
    assert [outcome.receipt.status for outcome in outcomes] == [200] * len(memory.sent)
    assert path.read_bytes().endswith(b"\n")
    again = run(path, memory, MESSAGES * 2)
    unknown = [outcome for outcome in again if outcome.error]
    assert len(unknown) == len([record for record in caplog.records if record.levelno == logging.WARNING]) <= 1
    assert len(memory.sent) == 8  # each once, whether or not the journal knows
    assert all(isinstance(outcome.error, errors.DeliveryUnknownError) for outcome in unknown)


@posix
def test_what_could_not_be_noted_is_noted_before_the_next(path, caplog):
    class Filling(MemoryTransport):
        def send(self, body, to):
            receipt = super().send(body, to)
            if len(self.sent) == 2:
                resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, hard))
            return receipt

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with full_at(1 << 30):
        outcomes = []
        for outcome in send_all(MESSAGES, Filling(), to="chat:1", journal=path):
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, hard))
            outcomes.append(outcome)
    (record,) = caplog.records
    assert f"the journal {path} cannot be written" in record.getMessage()
    assert "message 2 was sent, and a later run will call it unknown" in record.getMessage()
    assert sent(outcomes) == sent(run(path)) == [True] * 4
    assert resource.getrlimit(resource.RLIMIT_FSIZE) == (soft, hard)


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


@pytest.mark.parametrize("kept", range(0, 400, 7))
def test_a_journal_that_was_cut_anywhere_posts_nothing_that_it_knows_again(path, kept):
    first, second = MemoryTransport(), MemoryTransport()
    run(path, first, MESSAGES[:2])
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    lines = whole[:kept].decode().splitlines(keepends=True)
    notes = [json.loads(line) for line in lines[1:] if line.endswith("\n")]
    outcomes = run(path, second, MESSAGES[:2])
    known = {note["index"]: note["state"] for note in notes}
    assert [outcome.receipt is not None for outcome in outcomes] == [index not in known for index in range(2)]
    assert sent(outcomes) == [known.get(index) != "sending" for index in range(2)]
    assert len(second.sent) == 2 - len(known)
    assert path.read_bytes().startswith(HEAD.encode())


DAMAGED = {
    "other": ("hello\n", "is no journal of send_all"),
    "unfinished": ("hello", "is no journal of send_all"),
    "array": ("[]\n", "is no journal of send_all"),
    "deep": ("[" * 100_000 + "\n", "is no journal of send_all"),
    "without head": ('{"index": 0, "name": "a", "state": "sent"}\n', "is no journal of send_all"),
    "newer": (HEAD.replace("1}", "2}"), "is of version 2, and this cardkit reads 1; start a new one"),
    "no line": (HEAD + "x\n", "is damaged; it has the line b'x'"),
    "state": (HEAD + '{"index": 0, "name": "a", "state": "lost"}\n', "is damaged"),
    "index": (HEAD + '{"index": "0", "name": "a", "state": "sent"}\n', "is damaged"),
    "name": (HEAD + '{"index": 0, "state": "sent"}\n', "is damaged"),
    "zeros": (HEAD + "\0" * 50 + "\n", "is damaged"),
}


@pytest.mark.parametrize(("content", "message"), DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(path, content, message):
    path.write_text(content)
    memory = MemoryTransport()
    with pytest.raises(ConfigurationError, match=message) as caught:
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
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        run(wrong)


# The file transport, whose lines are as much at the mercy of a disk.


def texts(path):
    return [json.loads(line)["message"]["text"] for line in path.read_text(encoding="utf-8").splitlines()]


@posix
@pytest.mark.parametrize("more", [0, 1, 20, 39])
def test_after_a_line_that_was_torn_a_new_one_is_begun(tmp_path, more):
    path = tmp_path / "out.jsonl"
    Message("one").send(FileTransport(path), to="chat:1")
    size = path.stat().st_size
    with full_at(size + more), pytest.raises(errors.TransportError, match="cannot be written") as caught:
        Message("torn").send(FileTransport(path), to="chat:1")
    assert str(path) in str(caught.value)
    assert not caught.value.may_have_arrived
    Message("two").send(FileTransport(path), to="chat:1")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == (3 if more else 2)
    assert [json.loads(line)["message"]["text"] for line in (lines[0], lines[-1])] == ["one", "two"]


@posix
@pytest.mark.parametrize("device", ["/dev/null", "pipe"])
def test_what_is_no_regular_file_takes_lines_too(tmp_path, device):
    if device == "pipe":
        device = tmp_path / "pipe"
        os.mkfifo(device)
        reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        Message("Hi").send(FileTransport(device), to="chat:1")
        assert os.read(reader, 1_000) == b'{"to": "chat:1", "message": {"text":"Hi"}}\n'
        os.close(reader)
    else:
        assert Message("Hi").send(FileTransport(device), to="chat:1").status == 200


@posix
def test_a_file_that_may_only_be_written_takes_lines_too(tmp_path):
    path = tmp_path / "out.jsonl"
    path.touch(mode=0o200)
    for text in ("one", "two"):
        Message(text).send(FileTransport(path), to="chat:1")
    path.chmod(0o600)
    assert texts(path) == ["one", "two"]
