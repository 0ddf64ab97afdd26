"""When the outcome of a post is noted: before the next letter leaves, or while its answer is awaited, whatever fails."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from outboxes import OK, UNKNOWN, Connected, Script, opened, put, states
from sends import Scripted
from servers import TOKEN

from cardkit import ConfigurationError, errors
from cardkit.outbox.courier import StorageError
from cardkit.outbox.embedded.backend import Embedded
from cardkit.outbox.letter import EXPIRED
from cardkit.transport import CliqTransport


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


@pytest.mark.parametrize("kind", [Script, Connected])
def test_each_letter_is_noted_as_sent_before_the_next_one_is(path, kind, quick_answers):
    """Over a connection the note is made while the next answer is awaited, and told when that has come."""

    class Looking(kind):
        def answer(self):
            seen.append((states(opened(path)), len(events)))
            return super().answer()

    seen, events = [], []
    outbox = opened(path, Looking(), on_event=events.append)
    put(outbox, "one", "two", "three")
    del events[:]
    assert outbox.work(once=True).sent == 3
    assert seen == [
        (["sending", "ready", "ready"], 0), (["sent", "sending", "ready"], 1 if kind is Script else 0),
        (["sent", "sent", "sending"], 2 if kind is Script else 1),
    ]  # fmt: skip
    assert [(event.letter.id, event.letter.state, event.letter.message_id) for event in events] == [
        (1, "sent", "17"), (2, "sent", "17"), (3, "sent", "17"),
    ]  # fmt: skip
    assert states(outbox) == ["sent"] * 3


class Slow(Connected):
    """The answers come after so many seconds each; `seen` is how many letters were *sending* as each was to leave."""

    def __init__(self, path, monkeypatch, *seconds):
        super().__init__()
        self.path, self.seconds, self.now, self.seen = path, list(seconds), 100.0, []
        monkeypatch.setattr("cardkit.outbox.drain.time.monotonic", lambda: self.now)

    def send(self, body, to):
        self.seen.append(states(opened(self.path)).count("sending"))
        return super().send(body, to)

    def answer(self):
        self.now += self.seconds.pop(0)
        return super().answer()


def test_where_answers_take_their_time_each_letter_is_noted_as_sent_at_once(path, monkeypatch):
    outbox = opened(path, slow := Slow(path, monkeypatch, 9.0, 0.01, 0.01, 9.0, 9.0, 0.01))
    put(outbox, *"abcdef")
    assert outbox.work(once=True).sent == 6
    assert slow.seen == [0, 0, 1, 1, 0, 0]


@pytest.mark.parametrize(("seconds", "order"), [(9.0, "abAcd"), (0.01, "abcAd")])
def test_an_alert_that_is_put_while_an_answer_is_awaited_is_next_or_where_answers_are_quick_next_but_one(
    path, monkeypatch, seconds, order
):
    class Alerted(Slow):
        def answer(self):
            if len(self.sent) == 1:
                put(outbox, "A", to="chat:alerts", priority=9)
            return super().answer()

    outbox = opened(path, slow := Alerted(path, monkeypatch, *[seconds] * 5))
    slow.now = 0.0  # as if an answer had just come
    put(outbox, *"abcd")
    assert outbox.work(once=True).sent == 5
    assert "".join(slow.texts) == order


def test_an_outcome_is_noted_before_a_listener_hears_of_the_one_before(path, monkeypatch):
    """But where answers are quick: there it is noted while the next is awaited."""
    outbox = opened(path, Slow(path, monkeypatch, 9.0, 0.01, 9.0))
    put(outbox, *"abc")
    outbox.on_event = lambda event: seen.append((event.letter.id, states(opened(path))))
    seen = []
    assert outbox.work(once=True).sent == 3
    assert seen == [
        (1, ["sent", "ready", "ready"]), (2, ["sent", "sent", "sent"]), (3, ["sent", "sent", "sent"]),
    ]  # fmt: skip


@pytest.mark.parametrize("error", [StorageError("database is locked"), ConfigurationError("odd"), OSError("odd")])
@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_note_that_fails_while_an_answer_is_awaited_is_made_before_the_next_letter(
    path, monkeypatch, quick_answers, when, error
):
    settle, calls = Embedded.settle, []

    def failing(queue, post):
        calls.append((post.letter.id, len(script.sent)))
        if len(calls) == when:
            raise error
        return settle(queue, post)

    monkeypatch.setattr(Embedded, "settle", failing)
    outbox = opened(path, script := Connected())
    put(outbox, *"abcd")
    assert outbox.work(once=True).sent == 4
    assert (script.texts, states(outbox)) == ([*"abcd"], ["sent"] * 4)
    assert calls[when - 1 :][:3] == [(when, when), (when, when + 1), (when + 1, when + 1)]


def test_a_letter_that_nobody_can_read_does_not_spoil_the_answer_that_is_awaited(path, quick_answers):
    outbox = opened(path, script := Connected())
    put(outbox, *"abc")
    outbox._backend.file.work(lambda db: db.execute("UPDATE letters SET destination = 'nowhere' WHERE id = 3"))
    with pytest.raises(ConfigurationError, match="'nowhere' is no destination"):
        outbox.work(once=True)
    assert script.texts == ["a", "b"]
    assert [outbox.letter(id).state for id in (1, 2)] == ["sent", "sent"]


def test_where_a_transport_posts_in_another_thread_all_is_noted_in_that_of_the_worker(path, monkeypatch, quick_answers):
    """The worker may stop waiting for that thread, as at a second Ctrl-C: then both would note the same outcome."""

    class Elsewhere(Connected):
        def send(self, body, to):
            with ThreadPoolExecutor() as pool:
                return pool.submit(super().send, body, to).result()

    settle, threads = Embedded.settle, []
    monkeypatch.setattr(Embedded, "settle", lambda *what: threads.append(threading.get_ident()) or settle(*what))
    outbox = opened(path, script := Elsewhere())
    put(outbox, *"abc")
    assert outbox.work(once=True).sent == 3
    assert (script.texts, threads) == ([*"abc"], [threading.get_ident()] * 3)


def test_a_file_that_is_removed_while_an_answer_is_awaited_is_told(path, caplog):
    class Removing(Connected):
        def using(self, max_wait, on_leaving):
            return super().using(max_wait, lambda: (on_leaving(), path.unlink()))

    outbox = opened(path, script := Removing())
    put(outbox, "one")
    assert outbox.work(once=True).sent == 1
    assert script.texts == ["one"]
    assert "was removed or replaced while it was in use" in caplog.text


@pytest.mark.parametrize("settled", [True, False])
def test_whether_letters_wait_is_seen_when_the_work_ends(path, time, quick_answers, settled):
    """And not as it was while the last answer was awaited."""

    class Ending(Connected):
        def answer(self):
            if len(self.sent) == 1:
                time.left = 0
                if settled:
                    outbox.letter(3).drop()
            return super().answer()

    outbox = opened(path, Ending(), time)
    put(outbox, *"abc")
    tally = outbox.work(once=True, stop=time)
    assert (tally.sent, tally.waiting) == (2, not settled)


def test_work_that_is_stopped_while_the_file_cannot_be_written_says_what_waits(
    path, time, monkeypatch, quick_answers, caplog
):
    class Ending(Connected):
        def answer(self):
            time.left = 0
            return super().answer()

    def locked(*what):
        raise StorageError("database is locked")

    monkeypatch.setattr(Embedded, "settle", locked)
    outbox = opened(path, Ending(), time)
    put(outbox, *"ab")
    tally = outbox.work(once=True, stop=time)
    assert (tally.sent, tally.waiting, states(outbox)) == (0, True, ["sending", "ready"])
    assert "letter 1 is sent, and will be called unknown" in caplog.text


def test_a_letter_whose_outcome_cannot_be_noted_at_once_is_told_to_wait_when_the_work_ends(path, time, monkeypatch):
    class Ending(Script):
        def answer(self):
            time.left = 0
            return super().answer()

    settle, failures = Embedded.settle, [1]

    def failing(queue, post):
        if failures and failures.pop():
            raise StorageError("database is locked")
        return settle(queue, post)

    monkeypatch.setattr(Embedded, "settle", failing)
    outbox = opened(path, Ending(errors.RateLimitError("…", status=429, retry_after=3.0)), time)
    put(outbox, "one")
    assert outbox.work(once=True, stop=time).waiting
    assert states(outbox) == ["ready"]


@pytest.mark.parametrize("waits", [3, 0])
@pytest.mark.parametrize("answer", [OK, UNKNOWN, errors.RateLimitError("…", status=429, retry_after=3.0)])
def test_what_expires_while_an_answer_is_awaited_is_told_whatever_comes_then(path, time, quick_answers, answer, waits):
    """Also if the work ends then."""

    class Aging(Connected):
        def using(self, max_wait, on_leaving):
            return super().using(max_wait, lambda: (on_leaving(), setattr(time, "now", time.now + 30.0)))

        def answer(self):
            if len(self.sent) == 1:
                time.left = waits
            return super().answer()

    events = []
    outbox = opened(path, Aging(OK, answer, OK), time, on_event=events.append)
    put(outbox, "one")
    put(outbox, "two", to="chat:2")
    put(outbox, "old", to="chat:3", not_after=50)
    outbox.work(stop=time)
    told = [(event.letter.id, event.letter.state) for event in events]
    assert told[:5] == [(1, "ready"), (2, "ready"), (3, "ready"), (1, "sent"), (3, "dead")]
    assert told.count((3, "dead")) == 1
    assert outbox.letter(3).finding == EXPIRED


def test_a_transport_that_never_tells_that_a_letter_leaves_gets_it_once(path):
    class Silent(Script):
        def using(self, **settings):
            return self

    outbox = opened(path, script := Silent())
    put(outbox, "one", "two", "three")
    assert outbox.work(once=True).sent == 3
    assert (script.texts, states(outbox)) == (["one", "two", "three"], ["sent"] * 3)


@pytest.mark.parametrize("answer", [UNKNOWN, errors.RateLimitError("…", status=429, retry_after=3.0)])
def test_a_chat_goes_on_only_when_what_came_of_its_last_letter_is_noted(path, time, monkeypatch, answer):
    """As while another program holds the file: the next letter of the chat must neither overtake nor be let go."""
    settle, failures = Embedded.settle, [1, 2]

    def failing(queue, post):
        if failures and failures.pop():
            raise StorageError("database is locked")
        return settle(queue, post)

    monkeypatch.setattr(Embedded, "settle", failing)
    outbox = opened(path, script := Script(answer, OK), time, strict_order=True)
    put(outbox, "one", "two")
    time.left = 4
    outbox.work(stop=time)
    known = answer is not UNKNOWN
    assert script.texts == (["one", "two"] if known else [])
    assert states(outbox) == (["sent", "sent"] if known else ["unknown", "ready"])


@pytest.mark.parametrize(("kind", "left"), [(Script, 2), (Connected, 3)])
def test_a_ctrl_c_while_a_letter_is_told_loses_no_other(path, time, kind, left, quick_answers):

    def listen(event):
        if event.letter.id == 2 and event.letter.state == "sent":
            raise KeyboardInterrupt

    outbox = opened(path, script := kind(), time, on_event=listen)
    put(outbox, "one", "two", "three", "four")
    with pytest.raises(KeyboardInterrupt):
        outbox.work(once=True)
    assert script.texts == ["one", "two", "three", "four"][:left]
    assert states(outbox) == ["sent"] * left + ["ready"] * (4 - left)


def test_a_ctrl_c_as_it_is_noted_that_a_letter_leaves_lets_it_be_ready(path, time, monkeypatch):
    note, told = Embedded.note_sending, [1]

    def interrupted(queue, *what):
        left = note(queue, *what)
        if told and told.pop():
            raise KeyboardInterrupt
        return left

    monkeypatch.setattr(Embedded, "note_sending", interrupted)
    with Scripted() as server:
        outbox = opened(path, CliqTransport(token=TOKEN, base_url=server.url, pacing=None), time)
        put(outbox, "one")
        with pytest.raises(KeyboardInterrupt):
            outbox.work(once=True)
        assert (states(outbox), server.requests) == (["ready"], [])
        assert (outbox.work(once=True).sent, len(server.requests)) == (1, 1)
