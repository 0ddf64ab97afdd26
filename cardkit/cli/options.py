"""What several commands have: their group, options and arguments, and the files that these name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import ConfigurationError
from ..reading.guards import refuse_webhook
from .output import UNUSABLE, Unusable, plain, say_anyway

if TYPE_CHECKING:
    from .sources import Source

Command = TypeVar("Command", bound=Callable[..., Any])

_EXTRAS = {"watchfiles": "cli", "starlette": "sandbox", "uvicorn": "sandbox"}
"""What a command may miss, and the extra that brings it."""
FILE = click.Path(readable=False, allow_dash=True)  # what cannot be read is a finding of that file alone
out_option = click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write to this file, as UTF-8, instead of standard output.",
)


class Commands(click.Group):
    """A group whose commands tell a setting that is wrong, and the pip command that brings what they miss."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command; what the system refuses ends it with a line, such as a help that a full disk does not take."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            say_anyway(f"Error: {plain(str(error))}", err=True)
            sys.exit(UNUSABLE)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            raise Unusable(plain(str(error))) from error
        except ModuleNotFoundError as error:
            extra = _EXTRAS.get(str(error.name))
            if extra is None:
                raise
            needs = f"cardkit {ctx.invoked_subcommand} needs {error.name}"
            raise Unusable(f"{needs}: pip install 'cardkit[{extra}]'") from error


def _color(ctx: click.Context, parameter: click.Parameter, given: bool | None) -> bool | None:
    """Whether to colour; None is for a terminal alone."""
    from ..preview.console.output import color_asked_for

    return color_asked_for() if given is None else given


color_option = click.option(
    "--color/--no-color",
    default=None,
    callback=_color,
    help="Colour; by default on a terminal, unless NO_COLOR is set.",
)


def format_option(*forms: str, help: str) -> Callable[[Command], Command]:
    """The option ``--format``, which is handed on as `form`; the first of the forms is the usual one."""
    choice = click.Choice(forms)
    return click.option("--format", "form", type=choice, default=forms[0], show_default=True, help=help)


def given_sources(names: Sequence[str]) -> list[Source]:
    """The files to read; standard input where none is named and something is piped in."""
    from .sources import piped, sources

    for name in names:
        refuse_webhook(name)
    if not names and not piped():
        raise click.UsageError("name a FILE, or pipe a body in")
    return sources(names or ["-"])


def given_source(name: str | None, done: str) -> Source:
    """The one file to read, or standard input; `done` says in an error what is done with it.

    Raises:
        Unusable: the name means several files.
    """
    files = given_sources([] if name is None else [name])
    if len(files) != 1:
        raise Unusable(f"{len(files)} files are too many: one can be {done} at a time")
    return files[0]
