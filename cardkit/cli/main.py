"""The command line, on click. Each command imports what it needs when it runs, so that help comes at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..limits import APIS, Api
from .bridge import bridge
from .options import FILE, Commands, color_option, format_option, given_source, given_sources, out_option
from .outbox import outbox as outbox_commands
from .output import say, say_anyway, write, writing
from .verify.command import verify

CHECK_STATUSES = """\b
Exit status, the highest that applies:
  0  nothing is wrong, or there are only warnings
  1  there are errors
  2  something cannot be read: no such file, no text of JSON, no JSON object"""

PREVIEW_STATUSES = """\b
Exit status:
  0  the card was shown, with its findings if it has any
  2  there is none to show, or it cannot be written or opened"""

SEND_STATUSES = """\b
Exit status:
  0  all were sent
  1  some were not, or have errors
  2  something cannot be used: a file, the destination, the environment
  130  somebody pressed Ctrl-C before all were sent"""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cardkit() -> None:
    """Message cards for Zoho Cliq."""


@cardkit.command(epilog=CHECK_STATUSES)
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE]...")
@format_option("human", "json", "github", help="For people, one JSON document, or GitHub's workflow commands.")
@click.option("-q", "--quiet", is_flag=True, help="Show only errors.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--fit", is_flag=True, help="Show what would be cut to make each body fit, and which errors remain.")
@click.option("--explain", metavar="CODE", help="Say what a code means and who says so; with FILEs, where it occurs.")
@color_option
@click.pass_context
def check(ctx: click.Context, /, files: Sequence[str], color: bool | None, explain: str | None, **options: Any) -> None:
    """Check JSON files, and list every fault with its line and column.

    A FILE is a JSON file with the body of one message, a folder (every *.json below it), a pattern such as
    'cards/**/*.json', or - for standard input. Without a FILE, what is piped in is read.
    """
    from .check import check_files
    from .reports import explained, report

    form, quiet = options.pop("form"), options["quiet"]
    results, status = check_files(given_sources(files), **options) if files or explain is None else ([], 0)
    text = report(results, form, totals=not quiet) if explain is None else explained(explain, results, form)
    if text and form == "human":
        say(text, color=color)
    elif text:
        write(text, None)
    ctx.exit(status)


@cardkit.command()
@click.argument("file", required=False, type=FILE)
@out_option
@click.option("--exact", is_flag=True, help="Build exactly this body: what no step writes stays JSON.")
@click.option(
    "--api",
    type=click.Choice(APIS),
    default="v2",
    show_default=True,
    help="The version whose normal form is written, unless --exact.",
)
@click.option(
    "--explain", is_flag=True, help="Begin the code with comments: what was normalised, what stays JSON, why."
)
def code(file: str | None, out: Path | None, exact: bool, api: Api, explain: bool) -> None:
    """Write the Python code that builds a message.

    FILE is a JSON file with one body; - or none is standard input. The code has the normal form: by steps throughout,
    without what is empty, and without unknown keys of parts (those of the message itself stay, by .extra). Standard
    error lists what that changes, and what stays JSON since it has errors.
    """
    from .code import python_of
    from .sources import refuse_overwriting

    source = given_source(file, "written as code")
    refuse_overwriting(source, out)
    write(python_of(source, None if exact else api, explain=explain), out)


@cardkit.command(epilog=PREVIEW_STATUSES)
@click.argument("file", required=False, type=FILE)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write a page of HTML to this file; - prints it.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("--watch", is_flag=True, help="Show it again whenever the file changes, until Ctrl-C.")
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    show_default="auto",
    help="The theme of the page; auto is that of the reader.",
)
@click.option("--width", type=click.IntRange(20), help="Columns in the terminal; by default its own, at most 100.")
@color_option
def preview(file: str | None, **options: Any) -> None:
    """Show a card in the terminal, or as a page.

    -o writes the page, and --open shows it in the browser.

    FILE is a JSON file with one body, or a Python file whose message is shown; - or none is a body from standard input.
    A Python file is run, except what is under if __name__ == "__main__". Errors and warnings are shown at their parts.
    """
    from .preview import preview_file

    preview_file(given_source(file, "shown"), **options)


@cardkit.command()
@out_option
@click.option("--indent", type=click.IntRange(0, 16), default=2, show_default=True, help="0 writes it on one line.")
def schema(out: Path | None, indent: int) -> None:
    """Write the JSON Schema of a message, for editors and validators."""
    import json

    from ..inspection.schema import json_schema

    write(json.dumps(json_schema(), indent=indent or None, ensure_ascii=False), out)


def _limit_names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from .limits import NAMES

    return [name for name in NAMES if name.startswith(incomplete)]


@cardkit.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=_limit_names)
@format_option("human", "json", "markdown", help="For people, for programs, or a table in Markdown.")
def limits(names: Sequence[str], form: str) -> None:
    """List the service's limits, each with its source. With NAMEs, only those."""
    from .limits import limits_table

    say(limits_table(names, form))


@cardkit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the seven bodies as one JSON object instead.")
@click.option("--open", "live", is_flag=True, help="Show them in the browser, in a live sandbox, until Ctrl-C.")
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the seven JSON files to this folder."
)
@color_option
@click.pass_context
def demo(ctx: click.Context, out: Path | None, color: bool | None, *, as_json: bool, live: bool) -> None:
    """Post the seven published messages to a local Cliq, and draw them.

    They are built, posted over HTTP and compared with what was published. This needs no account and no network.
    """
    if live and (as_json or out is not None):
        raise click.UsageError("--open shows a page, so it takes neither --json nor -o")
    from ..demo import run

    if live:
        ctx.exit(0 if run.serve(say_anyway) else 1)
    messages = run.posted()
    if out is not None:
        with writing(str(out)):
            run.write(messages, out)
    if as_json:
        say(run.bodies(messages))
    else:
        run.draw(messages, partial(say, color=color), color=color)
    ctx.exit(0 if run.proven(messages, partial(say, err=as_json)) else 1)


@cardkit.command(epilog=SEND_STATUSES)
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE]...")
@click.option("--to", help="The destination, such as channel:alerts or chat:CT_1; a webhook has its own.")
@click.option(
    "--journal", type=click.Path(dir_okay=False, path_type=Path), help="Record what was sent; a later run skips it."
)
@click.option(
    "--max-wait", type=click.FloatRange(0), help="Seconds that the run may wait in all; unlimited by default."
)
@click.option("--dry-run", is_flag=True, help="Check everything and show what would be sent, without sending.")
@click.option("--curl", is_flag=True, help="Print curl commands instead; the secret stays in the environment.")
@click.option("--fit", is_flag=True, help="Cut what is too long or too many, as check --fit shows it.")
@click.option("--split", is_flag=True, help="Send what is too large as several messages; nothing is lost.")
@click.pass_context
def send(
    ctx: click.Context,
    /,
    *,
    files: Sequence[str],
    to: str | None,
    journal: Path | None,
    max_wait: float | None,
    dry_run: bool,
    curl: bool,
    fit: bool,
    split: bool,
) -> None:
    """Send JSON files to Zoho Cliq, one after another.

    FILEs are as for check. All are checked first; if one has errors, nothing is sent. Sign in by the environment:
    CLIQ_TOKEN, CLIQ_WEBHOOK_URL, or CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET and CLIQ_REFRESH_TOKEN. If CLIQ_OUTBOX names a
    file, the messages are put into that outbox instead, and cardkit outbox work sends them.
    """
    from ..transport import CliqTransport
    from ..transport.environment import variable
    from .send import file_messages, post, print_curl_commands, print_dry_run

    outbox = variable("CLIQ_OUTBOX")
    if outbox and journal is not None:
        raise click.UsageError("with CLIQ_OUTBOX set, the outbox notes what was sent: leave --journal out")
    if outbox and max_wait is not None:
        raise click.UsageError("with CLIQ_OUTBOX set, cardkit outbox work sends and waits: leave --max-wait out")
    if fit and split:
        raise click.UsageError("--fit makes one message of what is too large and --split several: take one of them")
    if dry_run and curl:
        raise click.UsageError("--dry-run and --curl each print something else instead of sending: take one of them")
    given = file_messages(given_sources(files), "fit" if fit else "split" if split else None)
    if dry_run:
        print_dry_run(given, to, outbox)
    elif curl:
        print_curl_commands(given, to, CliqTransport.from_env())
    elif outbox:
        from .letters import put

        put(given, to)
    else:
        ctx.exit(post(given, to, CliqTransport.from_env(), journal, max_wait))


cardkit.add_command(outbox_commands)
cardkit.add_command(bridge)


@cardkit.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8025, show_default=True, help="0 takes a free one.")
@click.option("--token", help="The access token to accept; random by default.")
@click.option("--budget", type=click.IntRange(1), help="Requests a minute before the lock; unlimited by default.")
@click.option(
    "--strict", is_flag=True, help="Refuse unknown keys at the top level of a body, as some organisations do."
)
@click.option(
    "--organisation",
    type=click.Choice(["reference", "field"]),
    help="Take only the forms of the reference page, or those that public senders report.",
)
@click.option("--outbox", type=click.Path(dir_okay=False), help="Show on the page what is in this outbox.")
def sandbox(token: str | None, **options: Any) -> None:
    """Run a local Cliq until Ctrl-C, with one line for each request."""
    from ..sandbox import run

    if token is not None:
        options["token"] = token
    run(echo=say_anyway, **options)


cardkit.add_command(verify)
