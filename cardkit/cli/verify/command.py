"""The command `cardkit verify`: what will be posted, a yes, the posts, what a person saw, and the report."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..output import Unusable, plain, say, say_anyway, write

if TYPE_CHECKING:
    from .plan import Plan
    from .probes import Result, Seen

VERIFY_STATUSES = """\b
Exit status:
  0  all were posted
  1  somebody said no, or the service stopped it
  2  something cannot be used: the destination, the environment, the file of the report"""


@click.command(epilog=VERIFY_STATUSES)
@click.option("--to", help="The destination, such as chat:CT_1: a chat of your own. A webhook has its own.")
@click.option("--dry-run", is_flag=True, help="Show every message, and post none.")
@click.option("--yes", is_flag=True, help="Post without asking first.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file, too, as JSON."
)
@click.option("--picture", help="The https address of the picture that is posted; that of Python's page by default.")
@click.pass_context
def verify(
    ctx: click.Context, /, to: str | None, report: Path | None, picture: str | None, *, dry_run: bool, yes: bool
) -> None:
    """Find out which forms and limits your organisation accepts.

    Some forms and limits are documented in two ways, or differ between organisations. This posts a small message for
    each, within the budget of 20 a minute, reads the answers, asks you which were drawn, and says which defaults of
    cardkit fit your organisation and how to set the others. The sign-in comes from the environment, as for send.
    """
    from .plan import plan_of
    from .probes import looked_at

    plan = plan_of(to, picture)
    if dry_run:
        _show(plan)
        return
    _check(report)
    if not yes:
        _agree(plan)
    results, stopped = _posted(plan)
    if _somebody():
        results = looked_at(results, _ask)
    _tell(plan, results, stopped, report)
    ctx.exit(1 if stopped else 0)


def _show(plan: Plan) -> None:
    addresses = [route.shown(plan.to) for route in plan.routes]
    usual = addresses[0] if addresses else "the webhook's address"
    for place, message in zip(plan.places(), plan.messages, strict=True):
        address = addresses.pop(0) if addresses else usual
        say(f"POST {address}\n{message.written(place).decode()}\n")


def _agree(plan: Plan) -> None:
    """Ask before anything is posted.

    Raises:
        Unusable: nobody can answer.
        Abort: the answer is no.
    """
    if not _somebody():
        raise Unusable("nobody can say yes here: run it in a terminal, or add --yes; --dry-run shows what is posted")
    count = len(plan.messages)
    click.confirm(f"Post {count} messages to {plain(str(plan.to))}, where everybody sees them?", abort=True)


def _posted(plan: Plan) -> tuple[Sequence[Result], str]:
    """What became of the messages, and why the rest was not posted, if so."""
    from .plan import post
    from .probes import Stopped
    from .report import answer_of

    results: list[Result] = []
    try:
        for result in post(plan):
            results.append(result)
            say_anyway(f"{result.place} {result.probe.name}: {answer_of(result)}")
    except Stopped as end:
        return results, str(end)
    except KeyboardInterrupt:
        return results, "Ctrl-C"
    return results, ""


def _ask(what: str) -> Seen | None:
    """What a person saw; None after a Ctrl-C, so that what was said before it is reported."""
    words: dict[str, Seen] = {"y": "drawn", "n": "not drawn", "s": "not seen"}
    try:
        return words[click.prompt(f"{what}?", type=click.Choice([*words]), default="s")]
    except click.Abort:
        return None


def _tell(plan: Plan, results: Sequence[Result], stopped: str, out: Path | None) -> None:
    from .questions import conclusions
    from .report import Report, as_json, as_table

    report = Report(plan.to, results, conclusions(plan, results), stopped, time.time())
    say_anyway(f"\n{as_table(report)}")
    if out is not None:
        write(as_json(report), out)


def _check(report: Path | None) -> None:
    """Find out before anything is posted what would be in its way.

    Raises:
        ConfigurationError: the environment holds no way to sign in, or the report names no file.
        Unusable: the report cannot be written.
    """
    from ...transport import CliqTransport
    from ...transport.system import path_of

    CliqTransport.from_env()
    if report is None:
        return
    path = path_of(report, "--report")
    if not os.path.isdir(path.parent):
        raise Unusable(f"{plain(str(report))} cannot be written: there is no such folder")
    if not os.access(path if os.path.exists(path) else path.parent, os.W_OK):
        raise Unusable(f"{plain(str(report))} cannot be written: you may not write there")


def _somebody() -> bool:
    """Whether a person can answer."""
    return sys.stdin is not None and sys.stdin.isatty()
