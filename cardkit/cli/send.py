"""`cardkit send`: bodies from files, posted one after another."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

import click

from ..chain.fitting import Parts
from ..chain.message import Message
from ..errors import ConfigurationError, ConstraintError, TransportError
from ..errors.wording import counted
from ..to import Destination, chosen
from ..transport import CliqTransport, Outcome, Receipt, Wait, outcome_of, send_all
from ..transport.environment import settings_of_token, signs_in, variable
from ..transport.waiting import VISIBLE
from .output import CLEAN, ERRORS, Unusable, plain, say, say_anyway, to_terminal, write
from .reports import complain
from .sources import FaultyFile, Finding, Source, placed, read_body

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


class FileMessage(NamedTuple):
    """One message, the file it came from, and all messages of that file."""

    name: str
    message: Message
    parts: Parts


def file_messages(files: Sequence[Source], size: str | None) -> list[FileMessage]:
    """The messages of the files, all without errors; else tell every error and end, with nothing sent.

    Args:
        files: a body each.
        size: ``"fit"`` cuts what is too large, ``"split"`` makes several messages of it.
    """
    parts_of: list[Parts] = []
    findings: list[Finding] = []
    status = CLEAN
    for file in files:
        try:
            parts_of.append(_parts_of(file, size))
        except FaultyFile as error:
            findings += error.findings
            status = max(status, error.status)
    if status:
        complain(findings, "nothing was sent")
        raise click.exceptions.Exit(status)
    for file, parts in zip(files, parts_of, strict=True):
        if parts.changes:
            made = counted(len(parts.changes), "changes")
            say_anyway(f"{plain(file.name)}: {made} made it fit, which cardkit check --fit shows", err=True)
    return [message for file, parts in zip(files, parts_of, strict=True) for message in _named(file, parts)]


def _named(file: Source, parts: Parts) -> Iterator[FileMessage]:
    """The messages of a file, which are numbered if there are several."""
    for number, message in enumerate(parts, 1):
        name = file.name if len(parts) == 1 else f"{file.name} ({number}/{len(parts)})"
        yield FileMessage(name, message, parts)


def _parts_of(file: Source, size: str | None) -> Parts:
    """The messages of a file, which have no errors.

    Raises:
        FaultyFile: it holds no body, or one with errors that cutting or splitting does not mend.
    """
    text, message = read_body(file, Message.from_json)
    try:
        if size == "split":
            return message.split()
        message, changes = message.fitted() if size == "fit" else (message, ())
        message.build()
    except ConstraintError as error:
        raise FaultyFile(placed(file, text, error.issues), ERRORS) from error
    return Parts([message], changes=changes)


def transport_for_addresses() -> CliqTransport:
    """The transport of the environment; where nothing signs in, one that knows the addresses and posts nothing."""
    if signs_in():
        return CliqTransport.from_env()
    return CliqTransport(token=_no_token, **settings_of_token({}))


def _no_token() -> str:
    raise ConfigurationError("the environment holds no way to sign in")


def print_dry_run(given: Iterable[FileMessage], to: str | None, outbox: str) -> None:
    """Tell what would be sent where, or kept in which outbox, without doing it."""
    transport = transport_for_addresses()
    place = plain(str(place_of(to, transport)))
    kept = f", to be kept in the outbox {plain(outbox)}" if outbox else ""
    for one in given:
        size = len(one.message.to_json(api=transport.wire).encode())
        say(f"{plain(one.name)}: {size:,} bytes to {place}{kept}")


def print_curl_commands(given: Iterable[FileMessage], to: str | None, transport: CliqTransport) -> None:
    """Print a curl command for each message.

    The secret is read from the environment when the command runs, and reaches curl through a pipe: as an argument every
    user of the machine could see it.
    """
    place = place_of(to, transport)
    if transport.destination is None:
        token = _in_shell("CLIQ_TOKEN" if variable("CLIQ_TOKEN") else "CLIQ_ACCESS_TOKEN")  # one to be fetched first
        pipe = f"printf 'Authorization: Bearer %s\\n' {token} | curl -H @- {shlex.quote(transport.url(place))}"
    else:
        pipe = f"printf 'url = \"%s\"\\n' {_in_shell('CLIQ_WEBHOOK_URL')} | curl -K -"
    for one in given:
        body = one.message.to_json(api=transport.wire)
        write(f"{pipe} -H 'Content-Type: application/json' --data-raw {shlex.quote(body)}", None)


def _in_shell(name: str) -> str:
    """What a shell replaces by a variable, without the blanks and line ends around it if it has some."""
    given = f'"${name}"'
    return given if os.environ.get(name, "") == variable(name) else f"\"$(printf %s {given} | tr -d '[:space:]')\""


def place_of(to: str | None, transport: CliqTransport) -> Destination:
    """The destination that is named, or else the transport's own.

    Raises:
        Unusable: there is neither.
        ConfigurationError: the transport has no address for it.
    """
    if to is None and transport.destination is None:
        raise Unusable("name the destination with --to, such as channel:alerts")
    place = chosen(to, transport)
    transport.url(place)  # raises if there is no such address
    return place


def post(
    given: Sequence[FileMessage], to: str | None, transport: CliqTransport, journal: Path | None, max_wait: float | None
) -> int:
    """Send all messages, tell what became of each, and return the exit status."""
    place = place_of(to, transport)
    outcomes = send_all(_units(given), transport, place, journal, max_wait=max_wait, on_wait=tell_wait)
    told: list[Outcome] = []
    failed = ERRORS
    try:
        with click.progressbar(outcomes, len(given), label="sending", file=_bar(len(given))) as bar:
            for outcome in bar:
                told.append(outcome)
                _tell_one(given, outcome, place)
    except KeyboardInterrupt as stop:
        if len(told) < len(given):  # else it came when nothing was left to send
            told.append(_interrupted(len(told), outcome_of(stop)))
            _tell_one(given, told[-1], place)
        say_anyway("stopped", err=True)
        failed = INTERRUPTED
    sent, now = sum(outcome.sent for outcome in told), sum(outcome.receipt is not None for outcome in told)
    if len(given) > 1:
        before = f", {sent - now} of them before" if sent > now else ""
        say_anyway(f"{sent} of {len(given)} sent to {plain(str(place))}{before}")
    return CLEAN if sent == len(given) else failed


def _units(given: Iterable[FileMessage]) -> Iterator[Parts]:
    """The messages of each file as one unit."""
    return (one.parts for one in given if one.parts[0] is one.message)


def _tell_one(given: Sequence[FileMessage], outcome: Outcome, place: Destination) -> None:
    if not outcome.sent or len(given) == 1:
        say_anyway(_outcome_line(given[outcome.index], outcome, place), err=not outcome.sent)


def tell_wait(wait: Wait, before: Callable[[], object] = lambda: None) -> None:
    """Tell of a wait that is long enough to wonder about; `before` is called first, as to clear the line."""
    if wait.seconds > VISIBLE:
        before()
        say_anyway(f"{plain(str(wait))} (Ctrl-C stops)", err=True)


def _interrupted(index: int, known: Receipt | TransportError | None) -> Outcome:
    """What became of the message that was being sent when somebody pressed Ctrl-C."""
    if isinstance(known, Receipt):
        return Outcome(index, known)
    return Outcome(index, error=known or TransportError("it was stopped", may_have_arrived=True))


def _outcome_line(one: FileMessage, outcome: Outcome, place: Destination) -> str:
    if outcome.error is not None:
        unknown = getattr(outcome.error, "may_have_arrived", False)
        return f"{plain(one.name)}: {'UNKNOWN' if unknown else 'not sent'}: {plain(str(outcome.error))}"
    if outcome.receipt is None:
        return f"{plain(one.name)}: was sent to {plain(str(place))} before; nothing was posted"
    known = outcome.receipt.message_id
    return f"{plain(one.name)}: sent to {plain(str(place))}{f', message {plain(str(known))}' if known else ''}"


def _bar(count: int) -> TextIO:
    """Where the progress bar goes: to the person who watches, if there is one and something to wait for."""
    return sys.stderr if to_terminal() and count > 1 else io.StringIO()
