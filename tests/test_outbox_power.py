"""Power cuts and full disks: what was told to be kept is kept, and what may have left is not sent again."""

import shutil
from contextlib import suppress

import pytest
from disks import full_at, posix
from outboxes import Connected, Script, Time, opened, put, states

from cardkit import ConfigurationError
from cardkit.transport import Receipt

FRAME = 24 + 4096
"""Bytes of one page in the write-ahead log, behind its header of 32."""


class Recorder(Script):
    """Notes how long the log is when a letter leaves: a power cut behind that comes too late for it."""

    def __init__(self, log):
        super().__init__()
        self.log, self.left = log, {}

    def send(self, body, to):
        receipt = super().send(body, to)
        self.left[self.texts[-1]] = self.log.stat().st_size
        return receipt


def worked(folder):
    """An outbox that sent some letters, and how long its log was when each was put and left; its files stay open."""
    path = folder / "outbox.sqlite3"
    log = folder / "outbox.sqlite3-wal"
    recorder = Recorder(log)
    outbox = opened(path, recorder)
    kept = {}
    for text in "abcdef":
        put(outbox, text, to=f"chat:{text}")
        kept[text] = log.stat().st_size
        if text in "bdf":
            outbox.work(once=True)
    put(outbox, "g")
    kept["g"] = log.stat().st_size
    return outbox, kept, recorder.left


def again(folder, copy, cut):
    """What is sent by whoever finds the files after a power cut that left only so much of the log."""
    copy.mkdir()
    for file in folder.iterdir():
        if not file.name.endswith("-shm"):
            shutil.copyfile(file, copy / file.name)
    with (copy / "outbox.sqlite3-wal").open("r+b") as log:
        log.truncate(cut)
    script = Script()
    outbox = opened(copy / "outbox.sqlite3", script)
    outbox.work(once=True)
    return outbox, script


@pytest.mark.slow
def test_a_power_cut_at_any_page_loses_and_doubles_nothing(tmp_path):
    folder = tmp_path / "whole"
    folder.mkdir()
    outbox, kept, left = worked(folder)
    length = (folder / "outbox.sqlite3-wal").stat().st_size
    cuts = [32 + FRAME * number for number in range((length - 32) // FRAME + 1)]
    assert len(cuts) > 50
    for cut in [at for frame in cuts for at in (frame, frame + 1_000)]:
        outbox_then, script = again(folder, tmp_path / f"cut {cut}", cut)
        gone = {text for text, size in left.items() if size <= cut}
        known = {text for text, size in kept.items() if size <= cut}
        there = {letter.body.decode()[9] for letter in outbox_then.letters()} if known else set()
        assert not gone & set(script.texts), cut
        assert known <= there | gone
        assert len(set(script.texts)) == len(script.texts)
    assert states(outbox) == ["sent"] * 6 + ["ready"]


def test_a_log_that_was_lost_sends_nothing_that_had_left(tmp_path):
    folder = tmp_path / "whole"
    folder.mkdir()
    outbox, _, left = worked(folder)
    for cut in range(0, (folder / "outbox.sqlite3-wal").stat().st_size, FRAME):
        _, script = again(folder, tmp_path / f"lost {cut}", cut)
        assert not set(left) & set(script.texts), cut
    assert states(outbox).count("sent") == 6


def test_a_file_that_was_cut_at_any_page_sends_nothing_twice_and_says_so(tmp_path, caplog):
    folder = tmp_path / "whole"
    folder.mkdir()
    outbox, _, _ = worked(folder)
    outbox._backend.file.close()
    whole = (folder / "outbox.sqlite3").read_bytes()
    assert len(whole) >= 4096 * 10
    path = folder / "outbox.sqlite3"
    for cut in range(0, len(whole), 4096):
        path.write_bytes(whole[:cut])
        script = Script()
        caplog.clear()
        trial = opened(path, script)
        if cut:
            with pytest.raises(ConfigurationError, match="it is damaged"):
                trial.work(once=True)
            assert path.read_bytes() == whole[:cut]
        else:
            trial.work(once=True)
            assert "is another one than the last that was sent from here" in caplog.text
        assert script.texts == []
        trial._backend.file.close()


@posix
@pytest.mark.parametrize("kind", [Script, Connected])
@pytest.mark.parametrize("more", range(0, 80, 4))
def test_a_full_disk_loses_and_doubles_nothing(tmp_path, more, kind, quick_answers):
    path, script, accepted = tmp_path / "outbox.sqlite3", kind(), []
    outbox = opened(path, script)
    put(outbox, "first")
    accepted.append("first")
    with full_at(path.stat().st_size + more * 1_024):
        for number in range(8):
            with suppress(ConfigurationError):
                put(outbox, str(number))
                accepted.append(str(number))
        with suppress(ConfigurationError):
            outbox.work(once=True)
    outbox.work(once=True)
    unknown = [letter.body.decode()[9:-2] for letter in outbox.letters("unknown")]
    assert sorted({*script.texts, *unknown}) == sorted(accepted)
    assert len(script.texts) == len(set(script.texts))
    assert len(unknown) <= (1 if kind is Script else 2)


TIRED = [5.0, 5.0, 5.0, 0.25]  # seconds between tries to write, and to the next poll


@pytest.mark.parametrize(("kind", "note", "first", "unnoted", "waited"), [
    (Script, "note_sending", 1, [], TIRED), (Script, "note_sending", 2, [], TIRED),
    (Script, "settle", 1, [1], TIRED[1:]), (Script, "settle", 4, [4], TIRED[1:]),
    (Connected, "note_sending", 1, [], TIRED), (Connected, "note_sending", 2, [1], TIRED),
    (Connected, "note_sending", 4, [3], TIRED), (Connected, "settle", 1, [1, 2], TIRED[1:]),
    (Connected, "settle", 4, [4], TIRED),
])  # fmt: skip
def test_a_worker_outlives_a_full_disk(
    tmp_path, monkeypatch, quick_answers, caplog, kind, note, first, unnoted, waited
):
    from cardkit.outbox.courier import StorageError
    from cardkit.outbox.embedded.backend import Embedded

    time, script = Time(), kind()
    outbox = opened(tmp_path / "outbox.sqlite3", script, time)
    put(outbox, "one", "two", "three", "four")
    noted, calls = getattr(Embedded, note), []

    def failing(queue, *what):
        calls.append(what)
        if first <= len(calls) <= first + 2:
            raise StorageError("the disk is full")
        return noted(queue, *what)

    monkeypatch.setattr(Embedded, note, failing)
    time.left = len(waited)
    outbox.work(stop=time)
    assert script.texts == ["one", "two", "three", "four"]
    assert states(outbox) == ["sent"] * 4
    assert [letter.message_id for letter in outbox.letters()] == ["17"] * 4
    assert time.waited == waited
    told = [record.getMessage() for record in caplog.records if "will be called unknown" in record.message]
    assert told == [
        f"the disk is full: letter {id} is sent, and will be called unknown if this program ends before that can be noted"
        for id in unnoted
    ]


def test_a_receipt_without_an_id_is_one(tmp_path):
    outbox = opened(tmp_path / "outbox.sqlite3", Script(Receipt(status=204)))
    put(outbox, "one")
    outbox.work(once=True)
    (letter,) = outbox.letters("sent")
    assert (letter.status, letter.message_id) == (204, None)
