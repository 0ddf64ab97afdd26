"""The file transport: a line for each message, whole whatever else writes to the file and whatever becomes of the disk."""

import json
import multiprocessing
import os

import pytest
from disks import full_at, posix

from cardkit import Message, errors, to
from cardkit.transport import FileTransport

M = Message("Zoë")


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


def test_a_file_gets_a_line_for_each_message_with_its_destination(tmp_path):
    path = tmp_path / "out.jsonl"
    transport = FileTransport(path)
    M.send(transport, to="chat:CT_1")
    M.send(transport, to=to.channel("ops", as_bot="watch"))
    M.send(transport, to=to.bot("b", users=["u"]))
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {"to": "chat:CT_1", "message": {"text": "Zoë"}},
        {"to": "channel:ops?as_bot=watch", "message": {"text": "Zoë"}},
        {"to": "bot:b?users=u", "message": {"text": "Zoë"}},
    ]
    with pytest.raises(errors.TransportError, match="cannot be written"):
        M.send(FileTransport(tmp_path / "no" / "folder"), to="chat:1")


def test_a_body_of_several_lines_is_one_line_of_the_file(tmp_path):
    transport = FileTransport(tmp_path / "out.jsonl")
    for _ in range(2):
        transport.send(M.to_json(indent=2).encode(), to.chat("1"))
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [{"to": "chat:1", "message": {"text": "Zoë"}}] * 2


def _append(arguments):
    path, name = arguments
    for number in range(50):
        Message(f"{name}-{number}" + "x" * 5_000).send(FileTransport(path), to="chat:1")


def test_several_processes_append_whole_lines(tmp_path):
    path = tmp_path / "out.jsonl"
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(_append, [(path, name) for name in "abc"])
    lines = [json.loads(line)["message"]["text"].rstrip("x") for line in path.read_text(encoding="utf-8").splitlines()]
    assert sorted(lines) == sorted(f"{name}-{number}" for name in "abc" for number in range(50))


def test_a_path_that_no_file_can_have_is_a_transport_error():
    for path in ("a\0b", "\ud800"):
        with pytest.raises(errors.TransportError, match="cannot be written"):
            M.send(FileTransport(path), to="chat:1")
