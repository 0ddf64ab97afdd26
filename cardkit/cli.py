"""The command line, on click."""

from __future__ import annotations

from pathlib import Path

import click

from . import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cardkit() -> None:
    """Message cards for Zoho Cliq."""


@cardkit.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("cardkit-demo"),
    show_default=True,
    help="The folder for the seven JSON files.",
)
def demo(out: Path) -> None:
    """Build the seven published messages, post them to a receiver on this machine, and compare what arrives.

    It needs no account and no network.
    """
    from .demo.run import run

    if not run(out, click.echo):
        raise SystemExit(1)
