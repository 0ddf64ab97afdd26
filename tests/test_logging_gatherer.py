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

    news.gatherer = Unthreaded(send, lambda error: None, gather, most, clock=news, condition=news)
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


def test_when_all_is_sent_the_thread_waits_for_the_next_entry_and_sends_that_too():
    subject, news, sent = gatherer(None, waits=3)
    wait = news.wait

    def somebody_logs(timeout=None):
        wait(timeout)
        if len(sent) == 1:
            subject.put(entry("second"))

    news.wait = somebody_logs
    subject.put(entry("first"))
    subject.run()
    assert [texts for _, texts, _ in sent] == [["first"], ["second"]]
    assert news.waited[0] is None  # it does not ask again and again


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
def test_at_the_end_what_fails_is_tried_once_more(calls):
    subject, _, sent = gatherer(FAILED)
    subject.put(entry())
    left = [getattr(subject, call)(10.0) for call in calls]
    assert len(sent) == 2
    assert sum(filter(None, left)) == 1


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_one_failed_connection_loses_nothing(calls):
    subject, _, sent = gatherer(FAILED, None)
    subject.put(entry("last"))
    assert sum(filter(None, [getattr(subject, call)(10.0) for call in calls])) == 0
    assert [texts for _, texts, _ in sent] == [["last"], ["last"]]


@pytest.mark.parametrize(
    ("error", "left"),
    [(RateLimitError("full", retry_after=600.0), 1), (DeliveryUnknownError("?", may_have_arrived=True), 0)],
)
@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_what_asks_for_a_rest_or_may_have_arrived_is_not_tried_again(calls, error, left):
    subject, _, sent = gatherer(error)
    subject.put(entry())
    assert sum(filter(None, [getattr(subject, call)(10.0) for call in calls])) == left
    assert len(sent) == 1


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_at_the_end_what_waits_is_sent(calls):
    subject, _, sent = gatherer(None)
    subject.put(entry())
    for call in calls:
        getattr(subject, call)(10.0)
    assert [texts for _, texts, _ in sent] == [["down"]]


@pytest.mark.parametrize("calls", ENDS.values(), ids=ENDS)
def test_what_comes_after_the_end_is_sent_with_what_is_left(calls):
    subject, _, sent = gatherer(FAILED, FAILED, None)
    subject.put(entry("first"))
    for call in calls:
        getattr(subject, call)(10.0)
    subject.put(entry("second"))
    assert subject.end(10.0) == 0
    assert [texts for _, texts, _ in sent][2:] == [["first", "second"]]


def test_a_failure_of_long_ago_is_no_reason_not_to_try_at_the_end():
    subject, news, sent = gatherer(FAILED)
    subject.put(entry())
    subject.flush(10.0)
    news.now += 1.0
    assert subject.end(10.0) == 1
    assert len(sent) == 3


class Watched(threading.Condition):
    """A condition that notes how long somebody would wait until all is sent; `meanwhile` says whether it is worth it.

    It is the clock too, which passes where it is not.
    """

    def __init__(self, meanwhile):
        super().__init__()
        self.now, self.asked, self._meanwhile = 1_000.0, [], meanwhile

    def __call__(self):
        return self.now

    def wait_for(self, predicate, timeout=None):
        self.asked.append(timeout)
        if self._meanwhile():
            return super().wait_for(predicate, 60)
        self.now += timeout
        return predicate()


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

    subject = Gatherer(send, lambda error: None, 0.0, 10, clock=news, condition=news)
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
    left = [getattr(subject, call)(10.0) for call in calls]
    assert news.asked == [10.0]
    assert sum(filter(None, left)) == 2
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


def test_of_records_that_come_back_the_most_severe_wait_too():
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
    subject.put(entry("second"))
    subject.flush(60.0)
    assert sent == [["first"], ["second"]]


class ForeignError(Exception):
    """One of another library, which writes its seconds as text."""

    retry_after = "30"


@pytest.mark.parametrize("error", [ForeignError("busy"), RateLimitError("busy", retry_after="30")])
def test_a_rest_that_is_no_number_is_none(error):
    subject, _, sent = gatherer(error, None)
    subject.put(entry("first"))
    subject.flush(10.0)
    assert not subject._sending
    subject.put(entry("second"))
    subject.flush(10.0)
    assert sent[-1][1][-1] == "second"


def test_whatever_ends_a_send_the_next_one_begins():
    subject, _, sent = gatherer(SystemExit(), None)
    subject.put(entry("first"))
    with pytest.raises(SystemExit):
        subject.flush(10.0)
    assert not subject._sending
    subject.put(entry("second"))
    subject.flush(10.0)
    assert [texts for _, texts, _ in sent] == [["first"], ["second"]]


def test_two_threads_never_send_at_once(monkeypatch):
    """Where no thread could be started, whoever flushes sends; a thread that then can waits for that."""
    start, held, entered, sent = threading.Thread.start, threading.Event(), threading.Event(), []

    def send(entries, dropped):
        sent.append([each.message for each in entries])
        entered.set()
        held.wait(60)
        sent.append("done")

    def refused(thread):
        raise RuntimeError("can't start new thread")

    news = Watched(lambda: held.set() or True)
    subject = Gatherer(send, lambda error: None, 0.0, 10, clock=news, condition=news)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refused)
        subject.put(entry("first"))
    flushing = threading.Thread(target=subject.flush, args=(10.0,))
    news._meanwhile = lambda: True
    start(flushing)
    assert entered.wait(60)
    subject.put(entry("second"))
    news._meanwhile = lambda: held.set() or True
    subject.flush(10.0)
    flushing.join(60)
    assert sent == [["first"], "done", ["second"], "done"]


def test_whoever_logs_waits_no_longer_where_many_wait():
    """Compared are levels only, not entries: the work is told by how often the level of an entry is read."""
    reads = []

    class Counted(Entry):
        def __getattribute__(self, name):
            reads.append(name)
            return super().__getattribute__(name)

    subject, _, sent = gatherer(None, most=1_000)
    for number in range(1_000):
        subject.put(Counted(0.0, 40, "shop", str(number)))
    reads.clear()
    for level in (30, 40, 50):
        subject.put(Counted(0.0, level, "shop", "more"))
    assert len(reads) < 10
    subject.flush(10.0)
    ((_, texts, dropped),) = sent
    assert (len(texts), texts[-2:], dropped) == (1_000, ["998", "more"], 3)
