"""`cardkit outbox` and its commands, on click; what they do stands in `letters`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from .options import Command, format_option

WORK_STATUSES = """\b
Exit status:
  0  all that was due was sent, or another program is at it; without --once also SIGTERM or Ctrl-C
  1  some letters became unknown or dead
  2  something cannot be used: the file, the environment
  3  with --once: some letters still wait: there is no room, no network, or no token that works, or SIGTERM
  130  with --once: somebody pressed Ctrl-C"""


@click.group()
@click.option("--file", "path", type=click.Path(dir_okay=False), help="The outbox; else CLIQ_OUTBOX.")
@click.pass_context
def outbox(ctx: click.Context, path: str | None) -> None:
    """Send, list and settle the letters of an outbox.

    Letters are messages that were put into a file, to be sent from there.
    """
    ctx.obj = path


def _choose(ctx: click.Context, _: click.Parameter, path: str | None) -> None:
    """Take the outbox that is named behind a command instead of the one before it."""
    ctx.obj = ctx.obj if path is None else path


_letter_file = click.option(
    "--file",
    type=click.Path(dir_okay=False),
    expose_value=False,
    callback=_choose,
    help="The outbox, unless it is named before.",
)
_letter_form = format_option("human", "json", help="For people, or JSON for programs.")


def _letter_options(command: Command) -> Command:
    """The options of every command on letters."""
    return _letter_file(_letter_form(command))


_letter_ids = click.argument("ids", nargs=-1, required=True, type=int, metavar="ID...")


@outbox.command(epilog=WORK_STATUSES)
@click.option("--once", is_flag=True, help="Return when nothing more is due, as for cron; --max-wait bounds its waits.")
@click.option(
    "--max-wait",
    type=click.FloatRange(0),
    help="With --once: seconds to wait in all for room in the budget; unlimited by default.",
)
@_letter_options
@click.pass_context
def work(ctx: click.Context, once: bool, max_wait: float | None, form: str) -> None:
    """Send the letters, for ever or --once. The sign-in comes from the environment, as for cardkit send."""
    from .letters import work

    if max_wait is not None and not once:
        raise click.UsageError("--max-wait bounds the waits of --once; without it the work goes on for ever")
    ctx.exit(work(ctx.obj, form, once=once, max_wait=max_wait))


@outbox.command("list")
@click.option("--state", type=click.Choice(["ready", "sending", "sent", "unknown", "dead"]), help="Only those.")
@_letter_options
@click.pass_obj
def list_letters(path: str | None, state: str | None, form: str) -> None:
    """List the letters, in the order in which they were put."""
    from .letters import print_letters

    print_letters(path, state, form)


@outbox.command()
@click.argument("id", type=int)
@_letter_options
@click.pass_obj
def show(path: str | None, id: int, form: str) -> None:
    """Show one letter and its message."""
    from .letters import print_letter

    print_letter(path, id, form)


@outbox.command()
@_letter_ids
@_letter_options
@click.pass_context
def retry(ctx: click.Context, ids: Sequence[int], form: str) -> None:
    """Send letters again that are unknown or dead. An unknown letter may then arrive twice."""
    from .letters import settle_letters

    ctx.exit(settle_letters(ctx.obj, ids, form, lambda letter: letter.resend()))


@outbox.command()
@_letter_ids
@_letter_options
@click.pass_context
def drop(ctx: click.Context, ids: Sequence[int], form: str) -> None:
    """Do not send letters that are ready or unknown. They are kept as dead."""
    from .letters import settle_letters

    ctx.exit(settle_letters(ctx.obj, ids, form, lambda letter: letter.drop()))


@outbox.command("mark-sent")
@_letter_ids
@click.option("--message-id", help="The service's id of the message, if you know it.")
@_letter_options
@click.pass_context
def mark_sent(ctx: click.Context, ids: Sequence[int], message_id: str | None, form: str) -> None:
    """Record that letters arrived."""
    from .letters import settle_letters

    ctx.exit(settle_letters(ctx.obj, ids, form, lambda letter: letter.mark_sent(message_id)))
