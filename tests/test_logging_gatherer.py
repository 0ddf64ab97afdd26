"""When log records are sent, by a clock that passes only while the gatherer waits: gathered, after a rest, and at the end."""

import math
import threading
from itertools import pairwise

import pytest

from cardkit import ConnectionFailedError, DeliveryUnknownError, RateLimitError, ServerError
from cardkit.logging.cards import Entry
from cardkit.logging.gatherer import Gatherer

FAILED = ConnectionFailedError("down")


class News:
    """A condition for one thread: whoever waits lets the clock pass, and after so many waits the gatherer ends."""

    def __init__(self, waits=3):
        self.now, self.waited, self.left, self.gatherer = 1_000.0, [], waits, None

    def __call__(self):
        return self.now

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def notify_all(self):
        pass

    def wait(self, timeout=None):
        self.waited.append(timeout)
        self.now += timeout or 0.0
        self.left -= 1
        self.gatherer.ended = self.left <= 0

    def wait_for(self, predicate, timeout=None):
        assert predicate()
        return True


class Unthreaded(Gatherer):
    """One whose thread the test is."""

    def _start(self):
        pass


def entry(text="down", level=40):
    return Entry(0.0, level, "shop", text)


def gatherer(*answers, gather=0.0, most=10, waits=3):
    """A gatherer whose sends end by a script, the last for ever; with the times of these, and what they sent."""
    news, sent, left = News(waits), [], list(answers)

    def send(entries, dropped):
        sent.append((news.now, [each.message for each in entries], dropped))
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer is not None:
            raise answer

    news.gatherer = Unthreaded(send, lambda error: None, gather, most, clock=news, news=news)
    return news.gatherer, news, sent


@pytest.mark.parametrize(
    ("error", "gather", "rest"),
    [
        (FAILED, 0.0, 1.0),
        (FAILED, 5.0, 5.0),
        (RateLimitError("full", retry_after=600.0), 0.0, 600.0),
        (RateLimitError("full", retry_after=600.0), 5.0, 600.0),
        (RateLimitError("full", retry_after=0.01), 0.0, 1.0),
        (RateLimitError("full", retry_after=math.inf), 0.0, 3_600.0),
        (ServerError("busy", status=503, retry_after=30.0), 0.0, 30.0),
        (ConnectionFailedError("busy", retry_after=math.nan), 0.0, 1.0),
    ],
)
def test_after_a_failure_nothing_is_sent_for_as_long_as_the_error_asks(error, gather, rest):
    subject, _news, sent = gatherer(error, gather=gather, waits=4)
    subject.put(entry())
    subject.run()
    times = [time for time, _, _ in sent]
    assert [later - earlier for earlier, later in pairwise(times)] == [rest] * (len(times) - 1)
    assert len(times) >= 3


def test_what_may_have_arrived_is_not_sent_again_but_the_next_waits_as_long():
    subject, _news, sent = gatherer(DeliveryUnknownError("?", may_have_arrived=True), waits=2)
    subject.put(entry("first"))
    subject.flush(10.0)
    subject.put(entry("second"))
    subject.run()
    assert sent == [(1_000.0, ["first"], 0), (1_001.0, ["second"], 0)]


def test_after_a_success_there_is_no_rest():
    subject, _news, sent = gatherer(FAILED, None, waits=2)
    subject.put(entry("first"))
    subject.flush(10.0)
    subject.flush(10.0)  # somebody asks for it amid the rest
    subject.put(entry("second"))
    subject.run()
    assert sent == [(1_000.0, ["first"], 0), (1_000.0, ["first"], 0), (1_000.0, ["second"], 0)]


def test_records_are_gathered_from_the_first_one_on():
    subject, news, sent = gatherer(None, gather=5.0, waits=2)
    subject.put(entry("first"))
    news.now += 3.0
    subject.put(entry("second"))
    subject.run()
    assert sent == [(1_005.0, ["first", "second"], 0)]


def test_at_most_an_hour_is_waited_at_once():
    subject, news, _ = gatherer(None, gather=1e12, waits=2)  # more than a thread of the system can wait
    subject.put(entry())
    subject.run()
    assert news.waited == [3_600.0, 3_600.0]


# The end of a program: `logging.shutdown` flushes a handler and then closes it


ENDS = {
    "shutdown": ["flush", "end"],
    "close, then shutdown": ["end", "flush", "end"],
    "flush, close, then shutdown": ["flush", "end", "flush", "end"],
}


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_what_fails_is_tried_once(calls):
    subject, _, sent = gatherer(FAILED)
    subject.put(entry())
    for call in calls:
        getattr(subject, call)(10.0)
    assert len(sent) == 1


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_what_waits_is_sent(calls):
    subject, _, sent = gatherer(None)
    subject.put(entry())
    for call in calls:
        getattr(subject, call)(10.0)
    subject.put(entry("too late"))
    subject.flush(10.0)
    assert [texts for _, texts, _ in sent] == [["down"]]


def test_a_failure_of_long_ago_is_no_reason_not_to_try_at_the_end():
    subject, news, sent = gatherer(FAILED)
    subject.put(entry())
    subject.flush(10.0)
    news.now += 1.0
    subject.end(10.0)
    assert len(sent) == 2


class Watched(threading.Condition):
    """A condition that notes how long somebody would wait until all is sent; `meanwhile` says whether it is worth it."""

    def __init__(self, meanwhile):
        super().__init__()
        self.asked, self._meanwhile = [], meanwhile

    def wait_for(self, predicate, timeout=None):
        self.asked.append(timeout)
        return super().wait_for(predicate, 60 if self._meanwhile() else 0)


@pytest.fixture
def held():
    held = threading.Event()
    yield held
    held.set()


def busy(held, news):
    """A gatherer amid its first send, which ends when `held` is set."""
    entered, sent = threading.Event(), []

    def send(entries, dropped):
        entered.set()
        held.wait(60)
        sent.extend(each.message for each in entries)

    subject = Gatherer(send, lambda error: None, 0.0, 10, news=news)
    subject.put(entry("first"))
    assert entered.wait(60)
    return subject, sent


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_what_is_being_sent_is_waited_for(held, calls):
    news = Watched(lambda: held.set() or True)
    subject, sent = busy(held, news)
    getattr(subject, calls[0])(10.0)
    assert sent == ["first"]
    for call in calls[1:]:
        getattr(subject, call)(10.0)
    assert sent == ["first"]


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_the_patience_is_spent_once(held, calls):
    news = Watched(lambda: False)
    subject, sent = busy(held, news)
    subject.put(entry("second"))
    for call in calls:
        getattr(subject, call)(10.0)
    assert news.asked == [10.0]
    assert sent == []


def test_where_no_thread_can_be_started_any_more_the_flush_sends(monkeypatch):
    """Python 3.12 starts none once the program ends."""

    def refused(thread):
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refused)
    sent = []
    subject = Gatherer(lambda entries, dropped: sent.append(subject.sends_here), lambda error: None, 0.0, 10)
    subject.put(entry())
    subject.flush(10.0)
    assert sent == [True]
    assert not subject.sends_here
    subject.end(10.0)
    assert sent == [True]


# What there is no room for


def test_of_more_than_there_is_room_for_the_most_severe_wait():
    subject, _, sent = gatherer(None, most=3)
    for number, level in enumerate([40, 40, 30, 50, 40, 20, 50]):
        subject.put(entry(f"{number}", level))
    subject.flush(10.0)
    assert [(texts, dropped) for _, texts, dropped in sent] == [(["0", "3", "6"], 4)]


def test_so_it_is_with_what_comes_back():
    subject, _news, sent = gatherer(FAILED, None, most=3)
    for number, level in enumerate([40, 30, 40]):
        subject.put(entry(f"{number}", level))

    def meanwhile(error):
        subject.put(entry("3", 50))
        subject.put(entry("4", 30))

    subject._tell = meanwhile
    subject.flush(10.0)
    subject.flush(10.0)
    assert [(texts, dropped) for _, texts, dropped in sent] == [(["0", "1", "2"], 0), (["0", "2", "3"], 2)]


def test_a_thread_that_ended_by_a_fault_is_started_again(monkeypatch):
    ended, sent = threading.Event(), []

    def send(entries, dropped):
        sent.append([each.message for each in entries])
        if len(sent) == 1:
            raise OSError("down")

    def tell(error):
        raise error

    monkeypatch.setattr(threading, "excepthook", lambda args: ended.set())
    subject = Gatherer(send, tell, 0.0, 10)
    subject.put(entry("first"))
    assert ended.wait(60)
    subject._thread.join(60)
    subject.put(entry("second"))
    subject.flush(10.0)
    assert sent == [["first"], ["second"]]
