"""`cardkit outbox`: letters that wait in a file, sent, listed and settled."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

import click
from attrs import asdict

from ..errors import ConfigurationError
from ..outbox import STATES, Event, Letter, Outbox, Tally
from ..reading.guards import refuse_webhook
from ..transport import CliqTransport, Wait
from ..transport.environment import signs_in, variable
from .output import CLEAN, ERRORS, Unusable, plain, say, say_anyway, to_terminal
from .send import INTERRUPTED, FileMessage, place_of, tell_wait, transport_for_addresses

_SLICE = 0.2  # seconds until a signal is noticed
_DATES = {"put", "after", "not_after", "changed"}
WAITING = 3
"""The exit status of `work` where some letters still wait."""


def opened(path: str | None) -> Outbox:
    """The outbox of a file that is there.

    Raises:
        Unusable: none is named, or there is none.
    """
    name = _outbox_file(path)
    try:
        os.stat(name)
    except FileNotFoundError:
        raise Unusable(f"there is no outbox {plain(name)}: putting a message makes one") from None
    except OSError:
        pass  # why it cannot be used is told by what uses it
    return Outbox(name)


def _outbox_file(path: str | None) -> str:
    name = variable("CLIQ_OUTBOX") if path is None else path
    refuse_webhook(name)
    if not name.strip():
        raise Unusable("name the outbox, as in cardkit outbox --file FILE list, or set CLIQ_OUTBOX")
    return name


def put(given: Sequence[FileMessage], to: str | None) -> None:
    """Put all messages into the outbox of the environment, and tell the letters."""
    transport = transport_for_addresses()
    place = place_of(to, transport)
    outbox = Outbox(_outbox_file(None), transport)
    if not signs_in() and not variable("CLIQ_API"):
        outbox.wire = None  # only the program that sends knows the version
    for one in given:
        letter = outbox.put(one.message, place)
        say_anyway(f"{plain(one.name)}: kept for {plain(str(letter.to))}, letter {letter.id}")


def work(path: str | None, form: str, *, once: bool, max_wait: float | None) -> int:
    """Send what is in the outbox, tell it, and give the exit status."""
    told = _Lines() if form == "json" else _Progress()
    outbox = Outbox(_outbox_file(path), CliqTransport.from_env(), on_event=told.event)
    with _logged(told):
        try:
            tally = outbox.work(once=once, max_wait=max_wait, on_wait=told.wait, stop=_Terminated())
        except KeyboardInterrupt:
            told.stopped()
            return INTERRUPTED if once else CLEAN
    told.ended(tally)
    if tally.unknown or tally.dead:
        return ERRORS
    return WAITING if tally.waiting else CLEAN


@contextmanager
def _logged(told: _Progress) -> Generator[None, None, None]:
    """Tell the warnings of the outbox that are not of one letter; these are told as events."""
    handler, log = logging.Handler(logging.WARNING), logging.getLogger("cardkit.outbox")
    handler.addFilter(lambda record: not hasattr(record, "letter"))
    handler.emit = lambda record: told.warning(record.getMessage())  # type: ignore[method-assign]  # shorter than a class
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


class _Terminated:
    """Stops the work on SIGTERM, after the post that is under way; an event could not be set amid its own wait."""

    def __init__(self) -> None:
        self._set = False
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._set = True

    def is_set(self) -> bool:
        """Whether there was one."""
        return self._set

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or until there is one."""
        end = time.monotonic() + (_SLICE if timeout is None else timeout)
        while not self._set and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))
        return self._set


class _Progress:
    """Tells a person what happens: one line that changes on a terminal, and a line for what went wrong."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._line = ""  # that stands on the terminal

    def event(self, event: Event) -> None:
        """A letter has changed."""
        letter = event.letter
        if letter.state in {"unknown", "dead"}:
            self._clear()
            say_anyway(_brief(letter), err=True)
        self._counts[letter.state] += 1
        self._show()

    def warning(self, text: str) -> None:
        """Something went wrong, or nothing can be sent for now."""
        self._clear()
        say_anyway(plain(text), err=True)

    def wait(self, wait: Wait) -> None:
        """A wait begins."""
        tell_wait(wait, self._clear)

    def ended(self, tally: Tally) -> None:
        """The work is done."""
        self._clear()
        if tally.elsewhere:
            say_anyway("another program is sending what is in this outbox")
        else:
            rest = ", others wait" if tally.waiting else ""
            say_anyway(f"{tally.sent} sent, {tally.unknown} unknown, {tally.dead} dead{rest}")

    def stopped(self) -> None:
        """Somebody pressed Ctrl-C."""
        self._clear()
        say_anyway("stopped", err=True)

    def _show(self) -> None:
        if to_terminal():
            self._line = ", ".join([f"{self._counts[state]} {state}" for state in ("sent", "unknown", "dead")])
            self._overwrite(self._line)

    def _clear(self) -> None:
        if self._line:
            self._overwrite(f"{' ' * len(self._line)}\r")
            self._line = ""

    def _overwrite(self, text: str) -> None:
        with suppress(OSError):  # a terminal that has gone
            click.echo(f"\r{text}", nl=False, err=True)


class _Lines(_Progress):
    """Tells a program what happens: a line of JSON for each change, and one at the end."""

    def event(self, event: Event) -> None:
        say(json.dumps({**event.letter.to_dict(), "wait": event.wait, "reason": event.reason}))
        sys.stdout.flush()

    def wait(self, wait: Wait) -> None:
        """It is told with the letter."""

    def ended(self, tally: Tally) -> None:
        say(json.dumps(asdict(tally)))

    def stopped(self) -> None:
        """The lines end."""


def print_letters(path: str | None, state: Any, form: str) -> None:
    """List the letters, and how many there are in each state."""
    outbox = opened(path)
    letters = outbox.letters(state)
    _print(letters, form)
    if form == "json":
        return
    stats = outbox.stats()
    counts = [f"{getattr(stats, name)} {name}" for name in STATES]
    oldest = f"; the oldest has waited {timedelta(seconds=int(stats.oldest))}" if stats.oldest >= 1 else ""
    say(f"{', '.join(counts)}{oldest}")


def print_letter(path: str | None, id: int, form: str) -> None:
    """Show all of one letter."""
    letter = _letter(opened(path), id)
    body, replacement = [None if text is None else json.loads(text) for text in (letter.body, letter.replacement)]
    if form == "json":
        say(json.dumps({**letter.to_dict(), "message": body, "replacement": replacement}, indent=2))
        return
    for name, value in letter.to_dict().items():
        if value not in (None, ""):
            say(f"{name + ':':<12} {plain(str(_date(value) if name in _DATES else value))}")
    say(f"{'message:':<12} {'deleted' if body is None else plain(json.dumps(body, ensure_ascii=False))}")
    if replacement is not None:
        say(f"{'replacement:':<12} {plain(json.dumps(replacement, ensure_ascii=False))}")


def settle_letters(path: str | None, ids: Iterable[int], form: str, settle: Callable[[Letter], Letter]) -> int:
    """Settle letters one by one, tell what each is now, and give the exit status."""
    outbox = opened(path)
    letters = [_letter(outbox, id) for id in ids]
    done: list[Letter] = []
    status = CLEAN
    for letter in letters:
        try:
            done.append(settle(letter))
        except ConfigurationError as error:
            say_anyway(plain(str(error)), err=True)
            status = ERRORS
    _print(done, form)
    return status


def _print(letters: Iterable[Letter], form: str) -> None:
    if form == "json":
        say(json.dumps([letter.to_dict() for letter in letters], indent=2))
    else:
        for letter in letters:
            say(_brief(letter))


def _letter(outbox: Outbox, id: int) -> Letter:
    letter = outbox.letter(id)
    if letter is None:
        raise Unusable(f"there is no letter {id} in this outbox, or none any more")
    return letter


def _brief(letter: Letter) -> str:
    key = f" ({plain(letter.key)})" if letter.key else ""
    finding = f": {plain(letter.finding)}" if letter.finding else ""
    due = letter.after if letter.state == "ready" else None
    until = f", not before {_date(due)}" if due is not None and due > time.time() else ""
    return f"{letter.id:>6}  {letter.state:<7}  {plain(str(letter.to))}{key}{until}{finding}"


def _date(seconds: float) -> str:
    """A time as people read it."""
    try:
        return datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "seconds")
    except (ValueError, OverflowError, OSError):  # a year that no calendar has here
        return f"{seconds:.0f} s since 1970"
