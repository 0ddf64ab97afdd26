"""`cardkit send`: bodies from files, posted one after another."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

import click

from ..chain.message import Message
from ..errors import ConfigurationError
from ..to import Destination, chosen, parse
from ..transport import CliqTransport, Outcome, send_all
from .check import CLEAN, check_text
from .reports import human
from .sources import Source, read
from .words import Unusable, plain, say, to_terminal


class Letter(NamedTuple):
    """One message and the file it came from."""

    name: str
    message: Message


def letters(files: Sequence[Source]) -> list[Letter]:
    """The messages of the files, all without errors; else tell every error and end, with nothing sent."""
    texts = [(file, read(file)) for file in files]
    results = [check_text(file, text, quiet=True) for file, text in texts]
    status = max([result.status for result in results], default=CLEAN)
    if status:
        wrong = [finding for result in results for finding in result.findings]
        say(click.unstyle("\n".join([*map(human, wrong), "nothing was sent"])), err=True)
        raise click.exceptions.Exit(status)
    return [Letter(file.name, Message.from_json(text)) for file, text in texts if isinstance(text, str)]


def tell(given: Iterable[Letter], to: str | None) -> None:
    """Tell what would be sent where, without sending."""
    if to is None and not os.environ.get("CLIQ_WEBHOOK_URL"):
        raise Unusable("name the destination with --to, such as channel:alerts")
    place = "the webhook's place" if to is None else str(_place(to))
    for letter in given:
        say(f"{plain(letter.name)}: {len(letter.message.to_json().encode()):,} bytes to {plain(place)}")


def curl_commands(given: Iterable[Letter], to: str | None, transport: CliqTransport) -> None:
    """Print a curl command for each message; the secret stays in the environment."""
    place = _chosen(to, transport)
    for letter in given:
        body = letter.message.to_json(api=transport.wire)
        if transport.destination is None:
            token = "CLIQ_TOKEN" if os.environ.get("CLIQ_TOKEN") else "CLIQ_ACCESS_TOKEN"  # one to be fetched first
            target = [shlex.quote(transport.url(place)), "-H", f'"Authorization: Bearer ${token}"']
        else:
            target = ['"$CLIQ_WEBHOOK_URL"']
        say(
            " ".join(["curl", "-X", "POST", *target, "-H", "'Content-Type: application/json'", "-d", shlex.quote(body)])
        )


def post(given: Sequence[Letter], to: str | None, transport: CliqTransport, journal: Path | None) -> int:
    """Send all messages, tell what became of each, and return the exit status."""
    place = _chosen(to, transport)
    messages = [letter.message for letter in given]
    failed = 0
    try:
        outcomes = send_all(messages, transport, place, journal)
        with click.progressbar(outcomes, len(given), label="sending", file=_bar(len(given))) as bar:
            for outcome in bar:
                failed += not outcome.sent
                if not outcome.sent or len(given) == 1:
                    say(_told(given[outcome.index], outcome, place), err=not outcome.sent)
    except ConfigurationError as error:
        raise Unusable(plain(str(error))) from error
    if len(given) > 1:
        say(f"{len(given) - failed} of {len(given)} sent to {plain(str(place))}")
    return 1 if failed else 0


def transport_of(max_wait: float | None) -> CliqTransport:
    """The transport that the environment describes.

    Raises:
        Unusable: it describes none.
    """
    try:
        return CliqTransport.from_env(**({} if max_wait is None else {"max_wait": max_wait}))
    except ConfigurationError as error:
        raise Unusable(str(error)) from error


def _told(letter: Letter, outcome: Outcome, place: Destination) -> str:
    if outcome.error is not None:
        unknown = getattr(outcome.error, "may_have_arrived", False)
        return f"{plain(letter.name)}: {'UNKNOWN' if unknown else 'not sent'}: {plain(str(outcome.error))}"
    known = outcome.receipt is not None and outcome.receipt.message_id
    return f"{plain(letter.name)}: sent to {plain(str(place))}{f', message {plain(str(known))}' if known else ''}"


def _place(to: str) -> Destination:
    try:
        return parse(to)
    except ConfigurationError as error:
        raise Unusable(plain(str(error))) from error


def _chosen(to: str | None, transport: CliqTransport) -> Destination:
    try:
        place = chosen(to, transport)
        transport.url(place)  # that there is such an address shows here, before anything is sent
        return place
    except ConfigurationError as error:
        raise Unusable(plain(str(error))) from error


def _bar(count: int) -> TextIO:
    """Where the progress bar goes: to the person who watches, if there is one and something to wait for."""
    return sys.stderr if to_terminal() and count > 1 else io.StringIO()
